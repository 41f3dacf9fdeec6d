//! Snapshots in other threads, and memory that is cleared.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use zeroize::Zeroize;

use super::data::{Kind, brute_force, filled, signature_of, visitor};
use crate::{
    identity::gallery::{Probe, chunk, chunk::Chunk},
    types::Signature,
};

#[test]
fn a_snapshot_answers_the_same_while_the_gallery_changes() {
    let (mut gallery, all) = filled(Kind::Clustered, 5, 900, 90);
    let (snapshot, probe) = (gallery.snapshot(), Probe::from(&all[17].1));
    let expected = brute_force(&all, &probe, 8);
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        let readers: Vec<_> = (0..2)
            .map(|_| {
                let (snapshot, probe, done) = (snapshot.clone(), &probe, &done);
                scope.spawn(move || {
                    let mut answers = vec![snapshot.top(probe, 8)];
                    while !done.load(Ordering::Relaxed) {
                        answers = vec![snapshot.top(probe, 8), answers.swap_remove(0)];
                        assert_eq!(answers[0], answers[1]);
                    }
                    answers.swap_remove(0)
                })
            })
            .collect();
        for who in 0..90 {
            gallery.remove(visitor(who));
            gallery.add(
                visitor(who + 500),
                &signature_of(Kind::Random, 9, who as u64),
            );
        }
        done.store(true, Ordering::Relaxed);
        for reader in readers {
            assert_eq!(reader.join().unwrap(), expected);
        }
    });
    assert_eq!(gallery.len(), 90);
    assert!(gallery.owners().all(|who| who >= visitor(500)));
}

#[test]
fn a_cleared_place_is_as_if_nobody_had_been_there() {
    let row = |n| signature_of(Kind::Random, 1, n);
    let mut chunk = Chunk::EMPTY;
    let put =
        |chunk: &mut Chunk, place, s: &Signature| chunk.put(place, s.values().try_into().unwrap());
    put(&mut chunk, 5, &row(1));
    put(&mut chunk, 77, &row(2));
    chunk.clear(5);
    chunk.clear(77);
    let lines = chunk.lines.iter().flatten().flat_map(|line| line.0);
    assert!(lines.clone().all(|code| code == chunk::SHIFT));
    assert!(chunk.scales.iter().flat_map(|s| s.0).all(f32::is_nan));
    put(&mut chunk, 5, &row(1));
    chunk.zeroize();
    let lines = chunk.lines.iter().flatten().flat_map(|line| line.0);
    assert!(
        lines
            .chain(chunk.scales.iter().flat_map(|s| s.0).map(|s| s as u8))
            .all(|b| b == 0)
    );
}

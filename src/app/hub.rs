//! The `hub` thread: what other appliances of the showroom kept comes to the line as inputs of its own.

use std::{
    io,
    sync::{Arc, atomic::AtomicBool},
    thread::JoinHandle,
    time::Duration,
};

use crossbeam_channel::Sender;

use super::threads::joined;
use crate::{
    runtime::{Clock, SeededIds, Shutdown, random_seed, spawn},
    store::{HubLink, HubWord, StoreError},
    types::{
        AuditEntry, Correction, CorrectionId, CorrectionKind, IdSource, Input, SharedBatch, Stamp,
    },
};

/// So long an end waits for a hub that hangs.
const PATIENCE: Duration = Duration::from_secs(3);
const LOOKS: u32 = 150;

/// The part of the line's queue that is the hub's: one of so many.
const SHARE: usize = 8;
const PAUSE: Duration = Duration::from_millis(2);

/// The running thread.
pub(super) struct Hub {
    thread: JoinHandle<Result<(), StoreError>>,
}

/// Starts it; it ends with `stop`. `there` says from then on whether the hub is reached.
pub(super) fn start(
    link: HubLink,
    there: Arc<AtomicBool>,
    clock: Clock,
    inbound: Sender<Input>,
    stop: Shutdown,
) -> io::Result<Hub> {
    let thread = spawn("hub", move || {
        let mut ids = SeededIds::new(random_seed());
        let mut tell = |word| {
            leave_room(&inbound, &stop);
            inbound.send(input(word, clock.now(), &mut ids)).is_ok()
        };
        let ended = link.run(&mut tell, &there, &stop);
        if let Err(error) = &ended {
            tracing::error!(%error, "other appliances are told and heard no more until the next start");
        }
        ended
    })?;
    Ok(Hub { thread })
}

/// Waits until most of the line's queue is free: a long history that is caught up with keeps no tablet waiting.
fn leave_room(inbound: &Sender<Input>, stop: &Shutdown) {
    let ours = inbound.capacity().unwrap_or(usize::MAX) / SHARE;
    while inbound.len() > ours && !stop.is_requested() {
        stop.sleep(PAUSE);
    }
}

fn input(word: HubWord, stamp: Stamp, ids: &mut dyn IdSource) -> Input {
    match word {
        HubWord::Kept { upto, records } => Input::Shared(SharedBatch {
            stamp,
            upto,
            records,
        }),
        HubWord::Erase(code) => Input::Correction(Correction {
            id: CorrectionId::new(ids, &stamp),
            stamp,
            by: AuditEntry::ITSELF.to_owned(),
            kind: CorrectionKind::Erase { code },
        }),
    }
}

impl Hub {
    /// Waits for its end, but not for a hub that hangs: what it was not told waits in the store.
    pub(super) fn finish(self) {
        let pause = Shutdown::new();
        for _ in 0..LOOKS {
            if self.thread.is_finished() {
                // It has logged why.
                drop(joined(self.thread));
                return;
            }
            pause.sleep(PATIENCE / LOOKS);
        }
        tracing::warn!("the hub does not answer: what it was not told waits in the store");
    }
}

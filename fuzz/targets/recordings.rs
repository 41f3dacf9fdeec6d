//! Recorded streams: JSON lines, read and played through a line.
#![no_main]

use std::fs;

use libfuzzer_sys::fuzz_target;
use showfloor::{
    app::{Header, Recorder, Recording, RecordingError, replay},
    types::Record,
};
use showfloor_fuzz::{
    files::beside_rules,
    showroom::{CONFIG, assert_sound},
};

/// Inputs with more lines are cut: a replay is to be done within a second.
const MOST_LINES: usize = 300;

fuzz_target!(|text: &[u8]| {
    let file = beside_rules("stream.jsonl");
    let cut: Vec<_> = text
        .split_inclusive(|byte| *byte == b'\n')
        .take(MOST_LINES)
        .collect();
    fs::write(&file, cut.concat()).expect("written");
    let copied = copy(&file);
    let played = played(&file);
    match (&copied, &played) {
        (Ok(()), Ok(records)) => {
            let copy = beside_rules("copy.jsonl");
            assert_eq!(
                Ok(records),
                self::played(&copy).as_ref(),
                "a copy plays otherwise"
            );
        }
        (Err(one), Err(other)) => assert_eq!(one, other),
        _ => panic!("read: {copied:?}, played: {}", played.is_ok()),
    }
});

/// All records of a replay, as text.
fn played(file: &std::path::Path) -> Result<String, String> {
    let mut all = String::new();
    let watch = |records: &[Record], _: &_| {
        assert_sound(records);
        all.push_str(&format!("{records:?}\n"));
    };
    replay(&CONFIG, file, watch).map_err(|error| told(&error))?;
    Ok(all)
}

/// What is read is written again.
fn copy(file: &std::path::Path) -> Result<(), String> {
    let copy = beside_rules("copy.jsonl");
    let (header, mut recording) = Recording::open(file).map_err(|error| told(&error))?;
    let mut out = Vec::new();
    let mut recorder: Recorder<&mut Vec<u8>> = begin(&mut out, &header);
    while let Some(entry) = recording.next_entry().map_err(|error| told(&error))? {
        recorder.write(&entry).expect("it is written");
    }
    drop(recorder);
    fs::write(copy, out).expect("written");
    Ok(())
}

fn begin<'a>(out: &'a mut Vec<u8>, header: &Header) -> Recorder<&'a mut Vec<u8>> {
    Recorder::to(out, "memory", header).expect("it is written")
}

/// An error names the file and says what to do.
fn told(error: &RecordingError) -> String {
    let text = error.to_string();
    assert!(
        text.contains("\nhint: ") && text.contains("stream.jsonl"),
        "{text}"
    );
    text
}

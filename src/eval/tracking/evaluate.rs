//! The sequences of a folder, one after the other.

use std::{fs, path::Path};

use anyhow::Context;
use serde::Serialize;

use super::{
    follow::{detector, follow},
    mot::{self, Info},
    score::{Counts, score},
};

/// How tracking did, by sequence and over all.
#[derive(Clone, Debug, Serialize)]
pub struct TrackingReport {
    pub sequences: Vec<SequenceScore>,
    /// All sequences counted together.
    pub overall: SequenceScore,
}

/// How tracking did in one sequence.
#[derive(Clone, Debug, Serialize)]
pub struct SequenceScore {
    pub name: String,
    pub idf1: f64,
    pub mota: f64,
    /// How often a person was found in another track than before.
    pub switches: u64,
    pub misses: u64,
    pub false_positives: u64,
    /// Boxes of the truth.
    pub truth: u64,
}

impl SequenceScore {
    fn new(name: &str, counts: &Counts) -> Self {
        Self {
            name: name.to_owned(),
            idf1: counts.idf1(),
            mota: counts.mota(),
            switches: counts.switches,
            misses: counts.misses,
            false_positives: counts.false_positives,
            truth: counts.truth,
        }
    }
}

/// Follows the people of every sequence in `root`, and compares with the truth; writes the tracks to `out` as
/// `SEQUENCE.txt` where it is given.
///
/// # Errors
/// No sequence there, a file that cannot be read or is no `MOTChallenge` text, or no place to write to.
pub fn evaluate(root: &Path, out: Option<&Path>) -> anyhow::Result<TrackingReport> {
    if let Some(out) = out {
        fs::create_dir_all(out)
            .with_context(|| format!("cannot make the folder {}", out.display()))?;
    }
    let mut sequences = Vec::new();
    let mut overall = Counts::default();
    for sequence in mot::sequences(root)? {
        let name = sequence.file_name().unwrap_or_default().to_string_lossy();
        let detections = mot::detections_of(&sequence);
        let tracks = follow(
            &detector(),
            mot::info(&detections)?,
            &mot::read(&detections)?,
        );
        if let Some(out) = out {
            write(&out.join(format!("{name}.txt")), &mot::write(&tracks))?;
        }
        let counts = score(&mot::read(&mot::truth_of(&sequence))?, &tracks);
        sequences.push(SequenceScore::new(&name, &counts));
        overall += counts;
    }
    Ok(TrackingReport {
        sequences,
        overall: SequenceScore::new("over all", &overall),
    })
}

/// Follows the people of one file of detections, and writes their tracks to `out`. `fps` is the frames' rate where no
/// `seqinfo.ini` beside the file or one folder up says it. Returns the number of tracks.
///
/// # Errors
/// A file that cannot be read or is no `MOTChallenge` text, or no place to write to.
pub fn follow_file(detections: &Path, fps: Option<f64>, out: &Path) -> anyhow::Result<usize> {
    let info = mot::info(detections)?;
    let info = Info {
        fps: fps.unwrap_or(info.fps),
        ..info
    };
    let tracks = follow(&detector(), info, &mot::read(detections)?);
    write(out, &mot::write(&tracks))?;
    Ok(tracks.iter().map(|line| line.id).max().unwrap_or(0) as usize)
}

fn write(file: &Path, text: &str) -> anyhow::Result<()> {
    fs::write(file, text).with_context(|| {
        format!(
            "cannot write {}\nhint: name a place in a folder that is there",
            file.display()
        )
    })
}

//! `MOTChallenge` text: detections, truth and what a tracker says are lines of `frame,id,x,y,w,h,score,...`.

use std::{
    collections::BTreeMap,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
    str::FromStr,
};

use anyhow::{Context, anyhow, ensure};

use crate::types::BBox;

/// One line: a box in a frame, and whose it is.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    /// Counted from 1.
    pub(super) frame: u32,
    /// -1 in detections, which belong to nobody yet.
    pub(super) id: i64,
    pub(super) bbox: BBox,
    /// The detector's score; in truth 0 where the box does not count.
    pub(super) score: f32,
}

/// What `seqinfo.ini` says of a sequence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Info {
    pub(super) fps: f64,
    pub(super) width: u32,
    pub(super) height: u32,
}

impl Default for Info {
    /// Where nothing is said: a common film.
    fn default() -> Self {
        Self {
            fps: 15.0,
            width: 1920,
            height: 1080,
        }
    }
}

/// The folders in `root` that hold detections and truth, by name.
pub(super) fn sequences(root: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(root).with_context(|| {
        format!(
            "cannot read {}\nhint: name a folder of sequences",
            root.display()
        )
    })?;
    let mut found = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if detections_of(&path).is_file() && truth_of(&path).is_file() {
            found.push(path);
        }
    }
    found.sort();
    ensure!(
        !found.is_empty(),
        "{}: no sequence in it\nhint: a sequence is a folder with det/det.txt and gt/gt.txt",
        root.display()
    );
    Ok(found)
}

pub(super) fn detections_of(sequence: &Path) -> PathBuf {
    sequence.join("det").join("det.txt")
}

pub(super) fn truth_of(sequence: &Path) -> PathBuf {
    sequence.join("gt").join("gt.txt")
}

/// The lines of a file in the order of their frames.
pub(super) fn read(file: &Path) -> anyhow::Result<Vec<Line>> {
    let text =
        fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let mut lines = Vec::new();
    for (n, text) in text.lines().enumerate() {
        if !text.trim().is_empty() {
            let line = parse(text).with_context(|| {
                format!(
                    "{}:{}: \"{text}\"\nhint: a line is frame,id,x,y,w,h,score and numbers that do not matter",
                    file.display(),
                    n + 1
                )
            })?;
            lines.push(line);
        }
    }
    lines.sort_by_key(|line| line.frame);
    Ok(lines)
}

fn parse(text: &str) -> anyhow::Result<Line> {
    let numbers: Vec<f64> = text
        .split(',')
        .map(|number| f64::from_str(number.trim()))
        .collect::<Result<_, _>>()
        .context("not all of it is numbers")?;
    let &[frame, id, x, y, w, h, score, ..] = &numbers[..] else {
        return Err(anyhow!("fewer than seven numbers"));
    };
    let finite = numbers.iter().all(|number| number.is_finite());
    ensure!(
        finite && (1.0..1e7).contains(&frame) && w >= 0.0 && h >= 0.0,
        "no box in a frame"
    );
    Ok(Line {
        frame: frame as u32,
        id: id as i64,
        bbox: BBox::new(x as f32, y as f32, w as f32, h as f32),
        score: score as f32,
    })
}

/// What a tracker says, as it is handed in.
pub(super) fn write(lines: &[Line]) -> String {
    let mut text = String::new();
    for Line {
        frame,
        id,
        bbox,
        score,
    } in lines
    {
        let BBox { x, y, w, h } = bbox;
        let _ = writeln!(
            text,
            "{frame},{id},{x:.2},{y:.2},{w:.2},{h:.2},{score:.4},-1,-1,-1"
        );
    }
    text
}

/// Rate and size of the sequence that a file of detections belongs to: `seqinfo.ini` stands beside it or one folder up.
pub(super) fn info(detections: &Path) -> anyhow::Result<Info> {
    let mut info = Info::default();
    let folders = detections.ancestors().skip(1).take(2);
    let Some(file) = folders
        .map(|folder| folder.join("seqinfo.ini"))
        .find(|file| file.is_file())
    else {
        return Ok(info);
    };
    let text =
        fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let said: BTreeMap<&str, &str> = text
        .lines()
        .filter_map(|line| line.split_once('='))
        .map(|(key, value)| (key.trim(), value.trim()))
        .collect();
    info.fps = number(&said, "frameRate", info.fps, &file)?;
    info.width = number(&said, "imWidth", info.width, &file)?;
    info.height = number(&said, "imHeight", info.height, &file)?;
    ensure!(
        (0.1..=1000.0).contains(&info.fps),
        "{}: frameRate={} is none",
        file.display(),
        info.fps
    );
    Ok(info)
}

fn number<T: FromStr>(
    said: &BTreeMap<&str, &str>,
    key: &str,
    otherwise: T,
    file: &Path,
) -> anyhow::Result<T> {
    said.get(key).map_or(Ok(otherwise), |value| {
        let wrong = || anyhow!("{}: {key}={value} is no number that fits", file.display());
        value.parse().map_err(|_| wrong())
    })
}

#[cfg(test)]
mod tests {
    use std::slice;

    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let line = Line {
            frame: 7,
            id: 3,
            bbox: BBox::new(10.5, -2.25, 30.0, 80.0),
            score: 0.5,
        };
        assert_eq!(
            parse(write(slice::from_ref(&line)).trim()).expect("a line"),
            line
        );
    }

    #[test]
    fn what_is_no_box_is_refused() {
        for text in [
            "",
            "1,2,3",
            "1,-1,a,2,3,4,5",
            "0,-1,1,1,1,1,1",
            "1,-1,1,1,-5,1,1",
            "1,-1,NaN,1,5,1,1",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}

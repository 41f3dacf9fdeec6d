//! The bytes of a keyring.
//!
//! A header of 40 bytes: `SHFLKEYS`, a salt of 16 bytes, 16 bytes that say whether this is the right key. Then frames, each
//! its length in four bytes (little-endian) and as many sealed bytes: entries of 41 bytes (kind, number in eight
//! bytes, 32 bytes: a secret, or who is gone, filled up with zeros). The header and the number of the frame are what it is sealed about, so none can be moved, taken out of
//! the middle or put into another file. Every file has a salt, and so a key, of its own.

use crate::runtime::random_bytes;
use zeroize::Zeroizing;

use super::super::{
    gone::{Gone, GoneKind},
    seal::{self, SEAL_BYTES},
    secret::{SECRET_BYTES, Secret},
};

const MAGIC: &[u8; 8] = b"SHFLKEYS";
const SALT: usize = 16;
const CHECK: usize = 16;
pub(super) const HEADER: usize = MAGIC.len() + SALT + CHECK;
const LENGTH: usize = 4;
const ENTRY: usize = 1 + 8 + SECRET_BYTES;

/// What a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Seals the signatures of one visitor or colleague.
    Person = 1,
    /// Gives the site transform.
    Site = 2,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    Key { kind: Kind, id: i64, secret: Secret },
    Gone(Gone),
}

impl Entry {
    fn write(&self, plain: &mut Vec<u8>) {
        match self {
            Self::Key { kind, id, secret } => {
                plain.push(*kind as u8);
                plain.extend(id.to_le_bytes());
                plain.extend(secret.bytes());
            }
            Self::Gone(gone) => {
                plain.push(code(gone.kind()));
                plain.extend(0i64.to_le_bytes());
                let mut id = [0; SECRET_BYTES];
                id[..gone.id().len()].copy_from_slice(gone.id().as_bytes());
                plain.extend(id);
            }
        }
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let key = |kind| {
            Some(Self::Key {
                kind,
                id: i64::from_le_bytes(*bytes[1..].first_chunk()?),
                secret: Secret::from_bytes(&bytes[9..])?,
            })
        };
        match bytes[0] {
            1 => key(Kind::Person),
            2 => key(Kind::Site),
            other => {
                let kind = GoneKind::ALL
                    .into_iter()
                    .find(|kind| code(*kind) == other)?;
                let id = std::str::from_utf8(&bytes[9..]).ok()?;
                Gone::new(kind, id.trim_end_matches('\0')).map(Self::Gone)
            }
        }
    }
}

fn code(kind: GoneKind) -> u8 {
    match kind {
        GoneKind::Visitor => 3,
        GoneKind::Consent => 4,
        GoneKind::Colleague => 5,
    }
}

/// The beginning of a file, and the key of its frames.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) bytes: [u8; HEADER],
    key: Secret,
}

impl Header {
    /// That of a new file; `root` opens it.
    pub(super) fn new(root: &Secret) -> Self {
        Self::of(root, &random_bytes())
    }

    /// Reads the beginning of a file; `None` where another key is needed, or it is no keyring.
    pub(super) fn read(root: &Secret, file: &[u8]) -> Option<Self> {
        let salt = file.get(MAGIC.len()..)?.first_chunk::<SALT>()?;
        let header = Self::of(root, salt);
        file.starts_with(&header.bytes).then_some(header)
    }

    fn of(root: &Secret, salt: &[u8; SALT]) -> Self {
        let check = root.derive(salt, "showfloor keyring check");
        let mut bytes = [0; HEADER];
        bytes[..MAGIC.len()].copy_from_slice(MAGIC);
        bytes[MAGIC.len()..][..SALT].copy_from_slice(salt);
        bytes[MAGIC.len() + SALT..].copy_from_slice(&check.bytes()[..CHECK]);
        Self {
            bytes,
            key: root.derive(salt, "showfloor keyring seal"),
        }
    }

    fn about(&self, number: u64) -> Vec<u8> {
        [&self.bytes[..], &number.to_le_bytes()].concat()
    }

    /// The frame of this number, from 0.
    pub(super) fn frame(&self, number: u64, entries: &[Entry]) -> Vec<u8> {
        // Exactly as long as needed: growing would leave keys behind in freed memory.
        let mut plain = Zeroizing::new(Vec::with_capacity(entries.len() * ENTRY));
        for entry in entries {
            entry.write(&mut plain);
        }
        let sealed = seal::seal(&self.key, &self.about(number), &plain);
        [&(sealed.len() as u32).to_le_bytes(), &*sealed].concat()
    }

    /// The entries of a frame that stands at the beginning of these bytes, and its length; `None` where it is not whole, or
    /// not what was written.
    fn open(&self, number: u64, bytes: &[u8]) -> Option<(Vec<Entry>, usize)> {
        let (length, rest) = bytes.split_first_chunk::<LENGTH>()?;
        let length = u32::from_le_bytes(*length) as usize;
        let sealed = rest.get(..length).filter(|_| length >= SEAL_BYTES)?;
        let plain = seal::open(&self.key, &self.about(number), sealed)?;
        let entries = plain.chunks_exact(ENTRY).map(Entry::read);
        Some((entries.collect::<Option<_>>()?, LENGTH + length))
    }

    /// Reads the frames of a whole file.
    pub(super) fn frames(&self, file: &[u8]) -> Frames {
        let mut frames = Frames {
            entries: Vec::new(),
            count: 0,
            end: HEADER,
        };
        while let Some((entries, length)) = self.open(frames.count, &file[frames.end..]) {
            frames.entries.extend(entries);
            frames.count += 1;
            frames.end += length;
        }
        frames
    }
}

/// What could be read of a file.
#[derive(Debug)]
pub(super) struct Frames {
    pub(super) entries: Vec<Entry>,
    pub(super) count: u64,
    /// Where the last whole frame ends: all that follows is none.
    pub(super) end: usize,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn entries(count: usize) -> Vec<Entry> {
        let entry = |n: usize| match n % 3 {
            2 => Entry::Gone(Gone::new(GoneKind::ALL[n % 2], "V-7K3QD").unwrap()),
            kind => Entry::Key {
                kind: if kind == 0 { Kind::Site } else { Kind::Person },
                id: n as i64,
                secret: Secret::random(),
            },
        };
        (0..count).map(entry).collect()
    }

    fn file(header: &Header, frames: &[Vec<Entry>]) -> Vec<u8> {
        let mut file = header.bytes.to_vec();
        for (number, entries) in frames.iter().enumerate() {
            file.extend(header.frame(number as u64, entries));
        }
        file
    }

    proptest! {
        #[test]
        fn what_is_written_comes_back_as_far_as_nothing_was_altered_or_cut(
            sizes in prop::collection::vec(0..5usize, 1..5), at in any::<prop::sample::Index>(), bit in 0..8u8, cut: bool
        ) {
            let root = Secret::random();
            let header = Header::new(&root);
            let written: Vec<_> = sizes.into_iter().map(entries).collect();
            let whole = file(&header, &written);
            let read = Header::read(&root, &whole).unwrap().frames(&whole);
            prop_assert_eq!(&read.entries, &written.concat());
            prop_assert_eq!((read.count, read.end), (written.len() as u64, whole.len()));
            prop_assert!(Header::read(&Secret::random(), &whole).is_none());

            let at = at.index(whole.len());
            let mut other = whole.clone();
            if cut { other.truncate(at) } else { other[at] ^= 1u8 << bit }
            match Header::read(&root, &other) {
                None => prop_assert!(at < HEADER),
                Some(header) => {
                    let read = header.frames(&other);
                    // All frames before the place, and none from there on.
                    prop_assert!(read.end <= at);
                    let before = &written[..read.count as usize];
                    prop_assert_eq!(read.entries, before.concat());
                    let next = header.frame(0, &written[read.count as usize]);
                    prop_assert!(read.end + next.len() > at);
                }
            }
        }
    }

    #[test]
    fn frames_cannot_be_moved_nor_come_from_another_file() {
        let root = Secret::random();
        let (header, other) = (Header::new(&root), Header::new(&root));
        let (a, b) = (entries(2), entries(3));
        let mut swapped = header.bytes.to_vec();
        swapped.extend(header.frame(1, &b));
        swapped.extend(header.frame(0, &a));
        assert_eq!(header.frames(&swapped).count, 0);
        let mut foreign = file(&header, &[a]);
        foreign.extend(other.frame(1, &b));
        assert_eq!(header.frames(&foreign).count, 1);
    }
}

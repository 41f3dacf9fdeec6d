//! The heads of the cast, made when they are first needed.

use std::{
    fmt,
    path::Path,
    sync::{Arc, OnceLock},
};

use super::{
    features::{Features, IDENTITIES},
    head::Head,
    portrait::{self, PortraitError},
};
use crate::{sim::Look, vision};

/// Faces that people can be known by: drawn ones, or portraits from a folder. Heads are made when they are first needed,
/// some 50 ms each, and kept.
pub struct Faces {
    known: Vec<Known>,
    heads: Vec<OnceLock<Arc<Head>>>,
}

/// Where a head comes from.
enum Known {
    Drawn(u64),
    Portrait(Arc<Head>),
}

impl fmt::Debug for Faces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Faces({})", self.known.len())
    }
}

impl Faces {
    /// The drawn faces, all of them far enough apart for the signature network.
    pub fn drawn() -> Self {
        Self::of(
            IDENTITIES
                .iter()
                .map(|&number| Known::Drawn(number))
                .collect(),
        )
    }

    /// Portraits from a folder, laid on the heads in place of drawn faces: `dir/<person>/<image>`, of which the first
    /// image with a face counts, or `dir/<image>`; in the order of their names, at most `count`.
    ///
    /// # Errors
    /// The folder cannot be read, holds no picture, no face is found in a picture, or the models are missing.
    pub fn from_folder(
        dir: &Path,
        count: usize,
        models: &vision::Settings,
    ) -> Result<Self, PortraitError> {
        let heads = portrait::heads(dir, count, models)?;
        let known = heads
            .into_iter()
            .map(|head| Known::Portrait(Arc::new(head)));
        Ok(Self::of(known.collect()))
    }

    fn of(known: Vec<Known>) -> Self {
        let heads = known.iter().map(|_| OnceLock::new()).collect();
        Self { known, heads }
    }

    /// Faces by their numbers, to look for good ones.
    #[cfg(test)]
    pub(super) fn numbered(numbers: impl Iterator<Item = u64>) -> Self {
        Self::of(numbers.map(Known::Drawn).collect())
    }

    /// How many different faces there are: [`Look::face`] counts from 0 to below it.
    pub fn len(&self) -> usize {
        self.known.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// The head of a look. A face that does not exist is one without features.
    pub(super) fn head(&self, look: &Look) -> Arc<Head> {
        let Some(i) = look.face.filter(|&i| i < self.known.len()) else {
            // The clothes tell faceless people apart, and so do skin and hair.
            let clothes = look.top.iter().chain(&look.trousers);
            let number = clothes.fold(0, |sum: u64, &byte| sum * 31 % 1_000_003 + u64::from(byte));
            return Arc::new(Head::new(&Features::blank(number)));
        };
        let make = || match &self.known[i] {
            Known::Drawn(number) => Arc::new(Head::new(&Features::drawn(*number))),
            Known::Portrait(head) => head.clone(),
        };
        self.heads[i].get_or_init(make).clone()
    }
}

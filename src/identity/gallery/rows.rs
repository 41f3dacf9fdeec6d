//! All templates of a gallery, numbered, in segments that snapshots share.

use std::{fmt, sync::Arc};

use super::{exact::Row, kernel::Kernel, segment, segment::Segment};
use crate::types::ModelTag;

/// A gallery as it was when the snapshot was taken: it can be searched by other threads while the gallery goes on
/// changing.
///
/// Cheap to take and to copy: it holds the memory of the gallery itself, of which a change then copies the part it
/// touches. Signatures that were removed meanwhile are cleared when the last snapshot that has them is dropped.
#[derive(Clone)]
pub struct Snapshot<Owner> {
    /// None until the first template tells.
    pub(super) tag: Option<ModelTag>,
    pub(super) kernel: Kernel,
    /// All full but the last, none empty.
    pub(super) segments: Vec<Arc<Segment<Owner>>>,
}

impl<Owner: Copy> Snapshot<Owner> {
    pub(super) fn new(tag: Option<ModelTag>) -> Self {
        Self {
            tag,
            kernel: Kernel::best(),
            segments: Vec::new(),
        }
    }

    /// Number of templates.
    pub fn len(&self) -> usize {
        let last = self.segments.last();
        last.map_or(0, |s| s.len() + (self.segments.len() - 1) * segment::ROWS)
    }

    pub fn is_empty(&self) -> bool {
        self.segments.is_empty()
    }

    /// The row with this number.
    pub(super) fn row(&self, number: usize) -> &Row {
        self.segments[number / segment::ROWS].row(number % segment::ROWS)
    }

    pub(super) fn owner(&self, number: usize) -> Owner {
        self.segments[number / segment::ROWS].owner(number % segment::ROWS)
    }

    /// Adds a row; gives its number.
    pub(super) fn push(&mut self, owner: Owner, row: &Row) -> usize {
        let number = self.len();
        if self.segments.last().is_none_or(|s| s.is_full()) {
            self.segments.push(Arc::new(Segment::new()));
        }
        self.own(number).push(owner, row);
        number
    }

    /// Removes a row; the last one takes its number.
    pub(super) fn swap_remove(&mut self, number: usize) {
        let last = self.len() - 1;
        if number != last {
            let (to, place) = (number % segment::ROWS, last % segment::ROWS);
            let (into, from) = (number / segment::ROWS, last / segment::ROWS);
            if into == from {
                self.own(number).move_row(place, to);
            } else {
                // Borrowed by counting, for the time; the segment it is in is not changed yet.
                let from = Arc::clone(&self.segments[from]);
                self.own(number)
                    .replace(to, from.owner(place), from.row(place));
            }
        }
        self.own(last).pop();
        if last.is_multiple_of(segment::ROWS) {
            self.segments.pop();
        }
    }

    pub(super) fn set_owner(&mut self, number: usize, owner: Owner) {
        self.own(number).set_owner(number % segment::ROWS, owner);
    }

    /// The segment of a number, copied first if a snapshot has it too.
    fn own(&mut self, number: usize) -> &mut Segment<Owner> {
        Arc::make_mut(&mut self.segments[number / segment::ROWS])
    }
}

/// Says how many there are; never the signatures.
impl<Owner: Copy> fmt::Debug for Snapshot<Owner> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Snapshot({} templates)", self.len())
    }
}

//! Some thousands of templates in memory that a snapshot may share.

use zeroize::Zeroize;

use super::{
    chunk::{self, Chunk},
    exact::Row,
};

/// Chunks of a segment. Fewer in tests, so that a few hundred rows are several segments.
const CHUNKS: usize = if cfg!(test) { 2 } else { 32 };
/// Rows of a segment: what is copied, 2.6 MB at most, when a shared one is changed.
pub(super) const ROWS: usize = CHUNKS * chunk::ROWS;

/// Up to [`ROWS`] templates, in codes for the scan and in full, and whose they are. Its memory is taken once and never
/// moves, so that no copy is left behind, and it is cleared when it is dropped.
pub(super) struct Segment<Owner> {
    chunks: Vec<Chunk>,
    /// What the codes of each chunk's rows leave out at most. Not lowered when a row goes: still a bound.
    errors: Vec<f32>,
    rows: Vec<Row>,
    owners: Vec<Owner>,
}

impl<Owner: Copy> Segment<Owner> {
    pub(super) fn new() -> Self {
        Self {
            chunks: Vec::with_capacity(CHUNKS),
            errors: Vec::with_capacity(CHUNKS),
            rows: Vec::with_capacity(ROWS),
            owners: Vec::with_capacity(ROWS),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn is_full(&self) -> bool {
        self.rows.len() == ROWS
    }

    pub(super) fn row(&self, place: usize) -> &Row {
        &self.rows[place]
    }

    pub(super) fn owner(&self, place: usize) -> Owner {
        self.owners[place]
    }

    /// Each chunk, the owners of its rows, and what the codes of its rows leave out at most.
    pub(super) fn chunks(&self) -> impl Iterator<Item = (&Chunk, &[Owner], f32)> {
        let owners = self.owners.chunks(chunk::ROWS);
        let chunks = self.chunks.iter().zip(owners).zip(&self.errors);
        chunks.map(|((chunk, owners), &error)| (chunk, owners, error))
    }

    /// Adds a row behind the last; there must be room.
    pub(super) fn push(&mut self, owner: Owner, row: &Row) {
        debug_assert!(!self.is_full());
        let place = self.rows.len();
        if place.is_multiple_of(chunk::ROWS) {
            self.chunks.push(Chunk::EMPTY);
            self.errors.push(0.0);
        }
        self.rows.push(*row);
        self.owners.push(owner);
        self.code(place);
    }

    /// Puts another row in a row's place.
    pub(super) fn replace(&mut self, place: usize, owner: Owner, row: &Row) {
        self.rows[place] = *row;
        self.owners[place] = owner;
        self.code(place);
    }

    /// Copies a row into another's place.
    pub(super) fn move_row(&mut self, from: usize, to: usize) {
        self.rows.copy_within(from..=from, to);
        self.owners[to] = self.owners[from];
        self.code(to);
    }

    pub(super) fn set_owner(&mut self, place: usize, owner: Owner) {
        self.owners[place] = owner;
    }

    /// Removes the last row and clears its memory.
    pub(super) fn pop(&mut self) {
        let Some(row) = self.rows.last_mut() else {
            return;
        };
        row.zeroize();
        self.rows.pop();
        self.owners.pop();
        let place = self.rows.len();
        if place.is_multiple_of(chunk::ROWS) {
            self.chunks[place / chunk::ROWS].zeroize();
            self.chunks.pop();
            self.errors.pop();
        } else {
            self.chunks[place / chunk::ROWS].clear(place % chunk::ROWS);
        }
    }

    fn code(&mut self, place: usize) {
        let at = place / chunk::ROWS;
        let left_out = self.chunks[at].put(place % chunk::ROWS, &self.rows[place]);
        self.errors[at] = self.errors[at].max(left_out);
    }
}

/// A copy with room for as much as the original has room for.
impl<Owner: Copy> Clone for Segment<Owner> {
    fn clone(&self) -> Self {
        let mut copy = Self::new();
        copy.chunks.extend_from_slice(&self.chunks);
        copy.errors.extend_from_slice(&self.errors);
        copy.rows.extend_from_slice(&self.rows);
        copy.owners.extend_from_slice(&self.owners);
        copy
    }
}

impl<Owner> Drop for Segment<Owner> {
    fn drop(&mut self) {
        for chunk in &mut self.chunks {
            chunk.zeroize();
        }
        self.rows.zeroize();
    }
}

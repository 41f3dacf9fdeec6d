//! The floor under a scan: merely reading the bytes that it reads.

use std::hint::black_box;

use showfloor::identity::Kernel;

/// Bytes that a scan reads for each template: 128 codes and a scale.
pub(crate) const BYTES: usize = 132;

/// As many bytes as the codes of so many templates take.
pub(crate) struct Floor(Vec<u64>);

impl Floor {
    pub(crate) fn of(templates: usize) -> Self {
        Self((0..(templates * BYTES / 8) as u64).collect())
    }

    /// Reads them once, in order, as fast as the machine can.
    pub(crate) fn pass(&self) {
        black_box(Kernel::best().read(black_box(&self.0)));
    }
}

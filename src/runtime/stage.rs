//! The stages whose time is kept apart.

use std::time::Duration;

/// The stages whose time is kept apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Decoding a frame (`grab`).
    Decode,
    /// Colour conversion and copy of an analysed frame (`retrieve`).
    Convert,
    /// Scaling and layout for the networks.
    Prepare,
    /// Face network, on the whole picture.
    FaceNet,
    /// The same on a part of it.
    FacePart,
    /// Person network.
    PersonNet,
    /// Alignment and quality of faces.
    Align,
    /// Second look at a face from close by.
    Closer,
    /// Signature network.
    SignatureNet,
    /// `track` to `alerts`.
    Decide,
    /// Writing to the store.
    Store,
}

impl Stage {
    /// All stages, in the order of the flow.
    pub const ALL: [Self; 11] = [
        Self::Decode,
        Self::Convert,
        Self::Prepare,
        Self::FaceNet,
        Self::FacePart,
        Self::PersonNet,
        Self::Align,
        Self::Closer,
        Self::SignatureNet,
        Self::Decide,
        Self::Store,
    ];

    /// The name in figures for other programs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Decode => "decode",
            Self::Convert => "convert",
            Self::Prepare => "prepare",
            Self::FaceNet => "face_net",
            Self::FacePart => "face_part",
            Self::PersonNet => "person_net",
            Self::Align => "align",
            Self::Closer => "closer",
            Self::SignatureNet => "signature_net",
            Self::Decide => "decide",
            Self::Store => "store",
        }
    }

    /// The name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Decode => "decode",
            Self::Convert => "convert",
            Self::Prepare => "prepare",
            Self::FaceNet => "face net",
            Self::FacePart => "face net, part",
            Self::PersonNet => "person net",
            Self::Align => "align, quality",
            Self::Closer => "closer look",
            Self::SignatureNet => "signature net",
            Self::Decide => "decide",
            Self::Store => "store",
        }
    }
}

/// How often a stage ran, and for how long in total.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StageTotals {
    pub stage: Stage,
    pub calls: u64,
    pub time: Duration,
}

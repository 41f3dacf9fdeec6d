//! What a place needs to show, by what it is for.
//!
//! Where people come in they pass once, so each face must do; where they stay many faces are pooled, and smaller ones will
//! do. The widths are those at which `eval identity` was measured; what they cost is in [`cost`].

use serde::Serialize;

use crate::types::ZoneKind;

/// Sights of faces or people from which on a place is judged.
pub(super) const ENOUGH: usize = 20;

/// What is asked of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Need {
    /// People are recognised as they pass: faces of 80 pixels, or at least 60.
    Passing,
    /// People stay and may be recognised: faces of 60 pixels, or at least 40, in one such place of the camera.
    Staying,
    /// People are found; nothing is asked of their faces.
    People,
}

impl Need {
    /// Of a zone of this kind; of the whole picture where there is none.
    pub(super) fn of(kind: Option<ZoneKind>) -> Self {
        match kind {
            None | Some(ZoneKind::Entrance | ZoneKind::CheckIn) => Self::Passing,
            Some(_) => Self::Staying,
        }
    }

    /// Median width of a face in pixels of the source that is good, and the least that works.
    pub fn widths(self) -> Option<(f32, f32)> {
        match self {
            Self::Passing => Some((80.0, 60.0)),
            Self::Staying => Some((60.0, 40.0)),
            Self::People => None,
        }
    }
}

/// What faces of this width cost in recognition, as measured on portraits (README, "How sure is it").
pub(super) fn cost(width_px: f32) -> &'static str {
    if width_px >= 80.0 {
        "of 100 visitors who come back about 3 are not recognised from two faces"
    } else if width_px >= 60.0 {
        "of 100 visitors who come back about 4 are not recognised from two faces (3 at 93 px), 13 from one"
    } else if width_px >= 40.0 {
        "of 100 visitors who come back up to 9 are not recognised from two faces (3 at 93 px), 23 from one"
    } else {
        "most visitors who come back are taken for new ones"
    }
}

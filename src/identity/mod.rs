//! Who a track is: an open-set decision from the faces of the track. Pure: called by `app` only.
//!
//! A track gathers its best faces as evidence (`evidence`), which is always that of one person; the gallery (`gallery`) says how alike each of them is
//! to every visitor it knows; the decision (`decide`) is `Same`, `Unknown`, or none yet. `Unknown` enrols the track's
//! faces under a new visitor, in RAM; whether they may be kept longer is for the privacy mode, not for this stage.

mod decide;
mod directory;
mod enrolment;
mod evidence;
mod gallery;
mod roster;
mod stage;
#[cfg(test)]
mod testing;

pub use decide::Settings;
pub use directory::Directory;
pub use enrolment::{
    Assessment, Fault, Finding, LEAST_PICTURES, Likeness, Picture, Refusal, Template, assess,
    look_alikes, only_face, variety,
};
pub use gallery::Gallery;
pub use roster::Roster;
pub use stage::{Identity, Learned};

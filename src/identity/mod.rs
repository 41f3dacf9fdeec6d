//! Who a track is: an open-set decision from the faces of the track. Pure: called by `app` only.
//!
//! A track gathers its best faces as evidence (`evidence`), which is always that of one person; the gallery (`gallery`) says how alike each of them is
//! to every visitor it knows; the decision (`decide`) is `Same`, `Unknown`, or none yet. `Unknown` enrols the track's
//! faces under a new visitor, in RAM; whether they may be kept longer is for the privacy mode, not for this stage.
//!
//! Who is who beyond the faces stands beside it: codes and aliases (`directory`), whose visit is whose (`visits`), and
//! what people corrected of both (`corrections`).

mod corrections;
mod decide;
mod directory;
mod evidence;
mod gallery;
mod stage;
#[cfg(test)]
mod testing;
mod visits;

pub use corrections::{Corrections, Refusal};
pub use decide::Settings;
pub use directory::Directory;
pub use gallery::Gallery;
pub use stage::{Identity, Learned};
pub use visits::{Past, Visits};

//! Who a track is: an open-set decision from the faces of the track. Pure: called by `app` only.
//!
//! A track gathers its best faces as evidence (`evidence`), which is always that of one person, and pools them into one
//! probe. What is remembered of everybody (`references`, over the exact search of `gallery`) says whom it is alike to,
//! what is known of strangers (`impostors`, and `strangers` who bring it) from where on that counts, and `decide` answers:
//! `Same`, `Unknown`, `Staff`, or `Undecided` with the reason, with the probability of the answer. Better evidence
//! revises it. `Unknown` remembers the track's faces under a new visitor, in RAM; whether they may be kept longer is for
//! the privacy mode, not for this stage.
//!
//! Who is who beyond the faces stands beside it: codes and aliases (`directory`), whose visit is whose (`visits`), and
//! what people corrected of both (`corrections`), and what they consented to (`links`, `consents`).
//!
//! In privacy mode `opt-in` faces that are kept of absent visitors stand apart (`stage/absent.rs`), and are compared only
//! with those of whom `reach` says so.

mod consents;
mod corrections;
mod decide;
mod directory;
mod enrolment;
mod evidence;
mod gallery;
mod impostors;
mod links;
mod matcher;
mod reach;
mod references;
mod roster;
mod settings;
mod stage;
mod strangers;
#[cfg(test)]
mod testing;
mod visits;

pub use consents::{Consents, ReturnCodes};
pub use corrections::{Corrections, Refusal as CorrectionRefusal};
pub use decide::threshold_as_delivered;
pub use directory::Directory;
pub use enrolment::{
    Assessment, Fault, Finding, LEAST_PICTURES, Likeness, Picture, Refusal, Template, assess,
    look_alikes, only_face, variety,
};
pub use gallery::{Gallery, Hit, Kernel, Probe, Snapshot};
pub use impostors::Impostors;
pub use links::{Link, Links};
pub use matcher::Matcher;
pub use reach::Reach;
pub use roster::Roster;
pub use settings::Settings;
pub use stage::{Comparisons, Identity, Learned, Mistake, Outcome};
pub use visits::{Past, Visits};

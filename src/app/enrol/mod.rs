//! Looking at a colleague who enrolls: pictures of a folder, or what a camera sees. No picture outlives the look at it.

mod booth;
mod camera;
mod judge;
mod pictures;
mod register;

pub use booth::Booth;
pub use camera::Progress;
pub use judge::{LookAlikes, judge, look_alikes};
pub use register::{CONSENT, enrolment, find_colleague, roster_name};
pub(super) use register::{NotEnrolled, enrol_before};

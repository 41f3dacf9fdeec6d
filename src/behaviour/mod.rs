//! What people do: visits, standing in zones, being left alone. Pure: called by `app` only.
//!
//! * **Visit**: opens when a presence has lasted [`Settings::open_after`], dated at its first sight; ends when the
//!   presence is over, dated at its last sight.
//! * **Children** open no visit: whoever the floor plan shows to be shorter than [`Settings::child_below_m`], as long as
//!   nothing shows them taller. By height alone; faces say nothing of age.
//! * **Dwell**: a stand in a zone begins when the feet are inside for [`Settings::stand_after`] (passing by is not
//!   dwelling) and ends when they are seen outside for [`Settings::step_out_after`]. The time between two sights inside
//!   the zone counts, so a person hidden for a moment goes on dwelling, and what of it nobody saw is told
//!   (`inferred_s`); time after the last sight does not count, nor does time for which the camera failed.
//! * **Unattended**: [`Settings::unattended_after`] after the first stand at a product, the visitor stands at a product
//!   and nobody has confirmed a contact.
//! * **Colleagues** open no visit, and dwell nowhere. A visit of somebody who turns out to be a colleague ends as such
//!   (`turned_out_staff`) and does not count.
//! * **Contact** (`contact`): a colleague and a visitor stand within [`Settings::contact_within_m`] of each other for
//!   [`Settings::contact_after`]; or a colleague says so on a tablet.
//! * **Waiting** (`waiting`): at a desk for [`Settings::waiting_after`], and no colleague comes.
//! * **Returned**: the visitor's last visit ended on an earlier day of the site's calendar.

mod contact;
mod settings;
mod stage;
mod stay;
#[cfg(test)]
mod tests;
mod visit;
mod waiting;

pub use settings::{Place, Settings};
pub use stage::{Behaviour, Outcome};

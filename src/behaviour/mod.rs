//! What people do: visits, standing in zones, contact, waiting, parties, and how far somebody is on the way to a car. Pure:
//! called by `app` only. Each definition has its file, each threshold a key in the configuration.
//!
//! * **Visit** (`visit`): opens when a presence has lasted [`Settings::open_after`], or [`Settings::open_inside_after`] where
//!   it began away from the doors, dated at its first sight; ends when the presence is over, dated at its last sight.
//! * **Children** open no visit: whoever the floor plan shows to be shorter than [`Settings::child_below_m`], as long as
//!   nothing shows them taller. By height alone; faces say nothing of age. Where heights can be seen, somebody of whom
//!   none is known yet is waited for; a visit that turns out to be a child's (`turned_out_child`) was none.
//! * **Dwell** (`stay`): a stand in a zone begins when the feet are inside and have stood still for
//!   [`Settings::stand_after`] (passing by is not dwelling), dated at the step inside, and ends when they are seen outside
//!   for [`Settings::step_out_after`]. The time between two sights inside the zone counts, so a person hidden for a moment
//!   goes on dwelling, and what of it nobody saw is told (`inferred_s`); time after the last sight does not count, nor does
//!   time for which the camera failed, nor time in another zone.
//! * **Colleagues** open no visit, and dwell nowhere. They are known by face, or say so on a tablet. A visit of somebody
//!   who turns out to be a colleague ends as such (`turned_out_staff`) and does not count.
//! * **Contact** (`contact`): a colleague and a visitor stand within [`Settings::contact_within_m`] of each other for
//!   [`Settings::contact_after`]; or a colleague says so on a tablet.
//! * **Party** (`party`): who belongs together, by how they come in, walk and stand. A party has one timer, one wait, and a
//!   contact with one of them is one with all.
//! * **Approach** (`approach`): from the first stand at a product on they look round in peace for [`Timer::hold_off`], then
//!   an approach is welcome (`approachable`), and after [`Timer::overdue`] it is late (`unattended`).
//! * **Waiting** (`waiting`): at a desk for [`Settings::waiting_after`], and no colleague comes. Whom nobody saw come in, and
//!   nobody knows, may work there, and does not wait. Customers of the workshop and suppliers do not wait: a stand in a zone `service` says so, or a colleague (`came_for`).
//! * **Impatience** (`impatience`): pacing, back at the desk, on the way out after a wait.
//! * **Stage** (`funnel`): browsing, interested, engaged, returning, deciding, with the signs of it.
//! * **Returned** (`history`): the visitor's last visit ended on an earlier day of the site's calendar.

mod approach;
mod contact;
mod evidence;
mod funnel;
mod here;
mod history;
mod impatience;
mod party;
mod people;
mod settings;
mod stage;
mod stay;
#[cfg(test)]
mod tests;
mod together;
mod visit;
mod waiting;
mod whereabouts;

pub use here::PartyHere;
pub use history::Past;
pub use settings::{Place, Settings, Timer};
pub use stage::{Behaviour, Outcome};

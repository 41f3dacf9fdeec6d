//! The page for those who work on the floor: alerts as they come, who is where, a visitor's card.
//!
//! `socket` gives a tablet's bytes to whoever knows the broker ([`Tablets`]); `now` asks the line for the plan, for all tablets
//! at once; `picture` for what somebody looks like now, where that is wanted; `books` is what the card needs from the store ([`FloorBooks`]); `installed` is what a browser wants of a page that
//! is put on a home screen. What happens in the browser is `../assets/floor.js`.

mod books;
mod card;
mod desk;
mod installed;
mod now;
mod page;
mod picture;
mod routes;
mod socket;
mod tablets;
mod words;

pub use books::{Dwelt, FloorBooks, LastContact, PastVisit, VisitorCard};
pub(super) use desk::FloorDesk;
pub(super) use routes::routes;
pub use tablets::{Cut, Joining, Tablets};

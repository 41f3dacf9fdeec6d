//! Who comes in: accounts and roles, sessions, the first start, pairing of tablets, and what every form must prove.
//!
//! [`Signed`] is what a handler takes to know who asks; [`Sent`] what it takes to read a form, which came from our
//! own page and from nowhere else. [`Accounts`] is what `app` provides.

mod accounts;
mod authority;
mod cookie;
mod devices;
mod edit;
mod failed;
mod invite;
mod login;
mod own;
mod password;
mod people;
mod routes;
mod secret;
mod sent;
mod setup;
mod signed;

mod throttle;

pub use accounts::{Accounts, Trouble};
pub(super) use failed::Failed;
pub(super) use invite::Invitations;
pub(super) use login::words_of;
pub use password::hash_password;
pub(super) use routes::routes;
pub use secret::{digest_of, draw_code};
pub(super) use sent::{Sent, from_our_page};
pub(super) use setup::SetupCode;
pub(super) use signed::Signed;
pub(super) use throttle::Throttle;

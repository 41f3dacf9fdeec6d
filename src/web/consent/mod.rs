//! The tablet that a visitor is handed: whether they may be recognised next time, their receipt, and a code for those who
//! would rather not show their face. And what colleagues do with such codes. [`ConsentDesk`] is what `app` provides.

mod books;
mod codes;
mod given;
mod hall;
mod paper;
mod question;
mod routes;

pub use books::{Asked, ConsentDesk, Offer, Paper, Receipt, WhyNot};
pub(super) use codes::refused;
pub(super) use routes::routes;

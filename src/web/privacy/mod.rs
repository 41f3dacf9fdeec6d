//! The privacy officer's pages: what is done and on which ground, consents, requests, the audit log, the entrance sign.
//! [`Records`] is what `app` provides.

mod audit;
mod consents;
mod overview;
mod records;
mod requests;
mod routes;
mod sign;

pub use records::{
    AuditPart, AuditState, Consent, ConsentTo, Erasing, Found, Noted, PrivacyView, Records, Search,
};
pub(super) use routes::routes;

//! What people and other systems see over HTTP: pages by login (`access`, `page`), and JSON by tokens with scopes, of which
//! `docs/openapi.json` is what it promises.
//!
//! `server` holds connections, their time-outs and their number; `router` says which path is answered by whom and what
//! every answer carries; `desk` is what handlers share: who may what (`tokens`, `bucket`), and the way to the line. Nothing
//! here knows a visitor or a rule: the line is asked ([`Ask`]), so that what is said here and over MQTT is the same.

mod access;
mod ask;
mod body;
mod bucket;
mod client;
mod consent;
mod desk;
mod document;
mod error;
mod events;
mod floor;
mod gauges;
mod group;
mod installer;
mod jpeg;
mod limits;
pub mod manager;
mod page;
mod privacy;
mod problem;
mod rights;
mod router;
mod score;
mod server;
mod settings;
mod shares;
mod tls;
mod tokens;

pub use access::{Accounts, Trouble, digest_of, draw_code, hash_password};
pub use ask::{Ask, Entry, FloorNow, Outline, PartyNow, PlaceNow, Score};
pub use client::{FetchError, fetch};
pub use consent::{Asked, ConsentDesk, Offer, Paper, Receipt, WhyNot};
pub use desk::{Backstage, Site};
pub use document::openapi;
pub use error::WebError;
pub use floor::{Cut, Dwelt, FloorBooks, Joining, LastContact, PastVisit, Tablets, VisitorCard};
pub use gauges::Gauges;
pub use group::{Group, SiteAnswer, SiteFigures, SiteTrouble};
pub use installer::{
    BrokerView, CameraHealth, CameraView, Changed, Colleague, HealthView, Locked, NotEnrolled,
    Progress, SiteChange, SiteView, Workshop,
};
pub use jpeg::jpeg;
pub use limits::Limits;
pub use page::format::{duration_in, moment_in};
pub use privacy::{
    AuditPart, AuditState, Consent, ConsentTo, Erasing, Found, Noted, PrivacyView, Records, Search,
};
pub use router::ROUTES;
pub use server::{Server, Wiring};
pub use settings::{Settings, TlsSettings};
pub use tokens::{Client, Digest, Scope, Tokens, draw_token};

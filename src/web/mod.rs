//! What other systems ask over HTTP: events in, scores out. JSON alone, by tokens with scopes; `docs/openapi.json` is what
//! it promises.
//!
//! `server` holds connections, their time-outs and their number; `router` says which path is answered by whom and what
//! every answer carries; `desk` is what handlers share: who may what (`tokens`, `bucket`), and the way to the line. Nothing
//! here knows a visitor or a rule: the line is asked ([`Ask`]), so that what is said here and over MQTT is the same.

mod ask;
mod body;
mod bucket;
mod desk;
mod error;
mod events;
mod limits;
pub mod manager;
mod problem;
mod router;
mod score;
mod server;
mod settings;
mod tokens;

pub use ask::{Ask, Entry, Score};
pub use error::WebError;
pub use limits::Limits;
pub use router::ROUTES;
pub use server::{Server, Wiring};
pub use settings::Settings;
pub use tokens::{Client, Digest, Scope, Tokens, draw_token};

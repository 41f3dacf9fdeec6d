//! showfloor: computer vision for car showrooms, on the premises.
//!
//! `ARCHITECTURE.md` is the map. Data flows one way: `capture` -> `vision` -> `track` -> `identity` -> `presence` ->
//! `behaviour` -> `scoring` -> `alerts` -> `publish`, with `store` at the edge; only `app` wires stages together.

pub mod alerts;
pub mod app;
pub mod behaviour;
pub mod capture;
pub mod cli;
pub mod cmd;
pub mod config;
pub mod csv;
pub mod eval;
pub mod identity;
pub mod presence;
pub mod publish;
pub mod runtime;
pub mod scoring;
pub mod sim;
pub mod store;
pub mod track;
pub mod types;
pub mod vision;
pub mod web;
pub mod words;

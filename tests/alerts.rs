//! Alerts on the wire: a simulated Saturday, the real store, a real Mosquitto, and everything that goes wrong between them.

#[path = "alerts/brokers.rs"]
mod brokers;
#[path = "alerts/claims.rs"]
mod claims;
#[path = "alerts/left.rs"]
mod left;
#[path = "support/mosquitto.rs"]
mod mosquitto;
#[path = "support/place.rs"]
mod place;
#[path = "support/schema.rs"]
mod schema;

//! The page of the floor in a real browser, with a showroom that is played: alerts, taps, a lost network, two at once.

#[path = "support/browser.rs"]
mod browser;
#[path = "support/mosquitto.rs"]
mod mosquitto;
#[path = "support/mqtt_bytes.rs"]
mod mqtt_bytes;
#[path = "support/schema.rs"]
mod schema;

#[path = "browser_floor/claims.rs"]
mod claims;
#[path = "browser_floor/crowd.rs"]
mod crowd;
#[path = "browser_floor/floor.rs"]
mod floor;
#[path = "browser_floor/looks.rs"]
mod looks;
#[path = "browser_floor/network.rs"]
mod network;

//! Tablets in browsers, joined to real brokers: Mosquitto with TLS and an access list, and the one in the process.

#[path = "support/mosquitto.rs"]
mod mosquitto;
#[path = "support/mqtt_bytes.rs"]
mod mqtt_bytes;
#[path = "support/rtsp.rs"]
mod rtsp;
#[path = "support/schema.rs"]
mod schema;
#[path = "support/showroom.rs"]
#[allow(dead_code, reason = "the site's broker is all that is asked of it")]
mod showroom;
#[path = "doctor/site.rs"]
#[allow(dead_code, reason = "each test program uses its part")]
mod site;

#[path = "bridge/broken.rs"]
mod broken;
#[path = "bridge/brokers.rs"]
mod brokers;
#[path = "bridge/joined.rs"]
mod joined;
#[path = "bridge/rights.rs"]
mod rights;

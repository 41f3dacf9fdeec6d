//! Bad input: what the program says, and with which code it ends.

#[path = "support/mosquitto.rs"]
mod mosquitto;
#[path = "support/rtsp.rs"]
mod rtsp;
#[path = "support/schema.rs"]
mod schema;
#[path = "support/showroom.rs"]
mod showroom;

#[path = "bad_input/configuration.rs"]
mod configuration;
#[path = "bad_input/pictures.rs"]
mod pictures;
#[path = "bad_input/store.rs"]
mod store;

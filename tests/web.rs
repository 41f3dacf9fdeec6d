//! The web server, by plain HTTP: in the appliance (told observations in place of cameras, everything else as it runs), by
//! itself where the line is to be slow or gone, and in the program where models are there.

#[path = "support/http.rs"]
mod http;
#[path = "support/mosquitto.rs"]
mod mosquitto;
#[path = "support/rtsp.rs"]
mod rtsp;
#[path = "support/showroom.rs"]
mod showroom;

#[path = "web/alone.rs"]
mod alone;
#[path = "web/appliance.rs"]
mod appliance;
#[path = "web/document.rs"]
mod document;
#[path = "web/events.rs"]
mod events;
#[path = "web/program.rs"]
mod program;
#[path = "web/refused.rs"]
mod refused;

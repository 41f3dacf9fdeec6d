//! The main job, end to end: the real program, real clips and a real RTSP server, real models, a real Mosquitto.
//!
//! What cannot be had (material, models) is left out with a printed line; `SHOWFLOOR_REQUIRE_MODELS=1` forbids that.

#[path = "support/mosquitto.rs"]
mod mosquitto;
#[path = "support/rtsp.rs"]
mod rtsp;
#[path = "support/schema.rs"]
mod schema;
#[path = "support/showroom.rs"]
mod showroom;

#[path = "main_job/alerts.rs"]
mod alerts;
#[path = "main_job/broker.rs"]
mod broker;
#[path = "main_job/camera.rs"]
mod camera;
#[path = "main_job/crash.rs"]
mod crash;
#[path = "main_job/profile.rs"]
mod profile;
#[path = "main_job/recognition.rs"]
mod recognition;
#[path = "main_job/reload.rs"]
mod reload;
#[path = "main_job/replay.rs"]
mod replay;

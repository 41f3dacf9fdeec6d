//! What must hold whatever happens to the machine: a real appliance as a process of its own, with a simulated showroom, a real
//! store on a real file system, and a real Mosquitto; killed, its disk full, frozen or failing, its broker and cameras gone.

#![allow(
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "tests say what they did, and what they could not"
)]

#[path = "reliability/appliance.rs"]
mod appliance;
#[path = "reliability/course.rs"]
mod course;
#[path = "reliability/disk.rs"]
mod disk;
#[path = "reliability/failing.rs"]
mod failing;
#[path = "reliability/gone.rs"]
mod gone;
#[path = "reliability/killed.rs"]
mod killed;
#[path = "reliability/laws.rs"]
mod laws;
#[path = "support/mosquitto.rs"]
mod mosquitto;
#[path = "support/place.rs"]
mod place;
#[path = "support/schema.rs"]
mod schema;
#[path = "reliability/soak.rs"]
mod soak;
#[path = "reliability/told.rs"]
mod told;
#[path = "reliability/witness.rs"]
mod witness;

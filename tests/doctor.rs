//! `showfloor doctor`, the site's Mosquitto as `config/mosquitto/` sets it up, and the users that
//! `scripts/mosquitto-users` makes: what is wrong is named, and nobody can do more than their role.

#[path = "support/mosquitto.rs"]
mod mosquitto;
#[path = "support/rtsp.rs"]
mod rtsp;
#[path = "support/schema.rs"]
mod schema;
#[path = "support/showroom.rs"]
mod showroom;

#[path = "doctor/access.rs"]
mod access;
#[path = "doctor/connection.rs"]
mod connection;
#[path = "doctor/site.rs"]
mod site;
#[path = "doctor/users.rs"]
mod users;
#[path = "doctor/whole.rs"]
mod whole;

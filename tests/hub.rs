//! Several appliances over a real PostgreSQL: what one keeps, all keep, once, whatever breaks in between.

#[path = "support/made_up.rs"]
mod made_up;
#[path = "support/mosquitto.rs"]
mod mosquitto;
#[path = "support/postgres.rs"]
mod postgres;
#[path = "support/schema.rs"]
mod schema;

#[path = "hub/erased.rs"]
mod erased;
#[path = "hub/faults.rs"]
mod faults;
#[path = "hub/group.rs"]
mod group;
#[path = "hub/partition.rs"]
mod partition;
#[path = "hub/shared.rs"]
mod shared;

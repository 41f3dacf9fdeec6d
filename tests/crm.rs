//! Visitors and the dealer's other systems: who may report on whom, and what leaves by webhook, over real HTTP.

#[path = "crm/delivery.rs"]
mod delivery;
#[path = "crm/desk.rs"]
mod desk;
#[path = "crm/killed.rs"]
mod killed;
#[path = "crm/links.rs"]
mod links;
#[path = "support/made_up.rs"]
mod made_up;
#[path = "crm/program.rs"]
mod program;
#[path = "crm/receiver.rs"]
mod receiver;
#[path = "support/schema.rs"]
mod schema;
#[path = "crm/tls.rs"]
mod tls;
#[path = "crm/told.rs"]
mod told;

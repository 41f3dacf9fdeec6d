//! Visitors and the dealer's other systems: who may report on whom, and what leaves by webhook, over real HTTP.

#[path = "crm/delivery.rs"]
mod delivery;
#[path = "crm/line.rs"]
mod line;
#[path = "support/made_up.rs"]
mod made_up;
#[path = "crm/program.rs"]
mod program;
#[path = "crm/receiver.rs"]
mod receiver;
#[path = "crm/tls.rs"]
mod tls;

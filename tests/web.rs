//! The web server, by plain HTTP: in the appliance (told observations in place of cameras, everything else as it runs), and
//! by itself where the line is to be slow or gone.

#[path = "support/exposition.rs"]
mod exposition;
#[path = "support/http.rs"]
mod http;
#[path = "support/mosquitto.rs"]
mod mosquitto;
#[path = "support/schema.rs"]
mod schema;

#[path = "web/alone.rs"]
mod alone;
#[path = "web/appliance.rs"]
mod appliance;
#[path = "web/attacked.rs"]
mod attacked;
#[path = "web/callers.rs"]
mod callers;
#[path = "web/document.rs"]
mod document;
#[path = "web/events.rs"]
mod events;
#[path = "web/monitored.rs"]
mod monitored;
#[path = "web/nobody.rs"]
mod nobody;
#[path = "web/refused.rs"]
mod refused;
#[path = "web/rights.rs"]
mod rights;
#[path = "web/routes.rs"]
mod routes;
#[path = "web/table.rs"]
mod table;
#[path = "web/tried.rs"]
mod tried;

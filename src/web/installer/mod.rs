//! The installer's pages: how far the set-up has come, cameras with their zones and marks, colleagues, health.
//! [`Workshop`] is what `app` provides.

mod cameras;
mod cars;
mod checklist;
mod colleagues;
mod drawing;
mod health;
mod marks;
mod routes;
mod workshop;
mod zones;

pub(super) use routes::routes;
pub use workshop::{
    BrokerView, CameraHealth, CameraView, Changed, Colleague, HealthView, Locked, NotEnrolled,
    Progress, SiteChange, SiteView, Workshop,
};

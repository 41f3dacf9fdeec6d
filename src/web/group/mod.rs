//! One page over all sites of a group: what each counts, and how its appliance is.
//!
//! A site tells figures alone (`figures`, `GET /api/v1/figures`), by a token of its own that reads nothing else; nobody's code,
//! face or visit is in them. The site whose managers see the page asks the others ([`Group`]); `page` lays them side by side.

pub(super) mod figures;
mod page;
mod routes;
mod table;
mod view;

pub use figures::SiteFigures;
pub(super) use routes::{FIGURES, routes};
pub use view::{Group, SiteAnswer, SiteTrouble};

//! The installer's and the privacy officer's pages in a real browser, before a running appliance with a camera.

#[path = "support/browser.rs"]
mod browser;
#[path = "support/http.rs"]
mod http;
#[path = "support/mosquitto.rs"]
mod mosquitto;
#[path = "support/rtsp.rs"]
mod rtsp;
#[path = "support/schema.rs"]
mod schema;
#[path = "support/showroom.rs"]
mod showroom;
#[path = "support/site.rs"]
mod site;

#[path = "browser_installer/drawn.rs"]
mod drawn;
#[path = "browser_installer/enrolled.rs"]
mod enrolled;
#[path = "browser_installer/erased.rs"]
mod erased;
#[path = "browser_installer/fitting.rs"]
mod fitting;
#[path = "browser_installer/shown.rs"]
mod shown;

use std::fs;

use showroom::Showroom;
use site::Site;

/// A clip in which somebody walks.
const CLIP: &str = "clm_cap12.mp4";

/// Starts the appliance of a showroom, whose configuration has comments and a name.
fn start(showroom: Showroom) -> Site {
    let text = fs::read_to_string(showroom.path("showfloor.toml")).expect("it is there");
    showroom.configure(&text.replace(
        "[site]",
        "# The showroom at the river.\n[site] # north\nname = \"Example Motors\"",
    ));
    Site::start(showroom, false)
}

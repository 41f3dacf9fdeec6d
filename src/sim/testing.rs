//! A small showroom for the tests of this module.

use std::path::Path;

use super::{floor::Floor, scenario::Scenario};

pub(super) const SHOWROOM: &str = r##"
name = "test"
timezone = "Europe/Warsaw"
date = "2026-05-16"

[floor]
width_m = 14
depth_m = 10

[[car]]
id = "kona"
label = "Kona Electric"
place = "by the window"
at = [4, 6.5]
heading_deg = 20

[[car]]
id = "ioniq"
label = "Ioniq 6"
at = [10, 6.5]
heading_deg = 90
colour = "#203a70"

[[place]]
id = "door"
kind = "entrance"
at = [7, 0.8]
size = [2, 1.4]

[[place]]
id = "desk"
kind = "desk"
at = [12.2, 1.6]
size = [1.6, 0.7]

[[camera]]
id = "hall"
at = [0.4, 0.4]
height_m = 2.8
heading_deg = 45
tilt_deg = 18
fov_deg = 80

[[person]]
id = "mark"
role = "staff"
[[person.visit]]
at = "10:00:00"
inside = "desk"
steps = [{ until = "10:01:30" }, { talk_to = "anna", for_s = 30 }, { walk_to = "desk" }, { until = "10:05:00" }]

[[person]]
id = "anna"
[[person.visit]]
at = "10:00:10"
steps = [{ look_at = "kona", for_s = 120 }, { walk_by = "ioniq" }, { wait_at = "desk", for_s = 15 }]

[[person]]
id = "ben"
[[person.visit]]
at = "10:00:11"
with = "anna"
"##;

pub(super) fn parse(text: &str) -> Scenario {
    Scenario::parse(Path::new("test.toml"), text).unwrap_or_else(|problems| panic!("{problems}"))
}

pub(super) fn scenario() -> Scenario {
    parse(SHOWROOM)
}

pub(super) fn floor() -> Floor {
    scenario().floor
}

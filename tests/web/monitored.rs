//! What monitoring reads: the figures, whether all is well, and the dashboard that is made of them.

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::Value;

use crate::{
    appliance::{ANNA, Appliance, BRUNO, CARLA, CRM, GROUP, MONITOR},
    exposition::{self, Family},
    http::Answer,
    mosquitto::wait_until,
};

fn figures(appliance: &Appliance) -> Answer {
    appliance.get(Some(MONITOR), "/metrics").is(200)
}

#[test]
fn a_running_appliance_says_in_numbers_how_it_is() {
    let appliance = Appliance::start();
    wait_until("frames are decided about", || {
        let families = exposition::read(&figures(&appliance).body);
        let steps = &families["showfloor_stage_duration_seconds"];
        let count = |s: &&exposition::Sample| {
            s.series.ends_with("_count") && s.labels["stage"] == "decide" && s.value > 10.0
        };
        steps.samples.iter().any(|s| count(&s))
    });
    let answer = figures(&appliance);
    assert!(
        answer.head.contains("text/plain; version=0.0.4"),
        "{}",
        answer.head
    );
    let families = exposition::read(&answer.body);
    let hall = [("camera", "hall")];
    assert_eq!(families["showfloor_camera_faces_total"].of(&hall), 0.0);
    assert_eq!(
        families["showfloor_camera_frames_grabbed_total"].of(&hall),
        0.0
    );
    assert_eq!(families["showfloor_people_present"].of(&[]), 0.0);
    assert_eq!(families["showfloor_store_readable"].of(&[]), 1.0);
    assert_eq!(
        families["showfloor_alerts_open"].of(&[("state", "open")]),
        0.0
    );
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(
        families["showfloor_build_info"].of(&[("version", version)]),
        1.0
    );
    for name in [
        "process_resident_memory_bytes",
        "process_threads",
        "process_open_fds",
        "process_start_time_seconds",
        "showfloor_store_disk_free_bytes",
    ] {
        assert!(families[name].of(&[]) > 1.0, "{name}");
    }
    assert!(families["showfloor_store_file_bytes"].of(&[("file", "db")]) > 0.0);
    let reasons = &families["showfloor_degraded"].samples;
    assert!(
        reasons.iter().all(|reason| reason.value == 0.0),
        "{reasons:#?}"
    );
    // A label would be quoted; digits alone are in many a number.
    for of_somebody in [ANNA, "V-", "\"4711\"", "crm"] {
        assert!(!answer.body.contains(of_somebody), "{of_somebody}");
    }
}

#[test]
fn figures_are_for_whoever_has_a_token_of_their_own_even_on_this_machine() {
    let appliance = Appliance::start();
    appliance.get(None, "/metrics").is(401);
    appliance.get(Some(CRM), "/metrics").is(403).says("metrics");
    appliance.only("monitor");
    figures(&appliance);
}

#[test]
fn whoever_asks_whether_all_is_well_hears_no_more_than_that() {
    let appliance = Appliance::start();
    let health = || appliance.get(None, "/healthz");
    wait_until("a first decision", || health().status == 200);
    assert_eq!(health().body, r#"{"status":"ok"}"#);
    let store = &appliance.config.store.path;
    let aside = store.with_extension("aside");
    fs::rename(store, &aside).expect("moved");
    wait_until("the store is missed", || health().status == 503);
    let told = health();
    assert_eq!(told.body, r#"{"status":"degraded"}"#);
    let families = exposition::read(&figures(&appliance).body);
    let reason = |name| families["showfloor_degraded"].of(&[("reason", name)]);
    assert_eq!((reason("store"), reason("line")), (1.0, 0.0));
    fs::rename(&aside, store).expect("moved back");
    wait_until("it is found again", || health().status == 200);
}

#[test]
fn the_dashboard_shows_what_the_appliance_gives_and_all_of_it() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/grafana/showfloor.json");
    let text = fs::read_to_string(file).expect("it is there");
    let dashboard: Value = serde_json::from_str(&text).expect("JSON");
    let mut shown = BTreeSet::new();
    let panels = dashboard["panels"].as_array().expect("panels");
    for panel in panels.iter().filter(|panel| panel["type"] != "row") {
        assert!(panel["title"].is_string() && panel["description"].is_string());
        let targets = panel["targets"].as_array().expect("targets");
        assert!(!targets.is_empty(), "{panel:#}");
        for target in targets {
            let expression = target["expr"].as_str().expect("an expression");
            let depth = |open, close| {
                expression.matches(open).count() as i64 - expression.matches(close).count() as i64
            };
            assert_eq!(
                (depth('(', ')'), depth('{', '}'), depth('[', ']')),
                (0, 0, 0)
            );
            shown.extend(series_in(expression));
        }
    }
    let appliance = Appliance::start();
    let families = exposition::read(&figures(&appliance).body);
    let given: BTreeSet<_> = families.values().flat_map(Family::series).collect();
    let unknown: Vec<_> = shown.difference(&given).collect();
    assert!(
        unknown.is_empty(),
        "the appliance does not give {unknown:?}"
    );
    let shows = |family: &&Family| family.series().iter().any(|name| shown.contains(name));
    let left_out: Vec<_> = families
        .values()
        .filter(|f| !shows(f))
        .map(|f| &f.name)
        .collect();
    assert!(left_out.is_empty(), "no panel shows {left_out:?}");
    // A counter alone says little, and a quantile is of buckets.
    for family in families.values().filter(|family| family.kind == "counter") {
        let plain = format!("\"{}{{", family.name);
        assert!(!text.contains(&plain), "{} without a rate", family.name);
    }
}

/// The names in an expression that are ours.
fn series_in(expression: &str) -> impl Iterator<Item = String> {
    let words = expression.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let ours = words.filter(|word| word.starts_with("showfloor_") || word.starts_with("process_"));
    ours.map(str::to_owned)
}

#[test]
fn a_site_tells_a_group_what_days_came_to_and_nothing_of_anybody() {
    let appliance = Appliance::start();
    let figures = |days: &str| appliance.get(Some(GROUP), &format!("/api/v1/figures{days}"));
    let told = figures("").is(200);
    for code in [ANNA, BRUNO, CARLA] {
        assert!(!told.body.contains(code), "{told:#?}");
    }
    let told = told.json();
    assert_eq!(told["from"], told["to"], "today alone");
    for count in [
        "came", "due", "in_time", "looked", "spoke", "lost", "here", "cameras",
    ] {
        assert!(told[count].is_u64(), "{count}: {told}");
    }
    let week = figures("?from=2026-11-24&to=2026-11-30").is(200).json();
    assert_eq!(week["from"], "2026-11-24");
    assert!(
        week["here"].is_null(),
        "days that are over have no now: {week}"
    );
    figures("?from=soon").is(400);
    figures("?from=2026-11-30&to=2026-11-24").is(422);
    figures("?from=1970-01-01&to=2026-11-24").is(422);
    appliance.get(Some(CRM), "/metrics").is(403);
    appliance.get(Some(MONITOR), "/api/v1/figures").is(403);
    appliance.get(Some(GROUP), "/metrics").is(403);
}

//! What is said of made-up sights.

use jiff::tz::TimeZone;

use super::{
    draw,
    finding::{About, Verdict},
    report::{CameraReport, CamerasReport, PlaceReport},
    testing::{Seen, report, report_of_health, seen, zone},
};
use crate::types::{CameraState, FaceLimit, FaceQuality, ZoneKind};

fn reasons(report: &CameraReport) -> Vec<(About, Verdict, String)> {
    let places = report.places.iter().flat_map(|place| &place.findings);
    let all = report.findings.iter().chain(places);
    all.map(|f| (f.about, f.verdict, format!("{}: {}", f.reason, f.advice)))
        .collect()
}

#[test]
fn large_sharp_faces_at_the_entrance_are_a_go() {
    let report = report(
        &[seen(95.0), seen(110.0)],
        &[zone("door", ZoneKind::Entrance)],
        120.0,
        false,
    );
    assert_eq!(report.verdict, Verdict::Go, "{:?}", reasons(&report));
    let door = &report.places[1];
    assert_eq!((door.figures.passed, door.figures.decidable), (2, 2));
    assert_eq!(door.figures.usable, Some(1.0));
    assert_eq!(
        report.examples.len(),
        1,
        "faces at one place are drawn once"
    );
}

#[test]
fn small_faces_say_how_much_to_zoom_and_those_in_between_what_they_cost() {
    let small = report(
        &[seen(41.0)],
        &[zone("door", ZoneKind::Entrance)],
        120.0,
        false,
    );
    assert_eq!(small.verdict, Verdict::NoGo);
    let (place, finding) = small.said()[0];
    assert_eq!(
        (place.map(PlaceReport::name), finding.about),
        (Some("door"), About::Size)
    );
    let said = format!("{}: {}", finding.reason, finding.advice);
    assert!(
        said.starts_with("median face 41 px, needs 80: zoom in 2.0 times"),
        "{said}"
    );
    let between = report(
        &[seen(65.0)],
        &[zone("door", ZoneKind::Entrance)],
        120.0,
        false,
    );
    assert_eq!(between.verdict, Verdict::Warning);
    let said = &reasons(&between)[0].2;
    assert!(said.contains("it works, but of 100 visitors"), "{said}");
}

#[test]
fn where_people_stay_smaller_faces_do_and_a_camera_without_any_good_place_does_not_go() {
    let kona = [zone("kona", ZoneKind::Product)];
    let staying = report(&[seen(62.0)], &kona, 120.0, false);
    assert_eq!(staying.verdict, Verdict::Go, "{:?}", reasons(&staying));
    let far = report(&[seen(25.0)], &kona, 120.0, false);
    assert_eq!(far.verdict, Verdict::NoGo);
    assert!(far.findings[0].advice.contains("--overview entrance-1"));
    let overview = report(&[seen(25.0)], &kona, 120.0, true);
    assert_eq!(overview.verdict, Verdict::Go, "{:?}", reasons(&overview));
}

#[test]
fn an_empty_zone_beside_a_good_one_is_said_and_does_not_stop_the_camera() {
    let mut corner = zone("corner", ZoneKind::Product);
    corner.polygon =
        crate::types::Polygon::try_from(vec![[0.0, 0.0], [0.1, 0.0], [0.1, 0.1]]).expect("simple");
    let report = report(
        &[seen(90.0)],
        &[zone("door", ZoneKind::Entrance), corner],
        120.0,
        false,
    );
    assert_eq!(report.verdict, Verdict::Go);
    assert_eq!(report.places[2].findings[0].about, About::TooFew);
}

#[test]
fn people_without_faces_are_judged_by_their_height() {
    let away = Seen {
        face: false,
        ..seen(40.0)
    };
    let report = report(&[away], &[], 120.0, false);
    let (about, verdict, said) = &reasons(&report)[0];
    assert_eq!((*about, *verdict), (About::Size, Verdict::NoGo));
    assert!(said.contains("about 36 px wide"), "{said}");
    let nobody = report_of_nobody();
    assert_eq!(nobody.places[0].findings[0].about, About::TooFew);
}

fn report_of_nobody() -> CameraReport {
    report(
        &[Seen {
            frames: 2,
            ..seen(90.0)
        }],
        &[],
        120.0,
        false,
    )
}

#[test]
fn what_keeps_faces_from_being_usable_is_named_with_its_cure() {
    let poor = |limit, quality: FaceQuality, light| {
        let one = Seen {
            quality: FaceQuality {
                value: 0.1,
                limit,
                ..quality
            },
            ..seen(100.0)
        };
        let said = reasons(&report(&[one], &[], light, false));
        assert_eq!(
            (said[0].0, said[0].1),
            (About::Usable, Verdict::NoGo),
            "{said:?}"
        );
        said[0].2.clone()
    };
    let good = seen(100.0).quality;
    let blurred = poor(
        FaceLimit::Blurred,
        FaceQuality {
            sharpness: 7.0,
            ..good
        },
        120.0,
    );
    assert!(blurred.contains("set the focus"), "{blurred}");
    let turned = poor(
        FaceLimit::Turned,
        FaceQuality {
            yaw_deg: 70.0,
            ..good
        },
        120.0,
    );
    assert!(turned.contains("where people walk towards it"), "{turned}");
    let dark = FaceQuality {
        brightness: 20.0,
        ..good
    };
    let backlit = poor(FaceLimit::Dark, dark, 150.0);
    assert!(backlit.contains("lit from behind"), "{backlit}");
    let night = poor(FaceLimit::Dark, dark, 25.0);
    assert!(night.contains("light the faces from the front"), "{night}");
}

#[test]
fn a_camera_that_gives_no_picture_says_why() {
    let report = report_of_health(CameraState::Unreachable, "the login is refused");
    assert_eq!(report.verdict, Verdict::NoGo);
    assert_eq!(
        report.findings[0].reason,
        "no picture came: the login is refused"
    );
}

fn both() -> CamerasReport {
    let mut far = report(
        &[seen(30.0), seen(41.0), seen(52.0)],
        &[zone("door", ZoneKind::Entrance)],
        120.0,
        false,
    );
    far.camera = "hall <2>".into();
    let good = report(
        &[seen(95.0), seen(110.0)],
        &[zone("door", ZoneKind::Entrance)],
        120.0,
        false,
    );
    CamerasReport::new("North & Sons", vec![good, far])
}

#[test]
fn the_json_has_the_keys_that_are_documented() {
    let json = serde_json::to_value(both()).expect("json");
    let documented = include_str!("../../../docs/eval-cameras.md");
    let mut keys = std::collections::BTreeSet::new();
    names(&json, &mut keys);
    let missing: Vec<_> = keys
        .iter()
        .filter(|key| !documented.contains(&format!("`{key}`")))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
    insta::assert_json_snapshot!(json["cameras"][1]["places"][1]);
}

/// The keys of all objects but the counts by limit.
fn names(json: &serde_json::Value, keys: &mut std::collections::BTreeSet<String>) {
    match json {
        serde_json::Value::Object(map) => {
            for (key, value) in map {
                keys.insert(key.clone());
                if key != "limits" {
                    names(value, keys);
                }
            }
        }
        serde_json::Value::Array(all) => all.iter().for_each(|value| names(value, keys)),
        _ => {}
    }
}

#[test]
fn the_page_stands_alone_and_says_first_what_to_mend() {
    let when = jiff::Timestamp::UNIX_EPOCH.to_zoned(TimeZone::UTC);
    let page = draw(&both(), &when);
    for foreign in ["<script", "http", "url(", "src=", "<img", "data:"] {
        assert!(!page.contains(foreign), "{foreign}");
    }
    assert!(page.contains("North &amp; Sons") && page.contains("hall &lt;2&gt;"));
    let (wrong, good) = (page.find("median face 41 px"), page.find("<b>entrance-1"));
    assert!(wrong.expect("said") < good.expect("said"));
    assert_eq!(page.matches("<svg class=\"geometry\"").count(), 2);
    let opened = page.matches("<svg").count();
    assert_eq!(opened, page.matches("</svg>").count());
}

//! The installer's and the privacy officer's pages in a real browser, before a running appliance with a camera.

#[path = "support/browser.rs"]
mod browser;
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

use std::fs;

use browser::{
    Driver, LAPTOP, TABLET, arrive, click, complaints, fill, find, in_browser, overflow, picture,
    says,
};
use fantoccini::{
    Client, Locator,
    actions::{InputSource, MOUSE_BUTTON_LEFT, MouseActions, PointerAction},
};
use mosquitto::{free_port, wait_until};
use rtsp::RtspServer;
use serde_json::Value;
use showfloor::{
    runtime::Clock,
    store::Reader,
    types::{EventKind, RunId},
};
use showroom::{Setup, Showroom};
use site::Site;
use ulid::Ulid;

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

/// Waits until the camera's picture is there.
async fn see(browser: &Client) {
    let script =
        "const p = document.querySelector('#picture'); return p.complete && p.naturalWidth > 0;";
    for _ in 0..100 {
        if browser.execute(script, vec![]).await.expect("a script") == Value::Bool(true) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
    panic!("no picture came");
}

/// Taps on the picture, at a place in per cent of it; drags on to another, where one is given.
async fn tap(browser: &Client, (x, y): (f64, f64), onto: Option<(f64, f64)>) {
    let script = "document.querySelector('#overlay').scrollIntoView({ block: 'nearest' }); const b = document.querySelector('#overlay').getBoundingClientRect(); return [b.left, b.top, b.width, b.height];";
    let boxed = browser.execute(script, vec![]).await.expect("a script");
    let boxed: Vec<f64> = serde_json::from_value(boxed).expect("four numbers");
    let to = |(x, y): (f64, f64)| PointerAction::MoveTo {
        duration: Some(std::time::Duration::from_millis(20)),
        x: boxed[0] + boxed[2] * x / 100.0,
        y: boxed[1] + boxed[3] * y / 100.0,
    };
    let button = MOUSE_BUTTON_LEFT;
    let mut mouse = MouseActions::new("mouse".to_owned())
        .then(to((x, y)))
        .then(PointerAction::Down { button });
    if let Some(onto) = onto {
        mouse = mouse.then(to(onto));
    }
    let mouse = mouse.then(PointerAction::Up { button });
    browser.perform_actions(mouse).await.expect("a tap");
}

async fn value_of(browser: &Client, css: &str) -> String {
    let script = "return document.querySelector(arguments[0]).value";
    let value = browser
        .execute(script, vec![css.into()])
        .await
        .expect("a script");
    value.as_str().expect("a text").to_owned()
}

/// The corners that are drawn, in whole per cent: a pointer has whole pixels.
async fn corners(browser: &Client) -> Vec<i64> {
    whole(&value_of(browser, "#corners").await, 1.0)
}

/// All numbers of a text, times something, without what is behind the point.
fn whole(text: &str, times: f64) -> Vec<i64> {
    let parts = text.split(|c: char| !c.is_ascii_digit() && c != '.');
    let numbers = parts.filter_map(|part| part.parse::<f64>().ok());
    numbers
        .map(|number| (number * times).round() as i64)
        .collect()
}

/// The numbers of the line of the configuration that begins so.
fn numbers(text: &str, begin: &str, times: f64) -> Vec<i64> {
    let mut lines = text.lines();
    let line = lines.find_map(|line| line.strip_prefix(begin));
    whole(line.expect("there is such a line"), times)
}

#[test]
#[allow(
    clippy::too_many_lines,
    reason = "one story, from the first tap to what the appliance makes of it"
)]
fn a_zone_and_marks_are_drawn_on_the_picture_and_the_running_appliance_uses_them() {
    let port = free_port();
    let url = format!("rtsp://127.0.0.1:{port}/cam");
    let Some(showroom) = Showroom::open(&Setup {
        camera: &url,
        ..Setup::default()
    }) else {
        return;
    };
    let size = ["--size", "800x600"];
    let Some(_camera) = RtspServer::start_with(port, CLIP, &size) else {
        return;
    };
    let site = start(showroom);
    let driver = Driver::start();
    in_browser(async {
        let nora = driver.browser(LAPTOP, "en").await;
        site.set_up(&nora).await;
        site.open(&nora, "/checklist").await;
        picture(&nora, "checklist").await;
        site.open(&nora, "/cameras").await;
        picture(&nora, "cameras").await;
        site.open(&nora, "/cameras/hall").await;
        see(&nora).await;
        picture(&nora, "camera").await;

        // The zone that is there goes; nothing else in the file does.
        let before = site.configuration();
        site.open(&nora, "/cameras/hall?zone=window").await;
        see(&nora).await;
        picture(&nora, "zone-change").await;
        click(&nora, "form.remove button").await;
        says(&nora, ".done", "gone").await;
        let without = site.configuration();
        assert!(!without.contains("[[zone]]") && without.contains("[site] # north"));

        // Four taps, one of them outside of what is wanted and taken back; a corner is dragged, by the keyboard too.
        site.open(&nora, "/cameras/hall?zone=new").await;
        see(&nora).await;
        for corner in [(4.0, 25.0), (50.0, 50.0)] {
            tap(&nora, corner, None).await;
        }
        click(&nora, "#undo").await;
        assert_eq!(corners(&nora).await, [4, 25]);
        for corner in [(96.0, 25.0), (96.0, 80.0), (4.0, 99.5)] {
            tap(&nora, corner, None).await;
        }
        tap(&nora, (96.0, 80.0), Some((96.0, 99.5))).await;
        // The lower two have snapped to the border.
        assert_eq!(corners(&nora).await, [4, 25, 96, 25, 96, 100, 4, 100]);
        let first = find(&nora, "[data-corner='0']").await;
        first.send_keys("\u{e012}").await.expect("an arrow");
        assert_eq!(corners(&nora).await[..2], [3, 25]);
        fill(&nora, "#label", "At the \"round\" table").await;
        let kind = find(&nora, "#kind").await;
        kind.select_by_value("product").await.expect("a kind");
        let car = find(&nora, "#product").await;
        car.select_by_value("kona").await.expect("a car");
        picture(&nora, "zone-new").await;
        click(&nora, "#zone-form .primary").await;
        says(&nora, ".done", "in use from now on").await;
        let after = site.configuration();
        assert!(after.contains("id = \"at-the-round-table\""), "{after}");
        assert_eq!(
            numbers(&after, "polygon = ", 100.0),
            [3, 25, 96, 25, 96, 100, 4, 100]
        );
        assert!(after.contains("zone = \"at-the-round-table\""));
        assert!(
            after.starts_with("# The showroom at the river.\n[site] # north\n"),
            "{after}"
        );
        assert_eq!(before.lines().count(), after.lines().count(), "{after}");

        // The visitor who is there stands in it now, without a restart.
        wait_until("somebody stands in the new zone", || {
            stands_in(&site, "at-the-round-table")
        });

        // A car comes onto the list, and goes.
        site.open(&nora, "/cameras").await;
        click(&nora, "details.more summary").await;
        fill(&nora, "#car-label", "Sól 5").await;
        click(&nora, "form[action='/products'] .primary").await;
        says(&nora, ".done", "on the list").await;
        assert!(site.configuration().contains("id = \"sol-5\""));
        picture(&nora, "cameras-cars").await;
        click(
            &nora,
            "tr:last-child form[action='/products/remove'] button",
        )
        .await;
        says(&nora, ".done", "off the list").await;
        assert_eq!(site.configuration(), after);

        // A shape that is none is told in words, and what was typed is still there.
        site.open(&nora, "/cameras/hall?zone=at-the-round-table")
            .await;
        click(&nora, "details.more summary").await;
        fill(&nora, "#corners", "10 10\n90 90\n90 10\n10 90").await;
        click(&nora, "#zone-form .primary").await;
        says(&nora, ".problem", "crosses itself").await;
        assert_eq!(
            value_of(&nora, "#corners").await,
            "10 10\n90 90\n90 10\n10 90"
        );
        assert_eq!(site.configuration(), after);

        // Somebody else was faster.
        site.open(&nora, "/cameras/hall?zone=at-the-round-table")
            .await;
        site.showroom.configure(&(after.clone() + "# a note\n"));
        click(&nora, "#zone-form .primary").await;
        says(&nora, ".problem", "Somebody else has changed").await;
        click(&nora, "#zone-form .primary").await;
        says(&nora, ".done", "in use from now on").await;
        assert!(site.configuration().ends_with("# a note\n"));

        // The floor: four taps, and metres.
        site.open(&nora, "/cameras/hall").await;
        see(&nora).await;
        click(&nora, "#marks-start").await;
        for mark in [(10.0, 95.0), (90.0, 95.0), (70.0, 45.0), (30.0, 45.0)] {
            tap(&nora, mark, None).await;
        }
        for (n, (x, y)) in [("1", "2"), ("4", "2"), ("4,5", "7"), ("0.5", "7")]
            .iter()
            .enumerate()
        {
            fill(&nora, &format!("#x{}", n + 1), x).await;
            fill(&nora, &format!("#y{}", n + 1), y).await;
        }
        picture(&nora, "marks").await;
        click(&nora, "#marks-form .primary").await;
        says(&nora, ".done", "in use from now on").await;
        let marked = site.configuration();
        let image = [10, 95, 90, 95, 70, 45, 30, 45];
        assert_eq!(numbers(&marked, "floor = { image = ", 100.0)[..8], image);
        let metres = "metres = [[1.0, 2.0], [4.0, 2.0], [4.5, 7.0], [0.5, 7.0]] }";
        assert!(marked.contains(metres), "{marked}");
        // Four that no camera can see so are refused.
        fill(&nora, "#x1", "4").await;
        click(&nora, "#marks-form .primary").await;
        says(&nora, ".problem", "cannot be").await;
        assert_eq!(site.configuration(), marked);
        assert_eq!(complaints(&nora).await, Vec::<String>::new());

        // Who looked is noted, once a minute.
        let reader = Reader::open(&site.showroom.store()).expect("the store");
        let log = reader.audit().expect("the log");
        let looked = log
            .iter()
            .filter(|e| e.what == "camera.snapshot" && e.who == "nora")
            .count();
        assert!((1..=3).contains(&looked), "{looked}");
        assert!(log.iter().any(|e| e.what == "config.zone"));
    });
    site.running.signal("TERM");
    site.running.wait().succeeded();
}

/// Whether a visitor entered this zone.
fn stands_in(site: &Site, zone: &str) -> bool {
    let Ok(reader) = Reader::open(&site.showroom.store()) else {
        return false;
    };
    let visits = reader
        .visits(jiff::Timestamp::MIN, None)
        .unwrap_or_default();
    visits.iter().any(|visit| {
        let events = reader.events(visit.visit).unwrap_or_default();
        events.iter().any(|event| matches!(&event.kind, EventKind::ZoneEntered { zone: entered } if entered.as_str() == zone))
    })
}

/// A moment that retention does not mind.
fn hours_ago(hours: i64) -> String {
    let now = Clock::real(RunId(Ulid::nil())).now().utc;
    let at = now - jiff::SignedDuration::from_hours(hours);
    format!("{at:.0}")
}

/// A showroom in which somebody was, and is not now: their code.
fn after_a_visit() -> Option<(Showroom, String)> {
    let showroom = Showroom::open(&Setup::default())?;
    showroom.play(CLIP, &hours_ago(30));
    let listed = showroom.run(&["visitors", "list", "--json"]).succeeded();
    let visitors: Vec<Value> = serde_json::from_str(&listed.stdout).expect("a list");
    let known = visitors.iter().find(|v| v["signatures"].as_u64() > Some(0));
    let code = known.expect("somebody whose face is kept")["code"]
        .as_str()
        .expect("a code");
    let code = code.to_owned();
    let linked = [
        "visitors",
        "link",
        &code,
        "--client",
        "crm",
        "--contact",
        "planted-contact",
        "--consent",
        "planted consent",
    ];
    showroom.run(&linked).succeeded();
    Some((showroom, code))
}

#[test]
fn what_is_kept_of_a_visitor_is_given_to_them_and_erased_with_a_receipt() {
    let Some((showroom, code)) = after_a_visit() else {
        return;
    };
    let site = start(showroom);
    let driver = Driver::start();
    in_browser(async {
        let nora = driver.browser(LAPTOP, "en").await;
        site.set_up(&nora).await;
        site.open(&nora, "/privacy").await;
        says(&nora, ".mode", "test clips").await;
        picture(&nora, "privacy").await;
        site.open(&nora, "/privacy/consents").await;
        says(&nora, "tbody", "planted consent").await;
        picture(&nora, "consents").await;
        site.open(&nora, "/privacy/requests").await;
        fill(&nora, "#code", &code[2..].to_lowercase()).await;
        click(&nora, ".row .primary").await;
        says(&nora, "dl", "1").await;
        picture(&nora, "request").await;

        // A code that is mistyped erases nobody.
        fill(&nora, "#typed", "V-00000").await;
        click(&nora, "button.danger").await;
        says(&nora, ".problem", "Nothing was erased").await;
        fill(&nora, "#typed", &code.to_lowercase()).await;
        click(&nora, "button.danger").await;
        says(&nora, ".receipt", &code).await;
        says(&nora, ".receipt", "stands in the audit log").await;
        picture(&nora, "receipt").await;
        site.open(&nora, "/privacy/requests").await;
        fill(&nora, "#code", &code).await;
        click(&nora, ".row .primary").await;
        says(&nora, "main", "was erased").await;
        site.open(&nora, "/privacy/audit").await;
        says(&nora, "tbody", "visitors.erased").await;
        says(&nora, ".badge.done", "whole").await;
        picture(&nora, "audit").await;
        site.open(&nora, "/privacy/sign").await;
        says(&nora, ".sheet", "30 days").await;
        picture(&nora, "sign").await;
    });
    let known = Reader::open(&site.showroom.store())
        .expect("the store")
        .load()
        .expect("it is read");
    let kept = serde_json::to_string(&known).expect("JSON");
    for planted in ["planted-contact", "planted consent"] {
        assert!(!kept.contains(planted), "{planted}");
    }
    assert!(
        known
            .visitors
            .iter()
            .all(|visitor| visitor.code.as_str() != code)
    );
    site.running.signal("TERM");
    site.running.wait().succeeded();
    // Whoever comes again is somebody new.
    site.showroom.play(CLIP, &hours_ago(1));
    let listed = site
        .showroom
        .run(&["visitors", "list", "--json"])
        .succeeded();
    let visitors: Vec<Value> = serde_json::from_str(&listed.stdout).expect("a list");
    assert!(
        visitors.iter().all(|v| v["code"] != code.as_str()),
        "{visitors:?}"
    );
    site.showroom.run(&["audit", "verify"]).succeeded();
}

#[test]
fn visitors_are_exported_and_erased_by_command_beside_no_appliance() {
    let Some((showroom, code)) = after_a_visit() else {
        return;
    };
    let exported = showroom.run(&["visitors", "export", &code]).succeeded();
    let export: Value = serde_json::from_str(&exported.stdout).expect("JSON");
    assert_eq!(export["links"][0]["contact"], "planted-contact");
    assert!(
        export["events"]
            .as_array()
            .is_some_and(|events| events.len() > 2)
    );
    showroom
        .run(&[
            "visitors",
            "export",
            &code,
            "--page",
            "them.html",
            "--language",
            "de",
        ])
        .succeeded();
    let page = fs::read_to_string(showroom.path("them.html")).expect("it is there");
    assert!(page.contains("Was über Sie gespeichert ist") && page.contains("planted consent"));
    showroom
        .run(&["visitors", "erase", &code])
        .says(1, &["--yes erases without being asked"]);
    let erased = showroom
        .run(&[
            "visitors",
            "erase",
            &code,
            "--yes",
            "--receipt",
            "receipt.json",
            "--json",
        ])
        .succeeded();
    let receipt: Value = serde_json::from_str(&erased.stdout).expect("JSON");
    assert_eq!(receipt["codes"][0], code.as_str());
    assert!(
        receipt["deleted"]["templates"].as_u64() > Some(0),
        "{receipt}"
    );
    assert!(showroom.path("receipt.json").exists());
    showroom
        .run(&["visitors", "show", &code])
        .says(1, &["nobody is called"]);
    showroom.run(&["audit", "verify"]).succeeded();
}

#[test]
fn every_page_fits_in_four_languages_on_a_tablet_and_a_laptop() {
    let Some((showroom, code)) = after_a_visit() else {
        return;
    };
    let site = start(showroom);
    let driver = Driver::start();
    let request = format!("/privacy/requests?code={code}");
    let pages = [
        "/checklist",
        "/cameras",
        "/cameras/hall",
        "/cameras/hall?zone=window",
        "/cameras/hall?zone=new",
        "/staff",
        "/health",
        "/privacy",
        "/privacy/consents",
        &request,
        "/privacy/audit",
        "/privacy/sign",
    ];
    in_browser(async {
        let browser = driver.browser(LAPTOP, "en").await;
        site.set_up(&browser).await;
        for language in ["en", "fr", "pl", "de"] {
            site.open(&browser, "/checklist").await;
            click(&browser, ".account summary").await;
            let select = find(&browser, "#language").await;
            select.select_by_value(language).await.expect("a language");
            click(&browser, "form[action='/language'] button").await;
            arrive(&browser, "/checklist").await;
            for (size, name) in [(TABLET, "tablet"), (LAPTOP, "laptop")] {
                browser
                    .set_window_size(size.0, size.1)
                    .await
                    .expect("a size");
                for page in pages {
                    site.open(&browser, page).await;
                    let lang = find(&browser, "html")
                        .await
                        .attr("lang")
                        .await
                        .expect("read");
                    assert_eq!(lang.as_deref(), Some(language));
                    assert_eq!(
                        overflow(&browser).await,
                        Vec::<String>::new(),
                        "{page} {language} {name}"
                    );
                    let headings = browser
                        .find_all(Locator::Css("h1"))
                        .await
                        .expect("headings");
                    assert_eq!(headings.len(), 1, "{page}");
                    let title: String = page
                        .chars()
                        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
                        .collect();
                    picture(&browser, &format!("{language}-{name}{title}")).await;
                }
            }
        }
    });
}

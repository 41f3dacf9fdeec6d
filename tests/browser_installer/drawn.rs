//! Zones and marks, drawn on the picture by a mouse or a finger.

use fantoccini::{
    Client,
    actions::{InputSource, MOUSE_BUTTON_LEFT, MouseActions, PointerAction},
};
use serde_json::Value;
use showfloor::{store::Reader, types::EventKind};

use crate::{
    CLIP,
    browser::{Driver, LAPTOP, click, complaints, fill, find, in_browser, picture, says},
    mosquitto::{free_port, wait_until},
    rtsp::RtspServer,
    showroom::{Setup, Showroom},
    site::Site,
    start,
};

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

/// Sends the form of a new lounge two times, as two taps do; whether each was told that it is saved.
async fn send_twice(browser: &Client, label: &str, corners: &str) -> [bool; 2] {
    const SEND: &str = "
        const done = arguments[arguments.length - 1], form = document.querySelector('#zone-form');
        form.elements.label.value = arguments[0];
        form.elements.corners.value = arguments[1];
        form.elements.kind.value = 'lounge';
        const send = () => fetch(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)) });
        send().then(async (one) => [one.url, (await send()).url])
            .then((urls) => done(urls.map((url) => url.endsWith('done=zone'))));";
    let sent = browser.execute_async(SEND, vec![label.into(), corners.into()]);
    serde_json::from_value(sent.await.expect("a script")).expect("two answers")
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
        fill(&nora, "#label", "At the oak table").await;
        site.showroom.configure(&(after.clone() + "# a note\n"));
        click(&nora, "#zone-form .primary").await;
        says(&nora, ".problem", "has been changed since").await;
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

        // Sent twice, it is there once, and nobody is told that somebody else was faster; drawn again, it is refused.
        site.open(&nora, "/cameras/hall?zone=new").await;
        assert_eq!(
            send_twice(&nora, "Twice", "20 30\n60 30\n60 70").await,
            [true, true]
        );
        let twice = site.configuration();
        assert_eq!(twice.matches("label = \"Twice\"").count(), 1, "{twice}");
        site.open(&nora, "/cameras/hall?zone=new").await;
        assert_eq!(
            send_twice(&nora, "Twin", "20 30\n60 30\n60 70").await,
            [false, false]
        );
        assert_eq!(site.configuration(), twice);

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

//! A colleague before a camera, enrolled by the page.

use fantoccini::Client;
use showfloor::store::{Mode, Store};

use crate::{
    CLIP,
    browser::{Driver, LAPTOP, click, fill, in_browser, picture, says},
    mosquitto::free_port,
    rtsp::RtspServer,
    showroom::{Setup, Showroom},
    start,
};

/// Waits until the page says what became of it: the appliance looks for as long as half a minute.
async fn answered(browser: &Client, css: &str) {
    let script = format!("return document.querySelector('{css}') !== null && !window.before");
    for _ in 0..600 {
        let there = browser.execute(&script, vec![]).await;
        if there.is_ok_and(|there| there == serde_json::json!(true)) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("no {css}\n{}", browser.source().await.unwrap_or_default());
}

#[test]
fn whoever_looks_into_the_camera_is_enrolled_by_the_page_with_their_consent() {
    let port = free_port();
    let url = format!("rtsp://127.0.0.1:{port}/cam");
    let Some(showroom) = Showroom::open(&Setup {
        camera: &url,
        recognition: "visit-only",
        ..Setup::default()
    }) else {
        return;
    };
    let Some(_camera) = RtspServer::start_with(port, CLIP, &[]) else {
        return;
    };
    let site = start(showroom);
    let driver = Driver::start();
    in_browser(async {
        let nora = driver.browser(LAPTOP, "en").await;
        site.set_up(&nora).await;
        site.open(&nora, "/staff").await;
        fill(&nora, "#name", "Max Muster").await;
        // Without the consent the form is not even sent.
        click(&nora, "form[action='/staff'] button.primary").await;
        let sent = "return location.search";
        let sent = nora.execute(sent, vec![]).await.expect("a script");
        assert_eq!(sent, "");
        click(&nora, "#agreed").await;
        let mark = nora.execute("window.before = true", vec![]).await;
        mark.expect("a script");
        click(&nora, "form[action='/staff'] button.primary").await;
        answered(&nora, ".done, .problem").await;
        says(&nora, ".done", "nrolled").await;
        says(&nora, "main", "Max Muster").await;
        picture(&nora, "colleague-enrolled").await;

        // Twice is once: the face is on the roster, and the page says whose it is.
        site.open(&nora, "/staff").await;
        fill(&nora, "#name", "Erika Muster").await;
        click(&nora, "#agreed").await;
        let mark = nora.execute("window.before = true", vec![]).await;
        mark.expect("a script");
        click(&nora, "form[action='/staff'] button.primary").await;
        answered(&nora, ".done, .problem").await;
        says(&nora, ".problem", "Max Muster").await;
        picture(&nora, "colleague-alike").await;
    });
    site.running.signal("TERM");
    site.running.wait().succeeded();
    let store = Store::open(&site.showroom.store(), Mode::MustExist).expect("the store opens");
    let staff = store.load().expect("the store can be read").staff;
    assert!(staff.len() >= 3, "{} templates", staff.len());
    assert!(staff.iter().all(|t| t.staff == staff[0].staff));
}

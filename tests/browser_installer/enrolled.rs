//! A colleague before a camera, enrolled by the page.

use std::time::Duration;

use fantoccini::Client;
use serde_json::Value;
use showfloor::store::{Mode, Store};

use crate::{
    CLIP,
    browser::{Driver, LAPTOP, click, fill, in_browser, picture, says},
    mosquitto::free_port,
    rtsp::RtspServer,
    showroom::{Setup, Showroom},
    site::Site,
    start,
};

const SEND: &str = "form[action='/staff'] button.primary";

/// Sends the form for somebody of this name, who agrees; gives what the page says of it. The appliance looks for as long as half
/// a minute.
async fn enrol(site: &Site, browser: &Client, name: &str) -> String {
    site.open(browser, "/staff").await;
    fill(browser, "#name", name).await;
    click(browser, "#agreed").await;
    let mark = browser.execute("window.before = true", vec![]).await;
    mark.expect("a script");
    click(browser, SEND).await;
    let said = "const said = document.querySelector('.done, .problem'); \
        return said && !window.before && document.readyState === 'complete' ? said.textContent : '';";
    for _ in 0..1_200 {
        let said = browser.execute(said, vec![]).await;
        if let Ok(Value::String(said)) = said
            && !said.is_empty()
        {
            return said;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("no answer\n{}", browser.source().await.unwrap_or_default());
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
        click(&nora, SEND).await;
        let sent = "return location.search";
        let sent = nora.execute(sent, vec![]).await.expect("a script");
        assert_eq!(sent, "");
        // As anybody would, they try again where a machine that is busy saw too little of them.
        let mut said = enrol(&site, &nora, "Max Muster").await;
        for _ in 0..2 {
            if !said.contains("are enrolled") {
                said = enrol(&site, &nora, "Max Muster").await;
            }
        }
        assert!(said.contains("are enrolled"), "{said}");
        says(&nora, "main", "Max Muster").await;
        picture(&nora, "colleague-enrolled").await;

        // Twice is once: the face is on the roster, and the page says whose it is.
        let said = enrol(&site, &nora, "Erika Muster").await;
        assert!(said.contains("Max Muster"), "{said}");
        picture(&nora, "colleague-alike").await;
    });
    site.running.signal("TERM");
    site.running.wait().succeeded();
    let store = Store::open(&site.showroom.store(), Mode::MustExist).expect("the store opens");
    let staff = store.load().expect("the store can be read").staff;
    assert!(staff.len() >= 3, "{} templates", staff.len());
    assert!(staff.iter().all(|t| t.staff == staff[0].staff));
}

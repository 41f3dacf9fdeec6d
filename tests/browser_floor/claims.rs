//! From the first alert to its claim, and what the others see.

use fantoccini::Client;
use serde_json::json;

use crate::{
    browser::{Driver, click, complaints, find, in_browser, picture},
    floor::{Floor, until, wall_ms},
};

/// The id of an open alert on the page.
async fn open_alert(browser: &Client) -> String {
    let first = "(document.querySelector('.alert[data-state=open] .go:not([hidden]):not([disabled])') || {closest: () => ({dataset: {id: ''}})}).closest('.alert').dataset.id";
    let id = until(browser, "an open alert", first).await;
    id.as_str().expect("an id").to_owned()
}

fn card(id: &str) -> String {
    format!(".alert[data-id='{id}']")
}

#[test]
fn the_first_alert_is_claimed_undone_and_claimed_by_another_who_is_faster() {
    let floor = Floor::play(6.0);
    let driver = Driver::start();
    in_browser(async {
        let anna = floor.tablet(&driver, "anna", "en").await;
        let bob = floor.tablet(&driver, "bob", "fr").await;
        until(
            &anna,
            "the connection",
            "document.querySelector('#connection.good') !== null",
        )
        .await;
        let id = open_alert(&anna).await;
        picture(&anna, "floor-alert").await;
        let card = card(&id);
        click(&anna, &format!("{card} .go")).await;
        until(
            &anna,
            "her claim",
            &format!("document.querySelector(\"{card}\").classList.contains('own')"),
        )
        .await;
        find(&anna, "#bar button").await;
        picture(&anna, "floor-going").await;
        until(&bob, "whose it is", &format!("(document.querySelector(\"{card} .whose\") || {{textContent: ''}}).textContent.includes('anna')")).await;
        picture(&bob, "floor-taken").await;
        // She takes it back; both claim at once, and one of them is told by whom it is.
        click(&anna, "#bar button").await;
        until(
            &anna,
            "the undo",
            &format!("document.querySelector(\"{card}\").dataset.state === 'open'"),
        )
        .await;
        until(
            &bob,
            "the undo",
            &format!("document.querySelector(\"{card}\").dataset.state === 'open'"),
        )
        .await;
        let tap = format!("document.querySelector(\"{card} .go\").click()");
        let (one, other) = tokio::join!(anna.execute(&tap, vec![]), bob.execute(&tap, vec![]));
        one.and(other).expect("both tap");
        let told =
            "document.querySelector('#bar.bad') ? document.querySelector('#bar').textContent : ''";
        let mut said = (String::new(), String::new());
        for _ in 0..50 {
            for (browser, told_here) in [(&anna, &mut said.0), (&bob, &mut said.1)] {
                let heard = browser
                    .execute(&format!("return {told}"), vec![])
                    .await
                    .expect("a script");
                *told_here = heard.as_str().unwrap_or("").to_owned();
            }
            if said.0.contains("bob") || said.1.contains("anna") {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        assert!(
            said.0.contains("bob was faster") != said.1.contains("anna a été plus rapide"),
            "{said:?}"
        );
        let quiet = |told: Vec<String>| {
            told.into_iter()
                .filter(|line| !line.contains("vibrate"))
                .collect::<Vec<_>>()
        };
        assert_eq!(quiet(complaints(&anna).await), Vec::<String>::new());
        assert_eq!(quiet(complaints(&bob).await), Vec::<String>::new());
    });
}

#[test]
fn alerts_come_to_the_page_by_themselves_and_are_dismissed_by_keyboard() {
    let floor = Floor::play(12.0);
    let driver = Driver::start();
    in_browser(async {
        let anna = floor.tablet(&driver, "anna", "de").await;
        until(
            &anna,
            "the connection",
            "document.querySelector('#connection.good') !== null",
        )
        .await;
        let from = wall_ms();
        until(&anna, "five alerts", "(window.seen = window.seen || {}, document.querySelectorAll('.alert').forEach(e => window.seen[e.dataset.id] = window.seen[e.dataset.id] || Number(e.dataset.seen)), Object.keys(window.seen).length >= 5)").await;
        let seen = anna
            .execute("return window.seen", vec![])
            .await
            .expect("a script");
        let made = floor.made.lock().expect("nobody panicked").clone();
        let mut late: Vec<u64> = Vec::new();
        for (id, at) in seen.as_object().expect("a map") {
            // The first revision that can have been shown after we were connected.
            let first = made.get(&(id.clone(), 1)).copied();
            late.extend(
                first
                    .filter(|made| *made > from + 2_000)
                    .map(|made| at.as_u64().expect("ms").saturating_sub(made)),
            );
        }
        late.sort_unstable();
        println!("from the line's decision to the page, ms: {late:?}");

        let id = open_alert(&anna).await;
        let card = card(&id);
        // By keyboard alone: the menu, a reason, and the way back is there.
        anna.execute(
            &format!("document.querySelector(\"{card} summary\").focus()"),
            vec![],
        )
        .await
        .expect("a script");
        let keys = |keys: &'static str| {
            let anna = anna.clone();
            async move {
                anna.active_element()
                    .await
                    .expect("focus")
                    .send_keys(keys)
                    .await
                    .expect("keys");
            }
        };
        keys("\u{E007}").await;
        until(
            &anna,
            "the menu",
            &format!("document.querySelector(\"{card} details\").open"),
        )
        .await;
        picture(&anna, "floor-menu").await;
        keys("\u{E004}").await;
        keys("\u{E004}").await;
        let focused = anna
            .execute("return document.activeElement.textContent", vec![])
            .await;
        assert_eq!(focused.expect("a script"), json!("Sie sehen sich nur um"));
        keys("\u{E007}").await;
        until(&anna, "the dismissal", &format!("(document.querySelector(\"{card}\") || {{dataset: {{state: 'dismissed'}}}}).dataset.state === 'dismissed'")).await;
        let undo = find(&anna, "#bar button")
            .await
            .text()
            .await
            .expect("a text");
        assert_eq!(undo, "Rückgängig");
        picture(&anna, "floor-dismissed").await;
        until(
            &anna,
            "it goes",
            &format!("document.querySelector(\"{card}\") === null"),
        )
        .await;
    });
}

#[test]
fn a_page_that_is_loaded_again_shows_what_stands_and_who_is_at_work() {
    let floor = Floor::play(6.0);
    let driver = Driver::start();
    in_browser(async {
        let anna = floor.tablet(&driver, "anna", "en").await;
        let connected = "document.querySelector('#connection.good') !== null";
        until(&anna, "the connection", connected).await;
        // Who begins is told how.
        until(
            &anna,
            "the hint",
            "!document.querySelector('#shift-hint').hidden",
        )
        .await;
        // Alerts are of the second day; a shift of the first one ends in the night between.
        let id = open_alert(&anna).await;
        click(&anna, "[data-shift=free]").await;
        let at_work =
            "document.querySelector('[data-shift=free]').getAttribute('aria-pressed') === 'true'";
        until(&anna, "the shift", at_work).await;
        for _ in 0..2 {
            anna.refresh().await.expect("loaded again");
            until(&anna, "the connection again", connected).await;
            until(&anna, "the shift again", at_work).await;
            let stands = format!("document.querySelector(\"{}\") !== null", card(&id));
            until(&anna, "the alert again", &stands).await;
        }
        picture(&anna, "floor-again").await;
    });
}

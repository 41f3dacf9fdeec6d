//! Rules: a copy is changed, tried on the history, and put in force.

use std::{fs, time::Duration};

use fantoccini::Client;
use showfloor::{runtime::Shutdown, store::Reader};

use crate::{
    browser::{arrive, click, fill, find, picture, submit},
    history::Showroom,
    page::{count, says, text},
};

async fn publish_is_open(browser: &Client) -> bool {
    let button = find(browser, "button.publish").await;
    button.attr("disabled").await.expect("read").is_none()
}

pub(crate) async fn rules_are_changed_tried_and_put_in_force(showroom: &Showroom, vera: &Client) {
    showroom.go(vera, "/rules").await;
    says(vera, "main", "come with the program").await;
    says(vera, ".rules", "+5 points").await;
    click(vera, ".act .primary").await;
    arrive(vera, "/rules/draft").await;
    assert!(!publish_is_open(vera).await, "nobody has seen what it does");

    // A mistake is told as `showfloor check` tells it, and nothing can be tried.
    click(vera, "details.whole summary").await;
    let field = find(vera, "#draft-text").await;
    let right = field.prop("value").await.expect("read").expect("a text");
    let wrong = right.replace("on = \"entered\"", "on = \"enterd\"");
    write(vera, &wrong, ".problem").await;
    says(vera, ".problem", "did you mean \"entered\"?").await;
    assert_eq!(
        count(vera, ".flash").await,
        0,
        "nothing says that all is well"
    );
    let tried = find(vera, "#try button").await;
    assert!(tried.attr("disabled").await.expect("read").is_some());
    picture(vera, "draft-mistake").await;
    write(vera, &right, ".flash").await;
    says(vera, ".act", "the same as the rules in force").await;

    numbers_that_cannot_be_stay_in_the_form(vera).await;
    // So many points a minute, and more from ten minutes on: these are numbers, too.
    assert_eq!(typed(vera, "points:dwell-product").await, "6");
    fill(vera, "input[name='more:spoke']", "18").await;
    fill(vera, "input[name='half:entered']", "30").await;
    fill(vera, "input[name='hot']", "55").await;
    click(vera, NUMBERS).await;
    says(vera, ".flash", "saved").await;
    says(vera, ".act", "entered, spoke").await;
    says(vera, ".act", "hot from 40 → 55").await;
    click(vera, "#try button").await;
    find(vera, ".trial").await;
    picture(vera, "draft-tried").await;
    let tried = vera.current_url().await.expect("a URL");
    assert_eq!(
        tried.query(),
        Some("days=30"),
        "the way back sends nothing again"
    );
    assert!(publish_is_open(vera).await);
    assert!(
        count(vera, ".trial td.moved").await > 0,
        "somebody changes band"
    );

    // What was seen is no longer what would be published.
    fill(vera, "input[name='hot']", "60").await;
    click(vera, NUMBERS).await;
    says(vera, ".flash", "saved").await;
    assert!(!publish_is_open(vera).await);
    click(vera, "#try button").await;
    find(vera, ".trial").await;
    click(vera, "button.publish").await;
    arrive(vera, "/rules").await;
    says(vera, ".flash", "in force").await;
    says(vera, "main", "Version 3").await;
    says(vera, ".bands", "60").await;
    says(vera, ".rules", "+20 points").await;
    says(
        vera,
        ".rules",
        "+18 points from 10 minutes on, otherwise +8",
    )
    .await;
    let rules = text(vera, "main").await;
    assert!(
        !rules.contains(&showroom.path("").display().to_string()),
        "{rules}"
    );
    assert!(!rules.contains("event.for_s"), "{rules}");

    let rules = fs::read_to_string(showroom.path("rules.toml")).expect("it is written");
    assert!(rules.contains("points = 20") && rules.contains("# Lead scoring for a showroom"));
    let config = fs::read_to_string(showroom.path("showfloor.toml")).expect("it is there");
    assert!(
        config.contains("[scoring]\nrules = \"rules.toml\""),
        "{config}"
    );
    accounted(showroom);
}

/// They are told at their fields; what was typed stays, and nothing is kept.
async fn numbers_that_cannot_be_stay_in_the_form(vera: &Client) {
    fill(vera, "input[name='points:entered']", "twenty").await;
    fill(vera, "input[name='warm']", "60").await;
    submit(vera, NUMBERS).await;
    says(vera, ".problem", "Nothing was saved").await;
    says(vera, "[id='wrong-points:entered']", "“twenty” is no number").await;
    fill(vera, "input[name='points:entered']", "20").await;
    submit(vera, NUMBERS).await;
    says(vera, "#wrong-warm", "below hot").await;
    assert_eq!(typed(vera, "points:entered").await, "20");
    assert_eq!(typed(vera, "warm").await, "60");
    picture(vera, "draft-numbers").await;
    fill(vera, "input[name='warm']", "15").await;
}

/// The button that saves the draft's numbers.
const NUMBERS: &str = "form[action='/rules/draft/numbers'] button";

/// What stands in a field of the numbers.
async fn typed(browser: &Client, name: &str) -> String {
    let field = find(browser, &format!("input[name='{name}']")).await;
    let value = field.prop("value").await.expect("read");
    value.unwrap_or_default()
}

/// Sends the whole text of the draft, and waits for a part of the page that comes.
async fn write(browser: &Client, text: &str, then: &str) {
    const SET: &str = "
        document.getElementById('draft-text').value = arguments[0];
        document.querySelector(\"form[action='/rules/draft/text']\").submit();";
    browser
        .execute(SET, vec![text.into()])
        .await
        .expect("a script");
    find(browser, then).await;
}

/// Who did it stands in the audit log, and the appliance has taken the rules over.
fn accounted(showroom: &Showroom) {
    let config = showfloor::config::load(&showroom.path("showfloor.toml"));
    let config = config.unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(config.rules.version, 3);
    let reader = Reader::open(&config.store).expect("the store opens");
    let wait = Shutdown::new();
    for _ in 0..50 {
        let audit = reader.audit().expect("it can be read");
        let published = |entry: &&showfloor::types::AuditEntry| entry.what == "rules.published";
        if let Some(entry) = audit.iter().find(published) {
            assert_eq!(entry.who, "vera-en");
            assert!(entry.detail.starts_with("version 3"), "{}", entry.detail);
            return;
        }
        wait.sleep(Duration::from_millis(100));
    }
    panic!("nobody accounts for it");
}

//! Figures, lists and files.

use fantoccini::{Client, Locator};
use serde_json::Value;

use crate::{
    browser::{arrive, click, fill, find},
    history::Showroom,
    page::{codes, count, lists, says, text},
};

/// The number of a figure of the page, by the path that it opens.
async fn figure(browser: &Client, path: &str) -> usize {
    let css = format!("a.figure[href$='{path}'] .value");
    find(browser, &css).await;
    let text = text(browser, &css).await;
    text.parse()
        .unwrap_or_else(|_| panic!("{text:?} of {path}"))
}

/// The rows of the page's list.
const ROWS: &str = "table.stack tbody tr";

pub(crate) async fn figures_open_the_lists_behind_them(showroom: &Showroom, vera: &Client) {
    showroom.go(vera, "/today").await;
    let today = showroom.today;
    let days = format!("from={today}&to={today}");
    for (only, least) in [("", 20), ("&only=lost", 1), ("&only=here", 0)] {
        showroom.go(vera, "/today").await;
        let path = format!("/visits?{days}{only}");
        let n = figure(vera, &path).await;
        assert!(n >= least, "{n} of {path}");
        click(vera, &format!("a.figure[href$='{path}']")).await;
        arrive(vera, "/visits").await;
        assert_eq!(count(vera, ROWS).await, n.min(50), "{path}");
    }
    showroom.go(vera, "/today").await;
    greeted_in_time_and_lost_agree(vera, &days).await;
    showroom.go(vera, "/today").await;
    assert!(count(vera, "svg.lane").await >= 20, "a lane for each visit");
    // The last one of a lane lies above the others.
    let last = "svg.lane .mark:last-of-type circle:last-of-type";
    let mark = vera.find(Locator::Css(last)).await;
    let mark = mark.expect("a score changed");
    mark.click().await.expect("it can be tapped");
    says(vera, "output.told", "→").await;
}

/// Whoever was lost was not greeted in time, and the list has all who needed somebody.
async fn greeted_in_time_and_lost_agree(vera: &Client, days: &str) {
    let lost = figure(vera, &format!("/visits?{days}&only=lost")).await;
    let css = format!("a.figure[href$='/visits?{days}&only=due']");
    let value = text(vera, &format!("{css} .value")).await;
    let (in_time, due) = value.split_once(" / ").expect("so many of so many");
    let number = |text: &str| text.parse::<usize>().expect("a number");
    let (in_time, due) = (number(in_time), number(due));
    assert!(due - in_time >= lost, "{value}, and {lost} are lost");
    says(vera, &format!("{css} .note"), "had to wait too long").await;
    click(vera, &css).await;
    arrive(vera, "/visits").await;
    assert_eq!(count(vera, ROWS).await, due.min(50));
}

pub(crate) async fn a_visit_is_found_by_code_car_and_day(showroom: &Showroom, vera: &Client) {
    showroom.go(vera, "/visits?only=lost").await;
    let code = codes(vera).await.remove(0);
    // As people write it.
    fill(vera, "input[name=q]", &code.replace('-', "").to_lowercase()).await;
    click(vera, ".filters button").await;
    lists(vera, std::slice::from_ref(&code)).await;
    let day = showroom.today.saturating_sub(jiff::Span::new().days(40));
    showroom
        .go(vera, &format!("/visits?from={day}&to={day}"))
        .await;
    find(vera, ".empty").await;
    showroom.go(vera, "/visits?q=kona&car=kona").await;
    assert!(count(vera, ROWS).await > 3);
    showroom.go(vera, "/visits?car=none").await;
    find(vera, ".empty").await;
    // Nothing lies ahead, and a code that is nobody's is told as such.
    showroom
        .go(vera, "/visits?from=1999-01-01&to=2090-01-01")
        .await;
    says(vera, ".range + .hint", "At most 400 days").await;
    showroom.go(vera, "/visitors?code=V-NOONE").await;
    says(vera, "h1", "Nobody has this code").await;
    showroom.go(vera, &format!("/visitors/{code}")).await;
    says(vera, "h1", &code).await;
}

pub(crate) async fn tables_are_downloaded(showroom: &Showroom, vera: &Client) {
    const GET: &str = "
        const done = arguments[arguments.length - 1];
        fetch(arguments[0]).then(async (answer) => done([
            answer.status, answer.headers.get('content-type'),
            answer.headers.get('content-disposition'), await answer.text(),
        ]));";
    showroom.go(vera, "/visits").await;
    let days = "from=2026-01-01&to=2100-01-01";
    for (name, first) in [
        ("visits", "visitor,visit,"),
        ("cars", "car,label,"),
        ("funnel", "from,to,step,count"),
        ("hours", "weekday,hour,"),
        ("outcomes", "visitor,outcome,"),
        ("rules", "rule,reason,"),
    ] {
        let path = Value::from(format!("/{name}.csv?{days}"));
        let answer = vera.execute_async(GET, vec![path]).await.expect("a file");
        assert_eq!(answer[0], 200, "{name}");
        let kind = answer[1].as_str().unwrap_or_default();
        assert!(kind.starts_with("text/csv"), "{kind}");
        assert_eq!(answer[2], format!("attachment; filename=\"{name}.csv\""));
        // What marks the text as UTF-8 is taken off by whoever reads it as such.
        let text = answer[3].as_str().unwrap_or_default();
        assert!(text.starts_with(first), "{text}");
        assert!(
            text.ends_with("\r\n"),
            "{name}: lines end as the RFC has it"
        );
    }
}

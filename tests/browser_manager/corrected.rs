//! Outcomes and corrections: done, seen, and taken back.

use fantoccini::{Client, Locator};

use crate::{
    browser::{click, fill, find, picture},
    history::Showroom,
    page::{codes, count, lists, says, text},
};

/// The score of the page's visitor, as its badge has it.
async fn score(browser: &Client) -> String {
    find(browser, ".headline .badge").await;
    text(browser, ".headline .badge").await
}

pub(crate) async fn a_sale_is_recorded_and_taken_back(showroom: &Showroom, vera: &Client) {
    showroom.go(vera, "/visits?contacted=yes").await;
    let code = codes(vera).await.remove(0);
    let path = format!("/visitors/{code}");
    showroom.go(vera, &path).await;
    let before = score(vera).await;
    click(vera, "input[name=name][value=sold]").await;
    click(vera, "form[action$='/outcome'] button").await;
    says(vera, ".flash", "Recorded").await;
    let sold = score(vera).await;
    assert_ne!(sold, before, "who has bought wants no more calls");
    picture(vera, "visitor-sold").await;
    // It stands in the list of all, and is taken back there.
    showroom.go(vera, "/outcomes").await;
    lists(vera, &[code]).await;
    click(vera, "form[action='/outcomes/remove'] button").await;
    says(vera, ".flash", "Removed").await;
    find(vera, ".empty").await;
    showroom.go(vera, &path).await;
    assert_eq!(score(vera).await, before, "as if it had never been");
    // What cannot be is said, where it was asked.
    showroom.go(vera, "/outcomes").await;
    fill(vera, "#outcome-code", "V-NOONE").await;
    click(vera, "input[name=name][value=lost]").await;
    click(vera, "form[action='/outcomes'] button.primary").await;
    says(vera, ".problem", "V-NOONE").await;
}

pub(crate) async fn two_are_brought_together_and_parted_again(
    showroom: &Showroom,
    vera: &Client,
) {
    showroom.go(vera, "/visits?returning=no").await;
    let known = codes(vera).await;
    let [one, other, ..] = &known[..] else {
        panic!("two visitors, not {known:?}");
    };
    let path = format!("/visitors/{one}");
    showroom.go(vera, &path).await;
    let visits = async || count(vera, "article.visit").await;
    let before = visits().await;
    let summary = Locator::XPath("//details[form[contains(@action, '/merge')]]/summary");
    vera.find(summary)
        .await
        .expect("it is there")
        .click()
        .await
        .expect("it opens");
    fill(vera, "#merge-with", other).await;
    click(vera, "form[action$='/merge'] button").await;
    says(vera, ".flash", "one visitor").await;
    says(vera, ".headline", other).await;
    assert!(visits().await > before);
    picture(vera, "visitor-merged").await;
    // The other's page is this one now.
    showroom.go(vera, &format!("/visitors/{other}")).await;
    says(vera, "h1", one).await;
    showroom.go(vera, &path).await;
    click(vera, "form[action$='/undo'] button").await;
    says(vera, ".flash", "Taken back").await;
    assert_eq!(visits().await, before);
    showroom.go(vera, &format!("/visitors/{other}")).await;
    says(vera, "h1", other).await;
    // A code that nobody has: nothing is done, and the page says which one.
    showroom.go(vera, &path).await;
    let summary = vera.find(summary).await.expect("it is there");
    summary.click().await.expect("it opens");
    fill(vera, "#merge-with", "V-XXXXX").await;
    click(vera, "form[action$='/merge'] button").await;
    says(vera, ".problem", "V-XXXXX").await;
}

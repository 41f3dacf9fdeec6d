//! Every page in every language on both screens: nothing sticks out, nothing that it needs is missing.

use fantoccini::Client;
use jiff::Span;

use crate::{
    browser::{Driver, LAPTOP, TABLET, arrive, click, complaints, find, overflow, picture},
    history::Showroom,
};

/// The pages, and what their pictures are called.
const PAGES: [(&str, &str); 9] = [
    ("/today", "today"),
    ("/today?from=WEEK&to=TODAY", "week"),
    ("/visits", "visits"),
    ("/cars", "cars"),
    ("/funnel", "funnel"),
    ("/outcomes", "outcomes"),
    ("/rules", "rules"),
    ("/group", "group"),
    ("/visits?only=lost&q=kona", "visits-searched"),
];

pub(crate) async fn every_page_fits_in_every_language(showroom: &Showroom, driver: &Driver) {
    for (screen, size) in [("tablet", TABLET), ("laptop", LAPTOP)] {
        for language in ["en", "de", "fr", "pl"] {
            let browser = driver.browser(size, language).await;
            showroom.log_in(&browser, language).await;
            for (path, name) in pages(showroom, &browser).await {
                showroom.go(&browser, &path).await;
                picture(&browser, &format!("{name}-{screen}-{language}")).await;
                let wide = overflow(&browser).await;
                assert_eq!(wide, Vec::<String>::new(), "{path}, {screen}, {language}");
                let missing = complaints(&browser).await;
                assert_eq!(missing, Vec::<String>::new(), "{path}");
                let left = browser.source().await.expect("a page");
                let left = left.split("manager-").nth(1).map(|rest| &rest[..20]);
                let file = |rest: &str| rest.starts_with("css") || rest.starts_with("js");
                assert!(left.is_none_or(file), "{path}: no words for {left:?}");
            }
            browser.close().await.expect("it closes");
        }
    }
}

/// Paths, and what their pictures are called.
async fn pages(showroom: &Showroom, browser: &Client) -> Vec<(String, String)> {
    let week = showroom.today.saturating_sub(Span::new().days(9));
    let dated = |path: &str| {
        path.replace("WEEK", &week.to_string())
            .replace("TODAY", &showroom.today.to_string())
    };
    let mut pages: Vec<_> = PAGES
        .iter()
        .map(|(path, name)| (dated(path), (*name).to_owned()))
        .collect();
    // Somebody who came several times.
    let path = "/visits?returning=yes&contacted=yes";
    showroom.go(browser, path).await;
    let code = find(browser, "a.code").await;
    let href = code.attr("href").await.expect("read").expect("a path");
    pages.push((href, "visitor".to_owned()));
    // A draft stands until it is published or thrown away.
    showroom.go(browser, "/rules").await;
    click(browser, ".act .primary").await;
    arrive(browser, "/rules/draft").await;
    pages.push(("/rules/draft".to_owned(), "draft".to_owned()));
    pages
}

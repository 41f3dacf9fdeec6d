//! What stands on a page, read in one go: between two questions another page may have come.

use std::time::Duration;

use fantoccini::Client;
use serde_json::Value;

async fn read(browser: &Client, script: &str, css: &str) -> Value {
    // Between two pages there is none.
    let read = browser.execute(script, vec![css.into()]).await;
    read.unwrap_or_default()
}

/// The text of the first element.
pub(crate) async fn text(browser: &Client, css: &str) -> String {
    const TEXT: &str = "return document.querySelector(arguments[0])?.innerText ?? ''";
    let text = read(browser, TEXT, css).await;
    text.as_str().unwrap_or_default().to_owned()
}

/// Waits until the first element has this in its text.
pub(crate) async fn says(browser: &Client, css: &str, wanted: &str) {
    let mut said = String::new();
    for _ in 0..100 {
        said = text(browser, css).await;
        if said.contains(wanted) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{said:?} of {css} has no {wanted:?}");
}

/// How many elements there are.
pub(crate) async fn count(browser: &Client, css: &str) -> usize {
    const COUNT: &str = "return document.querySelectorAll(arguments[0]).length";
    let count = read(browser, COUNT, css).await;
    count.as_u64().unwrap_or(0) as usize
}

/// The codes of visitors in the lists of the page, without repetitions.
pub(crate) async fn codes(browser: &Client) -> Vec<String> {
    const CODES: &str = "
        const links = document.querySelectorAll(arguments[0]);
        return [...new Set([...links].map(link => link.innerText))]";
    let codes = read(browser, CODES, "tbody a.code").await;
    serde_json::from_value(codes).unwrap_or_default()
}

/// Waits until the page's lists have these visitors.
pub(crate) async fn lists(browser: &Client, wanted: &[String]) {
    let mut listed = Vec::new();
    for _ in 0..100 {
        listed = codes(browser).await;
        if listed == wanted {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{listed:?}, not {wanted:?}");
}

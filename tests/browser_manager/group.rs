//! The page of all sites.

use fantoccini::Client;

use crate::{history::Showroom, page::text};

/// The numbers of a row of the page's table, in its order: came, greeted in time, spoke, lost.
async fn numbers(vera: &Client, row: usize) -> Vec<String> {
    let mut numbers = Vec::new();
    for column in 2..=5 {
        let css = format!("tbody tr:nth-child({row}) > :nth-child({column})");
        numbers.push(text(vera, &css).await);
    }
    numbers
}

pub(crate) async fn sites_stand_side_by_side_and_one_that_is_silent_says_why(
    showroom: &Showroom,
    vera: &Client,
) {
    let today = showroom.today;
    let days = format!("from={today}&to={today}");
    showroom.go(vera, &format!("/today?{days}")).await;
    let came = text(vera, ".figures.lead .figure .value").await;
    showroom.go(vera, &format!("/group?{days}")).await;
    assert_eq!(text(vera, "h1").await, "All sites");
    let (here, mirror) = (numbers(vera, 1).await, numbers(vera, 2).await);
    assert_eq!(here[0], came, "{here:?}");
    // It was asked over the network, and counted what the page of today counts.
    assert_eq!(here, mirror);
    let silent = text(vera, "tbody tr:nth-child(3)").await;
    for said in ["island", "No answer", "was not reached", "showfloor doctor"] {
        assert!(silent.contains(said), "{said}: {silent}");
    }
    assert_eq!(numbers(vera, 3).await, ["–"; 4]);
    let sum = text(vera, ".figures.lead .figure .value").await;
    let twice = 2 * came.parse::<usize>().expect("a number");
    assert_eq!(sum, twice.to_string());
    let told = text(vera, "[role=status]").await;
    assert!(told.starts_with("2 of 3 sites answered"), "{told}");
    // Nobody is in it.
    let page = vera.source().await.expect("a page");
    assert!(!page.contains("V-"), "a visitor's code is on it");
    table(vera, &format!("/group.csv?{days}"), &came).await;
}

async fn table(vera: &Client, path: &str, came: &str) {
    const FETCH: &str = "
        const done = arguments[1];
        fetch(arguments[0]).then(answer => answer.text()).then(done)";
    let table = vera.execute_async(FETCH, vec![path.into()]).await;
    let table = table.expect("it is fetched");
    let lines: Vec<_> = table.as_str().unwrap_or_default().lines().collect();
    assert_eq!(lines.len(), 4, "{lines:?}");
    assert!(
        lines[0].contains("site,from,to,counted_at,came"),
        "{lines:?}"
    );
    assert_eq!(lines[1].split(',').nth(4), Some(came), "{lines:?}");
    assert_eq!(lines[3].split(',').nth(4), Some(""), "{lines:?}");
}

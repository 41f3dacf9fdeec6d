//! The page's figures as a table for spreadsheets.

use std::sync::Arc;

use axum::{
    extract::{Query, State},
    response::Response,
};

use super::{SiteAnswer, SiteFigures, page::ask};
use crate::web::{
    access::Signed,
    desk::Desk,
    manager::{Days, OutcomeName, Range, table},
    page::Refusal,
};

const HEADINGS: [&str; 14] = [
    "site",
    "from",
    "to",
    "counted_at",
    "came",
    "due",
    "greeted_in_time",
    "looked_long",
    "contacted",
    "lost",
    "outcome_test_drive",
    "outcome_quote",
    "outcome_sold",
    "outcome_lost",
];

pub(super) async fn csv(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    Query(range): Query<Range>,
) -> Result<Response, Refusal> {
    let sites = ask(&desk, &signed, range).await?;
    let rows = sites.answers.iter().map(|answer| row(answer, sites.days));
    let rows = rows.collect();
    table::file(&desk, &signed, "group", &HEADINGS, rows).await
}

/// A site of which nothing is known has empty cells.
fn row(answer: &SiteAnswer, days: Days) -> Vec<String> {
    let said = |of: &dyn Fn(&SiteFigures) -> String| {
        let figures = answer.figures.as_ref();
        figures.map_or_else(String::new, of)
    };
    let number = |of: fn(&SiteFigures) -> usize| said(&|figures| of(figures).to_string());
    let outcome = |name: OutcomeName| {
        said(&|figures| {
            let n = figures.outcomes.get(name.name()).copied();
            n.unwrap_or(0).to_string()
        })
    };
    let mut row = vec![
        answer.name().to_owned(),
        days.from.to_string(),
        days.to.to_string(),
        said(&|figures| figures.at.to_string()),
        number(|f| f.came),
        number(|f| f.due),
        number(|f| f.in_time),
        number(|f| f.looked),
        number(|f| f.spoke),
        number(|f| f.lost),
    ];
    row.extend(OutcomeName::ALL.map(outcome));
    row
}

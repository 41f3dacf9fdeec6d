//! `GET /api/v1/figures`: what some days came to at this site, and how its appliance is.

#![allow(unused_qualifications, reason = "the macros write whole paths")]

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    extract::{Query, State, rejection::QueryRejection},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::FIGURES;
use crate::web::{
    body::json,
    desk::Desk,
    document::{NotDays, Refused},
    gauges::Gauges,
    manager::{Books, Days, Trouble},
    problem::Problem,
    tokens::Scope,
};

/// No more days are counted at once.
const MOST_DAYS: i32 = 400;

/// What some days came to at one site. Counts, of nobody in particular.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SiteFigures {
    /// The site as people call it.
    pub name: String,
    /// The first day, as the site counts days.
    #[schema(value_type = String, format = Date, example = "2026-11-24")]
    pub from: Date,
    /// The last day.
    #[schema(value_type = String, format = Date, example = "2026-11-30")]
    pub to: Date,
    /// When it was counted.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// Visits.
    pub came: usize,
    /// Those of them of visitors who had been here before; left out where nobody is known again on another day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub returning: Option<usize>,
    /// Visits that called for somebody or were lost.
    pub due: usize,
    /// Those of them that somebody went to in time.
    pub in_time: usize,
    /// Visits with a long look at a car, or a contact.
    pub looked: usize,
    /// Visits in which a colleague was with them.
    pub spoke: usize,
    /// Visits that were over with nobody having come, though they had shown interest.
    pub lost: usize,
    /// Visitors with an outcome recorded in these days, by its name: `test_drive`, `quote`, `sold`, `lost`.
    #[serde(default)]
    pub outcomes: BTreeMap<String, usize>,
    /// The car that was looked at for longest in all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub most_looked_at: Option<String>,
    /// Visitors who are in the building; left out where the days do not reach today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub here: Option<usize>,
    /// Those of them who wait for somebody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub waiting: Option<usize>,
    /// Whether the appliance does its work.
    pub well: bool,
    /// Cameras.
    pub cameras: usize,
    /// Those of them that see.
    pub cameras_ok: usize,
    /// The appliance's program.
    pub version: String,
}

impl SiteFigures {
    /// Those of this site.
    ///
    /// # Errors
    /// The books cannot be read.
    pub(super) fn of(
        books: &dyn Books,
        gauges: &dyn Gauges,
        days: Days,
        at: Timestamp,
    ) -> Result<Self, Trouble> {
        let (site, overview, funnel) = (books.site(), books.overview(days)?, books.funnel(days)?);
        let (cameras_ok, cameras) = gauges.cameras();
        let outcomes = funnel.outcomes.iter();
        let outcomes = outcomes.map(|(name, n)| (name.name().to_owned(), *n));
        let most = overview.looked_at.into_iter().next();
        let most = most.filter(|(_, _, seconds, _)| *seconds > 0.0);
        Ok(Self {
            name: site.name,
            from: days.from,
            to: days.to,
            at,
            came: overview.came,
            returning: site.remembers.then_some(overview.returning),
            due: overview.due,
            in_time: overview.in_time,
            looked: funnel.looked,
            spoke: overview.met,
            lost: overview.lost,
            outcomes: outcomes.collect(),
            most_looked_at: most.map(|(_, label, ..)| label),
            here: overview.now.map(|now| now.here),
            waiting: overview.now.map(|now| now.waiting),
            well: gauges.is_well(),
            cameras,
            cameras_ok,
            version: env!("CARGO_PKG_VERSION").to_owned(),
        })
    }
}

/// Which days are meant.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(in crate::web) struct Asked {
    /// The first day; where it is left out, the last.
    #[param(value_type = Option<String>, format = Date, example = "2026-11-24")]
    from: Option<Date>,
    /// The last day; today where it is left out. At most 400 days are counted at once.
    #[param(value_type = Option<String>, format = Date, example = "2026-11-30")]
    to: Option<Date>,
}

impl Asked {
    fn days(&self, today: Date) -> Result<Days, Problem> {
        let to = self.to.unwrap_or(today);
        let from = self.from.unwrap_or(to);
        let days = Days { from, to };
        if days.from > days.to {
            return Err(misfit("from is after to"));
        }
        if days.count() > MOST_DAYS {
            return Err(misfit("more than 400 days"));
        }
        Ok(days)
    }
}

fn misfit(reason: &str) -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, reason)
}

/// What some days came to at this site, and how its appliance is.
///
/// Needs the scope `figures`. Counts, of nobody in particular: what a group's page shows of each site.
#[utoipa::path(
    get,
    path = FIGURES,
    operation_id = "readFigures",
    params(Asked),
    responses((status = 200, body = SiteFigures, description = "The figures."), Refused, NotDays)
)]
pub(in crate::web) async fn get(
    State(desk): State<Arc<Desk>>,
    asked: Result<Query<Asked>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    desk.admit(&headers, Scope::Figures)?;
    let Query(asked) = asked.map_err(|_| {
        let reason = "from and to are days, such as 2026-11-30";
        Problem::new(StatusCode::BAD_REQUEST, reason)
    })?;
    let at = desk.now().utc;
    let days = asked.days(at.to_zoned(desk.site.timezone.clone()).date())?;
    let (books, gauges) = (desk.books(), desk.all_gauges());
    let counted = desk.blocking(move || SiteFigures::of(&*books, &*gauges, days, at));
    match counted.await {
        Ok(Ok(figures)) => Ok(json(StatusCode::OK, &figures)),
        Ok(Err(trouble)) => Err(failed(&trouble.to_string())),
        Err(_) => Err(failed("the count broke off")),
    }
}

fn failed(why: &str) -> Problem {
    tracing::error!(%why, "the site's figures cannot be counted");
    Problem::busy()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_that_are_none_are_refused_and_those_left_out_are_today() {
        let today = date(2026, 11, 30);
        let of = |from, to| Asked { from, to }.days(today);
        assert_eq!(of(None, None).unwrap(), Days::of(today));
        let week = of(Some(date(2026, 11, 24)), None).unwrap();
        assert_eq!(week.count(), 7);
        let one = date(2026, 11, 1);
        assert_eq!(of(None, Some(one)).unwrap(), Days::of(one));
        assert!(of(Some(today), Some(one)).is_err());
        assert!(of(Some(date(2020, 1, 1)), None).is_err());
    }

    #[test]
    fn figures_of_a_newer_program_and_of_one_that_knows_less_are_read() {
        let text = r#"{"name":"North","from":"2026-11-24","to":"2026-11-30","at":"2026-11-30T12:00:00Z","came":3,"due":1,
            "in_time":1,"looked":2,"spoke":1,"lost":0,"well":true,"cameras":2,"cameras_ok":2,"version":"9","more":[1]}"#;
        let read: SiteFigures = serde_json::from_str(text).unwrap();
        assert_eq!((read.came, read.returning, read.here), (3, None, None));
        assert!(read.outcomes.is_empty());
    }
}

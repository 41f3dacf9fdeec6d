//! Each preset plays the example of the source that it comes from.

use showfloor::types::{Band, EventKind, ScoreName, TriggerAction, VisitId};
use ulid::Ulid;

use crate::desk::{Desk, VISITOR, dwelled, number, on, report, rules, text};

fn series(name: &str, begins: bool) -> TriggerAction {
    if begins {
        TriggerAction::Start(name.to_owned())
    } else {
        TriggerAction::Stop(name.to_owned())
    }
}

/// Piximate: previous visits, time around a car and contact with a vendor give the place in the funnel; who came several
/// times alone and now comes as a couple is at the last stage before buying.
#[test]
fn showroom_somebody_who_came_alone_and_now_as_a_couple_is_hot() {
    let mut desk = Desk::new(rules("showroom.toml", None));
    for (day, visit) in [(1, 1), (8, 2)] {
        desk.happens(on(day, 10), Some(visit), EventKind::Entered { zone: None });
        if visit > 1 {
            desk.happens(on(day, 10), Some(visit), returned(visit as u32 - 1));
        }
        desk.happens(on(day, 11), Some(visit), dwelled("left", 45.0));
    }
    assert_eq!(
        desk.band(on(8, 12)),
        Band::Warm,
        "{}",
        desk.score(on(8, 12))
    );
    desk.happens(on(15, 10), Some(3), EventKind::Entered { zone: None });
    desk.happens(on(15, 10), Some(3), returned(2));
    let couple = EventKind::Party {
        with: vec![VisitId(Ulid(99))],
        children: 0,
        together: true,
        sure: 0.9,
        alone_before: 2,
    };
    let alone = desk.score(on(15, 10));
    let change = desk.happens(on(15, 10), Some(3), couple);
    let change = change.expect("points");
    assert_eq!(change.band, Band::Hot);
    assert!((change.value - alone - 25.0).abs() < 1e-9, "{change:?}");
    // Engagement with a kind of car, beside the score.
    let scores = desk.ledger.scores(VISITOR, on(15, 11));
    let suv = scores.interests[&ScoreName::Category("SUV".into())];
    assert!(suv > 7.0 && scores.interests.len() == 1, "{scores:?}");
    desk.report(on(20, 12), "sold", &[]);
    assert!(
        desk.score(on(20, 13)).abs() < 0.1,
        "who bought wants no calls"
    );
    assert!(
        desk.score(on(80, 13)).abs() < 10.0,
        "and is no worse off for having bought"
    );
}

/// Each kind of car has its own interest, and its own cap.
#[test]
fn showroom_interest_in_one_kind_of_car_takes_nothing_from_another() {
    let mut desk = Desk::new(rules("showroom.toml", None));
    desk.happens(on(1, 10), Some(1), dwelled("left", 900.0));
    desk.happens(on(1, 10), Some(1), dwelled("right", 200.0));
    let interests = desk.ledger.scores(VISITOR, on(1, 10)).interests;
    assert_eq!(interests[&ScoreName::Category("SUV".into())], 30.0);
    assert_eq!(interests[&ScoreName::Category("small".into())], 20.0);
}

/// What is known later was not known then.
#[test]
fn showroom_a_score_of_the_past_is_that_of_the_past() {
    let mut desk = Desk::new(rules("showroom.toml", None));
    desk.happens(on(1, 10), Some(1), EventKind::Entered { zone: None });
    desk.happens(on(8, 10), Some(2), returned(1));
    assert_eq!(desk.score(on(1, 9)), 0.0);
    assert_eq!(desk.score(on(1, 10)), 5.0);
    assert!(
        desk.ledger
            .explain(VISITOR, on(2, 10))
            .reasons
            .iter()
            .all(|r| r.rule.as_str() == "entered")
    );
}

fn returned(visits_before: u32) -> EventKind {
    EventKind::Returned {
        visits_before,
        last_visit: on(1, 10),
        days_since: 7,
        looked_at: Vec::new(),
        looked_after_by: None,
        spoke_before: false,
    }
}

/// Omnisense, business customers: fair +10, document +15, demonstration +20, silent for over 30 days -15; three groups, and
/// entering hot tells sales.
#[test]
fn b2b_a_fair_a_document_and_a_demonstration_make_a_hot_lead_and_silence_cools_it() {
    let mut desk = Desk::new(rules("b2b.toml", None));
    desk.report(on(1, 9), "met_at_fair", &[]);
    assert_eq!(
        (desk.score(on(1, 10)), desk.band(on(1, 10))),
        (10.0, Band::Cold)
    );
    desk.report(
        on(3, 9),
        "document_downloaded",
        &[("document", text("fleet"))],
    );
    assert_eq!(
        (desk.score(on(3, 10)), desk.band(on(3, 10))),
        (25.0, Band::Warm)
    );
    // Entering hot is what sales are told of.
    let change = desk.happens(on(10, 9), None, report("demo_given", &[]));
    let change = change.expect("points");
    assert_eq!(
        (change.band, change.band_before),
        (Band::Hot, Some(Band::Warm))
    );
    assert_eq!(
        (desk.score(on(10, 10)), desk.band(on(10, 10))),
        (45.0, Band::Hot)
    );
    assert_eq!(desk.score(on(40, 8)), 45.0, "not yet silent for 30 days");
    assert_eq!(
        (desk.score(on(40, 9)), desk.band(on(40, 9))),
        (30.0, Band::Warm)
    );
    assert_eq!(desk.score(on(90, 9)), 30.0, "a silence counts once");
    // It has cooled down, so that it becomes hot again.
    let again = desk.happens(on(91, 9), None, report("document_downloaded", &[]));
    let again = again.expect("points");
    assert_eq!(
        (again.band, again.band_before),
        (Band::Hot, Some(Band::Warm))
    );
    assert_eq!(desk.score(on(91, 10)), 45.0);
}

/// Omnisense, a shop: regular visits +15, five articles in the basket +25, then a series of messages; over 30 points and
/// still no purchase: customer service calls.
#[test]
fn shop_basket_first_the_series_then_the_call_and_neither_after_a_purchase() {
    let mut desk = Desk::new(rules("shop-basket.toml", None));
    for day in 1..=4 {
        desk.report(on(day, 18), "site_visited", &[]);
    }
    assert_eq!(desk.score(on(4, 19)), 0.0, "not yet regularly");
    desk.report(on(6, 18), "site_visited", &[]);
    assert_eq!(desk.score(on(6, 19)), 15.0, "five of seven days");
    desk.report(on(7, 18), "site_visited", &[]);
    assert_eq!(desk.score(on(7, 19)), 15.0, "once a week");
    desk.report(on(7, 18), "basket_changed", &[("articles", number(4.0))]);
    assert!(desk.called(on(7, 19)).is_empty());
    desk.report(on(7, 19), "basket_changed", &[("articles", number(5.0))]);
    assert_eq!(
        (desk.score(on(7, 20)), desk.band(on(7, 20))),
        (40.0, Band::Hot)
    );
    let begins = vec![("basket-series".to_owned(), series("basket", true))];
    assert_eq!(desk.called(on(7, 20)), begins);
    assert!(desk.called(on(9, 18)).is_empty(), "47 hours later");
    let call = vec![("call-about-basket".to_owned(), TriggerAction::Alert)];
    assert_eq!(desk.called(on(9, 19)), call);
    assert!(desk.called(on(12, 0)).is_empty());
    desk.report(on(12, 9), "sold", &[]);
    let ends = vec![("bought-ends-series".to_owned(), series("basket", false))];
    assert_eq!(desk.called(on(12, 10)), ends);
    assert!(
        desk.called(on(20, 0)).is_empty(),
        "who bought is not called"
    );
}

#[test]
fn shop_basket_who_buys_within_two_days_is_never_called() {
    let mut desk = Desk::new(rules("shop-basket.toml", None));
    for day in 1..=5 {
        desk.report(on(day, 18), "site_visited", &[]);
    }
    desk.report(on(5, 19), "basket_changed", &[("articles", number(7.0))]);
    desk.report(on(6, 19), "sold", &[]);
    let called = desk.called(on(20, 0));
    assert!(
        called.iter().all(|(id, _)| id != "call-about-basket"),
        "{called:?}"
    );
}

/// `SharpSpring`: page 10, prices 50, buyer's guide 100; past 200 a salesperson makes contact; scores decay, so that one click
/// after a month's silence does not make a cooled lead hot again; points are subtracted for poor fit.
#[test]
fn website_a_month_later_one_click_makes_nobody_hot_again() {
    let mut desk = Desk::new(rules("website.toml", None));
    let page = |name: &str| [("page", text(name))];
    desk.report(on(1, 9), "page_viewed", &page("models"));
    assert_eq!(desk.score(on(1, 9)), 10.0);
    desk.report(on(1, 9), "page_viewed", &page("prices"));
    assert_eq!(desk.score(on(1, 9)), 60.0);
    desk.report(on(1, 9), "page_viewed", &page("buyers-guide"));
    assert_eq!(desk.score(on(1, 9)), 160.0);
    let change = desk.happens(on(1, 9), None, report("page_viewed", &page("prices")));
    let change = change.expect("points");
    assert_eq!(
        (change.band, change.band_before),
        (Band::Hot, Some(Band::Warm)),
        "sales are told"
    );
    assert_eq!(
        (desk.score(on(1, 9)), desk.band(on(1, 9))),
        (210.0, Band::Hot)
    );
    // 30 days: 2.14 half-lives.
    let cooled = 210.0 * 0.5f64.powf(30.0 / 14.0);
    assert!((desk.score(on(31, 9)) - cooled).abs() < 1e-6);
    assert_eq!(desk.band(on(31, 9)), Band::Cold);
    let click = desk.happens(on(31, 9), None, report("page_viewed", &page("models")));
    assert!(click.expect("points").band < Band::Warm);
    assert!((desk.score(on(31, 9)) - cooled - 10.0).abs() < 1e-6);
    assert_eq!(
        desk.band(on(31, 9)),
        Band::Cold,
        "one click, and no hot lead again"
    );
}

#[test]
fn website_points_go_down_for_a_poor_fit() {
    let mut desk = Desk::new(rules("website.toml", None));
    desk.report(on(1, 8), "profile", &[("employees", number(1.0))]);
    desk.report(on(1, 9), "page_viewed", &[("page", text("prices"))]);
    assert_eq!(desk.score(on(1, 9)), 20.0);
    desk.report(on(1, 9), "page_viewed", &[("page", text("prices"))]);
    assert_eq!(desk.score(on(1, 9)), 70.0, "subtracted once");
}

/// `FreshMail`: behaviour (how often, how long, what was looked at, was the price list opened) and fit (position, industry,
/// income, size of the firm) make the segments.
#[test]
fn newsletter_behaviour_and_fit_make_the_three_segments() {
    let segment = |desk: &Desk, day| {
        let scores = desk.ledger.scores(VISITOR, on(day, 12));
        let cell = scores.cell.expect("there is an ideal customer");
        let ideal = desk.ledger.rules().ideal.as_ref().expect("as above");
        (ideal.segments[&cell].en.clone(), cell)
    };
    let rules = || rules("newsletter.toml", Some("fit-segments.toml"));
    let profile = [
        ("position", text("fleet manager")),
        ("industry", text("field sales")),
        ("employees", number(120.0)),
        ("income", number(150_000.0)),
    ];
    let reads = |desk: &mut Desk| {
        for day in [1, 8] {
            desk.report(
                on(day, 9),
                "newsletter_opened",
                &[("seconds_read", number(45.0))],
            );
            desk.report(
                on(day, 9),
                "newsletter_clicked",
                &[("category", text("SUV"))],
            );
            desk.report(
                on(day, 9),
                "newsletter_clicked",
                &[("category", text("SUV"))],
            );
            desk.report(on(day, 10), "price_list_opened", &[]);
        }
    };
    let mut ready = Desk::new(rules());
    ready.report(on(1, 8), "profile", &profile);
    assert_eq!(ready.ledger.scores(VISITOR, on(1, 9)).fit, 100.0);
    reads(&mut ready);
    assert_eq!(
        segment(&ready, 8),
        ("ready to buy".to_owned(), "A1".to_owned())
    );
    let interest = ready.ledger.scores(VISITOR, on(8, 10)).interests;
    assert!(
        interest[&ScoreName::Category("SUV".into())] > 25.0,
        "what was looked at"
    );

    let mut later = Desk::new(rules());
    later.report(on(1, 8), "profile", &profile);
    assert_eq!(
        segment(&later, 8),
        ("worth nurturing".to_owned(), "A4".to_owned())
    );

    let mut nobody = Desk::new(rules());
    nobody.report(on(1, 8), "profile", &[("position", text("trainee"))]);
    nobody.report(
        on(1, 9),
        "newsletter_opened",
        &[("seconds_read", number(3.0))],
    );
    assert_eq!(
        segment(&nobody, 2),
        ("not interested".to_owned(), "D4".to_owned())
    );

    // Of whom nothing is known, nothing is said.
    let mut unknown = Desk::new(rules());
    reads(&mut unknown);
    assert_eq!(unknown.ledger.scores(VISITOR, on(8, 12)).cell, None);

    // What the CRM corrects is corrected, and the ledger says both.
    ready.report(on(9, 8), "profile", &[("position", text("trainee"))]);
    assert_eq!(ready.ledger.scores(VISITOR, on(9, 9)).fit, 70.0);
    let fit: Vec<_> = ready
        .ledger
        .entries(VISITOR)
        .iter()
        .filter(|e| e.score == ScoreName::Fit)
        .collect();
    assert_eq!(
        fit.last().map(|e| (e.rule.as_str(), e.points)),
        Some(("decides", -30.0))
    );
}

/// Glossary: past purchases and service inquiries count.
#[test]
fn service_history_an_old_purchase_and_a_costly_repair_make_a_hot_lead() {
    let mut desk = Desk::new(rules("service-history.toml", None));
    desk.report(on(1, 9), "purchase", &[("years_ago", number(5.0))]);
    assert_eq!(
        (desk.score(on(1, 9)), desk.band(on(1, 9))),
        (30.0, Band::Warm)
    );
    desk.report(on(20, 9), "service_inquiry", &[("reason", text("gearbox"))]);
    assert_eq!(
        (desk.score(on(20, 9)), desk.band(on(20, 9))),
        (55.0, Band::Hot)
    );
    let mut recent = Desk::new(rules("service-history.toml", None));
    recent.report(on(1, 9), "purchase", &[("years_ago", number(1.0))]);
    recent.report(on(20, 9), "service_inquiry", &[("reason", text("tyres"))]);
    assert_eq!(recent.band(on(20, 9)), Band::Cold);
}

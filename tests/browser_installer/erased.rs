//! What is kept of a visitor is given to them, and erased.

use std::fs;

use serde_json::Value;
use showfloor::{runtime::Clock, store::Reader, types::RunId};
use ulid::Ulid;

use crate::{
    CLIP,
    browser::{Driver, LAPTOP, click, fill, in_browser, picture, says},
    showroom::{Setup, Showroom},
    start,
};

/// A moment that retention does not mind.
fn hours_ago(hours: i64) -> String {
    let now = Clock::real(RunId(Ulid::nil())).now().utc;
    let at = now - jiff::SignedDuration::from_hours(hours);
    format!("{at:.0}")
}

/// A showroom in which somebody was, and is not now: their code.
pub(crate) fn after_a_visit() -> Option<(Showroom, String)> {
    let showroom = Showroom::open(&Setup::default())?;
    showroom.play(CLIP, &hours_ago(30));
    let listed = showroom.run(&["visitors", "list", "--json"]).succeeded();
    let visitors: Vec<Value> = serde_json::from_str(&listed.stdout).expect("a list");
    let known = visitors.iter().find(|v| v["signatures"].as_u64() > Some(0));
    let code = known.expect("somebody whose face is kept")["code"]
        .as_str()
        .expect("a code");
    let code = code.to_owned();
    let linked = [
        "visitors",
        "link",
        &code,
        "--client",
        "crm",
        "--contact",
        "planted-contact",
        "--consent",
        "planted consent",
    ];
    showroom.run(&linked).succeeded();
    Some((showroom, code))
}

#[test]
fn what_is_kept_of_a_visitor_is_given_to_them_and_erased_with_a_receipt() {
    let Some((showroom, code)) = after_a_visit() else {
        return;
    };
    let site = start(showroom);
    let driver = Driver::start();
    in_browser(async {
        let nora = driver.browser(LAPTOP, "en").await;
        site.set_up(&nora).await;
        site.open(&nora, "/privacy").await;
        says(&nora, ".mode", "test clips").await;
        picture(&nora, "privacy").await;
        site.open(&nora, "/privacy/consents").await;
        says(&nora, "tbody", "planted consent").await;
        picture(&nora, "consents").await;
        site.open(&nora, "/privacy/requests").await;
        fill(&nora, "#code", &code[2..].to_lowercase()).await;
        click(&nora, ".row .primary").await;
        says(&nora, "dl", "1").await;
        picture(&nora, "request").await;

        // Whoever mistypes a code learns of no other one.
        let other = [&code[..code.len() - 1], "#"].concat();
        site.open(&nora, "/privacy/requests").await;
        fill(&nora, "#code", &other).await;
        click(&nora, ".row .primary").await;
        says(&nora, "main", "Nobody has the code").await;
        let page = nora.source().await.expect("a page");
        assert!(!page.contains(&code), "{page}");
        site.open(&nora, &format!("/privacy/requests?code={code}"))
            .await;

        // A code that is mistyped erases nobody.
        fill(&nora, "#typed", "V-00000").await;
        click(&nora, "button.danger").await;
        says(&nora, ".problem", "Nothing was erased").await;
        fill(&nora, "#typed", &code.to_lowercase()).await;
        click(&nora, "button.danger").await;
        says(&nora, ".receipt", &code).await;
        says(&nora, ".receipt", "stands in the audit log").await;
        picture(&nora, "receipt").await;
        site.open(&nora, "/privacy/requests").await;
        fill(&nora, "#code", &code).await;
        click(&nora, ".row .primary").await;
        says(&nora, "main", "was erased").await;
        site.open(&nora, "/privacy/audit").await;
        says(&nora, "tbody", "visitors.erased").await;
        says(&nora, ".badge.done", "whole").await;
        picture(&nora, "audit").await;
        site.open(&nora, "/privacy/sign").await;
        says(&nora, ".sheet", "30 days").await;
        picture(&nora, "sign").await;
    });
    let known = Reader::open(&site.showroom.store())
        .expect("the store")
        .load()
        .expect("it is read");
    let kept = serde_json::to_string(&known).expect("JSON");
    for planted in ["planted-contact", "planted consent"] {
        assert!(!kept.contains(planted), "{planted}");
    }
    assert!(
        known
            .visitors
            .iter()
            .all(|visitor| visitor.code.as_str() != code)
    );
    site.running.signal("TERM");
    site.running.wait().succeeded();
    // Whoever comes again is somebody new.
    site.showroom.play(CLIP, &hours_ago(1));
    let listed = site
        .showroom
        .run(&["visitors", "list", "--json"])
        .succeeded();
    let visitors: Vec<Value> = serde_json::from_str(&listed.stdout).expect("a list");
    assert!(
        visitors.iter().all(|v| v["code"] != code.as_str()),
        "{visitors:?}"
    );
    site.showroom.run(&["audit", "verify"]).succeeded();
}

#[test]
fn visitors_are_exported_and_erased_by_command_beside_no_appliance() {
    let Some((showroom, code)) = after_a_visit() else {
        return;
    };
    let exported = showroom.run(&["visitors", "export", &code]).succeeded();
    let export: Value = serde_json::from_str(&exported.stdout).expect("JSON");
    assert_eq!(export["links"][0]["contact"], "planted-contact");
    assert!(
        export["events"]
            .as_array()
            .is_some_and(|events| events.len() > 2)
    );
    showroom
        .run(&[
            "visitors",
            "export",
            &code,
            "--page",
            "them.html",
            "--language",
            "de",
        ])
        .succeeded();
    let page = fs::read_to_string(showroom.path("them.html")).expect("it is there");
    assert!(page.contains("Was über Sie gespeichert ist") && page.contains("planted consent"));
    // It is for somebody who knows no rule and no id.
    assert!(
        page.contains("Ihre Besuche") && page.contains("ist gekommen"),
        "{page}"
    );
    for raw in ["engagement", "because", "dwell", "showfloor visitors"] {
        assert!(!page.contains(raw), "{raw}: {page}");
    }
    showroom
        .run(&["visitors", "erase", &code])
        .says(1, &["--yes erases without being asked"]);
    let erased = showroom
        .run(&[
            "visitors",
            "erase",
            &code,
            "--yes",
            "--receipt",
            "receipt.json",
            "--json",
        ])
        .succeeded();
    let receipt: Value = serde_json::from_str(&erased.stdout).expect("JSON");
    assert_eq!(receipt["codes"][0], code.as_str());
    assert!(
        receipt["deleted"]["templates"].as_u64() > Some(0),
        "{receipt}"
    );
    assert!(showroom.path("receipt.json").exists());
    showroom
        .run(&["visitors", "show", &code])
        .says(1, &["nobody is called"]);
    showroom.run(&["audit", "verify"]).succeeded();
}

//! Coming in, in a real browser over TLS: the first start, logins, a tablet paired by its link, and who may not.

#[path = "support/browser.rs"]
mod browser;
#[path = "support/mosquitto.rs"]
mod mosquitto;
#[path = "support/rtsp.rs"]
mod rtsp;
#[path = "support/schema.rs"]
mod schema;
#[path = "support/showroom.rs"]
mod showroom;
#[path = "support/site.rs"]
mod site;

use browser::{
    Driver, LAPTOP, TABLET, arrive, click, complaints, fill, find, in_browser, leave, overflow,
    picture, says, submit,
};
use fantoccini::{Client, Locator};
use serde_json::json;
use showroom::{Setup, Showroom};
use site::{PASSWORD, Site};

/// The program with pages over TLS, and a browser that trusts it.
fn start() -> Option<(Site, Driver)> {
    let site = Site::start(Showroom::open(&Setup::default())?, true);
    let driver = Driver::start();
    driver.trust(&site.showroom.path("tls/ca.crt"));
    Some((site, driver))
}

#[test]
fn from_the_first_start_to_a_tablet_that_is_paired() {
    let Some((site, driver)) = start() else {
        return;
    };
    in_browser(async {
        let nora = driver.browser(LAPTOP, "en").await;
        site.open(&nora, "/account?x=1").await;
        arrive(&nora, "/setup").await;
        picture(&nora, "setup").await;
        fill(&nora, "#code", "2345-6789-ABCD").await;
        fill(&nora, "#name", "nora").await;
        fill(&nora, "#password", PASSWORD).await;
        fill(&nora, "#again", PASSWORD).await;
        click(&nora, "button.primary").await;
        says(&nora, ".problem", "not the code").await;
        // What is right need not be typed again.
        fill(&nora, "#code", &site.code).await;
        fill(&nora, "#password", PASSWORD).await;
        fill(&nora, "#again", "something else").await;
        click(&nora, "button.primary").await;
        says(&nora, ".problem", "not the same").await;
        let code = find(&nora, "#code").await.prop("value").await;
        assert_eq!(code.expect("read"), Some(site.code.clone()));
        site.set_up(&nora).await;
        // Whoever is in is not asked to come in.
        site.open(&nora, "/login").await;
        leave(&nora, "/login").await;
        let cookies = nora.execute("return document.cookie", vec![]).await;
        assert_eq!(
            cookies.expect("a script"),
            json!(""),
            "no script reads the session"
        );

        site.open(&nora, "/people").await;
        fill(&nora, "#new-name", "Anna").await;
        click(&nora, "form[action='/people'] button.primary").await;
        says(&nora, ".done", "anna is made").await;
        says(&nora, "tbody", "anna").await;
        picture(&nora, "people").await;
        useless_logins_are_refused(&nora).await;
        let whose = find(&nora, "#invite-name").await;
        whose.select_by_value("anna").await.expect("she is there");
        fill(&nora, "#invite-device", "tablet at the desk").await;
        click(&nora, "form[action='/people/invite'] button.primary").await;
        let link = find(&nora, "#pair-link").await;
        let link = link.attr("href").await.expect("read").expect("a link");
        says(&nora, ".done", "SHA-256").await;
        picture(&nora, "people-invited").await;
        assert_eq!(complaints(&nora).await, Vec::<String>::new());

        let tablet = driver.browser(TABLET, "pl").await;
        tablet.goto(&link).await.expect("the page opens");
        says(&tablet, "h1", "Użyj tego urządzenia").await;
        says(&tablet, "main", "„tablet at the desk” osoby anna").await;
        picture(&tablet, "pair").await;
        click(&tablet, "button.primary").await;
        leave(&tablet, "/pair").await;
        site.open(&tablet, "/account").await;
        says(&tablet, ".account summary", "anna").await;
        // It is good once, and a tablet of the floor sees no logins.
        let second = driver.browser(TABLET, "de").await;
        second.goto(&link).await.expect("the page opens");
        says(&second, ".problem", "verbraucht").await;
        site.open(&tablet, "/people").await;
        says(&tablet, "h1", "nie jest dostępna").await;

        // Taken out, the tablet is out.
        site.open(&nora, "/people").await;
        says(&nora, ".done", "is paired").await;
        let device = Locator::XPath("//tr[th[contains(., 'tablet at the desk')]]//button");
        nora.find(device)
            .await
            .expect("a device")
            .click()
            .await
            .expect("clicked");
        says(&nora, ".done", "logged out").await;
        site.open(&tablet, "/").await;
        arrive(&tablet, "/login").await;
        nobody_goes_or_locks_themselves_out_by_one_tap(&site, &nora).await;
    });
}

/// What could open nothing is not made, and what was typed stays.
async fn useless_logins_are_refused(nora: &Client) {
    const NEW: &str = "form[action='/people'] button.primary";
    fill(nora, "#new-name", "mona").await;
    click(nora, "#new-manager").await;
    submit(nora, NEW).await;
    says(nora, ".problem", "needs a password").await;
    let name = find(nora, "#new-name").await.prop("value").await;
    assert_eq!(name.expect("read").as_deref(), Some("mona"));
    click(nora, "#new-manager").await;
    click(nora, "#new-staff").await;
    submit(nora, NEW).await;
    says(nora, ".problem", "at least one area").await;
}

async fn nobody_goes_or_locks_themselves_out_by_one_tap(site: &Site, nora: &Client) {
    site.open(nora, "/people").await;
    click(nora, "#nora-installer").await;
    let own = "//tr[th[contains(., 'nora')]]//form[contains(@action, 'roles')]//button";
    let own = nora.find(Locator::XPath(own)).await.expect("her areas");
    own.click().await.expect("clicked");
    says(nora, "h1", "from yourself?").await;
    picture(nora, "people-own").await;
    click(nora, "main .row a.button").await;
    arrive(nora, "/people").await;
    click(nora, "a.danger[href='/people/remove?name=anna']").await;
    says(nora, "h1", "Remove anna?").await;
    picture(nora, "people-remove").await;
    click(nora, "main button.danger").await;
    says(nora, ".done", "anna is removed").await;
}

#[test]
fn guessing_is_slow_and_forms_of_other_pages_do_nothing() {
    let Some((site, driver)) = start() else {
        return;
    };
    in_browser(async {
        let nora = driver.browser(TABLET, "en").await;
        site.set_up(&nora).await;
        let other = driver.browser(TABLET, "fr").await;
        site.open(&other, "/people").await;
        arrive(&other, "/login").await;
        for _ in 0..6 {
            fill(&other, "#name", "nora").await;
            fill(&other, "#password", "a wrong one, made up").await;
            submit(&other, "button.primary").await;
            find(&other, ".problem").await;
        }
        says(&other, ".problem", "Réessayez dans").await;
        picture(&other, "login-wait").await;

        // A script of another page cannot know the form's token, and a form without it changes nothing.
        let forged = "const done = arguments[0];
            fetch('/people', {method: 'POST', headers: {'content-type': 'application/x-www-form-urlencoded'},
                body: 'name=mallory&staff=1'}).then(r => done(r.status));";
        let status = nora.execute_async(forged, vec![]).await.expect("a script");
        assert_eq!(status, json!(403));
        let read = "const done = arguments[0]; fetch('/people').then(r => r.text()).then(t => done(t.includes('mallory')))";
        let there = nora.execute_async(read, vec![]).await.expect("a script");
        assert_eq!(there, json!(false));
    });
}

#[test]
fn pages_fit_screens_in_every_language() {
    let Some((site, driver)) = start() else {
        return;
    };
    in_browser(async {
        let nora = driver.browser(LAPTOP, "en").await;
        site.set_up(&nora).await;
        for language in ["en", "fr", "pl", "de"] {
            site.open(&nora, "/account").await;
            click(&nora, ".account summary").await;
            let select = find(&nora, "#language").await;
            select.select_by_value(language).await.expect("it is there");
            click(&nora, "form[action='/language'] button").await;
            find(&nora, &format!("html[lang={language}] .account")).await;
            for screen in [TABLET, LAPTOP, (400, 800)] {
                nora.set_window_size(screen.0, screen.1)
                    .await
                    .expect("a size");
                for path in ["/people", "/account"] {
                    site.open(&nora, path).await;
                    let wide = overflow(&nora).await;
                    assert!(
                        wide.is_empty(),
                        "{path} in {language} at {screen:?}: {wide:#?}"
                    );
                    picture(&nora, &format!("{}-{language}-{}", &path[1..], screen.0)).await;
                }
            }
        }
    });
}

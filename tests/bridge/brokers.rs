//! What works at every broker: a claim, and what was missed.

use crate::{
    joined::{Browser, Joined, run},
    mqtt_bytes::{packet, publish},
    site::{PASSWORD, Site},
};

const CLAIM: &[u8] = br#"{"action":"claim"}"#;
const TAP: &str = "showfloor/north/commands/anna/alerts/01KSR4W5M0000000000000000F";

/// Anna's tablet claims; ours hears it. `hears`: the appliance's end.
async fn claims(browser: &mut Browser) {
    browser.client.says(&publish(0b010, TAP, CLAIM)).await;
    let (first, body) = browser.client.hears().await.expect("an answer");
    assert_eq!((first, &body[..]), (0x40, &[0, 9][..]), "PUBACK");
}

#[test]
fn a_tablet_claims_at_mosquitto_with_tls_and_an_access_list() {
    let site = Site::open();
    let ours = site.user("showfloor");
    ours.subscribe(&["showfloor/north/commands/#"]);
    let joined = Joined::at(&site, Some(&format!("anna:{PASSWORD}\nbob:{PASSWORD}\n")));
    run(async {
        let mut browser = joined.browser("anna");
        assert!(!browser.client.connects("web-anna-kitchen1", false).await);
        browser.client.listens("showfloor/north/replies/anna").await;
        claims(&mut browser).await;
        ours.publish("showfloor/north/replies/anna", "accepted");
        let (topic, payload) = browser.client.message().await;
        assert_eq!(
            (topic.as_str(), payload.as_str()),
            ("showfloor/north/replies/anna", "accepted")
        );
        browser.client.says(&packet(0xE0, &[])).await;
        assert_eq!(browser.fault().await, "");
    });
    ours.publish("showfloor/north/commands/x", "end");
    let got = ours.until_end(&["showfloor/north/commands/#"]);
    assert_eq!(got, [format!("{TAP} {}", String::from_utf8_lossy(CLAIM))]);
}

#[test]
fn what_was_missed_comes_after_the_tablet_is_back_at_mosquitto() {
    let site = Site::open();
    let ours = site.user("showfloor");
    let joined = Joined::at(&site, Some(&format!("anna:{PASSWORD}\n")));
    run(async {
        let mut browser = joined.browser("anna");
        assert!(!browser.client.connects("web-anna-k1", false).await);
        browser.client.listens("showfloor/north/alerts").await;
        // The network goes, without a word.
        drop(browser.client);
        browser
            .ended
            .await
            .expect("no panic")
            .expect("nobody's fault");
        for n in 0..40 {
            ours.publish("showfloor/north/alerts", &n.to_string());
        }
        let mut browser = joined.browser("anna");
        assert!(browser.client.connects("web-anna-k1", false).await);
        for n in 0..40 {
            assert_eq!(browser.client.message().await.1, n.to_string());
        }
    });
}

/// One of them writes the alerts, as an appliance at a broker without rights would.
async fn misses_nothing(joined: &Joined, login: Option<(&str, &str)>) {
    let mut browser = joined.browser("anna");
    assert!(!browser.client.connects("web-anna-k1", false).await);
    browser.client.listens("showfloor/north/alerts").await;
    claims(&mut browser).await;
    drop(browser.client);
    browser
        .ended
        .await
        .expect("no panic")
        .expect("nobody's fault");
    for n in 0..40 {
        let mut publish = std::process::Command::new("mosquitto_pub");
        publish.args([
            "-p",
            joined.port(),
            "-q",
            "1",
            "-t",
            "showfloor/north/alerts",
            "-m",
            &n.to_string(),
        ]);
        if let Some((user, password)) = login {
            publish.args(["-u", user, "-P", password]);
        }
        assert!(publish.status().is_ok_and(|status| status.success()));
    }
    let mut browser = joined.browser("anna");
    assert!(browser.client.connects("web-anna-k1", false).await);
    for n in 0..40 {
        assert_eq!(browser.client.message().await.1, n.to_string());
    }
}

#[test]
fn a_tablet_misses_nothing_at_the_broker_in_the_process() {
    let joined = Joined::embedded(None);
    run(misses_nothing(&joined, None));
}

#[test]
fn a_broker_in_the_process_that_asks_for_logins_takes_ours_for_tablets() {
    let joined = Joined::embedded(Some("showfloor:geheim12\n"));
    run(misses_nothing(&joined, Some(("showfloor", "geheim12"))));
}

#[test]
fn who_has_no_login_at_the_broker_is_told_how_to_get_one_and_gets_in_at_once() {
    let site = Site::open();
    run(async {
        let none = Joined::at(&site, None);
        let mut browser = none.browser("anna");
        browser
            .client
            .says(&crate::mqtt_bytes::connect("web-anna-1", 0, 20))
            .await;
        let said = browser.fault().await;
        assert!(
            said.contains("mqtt.tablets_file") && said.contains("add tablet anna"),
            "{said}"
        );

        let joined = Joined::at(&site, Some("bob:guess-1234\n"));
        for (user, told) in [("anna", "it is not in"), ("bob", "does not take")] {
            let mut browser = joined.browser(user);
            let id = format!("web-{user}-1");
            browser
                .client
                .says(&crate::mqtt_bytes::connect(&id, 0, 20))
                .await;
            let said = browser.fault().await;
            assert!(
                said.contains(told) && said.contains("--tablets-file"),
                "{said}"
            );
            assert!(!said.contains("guess"), "{said}");
        }
        joined.tablets(&format!("anna:{PASSWORD}\n"));
        let mut browser = joined.browser("anna");
        browser.client.connects("web-anna-1", true).await;
    });
}

#[test]
fn a_broker_that_is_away_is_named_and_a_stop_ends_every_bridge() {
    let mut site = Site::open();
    let joined = Joined::at(&site, Some(&format!("anna:{PASSWORD}\n")));
    run(async {
        let mut browser = joined.browser("anna");
        browser.client.connects("web-anna-1", true).await;
        site.broker.stop();
        assert_eq!(browser.fault().await, "", "it comes again");
        let mut browser = joined.browser("anna");
        browser
            .client
            .says(&crate::mqtt_bytes::connect("web-anna-1", 0, 20))
            .await;
        let said = browser.fault().await;
        assert!(said.contains("nothing listens on this port"), "{said}");
        site.broker.restart();
        let mut browser = joined.browser("anna");
        browser.client.connects("web-anna-1", true).await;
        joined.stop.request();
        assert_eq!(browser.fault().await, "");
    });
}

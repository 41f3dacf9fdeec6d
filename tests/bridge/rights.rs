//! What a tablet may not: the bridge itself says no, at a broker that would let it.

use crate::{
    joined::{Joined, run},
    mqtt_bytes::{connect, packet, publish, subscribe},
};

/// What is said of a tablet of anna's that sends this after a good beginning.
async fn said(joined: &Joined, bytes: &[u8]) -> String {
    let mut browser = joined.browser("anna");
    browser.client.connects("web-anna-k1", true).await;
    browser.client.says(bytes).await;
    browser.fault().await
}

#[test]
fn foreign_topics_are_refused_and_own_ones_are_not() {
    let joined = Joined::embedded(None);
    run(async {
        for filter in [
            "#",
            "showfloor/#",
            "showfloor/north/#",
            "showfloor/north/alerts/#",
            "showfloor/north/commands/#",
            "showfloor/north/replies/bob",
            "showfloor/north/replies/+",
            "showfloor/south/alerts",
            "showfloor/north/visitors/+/x",
            "$SYS/#",
        ] {
            let said = said(&joined, &subscribe(filter, 1)).await;
            assert!(
                said.contains(&format!("may not listen to {filter:?}")),
                "{filter}: {said}"
            );
        }
        for topic in [
            "showfloor/north/alerts",
            "showfloor/north/commands/bob/alerts/1",
            "showfloor/north/commands/anna",
            "showfloor/north/commands/anna/",
            "showfloor/north/commands/anna/alerts/+",
            "showfloor/north/commands/anna/#",
            "showfloor/north/events/crm",
            "$SYS/x",
        ] {
            let said = said(&joined, &publish(2, topic, b"{}")).await;
            assert!(
                said.contains(&format!("may not write {topic:?}")),
                "{topic}: {said}"
            );
        }
        let mut browser = joined.browser("anna");
        browser.client.connects("web-anna-k1", true).await;
        for name in [
            "status",
            "floor",
            "alerts",
            "alerts/+",
            "visitors/+",
            "staff/+",
            "cameras/+/status",
            "replies/anna",
        ] {
            browser
                .client
                .listens(&format!("showfloor/north/{name}"))
                .await;
        }
        let tap = publish(2, "showfloor/north/commands/anna/shift", &[b' '; 16 * 1024]);
        browser.client.says(&tap).await;
        assert_eq!(browser.client.hears().await.expect("an answer").0, 0x40);
    });
}

#[test]
fn what_could_outlast_the_tablet_is_refused() {
    const TAP: &str = "showfloor/north/commands/anna/shift";
    let joined = Joined::embedded(None);
    run(async {
        for (bytes, told) in [
            (publish(0b0011, TAP, b"{}"), "retained"),
            (publish(0b0100, TAP, b"{}"), "QoS 2"),
            (subscribe("showfloor/north/alerts", 2), "QoS 2"),
            (
                publish(2, TAP, &vec![b' '; 16 * 1024 + 1]),
                "more than a tablet has to say",
            ),
            (connect("web-anna-k1", 2, 20), "no MQTT 3.1.1"),
            (packet(0x50, &[0, 1]), "no MQTT 3.1.1"),
            (packet(0x82, &[0, 1]), "no MQTT 3.1.1"),
            (packet(0xF0, &[]), "no MQTT 3.1.1"),
        ] {
            let said = said(&joined, &bytes).await;
            assert!(
                said.contains(told) && said.contains("anna"),
                "{told}: {said}"
            );
        }
    });
}

#[test]
fn it_begins_as_the_page_does_or_not_at_all() {
    let joined = Joined::embedded(None);
    let will = [connect("web-anna-k1", 0b0110, 20), Vec::new()].concat();
    run(async {
        for (bytes, told) in [
            (connect("web-bob-k1", 2, 20), "web-anna-"),
            (connect("web-anna-", 2, 20), "web-anna-"),
            (connect("web-anna-b-c", 2, 20), "web-anna-"),
            (connect("showfloor-north", 2, 20), "web-anna-"),
            (connect("", 2, 20), "web-anna-"),
            (
                connect(&format!("web-anna-{}", "x".repeat(33)), 2, 20),
                "web-anna-",
            ),
            (connect("web-anna-k1", 2, 0), "keep-alive"),
            (connect("web-anna-k1", 2, 121), "keep-alive"),
            (connect("web-anna-k1", 3, 20), "no MQTT 3.1.1"),
            (will.clone(), "last will"),
            (
                subscribe("showfloor/north/alerts", 1),
                "did not begin with CONNECT",
            ),
        ] {
            let mut browser = joined.browser("anna");
            browser.client.says(&bytes).await;
            let said = browser.fault().await;
            assert!(said.contains(told), "{told}: {said}");
        }
        // A name that would change a topic is no account's, but who knows.
        let mut browser = joined.browser("anna/+");
        browser.client.says(&connect("web-anna/+-1", 2, 20)).await;
        assert!(
            browser
                .fault()
                .await
                .contains("cannot be part of an MQTT topic")
        );
    });
}

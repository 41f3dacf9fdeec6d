//! Bytes that no client sends end the connection that they come on, and no other.

use proptest::{prelude::*, test_runner::Config};

use crate::{
    joined::{Joined, run},
    mqtt_bytes::{connect, publish, subscribe},
};

#[test]
fn garbage_and_half_packets_end_their_own_connection_alone() {
    let joined = Joined::embedded(None);
    run(async {
        let mut other = joined.browser("bob");
        other.client.connects("web-bob-1", true).await;
        other.client.listens("showfloor/north/replies/bob").await;

        let whole = connect("web-anna-1", 2, 20);
        let long = [0x30, 0xFF, 0xFF, 0xFF, 0x7F];
        for (bytes, told) in [
            (
                &b"GET /mqtt HTTP/1.1\r\nHost: somewhere.example\r\nUser-Agent: a browser of another kind, and then some\r\n\r\n"[..],
                "CONNECT",
            ),
            (&[0x10, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], "more than"),
            (&[0x10, 0x80, 0x80, 0x80, 0x80], "no MQTT"),
            (&long, "more than"),
            (&[0x10, 2, 0, 9], "no MQTT"),
            // Half of one, and gone.
            (&whole[..whole.len() - 3], ""),
            (&[0x10], ""),
            (&[], ""),
        ] {
            let mut browser = joined.browser("anna");
            browser.client.says(bytes).await;
            tokio::io::AsyncWriteExt::shutdown(&mut browser.client.0)
                .await
                .expect("ours");
            let said = browser.fault().await;
            assert!(
                if told.is_empty() {
                    said.is_empty()
                } else {
                    said.contains(told)
                },
                "{told}: {said}"
            );
        }
        let mut browser = joined.browser("anna");
        browser.client.connects("web-anna-1", true).await;
        browser.client.says(&long).await;
        assert!(browser.fault().await.contains("more than"));

        other
            .client
            .says(&publish(2, "showfloor/north/commands/bob/shift", b"{}"))
            .await;
        assert_eq!(other.client.hears().await.expect("it goes on").0, 0x40);
    });
}

proptest! {
    #![proptest_config(Config { cases: 64, ..Config::default() })]

    #[test]
    fn nothing_that_is_sent_is_a_panic_or_a_way_past_the_rights(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
        cut in 0usize..60,
        flip in 0usize..60,
    ) {
        // Nothing listens there: whatever the tablet says, it goes no farther.
        let joined = Joined::nowhere();
        run(async {
            for mut sent in [bytes.clone(), connect("web-anna-1", 2, 20), subscribe("showfloor/north/alerts", 1)] {
                if let Some(byte) = sent.get_mut(flip) {
                    *byte ^= 1 << (cut % 8);
                }
                sent.truncate(sent.len().max(cut) - cut.min(sent.len()) + 1);
                let mut browser = joined.browser("anna");
                browser.client.says(&sent).await;
                tokio::io::AsyncWriteExt::shutdown(&mut browser.client.0).await.expect("ours");
                browser.fault().await;
            }
        });
    }
}

//! A tablet in a browser: its bytes through the bridge to a broker. Whatever it sends, the broker hears nothing that the
//! tablet's user may not say.
#![no_main]

use std::{
    io::{Read, Write},
    net::TcpListener,
    sync::LazyLock,
    time::Duration,
};

use crossbeam_channel::{Receiver, bounded};
use libfuzzer_sys::fuzz_target;
use showfloor::{
    publish::{Bridge, BridgeFault, Broker, Link, Settings},
    runtime::{Shutdown, spawn},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, duplex},
    runtime::{Builder, Runtime},
    time::timeout,
};

const USER: &str = "anna";

/// The bridge, and what its broker hears on each connection.
struct Joined {
    bridge: Bridge,
    heard: Receiver<Vec<u8>>,
    runtime: Runtime,
    stop: Shutdown,
}

static JOINED: LazyLock<Joined> = LazyLock::new(|| {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("it is bound");
    let (sender, heard) = bounded(1);
    // Takes any CONNECT and listens to the end.
    spawn("broker", move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { continue };
            let mut all = vec![0; 1024];
            let length = stream.read(&mut all).unwrap_or_default();
            all.truncate(length);
            let _ = stream.write_all(&[0x20, 2, 0, 0]);
            let _ = stream.read_to_end(&mut all);
            if sender.send(all).is_err() {
                return;
            }
        }
    })
    .expect("a thread");
    let settings = Settings {
        site: "north".into(),
        broker: Broker::At(format!("mqtt://{address}").parse().expect("an address")),
        user: None,
        password_file: None,
        ca_file: None,
        client_id: None,
        tablets_file: None,
        homeassistant: None,
    };
    let stop = Shutdown::new();
    let link = Link::open(&settings, &stop).expect("good settings");
    Joined {
        bridge: Bridge::new(&link, &settings),
        heard,
        runtime: Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime"),
        stop,
    }
});

fuzz_target!(|bytes: &[u8]| {
    let joined = &*JOINED;
    let (tablet, browser) = duplex(256 * 1024);
    let (answer, ended) = joined.runtime.block_on(async {
        let (mut from_us, mut to_us) = tokio::io::split(browser);
        let says = async {
            let _ = to_us.write_all(bytes).await;
            let _ = to_us.shutdown().await;
            let mut answer = Vec::new();
            let _ = from_us.read_to_end(&mut answer).await;
            answer
        };
        let joins = joined.bridge.join(USER, tablet, &joined.stop);
        let both = async { tokio::join!(says, joins) };
        timeout(Duration::from_secs(10), both)
            .await
            .expect("it ends when the tablet does")
    });
    match &ended {
        Ok(()) | Err(BridgeFault::Breach { .. }) => {}
        Err(fault) => panic!("the broker is there: {fault}"),
    }
    if answer.is_empty() {
        return;
    }
    assert_eq!(answer, [0x20, 2, 0, 0], "the broker's welcome");
    let heard = joined.heard.recv().expect("a broker");
    let mut rest = &heard[..];
    let mut first = true;
    while !rest.is_empty() {
        let (kind, body, behind) = packet(rest).expect("whole packets reach the broker");
        assert_eq!(first, kind == 0x10, "CONNECT, and once");
        assert_allowed(kind, body);
        (rest, first) = (behind, false);
    }
});

/// First byte, body, and what follows.
fn packet(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (first, mut rest) = bytes.split_first()?;
    let mut length = 0;
    for place in 0.. {
        let (byte, behind) = rest.split_first()?;
        length |= usize::from(byte & 0x7F) << (7 * place);
        rest = behind;
        if byte & 0x80 == 0 {
            break;
        }
    }
    let (body, behind) = rest.split_at_checked(length)?;
    Some((*first, body, behind))
}

fn text(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let (length, rest) = bytes.split_first_chunk()?;
    let (text, rest) = rest.split_at_checked(u16::from_be_bytes(*length).into())?;
    Some((std::str::from_utf8(text).ok()?, rest))
}

/// The contract of docs/mqtt.md for tablets, in its own words.
fn assert_allowed(kind: u8, body: &[u8]) {
    match kind {
        0x10 => {
            let (name, rest) = text(body).expect("a name");
            assert_eq!((name, rest[0]), ("MQTT", 4));
            assert_eq!(rest[1] & 0b0011_1101, 0, "no will");
            let (id, rest) = text(&rest[4..]).expect("an id");
            assert!(id.starts_with("web-anna-") && rest.is_empty(), "{id}");
        }
        0x30 | 0x32 | 0x38 | 0x3A => {
            let (topic, _) = text(body).expect("a topic");
            assert!(
                topic.starts_with("showfloor/north/commands/anna/"),
                "{topic}"
            );
            assert!(!topic.contains(['+', '#', '\0']), "{topic}");
        }
        0x82 | 0xA2 => {
            let mut rest = &body[2..];
            while !rest.is_empty() {
                let (filter, behind) = text(rest).expect("a filter");
                let others = filter.contains("commands/") || filter.contains('#');
                let replies =
                    filter.contains("replies") && filter != "showfloor/north/replies/anna";
                assert!(
                    filter.starts_with("showfloor/north/") && !others && !replies,
                    "{filter}"
                );
                rest = if kind == 0x82 { &behind[1..] } else { behind };
            }
        }
        0x40 => assert_eq!(body.len(), 2),
        0xC0 | 0xE0 => assert!(body.is_empty()),
        other => panic!("a packet of the kind {other:#x} reached the broker"),
    }
}

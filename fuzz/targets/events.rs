//! `POST /api/v1/events`: a body over HTTP to the web server, with a line behind it.
#![no_main]

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    sync::{LazyLock, Mutex},
    time::Duration,
};

use crossbeam_channel::bounded;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use showfloor::{
    runtime::{Clock, Shutdown, spawn},
    types::{EventAnswer, External, Input, RunId},
    web::{Ask, Client, Digest, Limits, Scope, Server, Settings, Tokens, Wiring},
};
use showfloor_fuzz::showroom::{CLIENT, Showroom};
use ulid::Ulid;

#[allow(dead_code, reason = "it is the tests'")]
#[path = "../../tests/web/nobody.rs"]
mod nobody;

/// The line behind the server: a fresh one for each body.
static LINE: Mutex<Option<Showroom>> = Mutex::new(None);

static SERVER: LazyLock<SocketAddr> = LazyLock::new(|| {
    let listen = "127.0.0.1:0".parse().expect("an address");
    let settings = Settings::new(listen, None, None).expect("loopback");
    let client = Client {
        name: CLIENT.to_owned(),
        sha256: Digest::of("sf_0"),
        scopes: [Scope::Events].into(),
    };
    let tokens = Tokens::new(vec![client]);
    let server = Server::open(&settings, tokens, "Nowhere").expect("it listens");
    let address = server.address();
    let (sender, asks) = bounded::<Ask>(16);
    let run = RunId(Ulid::from(1u128));
    // A clock that runs so fast that the token never asks too often.
    let clock = Clock::playing(
        run,
        "2026-03-03T09:00:00Z".parse().expect("a time"),
        1e4,
        Vec::new(),
    );
    clock.play();
    let wiring = Wiring {
        asks: sender,
        new_tokens: Box::new(|| None),
        clock,
        wall: Clock::real(run),
        backstage: nobody::backstage(),
        shutdown: Shutdown::new(),
        limits: Limits {
            connection: Duration::from_secs(1_000_000),
            head: Duration::from_secs(1_000_000),
            ..Limits::default()
        },
    };
    spawn("web", move || server.run_blocking(wiring)).expect("a thread");
    spawn("line", move || {
        for ask in asks {
            if let Ask::Events { events, answer } = ask {
                let _ = answer.send(events.into_iter().map(take_in).collect());
            }
        }
    })
    .expect("a thread");
    address
});

/// As the appliance does it.
fn take_in(event: External) -> EventAnswer {
    let mut line = LINE.lock().expect("no panic");
    let showroom = line.as_mut().expect("a line");
    let answer = showroom.line.judge(&event);
    if answer == EventAnswer::Taken {
        let stamp = showroom.now;
        showroom.step(&Input::External(External { stamp, ..event }));
    }
    answer
}

fn account() -> String {
    LINE.lock()
        .expect("no panic")
        .as_ref()
        .expect("a line")
        .account()
}

fuzz_target!(|body: &[u8]| {
    *LINE.lock().expect("no panic") = Some(Showroom::open(false));
    let before = account();
    let (status, answer) = post(body);
    assert!(
        [202, 400, 404, 413, 422].contains(&status),
        "{status} {answer}"
    );
    let once = account();
    if status != 202 {
        assert_eq!(before, once, "refused, and yet something changed");
        assert!(
            answer["reason"].is_string() && answer["status"] == status,
            "{answer}"
        );
        return;
    }
    assert_fates(body, &answer);
    assert_eq!(
        post(body),
        (status, answer),
        "the same answer, however often it is sent"
    );
    assert_eq!(once, account(), "an event counts once");
});

/// Every event of a list has its fate, with a reason where that is a refusal.
fn assert_fates(body: &[u8], answer: &Value) {
    let Some(fates) = answer["events"].as_array() else {
        assert_eq!(answer["result"], "accepted");
        return;
    };
    let sent: Vec<Value> = serde_json::from_slice(body).expect("a list was accepted");
    assert_eq!(sent.len(), fates.len());
    for (event, fate) in sent.iter().zip(fates) {
        let refused = fate["result"] == "refused";
        assert!(refused || fate["result"] == "accepted", "{fate}");
        assert_eq!(refused, fate["reason"].is_string(), "{fate}");
        assert_eq!(refused, fate["status"].is_number(), "{fate}");
        if !refused {
            assert_eq!(event["id"], fate["id"]);
        }
    }
}

/// One request over a connection that is kept.
fn post(body: &[u8]) -> (u16, Value) {
    static CONNECTION: Mutex<Option<TcpStream>> = Mutex::new(None);
    let mut kept = CONNECTION.lock().expect("no panic");
    let mut request = format!(
        "POST /api/v1/events HTTP/1.1\r\nHost: showroom\r\nAuthorization: Bearer sf_0\r\nContent-Length: {}\r\n\r\n",
        body.len()
    )
    .into_bytes();
    request.extend_from_slice(body);
    for _ in 0..2 {
        let stream = kept.get_or_insert_with(|| TcpStream::connect(*SERVER).expect("it listens"));
        if let Some(answer) = stream.write_all(&request).ok().and_then(|()| read(stream)) {
            return answer;
        }
        // The server ended a connection on which nothing was under way.
        *kept = None;
    }
    panic!("no answer");
}

/// Status and JSON of an answer; `None` where the connection has ended before one.
fn read(stream: &mut TcpStream) -> Option<(u16, Value)> {
    let mut bytes = Vec::new();
    let mut part = [0; 4096];
    loop {
        let length = stream.read(&mut part).ok().filter(|length| *length > 0)?;
        bytes.extend_from_slice(&part[..length]);
        let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else {
            continue;
        };
        let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "));
        let length: usize = length?.trim().parse().ok()?;
        while bytes.len() < end + 4 + length {
            let read = stream.read(&mut part).ok().filter(|length| *length > 0)?;
            bytes.extend_from_slice(&part[..read]);
        }
        let status = head.split(' ').nth(1)?.parse().ok()?;
        let body = serde_json::from_slice(&bytes[end + 4..]).expect("an answer is JSON");
        return Some((status, body));
    }
}

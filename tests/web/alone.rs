//! The web server without an appliance: where the line is slow or gone, and where callers are.

use std::{
    io::{ErrorKind, Read, Write},
    net::{SocketAddr, TcpStream},
    thread::JoinHandle,
    time::Duration,
};

use crossbeam_channel::{Receiver, bounded};
use serde_json::json;
use showfloor::{
    runtime::{Clock, Shutdown, Stopwatch, spawn},
    types::{EventAnswer, RunId},
    web::{
        Ask, Client, Digest, Limits, Scope, Server, Settings, TlsSettings, Tokens, WebError, Wiring,
    },
};
use ulid::Ulid;

use crate::http::{Answer, connect, head, read_answer, request};
use crate::mosquitto::wait_until;
use crate::nobody::backstage;

const TOKEN: &str = "sf_alone";
const EVENTS: &str = "/api/v1/events";

/// The server on any free port, with room for one question.
struct Alone {
    address: SocketAddr,
    asks: Option<Receiver<Ask>>,
    stop: Shutdown,
    thread: Option<JoinHandle<Result<(), WebError>>>,
}

impl Alone {
    fn start(limits: Limits) -> Self {
        Self::with(limits, None)
    }

    fn with(limits: Limits, tls: Option<TlsSettings>) -> Self {
        let listen = "127.0.0.1:0".parse().expect("an address");
        let settings = Settings::new(listen, tls, None).expect("loopback");
        let tokens = Tokens::new(vec![Client {
            name: "crm".to_owned(),
            sha256: Digest::of(TOKEN),
            scopes: [Scope::Events, Scope::Scores].into(),
            expires: None,
        }]);
        let server = Server::open(&settings, tokens, "Nowhere").expect("it listens");
        let address = server.address();
        let (sender, asks) = bounded(1);
        let stop = Shutdown::new();
        let wiring = Wiring {
            asks: sender,
            new_tokens: Box::new(|| None),
            clock: Clock::real(RunId(Ulid::from(1u128))),
            wall: Clock::real(RunId(Ulid::from(1u128))),
            backstage: backstage(),
            shutdown: stop.clone(),
            limits,
        };
        let thread = spawn("web", move || server.run_blocking(wiring)).expect("a thread");
        Self {
            address,
            asks: Some(asks),
            stop,
            thread: Some(thread),
        }
    }

    fn post(&self, body: &str) -> Answer {
        request(self.address, "POST", EVENTS, Some(TOKEN), body.as_bytes())
    }

    fn healthy(&self) {
        request(self.address, "GET", "/api/v1/health", None, b"").is(200);
    }
}

impl Drop for Alone {
    fn drop(&mut self) {
        self.stop.request();
        if let Some(thread) = self.thread.take() {
            thread.join().expect("no panic").expect("it ends well");
        }
    }
}

fn event(n: usize) -> serde_json::Value {
    json!({ "id": format!("e-{n}"), "visitor": "V-7K3QD", "event": "sold" })
}

fn short() -> Limits {
    Limits {
        head: Duration::from_millis(500),
        body: Duration::from_millis(500),
        answer: Duration::from_millis(300),
        room: Duration::from_millis(200),
        ..Limits::default()
    }
}

#[test]
fn a_busy_line_is_told_with_when_to_come_again() {
    let alone = Alone::start(short());
    // Nobody answers the first; the second finds no room.
    for _ in 0..2 {
        let refused = alone.post(&event(1).to_string());
        refused.is(503).says("retry-after: ").says("busy");
    }
    alone.post(&json!([event(1), event(2)]).to_string()).is(503);
    alone.healthy();
}

#[test]
fn of_a_list_that_a_line_took_in_part_the_rest_is_told_to_come_again() {
    let alone = Alone::start(short());
    let asks = alone.asks.clone().expect("they are there");
    let line = spawn("line", move || {
        if let Ok(Ask::Events { events, answer }) = asks.recv() {
            let _ = answer.send(vec![EventAnswer::Taken; events.len()]);
        }
    });
    let list: serde_json::Value = (0..100).map(event).collect();
    let told = alone.post(&list.to_string()).is(202).json();
    let fates = told["events"].as_array().expect("a list");
    let taken = fates.iter().filter(|f| f["result"] == "accepted").count();
    let busy = fates.iter().filter(|f| f["status"] == 503).count();
    assert!(taken > 0 && busy > 0 && taken + busy == 100, "{told:#}");
    line.expect("a thread").join().expect("no panic");
}

#[test]
fn a_line_that_has_ended_is_told_and_a_stop_ends_in_time() {
    let mut alone = Alone::start(Limits::default());
    drop(alone.asks.take());
    let refused = alone.post(&event(1).to_string());
    refused.is(503).says("retry-after: ").says("stopping");
    // One who says nothing does not hold up the stop.
    let _idle = connect(alone.address);
    let watch = Stopwatch::start();
    drop(alone);
    assert!(watch.elapsed() < Duration::from_secs(5));
}

#[test]
fn who_sends_too_slowly_is_not_waited_for() {
    let alone = Alone::start(short());
    let mut slow = connect(alone.address);
    slow.write_all(b"POST /api").expect("it is sent");
    assert!(is_closed(&mut slow), "a head that does not come");
    let mut idle = connect(alone.address);
    assert!(is_closed(&mut idle), "nothing that does not come");
    let mut slow = connect(alone.address);
    let begun = head("POST", EVENTS, Some(TOKEN), 100) + "{";
    slow.write_all(begun.as_bytes()).expect("it is sent");
    read_answer(&mut slow).is(408);
}

#[test]
fn who_begins_tls_and_does_not_end_it_is_not_waited_for() {
    let dir = tempfile::tempdir().expect("a folder");
    let tls = TlsSettings::Made {
        folder: dir.path().join("tls"),
        names: vec!["showroom.example".to_owned()],
    };
    let alone = Alone::with(short(), Some(tls));
    // Nothing; the beginning of a greeting, whose rest never comes; and what is no TLS at all.
    for begun in [
        &b""[..],
        b"\x16\x03\x01\x02\x00\x01\x00",
        b"GET / HTTP/1.1\r\n\r\n",
    ] {
        let mut stream = connect(alone.address);
        stream.write_all(begun).expect("it is sent");
        let mut answered = Vec::new();
        let read = stream.read_to_end(&mut answered).map_err(|e| e.kind());
        let waits = matches!(read, Err(ErrorKind::WouldBlock | ErrorKind::TimedOut));
        assert!(!waits, "{begun:?} is waited for");
        let text = String::from_utf8_lossy(&answered);
        assert!(
            !text.contains("HTTP/"),
            "nothing is said in the clear: {text}"
        );
    }
}

#[test]
fn one_address_has_its_share_of_connections_and_no_more() {
    let alone = Alone::start(Limits {
        connections_of_address: 8,
        ..Limits::default()
    });
    let mut held: Vec<_> = (0..8).map(|_| connect(alone.address)).collect();
    let mut more = connect(alone.address);
    assert!(is_closed(&mut more), "one more is closed, not left waiting");
    held.pop();
    wait_until("its place is free", || {
        let mut again = connect(alone.address);
        let ask = b"GET /api/v1/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        let _ = again.write_all(ask);
        let mut answer = Vec::new();
        again.read_to_end(&mut answer).is_ok() && answer.starts_with(b"HTTP/1.1 200")
    });
}

fn is_closed(stream: &mut TcpStream) -> bool {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).is_ok()
}

#[test]
fn of_many_connections_some_wait_and_then_have_their_turn() {
    let alone = Alone::start(Limits {
        connections: 64,
        ..Limits::default()
    });
    let mut held: Vec<_> = (0..64).map(|_| connect(alone.address)).collect();
    let ask = b"GET /api/v1/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    // They are served, so they are those that are held.
    for stream in &mut held {
        let kept = b"GET /api/v1/health HTTP/1.1\r\nHost: x\r\n\r\n";
        stream.write_all(kept).expect("it is sent");
        assert!(stream.read(&mut [0; 512]).expect("an answer") > 0);
    }
    let mut late = connect(alone.address);
    late.write_all(ask).expect("it is sent");
    let patience = |stream: &TcpStream, ms| {
        let patience = Some(Duration::from_millis(ms));
        stream.set_read_timeout(patience).expect("set");
    };
    patience(&late, 300);
    assert!(late.read(&mut [0; 1]).is_err(), "there is no place");
    held.pop();
    patience(&late, 20_000);
    read_answer(&mut late).is(200);
}

#[test]
fn what_listens_already_is_said_and_what_others_can_reach_is_refused() {
    let alone = Alone::start(Limits::default());
    let settings = Settings::new(alone.address, None, None).expect("loopback");
    let error = Server::open(&settings, Tokens::default(), "Nowhere").expect_err("taken");
    assert!(error.to_string().contains("web.listen"), "{error}");
    for open in ["0.0.0.0:0", "[::]:0", "192.0.2.1:80"] {
        let open = open.parse().expect("an address");
        assert!(Settings::new(open, None, None).is_err(), "{open}");
    }
}

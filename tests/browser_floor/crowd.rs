//! Two hundred tablets at once, each with a login and an address of its own, as in a showroom.

use std::{net::Ipv4Addr, time::Duration};

use showfloor::runtime::Stopwatch;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    time::timeout,
};

use crate::{
    browser::in_browser,
    floor::{Floor, wall_ms},
    mqtt_bytes::{connect, subscribe},
};

const TABLETS: usize = 200;

/// A tablet without a browser: a web socket by hand.
struct Tablet {
    stream: TcpStream,
    bytes: Vec<u8>,
}

impl Tablet {
    async fn join(floor: &Floor, name: &str, secret: &str, n: u8) -> Self {
        let socket = TcpSocket::new_v4().expect("a socket");
        let own = Ipv4Addr::new(127, 0, 1, n);
        socket.bind((own, 0).into()).expect("an address of its own");
        let mut stream = socket.connect(floor.address).await.expect("it listens");
        stream.set_nodelay(true).expect("set");
        let host = floor.address;
        let head = format!(
            "GET /mqtt HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nCookie: showfloor={secret}\r\nConnection: Upgrade\r\n\
             Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
             Sec-WebSocket-Protocol: mqtt\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).await.expect("sent");
        let mut answer = Vec::new();
        while !answer.ends_with(b"\r\n\r\n") {
            answer.push(stream.read_u8().await.expect("an answer"));
        }
        let said = String::from_utf8_lossy(&answer);
        assert!(said.starts_with("HTTP/1.1 101"), "{said}");
        let mut tablet = Self {
            stream,
            bytes: Vec::new(),
        };
        tablet
            .send(&connect(&format!("web-{name}-k1"), 0, 60))
            .await;
        tablet.send(&subscribe("showfloor/sim/alerts", 1)).await;
        tablet
    }

    /// One binary frame, masked as clients must.
    async fn send(&mut self, bytes: &[u8]) {
        let mut frame = vec![0x82, 0x80 | bytes.len() as u8, 1, 2, 3, 4];
        let mask = [1, 2, 3, 4];
        frame.extend(bytes.iter().zip(mask.iter().cycle()).map(|(b, m)| b ^ m));
        assert!(bytes.len() < 126);
        self.stream.write_all(&frame).await.expect("sent");
    }

    /// Reads until the bytes hold this.
    async fn hears(&mut self, text: &str) -> u64 {
        let mut buffer = [0; 4096];
        while !String::from_utf8_lossy(&self.bytes).contains(text) {
            let read = timeout(Duration::from_mins(1), self.stream.read(&mut buffer)).await;
            let n = read.expect("it comes").expect("it goes on");
            assert!(n > 0, "the connection ended");
            self.bytes.extend(&buffer[..n]);
        }
        wall_ms()
    }
}

#[test]
fn two_hundred_tablets_hear_of_an_alert() {
    let floor = Floor::play(20.0);
    let names: Vec<_> = (1..=TABLETS).map(|n| format!("tablet-{n}")).collect();
    let secrets: Vec<_> = names.iter().map(|name| floor.log_in(name, "en")).collect();
    in_browser(async {
        let begun = Stopwatch::start();
        let mut tablets = Vec::new();
        for (n, (name, secret)) in (1..).zip(names.iter().zip(&secrets)) {
            let mut tablet = Tablet::join(&floor, name, secret, n).await;
            tablet.bytes.clear();
            tablets.push(tablet);
        }
        println!("{TABLETS} tablets joined in {:?}", begun.elapsed());
        // The first alert from now on.
        let known = floor.made.lock().expect("nobody panicked").len();
        let (id, made) = loop {
            tokio::time::sleep(Duration::from_millis(5)).await;
            let all = floor.made.lock().expect("nobody panicked").clone();
            let newest = all
                .iter()
                .filter(|((_, rev), _)| *rev == 1)
                .max_by_key(|(_, at)| **at);
            if let Some(((id, _), at)) = newest.filter(|_| all.len() > known) {
                break (id.clone(), *at);
            }
        };
        let mut late = Vec::new();
        for tablet in &mut tablets {
            let at = tablet.hears(&id).await;
            late.push(at.saturating_sub(made));
        }
        late.sort_unstable();
        println!(
            "heard after ms: first {}, half {}, last {}",
            late[0],
            late[TABLETS / 2],
            late[TABLETS - 1]
        );
        assert!(late[TABLETS - 1] < 5_000, "{late:?}");
    });
}

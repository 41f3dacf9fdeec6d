//! A tablet without a network, and one whose session has ended.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::Duration,
};

use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    select,
};

use crate::{
    browser::{Driver, TABLET, arrive, in_browser, picture},
    floor::{Floor, enter, until},
};

const GOOD: &str = "document.querySelector('#connection.good') !== null";
const BAD: &str = "document.querySelector('#connection.bad') !== null";

/// A network between tablets and the appliance, which can go away as networks do: without a word to anybody.
struct Network {
    address: SocketAddr,
    is_there: Arc<AtomicBool>,
}

impl Network {
    async fn before(appliance: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("bound");
        let is_there = Arc::new(AtomicBool::new(true));
        let shared = is_there.clone();
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let is_there = shared.clone();
                tokio::spawn(async move {
                    let far = TcpStream::connect(appliance).await.expect("it listens");
                    carry(near, far, &is_there).await;
                });
            }
        });
        Self { address, is_there }
    }

    fn set(&self, is_there: bool) {
        self.is_there.store(is_there, Relaxed);
    }
}

/// Carries bytes both ways while there is a network. What hangs when it comes back is dead.
async fn carry(mut near: TcpStream, mut far: TcpStream, is_there: &AtomicBool) {
    let (mut up, mut down) = (vec![0; 65_536], vec![0; 65_536]);
    let mut look = tokio::time::interval(Duration::from_millis(50));
    loop {
        if !is_there.load(Relaxed) {
            while !is_there.load(Relaxed) {
                look.tick().await;
            }
            return;
        }
        let carried = select! {
            read = near.read(&mut up) => match read {
                Ok(n) if n > 0 => far.write_all(&up[..n]).await,
                _ => return,
            },
            read = far.read(&mut down) => match read {
                Ok(n) if n > 0 && is_there.load(Relaxed) => near.write_all(&down[..n]).await,
                Ok(n) if n > 0 => Ok(()),
                _ => return,
            },
            _ = look.tick() => Ok(()),
        };
        if carried.is_err() {
            return;
        }
    }
}

#[test]
fn a_tablet_that_lost_the_network_says_so_within_seconds_and_misses_nothing() {
    let floor = Floor::play(10.0);
    let driver = Driver::start();
    in_browser(async {
        let network = Network::before(floor.address).await;
        let secret = floor.log_in("anna", "en");
        let anna = driver.browser(TABLET, "en").await;
        enter(&anna, &network.address.to_string(), &secret).await;
        until(&anna, "the connection", GOOD).await;
        until(
            &anna,
            "an alert",
            "document.querySelector('.alert') !== null",
        )
        .await;
        let lost = std::time::Instant::now();
        network.set(false);
        until(&anna, "that it is lost", BAD).await;
        assert!(
            lost.elapsed() < Duration::from_secs(6),
            "{:?}",
            lost.elapsed()
        );
        picture(&anna, "floor-lost").await;
        let tappable = "return document.querySelectorAll('[data-tap]:not([disabled])').length";
        assert_eq!(
            anna.execute(tappable, vec![]).await.expect("a script"),
            json!(0)
        );
        tokio::time::sleep(Duration::from_secs(30)).await;
        network.set(true);
        let back = std::time::Instant::now();
        until(&anna, "the connection", GOOD).await;
        println!("back after {:?}", back.elapsed());
        // Whatever stands by now is on the page, in the revision that it has by now.
        let agree = "(async () => { const f = await (await fetch('/floor/now')).json(); const rev = id => { const e = document.querySelector(`.alert[data-id='${id}']`); return e ? Number(e.dataset.rev) : 0; }; return f.alerts.length > 0 && f.alerts.every(([id, r]) => rev(id) >= r); })()";
        let script = format!("const done = arguments[0]; {agree}.then(done, () => done(false));");
        let mut agreed = false;
        for _ in 0..100 {
            let said = anna.execute_async(&script, vec![]).await.expect("a script");
            agreed = said == json!(true);
            if agreed {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        assert!(agreed, "{}", anna.source().await.unwrap_or_default());
    });
}

#[test]
fn a_tablet_that_is_logged_out_hears_nothing_more() {
    let floor = Floor::play(1.0);
    let driver = Driver::start();
    in_browser(async {
        let secret = floor.log_in("anna", "en");
        let anna = driver.browser(TABLET, "en").await;
        enter(&anna, &floor.address.to_string(), &secret).await;
        until(&anna, "the connection", GOOD).await;
        // Its page asks no more, so that only the web socket is left.
        let socket = "const done = arguments[0]; const s = new WebSocket('ws://' + location.host + '/mqtt', 'mqtt'); \
            s.binaryType = 'arraybuffer'; s.onopen = () => { window.socket = s; done(true); }; s.onclose = (e) => { window.code = e.code; };";
        anna.execute_async(socket, vec![]).await.expect("a script");
        let hello = "const id = 'web-anna-other1'; const text = new TextEncoder().encode(id); \
            const body = [0, 4, 77, 81, 84, 84, 4, 2, 0, 60, 0, text.length, ...text]; \
            window.socket.send(new Uint8Array([0x10, body.length, ...body]));";
        anna.execute(hello, vec![]).await.expect("a script");
        anna.execute(
            "window.stay = true; window.fetch = () => new Promise(() => {});",
            vec![],
        )
        .await
        .expect("a script");
        floor.log_out(&secret);
        let code = until(&anna, "the end", "window.code || ''").await;
        assert_eq!(code, json!(4401));
        anna.goto(&floor.url("/floor")).await.expect("a page");
        arrive(&anna, "/login").await;
    });
}

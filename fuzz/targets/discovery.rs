//! WS-Discovery: what a stranger in the network answers to the search for cameras.
#![no_main]

use std::{
    net::{SocketAddr, UdpSocket},
    sync::{LazyLock, Mutex},
    time::Duration,
};

use libfuzzer_sys::fuzz_target;
use showfloor::{
    capture::{Search, discover},
    runtime::spawn,
};

static ANSWER: Mutex<Vec<u8>> = Mutex::new(Vec::new());

/// Somebody who gives the answer of the moment to every question.
static STRANGER: LazyLock<SocketAddr> = LazyLock::new(|| {
    let socket = UdpSocket::bind("127.0.0.1:0").expect("a port");
    let address = socket.local_addr().expect("it is bound");
    spawn("stranger", move || {
        let mut question = [0; 4096];
        while let Ok((_, from)) = socket.recv_from(&mut question) {
            let _ = socket.send_to(&ANSWER.lock().expect("no panic"), from);
        }
    })
    .expect("a thread");
    address
});

fuzz_target!(|answer: &[u8]| {
    *ANSWER.lock().expect("no panic") = answer.to_vec();
    let search = Search {
        from: None,
        ask: Some(*STRANGER),
        patience: Duration::from_millis(2),
    };
    for camera in discover(search).expect("it can be asked") {
        for text in [&camera.name, &camera.model] {
            assert!(text.chars().count() <= 60, "{text:?}");
            assert!(
                !text.contains(char::is_control),
                "{text:?} steers a terminal"
            );
        }
        if let Some(page) = &camera.page {
            assert!(
                page.starts_with("http") && !page.contains(char::is_control),
                "{page:?}"
            );
        }
        assert!(camera.address.is_loopback());
        assert!(serde_json::to_string(&camera).is_ok());
    }
});

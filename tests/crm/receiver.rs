//! A receiver of webhooks on this machine, which can fail in every way and be away.

use std::{
    collections::VecDeque,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    thread::JoinHandle,
    time::Duration,
};

use base64::{Engine, prelude::BASE64_STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use showfloor::runtime::{Shutdown, spawn};

/// 32 bytes that receivers of tests share with the program.
pub(crate) const SECRET: &str = "whsec_c2hvd2Zsb29yLXRlc3Qtc2VjcmV0LTAxMjM0NTY3ODk=";

/// How a receiver answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reply {
    Status(u16),
    /// Closes the connection without a word.
    HangUp,
}

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) path: String,
    pub(crate) id: String,
    pub(crate) content_type: String,
    pub(crate) body: String,
    pub(crate) signed: bool,
    pub(crate) reply: Reply,
}

#[derive(Default)]
struct Shared {
    requests: Mutex<Vec<Request>>,
    /// The next answers; 204 where there is none.
    replies: Mutex<VecDeque<Reply>>,
}

/// What was received, whether the receiver is there or not.
pub(crate) struct Receiver {
    pub(crate) port: u16,
    shared: Arc<Shared>,
    there: Option<(Arc<AtomicBool>, JoinHandle<()>)>,
}

impl Receiver {
    pub(crate) fn new() -> Self {
        let mut receiver = Self {
            port: 0,
            shared: Arc::default(),
            there: None,
        };
        receiver.comes();
        receiver
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}/hooks/t0ken", self.port)
    }

    /// Listens, at the port it had before.
    pub(crate) fn comes(&mut self) {
        let listener = TcpListener::bind(("127.0.0.1", self.port)).expect("a port");
        self.port = listener.local_addr().expect("bound").port();
        let (leaves, shared) = (Arc::new(AtomicBool::new(false)), self.shared.clone());
        let until = leaves.clone();
        let thread = spawn("receiver", move || {
            for stream in listener.incoming() {
                if until.load(SeqCst) {
                    return;
                }
                shared.serve(&stream.expect("a connection"));
            }
        });
        self.there = Some((leaves, thread.expect("a thread")));
    }

    /// Is gone: connections are refused.
    pub(crate) fn goes(&mut self) {
        if let Some((leaves, thread)) = self.there.take() {
            leaves.store(true, SeqCst);
            drop(TcpStream::connect(("127.0.0.1", self.port)));
            thread.join().expect("it ended well");
        }
    }

    pub(crate) fn will_reply(&self, replies: &[Reply]) {
        self.shared
            .replies
            .lock()
            .expect("nobody panicked")
            .extend(replies);
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.shared
            .requests
            .lock()
            .expect("nobody panicked")
            .clone()
    }

    /// The ids that were accepted, in order.
    pub(crate) fn accepted(&self) -> Vec<String> {
        let requests = self.requests().into_iter();
        let accepted = requests.filter(|r| r.reply == Reply::Status(204));
        accepted.map(|request| request.id).collect()
    }

    /// The same, what came again at once left out.
    pub(crate) fn accepted_once(&self) -> Vec<String> {
        let mut accepted = self.accepted();
        accepted.dedup();
        accepted
    }

    /// Waits until the last that was accepted is this one.
    pub(crate) fn await_last(&self, id: &str) {
        let patience = Shutdown::new();
        for _ in 0..600 {
            if self.accepted().last().is_some_and(|last| last == id) {
                return;
            }
            patience.sleep(Duration::from_millis(50));
        }
        panic!("{:?} is the last", self.accepted().last());
    }

    /// Waits until so many requests were accepted.
    pub(crate) fn await_accepted(&self, count: usize) {
        let patience = Shutdown::new();
        for _ in 0..600 {
            if self.accepted().len() >= count {
                return;
            }
            patience.sleep(Duration::from_millis(50));
        }
        panic!("{} of {count} accepted", self.accepted().len());
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.goes();
    }
}

impl Shared {
    fn serve(&self, stream: &TcpStream) {
        let patience = Some(Duration::from_secs(10));
        stream.set_read_timeout(patience).expect("set");
        let mut reader = BufReader::new(stream.try_clone().expect("a handle"));
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 {
            return;
        }
        let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
        let mut headers = Vec::new();
        loop {
            let mut line = String::new();
            let _ = reader.read_line(&mut line);
            if !line.ends_with('\n') {
                // Whoever sent it was killed in the middle of it.
                return;
            }
            if line.trim().is_empty() {
                break;
            }
            let (name, value) = line.split_once(':').expect("a header");
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        let header = |name: &str| {
            let found = headers.iter().find(|(n, _)| n == name);
            found.map(|(_, value)| value.clone()).unwrap_or_default()
        };
        let length = header("content-length").parse().expect("a length");
        let mut body = vec![0; length];
        if reader.read_exact(&mut body).is_err() {
            return;
        }
        let (id, at) = (header("webhook-id"), header("webhook-timestamp"));
        let signed = header("webhook-signature") == signature(&id, &at, &body);
        let next = self.replies.lock().expect("nobody panicked").pop_front();
        let reply = next.unwrap_or(Reply::Status(204));
        self.requests
            .lock()
            .expect("nobody panicked")
            .push(Request {
                path,
                id,
                content_type: header("content-type"),
                body: String::from_utf8(body).expect("UTF-8"),
                signed,
                reply,
            });
        if let Reply::Status(status) = reply {
            let elsewhere = format!("location: http://{}/elsewhere\r\n", header("host"));
            let head = format!(
                "HTTP/1.1 {status} Told\r\n{}content-length: 0\r\nconnection: close\r\n\r\n",
                if status / 100 == 3 { &elsewhere } else { "" }
            );
            let mut stream = stream;
            let _ = stream.write_all(head.as_bytes());
        }
    }
}

/// As the specification describes it.
fn signature(id: &str, at: &str, body: &[u8]) -> String {
    let key = BASE64_STANDARD
        .decode(&SECRET["whsec_".len()..])
        .expect("base64");
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).expect("a key");
    mac.update(&[format!("{id}.{at}.").as_bytes(), body].concat());
    format!("v1,{}", BASE64_STANDARD.encode(mac.finalize().into_bytes()))
}

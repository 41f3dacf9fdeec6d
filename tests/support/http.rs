//! HTTP by hand: what is sent is exactly what a test says, also where no decent client would send it.

#![allow(dead_code, reason = "each test program uses its part")]

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use serde_json::Value;

/// What came back.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|e| panic!("{e}: {self:#?}"))
    }

    /// It has this status, and where that is a refusal, the body says it too.
    #[track_caller]
    pub(crate) fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{self:#?}");
        if status >= 400 {
            assert_eq!(self.json()["status"], status, "{self:#?}");
            assert!(self.json()["reason"].is_string(), "{self:#?}");
        }
        self
    }

    #[track_caller]
    pub(crate) fn says(self, text: &str) -> Self {
        let told = self.head.to_lowercase().contains(text) || self.body.contains(text);
        assert!(told, "{text:?} is not in {self:#?}");
        self
    }
}

/// A connection that gives up after 20 s.
pub(crate) fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).expect("somebody listens");
    let patience = Some(Duration::from_secs(20));
    stream.set_read_timeout(patience).expect("set");
    stream.set_write_timeout(patience).expect("set");
    stream
}

/// Sends these bytes and reads to the end of the connection.
pub(crate) fn exchange(address: SocketAddr, request: &[u8]) -> Answer {
    let mut stream = connect(address);
    stream.write_all(request).expect("it is sent");
    read_answer(&mut stream)
}

/// Reads to the end of the connection.
pub(crate) fn read_answer(stream: &mut impl Read) -> Answer {
    let mut bytes = Vec::new();
    // Whoever was refused in the middle of what they sent may find the connection broken behind the answer.
    let read = stream.read_to_end(&mut bytes);
    assert!(read.is_ok() || !bytes.is_empty(), "no answer: {read:?}");
    let text = String::from_utf8(bytes).expect("UTF-8");
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok());
    Answer {
        status: status.unwrap_or_else(|| panic!("no answer: {text:?}")),
        head: head.to_owned(),
        body: body.to_owned(),
    }
}

/// Sends these bytes and reads the answer's head alone: what stays open afterwards is closed.
pub(crate) fn answer_head(address: SocketAddr, request: &[u8]) -> Answer {
    let mut stream = connect(address);
    stream.write_all(request).expect("it is sent");
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).expect("an answer") > 0 {
        head.extend(byte);
    }
    read_answer(&mut &head[..])
}

/// One request, by this token where there is one.
pub(crate) fn request(
    address: SocketAddr,
    method: &str,
    path: &str,
    token: Option<&str>,
    body: &[u8],
) -> Answer {
    let mut bytes = head(method, path, token, body.len()).into_bytes();
    bytes.extend_from_slice(body);
    exchange(address, &bytes)
}

/// The head of a request whose body has so many bytes.
pub(crate) fn head(method: &str, path: &str, token: Option<&str>, length: usize) -> String {
    let token = token.map_or_else(String::new, |t| format!("Authorization: Bearer {t}\r\n"));
    format!(
        "{method} {path} HTTP/1.1\r\nHost: showroom\r\nConnection: close\r\n{token}Content-Length: {length}\r\n\r\n"
    )
}

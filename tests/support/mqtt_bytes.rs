//! MQTT 3.1.1 by hand, over any stream of bytes: what is sent is exactly what a test says, also where no client would.

#![allow(dead_code, reason = "each test program uses its part")]

use std::time::Duration;

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    time::timeout,
};

/// Longest wait for anything.
const PATIENCE: Duration = Duration::from_secs(20);

/// A text with its length in front.
pub(crate) fn field(text: &str) -> Vec<u8> {
    [&(text.len() as u16).to_be_bytes(), text.as_bytes()].concat()
}

/// A packet with this body.
pub(crate) fn packet(first: u8, body: &[u8]) -> Vec<u8> {
    let mut bytes = vec![first];
    let mut length = body.len();
    while length >= 0x80 {
        bytes.push((length % 0x80) as u8 | 0x80);
        length /= 0x80;
    }
    bytes.push(length as u8);
    bytes.extend(body);
    bytes
}

/// CONNECT with these flags.
pub(crate) fn connect(id: &str, flags: u8, keep_alive: u16) -> Vec<u8> {
    let head = [&field("MQTT")[..], &[4, flags], &keep_alive.to_be_bytes()].concat();
    packet(0x10, &[head, field(id)].concat())
}

/// SUBSCRIBE to one filter.
pub(crate) fn subscribe(filter: &str, quality: u8) -> Vec<u8> {
    packet(0x82, &[&[0, 7][..], &field(filter), &[quality]].concat())
}

/// PUBLISH with these flags.
pub(crate) fn publish(flags: u8, topic: &str, payload: &[u8]) -> Vec<u8> {
    let id: &[u8] = if flags & 0b110 == 0 { &[] } else { &[0, 9] };
    packet(0x30 | flags, &[&field(topic), id, payload].concat())
}

/// A client at one end of a stream.
pub(crate) struct Client<S>(pub(crate) S);

impl<S: AsyncRead + AsyncWrite + Unpin> Client<S> {
    pub(crate) async fn says(&mut self, bytes: &[u8]) {
        // Who was cut off meanwhile hears it by reading.
        let _ = self.0.write_all(bytes).await;
        let _ = self.0.flush().await;
    }

    /// The next packet: its first byte and its body; `None` where the connection has ended.
    pub(crate) async fn hears(&mut self) -> Option<(u8, Vec<u8>)> {
        let read = timeout(PATIENCE, self.next()).await;
        read.expect("nothing came")
    }

    async fn next(&mut self) -> Option<(u8, Vec<u8>)> {
        let first = self.0.read_u8().await.ok()?;
        let (mut length, mut shift) = (0, 0);
        loop {
            let part = self.0.read_u8().await.ok()?;
            length |= usize::from(part & 0x7f) << shift;
            shift += 7;
            if part < 0x80 {
                break;
            }
        }
        let mut body = vec![0; length];
        self.0.read_exact(&mut body).await.ok()?;
        Some((first, body))
    }

    /// Connects, and says whether the broker kept a session.
    pub(crate) async fn connects(&mut self, id: &str, clean: bool) -> bool {
        self.says(&connect(id, if clean { 2 } else { 0 }, 20)).await;
        let (first, body) = self.hears().await.expect("an answer");
        assert_eq!((first, body[1]), (0x20, 0), "CONNACK");
        body[0] & 1 == 1
    }

    /// Listens, and waits until the broker knows it.
    pub(crate) async fn listens(&mut self, filter: &str) {
        self.says(&subscribe(filter, 1)).await;
        while self.hears().await.expect("an answer").0 != 0x90 {}
    }

    /// The next message, acknowledged: its topic and its payload.
    pub(crate) async fn message(&mut self) -> (String, String) {
        loop {
            let (first, body) = self.hears().await.expect("a message");
            if first >> 4 != 3 {
                continue;
            }
            let length = usize::from(u16::from_be_bytes([body[0], body[1]]));
            let topic = String::from_utf8(body[2..2 + length].to_vec()).expect("UTF-8");
            let mut rest = &body[2 + length..];
            if first & 0b110 != 0 {
                self.says(&packet(0x40, &rest[..2])).await;
                rest = &rest[2..];
            }
            return (topic, String::from_utf8(rest.to_vec()).expect("UTF-8"));
        }
    }
}

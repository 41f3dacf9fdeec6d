//! Control packets of MQTT 3.1.1 as a tablet sends them: whole, within bounds, and as much of them as rights depend on.
//! The numbers in brackets are the specification's.

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt};

use super::rights::Breach;

/// Longest packet that is read from a tablet: the longest payload, its topic, and their lengths.
const MAX_BODY: usize = 16 * 1024 + 1024;

/// What is wrong with the bytes that a tablet sends.
pub(super) enum Unread {
    /// The connection broke: there is nobody left to be told.
    Broken,
    /// No client sends this.
    Breach(Breach),
}

/// One packet.
#[derive(Debug)]
pub(super) struct Packet {
    /// Kind and flags [2.2].
    pub(super) first: u8,
    pub(super) body: Vec<u8>,
}

impl Packet {
    pub(super) const CONNECT: u8 = 1;
    pub(super) const PUBLISH: u8 = 3;
    pub(super) const PUBACK: u8 = 4;
    pub(super) const SUBSCRIBE: u8 = 8;
    pub(super) const UNSUBSCRIBE: u8 = 10;
    pub(super) const PINGREQ: u8 = 12;
    pub(super) const DISCONNECT: u8 = 14;

    /// The next packet; `None` where the stream ends before one begins. What is longer than any tablet has to say is not
    /// read.
    pub(super) async fn read(
        stream: &mut (impl AsyncRead + Unpin),
    ) -> Result<Option<Self>, Unread> {
        let first = match stream.read_u8().await {
            Ok(first) => first,
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            Err(_) => return Err(Unread::Broken),
        };
        let length = read_length(stream).await?;
        let mut body = vec![0; length];
        stream
            .read_exact(&mut body)
            .await
            .map_err(|_| Unread::Broken)?;
        Ok(Some(Self { first, body }))
    }

    pub(super) fn kind(&self) -> u8 {
        self.first >> 4
    }

    pub(super) fn flags(&self) -> u8 {
        self.first & 0x0F
    }

    /// As it goes to the broker.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut bytes = vec![self.first];
        let mut length = self.body.len();
        while length >= 0x80 {
            bytes.push((length % 0x80) as u8 | 0x80);
            length /= 0x80;
        }
        bytes.push(length as u8);
        bytes.extend(&self.body);
        bytes
    }
}

/// The length of the rest: seven bits a byte, four bytes at most [2.2.3].
async fn read_length(stream: &mut (impl AsyncRead + Unpin)) -> Result<usize, Unread> {
    let mut length = 0;
    for place in 0..4 {
        let byte = stream.read_u8().await.map_err(|_| Unread::Broken)?;
        length |= usize::from(byte & 0x7F) << (7 * place);
        if length > MAX_BODY {
            return Err(Unread::Breach(Breach::TooLong));
        }
        if byte & 0x80 == 0 {
            return Ok(length);
        }
    }
    Err(Unread::Breach(Breach::NoMqtt))
}

/// Reads fields of a packet's body, one after another.
pub(super) struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    pub(super) fn of(body: &'a [u8]) -> Self {
        Self(body)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What has not been read yet.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.0
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], Breach> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or(Breach::NoMqtt)?;
        self.0 = rest;
        Ok(taken)
    }

    pub(super) fn byte(&mut self) -> Result<u8, Breach> {
        self.take(1).map(|bytes| bytes[0])
    }

    pub(super) fn number(&mut self) -> Result<u16, Breach> {
        self.take(2)
            .map(|bytes| u16::from_be_bytes([bytes[0], bytes[1]]))
    }

    /// Bytes with their length in front.
    pub(super) fn bytes(&mut self) -> Result<&'a [u8], Breach> {
        let length = self.number()?;
        self.take(usize::from(length))
    }

    /// A text [1.5.3].
    pub(super) fn text(&mut self) -> Result<&'a str, Breach> {
        let text = std::str::from_utf8(self.bytes()?).map_err(|_| Breach::NoMqtt)?;
        if text.contains('\0') {
            return Err(Breach::NoMqtt);
        }
        Ok(text)
    }
}

/// A text with its length in front; none of ours is longer than two bytes can say.
pub(super) fn field(text: &str) -> Vec<u8> {
    [&(text.len() as u16).to_be_bytes(), text.as_bytes()].concat()
}

//! Asks, and gathers the answers.

use std::{
    io::{self, ErrorKind},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket},
    time::Duration,
};

use super::answer::{Found, read};
use crate::runtime::{Stopwatch, random_seed};

/// Where WS-Discovery is asked.
const EVERYBODY: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::new(239, 255, 255, 250)), 3702);
/// UDP loses questions: each is asked so often, evenly over the first half of the time.
const ASKED: u32 = 3;
/// The longest answer that is read, bytes.
const LONGEST_ANSWER: usize = 32 * 1024;
/// More cameras than this are not listed: somebody is playing games.
const MOST: usize = 500;

/// Whom to ask, and for how long.
#[derive(Clone, Copy, Debug)]
pub struct Search {
    /// The machine's own address in the network that is asked; the system chooses where not given.
    pub from: Option<IpAddr>,
    /// One address to ask in place of the whole network.
    pub ask: Option<SocketAddr>,
    /// How long answers are waited for.
    pub patience: Duration,
}

/// The cameras that answer, by their address.
///
/// # Errors
/// The network cannot be asked.
pub fn discover(search: Search) -> io::Result<Vec<Found>> {
    let to = search.ask.unwrap_or(EVERYBODY);
    let any = match to {
        SocketAddr::V4(_) => IpAddr::V4(Ipv4Addr::UNSPECIFIED),
        SocketAddr::V6(_) => IpAddr::V6(Ipv6Addr::UNSPECIFIED),
    };
    // Linux sends multicast through the network to which the sender's address belongs.
    let socket = UdpSocket::bind((search.from.unwrap_or(any), 0))?;
    let watch = Stopwatch::start();
    let (mut found, mut asked): (Vec<Found>, u32) = (Vec::new(), 0);
    let mut buffer = vec![0; LONGEST_ANSWER];
    while watch.elapsed() < search.patience && found.len() < MOST {
        let due = search.patience / (2 * ASKED) * asked;
        if asked < ASKED && watch.elapsed() >= due {
            let sent = socket.send_to(question(random_seed(), random_seed()).as_bytes(), to);
            // A later question that cannot be asked takes nothing of what was answered.
            if asked == 0 {
                sent?;
            }
            asked += 1;
        }
        let next = search.patience / (2 * ASKED) * asked;
        let until = if asked < ASKED { next } else { search.patience };
        let wait = until.saturating_sub(watch.elapsed());
        socket.set_read_timeout(Some(wait.max(Duration::from_millis(1))))?;
        match socket.recv_from(&mut buffer) {
            Ok((length, from)) => {
                let text = String::from_utf8_lossy(&buffer[..length]);
                add(&mut found, read(&text, from.ip()));
            }
            // Nothing yet; or an address that was asked refuses, which the next question may change.
            Err(error) if is_nothing(error.kind()) => {}
            Err(error) => return Err(error),
        }
    }
    found.sort_by_key(|camera| camera.address);
    Ok(found)
}

fn is_nothing(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::WouldBlock
            | ErrorKind::TimedOut
            | ErrorKind::Interrupted
            | ErrorKind::ConnectionRefused
    )
}

/// A camera that answers several times, or through several networks, is one.
fn add(found: &mut Vec<Found>, more: Vec<Found>) {
    for camera in more {
        let same = |known: &Found| {
            known.address == camera.address
                || (!camera.endpoint.is_empty() && known.endpoint == camera.endpoint)
        };
        if !found.iter().any(same) {
            found.push(camera);
        }
    }
}

/// A probe for devices that send pictures, with an id made of these numbers.
fn question(a: u64, b: u64) -> String {
    let id = format!(
        "{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}",
        a >> 32,
        (a >> 16) & 0xffff,
        a & 0xfff,
        b >> 52,
        b & 0xffff_ffff_ffff
    );
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope" xmlns:w="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery" xmlns:dn="http://www.onvif.org/ver10/network/wsdl"><e:Header><w:MessageID>uuid:{id}</w:MessageID><w:To e:mustUnderstand="true">urn:schemas-xmlsoap-org:ws:2005:04:discovery</w:To><w:Action e:mustUnderstand="true">http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe</w:Action></e:Header><e:Body><d:Probe><d:Types>dn:NetworkVideoTransmitter</d:Types></d:Probe></e:Body></e:Envelope>"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_question_is_xml_and_no_two_have_the_same_id() {
        let (one, other) = (question(u64::MAX, 0), question(7, u64::MAX));
        assert!(roxmltree::Document::parse(&one).is_ok());
        assert!(
            one.contains("uuid:ffffffff-ffff-4fff-8000-000000000000<"),
            "{one}"
        );
        assert_ne!(one, other);
    }
}

//! Asks an RTSP camera for its stream before OpenCV does, which could only say that it did not work.

use std::{
    io::{self, BufRead, BufReader, ErrorKind, Read, Write},
    net::{TcpStream, ToSocketAddrs},
    time::Duration,
};

use super::{CaptureError, RtspUrl, login};

/// The longest head or body of a reply that is read, bytes.
const LONGEST_REPLY: u64 = 64 * 1024;

/// Connects, asks for the stream with the user and password of the address, and hangs up. Each step takes at most
/// `patience`.
///
/// # Errors
/// [`CaptureError::Unreachable`] with the reason in plain words.
pub(super) fn knock(url: &RtspUrl, patience: Duration) -> Result<(), CaptureError> {
    let refusal = |(reason, hint)| CaptureError::Unreachable {
        url: Box::new(url.clone()),
        reason,
        hint,
    };
    let stream = connect(url, patience).map_err(refusal)?;
    let reply = ask(&stream, url).map_err(|error| refusal(explain(&error)))?;
    judge(&reply, url.login().is_some()).map_err(refusal)
}

/// What is wrong, and how to mend it.
type Refusal = (String, &'static str);

fn connect(url: &RtspUrl, patience: Duration) -> Result<TcpStream, Refusal> {
    let unknown = |_| {
        (
            format!("the name `{}` is not known in this network", url.host()),
            "check the host in the camera's address, or write its IP address",
        )
    };
    let mut error = ErrorKind::AddrNotAvailable.into();
    for address in (url.host(), url.port())
        .to_socket_addrs()
        .map_err(unknown)?
    {
        let stream = TcpStream::connect_timeout(&address, patience).and_then(|stream| {
            stream.set_read_timeout(Some(patience))?;
            stream.set_write_timeout(Some(patience))?;
            Ok(stream)
        });
        match stream {
            Ok(stream) => return Ok(stream),
            Err(failed) => error = failed,
        }
    }
    Err(explain(&error))
}

fn explain(error: &io::Error) -> Refusal {
    match error.kind() {
        ErrorKind::ConnectionRefused => (
            "refuses the connection".to_owned(),
            "is RTSP switched on in the camera, and is this its port (mostly 554)?",
        ),
        ErrorKind::TimedOut | ErrorKind::WouldBlock => (
            "does not answer".to_owned(),
            "is the camera switched on, and in this network?",
        ),
        ErrorKind::InvalidData => (
            "answers, but does not speak RTSP".to_owned(),
            "is this the port of the camera's stream (mostly 554), not of its web page?",
        ),
        _ => (
            format!("cannot be reached: {error}"),
            "is the camera switched on, and in this network?",
        ),
    }
}

/// Asks for the stream; where the camera wants to know who asks, tells it and asks again.
fn ask(stream: &TcpStream, url: &RtspUrl) -> io::Result<Reply> {
    let mut reader = BufReader::new(stream);
    let uri = url.bare();
    let request = |number, authorization: &str| {
        let head =
            format!("DESCRIBE {uri} RTSP/1.0\r\nCSeq: {number}\r\nAccept: application/sdp\r\n");
        let mut stream = stream;
        stream.write_all(format!("{head}User-Agent: showfloor\r\n{authorization}\r\n").as_bytes())
    };
    request(1, "")?;
    let reply = Reply::read(&mut reader)?;
    let Some(answer) = (url.login().filter(|_| reply.status == 401))
        .and_then(|login| login::answer(&reply.challenges(), &uri, login))
    else {
        return Ok(reply);
    };
    request(2, &format!("Authorization: {answer}\r\n"))?;
    Reply::read(&mut reader)
}

fn judge(reply: &Reply, with_login: bool) -> Result<(), Refusal> {
    match reply.status {
        // Redirections are FFmpeg's to follow.
        200..=399 => Ok(()),
        // A login of a kind that we cannot answer: FFmpeg may.
        401 if with_login && login::answer(&reply.challenges(), "", ("", "")).is_none() => Ok(()),
        401 | 403 if with_login => Err((
            "wrong user or password".to_owned(),
            "try them on the camera's own page; it may have a separate user for streams",
        )),
        401 | 403 => Err((
            "asks for a user and password".to_owned(),
            "write them into the address: rtsp://user:password@host/path",
        )),
        404 | 454 => Err((
            "has no stream under this path".to_owned(),
            "the path is in the camera's manual, or on its page under RTSP",
        )),
        status => Err((
            format!("refuses the stream (RTSP status {status})"),
            "does it allow one more viewer? Restarting the camera may help",
        )),
    }
}

/// The head of a reply.
#[derive(Debug)]
struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
}

impl Reply {
    fn read(reader: &mut impl BufRead) -> io::Result<Self> {
        let mut head = reader.take(LONGEST_REPLY);
        let first = read_line(&mut head)?;
        let status = first
            .strip_prefix("RTSP/")
            .and_then(|rest| rest.split(' ').nth(1)?.parse().ok())
            .ok_or(ErrorKind::InvalidData)?;
        let mut headers = Vec::new();
        loop {
            let line = read_line(&mut head)?;
            if line.is_empty() {
                break;
            }
            if let Some((name, value)) = line.split_once(':') {
                headers.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
            }
        }
        let reply = Self { status, headers };
        let length = reply
            .all("content-length")
            .next()
            .and_then(|l| l.parse().ok());
        // The body must be out of the way before the next reply.
        io::copy(
            &mut reader.take(length.unwrap_or(0).min(LONGEST_REPLY)),
            &mut io::sink(),
        )?;
        Ok(reply)
    }

    fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let wanted = move |(found, _): &&(String, String)| found == name;
        self.headers
            .iter()
            .filter(wanted)
            .map(|(_, value)| &**value)
    }

    fn challenges(&self) -> Vec<&str> {
        self.all("www-authenticate").collect()
    }
}

/// A line without its end. The end of the stream is an error.
fn read_line(reader: &mut impl BufRead) -> io::Result<String> {
    let mut line = Vec::new();
    if reader.read_until(b'\n', &mut line)? == 0 {
        return Err(ErrorKind::InvalidData.into());
    }
    Ok(String::from_utf8_lossy(&line).trim_end().to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn reason(reply: &str, with_login: bool) -> Option<String> {
        let reply = Reply::read(&mut reply.as_bytes()).expect("a reply");
        judge(&reply, with_login).err().map(|(reason, _)| reason)
    }

    #[test]
    fn replies_are_told_in_plain_words() {
        let denied = "RTSP/1.0 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"c\"\r\n\r\n";
        assert_eq!(
            reason(denied, true).as_deref(),
            Some("wrong user or password")
        );
        assert_eq!(
            reason(denied, false).as_deref(),
            Some("asks for a user and password")
        );
        let missing = "RTSP/1.0 404 Not Found\r\nContent-Length: 2\r\n\r\nno";
        assert_eq!(
            reason(missing, true).as_deref(),
            Some("has no stream under this path")
        );
        assert_eq!(reason("RTSP/1.0 200 OK\r\n\r\n", false), None);
    }

    #[test]
    fn a_web_server_is_no_camera() {
        let error =
            Reply::read(&mut &b"HTTP/1.1 400 Bad Request\r\n\r\n"[..]).expect_err("not RTSP");
        assert_eq!(explain(&error).0, "answers, but does not speak RTSP");
    }

    proptest! {
        #[test]
        fn any_reply_is_survived(tail in prop::collection::vec(any::<u8>(), 0..200)) {
            let mut reply = b"RTSP/1.0 200 OK\r\n".to_vec();
            reply.extend(tail);
            let _ = Reply::read(&mut &*reply);
        }
    }
}

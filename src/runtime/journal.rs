//! Lines of the log as systemd's journal takes them (<https://systemd.io/JOURNAL_NATIVE_PROTOCOL/>): each with its fields, so that
//! `journalctl CAMERA=front-door` finds what is about one camera.
//!
//! The text of a line says the fields, too: `journalctl -u showfloor` reads as standard error would.

use std::{
    fmt::{self, Write},
    io,
    os::unix::net::UnixDatagram,
    path::{Path, PathBuf},
};

use tracing::{
    Event, Level, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id},
};
use tracing_subscriber::{Layer, layer::Context, registry::LookupSpan};

/// Who logs, where the journal asks.
const IDENTIFIER: &str = "showfloor";
/// Longest text of a field, in bytes: a datagram has to hold all of them.
const LONGEST: usize = 16 * 1024;
/// Names that mean something to the journal already; a field of ours that is called so gets `F_` before it.
const TAKEN: [&str; 14] = [
    "MESSAGE",
    "MESSAGE_ID",
    "PRIORITY",
    "CODE_FILE",
    "CODE_LINE",
    "CODE_FUNC",
    "ERRNO",
    "INVOCATION_ID",
    "USER_INVOCATION_ID",
    "DOCUMENTATION",
    "TID",
    "UNIT",
    "USER_UNIT",
    "TARGET",
];

/// Sends every line to a socket. One that cannot be sent is lost: there is nobody else to tell.
#[derive(Debug)]
pub(super) struct Journal {
    socket: UnixDatagram,
    to: PathBuf,
}

impl Journal {
    /// Sends to the socket at this path.
    ///
    /// # Errors
    /// Nobody listens there.
    pub(super) fn to(path: &Path) -> io::Result<Self> {
        let socket = UnixDatagram::unbound()?;
        // A thread that logs waits for nobody: where the journal is behind, a line is lost.
        socket.set_nonblocking(true)?;
        // The journal takes no notice of an empty one.
        socket.send_to(&[], path)?;
        Ok(Self {
            socket,
            to: path.to_owned(),
        })
    }
}

impl<S> Layer<S> for Journal
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        if let Some(span) = context.span(id) {
            span.extensions_mut().insert(fields);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut fields = Fields::default();
        let spans = context.event_scope(event).into_iter();
        for span in spans.flat_map(tracing_subscriber::registry::Scope::from_root) {
            if let Some(of_span) = span.extensions().get::<Fields>() {
                fields.all.extend(of_span.all.iter().cloned());
            }
        }
        event.record(&mut fields);
        let _ = self.socket.send_to(&line(event, &fields), &self.to);
    }
}

/// A datagram of the journal's.
fn line(event: &Event<'_>, fields: &Fields) -> Vec<u8> {
    let mut sent = Vec::with_capacity(256);
    let about = event.metadata();
    put(&mut sent, "PRIORITY", priority(*about.level()));
    put(&mut sent, "SYSLOG_IDENTIFIER", IDENTIFIER);
    put(&mut sent, "TARGET", about.target());
    let mut text = fields.message.clone();
    for (name, value) in &fields.all {
        let _ = write!(
            text,
            "{}{name}={value}",
            if text.is_empty() { "" } else { " " }
        );
        put(&mut sent, &journal_name(name), value);
    }
    put(&mut sent, "MESSAGE", &text);
    sent
}

fn priority(level: Level) -> &'static str {
    match level {
        Level::ERROR => "3",
        Level::WARN => "4",
        Level::INFO => "6",
        _ => "7",
    }
}

/// The name of a field as the journal has names: capitals, digits and underscores, none of these first.
fn journal_name(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    let name: String = name.chars().map(plain).collect();
    let name = name.trim_start_matches('_').to_ascii_uppercase();
    let is_ours = name.starts_with(|c: char| c.is_ascii_uppercase())
        && !TAKEN.contains(&&*name)
        && !name.starts_with("SYSLOG_");
    if is_ours { name } else { format!("F_{name}") }
}

/// A field with its length before it: a text may have any byte in it, also the end of a line, and be no other field.
fn put(sent: &mut Vec<u8>, name: &str, value: &str) {
    let value = &value[..value.floor_char_boundary(LONGEST)];
    sent.extend_from_slice(name.as_bytes());
    sent.push(b'\n');
    sent.extend_from_slice(&(value.len() as u64).to_le_bytes());
    sent.extend_from_slice(value.as_bytes());
    sent.push(b'\n');
}

/// What a line or a span says.
#[derive(Debug, Default)]
struct Fields {
    message: String,
    all: Vec<(&'static str, String)>,
}

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.record_debug(field, &format_args!("{value}"));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() == "message" {
            let _ = write!(self.message, "{value:?}");
        } else {
            self.all.push((field.name(), format!("{value:?}")));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use tracing_subscriber::layer::SubscriberExt;

    use super::*;

    /// The fields of a datagram, read as the journal reads them.
    fn read(mut sent: &[u8]) -> BTreeMap<String, String> {
        let mut fields = BTreeMap::new();
        while !sent.is_empty() {
            let end = sent.iter().position(|byte| *byte == b'\n').unwrap();
            let name = String::from_utf8(sent[..end].to_vec()).unwrap();
            let length = u64::from_le_bytes(sent[end + 1..end + 9].try_into().unwrap()) as usize;
            let value = &sent[end + 9..end + 9 + length];
            assert_eq!(sent[end + 9 + length], b'\n');
            fields.insert(name, String::from_utf8(value.to_vec()).unwrap());
            sent = &sent[end + 10 + length..];
        }
        fields
    }

    /// What the journal receives of this.
    fn logged(log: impl FnOnce()) -> Vec<BTreeMap<String, String>> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("socket");
        let journal = UnixDatagram::bind(&path).unwrap();
        journal.set_nonblocking(true).unwrap();
        let subscriber = tracing_subscriber::registry().with(Journal::to(&path).unwrap());
        tracing::subscriber::with_default(subscriber, log);
        let mut buffer = vec![0; 1 << 20];
        let mut lines = Vec::new();
        while let Ok(length) = journal.recv(&mut buffer) {
            if length > 0 {
                lines.push(read(&buffer[..length]));
            }
        }
        lines
    }

    #[test]
    fn a_line_has_its_fields_and_those_of_what_it_is_said_in() {
        let lines = logged(|| {
            let _span = tracing::info_span!("camera", camera = %"front-door").entered();
            tracing::warn!(error = %"no answer", tries = 3, "no pictures");
        });
        let line = &lines[0];
        assert_eq!(line["CAMERA"], "front-door");
        assert_eq!(line["PRIORITY"], "4");
        assert_eq!((&*line["ERROR"], &*line["TRIES"]), ("no answer", "3"));
        assert_eq!(
            line["MESSAGE"],
            "no pictures camera=front-door error=no answer tries=3"
        );
        assert_eq!(line["SYSLOG_IDENTIFIER"], "showfloor");
    }

    #[test]
    fn no_text_makes_a_field_of_its_own_or_takes_the_place_of_the_journals() {
        let lines = logged(|| {
            tracing::error!(priority = 0, user = "a\nPRIORITY=0", "one\nMESSAGE=other");
            tracing::info!(what = %"x".repeat(100_000), "long");
        });
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[0]["PRIORITY"], "3");
        assert_eq!(lines[0]["F_PRIORITY"], "0");
        assert_eq!(lines[0]["USER"], "a\nPRIORITY=0");
        assert!(lines[0]["MESSAGE"].starts_with("one\nMESSAGE=other "));
        assert_eq!(lines[1]["WHAT"].len(), LONGEST);
    }

    #[test]
    fn without_a_journal_it_is_said_at_once() {
        let dir = tempfile::tempdir().unwrap();
        assert!(Journal::to(&dir.path().join("socket")).is_err());
    }
}

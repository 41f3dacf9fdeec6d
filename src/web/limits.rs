//! How much a caller may ask for, and for how long the server waits for anything.

use std::time::Duration;

/// Longest body of one event, and of a list of them, in bytes.
pub(super) const MAX_BODY: usize = 64 * 1024;
pub(super) const MAX_LIST_BODY: usize = 1024 * 1024;

/// Most events of one list.
pub(super) const MAX_EVENTS: usize = 1000;

/// Events that are put before the line at once: in between, cameras have their turn.
pub(super) const EVENTS_AT_ONCE: usize = 32;

/// Tablets that are joined at once, and of one session: a few pages of one browser.
pub(super) const TABLETS: usize = 400;
pub(super) const TABLETS_OF_SESSION: usize = 8;

/// Passwords that are hashed at once.
pub(super) const HASHES: usize = 2;

/// Longest head of a request, in bytes.
pub(super) const MAX_HEAD: usize = 32 * 1024;

/// Requests that a token may make at once, and per second in the long run. A list of events is one request.
pub(super) const BURST: f64 = 100.0;
pub(super) const PER_SECOND: f64 = 20.0;

/// What a caller is told to wait where they came too soon, or the line is busy; in seconds.
pub(super) const RETRY_AFTER: u32 = 2;

/// How many and how long. Tests make them less.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Connections that are open at once; more wait in the operating system's queue. What became a web socket does not
    /// count.
    pub connections: usize,
    /// Of these, of one address: a further one is closed at once, so that one machine keeps nobody else out.
    pub connections_of_address: usize,
    /// For the head of a request, also where nothing comes on an open connection.
    pub head: Duration,
    /// For the body of a request.
    pub body: Duration,
    /// For the line's answer.
    pub answer: Duration,
    /// For room in the line's queue, within a list that has begun.
    pub room: Duration,
    /// For a connection altogether.
    pub connection: Duration,
    /// How often it is asked whether other tokens are good.
    pub tokens: Duration,
    /// How often the certificate is looked at.
    pub certificate: Duration,
    /// For what is being answered when the server stops.
    pub stop: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 512,
            connections_of_address: 128,
            head: Duration::from_secs(10),
            body: Duration::from_secs(10),
            answer: Duration::from_secs(5),
            room: Duration::from_secs(2),
            connection: Duration::from_mins(2),
            tokens: Duration::from_secs(2),
            certificate: Duration::from_hours(6),
            stop: Duration::from_secs(2),
        }
    }
}

//! A courier between a real store and a real receiver.

use std::{
    collections::BTreeSet, fs, os::unix::fs::PermissionsExt, path::Path, thread::JoinHandle,
    time::Duration,
};

use showfloor::{
    publish::{Courier, Delivered, Format, On, Webhook},
    runtime::{Shutdown, spawn},
    store::{Mode, Reader, Settings, Store},
    types::{Deliveries, Delivery, Record},
};
use tempfile::TempDir;

use crate::receiver::{Receiver, Reply, SECRET};

/// A store, and a webhook to a receiver.
pub(crate) struct Place {
    /// Deleted with it, where it is the place's own.
    _folder: Option<TempDir>,
    store: Settings,
    webhook: Webhook,
}

/// A courier at work.
pub(crate) struct Working {
    store: Store,
    stop: Shutdown,
    thread: JoinHandle<Delivered>,
}

impl Place {
    fn new(receiver: &Receiver) -> Self {
        Self::at(&receiver.url())
    }

    pub(crate) fn at(url: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let place = Self::in_folder(folder.path(), url);
        Self {
            _folder: Some(folder),
            ..place
        }
    }

    pub(crate) fn in_folder(folder: &Path, url: &str) -> Self {
        let secret = folder.join("secret");
        fs::write(&secret, SECRET).expect("written");
        fs::set_permissions(&secret, fs::Permissions::from_mode(0o600)).expect("set");
        Self {
            store: Settings {
                path: folder.join("store.db"),
                key_file: folder.join("store.key"),
                keyring_file: None,
                backups: None,
                reserve: 0,
                hub: None,
            },
            webhook: Webhook {
                id: "crm".into(),
                url: url.parse().expect("an address that may be used"),
                secret_file: Some(secret),
                on: BTreeSet::from([On::Band]),
                format: Format::Json,
                client: "crm".into(),
            },
            _folder: None,
        }
    }

    pub(crate) fn start(&self) -> Working {
        let store = Store::open(&self.store, Mode::Create).expect("a store");
        let (stop, queue) = (Shutdown::new(), store.deliveries().expect("a queue"));
        let courier = Courier::new(&self.webhook, Box::new(queue), stop.clone());
        let courier = courier.expect("a secret");
        let courier = courier.retrying(Duration::from_millis(10), Duration::from_millis(60));
        let thread = spawn("courier", move || courier.run()).expect("a thread");
        Working {
            store,
            stop,
            thread,
        }
    }

    /// Puts deliveries into the queue, with no courier at work.
    pub(crate) fn put(&self, numbers: impl Iterator<Item = u32>) {
        let mut store = Store::open(&self.store, Mode::Create).expect("a store");
        let records: Vec<_> = numbers.map(numbered).collect();
        store.write(&records).expect("kept");
    }

    fn waiting(&self) -> usize {
        let mut queue = Store::open(&self.store, Mode::MustExist)
            .expect("a store")
            .deliveries()
            .expect("a queue");
        let mut waiting = 0;
        while let Some(row) = queue.first("crm").expect("read") {
            queue.accepted(row.seq).expect("deleted");
            waiting += 1;
        }
        waiting
    }
}

impl Working {
    pub(crate) fn put(&mut self, numbers: impl Iterator<Item = u32>) {
        for n in numbers {
            self.store.write(&[numbered(n)]).expect("kept");
        }
    }

    /// Waits for an end that nobody asks for.
    pub(crate) fn join(self) {
        self.thread.join().expect("it ended well");
    }

    pub(crate) fn stopped(self) -> Delivered {
        self.stop.request();
        self.thread.join().expect("it ended well")
    }
}

fn numbered(n: u32) -> Record {
    Record::Delivery(Delivery {
        webhook: "crm".into(),
        id: name(n),
        client: "crm".into(),
        contact: "4711".into(),
        content_type: "application/json".into(),
        body: format!("{{\"n\":{n}}}"),
    })
}

pub(crate) fn name(n: u32) -> String {
    format!("msg_{n:03}")
}

#[test]
fn every_delivery_arrives_in_order_though_the_receiver_fails_goes_away_and_the_appliance_restarts()
{
    let mut receiver = Receiver::new();
    let place = Place::new(&receiver);
    receiver.will_reply(&[
        Reply::Status(500),
        Reply::HangUp,
        Reply::Status(503),
        Reply::Status(429),
        Reply::Status(302),
        Reply::Status(408),
    ]);
    let mut working = place.start();
    working.put(0..10);
    receiver.await_accepted(10);
    receiver.goes();
    working.put(10..20);
    Shutdown::new().sleep(Duration::from_millis(200));
    // The appliance stops with all of that undelivered, and knows it again.
    working.stopped();
    let mut working = place.start();
    Shutdown::new().sleep(Duration::from_millis(100));
    receiver.comes();
    working.put(20..30);
    receiver.await_accepted(30);
    let delivered = working.stopped();
    let expected: Vec<_> = (0..30).map(name).collect();
    assert_eq!(receiver.accepted(), expected, "once each, in order");
    assert_eq!((delivered.accepted, delivered.refused), (20, 0));
    let requests = receiver.requests();
    assert!(requests.iter().all(|r| r.signed), "{requests:#?}");
    assert!(
        requests.iter().all(|r| r.path == "/hooks/t0ken"),
        "no redirect is followed"
    );
    // What failed was the first, six times over, under the same id and with the same body.
    let failed: BTreeSet<_> = requests[..7].iter().map(|r| (&r.id, &r.body)).collect();
    assert_eq!(failed.len(), 1, "{failed:?}");
    assert_eq!(place.waiting(), 0);
}

#[test]
fn what_a_receiver_refuses_for_good_is_given_up_and_audited_and_the_rest_goes_on() {
    let receiver = Receiver::new();
    let place = Place::new(&receiver);
    receiver.will_reply(&[Reply::Status(204), Reply::Status(422)]);
    let mut working = place.start();
    working.put(0..3);
    receiver.await_accepted(2);
    let delivered = working.stopped();
    assert_eq!(receiver.accepted(), [name(0), name(2)]);
    assert_eq!(
        (delivered.accepted, delivered.refused, delivered.failed),
        (2, 1, 0)
    );
    let log = Reader::open(&place.store)
        .expect("a store")
        .audit()
        .expect("a log");
    let given_up: Vec<_> = log
        .iter()
        .filter(|e| e.what == "webhook.given-up")
        .collect();
    assert_eq!(given_up.len(), 1);
    assert_eq!(
        given_up[0].detail,
        "msg_001 for crm: the receiver answers 422"
    );
    let check = Reader::open(&place.store).expect("a store").verify_audit();
    check.expect("the chain holds");
}

#[test]
fn a_stop_with_the_receiver_away_takes_no_time_and_loses_nothing() {
    let mut receiver = Receiver::new();
    let place = Place::new(&receiver);
    receiver.goes();
    let mut working = place.start();
    working.put(0..5);
    Shutdown::new().sleep(Duration::from_millis(100));
    let since = showfloor::runtime::Stopwatch::start();
    working.stopped();
    assert!(
        since.elapsed() < Duration::from_secs(2),
        "{:?}",
        since.elapsed()
    );
    assert_eq!(place.waiting(), 5);
}

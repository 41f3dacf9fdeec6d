//! What the tests of the store share: a place for a store, and made-up records.

use std::time::Duration;

use jiff::Timestamp;
use tempfile::TempDir;
use ulid::Ulid;

use super::{Mode, Reader, Settings, Store};
use crate::types::{
    Alert, AlertId, AlertKind, AlertState, Consent, ConsentId, Event, EventId, EventKind, Evidence,
    HandCode, KeptSignature, LedgerEntry, ModelTag, OutboxMessage, PresenceId, Priority,
    Recognition, Record, RunId, SIGNATURE_DIM, ScoreName, Signature, Stamp, Texts, VisitId,
    VisitSummary, VisitorId,
};

/// A directory of its own for a store and its key.
pub(super) struct Place {
    pub(super) directory: TempDir,
    pub(super) settings: Settings,
}

impl Place {
    pub(super) fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let settings = Settings {
            path: directory.path().join("showfloor.db"),
            key_file: directory.path().join("store.key"),
            keyring_file: None,
            backups: None,
            reserve: 0,
            hub: None,
        };
        Self {
            directory,
            settings,
        }
    }

    pub(super) fn open(&self) -> Store {
        Store::open(&self.settings, Mode::Create).unwrap()
    }

    pub(super) fn reader(&self) -> Reader {
        Reader::open(&self.settings).unwrap()
    }
}

/// Whether a signature is what was written, but for the last bits.
pub(super) fn same_face(read: &Signature, written: &Signature) -> bool {
    read.cosine(written)
        .is_some_and(|cosine| cosine > 1.0 - 1e-6)
}

/// `seconds` into a made-up run.
pub(super) fn at(seconds: u64) -> Stamp {
    let start = Stamp {
        run: RunId(Ulid::from(1)),
        mono_ns: 0,
        utc: Timestamp::constant(1_772_000_000, 123_456_789),
    };
    start.later(Duration::from_secs(seconds))
}

pub(super) fn visitor_id(n: u32) -> VisitorId {
    VisitorId(Ulid::from(100_000 + u128::from(n)))
}

pub(super) fn visit_id(n: u32) -> VisitId {
    VisitId(Ulid::from(200_000 + u128::from(n)))
}

pub(super) fn visitor(n: u32) -> Record {
    Record::Visitor {
        id: visitor_id(n),
        code: format!("V-{n:05}").into(),
        created: at(0),
    }
}

/// The visit `n` of visitor `n`, from second 10 to `last_seen`.
pub(super) fn visit(n: u32, last_seen: u64, closed: bool) -> VisitSummary {
    VisitSummary {
        id: visit_id(n),
        visitor: visitor_id(n),
        presence: PresenceId(Ulid::from(u128::from(n))),
        opened: at(10),
        last_seen: at(last_seen),
        closed: closed.then(|| at(last_seen)),
    }
}

/// An event of visit `n`; `id` tells events apart.
pub(super) fn event(id: u32, n: u32, seconds: u64, kind: EventKind) -> Event {
    Event {
        id: EventId(Ulid::from(300_000 + u128::from(id))),
        stamp: at(seconds),
        visit: Some(visit_id(n)),
        visitor: visitor_id(n),
        kind,
        evidence: Evidence {
            camera: Some("hall".into()),
            confidence: 0.9,
            since: None,
            observed: None,
        },
    }
}

pub(super) fn dwelled(zone: &str, product: Option<&str>, added_s: f64) -> EventKind {
    EventKind::Dwelled {
        zone: zone.into(),
        product: product.map(Into::into),
        added_s,
        inferred_s: 0.0,
        total_s: added_s,
    }
}

pub(super) fn ledger(of: &Event, points: f64) -> LedgerEntry {
    LedgerEntry {
        event: of.id,
        visitor: of.visitor,
        visit: of.visit,
        rule: "dwell".into(),
        rules_version: 3,
        points,
        at: of.stamp.utc,
        confidence: 0.9,
        score: ScoreName::Engagement,
    }
}

pub(super) fn message(topic: &str, payload: &str, latest_only: bool) -> OutboxMessage {
    OutboxMessage {
        topic: topic.into(),
        payload: payload.into(),
        retain: latest_only,
        latest_only,
    }
}

/// A made-up signature, in the mode that keeps everyone's.
pub(super) fn template(n: u32, seed: f32) -> Record {
    let raw: Vec<f32> = (0..SIGNATURE_DIM)
        .map(|i| (i as f32 * seed).sin() + 0.1)
        .collect();
    let signature = Signature::new(ModelTag::new("00112233445566778899", "plain"), &raw).unwrap();
    let permit = Recognition::All.permit(visitor_id(n), None).unwrap();
    Record::Template {
        visit: None,
        signature: KeptSignature::new(signature, &permit),
        quality: 0.7,
        at: at(12),
    }
}

pub(super) fn alert(n: u32, rev: u32, state: AlertState) -> Alert {
    let text = |text: &str| text.to_owned();
    Alert {
        v: 1,
        id: AlertId(Ulid::from(400_000 + u128::from(n))),
        rev,
        kind: AlertKind::Unattended,
        causes: vec![AlertKind::Unattended],
        priority: Priority::Normal,
        site: "lyon".into(),
        since: None,
        at: at(30).utc,
        visitor: Some("V-00001".to_owned().into()),
        party: Vec::new(),
        zone: None,
        stage: None,
        score: None,
        why: Vec::new(),
        text: Texts {
            en: text("Nobody has been with V-00001"),
            fr: text("Personne ne s'est occupé de V-00001"),
            pl: text("Nikt nie podszedł do V-00001"),
            de: text("Niemand war bei V-00001"),
        },
        lines: None,
        alone_since: None,
        approach_at: None,
        approach_by: None,
        expires_at: Some(at(600).utc),
        state,
        by: None,
        for_staff: Vec::new(),
        also: vec![],
        confidence: 0.93,
        visit: Some(visit_id(1)),
        camera: Some("hall".into()),
    }
}

/// What visitor `n` agreed to in their visit, by this code.
pub(super) fn consent(n: u32, code: &HandCode) -> Consent {
    Consent {
        id: ConsentId(Ulid::from(600_000 + u128::from(n))),
        visitor: visitor_id(n),
        visit: visit_id(n),
        given: at(20).utc,
        expires: at(20_000).utc,
        by: "planted-colleague".into(),
        place: "page".into(),
        version: "1".into(),
        language: "en".into(),
        text_sha256: "00".into(),
        code: code.digest(),
        ended: None,
    }
}

//! What is left in the files of a visitor who was erased.

use std::fs;

use ulid::Ulid;

use super::pages::{all, contains, keys, sealed};
use crate::{
    store::{ReceiptCheck, testing::*},
    types::{
        AlertState, AuditEntry, CorrectionId, CorrectionKind, CorrectionRequest, Delivery, Erasure,
        EventKind, HandCode, Record, ReturnCode,
    },
};

fn request(n: u32, kind: CorrectionKind) -> CorrectionRequest {
    CorrectionRequest {
        id: CorrectionId(Ulid::from(500_000 + u128::from(n))),
        at: at(60).utc,
        by: "officer".into(),
        kind,
    }
}

#[test]
#[allow(
    clippy::too_many_lines,
    reason = "one story, from what was planted to what is left"
)]
fn no_page_of_the_files_holds_anything_of_an_erased_visitor() {
    let place = Place::new();
    let mut store = place.open();
    let planted = template(1, 0.37);
    let Record::Template { signature, .. } = &planted else {
        unreachable!()
    };
    let plain = signature.signature().to_bytes();
    let linked = EventKind::Linked {
        client: "crm".into(),
        contact: "planted-contact".into(),
        consent: "planted consent".into(),
        by: "planted-colleague".into(),
    };
    let link = CorrectionKind::Link {
        visitor: visitor_id(1),
        client: "crm".into(),
        contact: "planted-contact".into(),
        consent: "planted consent".into(),
        noted_by: "planted-colleague".into(),
    };
    let receipt: HandCode = "7K3Q-DM42-9XTR-VB6H".parse().unwrap();
    let returns: HandCode = "9XTR-VB6H-7K3Q-DM42".parse().unwrap();
    let consent = consent(1, &receipt);
    let consented = consent.id.to_string();
    let inbox = store.inbox().unwrap();
    inbox.ask(&request(1, link)).unwrap();
    let delivery = Delivery {
        webhook: "crm".into(),
        id: "msg_1".into(),
        client: "crm".into(),
        contact: "planted-contact".into(),
        content_type: "text/plain".into(),
        body: "planted body".into(),
    };
    let mut records = vec![
        visitor(1),
        visitor(2),
        Record::Visit(visit(1, 50, true)),
        Record::Visit(visit(2, 50, true)),
        Record::Event(event(1, 1, 20, linked)),
        Record::Event(event(2, 2, 20, EventKind::contacted("another"))),
        Record::Event(event(
            3,
            2,
            21,
            EventKind::Party {
                with: vec![visit_id(1)],
                children: 0,
                together: true,
                sure: 0.9,
                alone_before: 0,
            },
        )),
        planted.clone(),
        Record::Message(message("north/visitors/V-00001", "{}", true)),
        Record::Alert(Box::new(alert(1, 1, AlertState::Closed))),
        Record::Delivery(delivery),
        Record::Consent {
            consent: Box::new(consent),
            text: "May we?".into(),
        },
        Record::ReturnCode(ReturnCode {
            digest: returns.digest(),
            visitor: visitor_id(1),
            made: at(20).utc,
            expires: at(20_000).utc,
        }),
    ];
    // An alert of somebody else, whom they came with.
    let mut others = alert(2, 1, AlertState::Closed);
    (others.visit, others.visitor) = (Some(visit_id(2)), Some("V-00002".to_owned().into()));
    others.party = vec!["V-00001".to_owned().into()];
    records.push(Record::Alert(Box::new(others)));
    // Much that was replaced, so that old versions lie about.
    for n in 0..50 {
        records.push(Record::Visit(visit(1, 60 + n, true)));
    }
    store.write(&records).unwrap();
    for at in 0..3 {
        let mut visit = visit(1, 200 + at, true);
        visit.presence.0 = Ulid::from(u128::from(at));
        store.write(&[Record::Visit(visit)]).unwrap();
    }
    let (id, visited) = (visitor_id(1).to_string(), visit_id(1).to_string());
    let sealed = sealed(&store);
    let (before, ring) = (keys(&place), fs::read(place.settings.keyring()).unwrap());
    assert_eq!((sealed.len(), before.len()), (1, 1));
    let (receipt, returns) = (receipt.digest(), returns.digest());
    let needles: [&[u8]; 11] = [
        b"planted-contact",
        b"planted consent",
        b"planted-colleague",
        b"planted body",
        id.as_bytes(),
        visited.as_bytes(),
        &sealed[0],
        b"north/visitors/V-00001",
        consented.as_bytes(),
        receipt.as_str().as_bytes(),
        returns.as_str().as_bytes(),
    ];
    for needle in needles {
        assert!(
            contains(&all(&place), needle),
            "{} was there",
            needle.escape_ascii()
        );
    }
    assert!(!contains(&all(&place), &plain[..16]), "never in the clear");
    let asked = request(
        2,
        CorrectionKind::Erase {
            code: "V-00001".to_owned().into(),
        },
    );
    let erasure = Erasure {
        request: asked.id,
        at: at(300).utc,
        by: "officer".into(),
        site: "north".into(),
        codes: vec!["V-00001".to_owned().into()],
        visitors: vec![visitor_id(1)],
        visits: vec![visit_id(1)],
        links: vec![("crm".into(), "planted-contact".into())],
        away_since: None,
        backups_until: None,
    };
    store.write(&[Record::Erased(Box::new(erasure))]).unwrap();
    let left = all(&place);
    assert!(contains(&left, b"V-00002"), "the others stay");
    for needle in needles {
        assert!(
            !contains(&left, needle),
            "{} is left",
            needle.escape_ascii()
        );
    }
    // Nor does the keyring: not their key, and nothing of the file that had it.
    assert!(keys(&place).is_empty());
    let ring_now = fs::read(place.settings.keyring()).unwrap();
    assert!(!contains(&ring_now, &ring[8..24]) && !contains(&ring_now, &ring[44..60]));
    let known = store.load().unwrap();
    assert_eq!(
        (known.visitors.len(), known.visits.len(), known.events.len()),
        (1, 1, 2)
    );
    assert_eq!(known.erased, ["V-00001".to_owned().into()]);
    let reader = place.reader();
    let others = &reader.alerts().unwrap()[..];
    assert_eq!(others.len(), 1);
    assert_eq!(others[0].party, ["V-erased".to_owned().into()]);
    let (receipt, noted) = reader.receipts().unwrap().remove(0);
    assert!(noted);
    assert_eq!(reader.check_receipt(&receipt).unwrap(), ReceiptCheck::Good);
    let changed = crate::types::ErasureReceipt {
        by: "somebody".into(),
        ..receipt.clone()
    };
    assert_eq!(
        reader.check_receipt(&changed).unwrap(),
        ReceiptCheck::Changed
    );
    let elsewhere = Place::new();
    drop(elsewhere.open());
    let elsewhere = elsewhere.reader().check_receipt(&receipt).unwrap();
    assert_eq!(elsewhere, ReceiptCheck::Foreign);
    let counted: Vec<_> = receipt
        .deleted
        .iter()
        .map(|(what, n)| (what.as_str(), *n))
        .collect();
    assert_eq!(
        counted,
        [
            ("alerts", 1),
            ("consents", 1),
            ("corrections", 1),
            ("deliveries", 1),
            ("events", 1),
            ("messages", 2),
            ("return_codes", 1),
            ("templates", 1),
            ("visitors", 1),
            ("visits", 1)
        ]
    );
    assert!(receipt.files.contains("keyring"));
    assert!(
        receipt
            .beyond
            .iter()
            .any(|what| what.starts_with("copies of the keyring made before"))
    );
    assert_eq!(reader.receipt(asked.id).unwrap().as_ref(), Some(&receipt));
    assert_eq!(reader.verify_audit().unwrap().broken_at, None);
    // A receipt that says anything else is not the one that was noted.
    let forged = crate::types::ErasureReceipt {
        redacted: 9,
        ..receipt.clone()
    };
    assert_ne!(forged.sha256(), receipt.sha256());
    let entries: Vec<AuditEntry> = reader.audit().unwrap();
    assert!(
        entries[0].detail.contains(&receipt.sha256()) && !entries[0].detail.contains("V-00001")
    );
}

//! Logs that are changed, cut, redacted and taken over.

use super::{chain::commitment, check::verify, redact, *};
use crate::{
    store::{
        Store,
        testing::{Place, at},
    },
    types::{AuditEntry, AuditHead, Deliveries, HeadDue, Record, hex},
};

fn entry(n: u32) -> AuditEntry {
    AuditEntry {
        at: at(n.into()).utc,
        who: "installer".into(),
        what: "privacy.mode".into(),
        detail: format!("change {n}"),
    }
}

fn with_entries(place: &Place) -> Store {
    let mut store = place.open();
    for n in 0..5 {
        store.write(&[Record::Audit(entry(n))]).unwrap();
    }
    store
}

/// What somebody with the key and a shell could do.
fn tamper(store: &Store, sql: &str) {
    store
        .connection
        .execute_batch("DROP TRIGGER audit_is_never_changed; DROP TRIGGER audit_is_never_deleted")
        .unwrap();
    store.connection.execute_batch(sql).unwrap();
}

#[test]
fn an_untouched_log_is_whole_and_reads_back() {
    let place = Place::new();
    let store = with_entries(&place);
    let check = verify(&store.connection).unwrap();
    assert_eq!(
        (check.entries, check.taken_out, check.broken_at),
        (5, 0, None)
    );
    let entries = place.reader().audit().unwrap();
    assert_eq!(entries, (0..5).map(entry).collect::<Vec<_>>());
}

#[test]
fn any_tampering_is_found_where_it_was_done() {
    for (sql, at) in [
        ("UPDATE audit SET detail = 'change 7' WHERE seq = 3", 3),
        (
            "UPDATE audit SET who = 'installerprivacy', what = '.mode' WHERE seq = 1",
            1,
        ),
        ("UPDATE audit SET hash = zeroblob(32) WHERE seq = 2", 2),
        ("DELETE FROM audit WHERE seq = 4", 4),
        ("DELETE FROM audit WHERE seq > 3", 4),
        ("DELETE FROM audit", 1),
        ("UPDATE audit SET salt = randomblob(32) WHERE seq = 2", 2),
        // Particulars that went, and nobody says why.
        (
            "UPDATE audit SET salt = NULL, detail = 'gone' WHERE seq = 3",
            3,
        ),
    ] {
        let place = Place::new();
        let store = with_entries(&place);
        tamper(&store, sql);
        assert_eq!(
            verify(&store.connection).unwrap().broken_at,
            Some(at),
            "{sql}"
        );
    }
}

#[test]
fn the_log_refuses_changes() {
    let place = Place::new();
    let store = with_entries(&place);
    for sql in [
        "UPDATE audit SET who = 'x'",
        "DELETE FROM audit WHERE seq = 5",
    ] {
        assert!(store.connection.execute_batch(sql).is_err(), "{sql}");
    }
}

/// Takes out what names the third entry, and notes that, as an erasure does.
fn take_out(store: &mut Store) {
    let tx = store.connection.transaction().unwrap();
    tx.execute("INSERT INTO erasing VALUES ('x')", []).unwrap();
    let taken = redact(&tx, &["change 2".to_owned()]).unwrap();
    tx.execute("DELETE FROM erasing", []).unwrap();
    let detail = format!("one visitor; {}", taken.unwrap());
    append(&tx, &AuditEntry { detail, ..entry(9) }).unwrap();
    tx.commit().unwrap();
}

#[test]
fn particulars_are_taken_out_and_the_chain_stays_whole() {
    let place = Place::new();
    let mut store = with_entries(&place);
    let before = verify(&store.connection).unwrap().head.unwrap();
    take_out(&mut store);
    let check = verify(&store.connection).unwrap();
    assert_eq!(
        (check.entries, check.taken_out, check.broken_at),
        (6, 1, None)
    );
    let reader = place.reader();
    assert!(reader.has_head(&before).unwrap());
    let entries = reader.audit().unwrap();
    assert!(!entries.iter().any(|entry| entry.detail == "change 2"));
    assert!(entries[5].detail.ends_with("entries 3"), "{entries:?}");
    // What was there cannot be tried out: nothing is left that it could be held against.
    let query = "SELECT commitment FROM audit WHERE seq = 3";
    let committed: Vec<u8> = store
        .connection
        .query_row(query, [], |row| row.get(0))
        .unwrap();
    assert_ne!(committed, commitment(&[], "change 2"));
    // And nothing may be put back in its place, nor anything else be changed under its cover.
    for sql in [
        "UPDATE audit SET detail = 'change 2' WHERE seq = 3",
        "UPDATE audit SET detail = 'x', salt = zeroblob(32) WHERE seq = 3",
        "UPDATE audit SET who = 'x', salt = NULL WHERE seq = 1",
    ] {
        let whole = format!("INSERT INTO erasing VALUES ('x'); {sql}; DELETE FROM erasing");
        let tx = store.connection.transaction().unwrap();
        let done = tx.execute_batch(&whole);
        assert!(done.is_err() || sql.contains("change 2"), "{sql}");
    }
}

#[test]
fn a_log_that_was_cut_and_written_anew_is_not_the_one_whose_head_was_noted() {
    let place = Place::new();
    let mut store = with_entries(&place);
    let noted = verify(&store.connection).unwrap().head.unwrap();
    let typed: AuditHead = format!("{}: {}", noted.number, &noted.hash[..16])
        .parse()
        .unwrap();
    tamper(
        &store,
        "DELETE FROM audit WHERE seq > 3; UPDATE sqlite_sequence SET seq = 3 WHERE name = 'audit'",
    );
    store
        .write(&[Record::Audit(entry(7)), Record::Audit(entry(8))])
        .unwrap();
    // In itself it is whole.
    assert_eq!(verify(&store.connection).unwrap().broken_at, None);
    let reader = place.reader();
    assert!(!reader.has_head(&noted).unwrap() && !reader.has_head(&typed).unwrap());
    for wrong in [
        "",
        "5",
        "0:0123456789abcdef",
        "5:0123",
        "5:xyz3456789abcdef",
        "-1:0123456789abcdef",
    ] {
        assert!(wrong.parse::<AuditHead>().is_err(), "{wrong}");
    }
}

/// The log as version 11 had it, and its chain.
fn before_commitments(store: &Store, changed: bool) -> String {
    use sha2::{Digest, Sha256};
    tamper(
        store,
        "DROP TABLE audit; DELETE FROM sqlite_sequence WHERE name = 'audit'",
    );
    let sql = &store.connection;
    sql.execute_batch(
        "CREATE TABLE audit_before (seq INTEGER PRIMARY KEY AUTOINCREMENT, at_utc TEXT, who TEXT, what TEXT, detail TEXT, prev BLOB, hash BLOB)",
    )
    .unwrap();
    let mut prev = vec![0; 32];
    for n in 0..3_i64 {
        let entry = entry(n as u32);
        let fields = [
            format!("{:.9}", entry.at),
            entry.who,
            entry.what,
            entry.detail,
        ];
        let mut hasher = Sha256::new();
        hasher.update(&prev);
        hasher.update((n + 1).to_le_bytes());
        for field in &fields {
            hasher.update((field.len() as u64).to_le_bytes());
            hasher.update(field);
        }
        let hash = hasher.finalize().to_vec();
        let [at, who, what, detail] = fields;
        let detail = if changed && n == 1 {
            "another".to_owned()
        } else {
            detail
        };
        let values = rusqlite::params![n + 1, at, who, what, detail, prev, hash];
        let insert = "INSERT INTO audit_before VALUES (?, ?, ?, ?, ?, ?, ?)";
        sql.execute(insert, values).unwrap();
        prev = hash;
    }
    hex(&prev)
}

#[test]
fn an_older_log_is_taken_over_with_what_its_chain_was() {
    for (changed, state) in [
        (false, "3 entries, whole"),
        (true, "3 entries, changed at entry 2"),
    ] {
        let place = Place::new();
        let mut store = place.open();
        let last = before_commitments(&store, changed);
        let created = include_str!("../upgrade/0013.sql");
        let from = created.find("CREATE TABLE audit (").unwrap();
        let to = created.find("-- What signs").unwrap();
        store.connection.execute_batch(&created[from..to]).unwrap();
        let tx = store.connection.transaction().unwrap();
        rechain(&tx).unwrap();
        tx.commit().unwrap();
        let check = verify(&store.connection).unwrap();
        assert_eq!((check.entries, check.broken_at), (4, None));
        let told = place.reader().audit().unwrap().remove(3);
        assert_eq!(told.detail, format!("{state}; the last hash was {last}"));
    }
}

#[test]
fn the_last_entry_goes_out_by_webhook_and_is_found_again() {
    let place = Place::new();
    let mut store = place.open();
    let due = |id: &str| {
        Record::HeadDue(HeadDue {
            id: id.into(),
            at: at(60).utc,
            site: "north".into(),
            webhooks: vec!["dpo".into()],
        })
    };
    store.write(&[due("msg_1")]).unwrap();
    let mut queue = store.deliveries().unwrap();
    assert!(queue.first("dpo").unwrap().is_none(), "of an empty log");
    let entry = AuditEntry {
        at: at(59).utc,
        who: "officer".into(),
        what: "visitors.exported".into(),
        detail: "V-00001".into(),
    };
    store.write(&[Record::Audit(entry), due("msg_2")]).unwrap();
    let delivery = queue.first("dpo").unwrap().unwrap().delivery;
    assert!(!delivery.body.contains("V-00001") && !delivery.body.contains("officer"));
    let body: serde_json::Value = serde_json::from_str(&delivery.body).unwrap();
    assert_eq!(
        (&body["event"], &body["id"]),
        (&"audit_head".into(), &"msg_2".into())
    );
    let head = format!("{}:{}", body["number"], body["hash"].as_str().unwrap());
    let head: AuditHead = head.parse().unwrap();
    assert!(place.reader().has_head(&head).unwrap());
}

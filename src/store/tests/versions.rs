//! A store of every version there ever was, with something in it, is brought up to date and holds the same.

use std::collections::BTreeMap;

use rusqlite::Connection;
use sha2::{Digest, Sha256};

use super::upgrade::{count, first_version, schema, schema_of};
use crate::{
    store::{
        Mode, Store,
        connection::faults,
        key::{Key, KeyPlace},
        testing::*,
        upgrade::{SEALED, UPGRADES, VERSION},
    },
    types::hex,
};

/// What a store of a version may hold, from the version on that made room for it.
const ROWS_SINCE: &[(i32, &str)] = &[
    (1, "INSERT INTO product_placement VALUES ('kona', 'Kona Electric', 'suv', 'S-1', 'window', '2026-05-01T08:00:00.000000000Z', NULL)"),
    (2, "INSERT INTO correction (id, run, mono_ns, utc, who, kind, changes) VALUES ('00000000000000000000000005',
        '0000000000000000000000000R', 6, '2026-05-12T10:00:01.000000000Z', 'ewa', '{\"not_this_person\":{\"visit\":\"00000000000000000000000003\"}}', '[]')"),
    (2, "INSERT INTO distinct_pair VALUES ('00000000000000000000000001', '00000000000000000000000002')"),
    (2, "INSERT INTO correction_request (id, at_utc, who, kind, done, answer) VALUES ('00000000000000000000000006',
        '2026-05-12T10:00:02.000000000Z', 'ewa', '{\"not_this_person\":{\"visit\":\"00000000000000000000000003\"}}', 1, NULL)"),
    (3, "INSERT INTO staff VALUES ('00000000000000000000000009', 'Mara', '2026-05-12T10:00:00.000000000Z', 'ewa', 'yes')"),
    (8, "INSERT INTO delivery (webhook, id, client, contact, content_type, body) VALUES ('crm', 'd1', 'crm', 'c-1', 'application/json', '{}')"),
    (8, "INSERT INTO delivery_lost VALUES ('crm', 2)"),
    (9, "INSERT INTO shift VALUES ('ewa', '2026-05-12T08:00:00.000000000Z', 0)"),
    (9, "INSERT INTO retained VALUES ('t', '{}')"),
    (10, "INSERT INTO account VALUES ('ewa', 'staff', NULL, 'pl', '2026-05-12T08:00:00.000000000Z')"),
    (10, "INSERT INTO pairing VALUES (x'01', 'ewa', 'tablet', '2026-05-12T08:15:00.000000000Z')"),
    (11, "INSERT INTO erasure VALUES ('r1', '2026-05-12T09:00:00.000000000Z', '{}')"),
    (11, "INSERT INTO erased_code VALUES ('V-00009', 'r1')"),
    (14, "INSERT INTO consent_text VALUES ('abc', '1', 'en', 'I agree')"),
    (14, "INSERT INTO consent VALUES ('00000000000000000000000007', '00000000000000000000000002', '00000000000000000000000003',
        '2026-05-12T10:00:00.000000000Z', '2027-05-12T10:00:00.000000000Z', 'ewa', 'desk', 'abc', 'C-1', NULL, NULL)"),
    (16, "INSERT INTO hub_journal (id, kind, about, owned, body) VALUES (x'01', 'record', x'', 0, x'02')"),
    (16, "INSERT INTO hub_state VALUES ('a', 1, 2, 0)"),
    (16, "INSERT INTO hub_former VALUES ('b')"),
    (16, "INSERT INTO hub_visit VALUES ('00000000000000000000000003')"),
];

/// SHA-256 of [`schema_of`] a store as the programs of versions 1, 2, 3 and so on made it new. A change of a version that is out is
/// found by it: stores of that version stand in showrooms as they were made.
const MADE: &[&str] = &[
    "d8c6cf1b03e862bccaee33b16646abafa59a7196ba856349dbcf164d605120fa",
    "a9c973daef6d46b0626f74333a43bd5d407a6975f19ce83535e84253552427d3",
    "6c0f47007f53ad38a8f8abf70fde8172c57fe852d273d90a48a827bdf86273b7",
    "ca9a0f02086c0a8027e5bb65a487a4f6c924950f5de4c7ccc7b43d78cd482460",
    "4581011ff1c5063eb9ef659863f593d9770132f8f5023f98bfb348fed58806bc",
    "66b6f23e3d1e0da5d0952467255fd16dee3ed3db0befaef8d12cbdd755481973",
    "b4d454ca3247f0a5dacb27918f1ff07782336aef9307e1175350091ee936be5b",
    "d3e23c3e34a80f1d4a40939456062fca008f4715c0b411cf1258569080d1e7a7",
    "b68053acf65c37e0396d61bd46c05625ec2724ea0c076bbec335b71f6e62a7e2",
    "d26a6515e47a2709a3726f27a5e31f1c1757bd916d7e26c9ff36bba2c019f3b9",
    "d4534157b39d20cb9f55c4e914416f6465077af86da4cee3ea12e2701284b3e9",
    "7d2110ce42c2371e78b637b89a4c15d7b6fdccc03d31e31aa1e084766b77fef0",
    "02fbf3fe6c5a4f80d9030188402224591785cda8f1ecfcf918113905eed06c9b",
    "f0e7f9d7eb3a57b8e55224bc23e956cc386a7284b9c72e8afca5b290c3d495d7",
    "a1b681512282562c8bdb0c82cc73005229ed91231b2975bdc4c20a93e263480a",
    "631daef75945701a386f5fac09cd26f16b53c1db4e2fc48c9feccb83d190a4e7",
];

fn digest(connection: &Connection) -> String {
    hex(&Sha256::digest(schema_of(connection).join("\n")))
}

/// Leaves a store of this version with rows in it; gives how many each table holds.
fn store_of(version: i32, place: &Place) -> BTreeMap<String, i64> {
    first_version(place);
    let key = Key::read(&KeyPlace::find(&place.settings.key_file));
    let connection = Connection::open(&place.settings.path).unwrap();
    let unlock = key.unwrap().unwrap().pragma();
    connection.execute_batch(&unlock).unwrap();
    for step in &UPGRADES[..(version - 1) as usize] {
        connection.execute_batch(step).unwrap();
        if step.contains("RENAME TO audit_before") {
            // Rows of the log are taken over by code; this log has none.
            connection.execute_batch("DROP TABLE audit_before").unwrap();
        }
    }
    let made = MADE[(version - 1) as usize];
    assert_eq!(
        digest(&connection),
        made,
        "version {version} made other tables"
    );
    if version >= SEALED {
        // Those that such a store holds are sealed with keys that stand elsewhere; tests of their own have them.
        connection.execute_batch("DELETE FROM template").unwrap();
    }
    for (_, row) in ROWS_SINCE.iter().filter(|(since, _)| *since <= version) {
        let written = connection.execute_batch(row);
        written.unwrap_or_else(|error| panic!("{version}: {row}: {error}"));
    }
    let number = format!("PRAGMA user_version = {version}");
    connection.execute_batch(&number).unwrap();
    tables(&connection)
}

/// How many rows each table holds.
fn tables(connection: &Connection) -> BTreeMap<String, i64> {
    let query = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
    let mut statement = connection.prepare(query).unwrap();
    let names = statement
        .query_map([], |row| row.get::<_, String>(0))
        .unwrap();
    let held = |name: String| {
        let query = format!("SELECT count(*) FROM {name}");
        (
            name,
            connection.query_row(&query, [], |row| row.get(0)).unwrap(),
        )
    };
    names.map(|name| held(name.unwrap())).collect()
}

#[test]
fn a_store_of_every_version_becomes_one_of_today_and_holds_what_it_held() {
    let new = Place::new().open();
    let fresh = schema(&new);
    assert_eq!(
        MADE.len(),
        VERSION as usize,
        "this version makes {}",
        digest(&new.connection)
    );
    for version in 1..=VERSION {
        let place = Place::new();
        let held = store_of(version, &place);
        let full = held.values().filter(|rows| **rows > 0).count();
        assert!(
            full >= 5,
            "version {version} holds next to nothing: {held:?}"
        );
        let store = Store::open(&place.settings, Mode::MustExist)
            .unwrap_or_else(|error| panic!("version {version}: {error}"));
        assert_eq!(schema(&store), fresh, "version {version}");
        for (table, rows) in &held {
            // One row of it is the site's, and it is made where there is none.
            let more = i64::from(table == "at_rest" && *rows == 0);
            assert_eq!(
                count(&store, table),
                rows + more,
                "version {version}: {table}"
            );
        }
        assert_eq!(
            faults(&store.connection).unwrap(),
            [""; 0],
            "version {version}"
        );
        assert_eq!(
            count(&store, "pragma_foreign_key_check"),
            0,
            "version {version}"
        );
        let known = store.load().unwrap();
        assert_eq!(
            (known.visitors.len(), known.events.len()),
            (2, 1),
            "version {version}"
        );
        drop(store);
        assert_eq!(
            place.open().load().unwrap(),
            known,
            "version {version}, opened again"
        );
    }
}

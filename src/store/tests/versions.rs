//! A store of every version there ever was, with something in it, is brought up to date and holds the same.

use std::{collections::BTreeMap, fs, path::Path};

use rusqlite::{Connection, params_from_iter, types::Value};

use super::upgrade::{count, first_version, schema, schema_of};
use crate::store::{
    Mode, Store, connection::faults, key::Key, key::KeyPlace, testing::*, upgrade::UPGRADES,
    upgrade::VERSION,
};

/// What a store of a version may hold, from the version that made room for it on; with the last it was written so.
const ROWS_SINCE: &[(i32, i32, &str)] = &[
    (1, VERSION, "INSERT INTO product_placement VALUES ('kona', 'Kona Electric', 'suv', 'S-1', 'window', '2026-05-01T08:00:00.000000000Z', NULL)"),
    (2, VERSION, "INSERT INTO correction (id, run, mono_ns, utc, who, kind, changes) VALUES ('00000000000000000000000005',
        '0000000000000000000000000R', 6, '2026-05-12T10:00:01.000000000Z', 'ewa', '{\"not_this_person\":{\"visit\":\"00000000000000000000000003\"}}', '[]')"),
    (2, VERSION, "INSERT INTO distinct_pair VALUES ('00000000000000000000000001', '00000000000000000000000002')"),
    (2, VERSION, "INSERT INTO correction_request (id, at_utc, who, kind, done, answer) VALUES ('00000000000000000000000006',
        '2026-05-12T10:00:02.000000000Z', 'ewa', '{\"not_this_person\":{\"visit\":\"00000000000000000000000003\"}}', 1, NULL)"),
    (3, VERSION, "INSERT INTO staff VALUES ('00000000000000000000000009', 'Mara', '2026-05-12T10:00:00.000000000Z', 'ewa', 'yes')"),
    (8, VERSION, "INSERT INTO delivery (webhook, id, client, contact, content_type, body) VALUES ('crm', 'd1', 'crm', 'c-1', 'application/json', '{}')"),
    (8, VERSION, "INSERT INTO delivery_lost VALUES ('crm', 2)"),
    (9, VERSION, "INSERT INTO shift VALUES ('ewa', '2026-05-12T08:00:00.000000000Z', 0)"),
    (9, VERSION, "INSERT INTO retained VALUES ('t', '{}')"),
    (10, VERSION, "INSERT INTO account VALUES ('ewa', 'staff', NULL, 'pl', '2026-05-12T08:00:00.000000000Z')"),
    (10, VERSION, "INSERT INTO pairing VALUES (x'01', 'ewa', 'tablet', '2026-05-12T08:15:00.000000000Z')"),
    (11, VERSION, "INSERT INTO erasure VALUES ('r1', '2026-05-12T09:00:00.000000000Z', '{}')"),
    (11, VERSION, "INSERT INTO erased_code VALUES ('V-00009', 'r1')"),
    (14, VERSION, "INSERT INTO consent_text VALUES ('abc', '1', 'en', 'I agree')"),
    (14, VERSION, "INSERT INTO consent VALUES ('00000000000000000000000007', '00000000000000000000000002', '00000000000000000000000003',
        '2026-05-12T10:00:00.000000000Z', '2027-05-12T10:00:00.000000000Z', 'ewa', 'desk', 'abc', 'C-1', NULL, NULL)"),
];

/// The tables as the program of a version made them, not as later ones were altered.
fn made(version: i32) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store");
    let file = match version {
        1 => folder.join("upgrade/0001.sql"),
        VERSION => folder.join("schema.sql"),
        _ => folder.join(format!("tests/versions/{version:04}.sql")),
    };
    fs::read_to_string(&file).unwrap_or_else(|error| {
        panic!(
            "{}: {error}: keep schema.sql of that version",
            file.display()
        )
    })
}

/// Leaves a store of this version with rows in it; gives how many each table holds.
fn store_of(version: i32, place: &Place) -> BTreeMap<String, i64> {
    // The rows are those of the first version, as later programs would have altered them.
    let altered = Place::new();
    first_version(&altered);
    let rows_of = unlocked(&altered);
    for step in &UPGRADES[..(version - 1) as usize] {
        if step.contains("RENAME TO audit_before") {
            // Rows of the log are taken over by code; this log has none.
            rows_of
                .execute_batch(&format!("{step}; DROP TABLE audit_before;"))
                .unwrap();
        } else {
            rows_of.execute_batch(step).unwrap();
        }
    }
    if version >= crate::store::upgrade::SEALED {
        // Those that such a store holds are sealed with keys that stand elsewhere; tests of their own have them.
        rows_of.execute_batch("DELETE FROM template").unwrap();
    }
    for (_, _, row) in ROWS_SINCE
        .iter()
        .filter(|(since, until, _)| (*since..=*until).contains(&version))
    {
        rows_of
            .execute_batch(row)
            .unwrap_or_else(|error| panic!("{version}: {row}: {error}"));
    }

    Key::create(KeyPlace::find(&place.settings.key_file).path()).unwrap();
    fs::File::create(&place.settings.path).unwrap();
    let connection = unlocked(place);
    connection
        .execute_batch("PRAGMA journal_mode = WAL")
        .unwrap();
    connection.execute_batch(&made(version)).unwrap();
    let (altered, made) = (schema_of(&rows_of), schema_of(&connection));
    let other: Vec<_> = made.iter().filter(|sql| !altered.contains(sql)).collect();
    let missing: Vec<_> = altered.iter().filter(|sql| !made.contains(sql)).collect();
    assert!(
        other.is_empty() && missing.is_empty(),
        "version {version}: made {other:#?}, altered {missing:#?}"
    );
    let mut counts = BTreeMap::new();
    for table in tables(&connection) {
        counts.insert(table.clone(), copy(&rows_of, &connection, &table));
    }
    let number = format!("PRAGMA application_id = 0x5348464C; PRAGMA user_version = {version}");
    connection.execute_batch(&number).unwrap();
    counts
}

fn unlocked(place: &Place) -> Connection {
    let key = Key::read(&KeyPlace::find(&place.settings.key_file))
        .unwrap()
        .unwrap();
    let connection = Connection::open(&place.settings.path).unwrap();
    connection.execute_batch(&key.pragma()).unwrap();
    connection
}

fn tables(connection: &Connection) -> Vec<String> {
    let query = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
    let mut statement = connection.prepare(query).unwrap();
    let names = statement.query_map([], |row| row.get(0)).unwrap();
    names.map(Result::unwrap).collect()
}

/// Copies a table's rows, whose columns are in an order of their own; gives how many there are.
fn copy(from: &Connection, into: &Connection, table: &str) -> i64 {
    // Without those that are computed.
    let mut info = into
        .prepare("SELECT name FROM pragma_table_info(?)")
        .unwrap();
    let names = info.query_map([table], |row| row.get(0)).unwrap();
    let names: Vec<String> = names.map(Result::unwrap).collect();
    let columns = names.join(", ");
    let marks = vec!["?"; names.len()].join(", ");
    // References point ahead as well as back.
    into.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    let insert = format!("INSERT INTO {table} ({columns}) VALUES ({marks})");
    let mut insert = into.prepare(&insert).unwrap();
    let mut rows = from
        .prepare(&format!("SELECT {columns} FROM {table}"))
        .unwrap();
    let mut rows = rows.query([]).unwrap();
    let mut count = 0;
    while let Some(row) = rows.next().unwrap() {
        let values = (0..names.len()).map(|column| row.get::<_, Value>(column).unwrap());
        insert.execute(params_from_iter(values)).unwrap();
        count += 1;
    }
    count
}

#[test]
fn a_store_of_every_version_becomes_one_of_today_and_holds_what_it_held() {
    let fresh = schema(&Place::new().open());
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

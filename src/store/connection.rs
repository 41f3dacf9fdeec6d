//! Encrypted connections to the store's file, and what is wrong with a file that cannot be opened.

use std::{
    fs::{self, File},
    io::{ErrorKind, Read},
    path::Path,
    time::Duration,
};

use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::{
    StoreError,
    key::{Key, KeyPlace},
    upgrade::VERSION,
};

const SCHEMA: &str = include_str!("schema.sql");
/// "SHFL".
const APPLICATION_ID: i32 = 0x5348_464C;
const PAGE_BYTES: u64 = 4096;
const PLAIN_HEADER: &[u8; 16] = b"SQLite format 3\0";
/// How long a connection waits for another one's transaction; ours last milliseconds.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// How large the write-ahead log stays once what is in it stands in the file: four times what is folded away at once.
const LOG_MAX_BYTES: i64 = 16 << 20;

/// Who a connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// The writer: makes the schema where the file is new, takes an older one to upgrade it, and syncs every commit to disk.
    Writer,
    /// The outbox's reader: deletes what is acknowledged. A deletion lost in a power cut means one duplicate, so it
    /// does not wait for the disk.
    Outbox,
    /// What changes the roster or the references of cameras, beside a running appliance. On return a change is on the disk.
    Desk,
    /// Commands that leave a request for the writer: a short step of their own, synced to disk.
    Inbox,
    /// Commands that only look.
    Reader,
}

/// Whether a store stands at `path`. An empty file is none: a crash may leave one before the first write.
pub(super) fn exists(path: &Path) -> Result<bool, StoreError> {
    match fs::metadata(path) {
        Ok(metadata) => Ok(!metadata.is_file() || metadata.len() > 0),
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(false),
        Err(e) => Err(StoreError::io("read the store", path)(e)),
    }
}

/// Opens `path`, which exists (as an empty file where it is new).
pub(super) fn connect(
    path: &Path,
    key: &Key,
    place: &KeyPlace,
    role: Role,
) -> Result<Connection, StoreError> {
    let access = match role {
        Role::Writer | Role::Outbox | Role::Desk | Role::Inbox => OpenFlags::SQLITE_OPEN_READ_WRITE,
        Role::Reader => OpenFlags::SQLITE_OPEN_READ_ONLY,
    };
    let connection = Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)
        .map_err(StoreError::sql("open its file"))?;
    unlock(&connection, key).map_err(|error| diagnose(path, place, error))?;
    configure(&connection, role).map_err(StoreError::sql("set up its connection"))?;
    check_version(&connection, path, role)?;
    Ok(connection)
}

/// Whether this key opens the file; what a crash left half written there is taken back first.
pub(super) fn opens(path: &Path, key: &Key) -> Result<bool, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection =
        Connection::open_with_flags(path, flags).map_err(StoreError::sql("open its file"))?;
    match unlock(&connection, key) {
        Ok(()) => Ok(true),
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::NotADatabase) => Ok(false),
        Err(error) => Err(StoreError::sql("read its file")(error)),
    }
}

/// Opens a copy of a store to read it, and checks every page of it: that it is what was written, and that the tables fit
/// together. It may be of an older version.
pub(super) fn connect_whole(
    path: &Path,
    key: &Key,
    place: &KeyPlace,
) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection =
        Connection::open_with_flags(path, flags).map_err(StoreError::sql("open its file"))?;
    unlock(&connection, key).map_err(|error| diagnose(path, place, error))?;
    let looked = StoreError::sql("be checked");
    let (application, version): (i32, i32) = connection
        .query_row(
            "SELECT application_id, user_version FROM pragma_application_id, pragma_user_version",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .map_err(&looked)?;
    let path = path.to_owned();
    match (application, version) {
        (APPLICATION_ID, 1..=VERSION) => {}
        (APPLICATION_ID, found) => {
            let known = VERSION;
            return Err(StoreError::Newer { path, found, known });
        }
        _ => return Err(StoreError::Foreign { path }),
    }
    match faults(&connection).map_err(&looked)?.into_iter().next() {
        None => Ok(connection),
        Some(fault) => Err(StoreError::Damaged { path, fault }),
    }
}

/// What is wrong with a file, page by page and row by row.
pub(super) fn faults(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut faults = Vec::new();
    for check in ["cipher_integrity_check", "integrity_check"] {
        let mut statement = connection.prepare(&format!("PRAGMA {check}"))?;
        let said = statement.query_map([], |row| row.get::<_, String>(0))?;
        for line in said {
            faults.extend(Some(line?).filter(|line| line != "ok"));
        }
        // Nothing can be said of the rows of pages that are damaged.
        if !faults.is_empty() {
            break;
        }
    }
    Ok(faults)
}

/// Opens an empty file, to which a store is copied page by page.
pub(super) fn empty_copy(path: &Path, key: &Key) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection =
        Connection::open_with_flags(path, flags).map_err(StoreError::sql("open its copy"))?;
    unlock(&connection, key).map_err(StoreError::sql("open its copy"))?;
    Ok(connection)
}

/// The version of its tables.
pub(super) fn version(connection: &Connection) -> Result<i32, StoreError> {
    connection
        .query_row("SELECT user_version FROM pragma_user_version", [], |row| {
            row.get(0)
        })
        .map_err(StoreError::sql("read its version"))
}

/// Gives the key and reads the first page with it.
fn unlock(connection: &Connection, key: &Key) -> rusqlite::Result<()> {
    connection.busy_timeout(BUSY_TIMEOUT)?;
    // SQLCipher would print its own lines about a wrong key; ours say more.
    connection.execute_batch("PRAGMA cipher_log_level = NONE")?;
    connection.execute_batch("PRAGMA cipher_memory_security = ON")?;
    connection
        .execute_batch(&key.pragma())
        .map_err(without_statement)?;
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
}

/// An error that quotes its statement would show the key.
pub(super) fn without_statement(error: rusqlite::Error) -> rusqlite::Error {
    match error {
        rusqlite::Error::SqlInputError { error, .. } => rusqlite::Error::SqliteFailure(error, None),
        other => other,
    }
}

fn configure(connection: &Connection, role: Role) -> rusqlite::Result<()> {
    connection.set_prepared_statement_cache_capacity(64);
    if role != Role::Reader {
        // What is deleted is gone from the file, and not only from its index.
        connection.execute_batch("PRAGMA secure_delete = ON")?;
    }
    if role != Role::Reader {
        // A log that grew while somebody read for long is cut to this when it is folded away next.
        connection.pragma_update(None, "journal_size_limit", LOG_MAX_BYTES)?;
    }
    match role {
        Role::Writer => connection.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;",
        ),
        Role::Desk => {
            connection.execute_batch("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;")
        }
        Role::Outbox => connection.execute_batch("PRAGMA synchronous = NORMAL"),
        Role::Inbox => connection.execute_batch("PRAGMA synchronous = FULL"),
        Role::Reader => connection.execute_batch("PRAGMA query_only = ON"),
    }
}

fn check_version(connection: &Connection, path: &Path, role: Role) -> Result<(), StoreError> {
    let (application, version, tables): (i32, i32, i64) = connection
        .query_row(
            "SELECT application_id, user_version, (SELECT count(*) FROM sqlite_schema)
             FROM pragma_application_id, pragma_user_version",
            [],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
        .map_err(StoreError::sql("read its version"))?;
    let path = path.to_owned();
    match (application, version) {
        (APPLICATION_ID, VERSION) => Ok(()),
        (APPLICATION_ID, found) if (1..VERSION).contains(&found) => match role {
            Role::Writer => Ok(()),
            Role::Outbox | Role::Desk | Role::Inbox | Role::Reader => Err(StoreError::Older {
                path,
                found,
                known: VERSION,
            }),
        },
        (APPLICATION_ID, found) => Err(StoreError::Newer {
            path,
            found,
            known: VERSION,
        }),
        (0, 0) if tables == 0 && role == Role::Writer => {
            create_schema(connection).map_err(StoreError::sql("make its tables"))
        }
        // Encrypted with our key, but a crash came before the tables: the writer makes them at its next start.
        (0, 0) if tables == 0 => Err(StoreError::Missing { path }),
        _ => Err(StoreError::Foreign { path }),
    }
}

fn create_schema(connection: &Connection) -> rusqlite::Result<()> {
    let transaction = connection.unchecked_transaction()?;
    transaction.execute_batch(SCHEMA)?;
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", VERSION)?;
    transaction.commit()
}

/// SQLite says "not a database" of anything that the key does not open; the file itself tells more.
fn diagnose(path: &Path, place: &KeyPlace, error: rusqlite::Error) -> StoreError {
    if error.sqlite_error_code() != Some(ErrorCode::NotADatabase) {
        return StoreError::sql("read its file")(error);
    }
    let path_buf = path.to_owned();
    match look_at(path) {
        Ok((header, _)) if header == PLAIN_HEADER => StoreError::Unencrypted { path: path_buf },
        Ok((_, bytes)) if bytes % PAGE_BYTES != 0 => StoreError::NotAStore { path: path_buf },
        Ok(_) => StoreError::WrongKey {
            path: path_buf,
            key: place.path().to_owned(),
        },
        Err(e) => StoreError::io("read the store", path)(e),
    }
}

/// The first bytes of a file (fewer where it has fewer) and its length.
fn look_at(path: &Path) -> std::io::Result<(Vec<u8>, u64)> {
    let file = File::open(path)?;
    let length = file.metadata()?.len();
    let mut header = Vec::new();
    file.take(PLAIN_HEADER.len() as u64)
        .read_to_end(&mut header)?;
    Ok((header, length))
}

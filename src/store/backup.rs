//! Copies of the store, made while the appliance runs, and checked.
//!
//! A directory of backups holds copies of the store, each named by its moment, and one copy of the keyring, the latest: whatever key was
//! destroyed since opens nothing in any of them. The copies are encrypted with the store's key, which is in none of them.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp, civil, tz::TimeZone};
use rusqlite::{
    Connection,
    backup::{Backup as Copying, StepResult},
};
use serde::Serialize;

use super::{
    Settings, StoreError, audit,
    connection::{Role, connect_whole, empty_copy},
    key::{Key, KeyPlace},
    open::{WriteLock, connect_with_keyring, make_directory_of, open_private, own_as_folder},
    vault::{self, Vault},
};

/// Where backups are, and how long they are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backups {
    /// Made (mode 0700) where it is not there.
    pub directory: PathBuf,
    /// A backup that is older is deleted by the next one; the newest stays.
    pub keep_days: u32,
}

impl Backups {
    /// For how long a backup is kept where nothing else is said.
    pub const KEEP_DAYS: u32 = 14;

    /// For how long a backup may stand: the next one deletes it, a day later at the latest.
    pub fn kept_for(&self) -> Duration {
        DAY * (self.keep_days + 1)
    }

    /// The copy of the keyring.
    pub fn keyring(&self) -> PathBuf {
        keyring_beside(&self.directory)
    }
}

/// A backup that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Backup {
    pub file: PathBuf,
    pub keyring: PathBuf,
    pub bytes: u64,
    /// Visits in it.
    pub visits: u64,
    /// Signatures in it, of visitors and colleagues.
    pub signatures: u64,
    /// First entry of its audit log that is not what was written; `None` where the log is whole.
    pub audit_broken_at: Option<i64>,
    /// Older backups that were deleted.
    pub deleted: Vec<PathBuf>,
}

const DAY: Duration = Duration::from_hours(24);

/// Pages that are copied between two words on how far it is: 4 MiB.
const PAGES_AT_ONCE: i32 = 1024;

const PREFIX: &str = "store-";
const ENDING: &str = ".db";
const MOMENT: &str = "%Y%m%dT%H%M%SZ";

/// Copies the store, checks the copy, and writes the copy of the keyring anew; then deletes backups that are older than they
/// are kept. `progress` is told how many pages are done, of how many. The appliance may run.
///
/// # Errors
/// The store cannot be read, the directory cannot be written, another backup is being made, or the copy is not what it should be: then
/// there is no new backup, and the older ones stay.
pub fn back_up(
    settings: &Settings,
    backups: &Backups,
    now: Timestamp,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Backup, StoreError> {
    let file = backups.directory.join(name(now));
    make_directory_of(&file)?;
    let _alone = alone(&backups.directory)?;
    let place = KeyPlace::find(&settings.key_file);
    let (source, ring) = connect_with_keyring(settings, Role::Reader)?;
    let part = backups.directory.join(".part");
    let made = copy(&source, &part, settings, &place, progress).and_then(|()| {
        let copied = connect_whole(&part, &read_key(settings, &place)?, &place)?;
        // After the rows: keys that were destroyed meanwhile are not to be in the copy.
        let keyring = ring.read()?.ok_or_else(|| vault::missing(&ring))?;
        let counted = count(&copied)?;
        let vault = vault::site_in_force(&copied)
            .map_err(StoreError::sql("read its transform"))?
            .and_then(|site| Vault::new(keyring, site));
        let vault = vault.ok_or_else(|| vault::foreign(&ring))?;
        let copy = ring.elsewhere(backups.keyring());
        vault.keyring.copy_to(&copy)?;
        own_as_folder(copy.path())?;
        Ok(counted)
    });
    let put = made.and_then(|counted| {
        let put = || {
            fs::rename(&part, &file)?;
            File::open(&backups.directory)?.sync_all()
        };
        put().map_err(StoreError::io("write the backup", &file))?;
        Ok(counted)
    });
    if put.is_err() {
        let _ = fs::remove_file(&part);
    }
    let (visits, signatures, audit_broken_at) = put?;
    let bytes = fs::metadata(&file).map_err(StoreError::io("read the backup", &file))?;
    Ok(Backup {
        keyring: backups.keyring(),
        bytes: bytes.len(),
        visits,
        signatures,
        audit_broken_at,
        deleted: delete_older(backups, now)?,
        file,
    })
}

/// Copies all pages as of one moment, each encrypted anew.
fn copy(
    source: &Connection,
    part: &Path,
    settings: &Settings,
    place: &KeyPlace,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<(), StoreError> {
    let failed = || StoreError::sql("be copied");
    // What a crash may have left.
    let _ = fs::remove_file(part);
    open_private(part).map_err(StoreError::io("write the backup", part))?;
    own_as_folder(part)?;
    // One moment, however long it takes and whatever is written meanwhile.
    let moment = source.unchecked_transaction().map_err(failed())?;
    moment
        .query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
        .map_err(failed())?;
    let mut target = empty_copy(part, &read_key(settings, place)?)?;
    {
        let copying = Copying::new(source, &mut target).map_err(failed())?;
        while copying.step(PAGES_AT_ONCE).map_err(failed())? != StepResult::Done {
            let now = copying.progress();
            progress((now.pagecount - now.remaining) as u64, now.pagecount as u64);
        }
    }
    // One file, without a log beside it.
    target
        .execute_batch("PRAGMA journal_mode = DELETE")
        .map_err(failed())?;
    drop(target);
    File::open(part)
        .and_then(|file| file.sync_all())
        .map_err(StoreError::io("write the backup", part))
}

fn read_key(settings: &Settings, place: &KeyPlace) -> Result<Key, StoreError> {
    Key::read(place)?.ok_or_else(|| StoreError::KeyMissing {
        store: settings.path.clone(),
        key: place.path().to_owned(),
    })
}

/// Visits, signatures, and where the audit log is broken.
fn count(copied: &Connection) -> Result<(u64, u64, Option<i64>), StoreError> {
    let counted = || {
        let query = "SELECT (SELECT count(*) FROM visit),
            (SELECT count(*) FROM template) + (SELECT count(*) FROM staff_template)";
        let (visits, signatures): (i64, i64) =
            copied.query_row(query, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let broken_at = audit::verify(copied)?.broken_at;
        Ok((visits as u64, signatures as u64, broken_at))
    };
    counted().map_err(StoreError::sql("be read in its copy"))
}

/// One backup at a time.
fn alone(directory: &Path) -> Result<WriteLock, StoreError> {
    WriteLock::take(&directory.join("backup")).map_err(|error| match error {
        StoreError::InUse { .. } => StoreError::BackupRuns {
            path: directory.to_owned(),
        },
        other => other,
    })
}

pub(super) fn keyring_beside(directory: &Path) -> PathBuf {
    directory.join("keyring")
}

fn name(at: Timestamp) -> String {
    let at = at.to_zoned(TimeZone::UTC);
    format!("{PREFIX}{}{ENDING}", at.strftime(MOMENT))
}

/// When a backup was made, by its name; `None` of any other file.
pub(super) fn moment(file: &Path) -> Option<Timestamp> {
    let name = file.file_name()?.to_str()?;
    let name = name.strip_prefix(PREFIX)?.strip_suffix(ENDING)?;
    let at = civil::DateTime::strptime(MOMENT, name).ok()?;
    Some(at.to_zoned(TimeZone::UTC).ok()?.timestamp())
}

/// The backups of a directory, the oldest first.
pub(super) fn list(directory: &Path) -> io::Result<Vec<(Timestamp, PathBuf)>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        found.extend(moment(&path).map(|at| (at, path)));
    }
    found.sort();
    Ok(found)
}

fn delete_older(backups: &Backups, now: Timestamp) -> Result<Vec<PathBuf>, StoreError> {
    let directory = &backups.directory;
    let failed = || StoreError::io("delete what is too old in", directory);
    let kept = SignedDuration::try_from(DAY * backups.keep_days).unwrap_or(SignedDuration::MAX);
    let mut found = list(directory).map_err(failed())?;
    found.pop();
    let is_old = |(at, _): &(Timestamp, PathBuf)| now.duration_since(*at) > kept;
    let old: Vec<_> = found
        .into_iter()
        .filter(is_old)
        .map(|(_, path)| path)
        .collect();
    for path in &old {
        fs::remove_file(path).map_err(failed())?;
    }
    Ok(old)
}

//! Whether the store could be written, found out without changing it.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use super::{
    Settings, StoreError,
    connection::{Role, exists},
    open::{WriteLock, connect_with_keyring},
    vault::Vault,
};

/// Written beside the store and taken away again: more than a disk that is full has left.
const PROBE_BYTES: usize = 256 * 1024;

/// What a probe of the store found in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreProbe {
    /// A change was written, and taken back.
    Written,
    /// There is none yet, but the place where it is to be made can be written.
    NotYet,
}

/// Opens the store, its key and its keyring, writes a change and takes it back. An older store is left as it is.
///
/// # Errors
/// As [`Store::open`](super::Store::open); [`StoreError::InUse`] where an appliance runs, which can be left alone.
pub fn probe(settings: &Settings) -> Result<StoreProbe, StoreError> {
    let path = &settings.path;
    if !exists(path)? {
        return write_beside(path).map(|()| StoreProbe::NotYet);
    }
    let _lock = WriteLock::take(path)?;
    let (connection, keyring) = connect_with_keyring(settings, Role::Desk)?;
    Vault::of(&keyring, &connection)?;
    connection
        .execute_batch(
            "BEGIN IMMEDIATE; CREATE TABLE probe (x); INSERT INTO probe VALUES (1); ROLLBACK;",
        )
        .map_err(StoreError::sql("write"))?;
    write_beside(path)?;
    Ok(StoreProbe::Written)
}

/// Writes a file where the store is or will be, through to the disk, and removes it.
fn write_beside(store: &Path) -> Result<(), StoreError> {
    let folder = nearest_folder(store);
    let file = folder.join(".showfloor-probe");
    let written = write_through(&file);
    // Also what a full disk left half written.
    let removed = fs::remove_file(&file);
    written
        .and(removed)
        .map_err(StoreError::io("write a file in", &folder))
}

fn write_through(path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    let mut file = options
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(&vec![0; PROBE_BYTES])?;
    file.sync_all()
}

/// The store's folder; where it is yet to be made, the one in which that will be.
fn nearest_folder(store: &Path) -> PathBuf {
    let mut folders = store.ancestors().skip(1);
    let found = folders.find(|folder| folder.is_dir());
    found.map_or_else(|| PathBuf::from("."), Path::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Mode, Store};

    fn settings(dir: &Path) -> Settings {
        Settings {
            path: dir.join("state/store.db"),
            key_file: dir.join("state/store.key"),
            keyring_file: None,
            backups: None,
            reserve: 0,
            hub: None,
        }
    }

    #[test]
    fn a_probe_makes_no_store_and_changes_none() {
        let dir = tempfile::tempdir().unwrap();
        let settings = settings(dir.path());
        assert_eq!(probe(&settings).unwrap(), StoreProbe::NotYet);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);

        let store = Store::open(&settings, Mode::Create).unwrap();
        let error = probe(&settings).unwrap_err();
        assert!(matches!(error, StoreError::InUse { .. }), "{error}");
        drop(store);
        let before = fs::read(&settings.path).unwrap();
        assert_eq!(probe(&settings).unwrap(), StoreProbe::Written);
        assert_eq!(fs::read(&settings.path).unwrap(), before);
        assert!(!dir.path().join("state/.showfloor-probe").exists());
    }

    #[test]
    fn a_key_that_is_gone_is_told_and_not_made_anew() {
        let dir = tempfile::tempdir().unwrap();
        let settings = settings(dir.path());
        drop(Store::open(&settings, Mode::Create).unwrap());
        fs::remove_file(&settings.key_file).unwrap();
        let error = probe(&settings).unwrap_err();
        assert!(matches!(error, StoreError::KeyMissing { .. }), "{error}");
        assert!(!settings.key_file.exists());
    }
}

//! Another key for the store.
//!
//! The new key and a keyring that it opens are written beside those of today, with the ending `next`. Then SQLCipher writes
//! every page anew, in one transaction, and at last the two files take their places. So whatever moment the power goes,
//! either key opens the store, and the next start sees which.

use std::{
    fs::{self, File},
    io::ErrorKind,
    path::{Path, PathBuf},
};

use rusqlite::Connection;
use zeroize::Zeroizing;

use super::{
    Settings, Store, StoreError, audit,
    connection::{opens, without_statement},
    key::{Key, KeyPlace},
    keyring::KeyringPlace,
    open::beside,
};
use crate::{runtime::replace_file, types::AuditEntry};

/// What is to take the place of a file.
pub(super) fn next(path: &Path) -> PathBuf {
    beside(path, ".next")
}

impl Store {
    /// Encrypts the whole store with a new key, and seals the keyring with it.
    ///
    /// # Errors
    /// The key is a systemd credential, which only the administrator can replace; another program reads the store; or a file
    /// cannot be written. Then the old key stays, or the next opening completes the change.
    pub fn rekey(self, account: &AuditEntry) -> Result<(), StoreError> {
        let (settings, place) = self.begin_rekey(account)?;
        self.encrypt_anew(&place)?;
        // Nobody opens it before the files say which key it has.
        let (connection, _, _, lock) = self.into_parts();
        drop(connection);
        complete(&settings, &place)?;
        drop(lock);
        Ok(())
    }

    /// Writes the new key and its keyring beside those of today.
    pub(super) fn begin_rekey(
        &self,
        account: &AuditEntry,
    ) -> Result<(Settings, KeyPlace), StoreError> {
        let settings = self.settings().clone();
        let place = KeyPlace::find(&settings.key_file);
        if let KeyPlace::Credential(path) = place {
            return Err(StoreError::KeyIsCredential { path });
        }
        let in_one_step = || {
            let tx = self.connection.unchecked_transaction()?;
            audit::append(&tx, account)?;
            tx.commit()
        };
        in_one_step().map_err(StoreError::sql("account for the change of its key"))?;
        let key = Key::create(&next(place.path()))?;
        let beside = KeyringPlace::new(next(&settings.keyring()), key.of_keyring());
        self.vault.keyring.copy_to(&beside)?;
        Ok((settings, place))
    }

    /// The point of no return.
    pub(super) fn encrypt_anew(&self, place: &KeyPlace) -> Result<(), StoreError> {
        let beside = next(place.path());
        let key = Key::read(&KeyPlace::File(beside.clone()))?;
        let key = key.ok_or(StoreError::KeyMalformed { path: beside })?;
        let sql = StoreError::sql("encrypt itself anew");
        rekey(&self.connection, &key).map_err(sql)
    }
}

/// Without a write-ahead log: that would hold pages of both keys.
fn rekey(connection: &Connection, key: &Key) -> rusqlite::Result<()> {
    connection.execute_batch("PRAGMA journal_mode = DELETE")?;
    connection
        .execute_batch(&key.rekey_pragma())
        .map_err(without_statement)
}

/// Finishes a change of the key that was begun, or takes it back where the store has the old key still. Where neither key
/// opens it, everything stays as it is. Whoever calls this holds the lock of the writer.
pub(super) fn complete(settings: &Settings, place: &KeyPlace) -> Result<(), StoreError> {
    let (key_beside, ring) = (next(place.path()), settings.keyring());
    let ring_beside = next(&ring);
    if !key_beside.exists() && !ring_beside.exists() {
        return Ok(());
    }
    let opening = |place: &KeyPlace| match Key::read(place)? {
        Some(key) => Ok(opens(&settings.path, &key)?.then_some(key)),
        None => Ok(None),
    };
    if let Some(key) = opening(place)? {
        settle_keyring(&ring, &ring_beside, &key)?;
        return remove(&key_beside);
    }
    if let Some(key) = opening(&KeyPlace::File(key_beside.clone()))? {
        settle_keyring(&ring, &ring_beside, &key)?;
        put_in_place(&key_beside, place.path())?;
    }
    Ok(())
}

/// Of two keyrings the one that this key opens stays.
fn settle_keyring(ring: &Path, beside: &Path, key: &Key) -> Result<(), StoreError> {
    let read = |path: &Path| KeyringPlace::new(path.to_owned(), key.of_keyring()).read();
    match (read(ring), read(beside)) {
        (Ok(Some(_)), _) => remove(beside),
        (_, Ok(Some(_))) => put_in_place(beside, ring),
        _ => Ok(()),
    }
}

/// Whoever does not write cannot tell which key it is, and does not complete what another one began.
pub(super) fn refuse_half_changed(settings: &Settings, place: &KeyPlace) -> Result<(), StoreError> {
    let begun = [next(place.path()), next(&settings.keyring())];
    match begun.into_iter().find(|path| path.exists()) {
        Some(path) => Err(StoreError::KeyHalfChanged { path }),
        None => Ok(()),
    }
}

/// The owner and the mode of what stands there stay.
fn put_in_place(beside: &Path, path: &Path) -> Result<(), StoreError> {
    let bytes = fs::read(beside).map_err(StoreError::io("read", beside))?;
    let bytes = Zeroizing::new(bytes);
    replace_file(path, &bytes, 0o600).map_err(StoreError::io("replace", path))?;
    remove(beside)
}

fn remove(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(StoreError::io("remove", path)(error))
        }
        _ => sync_folder(path).map_err(StoreError::io("remove", path)),
    }
}

fn sync_folder(path: &Path) -> std::io::Result<()> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

//! Opening the store: its file, its key, and the lock that keeps a second writer out.

use std::{
    fs::{self, DirBuilder, File, OpenOptions, TryLockError},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
    sync::Arc,
};

use rusqlite::Connection;

use super::{
    DeliveryQueue, OutboxQueue, StoreError,
    connection::{Role, connect, exists},
    key::{Key, KeyPlace},
};

/// Where the store is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The database file. SQLite keeps `-wal` and `-shm` beside it, and we a `.lock`.
    pub path: PathBuf,
    /// The key: 64 hexadecimal digits in a file of mode 0600. A systemd credential named `store-key` goes before it.
    pub key_file: PathBuf,
}

/// What to do where there is no store yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Make one, and its key where there is none.
    Create,
    /// Say so.
    MustExist,
}

/// The store, open for writing: one at a time, held by a lock file until its last part is dropped.
#[derive(Debug)]
pub struct Store {
    pub(super) connection: Connection,
    settings: Settings,
    lock: Arc<WriteLock>,
}

/// Held by everything that writes. The lock belongs to the open file, so it ends with the process, however that ends.
#[derive(Debug)]
pub(super) struct WriteLock {
    _file: File,
}

impl Store {
    /// Opens the store for writing.
    ///
    /// # Errors
    /// See [`StoreError`]: no store ([`Mode::MustExist`]), no key or an unsafe one, a file that is no store or has
    /// another key, a newer version, another process that writes to it. Nothing that exists is overwritten.
    pub fn open(settings: &Settings, mode: Mode) -> Result<Self, StoreError> {
        let path = &settings.path;
        let stands = exists(path)?;
        if !stands && mode == Mode::MustExist {
            return Err(StoreError::Missing { path: path.clone() });
        }
        make_directory_of(path)?;
        let lock = Arc::new(WriteLock::take(path)?);
        let place = KeyPlace::find(&settings.key_file);
        let key = match Key::read(&place)? {
            Some(key) => key,
            None if stands => return Err(key_missing(path, &place)),
            None => {
                make_directory_of(place.path())?;
                Key::create(place.path())?
            }
        };
        if !stands {
            // Made here and not by SQLite, so that nobody else may read it; `-wal` and `-shm` take over its mode.
            open_private(path).map_err(StoreError::io("make the store", path))?;
        }
        let connection = connect(path, &key, &place, Role::Writer)?;
        Ok(Self {
            connection,
            settings: settings.clone(),
            lock,
        })
    }

    /// The queue of messages for the broker, over a connection of its own.
    ///
    /// # Errors
    /// The file cannot be opened a second time.
    pub fn outbox(&self) -> Result<OutboxQueue, StoreError> {
        let connection = connect_existing(&self.settings, Role::Outbox)?;
        Ok(OutboxQueue::new(connection, self.lock.clone()))
    }

    /// The queue of what webhooks deliver, over a connection of its own.
    ///
    /// # Errors
    /// The file cannot be opened another time.
    pub fn deliveries(&self) -> Result<DeliveryQueue, StoreError> {
        let connection = connect_existing(&self.settings, Role::Outbox)?;
        Ok(DeliveryQueue::new(connection, self.lock.clone()))
    }

    pub(super) fn settings(&self) -> &Settings {
        &self.settings
    }

    pub(super) fn into_parts(self) -> (Connection, Arc<WriteLock>) {
        (self.connection, self.lock)
    }
}

impl WriteLock {
    pub(super) fn take(store: &Path) -> Result<Self, StoreError> {
        let mut path = store.as_os_str().to_owned();
        path.push(".lock");
        let path = PathBuf::from(path);
        let file = open_private(&path).map_err(StoreError::io("make the lock", &path))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(StoreError::InUse {
                path: store.to_owned(),
            }),
            Err(TryLockError::Error(e)) => Err(StoreError::io("take the lock", &path)(e)),
        }
    }
}

/// Opens a store that stands already, with the key that stands already.
pub(super) fn connect_existing(settings: &Settings, role: Role) -> Result<Connection, StoreError> {
    let path = &settings.path;
    if !exists(path)? {
        return Err(StoreError::Missing { path: path.clone() });
    }
    let place = KeyPlace::find(&settings.key_file);
    let key = Key::read(&place)?.ok_or_else(|| key_missing(path, &place))?;
    connect(path, &key, &place, role)
}

/// Opens a store for changes beside a running appliance, and makes one where there is none yet.
pub(super) fn connect_desk(settings: &Settings) -> Result<Connection, StoreError> {
    match connect_existing(settings, Role::Desk) {
        Err(StoreError::Missing { .. } | StoreError::Older { .. }) => {
            drop(Store::open(settings, Mode::Create)?);
            connect_existing(settings, Role::Desk)
        }
        opened => opened,
    }
}

fn key_missing(store: &Path, place: &KeyPlace) -> StoreError {
    StoreError::KeyMissing {
        store: store.to_owned(),
        key: place.path().to_owned(),
    }
}

fn make_directory_of(file: &Path) -> Result<(), StoreError> {
    let Some(directory) = file.parent().filter(|p| !p.as_os_str().is_empty()) else {
        return Ok(());
    };
    if fs::exists(directory).unwrap_or(false) {
        return Ok(());
    }
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(directory)
        .map_err(StoreError::io("make the directory", directory))
}

/// Opens a file for writing as it is, or makes an empty one of mode 0600.
fn open_private(path: &Path) -> std::io::Result<File> {
    OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(path)
}

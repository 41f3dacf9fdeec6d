//! Opening the store: its file, its key, and the lock that keeps a second writer out.

use std::{
    fs::{self, DirBuilder, File, OpenOptions, TryLockError},
    os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, chown},
    path::{Path, PathBuf},
    sync::Arc,
};

use rusqlite::Connection;

use super::{
    Backups, DeliveryQueue, HubLink, HubSettings, OutboxQueue, StoreError,
    connection::{Role, connect, exists, version},
    erase,
    hub::Journal,
    key::{Key, KeyPlace},
    keyring::KeyringPlace,
    rekey, sealed,
    upgrade::{self, SEALED, VERSION},
    vault::{self, Vault},
};

/// Where the store is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The database file. SQLite keeps `-wal` and `-shm` beside it, and we a `.lock`.
    pub path: PathBuf,
    /// The key: 64 hexadecimal digits in a file of mode 0600. A systemd credential named `store-key` goes before it.
    pub key_file: PathBuf,
    /// The keys of signatures. `None`: beside the store, named as it is and `.keyring`.
    pub keyring_file: Option<PathBuf>,
    /// `None`: no backups are made but where a command says so.
    pub backups: Option<Backups>,
    /// Bytes on its disk below which things are left out, step by step: see [`Room`](crate::types::Room). 0: only a disk that is
    /// full is noticed.
    pub reserve: u64,
    /// Where several appliances of one showroom share what they keep; `None`: this one is alone.
    pub hub: Option<HubSettings>,
}

impl Settings {
    /// The reserve where nothing is said: weeks of a busy showroom.
    pub const RESERVE: u64 = 512 << 20;

    /// Where the keyring is.
    pub fn keyring(&self) -> PathBuf {
        let beside = || beside(&self.path, ".keyring");
        self.keyring_file.clone().unwrap_or_else(beside)
    }
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
    pub(super) vault: Vault,
    pub(super) journal: Option<Journal>,
    settings: Settings,
    lock: Arc<WriteLock>,
}

/// What to do where signatures need a keyring that is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lost {
    /// Say so.
    Refuse,
    /// Begin a new one.
    BeginAnew,
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
    /// See [`StoreError`]: no store ([`Mode::MustExist`]), no key or an unsafe one, no keyring or another store's, a file that
    /// is no store or has another key, a newer version, another process that writes to it. Nothing that exists is
    /// overwritten.
    pub fn open(settings: &Settings, mode: Mode) -> Result<Self, StoreError> {
        Self::open_with(settings, mode, Lost::Refuse)
    }

    /// Opens a store whose keyring is lost, with a new one: its signatures can be read no more.
    ///
    /// # Errors
    /// As [`Store::open`]; and there is a keyring.
    pub fn open_without_keyring(settings: &Settings) -> Result<Self, StoreError> {
        let path = settings.keyring();
        if exists(&path)? {
            return Err(StoreError::KeyringThere { path });
        }
        Self::open_with(settings, Mode::MustExist, Lost::BeginAnew)
    }

    fn open_with(settings: &Settings, mode: Mode, lost: Lost) -> Result<Self, StoreError> {
        let path = &settings.path;
        let stands = exists(path)?;
        if !stands && mode == Mode::MustExist {
            return Err(StoreError::Missing { path: path.clone() });
        }
        make_directory_of(path)?;
        let lock = Arc::new(WriteLock::take(path)?);
        let place = KeyPlace::find(&settings.key_file);
        if stands {
            rekey::complete(settings, &place)?;
        }
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
        let keyring = keyring_place(settings, &key);
        make_directory_of(keyring.path())?;
        let vault = open_vault(&connection, &keyring, lost)?;
        let journal = settings
            .hub
            .as_ref()
            .map(|hub| Journal::open(hub, &connection, &vault));
        Ok(Self {
            connection,
            vault,
            journal: journal.transpose()?,
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

    /// The link to the other appliances, over a connection of its own; `None` where there is no hub.
    ///
    /// # Errors
    /// The file cannot be opened another time.
    pub fn hub(&self) -> Result<Option<HubLink>, StoreError> {
        let (Some(settings), Some(journal)) = (&self.settings.hub, &self.journal) else {
            return Ok(None);
        };
        let connection = connect_existing(&self.settings, Role::Outbox)?;
        HubLink::new(
            settings.clone(),
            connection,
            journal.clone(),
            self.lock.clone(),
        )
        .map(Some)
    }

    pub(super) fn into_parts(self) -> (Connection, Vault, Option<Journal>, Arc<WriteLock>) {
        (self.connection, self.vault, self.journal, self.lock)
    }
}

/// Opens the keyring, brings an older store up to date, and finishes what a crash left open: keys that no row needs are
/// destroyed, old pages scrubbed.
fn open_vault(
    connection: &Connection,
    place: &KeyringPlace,
    lost: Lost,
) -> Result<Vault, StoreError> {
    let from = version(connection)?;
    let sql = StoreError::sql("look which keys are needed");
    let (needs_keys, site) = if from < SEALED {
        (false, None)
    } else {
        let needed = sealed::needed(connection).map_err(&sql)?;
        (
            !needed.is_empty(),
            vault::site_in_force(connection).map_err(&sql)?,
        )
    };
    let may_begin = !needs_keys || lost == Lost::BeginAnew;
    let keyring = match place.read()? {
        Some(keyring) => keyring,
        None if may_begin => place.make()?,
        None => return Err(vault::missing(place)),
    };
    let known = site.filter(|site| keyring.site(*site).is_some());
    if known.is_none() && needs_keys && keyring.is_broken() {
        return Err(keyring.altered());
    }
    let site = known.or(keyring.any_site().filter(|_| may_begin));
    let vault = site.and_then(|site| Vault::new(keyring, site));
    let mut vault = vault.ok_or_else(|| vault::foreign(place))?;
    if from < VERSION {
        upgrade::upgrade(connection, from, &mut vault)?;
    }
    vault::put_in_force(connection, vault.site()).map_err(&sql)?;
    let unreadable = sealed::without_key(connection, &vault).map_err(&sql)?;
    if !unreadable.is_empty() && vault.keyring.is_broken() {
        return Err(vault.keyring.altered());
    }
    sealed::prune(connection, &mut vault)?;
    erase::scrub_if_due(connection).map_err(StoreError::sql("compact"))?;
    Ok(vault)
}

impl WriteLock {
    pub(super) fn take(store: &Path) -> Result<Self, StoreError> {
        let path = beside(store, ".lock");
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

/// A file of the same name with this at its end.
pub(super) fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut path = file.as_os_str().to_owned();
    path.push(ending);
    PathBuf::from(path)
}

/// Opens a store that stands already, with the key that stands already.
pub(super) fn connect_existing(settings: &Settings, role: Role) -> Result<Connection, StoreError> {
    connect_with_keyring(settings, role).map(|(connection, _)| connection)
}

/// The same, with what opens the keyring.
pub(super) fn connect_with_keyring(
    settings: &Settings,
    role: Role,
) -> Result<(Connection, KeyringPlace), StoreError> {
    let path = &settings.path;
    if !exists(path)? {
        return Err(StoreError::Missing { path: path.clone() });
    }
    let place = KeyPlace::find(&settings.key_file);
    rekey::refuse_half_changed(settings, &place)?;
    let key = Key::read(&place)?.ok_or_else(|| key_missing(path, &place))?;
    let connection = connect(path, &key, &place, role)?;
    Ok((connection, keyring_place(settings, &key)))
}

fn keyring_place(settings: &Settings, key: &Key) -> KeyringPlace {
    let copy = settings.backups.as_ref().map(Backups::keyring);
    KeyringPlace::new(settings.keyring(), key.of_keyring()).with_copy(copy)
}

/// Opens a store for changes beside a running appliance, and makes one where there is none yet.
pub(super) fn connect_desk(settings: &Settings) -> Result<(Connection, KeyringPlace), StoreError> {
    match connect_with_keyring(settings, Role::Desk) {
        Err(StoreError::Missing { .. } | StoreError::Older { .. }) => {
            drop(Store::open(settings, Mode::Create)?);
            connect_with_keyring(settings, Role::Desk)
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

pub(super) fn make_directory_of(file: &Path) -> Result<(), StoreError> {
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

/// Gives a new file to whom its folder belongs: what an administrator makes is the service's to read.
pub(super) fn own_as_folder(path: &Path) -> Result<(), StoreError> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
    let give = || {
        let (file, folder) = (
            fs::metadata(path)?,
            fs::metadata(folder.unwrap_or(Path::new(".")))?,
        );
        if (file.uid(), file.gid()) == (folder.uid(), folder.gid()) {
            return Ok(());
        }
        chown(path, Some(folder.uid()), Some(folder.gid()))
    };
    give().map_err(StoreError::io("give to the owner of its folder", path))
}

/// Opens a file for writing as it is, or makes an empty one of mode 0600.
pub(super) fn open_private(path: &Path) -> std::io::Result<File> {
    OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(path)
}

//! Putting a backup in the place of the store.

use std::{
    fs::{self, File},
    io::{self, ErrorKind, Read, Write},
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use rusqlite::Connection;
use serde::Serialize;

use super::{
    LetGoAgain, Mode, Settings, Store, StoreError,
    backup::{keyring_beside, list, moment},
    connection::{connect_whole, exists, version},
    key::{Key, KeyPlace},
    keyring::{Keyring, KeyringPlace},
    open::{WriteLock, beside, make_directory_of, open_private, own_as_folder},
    upgrade::SEALED,
    vault,
};
use crate::types::{AuditEntry, Record};

/// What stands after a backup was put back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Restored {
    pub from: PathBuf,
    /// When the backup was made, by its name.
    pub made: Option<Timestamp>,
    /// What was done since the backup, and is done again.
    pub again: LetGoAgain,
    /// Logins that ended: each device logs in, or is paired, once more.
    pub logged_out: u64,
}

impl Store {
    /// Puts a backup in the place of the store: a file, or the newest of a directory, with the copy of the keyring beside it. The keyring that
    /// stands is the later one wherever it fits; what it knows to be erased is erased again. The appliance must be
    /// stopped. `account` says in the audit log who did it; `progress` is told how many bytes are copied, of how many.
    ///
    /// # Errors
    /// The backup is damaged, of another key, newer than this program, or its keyring is missing: then everything is as it was. A store
    /// stands and is not to be replaced ([`StoreError::StoreThere`]), or is in use.
    pub fn restore(
        settings: &Settings,
        from: &Path,
        replace: bool,
        account: impl FnOnce(&Path) -> AuditEntry,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Restored, StoreError> {
        let file = pick(from)?;
        let path = &settings.path;
        make_directory_of(path)?;
        let lock = WriteLock::take(path)?;
        if exists(path)? && !replace {
            return Err(StoreError::StoreThere { path: path.clone() });
        }
        let place = KeyPlace::find(&settings.key_file);
        let key = Key::read(&place)?.ok_or_else(|| StoreError::KeyMissing {
            store: file.clone(),
            key: place.path().to_owned(),
        })?;
        let backup = connect_whole(&file, &key, &place)?;
        let keyring = keyring_for(&backup, settings, &file, &key)?;
        drop(backup);
        let beside = beside(path, ".restoring");
        copy(&file, &beside, progress).map_err(StoreError::io("copy the backup to", &beside))?;
        own_as_folder(&beside)?;
        if let Some(keyring) = keyring {
            let to = keyring.place().elsewhere(settings.keyring());
            make_directory_of(to.path())?;
            keyring.copy_to(&to)?;
            own_as_folder(to.path())?;
        }
        put_in_place(&beside, path).map_err(StoreError::io("put the backup in place of", path))?;
        drop(lock);
        finish(settings, &file, &account(&file))
    }
}

/// Opens what was put back, accounts for it, and does again what was done since.
fn finish(settings: &Settings, file: &Path, account: &AuditEntry) -> Result<Restored, StoreError> {
    let mut store = Store::open(settings, Mode::MustExist)?;
    let logged_out =
        log_everybody_out(&store.connection).map_err(StoreError::sql("end the logins of then"))?;
    store.write(&[Record::Audit(account.clone())])?;
    let again = store.let_go_again(account.at)?;
    Ok(Restored {
        from: file.to_owned(),
        made: moment(file),
        again,
        logged_out,
    })
}

/// Whoever was logged out since is to stay out, and the backup does not know who that is.
fn log_everybody_out(connection: &Connection) -> rusqlite::Result<u64> {
    let tx = connection.unchecked_transaction()?;
    tx.execute("DELETE FROM pairing", [])?;
    let ended = tx.execute("DELETE FROM session", [])?;
    tx.commit()?;
    Ok(ended as u64)
}

fn pick(from: &Path) -> Result<PathBuf, StoreError> {
    let failed = || StoreError::io("look for a backup in", from);
    if !exists(from)? {
        return Err(StoreError::NoBackup {
            path: from.to_owned(),
        });
    }
    if !fs::metadata(from).map_err(failed())?.is_dir() {
        return Ok(from.to_owned());
    }
    let newest = list(from).map_err(failed())?.pop();
    newest
        .map(|(_, file)| file)
        .ok_or_else(|| StoreError::NoBackup {
            path: from.to_owned(),
        })
}

/// The keyring to be written; `None` where the one that stands is right as it is, or a new one is made at the opening.
fn keyring_for(
    backup: &Connection,
    settings: &Settings,
    file: &Path,
    key: &Key,
) -> Result<Option<Keyring>, StoreError> {
    let stands = KeyringPlace::new(settings.keyring(), key.of_keyring());
    let folder = file.parent().unwrap_or(Path::new("."));
    let copy = stands.elsewhere(keyring_beside(folder)).read()?;
    // One that cannot be read is no reason to stop where the backup's can.
    let own = match stands.read() {
        Err(_) if copy.is_some() => None,
        read => read?,
    };
    let site = if version(backup)? < SEALED {
        None
    } else {
        vault::site_in_force(backup).map_err(StoreError::sql("read its transform"))?
    };
    let Some(site) = site else {
        return Ok(None);
    };
    let gone = [&own, &copy].into_iter().flatten().flat_map(Keyring::gone);
    let gone = gone.cloned().collect();
    let fits = |keyring: &Keyring| keyring.site(site).is_some();
    let later = own.filter(fits).or(copy.filter(fits));
    let mut later = later.ok_or_else(|| vault::foreign(&stands))?;
    later.take_in(gone);
    Ok(Some(later))
}

fn copy(from: &Path, to: &Path, progress: &mut dyn FnMut(u64, u64)) -> io::Result<()> {
    match fs::remove_file(to) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut source = File::open(from)?;
    let all = source.metadata()?.len();
    let mut target = open_private(to)?;
    let mut buffer = vec![0; 4 << 20];
    let mut done = 0;
    loop {
        let read = source.read(&mut buffer)?;
        if read == 0 {
            return target.sync_all();
        }
        target.write_all(&buffer[..read])?;
        done += read as u64;
        progress(done, all);
    }
}

/// The log of the store that stood goes first: it would be taken for the log of this one.
fn put_in_place(beside: &Path, path: &Path) -> io::Result<()> {
    for ending in ["-wal", "-shm"] {
        match fs::remove_file(super::open::beside(path, ending)) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    fs::rename(beside, path)?;
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

//! What can go wrong with the store, and how to mend it.

use std::{
    io,
    path::{Path, PathBuf},
};

use rusqlite::{Error as SqlError, ErrorCode};

/// Why the store cannot be opened, read or written. No failure ever overwrites an existing file.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("{}: cannot {doing} ({source})\nhint: the service's user must be able to read and write this place", path.display())]
    Io {
        doing: &'static str,
        path: PathBuf,
        source: io::Error,
    },
    #[error("{}: there is no store here yet\nhint: `showfloor run` makes one; check `store.path`", path.display())]
    Missing { path: PathBuf },
    #[error(
        "{}: the store is here, but its key {} is not\nhint: put the key file back from its backup; without it the store cannot be read. To begin anew, move the store away first",
        store.display(), key.display()
    )]
    KeyMissing { store: PathBuf, key: PathBuf },
    #[error("{}: others may read the key of the store (mode {mode:04o})\nhint: chmod 600 {}", path.display(), path.display())]
    KeyExposed { path: PathBuf, mode: u32 },
    #[error("{}: a key is 64 hexadecimal digits (32 bytes)\nhint: put the key file back from its backup", path.display())]
    KeyMalformed { path: PathBuf },
    #[error("{}: the keyring is not here, and no signature in the store can be read without it\nhint: put it back from its latest copy. Where the store holds no signature yet, `showfloor run` makes a new one. To go on without these signatures, so that everybody is new once: showfloor privacy rotate --lost-keyring", path.display())]
    KeyringMissing { path: PathBuf },
    #[error("{}: this keyring needs another key than the store's (or its beginning is damaged)\nhint: put back the keyring that belongs to this store, from its latest copy; nothing was touched", path.display())]
    KeyringLocked { path: PathBuf },
    #[error("{}: the keyring was altered or is damaged at byte {at}\nhint: put it back from its latest copy; nothing was touched", path.display())]
    KeyringAltered { path: PathBuf, at: u64 },
    #[error("{}: this keyring is not of the time of this store: a site transform was renewed in between\nhint: put back the keyring that belongs to this store. To go on without the signatures in it, so that everybody is new once: move the keyring away, then showfloor privacy rotate --lost-keyring", path.display())]
    KeyringForeign { path: PathBuf },
    #[error("{}: there is a keyring here\nhint: only where it is lost for good can signatures be given up; to give them up in any case, move it away first", path.display())]
    KeyringThere { path: PathBuf },
    #[error("{}: a change of the store's key was cut short\nhint: start the appliance (`showfloor run`), or run `showfloor privacy rotate --store-key` again: either completes it", path.display())]
    KeyHalfChanged { path: PathBuf },
    #[error("{}: the key of the store is a systemd credential, which only the administrator can replace\nhint: decrypt it into `store.key_file` (mode 0600, the service's user), rotate it there without the credential, and encrypt it again with systemd-creds", path.display())]
    KeyIsCredential { path: PathBuf },
    #[error("{}: this is an unencrypted SQLite file, not a showfloor store\nhint: move it away, or point `store.path` elsewhere; it was not touched", path.display())]
    Unencrypted { path: PathBuf },
    #[error("{}: not a showfloor store (damaged, or another kind of file)\nhint: restore it from a backup, or point `store.path` elsewhere; it was not touched", path.display())]
    NotAStore { path: PathBuf },
    #[error("{}: encrypted with another key than {} (or its beginning is damaged)\nhint: put back the key file that belongs to this store; it was not touched", path.display(), key.display())]
    WrongKey { path: PathBuf, key: PathBuf },
    #[error("{}: an encrypted database of another program\nhint: point `store.path` elsewhere; it was not touched", path.display())]
    Foreign { path: PathBuf },
    #[error("{}: written by a newer showfloor (store version {found}, this program knows {known})\nhint: install that version again, or restore the backup made before the upgrade", path.display())]
    Newer {
        path: PathBuf,
        found: i32,
        known: i32,
    },
    #[error("{}: written by an older showfloor (store version {found}, this program has {known})\nhint: start the appliance once with this program (`showfloor run`): it brings the store up to date", path.display())]
    Older {
        path: PathBuf,
        found: i32,
        known: i32,
    },
    #[error("{}: another showfloor is writing to this store\nhint: stop it first (`systemctl stop showfloor`), or give this one a `store.path` of its own", path.display())]
    InUse { path: PathBuf },
    #[error("{}: another backup is being made here\nhint: wait until it is done", path.display())]
    BackupRuns { path: PathBuf },
    #[error("{}: there is no backup here (store-*.db)\nhint: name the directory in which `showfloor backup` left them, or one of the files", path.display())]
    NoBackup { path: PathBuf },
    #[error("{}: a store stands here\nhint: with --replace it is given up for the backup; what happened since the backup is lost then", path.display())]
    StoreThere { path: PathBuf },
    #[error("{}: this copy of the store is damaged ({fault})\nhint: take an older backup; nothing was touched", path.display())]
    Damaged { path: PathBuf, fault: String },
    #[error(transparent)]
    Hub(super::HubError),
    #[error("the store cannot {doing} ({source})\nhint: {}", advice(source))]
    Sql {
        doing: &'static str,
        source: SqlError,
    },
}

impl StoreError {
    pub(super) fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io {
            doing,
            path: path.to_owned(),
            source,
        }
    }

    pub(super) fn sql(doing: &'static str) -> impl Fn(SqlError) -> Self {
        move |source| Self::Sql { doing, source }
    }

    /// Whether the same may succeed later: no space left, a disk that fails, another program that holds the file.
    pub fn may_pass(&self) -> bool {
        matches!(
            self,
            Self::Sql {
                source: SqlError::SqliteFailure(failure, _),
                ..
            } if matches!(
                failure.code,
                ErrorCode::DiskFull
                    | ErrorCode::SystemIoFailure
                    | ErrorCode::DatabaseBusy
                    | ErrorCode::DatabaseLocked
                    | ErrorCode::CannotOpen
                    | ErrorCode::OutOfMemory
            )
        ) || matches!(self, Self::Io { .. })
    }
}

fn advice(error: &SqlError) -> &'static str {
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => "make room on the disk",
        Some(ErrorCode::SystemIoFailure) => "check the disk and the system's log",
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            "another program holds the store; wait for it or stop it"
        }
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied | ErrorCode::ReadOnly) => {
            "the service's user must be able to read and write the store and its directory"
        }
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            "the file is damaged; restore it from a backup"
        }
        _ => "this is a fault of the program; please report it with this text",
    }
}

//! The key of the store: 32 random bytes, as hex in a file that only the service can read.

use std::{
    env, fmt,
    fs::{self, File, OpenOptions},
    io::{ErrorKind, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

use zeroize::{Zeroize, Zeroizing};

use super::{StoreError, secret::Secret};

const KEY_BYTES: usize = 32;
/// The name of the systemd credential that goes before the key file.
const CREDENTIAL: &str = "store-key";

/// Where a key is, or would be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum KeyPlace {
    /// A systemd credential: systemd guards who may read it.
    Credential(PathBuf),
    /// A file whose mode we check ourselves.
    File(PathBuf),
}

impl KeyPlace {
    /// `$CREDENTIALS_DIRECTORY/store-key` where it exists, else `key_file`.
    pub(super) fn find(key_file: &Path) -> Self {
        let directory = env::var_os("CREDENTIALS_DIRECTORY").map(PathBuf::from);
        Self::find_in(directory.as_deref(), key_file)
    }

    fn find_in(credentials: Option<&Path>, key_file: &Path) -> Self {
        match credentials.map(|directory| directory.join(CREDENTIAL)) {
            Some(credential) if credential.exists() => Self::Credential(credential),
            _ => Self::File(key_file.to_owned()),
        }
    }

    pub(super) fn path(&self) -> &Path {
        match self {
            Self::Credential(path) | Self::File(path) => path,
        }
    }
}

/// The key; cleared from memory when dropped.
pub(super) struct Key([u8; KEY_BYTES]);

impl Key {
    /// Reads the key; `None` where there is no file.
    pub(super) fn read(place: &KeyPlace) -> Result<Option<Self>, StoreError> {
        let path = place.path();
        let text = match fs::read_to_string(path) {
            Ok(text) => Zeroizing::new(text),
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
            Err(e) if e.kind() == ErrorKind::InvalidData => return Err(malformed(path)),
            Err(e) => return Err(StoreError::io("read the key of the store", path)(e)),
        };
        if let KeyPlace::File(path) = place {
            refuse_exposed(path)?;
        }
        Self::from_hex(text.trim_ascii())
            .map(Some)
            .ok_or_else(|| malformed(path))
    }

    /// Draws a key and writes it to a new file of mode 0600; never replaces a file.
    pub(super) fn create(path: &Path) -> Result<Self, StoreError> {
        let fail = |e| StoreError::io("write the key of the store", path)(e);
        let mut bytes = [0; KEY_BYTES];
        getrandom::fill(&mut bytes).map_err(|e| fail(e.into()))?;
        let key = Self(bytes);
        bytes.zeroize();
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path)
            .map_err(fail)?;
        file.write_all(key.hex().as_bytes()).map_err(fail)?;
        file.write_all(b"\n").map_err(fail)?;
        // The key must survive a power cut that the store survives.
        file.sync_all().map_err(fail)?;
        let parent = path.parent().filter(|p| !p.as_os_str().is_empty());
        File::open(parent.unwrap_or(Path::new(".")))
            .and_then(|directory| directory.sync_all())
            .map_err(fail)?;
        Ok(key)
    }

    /// The statement that unlocks a connection.
    pub(super) fn pragma(&self) -> Zeroizing<String> {
        self.statement("key")
    }

    /// The statement that makes this the key of a store that another one opened.
    pub(super) fn rekey_pragma(&self) -> Zeroizing<String> {
        self.statement("rekey")
    }

    fn statement(&self, pragma: &str) -> Zeroizing<String> {
        let hex = self.hex();
        Zeroizing::new(["PRAGMA ", pragma, " = \"x'", &hex, "'\""].concat())
    }

    /// What opens the keyring of this store.
    pub(super) fn of_keyring(&self) -> Secret {
        Secret::from_bytes(&self.0)
            .expect("both are as long")
            .derive(b"", "showfloor keyring")
    }

    /// What commands beside a running appliance show it.
    pub(super) fn of_console(&self) -> Secret {
        Secret::from_bytes(&self.0)
            .expect("both are as long")
            .derive(b"", "showfloor console")
    }

    fn hex(&self) -> Zeroizing<String> {
        let digits = self.0.iter().flat_map(|byte| [byte >> 4, byte & 15]);
        // Exactly as long as needed: growing would leave parts of the key behind in freed memory.
        let mut hex = Zeroizing::new(String::with_capacity(2 * KEY_BYTES));
        hex.extend(digits.filter_map(|digit| char::from_digit(digit.into(), 16)));
        hex
    }

    fn from_hex(text: &str) -> Option<Self> {
        let mut key = Self([0; KEY_BYTES]);
        if text.len() != 2 * KEY_BYTES {
            return None;
        }
        for (byte, pair) in key.0.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            let high = char::from(pair[0]).to_digit(16)?;
            let low = char::from(pair[1]).to_digit(16)?;
            *byte = (high << 4 | low) as u8;
        }
        Some(key)
    }
}

impl Drop for Key {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(hidden)")
    }
}

fn malformed(path: &Path) -> StoreError {
    StoreError::KeyMalformed {
        path: path.to_owned(),
    }
}

fn refuse_exposed(path: &Path) -> Result<(), StoreError> {
    let metadata = fs::metadata(path).map_err(StoreError::io("read the mode of the key", path))?;
    let mode = metadata.permissions().mode() & 0o7777;
    let for_others = mode & 0o077;
    if for_others != 0 {
        return Err(StoreError::KeyExposed {
            path: path.to_owned(),
            mode,
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_key_is_the_owners_alone_and_reads_back() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("store.key");
        let key = Key::create(&path).unwrap();
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o7777, 0o600);
        let back = Key::read(&KeyPlace::File(path.clone())).unwrap().unwrap();
        assert_eq!(back.0, key.0);
        assert!(Key::create(&path).is_err(), "a key is never replaced");
    }

    #[test]
    fn a_key_that_others_may_read_is_refused_with_the_way_to_mend_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("store.key");
        Key::create(&path).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        let error = Key::read(&KeyPlace::File(path.clone())).unwrap_err();
        let text = error.to_string();
        assert!(text.contains("mode 0644"), "{text}");
        assert!(text.contains(&format!("chmod 600 {}", path.display())));
    }

    #[test]
    fn what_is_no_key_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("store.key");
        for text in ["", "secret", &"g".repeat(64), &"a".repeat(63), "\u{1F511}"] {
            fs::write(&path, text).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
            let error = Key::read(&KeyPlace::File(path.clone())).unwrap_err();
            assert!(matches!(error, StoreError::KeyMalformed { .. }), "{text}");
        }
    }

    #[test]
    fn a_systemd_credential_goes_before_the_file() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("store.key");
        let credentials = Some(dir.path());
        assert_eq!(
            KeyPlace::find_in(credentials, &file),
            KeyPlace::File(file.clone())
        );
        let credential = dir.path().join(CREDENTIAL);
        fs::write(&credential, "a".repeat(64)).unwrap();
        let place = KeyPlace::find_in(credentials, &file);
        assert_eq!(place, KeyPlace::Credential(credential));
        // systemd's own access list may show group bits here.
        assert!(Key::read(&place).unwrap().is_some());
    }

    #[test]
    fn debug_hides_the_key() {
        assert_eq!(format!("{:?}", Key([7; KEY_BYTES])), "Key(hidden)");
    }
}

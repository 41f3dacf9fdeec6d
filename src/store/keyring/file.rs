//! The keyring's file, and what of it is in memory.
//!
//! New keys are appended and synced to disk before the rows are committed that need them: a visitor costs some 100 bytes,
//! however many are known. Keys are destroyed by a new file that takes the place of the old one, which is written with
//! the erasure itself. Whoever changes the file holds the store's write transaction, also in another process, so there is
//! one at a time.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use super::{
    super::{StoreError, gone::Gone, secret::Secret},
    format::{Entry, HEADER, Header, Kind},
};
use crate::runtime::{random_bytes, replace_file};

/// Where a keyring is, and what opens it.
#[derive(Clone, Debug)]
pub(in super::super) struct KeyringPlace {
    path: PathBuf,
    /// From the store's key.
    root: Secret,
    /// Where its latest copy is, which is written anew whenever keys are destroyed.
    copy: Option<PathBuf>,
}

/// The keys, as they were when the file was last looked at, with those that are to be written.
#[derive(Debug)]
pub(in super::super) struct Keyring {
    place: KeyringPlace,
    header: Header,
    /// Whole frames, and where they end.
    frames: u64,
    end: u64,
    /// The length of the file: where it is longer, what follows the frames is none.
    length: u64,
    people: BTreeMap<i64, Secret>,
    sites: BTreeMap<i64, Secret>,
    /// Who must not come back with an older copy of the store.
    gone: BTreeSet<Gone>,
    /// Which are not in the file yet.
    unwritten: Vec<(Kind, i64)>,
}

impl KeyringPlace {
    pub(in super::super) fn new(path: PathBuf, root: Secret) -> Self {
        let copy = None;
        Self { path, root, copy }
    }

    /// The same, with a copy in the directory of the backups.
    pub(in super::super) fn with_copy(self, copy: Option<PathBuf>) -> Self {
        Self { copy, ..self }
    }

    /// The same key, for a file elsewhere.
    pub(in super::super) fn elsewhere(&self, path: PathBuf) -> Self {
        Self::new(path, self.root.clone())
    }

    pub(in super::super) fn path(&self) -> &Path {
        &self.path
    }

    /// Reads the keyring; `None` where there is no file.
    ///
    /// # Errors
    /// It cannot be read, needs another key, or its beginning was altered.
    pub(in super::super) fn read(&self) -> Result<Option<Keyring>, StoreError> {
        let bytes = match fs::read(&self.path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(StoreError::io("read the keyring", &self.path)(error)),
        };
        let header = Header::read(&self.root, &bytes);
        let header = header.ok_or_else(|| StoreError::KeyringLocked {
            path: self.path.clone(),
        })?;
        let read = header.frames(&bytes);
        // The first frame came with the file.
        if read.count == 0 {
            return Err(self.altered(HEADER as u64));
        }
        let mut keyring = Keyring {
            header,
            frames: read.count,
            end: read.end as u64,
            length: bytes.len() as u64,
            ..Keyring::empty(self.clone())
        };
        for entry in read.entries {
            match entry {
                Entry::Key { kind, id, secret } => {
                    keyring.of_kind(kind).insert(id, secret);
                }
                Entry::Gone(gone) => {
                    keyring.gone.insert(gone);
                }
            }
        }
        Ok(Some(keyring))
    }

    /// Makes a keyring with one site transform, in place of whatever stands there.
    ///
    /// # Errors
    /// It cannot be written.
    pub(in super::super) fn make(&self) -> Result<Keyring, StoreError> {
        let mut keyring = Keyring::empty(self.clone());
        keyring.mint(Kind::Site);
        keyring.rewrite()?;
        Ok(keyring)
    }

    fn altered(&self, at: u64) -> StoreError {
        StoreError::KeyringAltered {
            path: self.path.clone(),
            at,
        }
    }
}

impl Keyring {
    pub(in super::super) fn place(&self) -> &KeyringPlace {
        &self.place
    }

    /// The key of a visitor or colleague.
    pub(in super::super) fn person(&self, id: i64) -> Option<&Secret> {
        self.people.get(&id)
    }

    /// The numbers of all keys of persons.
    #[cfg(test)]
    pub(in super::super) fn people(&self) -> impl Iterator<Item = i64> {
        self.people.keys().copied()
    }

    /// The key of a site transform.
    pub(in super::super) fn site(&self, id: i64) -> Option<&Secret> {
        self.sites.get(&id)
    }

    /// Who must not come back with an older copy of the store.
    pub(in super::super) fn gone(&self) -> &BTreeSet<Gone> {
        &self.gone
    }

    /// Notes more who are gone, in memory.
    pub(in super::super) fn take_in(&mut self, gone: BTreeSet<Gone>) {
        self.gone.extend(gone);
    }

    /// One of the site transforms; there is one except within a rotation.
    pub(in super::super) fn any_site(&self) -> Option<i64> {
        self.sites.keys().next().copied()
    }

    /// A new key for somebody, to be written with [`Keyring::keep`].
    pub(in super::super) fn new_person(&mut self) -> i64 {
        self.mint(Kind::Person)
    }

    /// A new site transform, to be written with [`Keyring::keep`].
    pub(in super::super) fn new_site(&mut self) -> i64 {
        self.mint(Kind::Site)
    }

    fn mint(&mut self, kind: Kind) -> i64 {
        let mut id = 0;
        // 0 stands for none.
        while id == 0 || self.of_kind(kind).contains_key(&id) {
            id = i64::from_le_bytes(random_bytes());
        }
        self.of_kind(kind).insert(id, Secret::random());
        self.unwritten.push((kind, id));
        id
    }

    fn of_kind(&mut self, kind: Kind) -> &mut BTreeMap<i64, Secret> {
        match kind {
            Kind::Person => &mut self.people,
            Kind::Site => &mut self.sites,
        }
    }

    /// Takes in what others wrote, and lets go of what was minted and never kept. To be called within the store's write
    /// transaction, before anything else.
    ///
    /// # Errors
    /// The file is gone, cannot be read, or was altered.
    pub(in super::super) fn refresh(&mut self) -> Result<(), StoreError> {
        for (kind, id) in std::mem::take(&mut self.unwritten) {
            self.of_kind(kind).remove(&id);
        }
        let path = &self.place.path;
        let current = look_at(path).map_err(StoreError::io("read the keyring", path))?;
        if current != (self.header.bytes, self.length) {
            let again = self.place.read()?;
            *self = again.ok_or_else(|| self.place.altered(0))?;
        }
        Ok(())
    }

    /// Writes the new keys through to the disk. To be called before the transaction is committed whose rows need them.
    ///
    /// # Errors
    /// The file cannot be written; then the next attempt begins where this one did.
    pub(in super::super) fn keep(&mut self) -> Result<(), StoreError> {
        if self.unwritten.is_empty() {
            return Ok(());
        }
        let new = self.unwritten.iter();
        let entries: Vec<_> = new
            .filter_map(|(kind, id)| self.entry(*kind, *id))
            .collect();
        let frame = self.header.frame(self.frames, &entries);
        let path = &self.place.path;
        append(path, self.end, &frame).map_err(StoreError::io("write the keyring", path))?;
        self.frames += 1;
        self.end += frame.len() as u64;
        self.length = self.end;
        self.unwritten.clear();
        Ok(())
    }

    /// Destroys all keys but these, and takes in who is gone: the file is written anew, and so is its copy. Does nothing where
    /// there is nothing to destroy and nobody to take in.
    ///
    /// # Errors
    /// The file cannot be replaced; then it is as it was, and so are the keys in memory.
    pub(in super::super) fn retain(
        &mut self,
        people: &BTreeSet<i64>,
        site: i64,
        gone: &BTreeSet<Gone>,
    ) -> Result<(), StoreError> {
        let needless = |id: &i64| !people.contains(id);
        let destroys = self.people.keys().any(needless) || self.sites.keys().any(|id| *id != site);
        if !destroys && gone.is_subset(&self.gone) {
            return Ok(());
        }
        let mut fewer = Self::empty(self.place.clone());
        let kept = self.people.iter().filter(|(id, _)| people.contains(id));
        fewer.people = kept.map(|(id, key)| (*id, key.clone())).collect();
        let kept = self.sites.iter().filter(|(id, _)| **id == site);
        fewer.sites = kept.map(|(id, key)| (*id, key.clone())).collect();
        fewer.gone = self.gone.union(gone).cloned().collect();
        fewer.rewrite()?;
        *self = fewer;
        self.renew_copy();
        Ok(())
    }

    /// What was destroyed here is to be gone from the copy, too. Where that is out of reach, the next backup does it.
    fn renew_copy(&self) {
        let Some(copy) = self.place.copy.as_ref().filter(|copy| copy.exists()) else {
            return;
        };
        if let Err(error) = self.copy_to(&self.place.elsewhere(copy.clone())) {
            tracing::warn!(
                copy = %copy.display(),
                %error,
                "the copy of the keyring has keys still that were destroyed; the next backup writes it anew"
            );
        }
    }

    /// Writes the same keys into another place, sealed as that wants it.
    ///
    /// # Errors
    /// It cannot be written.
    pub(in super::super) fn copy_to(&self, place: &KeyringPlace) -> Result<(), StoreError> {
        let mut copy = Self::empty(place.clone());
        copy.people.clone_from(&self.people);
        copy.sites.clone_from(&self.sites);
        copy.gone.clone_from(&self.gone);
        copy.rewrite()
    }

    /// Whether bytes stand at the end that are no whole frame: what a crash left, or what somebody altered.
    pub(in super::super) fn is_broken(&self) -> bool {
        self.length > self.end
    }

    /// What is to be said where a key is needed that stood behind that place.
    pub(in super::super) fn altered(&self) -> StoreError {
        self.place.altered(self.end)
    }

    /// Without keys and without a file.
    fn empty(place: KeyringPlace) -> Self {
        Self {
            header: Header::new(&place.root),
            place,
            frames: 0,
            end: 0,
            length: 0,
            people: BTreeMap::new(),
            sites: BTreeMap::new(),
            gone: BTreeSet::new(),
            unwritten: Vec::new(),
        }
    }

    /// Puts a new file in the place of the old one: one frame with every key, and everybody who is gone.
    fn rewrite(&mut self) -> Result<(), StoreError> {
        let header = Header::new(&self.place.root);
        let sites = self.sites.keys().map(|id| (Kind::Site, *id));
        let all = sites.chain(self.people.keys().map(|id| (Kind::Person, *id)));
        let keys = all.filter_map(|(kind, id)| self.entry(kind, id));
        let gone = self.gone.iter().cloned().map(Entry::Gone);
        let entries: Vec<_> = keys.chain(gone).collect();
        let frame = header.frame(0, &entries);
        let bytes = [&header.bytes[..], &frame].concat();
        let path = &self.place.path;
        replace_file(path, &bytes, 0o600).map_err(StoreError::io("write the keyring", path))?;
        self.header = header;
        self.frames = 1;
        self.end = bytes.len() as u64;
        self.length = self.end;
        self.unwritten.clear();
        Ok(())
    }

    fn entry(&self, kind: Kind, id: i64) -> Option<Entry> {
        let keys = match kind {
            Kind::Person => &self.people,
            Kind::Site => &self.sites,
        };
        let secret = keys.get(&id)?.clone();
        Some(Entry::Key { kind, id, secret })
    }
}

/// The beginning and the length of a file.
fn look_at(path: &Path) -> io::Result<([u8; HEADER], u64)> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    let mut header = [0; HEADER];
    file.read_exact(&mut header)?;
    Ok((header, length))
}

/// Writes bytes at `end`, in place of whatever a crash left there.
fn append(path: &Path, end: u64, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).open(path)?;
    file.set_len(end)?;
    file.seek(SeekFrom::Start(end))?;
    file.write_all(bytes)?;
    file.sync_all()
}

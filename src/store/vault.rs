//! Signatures as the store keeps them: under the site transform, sealed with the key of whom they are of.
//!
//! In memory signatures are plain: the transform is put on as the last thing before they are written and taken off as the
//! first after they are read, so recognition, recorded streams and commands know nothing of it. The tag says which
//! transform it was (`model/transform`), so a row of another site, or of a time before a rotation, matches nobody.

use rusqlite::{Connection, OptionalExtension};
use zeroize::Zeroizing;

use super::{
    StoreError,
    keyring::{Keyring, KeyringPlace},
    seal,
    transform::Transform,
};
use crate::types::{ModelTag, SIGNATURE_DIM, Signature};

/// Whose signatures a table has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owners {
    Visitors,
    Colleagues,
}

impl Owners {
    pub(super) const BOTH: [Self; 2] = [Self::Visitors, Self::Colleagues];

    pub(super) fn table(self) -> &'static str {
        match self {
            Self::Visitors => "template",
            Self::Colleagues => "staff_template",
        }
    }

    /// The column that says whose they are.
    pub(super) fn column(self) -> &'static str {
        match self {
            Self::Visitors => "visitor",
            Self::Colleagues => "staff",
        }
    }
}

/// A site transform, with its number.
#[derive(Debug)]
pub(super) struct Site {
    id: i64,
    transform: Transform,
}

/// The keys and the transform in force.
#[derive(Debug)]
pub(super) struct Vault {
    pub(super) keyring: Keyring,
    site: Site,
}

/// Why a stored signature cannot be read.
#[derive(Debug, thiserror::Error)]
#[error(
    "a stored signature cannot be opened with its key: it was altered, or put where it does not belong"
)]
pub(super) struct Unopened;

impl Vault {
    /// `None` where the keyring does not have this transform.
    pub(super) fn new(keyring: Keyring, site: i64) -> Option<Self> {
        let site = site_of(&keyring, site)?;
        Some(Self { keyring, site })
    }

    /// The vault of a store that stands, for whoever does not open it as its writer.
    ///
    /// # Errors
    /// There is no keyring, it cannot be read, or it is not the one of this store.
    pub(super) fn of(place: &KeyringPlace, connection: &Connection) -> Result<Self, StoreError> {
        // First: keys are on the disk before the rows that need them.
        let site = site_in_force(connection).map_err(StoreError::sql("read its transform"))?;
        let keyring = place.read()?.ok_or_else(|| missing(place))?;
        let site = site.or(keyring.any_site()).unwrap_or_default();
        Self::new(keyring, site).ok_or_else(|| foreign(place))
    }

    /// The number of the transform in force.
    pub(super) fn site(&self) -> i64 {
        self.site.id
    }

    /// A new transform that is not in force yet; its key is to be kept with the keyring's others.
    pub(super) fn new_site(&mut self) -> Site {
        let id = self.keyring.new_site();
        site_of(&self.keyring, id).expect("its key was drawn just now")
    }

    /// Puts another transform in force, and gives the one that was.
    pub(super) fn exchange(&mut self, other: &mut Site) {
        std::mem::swap(&mut self.site, other);
    }

    /// The tag and the bytes to store of a signature. One that stands under another transform already stays under that.
    pub(super) fn seal(
        &self,
        (owners, owner): (Owners, &str),
        key: i64,
        signature: &Signature,
    ) -> Option<(String, Vec<u8>)> {
        let tag = stored_tag(signature.tag(), self.site.id);
        let kept = if tag == signature.tag().as_str() {
            signature.clone()
        } else {
            let values = Zeroizing::new(self.site.transform.apply(signature.values()));
            Signature::of_unit(signature.tag().clone(), &values).ok()?
        };
        let about = about(owners, owner, &tag);
        let plain = Zeroizing::new(kept.to_bytes());
        let sealed = seal::seal(self.keyring.person(key)?, &about, &plain);
        Some((tag, sealed))
    }

    /// The signature of a row, plain where it stands under the transform in force; `None` where its key was destroyed.
    ///
    /// # Errors
    /// The key is there and does not open it.
    pub(super) fn open(
        &self,
        (owners, owner): (Owners, &str),
        key: i64,
        (stored, tag): (&str, &ModelTag),
        sealed: &[u8],
    ) -> Result<Option<Signature>, Unopened> {
        let Some(key) = self.keyring.person(key) else {
            return Ok(None);
        };
        let plain = seal::open(key, &about(owners, owner, stored), sealed).ok_or(Unopened)?;
        let kept = Signature::from_bytes(tag.clone(), &plain).map_err(|_| Unopened)?;
        if tag.as_str() == stored {
            return Ok(Some(kept));
        }
        let values = Zeroizing::new(self.site.transform.undo(kept.values()));
        Signature::of_unit(tag.clone(), &values)
            .map(Some)
            .map_err(|_| Unopened)
    }

    /// The tag of a row as everybody but the store knows it.
    pub(super) fn tag(&self, stored: &str) -> ModelTag {
        plain_tag(stored, self.site.id)
    }
}

fn site_of(keyring: &Keyring, id: i64) -> Option<Site> {
    let transform = Transform::new(keyring.site(id)?, SIGNATURE_DIM);
    Some(Site { id, transform })
}

/// Which transform is in force; `None` where none was put on record.
pub(super) fn site_in_force(connection: &Connection) -> rusqlite::Result<Option<i64>> {
    connection
        .query_row("SELECT transform FROM at_rest", [], |row| row.get(0))
        .optional()
}

/// Puts on record which transform is in force, where another one is, or none.
pub(super) fn put_in_force(connection: &Connection, site: i64) -> rusqlite::Result<()> {
    if site_in_force(connection)? != Some(site) {
        let tx = connection.unchecked_transaction()?;
        tx.execute("DELETE FROM at_rest", [])?;
        tx.execute("INSERT INTO at_rest VALUES (?, 0)", [site])?;
        tx.commit()?;
    }
    Ok(())
}

/// The tag that a row has under this transform.
pub(super) fn stored_tag(tag: &ModelTag, site: i64) -> String {
    match tag.as_str().strip_suffix(PLAIN) {
        Some(model) => format!("{model}/{}", name(site)),
        None => tag.as_str().to_owned(),
    }
}

/// The tag that a row of this tag has in memory: plain where it stands under this transform.
pub(super) fn plain_tag(stored: &str, site: i64) -> ModelTag {
    let model = stored.strip_suffix(&name(site));
    match model.filter(|model| model.ends_with('/')) {
        Some(model) => ModelTag::from_stored(&format!("{}{PLAIN}", &model[..model.len() - 1])),
        None => ModelTag::from_stored(stored),
    }
}

pub(super) fn missing(place: &KeyringPlace) -> StoreError {
    StoreError::KeyringMissing {
        path: place.path().to_owned(),
    }
}

pub(super) fn foreign(place: &KeyringPlace) -> StoreError {
    StoreError::KeyringForeign {
        path: place.path().to_owned(),
    }
}

const PLAIN: &str = "/plain";

/// A transform's number as tags have it.
fn name(site: i64) -> String {
    format!("{:016x}", site.cast_unsigned())
}

/// What a signature is sealed about: it opens in its own row only.
fn about(owners: Owners, owner: &str, tag: &str) -> Vec<u8> {
    format!("{}\n{owner}\n{tag}", owners.column()).into_bytes()
}

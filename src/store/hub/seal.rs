//! What the hub holds, and cannot read.
//!
//! One key of 32 bytes, the same on every appliance of the showroom and never at the hub. From it comes one for each purpose: it
//! names (a keyed digest in place of each id), it seals what is nobody's, it wraps the keys of people, and it is the transform
//! under which signatures go. What is about somebody is sealed with a key of theirs, which lies at the hub, wrapped; where that
//! is destroyed, nobody opens what was sealed with it, wherever a copy may be.

use serde_json::Value;
use ulid::Ulid;
use zeroize::Zeroizing;

use crate::{
    store::{
        seal,
        secret::{Secret, mac},
        transform::Transform,
    },
    types::{SIGNATURE_DIM, SharedRecord, Signature, hex},
};

/// Length of a digest, in bytes: no two of a showroom's ids share one by chance.
pub(super) const DIGEST: usize = 16;

/// In place of an id.
pub(super) type Digest = [u8; DIGEST];

/// The keys that come from the hub's key.
pub(in crate::store) struct HubKey {
    names: Secret,
    seal: Secret,
    wrap: Secret,
    check: String,
    transform: Transform,
}

impl HubKey {
    pub(super) fn new(secret: &Secret) -> Self {
        let purpose = |name: &str| secret.derive(b"showfloor hub", name);
        Self {
            names: purpose("names"),
            seal: purpose("seal"),
            wrap: purpose("wrap"),
            check: hex(purpose("check").bytes()),
            transform: Transform::new(&purpose("transform"), SIGNATURE_DIM),
        }
    }

    /// What two appliances with the same key agree on.
    pub(super) fn check(&self) -> &str {
        &self.check
    }

    /// What stands at the hub in place of an id.
    pub(super) fn digest(&self, id: &str) -> Digest {
        let whole = mac(self.names.bytes(), &[id.as_bytes()]);
        let mut digest = [0; DIGEST];
        digest.copy_from_slice(&whole[..DIGEST]);
        digest
    }

    /// The digests of all ids that a record names: its owner's first.
    pub(super) fn about(&self, record: &SharedRecord) -> Vec<Digest> {
        let owner = record.visitor().map(|visitor| visitor.to_string());
        let mut ids: Vec<String> = owner.into_iter().collect();
        let value = serde_json::to_value(record).unwrap_or_default();
        ids_in(&value, &mut ids);
        let mut digests: Vec<Digest> = Vec::with_capacity(ids.len());
        for id in ids {
            let digest = self.digest(&id);
            if !digests.contains(&digest) {
                digests.push(digest);
            }
        }
        digests
    }

    /// As bytes, signatures under the transform of the showroom.
    pub(super) fn written(&self, record: &SharedRecord) -> Zeroizing<Vec<u8>> {
        let under = Self::with_signature(record.clone(), |values| self.transform.apply(values));
        Zeroizing::new(serde_json::to_vec(&under).unwrap_or_default())
    }

    /// What was written; `None` of what this program does not know.
    pub(super) fn read(&self, bytes: &[u8]) -> Option<SharedRecord> {
        let under = serde_json::from_slice(bytes).ok()?;
        Some(Self::with_signature(under, |values| {
            self.transform.undo(values)
        }))
    }

    fn with_signature(
        mut record: SharedRecord,
        change: impl Fn(&[f32]) -> Vec<f32>,
    ) -> SharedRecord {
        if let SharedRecord::Template { signature, .. }
        | SharedRecord::TemplateDropped { signature, .. } = &mut record
        {
            let values = Zeroizing::new(change(signature.values()));
            if let Ok(changed) = Signature::of_unit(signature.tag().clone(), &values) {
                *signature = changed;
            }
        }
        record
    }

    /// Sealed for the journal, and for the hub where it is nobody's.
    pub(super) fn seal(&self, id: &[u8], plain: &[u8]) -> Vec<u8> {
        seal::seal(&self.seal, id, plain)
    }

    pub(super) fn open(&self, id: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        seal::open(&self.seal, id, sealed)
    }

    /// A person's key, as the hub holds it.
    pub(super) fn wrap(&self, person: &[u8], key: &Secret) -> Vec<u8> {
        seal::seal(&self.wrap, person, key.bytes())
    }

    pub(super) fn unwrap(&self, person: &[u8], wrapped: &[u8]) -> Option<Secret> {
        Secret::from_bytes(&seal::open(&self.wrap, person, wrapped)?)
    }
}

impl std::fmt::Debug for HubKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HubKey(hidden)")
    }
}

/// Every id in a value, as text.
fn ids_in(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) if text.len() == 26 && Ulid::from_string(text).is_ok() => {
            found.push(text.clone());
        }
        Value::Array(all) => all.iter().for_each(|one| ids_in(one, found)),
        Value::Object(all) => all.values().for_each(|one| ids_in(one, found)),
        _ => {}
    }
}

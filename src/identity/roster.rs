//! The colleagues who enrolled.

use std::collections::BTreeMap;

use crate::types::{Signature, StaffId};

/// The templates of the colleagues who enrolled. `Debug` shows no signature.
#[derive(Clone, Debug, Default)]
pub struct Roster(BTreeMap<StaffId, Vec<Signature>>);

impl Roster {
    /// A roster of these templates. Templates of another model than the one in use may be among them: they match nobody.
    pub fn new(templates: impl IntoIterator<Item = (StaffId, Signature)>) -> Self {
        let mut members: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (staff, signature) in templates {
            members.entry(staff).or_default().push(signature);
        }
        Self(members)
    }

    /// Everybody on it with their templates.
    pub(super) fn members(&self) -> impl Iterator<Item = (StaffId, &[Signature])> {
        self.0.iter().map(|(id, templates)| (*id, &templates[..]))
    }
}

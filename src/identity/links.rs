//! Which visitors agreed to be linked with which contacts of the dealer's other systems.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::Serialize;

use super::directory::Directory;
use crate::types::{Event, EventKind, VisitorId};

/// A consent that stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Link {
    pub client: String,
    /// Who the visitor is there.
    pub contact: String,
    /// What they agreed to.
    pub consent: String,
    /// Who noted it, and when.
    pub by: String,
    pub at: Timestamp,
}

/// All links, by the visitor as the event named them and the client. Merges are followed when somebody asks, so an undone
/// merge gives everybody their own links back.
#[derive(Clone, Debug, Default)]
pub struct Links(BTreeMap<(VisitorId, String), Link>);

impl Links {
    /// Takes in an event; true where it changed a link.
    pub fn note(&mut self, event: &Event) -> bool {
        match &event.kind {
            EventKind::Linked {
                client,
                contact,
                consent,
                by,
            } => {
                let link = Link {
                    client: client.clone(),
                    contact: contact.clone(),
                    consent: consent.clone(),
                    by: by.clone(),
                    at: event.stamp.utc,
                };
                self.0.insert((event.visitor, client.clone()), link);
                true
            }
            EventKind::Unlinked { client, .. } => {
                self.0.remove(&(event.visitor, client.clone())).is_some()
            }
            _ => false,
        }
    }

    /// Forgets the links of these visitors.
    pub fn erase(&mut self, visitors: &BTreeSet<VisitorId>) {
        self.0.retain(|(told, _), _| !visitors.contains(told));
    }

    /// All of them, each with the visitor as its event named them.
    pub fn all(&self) -> impl Iterator<Item = (VisitorId, &Link)> {
        self.0.iter().map(|((told, _), link)| (*told, link))
    }

    /// The links of a visitor of today, each with the id it was made under.
    pub fn of<'a>(
        &'a self,
        visitor: VisitorId,
        directory: &'a Directory,
    ) -> impl Iterator<Item = (VisitorId, &'a Link)> {
        let today = directory.resolve(visitor);
        self.all()
            .filter(move |(told, _)| directory.resolve(*told) == today)
    }

    /// Whether a visitor of today agreed to be linked with this client.
    pub fn has(&self, visitor: VisitorId, client: &str, directory: &Directory) -> bool {
        let mut theirs = self.of(visitor, directory);
        theirs.any(|(_, link)| link.client == client)
    }

    /// The visitor of today who is linked with this contact.
    pub fn visitor(&self, client: &str, contact: &str, directory: &Directory) -> Option<VisitorId> {
        let mut all = self.all();
        let found = all.find(|(_, link)| link.client == client && link.contact == contact);
        found.map(|(told, _)| directory.resolve(told))
    }
}

#[cfg(test)]
mod tests {
    use ulid::Ulid;

    use super::*;
    use crate::types::{EventId, Evidence, RunId, Stamp};

    fn id(n: u128) -> VisitorId {
        VisitorId(Ulid::from(n))
    }

    fn event(visitor: u128, kind: EventKind) -> Event {
        Event {
            id: EventId(Ulid::from(9)),
            stamp: Stamp {
                run: RunId(Ulid::from(1)),
                mono_ns: 0,
                utc: Timestamp::UNIX_EPOCH,
            },
            visit: None,
            visitor: id(visitor),
            kind,
            evidence: Evidence::NOT_SEEN,
        }
    }

    fn linked(visitor: u128, contact: &str) -> Event {
        let kind = EventKind::Linked {
            client: "crm".into(),
            contact: contact.into(),
            consent: "said yes at the desk".into(),
            by: "ewa".into(),
        };
        event(visitor, kind)
    }

    #[test]
    fn a_link_follows_merges_and_comes_back_when_they_are_undone() {
        let (mut links, mut directory) = (Links::default(), Directory::default());
        assert!(links.note(&linked(1, "4711")) && links.note(&linked(2, "4712")));
        directory.alias(id(1), id(2));
        let contacts = |links: &Links, directory: &Directory, n| {
            let of = links.of(id(n), directory).map(|(_, l)| l.contact.clone());
            of.collect::<Vec<_>>()
        };
        assert_eq!(contacts(&links, &directory, 2), ["4711", "4712"]);
        assert_eq!(links.visitor("crm", "4711", &directory), Some(id(2)));
        directory.set_known_as(id(1), None);
        assert_eq!(contacts(&links, &directory, 1), ["4711"]);
        assert_eq!(contacts(&links, &directory, 2), ["4712"]);
    }

    #[test]
    fn taken_back_is_gone_with_that_client_alone() {
        let (mut links, directory) = (Links::default(), Directory::default());
        links.note(&linked(1, "4711"));
        let gone = |client: &str| EventKind::Unlinked {
            client: client.into(),
            by: "ewa".into(),
        };
        assert!(!links.note(&event(1, gone("mail"))));
        assert!(links.has(id(1), "crm", &directory) && !links.has(id(1), "mail", &directory));
        assert!(links.note(&event(1, gone("crm"))));
        assert_eq!(links.visitor("crm", "4711", &directory), None);
    }
}

//! Who is linked with which other system, and how warm they are.

use jiff::Timestamp;
use serde::Serialize;

use super::Known;
use crate::{
    identity::Link,
    types::{Band, VisitorCode, VisitorId},
};

/// A visitor who agreed to be linked with a contact of another system.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LinkedVisitor {
    pub code: VisitorCode,
    #[serde(flatten)]
    pub link: Link,
    pub score: f64,
    pub band: Band,
    /// "A1" to "D4"; `None` without an ideal customer's file.
    pub cell: Option<String>,
    /// When they were last seen.
    pub last_visit: Option<Timestamp>,
}

impl Known {
    /// Everybody who is linked, by client and contact.
    pub fn linked(&self) -> Vec<LinkedVisitor> {
        let mut linked: Vec<_> = self
            .line
            .links()
            .filter_map(|(visitor, link)| self.linked_as(visitor, link))
            .collect();
        linked.sort_by(|a, b| {
            let key = |l: &LinkedVisitor| (l.link.client.clone(), l.link.contact.clone());
            key(a).cmp(&key(b))
        });
        linked
    }

    /// A visitor's links.
    pub fn links_of(&self, visitor: VisitorId) -> Vec<Link> {
        let links = self.line.links().filter(|(of, _)| *of == visitor);
        links.map(|(_, link)| link.clone()).collect()
    }

    fn linked_as(&self, visitor: VisitorId, link: &Link) -> Option<LinkedVisitor> {
        let scores = self.line.scores(visitor, self.now);
        let visits = self.wholes();
        let theirs =
            visits.filter(|visit| self.line.whose(Some(visit.id), visit.visitor) == visitor);
        Some(LinkedVisitor {
            code: self.line.code(visitor)?.clone(),
            link: link.clone(),
            score: scores.engagement + 0.0,
            band: scores.band,
            cell: scores.cell,
            last_visit: theirs.map(|visit| visit.last_seen.utc).max(),
        })
    }
}

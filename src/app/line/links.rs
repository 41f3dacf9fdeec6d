//! Who agreed to be linked with which system, as people say so; and who may report on whom.

use super::Line;
use crate::types::{
    About, AuditEntry, Correction, CorrectionAnswer, CorrectionKind, Event, EventId, EventKind,
    Evidence, External, Record, Stamp, VisitorId,
};

/// Longest name of a client and id of a contact, in bytes, as in topics; and longest text of a consent.
const MAX_NAME_BYTES: usize = 128;
const MAX_CONSENT_BYTES: usize = 2000;

/// What is asked of a visitor's link.
struct Wanted<'a> {
    client: &'a str,
    contact: &'a str,
    consent: &'a str,
    noted_by: &'a str,
}

impl Line {
    /// Carries out what says nothing of who is who, or says why not. Done twice it is as if done once.
    pub(super) fn request(&mut self, asked: &Correction, now: &Stamp, out: &mut Vec<Record>) {
        let id = asked.id;
        let done = if self.requests_seen.contains(&id) {
            Ok(None)
        } else {
            self.carry_out_request(asked, now, out).map(Some)
        };
        self.requests_seen.insert(id);
        let detail = match &done {
            Ok(None) => None,
            // The store does, with the receipt.
            Ok(Some(_)) if matches!(asked.kind, CorrectionKind::Erase { .. }) => None,
            Ok(Some(text)) => Some(format!("{text}; request {id}")),
            Err(why) => {
                let why_in_short = why.lines().next().unwrap_or_default();
                Some(format!("refused: {why_in_short}; request {id}"))
            }
        };
        if let Some(detail) = detail {
            out.push(Record::Audit(AuditEntry {
                at: now.utc,
                who: asked.by.clone(),
                what: super::correct::what(&asked.kind).to_owned(),
                detail,
            }));
        }
        let answer = match done {
            Ok(text) => CorrectionAnswer {
                done: true,
                text: text.unwrap_or_else(|| "this was done before".to_owned()),
            },
            Err(text) => CorrectionAnswer { done: false, text },
        };
        out.push(Record::CorrectionAnswer { id, answer });
    }

    /// What was done, in words that go to the audit log, too: without the contact's id.
    fn carry_out_request(
        &mut self,
        asked: &Correction,
        now: &Stamp,
        out: &mut Vec<Record>,
    ) -> Result<String, String> {
        match &asked.kind {
            CorrectionKind::Link {
                visitor,
                client,
                contact,
                consent,
                noted_by,
            } => {
                let wanted = Wanted {
                    client,
                    contact,
                    consent,
                    noted_by,
                };
                self.link(*visitor, &wanted, now, out)
            }
            CorrectionKind::Unlink { visitor, client } => {
                self.unlink(*visitor, client, &asked.by, now, out)
            }
            CorrectionKind::Outcome { visitor, name, at } => {
                self.outcome(*visitor, (name, *at), asked, out)
            }
            CorrectionKind::NoOutcome { visitor, of } => self.no_outcome(*visitor, *of, asked, out),
            CorrectionKind::Send { visitor, webhook } => {
                let visitor = self.known(*visitor)?;
                self.send_on_demand(visitor, webhook.as_deref(), asked, now, out)
            }
            CorrectionKind::Erase { code } => self.erase(code, asked, now, out),
            CorrectionKind::Consent { visitor, form } => {
                self.consent(*visitor, form, asked, now, out)
            }
            CorrectionKind::Withdraw(whose) => self.withdraw(whose, now, out),
            CorrectionKind::ReturnCode { visitor, code } => {
                self.return_code(*visitor, code, now, out)
            }
            _ => Err("this is no such request".to_owned()),
        }
    }

    pub(super) fn known(&self, visitor: VisitorId) -> Result<VisitorId, String> {
        let known = self.directory.known_code(visitor);
        known
            .map(|_| self.directory.resolve(visitor))
            .ok_or_else(|| format!("no visitor has the id {visitor}"))
    }

    fn link(
        &mut self,
        visitor: VisitorId,
        wanted: &Wanted<'_>,
        now: &Stamp,
        out: &mut Vec<Record>,
    ) -> Result<String, String> {
        let visitor = self.known(visitor)?;
        let Wanted {
            client, contact, ..
        } = *wanted;
        wanted.check()?;
        let code = self.code_of(visitor);
        let owner = self.links.visitor(client, contact, &self.directory);
        match owner {
            Some(owner) if owner == visitor => {
                return Ok(format!("{code} is linked with {client} already"));
            }
            Some(owner) => {
                let other = self.code_of(owner);
                return Err(format!(
                    "this contact of {client} is {other}\nhint: where both are one person: showfloor visitors merge {code} {other}; else first showfloor visitors unlink {other} --client {client}"
                ));
            }
            None => {}
        }
        if self.links.has(visitor, client, &self.directory) {
            return Err(format!(
                "{code} is linked with another contact of {client}\nhint: first showfloor visitors unlink {code} --client {client}"
            ));
        }
        let kind = EventKind::Linked {
            client: client.to_owned(),
            contact: contact.to_owned(),
            consent: wanted.consent.to_owned(),
            by: wanted.noted_by.to_owned(),
        };
        self.note_link(visitor, kind, now, out);
        self.remember_band(visitor, client, now);
        Ok(format!("{code} is linked with {client} from now on"))
    }

    fn unlink(
        &mut self,
        visitor: VisitorId,
        client: &str,
        by: &str,
        now: &Stamp,
        out: &mut Vec<Record>,
    ) -> Result<String, String> {
        let visitor = self.known(visitor)?;
        let code = self.code_of(visitor);
        // Each under the name it was made under: whatever merges are undone later, none of them stands.
        let theirs = self.links.of(visitor, &self.directory);
        let theirs = theirs.filter(|(_, link)| link.client == client);
        let theirs: Vec<_> = theirs
            .map(|(told, link)| (told, link.contact.clone()))
            .collect();
        if theirs.is_empty() {
            return Ok(format!("{code} is not linked with {client}"));
        }
        for (told, contact) in theirs {
            let (client, by) = (client.to_owned(), by.to_owned());
            out.push(Record::DeliveriesWithdrawn {
                client: client.clone(),
                contact,
            });
            self.told_bands.remove(&(told, client.clone()));
            self.note_link(told, EventKind::Unlinked { client, by }, now, out);
        }
        Ok(format!("{code} is linked with {client} no longer"))
    }

    /// Links are about somebody, not about a visit, and no score follows from them.
    fn note_link(
        &mut self,
        visitor: VisitorId,
        kind: EventKind,
        now: &Stamp,
        out: &mut Vec<Record>,
    ) {
        let event = Event {
            id: EventId::new(&mut *self.ids, now),
            stamp: *now,
            visit: None,
            visitor,
            kind,
            evidence: Evidence::NOT_SEEN,
        };
        self.links.note(&event);
        out.push(Record::Event(event));
    }

    /// Whom a report is about, if its sender may report on them: by consent, and colleagues always.
    pub(super) fn reported_on(&self, report: &External) -> Result<VisitorId, String> {
        let client = &report.client;
        let how = |code: &str| {
            format!(
                "showfloor visitors link {code} --client {client} --contact ID --consent \"what they agreed to\""
            )
        };
        match &report.about {
            About::Visitor(code) => {
                let found = self.directory.find(code);
                let visitor = found.ok_or_else(|| format!("no visitor has the code {code}"))?;
                let linked =
                    client == External::STAFF || self.links.has(visitor, client, &self.directory);
                linked.then_some(visitor).ok_or_else(|| {
                    let how = how(code.as_str());
                    format!("{code} has not agreed to be linked with {client}: {how}")
                })
            }
            About::Contact(contact) => {
                let found = self.links.visitor(client, contact, &self.directory);
                found.ok_or_else(|| {
                    format!(
                        "no visitor is linked with this contact of {client}: {}",
                        how("CODE")
                    )
                })
            }
        }
    }
}

impl Wanted<'_> {
    fn check(&self) -> Result<(), String> {
        let name = |text: &str| {
            (1..=MAX_NAME_BYTES).contains(&text.len()) && !text.chars().any(char::is_control)
        };
        if !name(self.client) || self.client.contains(['/', '+', '#']) {
            return Err("the client must be named as in the topic of its events".to_owned());
        }
        if self.client == External::STAFF {
            return Err(
                "staff are colleagues, not a system: nobody is linked with them".to_owned(),
            );
        }
        if !name(self.contact) {
            return Err(format!(
                "the contact must have 1 to {MAX_NAME_BYTES} bytes, without control characters"
            ));
        }
        if self.consent.trim().is_empty() || self.consent.len() > MAX_CONSENT_BYTES {
            return Err(format!(
                "the consent must say in 1 to {MAX_CONSENT_BYTES} bytes what they agreed to"
            ));
        }
        if !name(self.noted_by) {
            return Err("somebody must have noted the consent".to_owned());
        }
        Ok(())
    }
}

//! What is kept of people, as the privacy officer's pages read and erase it.

use jiff::Timestamp;

use super::bench::{Bench, trouble};
use crate::{
    app::{self, Known},
    types::{CorrectionKind, ErasureReceipt, Recognition, VisitorCode},
    web::{
        AuditPart, AuditState, Consent, ConsentTo, Erasing, Found, Noted, PrivacyView, Records,
        Search, Trouble,
    },
};

/// So many of retention's deletions are shown.
const PURGES: u64 = 12;

impl Bench {
    fn known(&self) -> Result<Known, Trouble> {
        // By the showroom's clock, as the manager's pages say it.
        Known::open_as_of(self.started_with(), self.books.now()).map_err(trouble)
    }

    fn audit_state(&self) -> Result<AuditState, Trouble> {
        let check = self.reader()?.verify_audit().map_err(trouble)?;
        Ok(AuditState {
            entries: check.entries,
            taken_out: check.taken_out,
            broken_at: check.broken_at,
            head: check.head.map(|head| head.to_string()),
        })
    }

    fn exported(&self, code: &str, by: &str) -> Result<Option<app::Export>, Trouble> {
        let known = self.known()?;
        let Ok(visitor) = known.find_visitor(code) else {
            return Ok(None);
        };
        let export = known
            .export(visitor, self.started_with())
            .map_err(trouble)?;
        self.note("visitors.exported", by, format!("{}", export.code))?;
        Ok(Some(export))
    }
}

impl Records for Bench {
    fn overview(&self) -> Result<PrivacyView, Trouble> {
        let reader = self.reader()?;
        let kept = reader.kept().map_err(trouble)?;
        let purged = reader
            .latest_audit("retention.", 0, PURGES)
            .map_err(trouble)?;
        let modes = reader
            .latest_audit("privacy.mode", 0, u64::from(u32::MAX))
            .map_err(trouble)?;
        // Every start notes the mode: it has been so since the first of the latest entries that say the same.
        let same = modes
            .iter()
            .take_while(|e| e.entry.detail == modes[0].entry.detail);
        let since: Option<Timestamp> = same.last().map(|e| e.entry.at);
        let privacy = &self.started_with().privacy;
        let probes = self.telemetry.probe_lives();
        Ok(PrivacyView {
            recognition: privacy.recognition,
            legal_basis: privacy.legal_basis.clone(),
            operator: self.started_with().site.operator.clone(),
            contact: self.started_with().site.privacy_contact.clone(),
            retention_days: privacy.retention_days,
            history_days: privacy.history_days,
            recognise_in: (privacy.recognition == Recognition::OptIn)
                .then_some((privacy.recognise_in, privacy.consent_days)),
            live_thumbnail: privacy.live_thumbnail,
            compared: (probes.count, probes.longest),
            since,
            visitors: kept.visitors,
            signatures: kept.signatures,
            staff: kept.staff,
            links: self.known()?.linked().len() as u64,
            purged: purged.into_iter().map(|e| e.entry).collect(),
            audit: self.audit_state()?,
            erased: reader.receipts().map_err(trouble)?.len() as u64,
        })
    }

    fn consents(&self) -> Result<Vec<Consent>, Trouble> {
        let known = self.known()?;
        let links = known.linked().into_iter().map(|linked| Consent {
            who: linked.code.to_string(),
            to: ConsentTo::Link(linked.link.client),
            text: linked.link.consent,
            recorded_by: linked.link.by,
            at: linked.link.at,
        });
        let staff = self.reader()?.staff().map_err(trouble)?;
        let staff = staff.into_iter().map(|row| Consent {
            who: row.name,
            to: ConsentTo::Staff,
            text: row.consent.text().to_owned(),
            recorded_by: row.consent.recorded_by().to_owned(),
            at: row.consent.at(),
        });
        let reader = self.reader()?;
        let mut all: Vec<_> = links.chain(staff).collect();
        for given in known.consents().into_iter().filter(|c| c.ended.is_none()) {
            let text = reader.consent_text(&given.text_sha256).map_err(trouble)?;
            all.push(Consent {
                who: given.visitor.to_string(),
                to: ConsentTo::Face {
                    until: given.expires,
                    version: given.version,
                    language: given.language,
                },
                text: text.unwrap_or_default(),
                recorded_by: given.by,
                at: given.given,
            });
        }
        all.sort_by_key(|consent| std::cmp::Reverse(consent.at));
        Ok(all)
    }

    fn find(&self, code: &str) -> Result<Search, Trouble> {
        let wanted = code.trim().to_ascii_uppercase();
        let ways = [
            wanted.clone(),
            format!(
                "V-{}",
                wanted.trim_start_matches('V').trim_start_matches('-')
            ),
        ];
        for way in &ways {
            if let Some(request) = self.reader()?.erased(way).map_err(trouble)? {
                return Ok(Search::Erased(request));
            }
        }
        let known = self.known()?;
        let Ok(visitor) = known.find_visitor(code) else {
            return Ok(Search::Nobody);
        };
        let view = known.visitors().into_iter().find(|v| v.id == visitor);
        Ok(Search::Found(view.map_or_else(
            || Found {
                code: known.code(visitor),
                also: Vec::new(),
                visits: 0,
                first: None,
                last: None,
                here: false,
                signatures: 0,
                links: known.links_of(visitor).len(),
            },
            |view| Found {
                code: view.code.to_string(),
                also: view.also.iter().map(ToString::to_string).collect(),
                visits: view.visits,
                first: view.first,
                last: view.last,
                here: view.here,
                signatures: view.signatures,
                links: view.links.len(),
            },
        )))
    }

    fn export(&self, code: &str, by: &str) -> Result<Option<String>, Trouble> {
        let export = self.exported(code, by)?;
        let json = export.map(|export| export.json());
        json.transpose().map_err(trouble)
    }

    fn export_page(&self, code: &str, language: &str, by: &str) -> Result<Option<String>, Trouble> {
        let export = self.exported(code, by)?;
        let zone = &self.started_with().site.timezone;
        Ok(export.map(|export| app::export_page(&export, language, zone)))
    }

    fn erase(&self, code: &str, by: &str) -> Result<Erasing, Trouble> {
        let known = self.known()?;
        let Ok(visitor) = known.find_visitor(code) else {
            return Ok(Erasing::Nobody);
        };
        if known.visits_of(visitor).iter().any(|visit| visit.open) {
            return Ok(Erasing::Here);
        }
        let kind = CorrectionKind::Erase {
            code: VisitorCode::from(known.code(visitor)),
        };
        let (request, answer) = app::correct(self.started_with(), by, kind).map_err(trouble)?;
        self.books.forget();
        self.cards.forget();
        Ok(match answer {
            Some(answer) if answer.done => Erasing::Done(request),
            Some(answer) => Erasing::Refused(answer.text),
            None => Erasing::Waits(request),
        })
    }

    fn receipts(&self) -> Result<Vec<(ErasureReceipt, bool)>, Trouble> {
        let mut receipts = self.reader()?.receipts().map_err(trouble)?;
        receipts.reverse();
        Ok(receipts)
    }

    fn audit(&self, kind: &str, skip: u64, most: u64) -> Result<AuditPart, Trouble> {
        let reader = self.reader()?;
        let prefix = if kind.is_empty() {
            String::new()
        } else {
            format!("{kind}.")
        };
        let entries = reader.latest_audit(&prefix, skip, most).map_err(trouble)?;
        Ok(AuditPart {
            entries: entries.into_iter().map(|e| (e.number, e.entry)).collect(),
            kinds: reader.audit_kinds().map_err(trouble)?,
            state: self.audit_state()?,
        })
    }

    fn noted(&self, head: &str) -> Result<Noted, Trouble> {
        let Ok(head) = head.parse() else {
            return Ok(Noted::Unreadable);
        };
        let stands = self.reader()?.has_head(&head).map_err(trouble)?;
        Ok(if stands { Noted::Stands } else { Noted::Gone })
    }
}

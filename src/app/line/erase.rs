//! A visitor is forgotten: by every stage, and by the store.

use std::{collections::BTreeSet, time::Duration};

use super::Line;
use crate::{
    publish,
    types::{
        Alert, AuditEntry, Correction, CorrectionId, Erasure, Record, Stamp, VisitId, VisitorCode,
        VisitorId,
    },
};

/// No visit lasts for so long.
const LONGEST_VISIT: Duration = Duration::from_hours(24);

impl Line {
    /// Forgets the visitor of this code, whatever they were called. Gives what was done, in words that name nobody.
    pub(super) fn erase(
        &mut self,
        code: &VisitorCode,
        asked: &Correction,
        now: &Stamp,
        out: &mut Vec<Record>,
    ) -> Result<String, String> {
        let unknown =
            || "nobody has this code\nhint: `showfloor visitors list` shows all".to_owned();
        let visitor = self.directory.find(code).ok_or_else(unknown)?;
        if self.goes_on(visitor, now) || !self.identity.tracks_of(visitor).is_empty() {
            return Err(
                "the visitor is in the showroom now\nhint: erase them when they have left"
                    .to_owned(),
            );
        }
        let erasure = Erasure {
            by: asked.by.clone(),
            ..self.erasure(visitor, asked.id, now)
        };
        let gone = self.forget_in_stages(visitor, &erasure, now);
        out.push(Record::Erased(Box::new(erasure.clone())));
        let site = &self.settings.alerts.site;
        let codes = erasure.codes.iter();
        let cleared = codes.map(|code| publish::visitor_gone(site, code));
        let told = gone.iter().flat_map(publish::alert_messages);
        out.extend(cleared.chain(told).map(Record::Message));
        Ok("the visitor was erased".to_owned())
    }

    /// Whether a visit of theirs goes on, as far as is known. One that another appliance opened and did not end for long is one
    /// that was open when that appliance died.
    fn goes_on(&self, visitor: VisitorId, now: &Stamp) -> bool {
        let open = self.visits.open_of(visitor, &self.directory);
        open.into_iter().any(|visit| {
            let since = self.visits.opened(visit);
            let age = since.map(|since| now.utc.duration_since(since).unsigned_abs());
            self.behaviour.presence_of(visit).is_some() || age.is_none_or(|age| age < LONGEST_VISIT)
        })
    }

    /// Everything by which a visitor is known, to be deleted by the program itself.
    pub(super) fn erasure(
        &self,
        visitor: VisitorId,
        request: CorrectionId,
        now: &Stamp,
    ) -> Erasure {
        let visitors = self.directory.names_of(visitor);
        let today = self.directory.known_code(visitor);
        let mut codes: Vec<_> = today.into_iter().cloned().collect();
        for name in &visitors {
            let own = self.directory.own_code(*name);
            codes.extend(own.filter(|own| Some(*own) != today).cloned());
        }
        let visits = self.visits.owners(&self.directory).into_iter();
        let links = self.links.of(visitor, &self.directory);
        Erasure {
            request,
            at: now.utc,
            by: AuditEntry::ITSELF.to_owned(),
            site: self.settings.alerts.site.clone(),
            codes,
            visits: visits
                .filter(|(_, of)| *of == visitor)
                .map(|(id, _)| id)
                .collect(),
            links: links
                .map(|(_, link)| (link.client.clone(), link.contact.clone()))
                .collect(),
            visitors: visitors.into_iter().collect(),
            away_since: None,
            backups_until: self
                .settings
                .backups_kept
                .and_then(|kept| now.utc.checked_add(kept).ok()),
        }
    }

    /// Gives the last revisions of alerts about them, which say nothing of them.
    pub(super) fn forget_in_stages(
        &mut self,
        visitor: VisitorId,
        erasure: &Erasure,
        now: &Stamp,
    ) -> Vec<Alert> {
        let names: BTreeSet<VisitorId> = erasure.visitors.iter().copied().collect();
        let visits: BTreeSet<VisitId> = erasure.visits.iter().copied().collect();
        let (all_visits, directory) = (&self.visits, &self.directory);
        self.templates.forget_origins(&[visitor], |visit, visitor| {
            all_visits.whose(visit, visitor, directory)
        });
        for name in &names {
            self.identity.forget(*name);
            self.templates.forget(*name);
        }
        self.behaviour.erase(&names, &visits);
        self.ledger.erase(&names);
        let gone = self.alerts.erase(&visits, &erasure.codes, now);
        self.links.erase(&names);
        self.consents.erase(&visits);
        self.return_codes.erase(&names);
        self.corrections.erase(&names);
        self.visits.erase(&names, &visits);
        self.directory.erase(&names);
        self.told_bands.retain(|(told, _), _| !names.contains(told));
        self.shown.retain(|visit, _| !visits.contains(visit));
        self.dismissals
            .retain(|(_, dismissed)| !visits.contains(&dismissed.visit()));
        self.held.retain(|(visitor, _)| !names.contains(visitor));
        self.hot_while_closed
            .retain(|visitor| !names.contains(visitor));
        self.keep_apart();
        gone
    }
}

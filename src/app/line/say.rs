//! What a colleague says of somebody on the floor: that it is them, or what the person came for.
//!
//! It is carried out after [`UNDO_WITHIN`], until when its user can take it back: "that's me" ends a visit for good.

use std::time::Duration;

use super::Line;
use crate::{
    publish::{self, Reply},
    types::{AuditEntry, Purpose, Record, Saying, StaffId, Stamp, Statement, VisitId},
};

/// For so long what was said can be taken back.
pub(super) const UNDO_WITHIN: Duration = Duration::from_secs(5);

impl Line {
    /// Takes in what the user of a tablet said, and answers them.
    pub(super) fn said(&mut self, said: &Statement, now: &Stamp, out: &mut Vec<Record>) {
        let reply = match (said.saying, self.visit_spoken_of(said)) {
            (Saying::Undo, _) => {
                let taken = |other: &(Stamp, Statement)| {
                    (&other.1.user, &other.1.visitor) == (&said.user, &said.visitor)
                };
                let waiting = self.sayings.iter().position(taken);
                match waiting.map(|place| self.sayings.remove(place)) {
                    Some(_) => Reply::said(&said.visitor, said.saying),
                    None => not_said(said, "there is nothing to undo"),
                }
            }
            (_, None) => not_said(said, &format!("{} is not here now", said.visitor)),
            (_, Some(_)) => {
                self.sayings.push((*now, said.clone()));
                Reply::said(&said.visitor, said.saying)
            }
        };
        let site = &self.settings.alerts.site;
        let message = publish::reply_message(site, &said.user, &reply);
        out.push(Record::Message(message));
    }

    /// Carries out what nobody has taken back in time.
    pub(super) fn carry_out_sayings(&mut self, now: &Stamp, out: &mut Vec<Record>) {
        let (due, waiting) = std::mem::take(&mut self.sayings)
            .into_iter()
            .partition(|(since, _)| now.since(since) >= UNDO_WITHIN);
        self.sayings = waiting;
        let due: Vec<(Stamp, Statement)> = due;
        for (_, said) in due {
            if let Some(visit) = self.visit_spoken_of(&said) {
                self.carry_out_saying(visit, &said, now, out);
            }
        }
    }

    fn visit_spoken_of(&self, said: &Statement) -> Option<VisitId> {
        let visitor = self.directory.find(&said.visitor)?;
        self.behaviour.visit_of(visitor)
    }

    fn carry_out_saying(
        &mut self,
        visit: VisitId,
        said: &Statement,
        now: &Stamp,
        out: &mut Vec<Record>,
    ) {
        let purpose = match said.saying {
            Saying::Me => {
                self.is_colleague(visit, now, out);
                None
            }
            Saying::Service => Some(Some(Purpose::Service)),
            Saying::Supplier => Some(Some(Purpose::Supplier)),
            Saying::Customer => Some(None),
            Saying::Undo => return,
        };
        if let Some(purpose) = purpose {
            let ids = &mut *self.ids;
            let event = self
                .behaviour
                .came_for(visit, purpose, &said.user, now, ids);
            if let Some(event) = event {
                self.event(event, out);
            }
        }
        out.push(Record::Audit(AuditEntry {
            at: now.utc,
            who: said.user.clone(),
            what: format!("visitor.{}", said.saying.word()),
            // Which colleague was where is not kept.
            detail: match said.saying {
                Saying::Me => "a colleague who is not enrolled".to_owned(),
                _ => format!("visitor {}", said.visitor),
            },
        }));
    }

    pub(super) fn is_colleague(&mut self, visit: VisitId, now: &Stamp, out: &mut Vec<Record>) {
        let staff = StaffId::new(&mut *self.ids, now);
        let presence = self.behaviour.presence_of(visit);
        let update = presence.and_then(|id| self.presence.say_colleague(id, staff, now));
        if let Some(update) = update {
            self.forget_said(out);
            self.people(&[update], now, out);
        }
    }
}

fn not_said(said: &Statement, why: &str) -> Reply {
    Reply::not_said(&said.visitor, Some(said.saying), why)
}

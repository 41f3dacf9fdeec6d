//! What colleagues say on their tablets of themselves, and by a dismissal of a visitor.

use std::collections::BTreeSet;

use super::Line;
use crate::{
    publish::{self, Reply},
    types::{
        Action, AlertId, Command, Correction, CorrectionId, CorrectionKind, Dismissal, Purpose,
        Record, ShiftTap, Stamp, VisitId,
    },
};

/// What a dismissal says.
#[derive(Clone, Debug)]
pub(super) struct Dismissed {
    alert: AlertId,
    visit: VisitId,
    reason: Dismissal,
    /// Who dismissed it.
    user: String,
}

impl Dismissed {
    pub(super) fn visit(&self) -> VisitId {
        self.visit
    }
}

impl Line {
    /// A colleague begins or ends their shift, or is not to be sent to anybody.
    pub(super) fn shift(&mut self, tap: &ShiftTap, out: &mut Vec<Record>) {
        if let Some((user, on)) = self.alerts.shift(tap) {
            out.push(Record::Shift { user, on });
        }
        let site = &self.settings.alerts.site;
        let reply = Reply::shift(tap.action);
        out.push(Record::Message(publish::reply_message(
            site, &tap.user, &reply,
        )));
    }

    /// Sends the retained states of colleagues that changed in this step.
    pub(super) fn refresh_staff(&mut self, out: &mut Vec<Record>) {
        let site = &self.settings.alerts.site;
        let now = self.alerts.staff();
        let here: BTreeSet<&String> = now.iter().map(|view| &view.user).collect();
        self.shown_staff.retain(|user, _| {
            let stays = here.contains(user);
            if !stays {
                out.push(Record::Message(publish::staff_gone(site, user)));
            }
            stays
        });
        for view in now {
            if self.shown_staff.get(&view.user) != Some(&view) {
                out.push(Record::Message(publish::staff_message(site, &view)));
                self.shown_staff.insert(view.user.clone(), view);
            }
        }
    }

    /// Keeps in mind what a dismissal says, until nobody can take it back any more; a later tap on the alert takes it back.
    pub(super) fn note_dismissal(
        &mut self,
        command: &Command,
        dismissed: Option<(VisitId, Dismissal)>,
        now: &Stamp,
    ) {
        if command.action == Action::Undo {
            self.dismissals.retain(|(_, d)| d.alert != command.alert);
        }
        if let Some((visit, reason)) = dismissed {
            let dismissed = Dismissed {
                alert: command.alert,
                visit,
                reason,
                user: command.user.clone(),
            };
            self.dismissals.push((*now, dismissed));
        }
    }

    /// Corrects what dismissals named. Gives the open visits whose state that changed.
    pub(super) fn carry_out_dismissals(
        &mut self,
        now: &Stamp,
        out: &mut Vec<Record>,
    ) -> BTreeSet<VisitId> {
        let (due, waiting) = std::mem::take(&mut self.dismissals)
            .into_iter()
            .partition(|(since, _)| now.since(since) > super::say::UNDO_WITHIN);
        self.dismissals = waiting;
        let due: Vec<(Stamp, Dismissed)> = due;
        let mut changed = BTreeSet::new();
        for (_, dismissed) in due {
            changed.extend(self.carry_out_dismissal(&dismissed, now, out));
        }
        changed
    }

    fn carry_out_dismissal(
        &mut self,
        dismissed: &Dismissed,
        now: &Stamp,
        out: &mut Vec<Record>,
    ) -> BTreeSet<VisitId> {
        let visit = self.whole_visit(dismissed.visit);
        match dismissed.reason {
            Dismissal::Service => {
                let (service, user) = (Some(Purpose::Service), &dismissed.user);
                let ids = &mut *self.ids;
                let event = self.behaviour.came_for(visit, service, user, now, ids);
                if let Some(event) = event {
                    self.event(event, out);
                }
            }
            Dismissal::Colleague => self.is_colleague(visit, now, out),
            // The wait for it is the alerts' own.
            Dismissal::JustLooking => {}
            Dismissal::WrongPerson => {
                let id = CorrectionId::new(&mut *self.ids, now);
                let correction = Correction {
                    id,
                    stamp: *now,
                    by: dismissed.user.clone(),
                    kind: CorrectionKind::NotThisPerson { visit },
                };
                return self.correct(&correction, now, out);
            }
        }
        BTreeSet::new()
    }
}

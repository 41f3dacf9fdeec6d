//! What is kept and said of events, taps and reports: rows, scores, alerts, retained states.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::Line;
use crate::{
    alerts,
    publish::{self, Reply, ReplyResult},
    types::{
        Alert, AuditEntry, Band, Command, Event, EventAnswer, EventId, EventKind, Evidence,
        External, Firing, Record, Stamp, Texts, TriggerAction, VisitId, VisitorId,
    },
};

impl Line {
    /// One event: kept, scored, and perhaps worth an alert.
    pub(super) fn event(&mut self, event: Event, out: &mut Vec<Record>) {
        self.visits.note_event(&event);
        self.floor.note(&event, &self.settings.alerts.timezone);
        let triggered = matches!(event.kind, EventKind::Triggered { .. });
        if let EventKind::Identified { from } = event.kind {
            self.directory.alias(from, event.visitor);
            self.keep_apart();
            out.push(Record::Alias {
                from,
                into: event.visitor,
            });
        }
        let (code, _) = self.directory.code(event.visitor);
        let now = self.now.unwrap_or(event.stamp);
        let score = self.ledger.observe(&event);
        let alerts = self
            .alerts
            .observe(&event, &now, &code, score.as_ref(), &mut *self.ids);
        if let (true, Some(visit)) = (ends_visit(&event.kind), event.visit) {
            self.end_view(visit, out);
        }
        let became_hot = score
            .as_ref()
            .is_some_and(|change| change.band == Band::Hot && change.band_before.is_some());
        let away = became_hot && event.visit.is_none();
        let places_anew = matches!(
            event.kind,
            EventKind::Merged { .. } | EventKind::Identified { .. }
        );
        let visitor = self.whose(event.visit, event.visitor);
        out.push(Record::Event(event));
        out.extend(
            score
                .into_iter()
                .flat_map(|change| change.entries)
                .map(Record::Ledger),
        );
        if places_anew {
            // Of one visit in two parts the first is no earlier visit: nobody came back. And a part that was another visitor's
            // as it became one counts as one once the two are known to be the same.
            out.extend(self.place_anew(&BTreeSet::from([visitor])));
        }
        self.say(alerts, out);
        if away {
            self.hot_while_away(visitor, &now, out);
        }
        if !triggered {
            self.called(&now, out);
        }
    }

    /// A lead became hot by what other systems report: whoever is here has an alert of their visit.
    fn hot_while_away(&mut self, visitor: VisitorId, now: &Stamp, out: &mut Vec<Record>) {
        if self.settings.alerts.is_open(now) {
            self.ring_up(visitor, alerts::hot_text(), now, out);
        } else {
            self.hot_while_closed.insert(visitor);
        }
    }

    /// Calls for those who became hot while the site was closed, if they still are.
    fn hot_by_now(&mut self, now: &Stamp, out: &mut Vec<Record>) {
        if self.hot_while_closed.is_empty() || !self.settings.alerts.is_open(now) {
            return;
        }
        for visitor in std::mem::take(&mut self.hot_while_closed) {
            let visitor = self.directory.resolve(visitor);
            if self.ledger.score(visitor, now.utc).1 == Band::Hot {
                self.ring_up(visitor, alerts::hot_text(), now, out);
            }
        }
    }

    fn ring_up(&mut self, visitor: VisitorId, text: Texts, now: &Stamp, out: &mut Vec<Record>) {
        let (code, _) = self.directory.code(visitor);
        let call = alerts::Call {
            visitor: code,
            text,
            score: self.ledger.score(visitor, now.utc),
            points: self.ledger.left_by_rule(visitor, now.utc),
        };
        let alerts = self.alerts.call(call, now, &mut *self.ids);
        self.say(alerts, out);
    }

    /// What the rules' triggers call for by now. Staff are told while the site is open.
    pub(super) fn called(&mut self, now: &Stamp, out: &mut Vec<Record>) {
        self.hot_by_now(now, out);
        self.held.extend(self.ledger.called(now.utc));
        if self.held.is_empty() {
            return;
        }
        let open = self.settings.alerts.is_open(now);
        for (visitor, firing) in std::mem::take(&mut self.held) {
            // Whoever turned out to be another is called as whom they are.
            let visitor = self.directory.resolve(visitor);
            if firing.action == TriggerAction::Alert && !open {
                self.held.push((visitor, firing));
            } else if self.ledger.still_called(visitor, &firing, now.utc) {
                self.call(visitor, firing, now, out);
            }
        }
    }

    fn call(&mut self, visitor: VisitorId, firing: Firing, now: &Stamp, out: &mut Vec<Record>) {
        let rules = self.ledger.rules();
        let trigger = rules.triggers.iter().find(|t| t.id == firing.trigger);
        let Some(text) = trigger.map(|trigger| trigger.text.clone()) else {
            return;
        };
        if firing.action == TriggerAction::Alert {
            self.ring_up(visitor, text, now, out);
        }
        let id = EventId::new(&mut *self.ids, now);
        self.tell_series(visitor, &firing, id, now, out);
        let Firing {
            trigger,
            cause,
            action,
            ..
        } = firing;
        let event = Event {
            id,
            stamp: *now,
            visit: None,
            visitor,
            kind: EventKind::Triggered {
                trigger,
                cause,
                action,
            },
            evidence: Evidence::NOT_SEEN,
        };
        self.event(event, out);
    }

    pub(super) fn command(&mut self, command: &Command, now: &Stamp, out: &mut Vec<Record>) {
        let alerts::Outcome {
            alerts,
            contacted,
            dismissed,
            answer,
        } = self.alerts.command(command);
        self.say(alerts, out);
        if answer.is_ok() {
            self.note_dismissal(command, dismissed, now);
        }
        if let Some(visit) = contacted {
            for event in self
                .behaviour
                .contacted(visit, &command.user, now, &mut *self.ids)
            {
                self.event(event, out);
            }
        }
        if let (Ok(()), Some(reason)) = (&answer, &command.reason) {
            let detail = format!("alert {}: {reason}", command.alert);
            let what = format!("alert.{:?}", command.action).to_lowercase();
            out.push(Record::Audit(AuditEntry {
                at: now.utc,
                who: command.user.clone(),
                what,
                detail,
            }));
        }
        let reply = match answer {
            Ok(()) => Reply::accepted(command.alert, command.action),
            Err(why) => Reply::refused(command.alert, command.action, why.to_string()),
        };
        let site = &self.settings.alerts.site;
        out.push(Record::Message(publish::reply_message(
            site,
            &command.user,
            &reply,
        )));
    }

    pub(super) fn external(&mut self, report: &External, out: &mut Vec<Record>) {
        let reply = match self.judge(report) {
            EventAnswer::Taken => Reply::event_accepted(&report.id),
            EventAnswer::Unknown(why) | EventAnswer::Misfit(why) => {
                Reply::event_refused(&report.id, why)
            }
        };
        let key = (report.client.clone(), report.id.clone());
        // One that is repeated was taken in the first time.
        if reply.result == ReplyResult::Accepted
            && self.external_seen.insert(key)
            && let Ok(visitor) = self.reported_on(report)
        {
            let event = self.behaviour.external(report, visitor, &mut *self.ids);
            self.event(event, out);
        }
        if report.quiet {
            return;
        }
        let site = &self.settings.alerts.site;
        out.push(Record::Message(publish::reply_message(
            site,
            &report.client,
            &reply,
        )));
    }

    /// Records a visitor the store does not know yet.
    pub(super) fn introduce(&mut self, visitor: VisitorId, created: &Stamp, out: &mut Vec<Record>) {
        let (code, new) = self.directory.code(visitor);
        if new {
            out.push(Record::Visitor {
                id: self.directory.resolve(visitor),
                code,
                created: *created,
            });
        }
    }

    /// An alert revision, and its messages.
    pub(super) fn say(&self, alerts: Vec<Alert>, out: &mut Vec<Record>) {
        for mut alert in alerts {
            self.add_outlook(&mut alert);
            out.extend(
                publish::alert_messages(&alert)
                    .into_iter()
                    .map(Record::Message),
            );
            out.push(Record::Alert(Box::new(alert)));
        }
    }

    /// What would change the score that an alert quotes, while somebody may still act on it.
    fn add_outlook(&self, alert: &mut Alert) {
        let visitor = alert.visitor.as_ref();
        let visitor = visitor.and_then(|code| self.directory.find(code));
        let (Some(visitor), Some(score)) = (visitor, &mut alert.score) else {
            return;
        };
        if !alert.state.is_over() {
            let zone = &self.settings.alerts.timezone;
            let explanation = self.ledger.explain(visitor, alert.at);
            let date = |at: Timestamp| at.to_zoned(zone.clone()).date();
            score.outlook = Some(explanation.in_every_language(date));
        }
    }

    /// Sends the retained state of the visits that changed in this step: these, and those of which there is an event.
    pub(super) fn refresh_views(
        &mut self,
        now: &Stamp,
        mut changed: BTreeSet<VisitId>,
        out: &mut Vec<Record>,
    ) {
        changed.extend(out.iter().filter_map(|record| match record {
            Record::Event(event) if !ends_visit(&event.kind) => event.visit,
            _ => None,
        }));
        for visit in changed {
            let Some(view) = self.alerts.view(visit, now) else {
                continue;
            };
            let before = self.shown.insert(visit, view.visitor.clone());
            if let Some(renamed) = before.filter(|before| *before != view.visitor) {
                out.push(Record::Message(publish::visitor_gone(&view.site, &renamed)));
            }
            out.push(Record::Message(publish::visitor_message(&view)));
        }
    }

    fn end_view(&mut self, visit: VisitId, out: &mut Vec<Record>) {
        if let Some(code) = self.shown.remove(&visit) {
            let site = &self.settings.alerts.site;
            out.push(Record::Message(publish::visitor_gone(site, &code)));
        }
    }
}

/// Whether this is the last event of its visit.
fn ends_visit(kind: &EventKind) -> bool {
    kind.voids_visit() || matches!(kind, EventKind::Left { .. } | EventKind::Merged { .. })
}

//! What linked visitors' systems are told: changes of the band, series of messages, what somebody asked for.

use std::{collections::BTreeSet, time::Duration};

use super::Line;
use crate::{
    identity::Link,
    publish::{self, News, On, Reason, Webhook, What},
    types::{Band, Correction, EventId, Firing, HeadDue, Record, Stamp, TriggerAction, VisitorId},
};

/// Reasons that are told, the most important ones.
const REASONS: usize = 5;
/// Cars that are told.
const CARS: usize = 3;
/// How often bands are looked at that change though nothing happens.
const FADES: Duration = Duration::from_mins(10);
const DAY: Duration = Duration::from_hours(24);

impl Line {
    /// What is known at the start: the bands as they were when something happened last, so what has faded since is told.
    pub(super) fn remember_bands(&mut self, at: Option<jiff::Timestamp>) {
        let Some(at) = at else { return };
        let links: Vec<_> = self.links.all().map(key).collect();
        for (told, client) in links {
            if self.wants_bands(&client) {
                let band = self.score(told, at).1;
                self.told_bands.insert((told, client), band);
            }
        }
    }

    /// The band at the moment of the link: from here on changes are told.
    pub(super) fn remember_band(&mut self, visitor: VisitorId, client: &str, now: &Stamp) {
        if self.wants_bands(client) {
            let band = self.score(visitor, now.utc).1;
            self.told_bands.insert((visitor, client.to_owned()), band);
        }
    }

    /// Tells of the bands that changed by what is in `out`.
    pub(super) fn tell_changes(&mut self, now: &Stamp, out: &mut Vec<Record>) {
        if self.told_bands.is_empty() {
            return;
        }
        let mut touched = BTreeSet::new();
        let mut all = false;
        for record in &*out {
            match record {
                Record::Event(event) => {
                    touched.insert(self.whose(event.visit, event.visitor));
                }
                // Whose is what has changed, for more than those who are named.
                Record::Correction(_) | Record::Alias { .. } => all = true,
                _ => {}
            }
        }
        if all {
            self.tell_bands(None, now, out);
        } else if !touched.is_empty() {
            self.tell_bands(Some(&touched), now, out);
        }
    }

    /// Points fade, and bands with them.
    pub(super) fn tell_faded(&mut self, now: &Stamp, out: &mut Vec<Record>) {
        if self.told_bands.is_empty() {
            return;
        }
        let due = *self.next_fading.get_or_insert(*now);
        if now.mono_ns >= due.mono_ns {
            self.next_fading = Some(now.later(FADES));
            self.tell_bands(None, now, out);
        }
    }

    /// At the start and once a day, the audit log's last entry goes to whoever notes it elsewhere.
    pub(super) fn tell_audit_head(&mut self, now: &Stamp, out: &mut Vec<Record>) {
        let hooks = self.settings.webhooks.iter();
        let hooks = hooks.filter(|hook| hook.on.contains(&On::Audit));
        let webhooks: Vec<_> = hooks.map(|hook| hook.id.clone()).collect();
        if webhooks.is_empty() {
            return;
        }
        let due = *self.next_head.get_or_insert(*now);
        if now.mono_ns >= due.mono_ns {
            self.next_head = Some(now.later(DAY));
            out.push(Record::HeadDue(HeadDue {
                id: message(EventId::new(&mut *self.ids, now)),
                at: now.utc,
                site: self.settings.alerts.site.clone(),
                webhooks,
            }));
        }
    }

    /// Tells of bands that are others than were told, of these visitors or of all.
    fn tell_bands(&mut self, of: Option<&BTreeSet<VisitorId>>, now: &Stamp, out: &mut Vec<Record>) {
        let today = |told: VisitorId| self.directory.resolve(told);
        let concerned = |told| of.is_none_or(|of| of.contains(&today(told)));
        let links = self.links.all().filter(|(told, _)| concerned(*told));
        let mut changes = Vec::new();
        for (told, link) in links {
            let key = (told, link.client.clone());
            let Some(&before) = self.told_bands.get(&key) else {
                continue;
            };
            let (_, band) = self.ledger.score(today(told), now.utc);
            if band != before {
                changes.push((key, link.clone(), before, band));
            }
        }
        for (key, link, before, band) in changes {
            let visitor = self.directory.resolve(key.0);
            self.told_bands.insert(key, band);
            let id = EventId::new(&mut *self.ids, now);
            self.tell(
                visitor,
                &link,
                &message(id),
                &What::Band { before },
                now,
                out,
            );
        }
    }

    /// Tells of a series that a trigger starts or stops; `event` is the one that says so.
    pub(super) fn tell_series(
        &mut self,
        visitor: VisitorId,
        firing: &Firing,
        event: EventId,
        now: &Stamp,
        out: &mut Vec<Record>,
    ) {
        let (start, name) = match &firing.action {
            TriggerAction::Alert => return,
            TriggerAction::Start(name) => (true, name),
            TriggerAction::Stop(name) => (false, name),
        };
        let what = What::Series {
            start,
            name: name.clone(),
            trigger: firing.trigger.clone(),
        };
        for link in self.links_of(visitor) {
            self.tell(visitor, &link, &message(event), &what, now, out);
        }
    }

    /// Tells what is known of a visitor because somebody asks for it.
    pub(super) fn send_on_demand(
        &mut self,
        visitor: VisitorId,
        webhook: Option<&str>,
        asked: &Correction,
        now: &Stamp,
        out: &mut Vec<Record>,
    ) -> Result<String, String> {
        let code = self.code_of(visitor);
        let on_demand = |hook: &&Webhook| hook.on.contains(&On::Demand);
        let named = |hook: &&Webhook| webhook.is_none_or(|id| hook.id == id);
        let hooks = self.settings.webhooks.iter();
        let hooks: Vec<_> = hooks.filter(on_demand).filter(named).cloned().collect();
        let Some(first) = hooks.first() else {
            return Err(match webhook {
                Some(id) => {
                    format!("no [[webhook]] {id:?} has \"demand\" among what it is told of")
                }
                None => "no [[webhook]] has \"demand\" among what it is told of\nhint: docs/webhooks.md says how one is configured".to_owned(),
            });
        };
        let what = What::Demand {
            by: asked.by.clone(),
        };
        // The same request is the same message.
        let id = format!("msg_{}", asked.id);
        let mut sent = Vec::new();
        for link in self.links_of(visitor) {
            for hook in hooks.iter().filter(|hook| hook.client == link.client) {
                self.deliver(hook, visitor, &link, &id, &what, now, out);
                sent.push(hook.id.clone());
            }
        }
        if sent.is_empty() {
            let client = &first.client;
            return Err(format!(
                "{code} has not agreed to be linked with {client}\nhint: showfloor visitors link {code} --client {client} --contact ID --consent \"what they agreed to\""
            ));
        }
        sent.dedup();
        Ok(format!("{code} will be sent by {}", sent.join(", ")))
    }

    fn wants_bands(&self, client: &str) -> bool {
        let mut hooks = self.settings.webhooks.iter();
        hooks.any(|hook| hook.client == client && hook.on.contains(&On::Band))
    }

    fn links_of(&self, visitor: VisitorId) -> Vec<Link> {
        let links = self.links.of(visitor, &self.directory);
        links.map(|(_, link)| link.clone()).collect()
    }

    /// To every webhook of the link's client that is told of such things.
    fn tell(
        &self,
        visitor: VisitorId,
        link: &Link,
        id: &str,
        what: &What,
        now: &Stamp,
        out: &mut Vec<Record>,
    ) {
        let concerned =
            |hook: &&Webhook| hook.client == link.client && hook.on.contains(&what.on());
        for hook in self.settings.webhooks.iter().filter(concerned) {
            self.deliver(hook, visitor, link, id, what, now, out);
        }
    }

    #[allow(clippy::too_many_arguments, reason = "what, of whom, to whom, when")]
    fn deliver(
        &self,
        hook: &Webhook,
        visitor: VisitorId,
        link: &Link,
        id: &str,
        what: &What,
        now: &Stamp,
        out: &mut Vec<Record>,
    ) {
        let Some(news) = self.news(visitor, link, id, what, now) else {
            return;
        };
        out.push(Record::Delivery(publish::delivery(hook, &news)));
    }

    fn news(
        &self,
        visitor: VisitorId,
        link: &Link,
        id: &str,
        what: &What,
        now: &Stamp,
    ) -> Option<News> {
        let scores = self.ledger.scores(visitor, now.utc);
        let tenth = |points: f64| (10.0 * points).round() / 10.0 + 0.0;
        let points = self.ledger.left_by_rule(visitor, now.utc);
        let mut why: Vec<_> = points
            .into_iter()
            .filter_map(|(rule, points)| {
                let text = self.ledger.rules().rule(&rule)?.text.clone();
                let points = tenth(points);
                (points != 0.0).then_some(Reason { rule, points, text })
            })
            .collect();
        why.sort_by(|a, b| b.points.abs().total_cmp(&a.points.abs()));
        why.truncate(REASONS);
        let products = self.behaviour.interests(visitor).into_iter();
        let known = |id| self.settings.products.iter().find(|p| p.id == id).cloned();
        Some(News {
            id: id.to_owned(),
            at: now.utc,
            site: self.settings.alerts.site.clone(),
            site_name: self.settings.site_name.clone(),
            language: self.settings.alerts.language.clone(),
            visitor: self.directory.known_code(visitor)?.clone(),
            client: link.client.clone(),
            contact: link.contact.clone(),
            score: tenth(scores.engagement),
            band: scores.band,
            cell: scores.cell,
            looked_at: products.filter_map(known).take(CARS).collect(),
            why,
            what: what.clone(),
        })
    }
}

fn key((told, link): (VisitorId, &Link)) -> (VisitorId, String) {
    (told, link.client.clone())
}

fn message(event: EventId) -> String {
    format!("msg_{event}")
}

/// What each link's client knows of the band.
pub(super) type ToldBands = std::collections::BTreeMap<(VisitorId, String), Band>;

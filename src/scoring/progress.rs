//! The derivation of one visitor's scores: facts in their order, one after the other.
//!
//! Nothing but the facts, the rules and the showroom goes in, so the order in which facts became known does not matter, and
//! whoever derives again gets the same.

use std::{
    collections::{BTreeMap, BTreeSet},
    iter,
};

use jiff::Timestamp;

use super::{
    caps::{Limit, Spent, Whose},
    decay::{DAY_S, Sum, seconds},
    expression::On,
    facts::{At, Env, Fact},
    outcomes::Outcome,
    rules::{MOST, PROFILE, Points, Rule, Target, Trigger, name_of},
};
use crate::types::{
    Band, EventId, EventKind, Firing, LedgerEntry, RuleId, Scalar, ScoreName, Stage, VisitId,
    VisitorId,
};

/// How often a silence that goes on gives its points again.
const MOST_SILENCES: u32 = 120;

/// How often an event of one name came.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    pub(super) count: i64,
    pub(super) last: Timestamp,
    /// The calendar days, in order.
    pub(super) days: Vec<i64>,
}

/// What is known of a visit so far.
#[derive(Clone, Debug)]
pub(super) struct VisitState {
    /// From 1.
    pub(super) number: i64,
    pub(super) since: Timestamp,
    /// How many belong together.
    pub(super) people: i64,
    pub(super) contacted: bool,
    pub(super) stage: Stage,
}

/// A silence that lasts: since when, after which fact, and how often each rule and each trigger had its say.
#[derive(Clone, Debug)]
struct Silence {
    since: Timestamp,
    cause: EventId,
    rules: Vec<u32>,
    triggers: Vec<u32>,
}

/// Something that a silence brings, when it has lasted long enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Due {
    Rule(usize),
    Trigger(usize),
}

/// How far the derivation has come, and what came of it.
#[derive(Clone, Debug)]
pub(super) struct Progress {
    visitor: VisitorId,
    pub(super) entries: Vec<LedgerEntry>,
    pub(super) fired: Vec<Firing>,
    pub(super) band: Band,
    /// When the lead became hot, in which visit, by which event.
    pub(super) became_hot: Vec<(Timestamp, Option<VisitId>, EventId)>,
    /// What came of the lead.
    pub(super) outcome: Option<Outcome>,
    /// Of the rules of engagement, by their places.
    sums: Vec<Sum>,
    last_given: BTreeMap<(usize, ScoreName), Timestamp>,
    last_fired: Vec<Option<Timestamp>>,
    spent: Spent,
    pub(super) visits: BTreeMap<VisitId, VisitState>,
    seen: Vec<Option<Seen>>,
    asked: Vec<String>,
    pub(super) profile: BTreeMap<String, Scalar>,
    fit: Vec<f64>,
    silence: Option<Silence>,
    /// Visits that are a part of another, and those that were none.
    wholes: BTreeMap<VisitId, VisitId>,
    nobodys: BTreeSet<VisitId>,
    /// Reports that were taken back, by client and id.
    retracted: BTreeSet<(String, String)>,
}

impl Progress {
    /// A derivation that begins. What facts say of visits as a whole holds from their beginning.
    pub(super) fn new(visitor: VisitorId, facts: &[Fact], env: Env<'_>) -> Self {
        let rules = env.rules;
        let counting = || facts.iter().filter(|fact| !fact.void);
        let wholes: BTreeMap<_, _> = counting()
            .filter_map(|fact| match fact.kind {
                EventKind::Merged { into } => Some((fact.placed.visit?, into)),
                _ => None,
            })
            .collect();
        let mut progress = Self {
            visitor,
            entries: Vec::new(),
            fired: Vec::new(),
            band: Band::Cold,
            became_hot: Vec::new(),
            outcome: None,
            sums: rules
                .rules
                .iter()
                .map(|rule| Sum::new(&rule.decay))
                .collect(),
            last_given: BTreeMap::new(),
            last_fired: vec![None; rules.triggers.len()],
            spent: Spent::default(),
            visits: BTreeMap::new(),
            seen: vec![None; rules.asked.len()],
            asked: rules.asked.clone(),
            profile: BTreeMap::new(),
            fit: vec![0.0; rules.ideal.as_ref().map_or(0, |ideal| ideal.rules.len())],
            silence: None,
            wholes,
            nobodys: BTreeSet::new(),
            retracted: counting()
                .filter_map(Fact::retracts)
                .map(|(client, id)| (client.to_owned(), id.to_owned()))
                .collect(),
        };
        progress.nobodys = counting()
            .filter(|fact| fact.kind.voids_visit())
            .filter_map(|fact| progress.whole(fact.placed.visit))
            .collect();
        progress
    }

    /// Everything that follows from the facts, which are in their order.
    pub(super) fn derive(visitor: VisitorId, facts: &[Fact], env: Env<'_>) -> Self {
        let mut progress = Self::new(visitor, facts, env);
        for fact in facts {
            progress.take(fact, env);
        }
        progress
    }

    /// The visit that one is a part of, or itself.
    fn whole(&self, visit: Option<VisitId>) -> Option<VisitId> {
        let mut visit = visit?;
        // A chain of parts ends; a ring, which only a damaged store could hold, must not go on for ever.
        for _ in 0..=self.wholes.len() {
            match self.wholes.get(&visit) {
                Some(whole) => visit = *whole,
                None => break,
            }
        }
        Some(visit)
    }

    pub(super) fn seen(&self, name: &str) -> Option<&Seen> {
        self.seen[self.asked_place(name)?].as_ref()
    }

    /// Where an event of this name is counted, if some condition asks about it.
    fn asked_place(&self, name: &str) -> Option<usize> {
        let place = self
            .asked
            .binary_search_by(|asked| asked.as_str().cmp(name));
        place.ok()
    }

    /// The next fact. It is no earlier than those before.
    pub(super) fn take(&mut self, fact: &Fact, env: Env<'_>) {
        // What we said ourselves, and of which visit another is a part, is no news of the visitor.
        let no_news = matches!(
            fact.kind,
            EventKind::Triggered { .. } | EventKind::Merged { .. }
        );
        if fact.void || no_news || fact.retracts().is_some() || self.is_retracted(fact) {
            return;
        }
        let visit = self.whole(fact.placed.visit);
        if visit.is_some_and(|visit| self.nobodys.contains(&visit)) {
            return;
        }
        self.pass(fact.at, env);
        // Whoever has cooled down since has cooled down before this.
        self.settle_band(fact.at, env);
        let name = name_of(&fact.kind);
        self.note_outcome(fact.at, name, env);
        self.note(fact, visit, name, env);
        for &rule in env.rules.about(name) {
            self.give(rule, Some(fact), (visit, fact.at, fact.id), env);
        }
        if name == PROFILE {
            self.fit(fact, env);
        }
        let before = self.band;
        self.settle_band(fact.at, env);
        let became = (self.band != before).then_some(self.band);
        if became == Some(Band::Hot) {
            self.became_hot.push((fact.at, visit, fact.id));
        }
        let triggers = env.rules.triggers.iter().enumerate();
        for (i, trigger) in triggers.filter(|(_, trigger)| trigger.after_silence.is_none()) {
            if trigger.on.as_ref().is_none_or(|on| is_about(on, name)) {
                self.fire(
                    i,
                    trigger,
                    (Some(fact), became),
                    (visit, fact.at, fact.id),
                    env,
                );
            }
        }
        self.silence = Some(Silence {
            since: fact.at,
            cause: fact.id,
            rules: vec![0; env.rules.rules.len()],
            triggers: vec![0; env.rules.triggers.len()],
        });
    }

    fn is_retracted(&self, fact: &Fact) -> bool {
        let report = fact.report().filter(|_| !self.retracted.is_empty());
        report.is_some_and(|(client, id)| {
            self.retracted.contains(&(client.to_owned(), id.to_owned()))
        })
    }

    /// What was known of a lead just before its outcome.
    fn note_outcome(&mut self, at: Timestamp, name: &str, env: Env<'_>) {
        if self.outcome.is_some() || !["sold", "lost"].contains(&name) {
            return;
        }
        let (seconds, rules) = (seconds(at), &env.rules.rules);
        let sums = self.sums.iter().zip(rules);
        let points: Vec<_> = sums
            .map(|(sum, rule)| sum.value(seconds, &rule.decay))
            .collect();
        self.outcome = Some(Outcome {
            sold: name == "sold",
            score: points.iter().sum(),
            points,
        });
    }

    /// What a fact says of its visit, of the person, and of how often such things come.
    fn note(&mut self, fact: &Fact, visit: Option<VisitId>, name: &str, env: Env<'_>) {
        if let Some(place) = self.asked_place(name) {
            let day = env.place.day(fact.at);
            let seen = self.seen[place].get_or_insert(Seen {
                count: 0,
                last: fact.at,
                days: Vec::new(),
            });
            seen.count += 1;
            seen.last = fact.at;
            if seen.days.last() != Some(&day) {
                seen.days.push(day);
            }
        }
        if let EventKind::External { name, data, .. } = &fact.kind
            && name == PROFILE
        {
            self.profile.extend(data.clone());
        }
        let Some(visit) = visit else { return };
        let number = self.visits.len() as i64 + 1;
        let state = self.visits.entry(visit).or_insert(VisitState {
            number,
            since: fact.at,
            people: 1,
            contacted: false,
            stage: Stage::Browsing,
        });
        match &fact.kind {
            EventKind::Returned { visits_before, .. } => {
                state.number = i64::from(*visits_before) + 1;
            }
            EventKind::Party { with, .. } => state.people = with.len() as i64 + 1,
            EventKind::Contacted { .. } => state.contacted = true,
            EventKind::StageReached { stage, .. } => state.stage = *stage,
            _ => {}
        }
    }

    /// The points of one rule at a fact, or at a moment of silence.
    fn give(
        &mut self,
        place: usize,
        fact: Option<&Fact>,
        (visit, at, cause): (Option<VisitId>, Timestamp, EventId),
        env: Env<'_>,
    ) {
        let rule = &env.rules.rules[place];
        let Some(score) = target(rule, fact, env) else {
            return;
        };
        if rule.cooldown.is_some() {
            let last = self.last_given.get(&(place, score.clone())).copied();
            if rests(rule.cooldown, last, at) {
                return;
            }
        }
        let scope = At {
            env,
            progress: self,
            fact,
            visit,
            when: at,
            score: self.engagement(at, env),
            became: None,
        };
        if rule.when.as_ref().is_some_and(|when| !when.holds(&scope)) {
            return;
        }
        let worth = match &rule.points {
            Points::Fixed(points) => Some(*points),
            Points::Computed(points) => points.number(&scope),
        };
        let Some(worth) = worth else { return };
        let confidence = fact.map_or(1.0, |fact| fact.confidence);
        let sure = if rule.by_confidence {
            f64::from(confidence)
        } else {
            1.0
        };
        let moment = (visit, env.place.day(at), seconds(at));
        let worth = (worth * sure).clamp(-MOST, MOST);
        let points = self.capped(worth, place, &score, moment, env);
        if points == 0.0 {
            return;
        }
        if rule.cooldown.is_some() {
            self.last_given.insert((place, score.clone()), at);
        }
        if score == ScoreName::Engagement {
            self.sums[place].add(points, seconds(at), &rule.decay);
        }
        self.entries.push(LedgerEntry {
            event: cause,
            visitor: self.visitor,
            visit,
            rule: rule.id.clone(),
            rules_version: env.rules.version,
            points,
            at,
            confidence,
            score,
        });
    }

    /// What of some points the caps let through: those of the rule, then those of all rules of engagement together.
    fn capped(
        &mut self,
        worth: f64,
        place: usize,
        score: &ScoreName,
        (visit, day, at): (Option<VisitId>, i64, f64),
        env: Env<'_>,
    ) -> f64 {
        let rule = &env.rules.rules[place];
        let engagement = *score == ScoreName::Engagement;
        let left = match rule.caps.in_total {
            None => 0.0,
            Some(_) if engagement => self.sums[place].value(at, &rule.decay),
            Some(_) => self.left_of(rule, score, at),
        };
        let of_rule = Limit {
            caps: rule.caps,
            whose: Whose::Rule(place),
            left,
        };
        let of_all = engagement.then(|| Limit {
            caps: env.rules.caps,
            whose: Whose::All,
            left: self.sum(at, env),
        });
        let limits = iter::once(of_rule).chain(of_all);
        self.spent.let_through(worth, score, (visit, day), limits)
    }

    /// What is left of the points that a rule gave to one of several scores.
    fn left_of(&self, rule: &Rule, score: &ScoreName, at: f64) -> f64 {
        let theirs = self
            .entries
            .iter()
            .filter(|entry| entry.rule == rule.id && entry.score == *score);
        theirs
            .map(|entry| {
                let days = (at - seconds(entry.at)) / DAY_S;
                entry.points * rule.decay.remaining(days)
            })
            .sum()
    }

    /// The fit anew, as the profile is now: entries for what changes.
    fn fit(&mut self, fact: &Fact, env: Env<'_>) {
        let Some(ideal) = &env.rules.ideal else {
            return;
        };
        for (place, rule) in ideal.rules.iter().enumerate() {
            let scope = At {
                env,
                progress: self,
                fact: Some(fact),
                visit: None,
                when: fact.at,
                score: 0.0,
                became: None,
            };
            let holds = rule.when.as_ref().is_none_or(|when| when.holds(&scope));
            let worth = match &rule.points {
                _ if !holds => 0.0,
                Points::Fixed(points) => *points,
                Points::Computed(points) => points.number(&scope).unwrap_or_default(),
            };
            let change = worth - self.fit[place];
            if change == 0.0 {
                continue;
            }
            self.fit[place] = worth;
            self.entries.push(LedgerEntry {
                event: fact.id,
                visitor: self.visitor,
                visit: None,
                rule: rule.id.clone(),
                rules_version: ideal.version,
                points: change,
                at: fact.at,
                confidence: fact.confidence,
                score: ScoreName::Fit,
            });
        }
    }

    fn fire(
        &mut self,
        place: usize,
        trigger: &Trigger,
        (fact, became): (Option<&Fact>, Option<Band>),
        (visit, at, cause): (Option<VisitId>, Timestamp, EventId),
        env: Env<'_>,
    ) {
        if rests(Some(trigger.again_after), self.last_fired[place], at) {
            return;
        }
        let scope = At {
            env,
            progress: self,
            fact,
            visit,
            when: at,
            score: self.engagement(at, env),
            became,
        };
        if trigger
            .when
            .as_ref()
            .is_some_and(|when| !when.holds(&scope))
        {
            return;
        }
        self.last_fired[place] = Some(at);
        self.fired.push(Firing {
            trigger: trigger.id.clone(),
            cause,
            at,
            action: trigger.action.clone(),
        });
    }

    /// Whether a trigger's condition holds at a moment.
    pub(super) fn holds(&self, trigger: &Trigger, at: Timestamp, env: Env<'_>) -> bool {
        let scope = At {
            env,
            progress: self,
            fact: None,
            visit: None,
            when: at,
            score: self.engagement(at, env),
            became: None,
        };
        trigger.when.as_ref().is_none_or(|when| when.holds(&scope))
    }

    /// Time passes without a fact, until and including this moment.
    pub(super) fn pass(&mut self, until: Timestamp, env: Env<'_>) {
        while let Some((at, due)) = self.next_due(env).filter(|(at, _)| *at <= until) {
            let Some(silence) = &mut self.silence else {
                return;
            };
            let cause = silence.cause;
            match due {
                Due::Rule(place) => {
                    silence.rules[place] += 1;
                    self.give(place, None, (None, at, cause), env);
                    self.settle_band(at, env);
                }
                Due::Trigger(place) => {
                    silence.triggers[place] += 1;
                    let trigger = &env.rules.triggers[place];
                    self.fire(place, trigger, (None, None), (None, at, cause), env);
                }
            }
        }
    }

    /// Whether nothing comes of the silence by this moment.
    pub(super) fn is_quiet_until(&self, at: Timestamp, env: Env<'_>) -> bool {
        self.next_due(env).is_none_or(|(due, _)| due > at)
    }

    /// When the silence next brings something, if nothing happens before.
    fn next_due(&self, env: Env<'_>) -> Option<(Timestamp, Due)> {
        let silence = self.silence.as_ref()?;
        let rules = env.rules.rules.iter().enumerate().filter_map(|(i, rule)| {
            let (after, repeats) = rule.silence?;
            let done = silence.rules[i];
            let at = silence.since.checked_add(after * (done + 1)).ok()?;
            (done == 0 || repeats && done < MOST_SILENCES).then_some((at, Due::Rule(i)))
        });
        let triggers = env.rules.triggers.iter().enumerate();
        let triggers = triggers.filter_map(|(i, trigger)| {
            let at = silence.since.checked_add(trigger.after_silence?).ok()?;
            (silence.triggers[i] == 0).then_some((at, Due::Trigger(i)))
        });
        rules.chain(triggers).min()
    }

    /// When this account is to be looked at though nothing happens: its first trigger after a moment.
    pub(super) fn next_trigger(&self, after: Option<Timestamp>, env: Env<'_>) -> Option<Timestamp> {
        let silence = self.silence.as_ref()?;
        let triggers = env.rules.triggers.iter();
        triggers
            .filter_map(|trigger| silence.since.checked_add(trigger.after_silence?).ok())
            .filter(|at| after.is_none_or(|after| *at > after))
            .min()
    }

    /// When a silence next brings points, and by which rule.
    pub(super) fn next_silence(&self, env: Env<'_>) -> Option<(Timestamp, RuleId)> {
        let silence = self.silence.as_ref()?;
        let rules = env.rules.rules.iter().enumerate();
        rules
            .filter_map(|(i, rule)| {
                let (after, repeats) = rule.silence?;
                let done = silence.rules[i];
                let at = silence.since.checked_add(after * (done + 1)).ok()?;
                (done == 0 || repeats && done < MOST_SILENCES).then(|| (at, rule.id.clone()))
            })
            .min()
    }

    /// The engagement at a moment no earlier than the last fact, silences until then not taken in.
    pub(super) fn engagement(&self, at: Timestamp, env: Env<'_>) -> f64 {
        self.sum(seconds(at), env)
    }

    fn sum(&self, at: f64, env: Env<'_>) -> f64 {
        let rules = self.sums.iter().zip(&env.rules.rules);
        rules.map(|(sum, rule)| sum.value(at, &rule.decay)).sum()
    }

    fn settle_band(&mut self, at: Timestamp, env: Env<'_>) {
        self.band = env.rules.bands.band(self.engagement(at, env), self.band);
    }

    pub(super) fn fit_points(&self) -> f64 {
        self.fit.iter().fold(0.0, |sum, points| sum + points)
    }
}

/// Whether something that happened at `last` still rests at `at`.
fn rests(pause: Option<std::time::Duration>, last: Option<Timestamp>, at: Timestamp) -> bool {
    let (Some(pause), Some(last)) = (pause, last) else {
        return false;
    };
    at.duration_since(last).as_secs_f64() < pause.as_secs_f64()
}

fn is_about(on: &On, name: &str) -> bool {
    match on {
        On::Floor(floor) => *floor == name,
        On::Report(report) => report == name,
        On::Silence | On::Profile => false,
    }
}

fn target(rule: &Rule, fact: Option<&Fact>, env: Env<'_>) -> Option<ScoreName> {
    Some(match rule.target {
        Target::Engagement => ScoreName::Engagement,
        Target::PerCategory => ScoreName::Category(env.place.category(fact?)?.to_owned()),
        Target::PerProduct => ScoreName::Product(env.place.product(fact?)?.clone()),
    })
}

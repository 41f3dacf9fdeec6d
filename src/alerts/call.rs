//! What the rules call for of somebody who need not be here: a lead who is to be rung up.

use std::{collections::BTreeMap, time::Duration};

use super::{
    Alerts,
    card::{reasons, tenth},
    life::Live,
    text::{Facts, Said},
};
use crate::types::{
    Alert, AlertId, AlertKind, AlertState, Band, IdSource, Priority, RuleId, ScoreView, Stamp,
    Texts, VisitorCode,
};

/// Nobody stands and waits: there is time until the end of the day.
const WITHIN: Duration = Duration::from_hours(8);

/// What is called for, of whom, and why.
#[derive(Clone, Debug)]
pub struct Call {
    pub visitor: VisitorCode,
    /// What to do, in the words of the rule file.
    pub text: Texts,
    /// Engagement and its band.
    pub score: (f64, Band),
    /// What is left of the points of each rule.
    pub points: BTreeMap<RuleId, f64>,
}

/// What to do about a lead that became hot while nobody was here.
pub fn hot_text() -> Texts {
    Texts {
        en: "very interested by now, and not here. Ring them up.".to_owned(),
        fr: "fort intérêt, mais absent. Appelez.".to_owned(),
        pl: "duże zainteresowanie, ale nie ma go w salonie. Zadzwoń.".to_owned(),
        de: "inzwischen sehr interessiert, aber nicht hier. Anrufen.".to_owned(),
    }
}

impl Alerts {
    /// Calls staff for something that is no matter of the floor.
    pub fn call(&mut self, call: Call, now: &Stamp, ids: &mut dyn IdSource) -> Vec<Alert> {
        let Call {
            visitor,
            text,
            score: (value, band),
            points,
        } = call;
        let id = AlertId::new(ids, now);
        let by = Some(now.later(WITHIN).utc);
        let said = Said::about(
            |_| visitor.to_string(),
            |lang| [&text.en, &text.fr, &text.pl, &text.de][lang].clone(),
        );
        let alert = Alert {
            v: 1,
            id,
            rev: 1,
            kind: AlertKind::Hot,
            causes: vec![AlertKind::Hot],
            priority: Priority::Normal,
            site: self.settings.site.clone(),
            since: Some(now.utc),
            at: now.utc,
            party: Vec::new(),
            zone: None,
            stage: None,
            score: Some(ScoreView {
                value: tenth(value),
                band,
                delta: 0.0,
                outlook: None,
            }),
            why: reasons(&points, |rule| self.words(rule)),
            text: said.text,
            lines: Some(Box::new(said.lines)),
            alone_since: None,
            visitor: Some(visitor),
            approach_at: Some(now.utc),
            approach_by: by,
            expires_at: by,
            state: AlertState::Open,
            by: None,
            for_staff: Vec::new(),
            also: Vec::new(),
            confidence: 1.0,
            visit: None,
            camera: None,
        };
        let live = Live::new(alert.clone(), *now, Facts::default(), WITHIN);
        self.live.insert(id, live);
        vec![alert]
    }
}

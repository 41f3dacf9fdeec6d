//! What the rules call for of somebody who need not be here: a lead who is to be rung up.

use std::{collections::BTreeMap, time::Duration};

use super::{
    Alerts,
    bare::bare,
    card::{reasons, tenth},
    life::Live,
    text::{Facts, Said},
};
use crate::types::{
    Alert, AlertId, AlertKind, Band, IdSource, RuleId, ScoreView, Stamp, Texts, VisitorCode,
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
            score: Some(ScoreView {
                value: tenth(value),
                band,
                delta: 0.0,
                outlook: None,
            }),
            why: reasons(&points, |rule| self.words(rule)),
            visitor: Some(visitor),
            approach_at: Some(now.utc),
            approach_by: by,
            expires_at: by,
            ..bare(id, AlertKind::Hot, &self.settings.site, said, now)
        };
        let live = Live::new(alert.clone(), *now, Facts::default(), WITHIN);
        self.live.insert(id, live);
        vec![alert]
    }
}

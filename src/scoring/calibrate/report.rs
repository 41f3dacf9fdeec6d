//! What goes into a calibration, and what comes out of it.

use serde::Serialize;

use super::{reliability::Bin, settings::Settings};

/// One visitor whose outcome is known.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// What each rule had given them, in points, at a time before the outcome; in the order of the rules, all finite.
    pub points: Vec<f64>,
    /// They bought.
    pub converted: bool,
}

/// A rule as it is now.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleColumn {
    pub id: String,
    /// The number in the rule file (of one firing, or of one minute); what is suggested is the same number, changed.
    pub points: f64,
}

/// A number and how sure it is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Estimate {
    pub value: f64,
    /// Lower and upper end of the interval of 95 %.
    pub ci95: [f64; 2],
}

impl Estimate {
    /// Whether `x` is in the interval, its ends included.
    pub fn contains(&self, x: f64) -> bool {
        (self.ci95[0]..=self.ci95[1]).contains(&x)
    }

    /// Of a normal distribution.
    pub(super) fn normal(value: f64, variance: f64) -> Self {
        let half = Z * variance.max(0.0).sqrt();
        Self {
            value,
            ci95: [value - half, value + half],
        }
    }
}

/// 97.5 % of a normal distribution lie below this.
pub(super) const Z: f64 = 1.959_964;

/// Why a rule has no suggestion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Silence {
    /// Every visitor has the same points of it.
    Constant,
    /// It told too few visitors apart ([`Settings::least_visitors`]).
    Rare,
    /// Its interval holds both "no effect" and "as much as any point": it says nothing.
    Unclear,
    /// It is the only rule that says something, and points are worth something only beside others.
    Alone,
    /// The rules that say something do not, taken together, go with buying: there is no scale to put them on.
    NoScale,
}

impl Silence {
    /// In words, after the rule's name.
    pub fn text(self) -> &'static str {
        match self {
            Self::Constant => "everybody has the same points of it",
            Self::Rare => "too few visitors have points of it",
            Self::Unclear => "may be worth nothing, or as much as now: not enough data",
            Self::Alone => "is the only rule that is known well enough, with none to compare it to",
            Self::NoScale => "more points do not go with buying more often",
        }
    }
}

/// What is known about a rule.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Weight {
    pub id: String,
    pub points_before: f64,
    /// By how much one point of this rule raises the log-odds of buying; `None` where everybody has the same of it.
    pub log_odds_per_point: Option<Estimate>,
    /// Points instead of `points_before`: multiples of [`Settings::step`], the interval rounded outwards. Below 0 where
    /// the rule speaks against buying.
    pub suggested: Option<Estimate>,
    /// Why `suggested` is `None`.
    pub why_none: Option<Silence>,
}

/// What the outcomes say about the rules. Probabilities, and all that is reckoned from them, are of visitors the model
/// that gave them had not seen.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Calibration {
    pub settings: Settings,
    /// In the order of the rules.
    pub rules: Vec<Weight>,
    /// Log-odds of buying of a visitor without points.
    pub intercept: Estimate,
    /// The weight all rules are shrunk to, in log-odds per point.
    pub common: Estimate,
    /// How far, in log-odds per point, the weights of rules lie apart (standard deviation), averaged over what the data
    /// allow.
    pub spread: f64,
    /// Visitors with an outcome.
    pub samples: usize,
    /// Those who bought.
    pub conversions: usize,
    /// Expected calibration error of the bins below, 0 to 1.
    pub ece: f64,
    /// What it would be, on average, if every probability were right: visitors are few, and chance alone gives some.
    pub ece_by_chance: f64,
    /// By rising probability.
    pub reliability: Vec<Bin>,
    /// How many times more often than the average visitor the tenth with the highest probability bought.
    pub lift_at_10: f64,
    /// The same by the sum of the present points.
    pub lift_before: f64,
    /// Area under the ROC curve, 0 to 1: how often, of a buyer and somebody else, the buyer has the higher probability.
    pub auc: f64,
    /// The same by the sum of the present points.
    pub auc_before: f64,
    /// `auc - auc_before`. Where the interval holds 0, the model is not known to sort better than the present points.
    pub auc_gain: Estimate,
}

/// Why nothing can be said.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NotEnough {
    #[error(
        "{conversions} of {samples} visitors with an outcome bought: below {least} nothing can be learnt\nhint: record the outcome of every visitor, as soon as it is known"
    )]
    Conversions {
        samples: usize,
        conversions: usize,
        least: usize,
    },
    #[error(
        "{others} of {samples} visitors with an outcome did not buy: below {least} nothing can be learnt\nhint: record those who did not buy as well; without them there is nothing to compare buyers to"
    )]
    Others {
        samples: usize,
        others: usize,
        least: usize,
    },
    #[error(
        "each rule gave all {samples} visitors with an outcome the same points: nothing tells them apart\nhint: check that points are taken before the outcome and that the rules fire"
    )]
    NothingVaries { samples: usize },
    /// What was found all the same is inside: it may be shown, it holds no suggestion.
    #[error(
        "{} of {} visitors with an outcome bought, and for no rule this is enough to say what it is worth beside the others: no points are suggested\nhint: keep the points as they are and record more outcomes",
        .0.conversions, .0.samples
    )]
    Unclear(Box<Calibration>),
    #[error(
        "visitor {sample} (counted from 0) has {found} numbers for {rules} rules, or one that is not finite\nhint: one finite number for each rule"
    )]
    Malformed {
        sample: usize,
        found: usize,
        rules: usize,
    },
    /// The library found no best fit.
    #[error(
        "the model could not be fitted: {0}\nhint: nothing is wrong with the rules; report this"
    )]
    Unfitted(String),
}

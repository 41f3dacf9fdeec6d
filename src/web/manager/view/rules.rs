//! The rules, a draft of others, and what it would have done.

use jiff::Timestamp;

use crate::types::{Band, TriggerAction};

/// A rule file.
#[derive(Clone, Debug, PartialEq)]
pub struct RulesView {
    pub version: u32,
    /// The name of the file; `None`: the program's own rules are in force.
    pub file: Option<String>,
    pub warm: f64,
    pub hot: f64,
    pub hysteresis: f64,
    pub rules: Vec<RuleView>,
    pub triggers: Vec<TriggerView>,
}

/// One rule, in parts that make a sentence.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleView {
    pub id: String,
    /// The reason in the reader's language.
    pub text: String,
    /// The name of the event.
    pub on: String,
    pub when: Option<String>,
    pub points: PointsView,
    /// `engagement`, `category` or `product`.
    pub score: &'static str,
    pub per_visit: Option<f64>,
    pub per_day: Option<f64>,
    pub in_total: Option<f64>,
    /// Seconds.
    pub cooldown_s: Option<f64>,
    pub fading: Fading,
    pub by_confidence: bool,
    pub silence: Option<Silent>,
}

/// How many points a rule gives.
#[derive(Clone, Debug, PartialEq)]
pub enum PointsView {
    Fixed(f64),
    Computed(String),
}

/// How points fade.
#[derive(Clone, Debug, PartialEq)]
pub enum Fading {
    Never,
    /// Half is left after so many days.
    Half(f64),
    /// Nothing is left after so many days.
    Linear(f64),
    /// From so many days on this share is left.
    Steps(Vec<(f64, f64)>),
}

/// How long a silence is, days, and whether it counts again after as long.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Silent {
    pub days: f64,
    pub repeats: bool,
}

/// A trigger of the rules.
#[derive(Clone, Debug, PartialEq)]
pub struct TriggerView {
    pub id: String,
    pub text: String,
    pub on: Option<String>,
    pub when: Option<String>,
    /// Hours.
    pub after_silence_h: Option<f64>,
    pub action: TriggerAction,
}

/// A draft of other rules.
#[derive(Clone, Debug, PartialEq)]
pub struct DraftView {
    /// What changes with every change of the text.
    pub version: String,
    pub text: String,
    pub by: String,
    pub at: Timestamp,
    /// Everything that is wrong with it, as `showfloor check` says it.
    pub problems: Vec<String>,
    /// What it says; `None` while it has mistakes.
    pub rules: Option<RulesView>,
    /// Ids of rules that are not as they are in force, or are gone.
    pub changed: Vec<String>,
    /// Borders of the bands that are not as they are in force.
    pub borders: Vec<BorderChange>,
    /// Something else is not as it is in force: caps over all rules, what other systems may report.
    pub other: bool,
    /// Somebody saw what exactly this text would have done.
    pub tested: bool,
}

/// A change of the draft.
#[derive(Clone, Debug, PartialEq)]
pub enum DraftEdit {
    /// A copy of the rules in force, with the next version's number.
    Begin,
    /// The whole text.
    Text(String),
    /// Single numbers.
    Numbers(Vec<NumberEdit>),
    Discard,
}

/// Another number for a rule.
#[derive(Clone, Debug, PartialEq)]
pub enum NumberEdit {
    /// Points; a minute, or below the border, where they are calculated so.
    Points {
        rule: String,
        value: f64,
    },
    /// Points from the border on, where there are more from there on.
    More {
        rule: String,
        value: f64,
    },
    HalfLife {
        rule: String,
        days: f64,
    },
    Warm(f64),
    Hot(f64),
}

/// A number that no rule file can have.
#[derive(Clone, Debug, PartialEq)]
pub struct NumberMistake {
    pub of: NumberEdit,
    pub why: NumberFault,
}

/// Why not.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum NumberFault {
    /// It lies outside of these two.
    Outside(f64, f64),
    /// No points are no rule.
    Nothing,
    /// Warm does not begin below hot.
    NotBelowHot,
    /// Hot begins no farther above warm than a lead must fall to cool down.
    TooNear { hysteresis: f64 },
}

/// A border of the bands, in force and in the draft.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BorderChange {
    pub of: Border,
    pub before: f64,
    pub after: f64,
}

/// A border of the bands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Border {
    Warm,
    Hot,
    /// How far below a border a lead cools down.
    Hysteresis,
}

/// The rules in force and the draft over the same history.
#[derive(Clone, Debug, PartialEq)]
pub struct BacktestView {
    pub days: u32,
    pub visitors: usize,
    /// How many go from which band to which: rows are bands of today, cold first.
    pub moves: [[usize; 3]; 3],
    /// The largest change first.
    pub changed: Vec<BandMove>,
    /// Calls to staff: those that stay, those that would no longer come, those that would come as well.
    pub kept: usize,
    pub lost: Vec<(Timestamp, String, CallReason)>,
    pub gained: Vec<(Timestamp, String, CallReason)>,
    /// Visitors who bought or are known not to; those who bought.
    pub outcomes: usize,
    pub conversions: usize,
    /// The chance that a buyer's score was higher than another's: under the rules in force, and under the draft.
    pub auc: (Option<f64>, Option<f64>),
}

/// A visitor who changes band.
#[derive(Clone, Debug, PartialEq)]
pub struct BandMove {
    pub code: String,
    pub before: (f64, Band),
    pub after: (f64, Band),
}

/// Why staff are called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallReason {
    Hot,
    Trigger(String),
}

//! How colleagues behave.

use std::ops::Range;

/// Times and shares of a colleague's behaviour. Times are seconds, shares 0 to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct StaffSettings {
    /// From an alert to the eye on it, median. Reaction times are lognormal.
    pub reaction_median_s: f64,
    /// Standard deviation of the logarithm of reaction times.
    pub reaction_spread: f64,
    /// Of alerts that come while the tablet lies face down or somebody speaks with them.
    pub slow_share: f64,
    /// The median reaction to those.
    pub slow_median_s: f64,
    /// Of calls that are not noticed at all. An alert that is raised again, or escalated, is a new call.
    pub missed_share: f64,
    /// From the decision to the tap; whoever decides for the same alert meanwhile reaches for it, too.
    pub hand_s: Range<f64>,
    /// Of alerts that are dismissed instead of claimed.
    pub dismiss_share: f64,
    /// Of alerts that are snoozed instead of claimed.
    pub snooze_share: f64,
    /// Of claims and dismissals that are taken back.
    pub undo_share: f64,
    /// After so long. The appliance allows five seconds.
    pub undo_after_s: Range<f64>,
    /// From the claim to the visitor, not before an approach is welcome.
    pub walk_s: Range<f64>,
    /// With the visitor.
    pub with_s: Range<f64>,
    /// Of those who say on the tablet that they are with the visitor; the others leave that to the cameras, and say it
    /// when they leave, where the card is still on the tablet by then.
    pub contacted_share: f64,
    /// Breaks of each colleague, at random; 0: none.
    pub breaks_per_hour: f64,
    /// How long a break takes.
    pub break_s: Range<f64>,
    /// A tap that is not answered for so long is made again.
    pub answer_s: f64,
}

impl Default for StaffSettings {
    fn default() -> Self {
        Self {
            reaction_median_s: 9.0,
            reaction_spread: 0.5,
            slow_share: 0.1,
            slow_median_s: 40.0,
            missed_share: 0.08,
            hand_s: 0.6..2.0,
            dismiss_share: 0.05,
            snooze_share: 0.03,
            undo_share: 0.02,
            undo_after_s: 1.0..4.0,
            walk_s: 10.0..40.0,
            with_s: 120.0..480.0,
            contacted_share: 0.5,
            breaks_per_hour: 0.4,
            break_s: 300.0..900.0,
            answer_s: 15.0,
        }
    }
}

impl StaffSettings {
    /// The same colleagues where nobody tells the tablet what the cameras are to see.
    #[must_use]
    pub fn seen_by_cameras(self) -> Self {
        Self {
            contacted_share: 0.0,
            ..self
        }
    }
}

//! What is said of a camera or place: how it stands, why, and what to do.

use serde::Serialize;

/// Whether a place or camera can go into service. The worse is the greater.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    #[default]
    Go,
    /// It works, at a price that the finding names.
    Warning,
    NoGo,
}

impl Verdict {
    /// The word for it, as tables and pages write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Go => "go",
            Self::Warning => "warning",
            Self::NoGo => "no-go",
        }
    }
}

/// What a finding is about: the JSON's names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum About {
    /// No picture, or the camera's own trouble.
    Stream,
    /// Frames per second.
    Rate,
    /// Frames that were damaged or missing.
    Damage,
    /// Nobody, or too few to judge.
    TooFew,
    /// Width of the faces.
    Size,
    /// Share of faces that are usable, and what keeps the others from being so.
    Usable,
    Sharpness,
    /// Turned to the side.
    Yaw,
    /// Looked down on.
    Height,
    Light,
}

/// One thing that stands in the way, or that costs something.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    pub verdict: Verdict,
    pub about: About,
    /// What was measured, beside what is needed.
    pub reason: String,
    /// What to do.
    pub advice: String,
}

impl Finding {
    pub(super) fn warning(
        about: About,
        reason: impl Into<String>,
        advice: impl Into<String>,
    ) -> Self {
        Self {
            verdict: Verdict::Warning,
            about,
            reason: reason.into(),
            advice: advice.into(),
        }
    }

    pub(super) fn no_go(
        about: About,
        reason: impl Into<String>,
        advice: impl Into<String>,
    ) -> Self {
        Self {
            verdict: Verdict::NoGo,
            ..Self::warning(about, reason, advice)
        }
    }
}

/// The worst of them; `Go` where there is none.
pub(super) fn worst<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Verdict {
    findings
        .into_iter()
        .map(|finding| finding.verdict)
        .max()
        .unwrap_or_default()
}

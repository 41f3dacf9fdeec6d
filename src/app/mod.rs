//! Builds the graph and owns the order of shutdown: the only module that wires stages together.
//!
//! [`Line`] is the pure part, `track` to `alerts`, which `run`, `replay` and the simulator share; [`run`] puts cameras,
//! networks, store and broker around it.

mod album;
mod backstage;
mod cameras;
mod check;
mod correct;
mod couriers;
mod decide;
mod discovery;
mod doctor;
mod dpia;
mod edge;
mod enrol;
mod export_page;
mod front;
mod graph;
mod hand_code;
mod hub;
mod inbox;
mod intake;
mod known;
mod line;
mod log;
mod meter;
mod options;
mod other_models;
mod recording;
mod reload;
mod replay;
mod roster;
mod senses;
mod sensors;
mod settings;
mod sight;
mod signatures;
mod start;
mod survey;
mod tally;
mod templates;
mod threads;
mod threshold;
mod told;
mod views;

pub use check::{check, missing_models, signature_tag};
pub use correct::correct;
pub use doctor::{Checked, Verdict, examine};
pub use dpia::dpia;
pub use enrol::{
    Booth, CONSENT, LookAlikes, Progress, enrolment, find_colleague, judge, look_alikes,
    roster_name,
};
pub use export_page::export_page;
pub use graph::{Control, Summary, Watch, run};
pub use hand_code::draw_hand_code;
pub use known::{
    Export, ExportedConsent, ExportedScore, Known, KnownBy, KnownConsent, KnownOutcome, KnownVisit,
    KnownVisitor, LinkedVisitor, ToldPoints, ToldVisit, reactions,
};
pub use line::Line;
pub use options::{Eyes, Play, RunOptions, Told};
pub use recording::{Entry, Header, Recorder, Recording, RecordingError};
pub use reload::ConfigFile;
pub use replay::replay;
pub use settings::LineSettings;
pub use sight::Sight;
pub use signatures::note_on_signatures;
pub use survey::{SurveyEvent, Surveyed, SurveyedCamera, survey};
pub use threshold::note_on_threshold;

/// How fast files are played.
pub use crate::capture::Pace;

/// How alerts were acted on.
pub use crate::alerts::{Reaction, Reactions};

/// A visitor's consent to be linked with another system.
pub use crate::identity::Link;

/// What an enrolment says.
pub use crate::identity::{Assessment, Fault, Finding, Likeness, Picture, Template};

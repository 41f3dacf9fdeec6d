//! Every message that passes between stages, and the words they are made of.
//!
//! Nothing here does I/O, reads a clock or draws a random number, and nothing here imports another module of the
//! crate. A stage may import `types` and itself; what one stage tells another is a type of this module.

mod account;
mod alert;
mod appearance;
mod assign;
mod audit;
mod camera;
mod command;
mod consent;
mod correction;
mod erasure;
mod event;
mod floor;
mod frame;
mod geometry;
mod hand_code;
mod hex;
mod homography;
mod ids;
mod impostors;
mod input;
mod likeness;
mod motion;
mod nearest;
mod observation;
mod outbox;
mod person;
mod place;
mod portrait;
mod privacy;
mod record;
mod room;
mod score;
mod shared;
mod shift;
mod signature;
mod staff;
mod stamp;
mod view;
mod webhook;

pub use account::{Account, AccountChange, AccountName, Pairing, Role, SecretDigest, Session};
pub use alert::{
    Alert, AlertKind, AlertState, AlertZone, Also, Dismissal, Lines, Priority, ScoreView, Stage,
    TextLines, Texts, VisitorView, Why,
};
pub use appearance::{Appearance, ColourCount, Colours, Looks};
pub use assign::assign;
pub use audit::{AuditHead, HeadDue, HeadProblem};
pub use camera::{CameraReport, CameraState};
pub use command::{About, Action, Command, EventAnswer, External, Saying, Statement};
pub use consent::{
    Consent, ConsentEnd, ConsentForm, ConsentReceipt, ReturnCode, StandingConsent, Withdrawal,
    text_sha256,
};
pub use correction::{
    Change, Corrected, Correction, CorrectionAnswer, CorrectionKind, CorrectionRequest,
};
pub use erasure::{Erasure, ErasureReceipt};
pub use event::{Event, EventKind, Evidence, Impatience, Purpose, Side, Sign};
pub use floor::{FloorView, ProductView};
pub use frame::{Frame, Image};
pub use geometry::{BBox, Point, Polygon, PolygonError};
pub use hand_code::{CodeDigest, HandCode, NoHandCode};
pub use hex::{hex, unhex};
pub use homography::Homography;
pub use ids::{
    AlertId, CameraId, ConsentId, CorrectionId, EventId, IdSource, PresenceId, ProductId, RuleId,
    RunId, StaffId, TrackId, VisitId, VisitorCode, VisitorId, ZoneId,
};
pub use impostors::ImpostorStats;
pub use input::Input;
pub use likeness::{Compared, LIKENESS_BOUNDS, LikenessCounts, Likenesses};
pub use motion::{CELLS, Cells, Changed, light, middles};
pub use nearest::nearest;
pub use observation::{
    FaceDetection, FaceLimit, FaceQuality, FrameObservation, Observation, PersonDetection,
};
pub use outbox::{KeptState, Outbox, OutboxMessage, OutboxRow};
pub use person::{
    Cause, Doubt, IdentityAnswer, IdentityChange, PresencePhase, PresenceUpdate, Standing,
    TrackPhase, TrackUpdate, VisitorProfile, Who,
};
pub use place::{FloorMarks, FloorPoint, Product, Zone, ZoneKind};
pub use portrait::Portrait;
pub use privacy::{KeepPermit, KeptSignature, RecogniseIn, Recognition};
pub use record::{AuditEntry, Record, StoredTemplate, VisitSummary};
pub use room::{Room, RoomReport};
pub use score::{Band, Firing, LedgerEntry, Scalar, ScoreChange, ScoreName, TriggerAction};
pub use shared::{SharedBatch, SharedRecord};
pub use shift::{OnShift, ShiftAction, ShiftTap, StaffState, StaffView};
pub use signature::{ModelTag, SIGNATURE_DIM, Signature, SignatureError};
pub use staff::{Enrolment, RosterChange, RosterUpdate, StaffConsent, StaffTemplate};
pub use stamp::Stamp;
pub use view::{Landmarks, ViewReference};
pub use webhook::{Deliveries, Delivery, DeliveryRow};

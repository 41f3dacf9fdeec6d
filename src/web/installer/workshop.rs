//! What the installer's pages read and change.

use jiff::Timestamp;

use crate::{
    types::{AccountName, CameraId, CameraState, FloorMarks, Product, ProductId, Zone, ZoneId},
    web::Trouble,
};

/// The showroom as its configuration has it.
#[derive(Clone, Debug)]
pub struct SiteView {
    /// What changes whenever the file does: a change names the one that it was made on.
    pub version: String,
    /// Why nothing can be changed from here, if nothing can.
    pub locked: Option<Locked>,
    pub cameras: Vec<CameraView>,
    pub zones: Vec<Zone>,
    pub products: Vec<Product>,
}

/// Why a configuration is only shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Locked {
    /// It stands in no file: a demonstration.
    NoFile,
    /// Its file has mistakes; the appliance goes on with what it read before.
    Mistakes(String),
}

/// A camera, and what is known of it.
#[derive(Clone, Debug)]
pub struct CameraView {
    pub id: CameraId,
    /// Where its pictures come from, without any password.
    pub source: String,
    /// As it was reported last; `None` for recordings, and before the first report.
    pub health: Option<CameraHealth>,
    /// Pictures that came, and that were analysed, since the start.
    pub pictures: u64,
    pub analysed: u64,
    pub floor: Option<FloorMarks>,
}

/// What a camera is worth at the moment.
#[derive(Clone, Debug)]
pub struct CameraHealth {
    pub state: CameraState,
    pub since: Timestamp,
    pub detail: String,
}

/// A change of the configuration.
#[derive(Clone, Debug)]
pub enum SiteChange {
    /// A zone that is new or stands in place of `was`; which car stands in it.
    Zone {
        was: Option<ZoneId>,
        zone: Zone,
        product: Option<ProductId>,
    },
    NoZone(ZoneId),
    Floor {
        camera: CameraId,
        marks: Option<FloorMarks>,
    },
    /// A car that the list has not.
    NewProduct(Product),
    NoProduct(ProductId),
}

/// What became of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Changed {
    /// It is written, and the appliance goes on with it; what it says of masks, only after a restart.
    Done { restart: bool },
    /// The file is not as it was looked at any more, and does not say what was asked for.
    Overtaken,
    /// This has the name that was asked for.
    Taken(String),
    /// This zone lies exactly there.
    Twin(String),
    /// Nothing can be changed here.
    Locked,
    /// It would be wrong: in what, and how to mend it.
    Refused(String),
}

/// Why somebody who stood before a camera is not on the roster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotEnrolled {
    /// Another colleague stands there at the moment.
    Busy,
    /// No face was seen well enough, or too seldom.
    NoFace,
    /// Several people were seen.
    Several,
    /// They look like this colleague.
    Alike(String),
    /// Something else, in words.
    Other(String),
}

/// How far the set-up has come.
#[derive(Clone, Debug)]
pub struct Progress {
    /// Of the latest visits: how many there were, and of how many nobody could say who it was because faces were too
    /// small, and because they were blurred.
    pub visits: usize,
    pub too_small: usize,
    pub blurred: usize,
    pub broker: BrokerView,
    /// Who said that the sign hangs at the entrance, and when; `None`: nobody, or it was taken down.
    pub sign: Option<(Timestamp, String)>,
}

/// The broker.
#[derive(Clone, Debug)]
pub struct BrokerView {
    /// `None`: it is a part of the appliance.
    pub address: Option<String>,
    /// Connections that stood, since the start.
    pub connections: u64,
    pub delivered: u64,
    /// Messages that wait.
    pub waiting: u64,
}

/// How the appliance is.
#[derive(Clone, Debug)]
pub struct HealthView {
    pub version: String,
    pub started: Timestamp,
    pub now: Timestamp,
    /// Bytes: of this process, and of the machine.
    pub memory: Option<u64>,
    pub memory_total: Option<u64>,
    /// Mean load of the last five minutes, and how many processors there are.
    pub load: Option<f64>,
    pub processors: usize,
    /// Bytes: the store's files, and what is free beside them.
    pub store: u64,
    pub disk_free: Option<u64>,
    pub visitors: u64,
    pub visits: u64,
    pub events: u64,
    pub signatures: u64,
    pub deliveries: u64,
    pub broker: BrokerView,
    /// How often each stage ran, and its mean time in milliseconds.
    pub stages: Vec<(String, u64, f64)>,
}

/// A colleague on the roster.
#[derive(Clone, Debug)]
pub struct Colleague {
    pub id: String,
    pub name: String,
    pub enrolled: Timestamp,
    pub recorded_by: String,
    pub templates: u32,
    /// Mean quality of their faces, 0 to 1.
    pub quality: f64,
    /// Whether the model in use made them: else they are to be enrolled again.
    pub current: bool,
}

/// What the installer's pages need besides the line. Calls may block: for as long as a disk takes, a camera's next picture,
/// and an enrolment as long as somebody stands before the camera.
pub trait Workshop: Send + Sync {
    /// # Errors
    /// What is needed cannot be read now; so with all others.
    fn site(&self) -> Result<SiteView, Trouble>;

    /// The next picture of a camera as JPEG, excluded zones painted over; `None` where none comes in time.
    ///
    /// # Errors
    /// See [`Workshop::site`].
    fn picture(&self, camera: &CameraId, by: &AccountName) -> Result<Option<Vec<u8>>, Trouble>;

    /// Makes a change of the version that whoever wants it has seen.
    ///
    /// # Errors
    /// See [`Workshop::site`].
    fn change(&self, seen: &str, change: SiteChange, by: &AccountName) -> Result<Changed, Trouble>;

    /// # Errors
    /// See [`Workshop::site`].
    fn progress(&self) -> Result<Progress, Trouble>;

    /// Notes that the sign hangs, or does not.
    ///
    /// # Errors
    /// See [`Workshop::site`].
    fn note_sign(&self, hangs: bool, by: &AccountName) -> Result<(), Trouble>;

    /// # Errors
    /// See [`Workshop::site`].
    fn health(&self) -> Result<HealthView, Trouble>;

    /// # Errors
    /// See [`Workshop::site`].
    fn colleagues(&self) -> Result<Vec<Colleague>, Trouble>;

    /// Enrols a colleague who stands before a camera and has agreed to this, in these words; why not, where that fails.
    ///
    /// # Errors
    /// See [`Workshop::site`].
    fn enrol(
        &self,
        name: &str,
        camera: &CameraId,
        consent: &str,
        by: &AccountName,
    ) -> Result<Result<(), NotEnrolled>, Trouble>;

    /// Takes a colleague off the roster, with their signatures.
    ///
    /// # Errors
    /// See [`Workshop::site`].
    fn dismiss(&self, id: &str, by: &AccountName) -> Result<bool, Trouble>;
}

//! Cameras and files: frames out, health out.
//!
//! [`run`] is the body of a camera's thread: it opens the [`Source`] through an [`Opener`], takes every frame, hands
//! those that are to be analysed to the vision workers' mailboxes, and reports what becomes of the camera. The only
//! module that names `opencv` (in `videoio.rs`, and for clips that are written in `writer.rs`). `app` starts it; it knows `types` and `runtime` and no other stage.

mod closeup;
mod credentials;
mod deliver;
mod discover;
mod error;
mod folder;
mod health;
mod knock;
mod login;
mod look;
mod lull;
mod open;
mod rtsp_url;
mod run;
mod sampler;
mod settings;
mod snapshots;
mod source;
mod timeline;
mod video;
mod videoio;
mod writer;

pub use closeup::Closeup;
pub use credentials::Login;
pub use discover::{Found, Search, discover};
pub use error::CaptureError;
pub use health::Views;
pub use look::{Look, look};
pub use open::{StreamInfo, SystemOpener, check_login, probe};
pub use rtsp_url::RtspUrl;
pub use run::{CaptureEnv, Pace, run};
pub use settings::{CameraSettings, Transport};
pub use snapshots::Snapshots;
pub use source::{Source, SourceError};
pub use video::{Grab, Opener, VideoSource};
pub use writer::{VideoWriter, WriteError};

//! Networks: faces, people, quality and signatures out of frames.
//!
//! A worker thread ([`run`]) serves a few cameras with ONNX sessions of its own ([`Networks`]). Per frame: excluded zones
//! are painted over, the picture is scaled once for both detectors, faces and people are decoded into source pixels,
//! each face is aligned and judged, and the faces that the camera's gate finds worth it get a signature. Only `app`
//! may call this module, and only `onnx` in here names `ort`.

mod align;
mod error;
mod face;
mod gate;
mod letterbox;
mod manifest;
mod mask;
mod models;
mod networks;
mod nms;
mod onnx;
mod person;
mod quality;
mod settings;
mod signature;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod worker;

pub use error::VisionError;
pub use gate::Gate;
pub use manifest::Role;
pub use models::{ModelInfo, check, signature_tag};
pub use networks::{Networks, SeenFace, Sight};
pub use person::person_input_px;
pub use quality::{face_pose, face_value};
pub use settings::Settings;
pub use worker::{CameraView, run};

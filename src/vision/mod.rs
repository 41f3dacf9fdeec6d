//! Networks: faces, people, quality and signatures out of frames.
//!
//! A worker thread ([`run`]) serves a few cameras with ONNX sessions of its own ([`Networks`]). Per frame: excluded zones
//! are painted over, what is worth looking at is found out (`scene`), the picture is scaled once for both detectors, faces
//! and people are decoded into source pixels,
//! each face is aligned and judged, and the faces that the camera's gate finds worth it are looked at again from close
//! by (`closer`) and get a signature. Only `app` may call this module, and only `onnx` in here names `ort`.

mod align;
mod any_size;
mod appearance;
mod closer;
mod error;
mod face;
#[cfg(fuzzing)]
pub mod fuzzing;
mod gate;
mod lanes;
mod letterbox;
mod manifest;
mod mask;
mod models;
mod networks;
mod nms;
mod onnx;
mod person;
mod quality;
mod scene;
mod settings;
mod signature;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod worker;

pub use any_size::any_size;
pub use error::VisionError;
pub use gate::{Chosen, Gate};
pub use manifest::Role;
pub use mask::fill as paint_over;
pub use models::{ModelInfo, OtherModel, check, other_models};
pub use networks::{Networks, SeenFace, Sight, signature_tag};
pub use person::person_input_px;
pub use quality::{face_pose, weighed};
pub use settings::{Provider, Settings};
pub use worker::{CameraView, Cameras, run};

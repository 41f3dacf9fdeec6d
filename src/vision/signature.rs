//! Face signatures: what makes an aligned face a point that can be compared.

use ndarray::Array4;

use super::{
    VisionError,
    align::{AlignedFace, CROP_PX},
    manifest::{Order, Prepare, SignatureModel},
    onnx::Network,
};
use crate::types::{ModelTag, SIGNATURE_DIM, Signature};

/// The signature network with its input buffer.
pub(super) struct SignatureNet {
    network: Network,
    mirror: bool,
    prepare: Prepare,
    /// See [`quality::with_norm`](super::quality).
    norm_range: Option<[f32; 2]>,
    tag: ModelTag,
    input: Array4<f32>,
}

/// What signatures are tagged with that this model makes, with the mirror image of each face or without.
pub(super) fn tag(model: &SignatureModel, mirror: bool) -> ModelTag {
    let transform = if mirror { "mirrored" } else { "plain" };
    ModelTag::new(&model.model.sha256, transform)
}

impl SignatureNet {
    /// `mirror` adds the mirror image of each face; what comes of it is not compared with what comes without.
    pub(super) fn new(network: Network, model: &SignatureModel, mirror: bool) -> Self {
        Self {
            network,
            mirror,
            tag: tag(model, mirror),
            prepare: model.prepare,
            norm_range: model.norm,
            input: Array4::zeros((1, 3, CROP_PX, CROP_PX)),
        }
    }

    pub(super) fn tag(&self) -> &ModelTag {
        &self.tag
    }

    /// Norms of the raw embedding at which a face is worth nothing, and everything.
    pub(super) fn norm_range(&self) -> Option<[f32; 2]> {
        self.norm_range
    }

    /// The signature of a face and the Euclidean norm of the raw embedding; `None` where the network gave no
    /// direction (all zeros, or not finite). Where mirror images count too, the mean of both, made a unit again.
    ///
    /// # Errors
    /// The network fails, or its output is not [`SIGNATURE_DIM`] numbers.
    pub(super) fn embed(
        &mut self,
        face: &AlignedFace,
    ) -> Result<Option<(Signature, f32)>, VisionError> {
        let Some((plain, norm)) = self.direction(face)? else {
            return Ok(None);
        };
        if !self.mirror {
            return Ok(Some((plain, norm)));
        }
        let Some((mirrored, _)) = self.direction(&face.mirrored())? else {
            return Ok(None);
        };
        let both = plain.values().iter().zip(mirrored.values());
        let sum: Vec<f32> = both.map(|(a, b)| a + b).collect();
        let signature = Signature::new(self.tag.clone(), &sum).ok();
        Ok(signature.map(|signature| (signature, norm)))
    }

    /// What the network says of one crop.
    fn direction(&mut self, face: &AlignedFace) -> Result<Option<(Signature, f32)>, VisionError> {
        self.fill(face);
        let outputs = self.network.run(&self.input)?;
        let view = outputs.nth(0)?;
        let raw = view
            .as_slice()
            .filter(|raw| raw.len() == SIGNATURE_DIM)
            .ok_or_else(|| {
                outputs.unfit(format!(
                    "its output has the shape {:?}, not {SIGNATURE_DIM} numbers",
                    view.shape()
                ))
            })?;
        let norm = raw.iter().map(|v| v * v).sum::<f32>().sqrt();
        let signature = Signature::new(self.tag.clone(), raw).ok();
        Ok(signature.map(|signature| (signature, norm)))
    }

    fn fill(&mut self, face: &AlignedFace) {
        let Prepare { order, mean, std } = self.prepare;
        let values = self.input.as_slice_mut().expect("made in one piece");
        let planes = values.chunks_exact_mut(CROP_PX * CROP_PX);
        for (plane, values) in planes.enumerate() {
            let channel = match order {
                Order::Bgr => plane,
                Order::Rgb => 2 - plane,
            };
            let (mean, std) = (mean[plane], std[plane]);
            for (value, pixel) in values.iter_mut().zip(face.pixels()) {
                *value = (f32::from(pixel[channel]) - mean) / std;
            }
        }
    }
}

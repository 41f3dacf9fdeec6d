//! Face signatures: what makes an aligned face a point that can be compared.

use ndarray::{Array4, s};

use super::{
    VisionError,
    align::{AlignedFace, CROP_PX},
    manifest::{Order, Prepare},
    onnx::Network,
};
use crate::types::{ModelTag, SIGNATURE_DIM, Signature};

/// The signature network with its input buffer.
pub(super) struct SignatureNet {
    network: Network,
    prepare: Prepare,
    tag: ModelTag,
    /// Of signatures that are averaged with those of mirror images.
    mirrored_tag: ModelTag,
    input: Array4<f32>,
}

impl SignatureNet {
    pub(super) fn new(network: Network, prepare: Prepare, sha256: &str) -> Self {
        Self {
            network,
            prepare,
            tag: ModelTag::new(sha256, "plain"),
            mirrored_tag: ModelTag::new(sha256, "mirrored"),
            input: Array4::zeros((1, 3, CROP_PX, CROP_PX)),
        }
    }

    pub(super) fn tag(&self) -> &ModelTag {
        &self.tag
    }

    /// The signature of a face and the Euclidean norm of the raw embedding; `None` where the network gave no
    /// direction (all zeros, or not finite).
    ///
    /// # Errors
    /// The network fails, or its output is not [`SIGNATURE_DIM`] numbers.
    pub(super) fn embed(
        &mut self,
        face: &AlignedFace,
    ) -> Result<Option<(Signature, f32)>, VisionError> {
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

    /// The mean of the signatures of a face and of its mirror image, normalised, and the mean of their norms.
    ///
    /// # Errors
    /// As [`SignatureNet::embed`].
    pub(super) fn embed_mirrored(
        &mut self,
        face: &AlignedFace,
    ) -> Result<Option<(Signature, f32)>, VisionError> {
        let plain = self.embed(face)?;
        let mirror = self.embed(&face.mirrored())?;
        let Some(((a, norm_a), (b, norm_b))) = plain.zip(mirror) else {
            return Ok(None);
        };
        let sum: Vec<f32> = a
            .values()
            .iter()
            .zip(b.values())
            .map(|(a, b)| a + b)
            .collect();
        let signature = Signature::new(self.mirrored_tag.clone(), &sum).ok();
        Ok(signature.map(|signature| (signature, f32::midpoint(norm_a, norm_b))))
    }

    fn fill(&mut self, face: &AlignedFace) {
        let Prepare { order, mean, std } = self.prepare;
        for plane in 0..3 {
            let channel = match order {
                Order::Bgr => plane,
                Order::Rgb => 2 - plane,
            };
            let mut values = self.input.slice_mut(s![0, plane, .., ..]);
            for (value, pixel) in values.iter_mut().zip(face.pixels()) {
                *value = (f32::from(pixel[channel]) - mean[plane]) / std[plane];
            }
        }
    }
}

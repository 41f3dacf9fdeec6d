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
    input: Array4<f32>,
}

impl SignatureNet {
    pub(super) fn new(network: Network, prepare: Prepare, tag: ModelTag) -> Self {
        Self {
            network,
            prepare,
            tag,
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

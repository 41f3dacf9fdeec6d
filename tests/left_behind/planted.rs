//! What is planted, and looked for in whatever is left.

use std::collections::HashSet;

use showfloor::types::{FaceDetection, Observation};

/// What is planted as secrets.
pub(crate) const MQTT_PASSWORD: &str = "planted-mqtt-password-7315";
pub(crate) const CAMERA_PASSWORD: &str = "planted-camera-password-2264";
pub(crate) const WEBHOOK_SECRET: &str = "whsec_cGxhbnRlZC13ZWJob29rLXNlY3JldC01ODA5Li4u";
/// What nobody may find.
pub(crate) struct Planted {
    /// Sixteen bytes at a time, of every signature that was seen: nothing of it repeats by chance.
    signatures: HashSet<[u8; 16]>,
    /// Numbers of signatures, as text would have them.
    numbers: Vec<String>,
}

impl Planted {
    pub(crate) fn new(observations: &[Observation]) -> Self {
        let (mut signatures, mut numbers) = (HashSet::new(), Vec::new());
        for signature in faces(observations).filter_map(|face| face.signature.as_ref()) {
            let bytes = signature.to_bytes();
            signatures.extend(
                bytes
                    .chunks_exact(16)
                    .map(|part| <[u8; 16]>::try_from(part).expect("as long")),
            );
            let long = signature.values().iter().map(ToString::to_string);
            numbers.extend(long.filter(|text| text.len() >= 10).take(2));
        }
        assert!(
            signatures.len() > 1_000 && numbers.len() > 50,
            "people showed their faces"
        );
        Self {
            signatures,
            numbers,
        }
    }

    /// Where a signature begins in these bytes, at whatever offset.
    pub(crate) fn signature_in(&self, bytes: &[u8]) -> Option<usize> {
        bytes.windows(16).position(|window| {
            self.signatures
                .contains(<&[u8; 16]>::try_from(window).expect("as long"))
        })
    }

    pub(crate) fn number_in(&self, bytes: &[u8]) -> Option<&String> {
        let text = String::from_utf8_lossy(bytes);
        self.numbers
            .iter()
            .find(|number| text.contains(number.as_str()))
    }
}

pub(crate) fn contains(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|window| window == what)
}

fn faces(observations: &[Observation]) -> impl Iterator<Item = &FaceDetection> {
    observations
        .iter()
        .flat_map(|observation| match observation {
            Observation::Frame(frame) => &frame.faces[..],
            Observation::Camera(_) => &[],
        })
}

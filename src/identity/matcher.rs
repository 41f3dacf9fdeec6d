//! The comparison without the floor around it: who a few faces are most alike to. For measurements.

use super::{
    decide::{Circumstances, Known},
    gallery::Probe,
    impostors::Impostors,
    references::References,
    settings::Settings,
};
use crate::types::{Signature, VisitorId, Who};

/// Visitors by their references, compared as the appliance compares them.
#[derive(Debug)]
pub struct Matcher {
    known: Known,
    settings: Settings,
    impostors: Impostors,
}

impl Matcher {
    /// Knows nobody yet.
    pub fn new(settings: Settings) -> Self {
        Self {
            known: Known {
                visitors: References::new(None),
                absent: References::new(None),
                staff: References::new(None),
            },
            settings,
            impostors: Impostors::default(),
        }
    }

    /// Remembers a visitor by these signatures.
    pub fn enrol(&mut self, visitor: VisitorId, signatures: &[&Signature]) {
        self.known.visitors.set(visitor, signatures);
    }

    /// Everybody with their likeness to a person who shows these faces (signature and quality, 0 to 1), most alike first;
    /// nobody where nothing can be compared.
    pub fn ranked(&self, faces: &[(&Signature, f32)]) -> Vec<(VisitorId, f32)> {
        let Some(probe) = Probe::pooled(faces) else {
            return Vec::new();
        };
        let quality = faces.iter().map(|(_, quality)| quality).sum::<f32>() / faces.len() as f32;
        let ranked = self.known.ranked(
            &probe,
            &Circumstances {
                settings: &self.settings,
                impostors: &self.impostors,
                quality,
                full: true,
                absent: false,
                except: &|_| false,
                confused: &|_, _| false,
            },
        );
        let visitor = |(who, likeness): (Who, f32)| Some((who.visitor()?, likeness));
        ranked.into_iter().filter_map(visitor).collect()
    }
}

//! The comparison without the floor around it: who a few faces are most alike to. For measurements.

use super::{
    decide::{Circumstances, Known},
    gallery::Probe,
    impostors::Impostors,
    references::References,
    settings::Settings,
};
use crate::types::{Signature, VisitorId};

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

    /// The visitor most alike to a person who shows these faces (signature and quality, 0 to 1), and their likeness.
    pub fn best(&self, faces: &[(&Signature, f32)]) -> Option<(VisitorId, f32)> {
        let probe = Probe::pooled(faces)?;
        let quality = faces.iter().map(|(_, quality)| quality).sum::<f32>() / faces.len() as f32;
        let (who, likeness) = self.known.best(
            &probe,
            &Circumstances {
                settings: &self.settings,
                impostors: &self.impostors,
                quality,
                full: true,
                except: &|_| false,
                confused: &|_, _| false,
            },
        )?;
        Some((who.visitor()?, likeness))
    }

    /// The likeness from which on the appliance would recognise somebody.
    pub fn threshold(&self) -> f32 {
        super::decide::threshold(&self.settings, &self.impostors, self.known.people())
    }
}

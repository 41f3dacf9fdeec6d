//! What an installer may choose of identity.

/// How sure is sure enough.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Part of the strangers who may be taken for somebody known (false-positive identification rate, ISO/IEC 19795-1),
    /// above 0 to 0.5. The threshold follows from it, from how many visitors are known, and from how alike strangers are
    /// on site.
    pub false_recognitions: f64,
    /// A threshold of the installer's own (cosine, -1 to 1). Where the target asks for more, it counts only if `forced`.
    pub threshold: Option<f32>,
    /// `threshold` holds even where more strangers are recognised by it than `false_recognitions` allows.
    pub forced: bool,
    /// Faces with less quality decide nothing (0 to 1): see `vision`, which measures it.
    pub min_quality: f32,
    /// Usable faces before anything is decided: one may be the face of somebody else, two leave no majority.
    pub min_faces: u32,
    /// Templates kept of a visitor, chosen for variety.
    pub templates: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            false_recognitions: 0.01,
            threshold: None,
            forced: false,
            min_quality: 0.3,
            min_faces: 3,
            templates: 8,
        }
    }
}

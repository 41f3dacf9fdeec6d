//! `models/manifest.toml`: which file plays which role.

use std::{collections::BTreeMap, fmt, fs, path::Path};

use serde::Deserialize;

use super::VisionError;

/// What a network is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    Face,
    Signature,
    Person,
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Face => "face",
            Self::Signature => "signature",
            Self::Person => "person",
        })
    }
}

/// The whole file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    pub(super) face: Model,
    pub(super) signature: SignatureModel,
    pub(super) person: Model,
    /// Networks of other kinds, which nothing here runs.
    #[serde(skip)]
    pub(super) others: BTreeMap<String, Model>,
}

/// One model; `input` and `output` are for people, the decoders know them by heart.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Model {
    pub(super) file: String,
    pub(super) name: String,
    pub(super) licence: String,
    pub(super) sha256: String,
    pub(super) source: String,
    #[serde(default)]
    pub(super) note: String,
}

/// The signature model: beside the file, how its input is made.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct SignatureModel {
    #[serde(flatten)]
    pub(super) model: Model,
    /// Norms of the raw embedding at which a face is worth nothing, and everything; not looked at where not given.
    #[serde(default)]
    pub(super) norm: Option<[f32; 2]>,
    pub(super) prepare: Prepare,
}

/// `(value - mean) / std` per channel in `order`, values 0 to 255.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Prepare {
    pub(super) order: Order,
    pub(super) mean: [f32; 3],
    pub(super) std: [f32; 3],
}

/// Order of the colour planes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Order {
    Rgb,
    Bgr,
}

/// The list that was tested with this version.
const OURS: &str = include_str!("../../models/manifest.toml");

impl Manifest {
    /// Reads and checks a file, or the list that is part of the program.
    ///
    /// # Errors
    /// It cannot be read, is no such TOML, or holds a hash or a file name that cannot be one.
    pub(super) fn load(path: Option<&Path>) -> Result<Self, VisionError> {
        let text = match path {
            None => OURS.into(),
            Some(path) => {
                fs::read_to_string(path).map_err(|cause| VisionError::ManifestUnreadable {
                    path: path.into(),
                    cause,
                })?
            }
        };
        let path = path.unwrap_or(Path::new("models/manifest.toml"));
        let invalid = |detail| VisionError::ManifestInvalid {
            path: path.into(),
            detail,
        };
        let others = others(&text);
        let manifest: Result<Self, _> = if others.is_empty() {
            // From the text, so that a mistake is told with its line.
            toml::from_str(&text)
        } else {
            let mut known: toml::Table = toml::from_str(&text).unwrap_or_default();
            known.retain(|name, _| !others.contains_key(name));
            known.try_into()
        };
        let mut manifest = manifest.map_err(|e| invalid(e.to_string()))?;
        manifest.others = others;
        manifest.validate().map_err(invalid)?;
        Ok(manifest)
    }

    /// All models with their roles.
    pub(super) fn models(&self) -> [(Role, &Model); 3] {
        [
            (Role::Face, &self.face),
            (Role::Signature, &self.signature.model),
            (Role::Person, &self.person),
        ]
    }

    fn validate(&self) -> Result<(), String> {
        let ours = self.models().map(|(role, model)| (role.to_string(), model));
        let others = self
            .others
            .iter()
            .map(|(kind, model)| (kind.clone(), model));
        for (role, model) in ours.into_iter().chain(others) {
            let hex = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
            if model.sha256.len() != 64 || !model.sha256.chars().all(hex) {
                return Err(format!(
                    "{role}.sha256 must be 64 lower-case hexadecimal digits"
                ));
            }
            if Path::new(&model.file).file_name() != Some(model.file.as_ref()) {
                return Err(format!("{role}.file must be a plain file name"));
            }
        }
        if self.signature.prepare.std.iter().any(|s| *s <= 0.0) {
            return Err("signature.prepare.std must be above 0".into());
        }
        if self
            .signature
            .norm
            .is_some_and(|[zero, one]| !(0.0 <= zero && zero < one))
        {
            return Err("signature.norm must be two rising numbers from 0 on".into());
        }
        Ok(())
    }
}

/// Whole entries of networks that are none of ours. What is not whole is a mistake in one of ours, and told as such.
fn others(text: &str) -> BTreeMap<String, Model> {
    let table: toml::Table = toml::from_str(text).unwrap_or_default();
    let ours = [Role::Face, Role::Signature, Role::Person].map(|role| role.to_string());
    // A list that lacks one of ours has it misspelt.
    if !ours.iter().all(|role| table.contains_key(role)) {
        return BTreeMap::new();
    }
    let other = |(kind, value): (String, toml::Value)| {
        let model = value.try_into().ok()?;
        (!ours.contains(&kind)).then_some((kind, model))
    };
    table.into_iter().filter_map(other).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What loading says of the committed file with `from` changed to `to`.
    fn changed(from: &str, to: &str) -> String {
        assert!(OURS.contains(from));
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("manifest.toml");
        fs::write(&path, OURS.replacen(from, to, 1)).unwrap();
        let error = Manifest::load(Some(&path)).unwrap_err().to_string();
        assert!(error.contains(&path.display().to_string()), "{error}");
        error
    }

    #[test]
    fn mistakes_are_told_with_their_place() {
        assert!(changed("sha256 = \"104e", "sha256 = \"4e").contains("face.sha256"));
        assert!(changed("\"yolox_nano.onnx\"", "\"../yolox_nano.onnx\"").contains("person.file"));
        assert!(changed("[person]", "[persons]").contains("persons"));
        assert!(changed("58.395", "0.0").contains("signature.prepare.std"));
        assert!(changed("[9.0, 16.0]", "[16.0, 9.0]").contains("signature.norm"));
    }

    #[test]
    fn a_missing_list_is_named() {
        let error = Manifest::load(Some(Path::new("no/such.toml")))
            .unwrap_err()
            .to_string();
        assert!(error.contains("no/such.toml") && error.contains("models.manifest"));
    }

    #[test]
    fn the_other_signature_model_that_the_comment_offers_fits_the_program() {
        let (_, option) = OURS.split_once("# [signature]\n").unwrap();
        let option = format!("# [signature]\n{option}").replace("# ", "");
        let mut tables: BTreeMap<String, SignatureModel> = toml::from_str(&option).unwrap();
        let sface = tables.remove("signature").unwrap();
        assert_eq!(sface.model.sha256.len(), 64);
        assert_eq!(
            (sface.prepare.order, sface.prepare.mean),
            (Order::Rgb, [0.0; 3])
        );
    }
}

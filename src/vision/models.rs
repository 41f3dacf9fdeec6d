//! Finding model files and checking that they are the tested ones.

use std::{
    fs,
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

use super::{
    Role, Settings, VisionError,
    manifest::{Manifest, Model},
    onnx,
};
use crate::types::hex;

/// A model that was found and is the expected one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelInfo {
    pub role: Role,
    /// Its name, for people.
    pub name: String,
    /// Where it was found.
    pub path: PathBuf,
    /// In hex.
    pub sha256: String,
    pub licence: String,
    /// What users should know about it; may be empty.
    pub note: String,
}

/// A network of another kind that the list names, and that may lie there: its file is the expected one. Nothing runs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherModel {
    /// What it would infer, by the list: `age`.
    pub kind: String,
    pub name: String,
    pub path: PathBuf,
    /// In hex.
    pub sha256: String,
    pub licence: String,
}

/// The networks of other kinds that the list names.
///
/// # Errors
/// One is of a kind that is not allowed; its file is missing, or another one than the list says.
pub fn other_models(settings: &Settings) -> Result<Vec<OtherModel>, VisionError> {
    let manifest = Manifest::load(settings.manifest.as_deref())?;
    let other = |(kind, model): (&String, &Model)| {
        if !settings.allowed_kinds.contains(kind) {
            let path = settings.manifest.as_deref();
            return Err(VisionError::ModelKind {
                path: path.unwrap_or(Path::new("models/manifest.toml")).into(),
                kind: kind.clone(),
                name: model.name.clone(),
            });
        }
        let (path, _) = read(kind, model, &settings.dirs)?;
        Ok(OtherModel {
            kind: kind.clone(),
            name: model.name.clone(),
            path,
            sha256: model.sha256.clone(),
            licence: model.licence.clone(),
        })
    };
    manifest.others.iter().map(other).collect()
}

/// Checks the hashes of all models and that ONNX Runtime can be loaded, without building a session.
///
/// # Errors
/// The first thing that is missing or not as expected, with how to mend it.
pub fn check(settings: &Settings) -> Result<Vec<ModelInfo>, VisionError> {
    other_models(settings)?;
    let manifest = Manifest::load(settings.manifest.as_deref())?;
    let found = manifest
        .models()
        .into_iter()
        .map(|(role, model)| {
            let (path, _) = read(&role.to_string(), model, &settings.dirs)?;
            Ok(ModelInfo {
                role,
                name: model.name.clone(),
                path,
                sha256: model.sha256.clone(),
                licence: model.licence.clone(),
                note: model.note.clone(),
            })
        })
        .collect::<Result<_, VisionError>>()?;
    onnx::load_runtime(settings)?;
    Ok(found)
}

/// Reads the first file of that name in `dirs`; the bytes returned are those that were hashed.
///
/// # Errors
/// There is none, it cannot be read, or its hash is another one.
pub(super) fn read(
    role: &str,
    model: &Model,
    dirs: &[PathBuf],
) -> Result<(PathBuf, Vec<u8>), VisionError> {
    let path = dirs
        .iter()
        .map(|dir| dir.join(&model.file))
        .find(|path| path.exists())
        .ok_or_else(|| VisionError::ModelMissing {
            role: role.into(),
            file: model.file.clone(),
            sha256: model.sha256.clone(),
            looked_in: dirs.to_vec(),
            source_url: model.source.clone(),
        })?;
    let bytes = fs::read(&path).map_err(|cause| VisionError::ModelUnreadable {
        path: path.clone(),
        cause,
    })?;
    verify(role, model, &path, &bytes)?;
    Ok((path, bytes))
}

fn verify(role: &str, model: &Model, path: &Path, bytes: &[u8]) -> Result<(), VisionError> {
    let found = hex(&Sha256::digest(bytes));
    if found == model.sha256 {
        return Ok(());
    }
    Err(VisionError::ModelAltered {
        role: role.into(),
        path: path.into(),
        expected: model.sha256.clone(),
        found,
        bytes: bytes.len(),
        source_url: model.source.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::{
        super::{Provider, testing},
        *,
    };

    /// Settings whose only model directory is `dir`.
    fn only(dir: &Path) -> Settings {
        Settings {
            dirs: vec![dir.into()],
            ..Settings::default()
        }
    }

    #[test]
    fn a_missing_model_is_named_with_its_hash_and_where_to_get_it() {
        let dir = tempfile::tempdir().unwrap();
        let text = check(&only(dir.path())).unwrap_err().to_string();
        assert!(text.contains("yunet_n_dynamic.onnx"), "{text}");
        assert!(
            text.contains("104ee26c71d5c270ce79a6b3dced91c91013260d29a6bf18f9296c5b8c4c2b12"),
            "{text}"
        );
        assert!(text.contains("scripts/fetch-models") && text.contains("https://github.com/"));
        assert!(text.contains(&dir.path().display().to_string()), "{text}");
    }

    #[test]
    fn an_altered_model_is_refused_with_both_hashes() {
        let Some(settings) = testing::settings() else {
            return;
        };
        let dir = tempfile::tempdir().unwrap();
        let manifest = Manifest::load(settings.manifest.as_deref()).unwrap();
        for (role, model) in manifest.models() {
            let (_, bytes) = read(&role.to_string(), model, &settings.dirs).unwrap();
            fs::write(dir.path().join(&model.file), bytes).unwrap();
        }
        assert_eq!(
            check(&Settings {
                runtime: settings.runtime.clone(),
                ..only(dir.path())
            })
            .unwrap()
            .len(),
            3
        );
        let victim = dir.path().join(&manifest.person.file);
        let mut bytes = fs::read(&victim).unwrap();
        bytes.truncate(bytes.len() / 2);
        fs::write(&victim, bytes).unwrap();
        let error = check(&only(dir.path())).unwrap_err();
        let text = error.to_string();
        assert!(matches!(error, VisionError::ModelAltered { ref role, .. } if **role == *"person"));
        assert!(text.contains(&manifest.person.sha256), "{text}");
        assert!(text.contains(&victim.display().to_string()), "{text}");
    }

    /// A list with a network of another kind, and its file beside it.
    fn with_age(dir: &Path, bytes: &[u8]) -> Settings {
        let list = dir.join("manifest.toml");
        let sha256 = hex(&Sha256::digest(b"a network"));
        let age = format!(
            "\n[age]\nfile = \"age.onnx\"\nname = \"AgeNet\"\nlicence = \"MIT\"\nsha256 = \"{sha256}\"\nsource = \"https://models.example\"\n"
        );
        fs::write(
            &list,
            format!("{}{age}", include_str!("../../models/manifest.toml")),
        )
        .unwrap();
        fs::write(dir.join("age.onnx"), bytes).unwrap();
        Settings {
            manifest: Some(list),
            ..only(dir)
        }
    }

    #[test]
    fn a_network_of_another_kind_is_refused_unless_allowed_and_then_it_is_checked() {
        let dir = tempfile::tempdir().unwrap();
        let mut settings = with_age(dir.path(), b"a network");
        for error in [
            other_models(&settings).unwrap_err(),
            check(&settings).unwrap_err(),
        ] {
            let text = error.to_string();
            for said in [
                "AgeNet",
                "\"age\"",
                "who somebody is",
                "--allow-model-kind age",
            ] {
                assert!(text.contains(said), "{said:?} is not in {text}");
            }
        }
        settings.allowed_kinds = vec!["gender".to_owned()];
        assert!(other_models(&settings).is_err(), "another kind is allowed");
        settings.allowed_kinds.push("age".to_owned());
        let others = other_models(&settings).unwrap();
        assert_eq!((others.len(), &*others[0].kind), (1, "age"));
        fs::write(dir.path().join("age.onnx"), b"another").unwrap();
        let text = other_models(&settings).unwrap_err().to_string();
        assert!(
            text.contains("age model") && text.contains("not the one"),
            "{text}"
        );
        fs::remove_file(dir.path().join("age.onnx")).unwrap();
        let text = other_models(&settings).unwrap_err().to_string();
        assert!(
            text.contains("age model age.onnx") && text.contains("is missing"),
            "{text}"
        );
    }

    #[test]
    fn a_runtime_without_openvino_is_told_with_the_way_to_one() {
        let Some(mut settings) = testing::settings() else {
            return;
        };
        // With the name of a library, as the tests' own is the one that is loaded.
        settings.runtime = settings
            .runtime
            .or_else(|| std::env::var_os("ORT_DYLIB_PATH").map(PathBuf::from))
            .or_else(|| Some(".showfloor/onnxruntime/libonnxruntime.so".into()));
        settings.provider = Provider::OpenVino;
        let error = check(&settings).unwrap_err();
        let text = error.to_string();
        assert!(
            matches!(error, VisionError::ProviderUnusable { .. }),
            "{text}"
        );
        for said in [
            "libonnxruntime.so was built without it",
            "models.provider",
            "scripts/setup --openvino",
        ] {
            assert!(text.contains(said), "{said:?} is not in {text}");
        }
    }

    #[test]
    fn openvino_is_looked_for_where_its_setup_puts_it() {
        let mut settings = Settings {
            provider: Provider::OpenVino,
            ..Settings::default()
        };
        settings.runtime = Some("/nowhere/libonnxruntime.so".into());
        let text = onnx::load_runtime(&settings).err().unwrap().to_string();
        assert!(text.contains("scripts/setup --openvino"), "{text}");
    }

    #[test]
    fn what_another_list_names_is_looked_for_beside_it_too() {
        let mut settings = Settings::default();
        let usual = settings.dirs.clone();
        settings.list("/models/int8.toml".into());
        assert_eq!(settings.dirs, [usual, vec!["/models".into()]].concat());
        assert_eq!(settings.manifest, Some("/models/int8.toml".into()));
    }

    #[test]
    fn a_missing_runtime_is_told_with_the_way_to_get_it() {
        let settings = Settings {
            runtime: Some("/nowhere/libonnxruntime.so".into()),
            ..Settings::default()
        };
        let text = onnx::load_runtime(&settings).err().unwrap().to_string();
        assert!(
            text.contains("/nowhere/libonnxruntime.so") && text.contains("scripts/setup"),
            "{text}"
        );
    }
}

//! Libraries that are not the ONNX Runtime we need. In a process of its own: a good library, once loaded, stays.

use std::{fs, path::Path, process::Command};

use showfloor::vision::{Settings, VisionError, check};

/// What `check` says of a runtime; `None`, with a plain message, where the models are missing.
#[allow(clippy::print_stderr, reason = "what is left out is said")]
fn refusal(runtime: &Path) -> Option<String> {
    let mut settings = Settings {
        runtime: Some(runtime.into()),
        ..Settings::default()
    };
    settings.dirs.push("../shared/models".into());
    match check(&settings) {
        Err(error @ VisionError::ModelMissing { .. }) => {
            let required = std::env::var_os("SHOWFLOOR_REQUIRE_MODELS").is_some_and(|v| v == "1");
            assert!(!required, "{error}");
            eprintln!("left out: {error}");
            None
        }
        other => Some(other.expect_err("it is no runtime").to_string()),
    }
}

#[test]
fn a_file_that_is_no_library_is_refused() {
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("libonnxruntime.so");
    fs::write(&path, "not a library").expect("written");
    let Some(text) = refusal(&path) else { return };
    assert!(text.contains(&path.display().to_string()), "{text}");
    assert!(text.contains("scripts/setup"), "{text}");
}

#[test]
fn a_runtime_that_is_too_old_is_refused_with_its_version() {
    const OLD: &str = r#"
        struct base { const void *(*api)(unsigned); const char *(*version)(void); };
        static const void *api(unsigned v) { (void)v; return 0; }
        static const char *version(void) { return "1.17.3"; }
        static const struct base it = { api, version };
        const struct base *OrtGetApiBase(void) { return &it; }
    "#;
    let dir = tempfile::tempdir().expect("a directory");
    let (source, path) = (dir.path().join("old.c"), dir.path().join("libold.so"));
    fs::write(&source, OLD).expect("written");
    let cc = Command::new("cc")
        .args(["-shared", "-fPIC", "-o"])
        .args([&path, &source])
        .status();
    assert!(cc.expect("a C compiler, as for the build").success());
    let Some(text) = refusal(&path) else { return };
    assert!(text.contains("1.17.3") && text.contains("1.24"), "{text}");
    assert!(text.contains("scripts/setup"), "{text}");
}

//! Nothing but who somebody is may be inferred from a face: a network of another kind in the list of models is refused, unless it
//! is allowed to lie there, which the audit log tells.

#[path = "support/rtsp.rs"]
mod rtsp;
#[path = "support/schema.rs"]
mod schema;
#[path = "support/showroom.rs"]
mod showroom;

use std::{fs, path::Path};

use image::RgbImage;
use serde_json::Value;
use sha2::{Digest, Sha256};
use showfloor::types::hex;
use showroom::{Setup, Showroom};

/// A showroom whose list of models names a network that tells ages, and a folder of pictures.
fn with_age() -> Option<Showroom> {
    let showroom = Showroom::with_models(&Setup::default())?;
    let list = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/manifest.toml");
    let sha256 = hex(&Sha256::digest("no network"));
    let age = format!(
        "\n[age]\nfile = \"age.onnx\"\nname = \"AgeNet\"\nlicence = \"MIT\"\nsha256 = \"{sha256}\"\nsource = \"https://models.example/age\"\n"
    );
    let text = fs::read_to_string(&list).expect("ours") + &age;
    fs::write(showroom.path("manifest.toml"), text).expect("written");
    fs::create_dir(showroom.path("others")).expect("made");
    fs::write(showroom.path("others/age.onnx"), "no network").expect("written");
    let config = fs::read_to_string(showroom.path("showfloor.toml")).expect("it is there");
    let ours = format!("manifest = \"{}\"", list.display());
    assert!(config.contains(&ours), "{config}");
    showroom.configure(&config.replace(&ours, "manifest = \"manifest.toml\"\ndir = \"others\""));
    fs::create_dir(showroom.path("pictures")).expect("made");
    for n in 0..3 {
        let picture = RgbImage::from_fn(320, 192, |x, y| image::Rgb([x as u8, y as u8, n * 40]));
        picture
            .save(showroom.path(&format!("pictures/{n}.png")))
            .expect("written");
    }
    Some(showroom)
}

const RUN: [&str; 5] = ["run", "--input", "pictures", "--speed", "max"];
const ALLOW: [&str; 2] = ["--allow-model-kind", "age"];

#[test]
fn a_network_of_another_kind_is_refused_with_the_reason_and_the_way() {
    let Some(showroom) = with_age() else { return };
    for arguments in [
        &RUN[..],
        &["check"],
        &["doctor"],
        &["run", "--allow-model-kind", "gender", "--input", "pictures"],
    ] {
        showroom.run(arguments).says(
            1,
            &[
                "AgeNet",
                "\"age\"",
                "nothing but who somebody is",
                "--allow-model-kind age",
            ],
        );
    }
    assert!(!showroom.path("store.db").exists(), "nothing was made");
}

#[test]
fn one_that_is_allowed_is_checked_accounted_for_and_never_run() {
    let Some(showroom) = with_age() else { return };
    // What is no network would end a run that loads it.
    let ran = showroom.run(&[&RUN[..], &ALLOW].concat()).succeeded();
    assert!(
        ran.stderr.contains("never used") && ran.stderr.contains("AgeNet"),
        "{ran:#?}"
    );
    showroom.run(&[&["check"], &ALLOW[..]].concat()).succeeded();
    let told = showroom.run(&[&["doctor", "--json"], &ALLOW[..]].concat());
    let told: Value = serde_json::from_str(&told.stdout).expect("JSON");
    let checks = told["checks"].as_array().expect("a list");
    let age = checks
        .iter()
        .find(|check| check["of"] == "age")
        .expect("told");
    assert!(
        age["seen"]
            .as_str()
            .is_some_and(|seen| seen.contains("AgeNet") && seen.contains("never used"))
    );

    let listed = showroom.run(&["audit", "list", "--json"]).succeeded();
    let listed: Value = serde_json::from_str(&listed.stdout).expect("JSON");
    let entries: Vec<_> = listed.as_array().expect("a list").iter().collect();
    let allowed: Vec<_> = entries
        .iter()
        .filter(|e| e.to_string().contains("models.kind_allowed"))
        .collect();
    assert_eq!(allowed.len(), 1, "{listed:#}");
    let text = allowed[0].to_string();
    for said in ["kind age", "AgeNet", "--allow-model-kind"] {
        assert!(text.contains(said), "{said} is not in {text}");
    }
    // By whoever started it.
    let who = allowed[0]["who"]
        .as_str()
        .or(allowed[0]["entry"]["who"].as_str());
    assert!(who.is_some_and(|who| !who.is_empty()), "{text}");

    fs::write(showroom.path("others/age.onnx"), "another").expect("written");
    let altered = showroom.run(&[&RUN[..], &ALLOW].concat());
    altered.says(1, &["age model", "is not the one that was tested"]);
}

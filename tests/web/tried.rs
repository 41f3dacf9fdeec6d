//! The API, tried by schemathesis: whatever `docs/openapi.json` allows, and much that it does not.
//!
//! What it finds out: an answer that the document does not tell of, what is taken though it should not be, what is refused
//! though it should not be, and what makes the server fall over.

use std::{env, fs, path::Path, process::Command};

use crate::appliance::{Appliance, BRUNO, CRM};

/// What is right in form may be of nobody (404) or of what cannot be (422); what is wrong may be wrong by its length (413).
const SETTINGS: &str = "
[checks]
positive_data_acceptance.expected-statuses = [200, 202, 404, 422]
negative_data_rejection.expected-statuses = [400, 401, 403, 404, 405, 408, 413, 422, 429]
# Nobody guesses the code of a consent: that it refuses nearly all is as it should be.
[[operations]]
include-name = \"POST /api/v1/withdrawals\"
warnings = false
";

#[test]
fn whatever_the_document_allows_is_answered_as_it_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(".showfloor/schemathesis");
    if !folder.join("stamp").is_file() {
        let how = "schemathesis is missing: scripts/setup takes it from PyPI";
        assert!(env::var_os("SHOWFLOOR_REQUIRE_MODELS").is_none(), "{how}");
        println!("left out: {how}");
        return;
    }
    let appliance = Appliance::start();
    let place = tempfile::tempdir().expect("a folder");
    let settings = place.path().join("schemathesis.toml");
    fs::write(&settings, SETTINGS).expect("written");
    let long = env::var_os("SHOWFLOOR_LONG").is_some();
    let tried = Command::new("python3")
        .env("PYTHONPATH", &folder)
        .arg(folder.join("bin/st"))
        .args(["--no-color", "--config-file"])
        .arg(&settings)
        .arg("run")
        .arg(format!("http://{}/api/v1/openapi.json", appliance.address))
        .args(["--url", &format!("http://{}", appliance.address)])
        .args(["--header", &format!("Authorization: Bearer {CRM}")])
        // The same each time, so that a red run can be made again.
        .args(["--seed", "1", "--rate-limit", "18/s"])
        .args(["--max-examples", if long { "2000" } else { "100" }])
        .args(["--continue-on-failure", "--generation-database", "none"])
        .current_dir(place.path())
        .output()
        .expect("python3 runs");
    let said = String::from_utf8_lossy(&tried.stdout);
    // What it sends can be long.
    let short = |line: &str| line.chars().take(400).collect::<String>();
    let said: Vec<_> = said.lines().map(short).collect();
    let said = said.join("\n");
    println!("{said}");
    assert!(
        tried.status.success(),
        "{said}\n{}",
        String::from_utf8_lossy(&tried.stderr)
    );
    // What it could not read of the document, it did not try.
    assert!(!said.contains("WARNINGS"), "{said}");
    // It is still there, and answers; Anna, whom the document names, may be erased by now.
    appliance.score(BRUNO);
}

//! Puts into the program what `scripts/setup` takes from npm: MQTT for browsers. Where it is not there, the program is
//! built without, and its floor page says so.

#![allow(
    clippy::print_stdout,
    reason = "it is how a build script talks to cargo"
)]

use std::{env, error::Error, fs, path::Path};

const MQTT: &str = ".showfloor/web/node_modules/mqtt/dist/mqtt.min.js";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed={MQTT}");
    let root = env::var("CARGO_MANIFEST_DIR")?;
    let found = fs::read(Path::new(&root).join(MQTT));
    let out = Path::new(&env::var("OUT_DIR")?).join("mqtt.min.js");
    fs::write(out, found.unwrap_or_default())?;
    Ok(())
}

//! Configuration: TOML text to a checked configuration, or to problems that a person can mend; and what pages change in it.
#![no_main]

use std::{fs, path::Path};

use libfuzzer_sys::fuzz_target;
use showfloor::{
    config::{Config, ConfigChange, ConfigDocument, EditError, load_text},
    types::{Product, Zone},
};
use showfloor_fuzz::{files::beside_rules, problems::assert_helpful};

fuzz_target!(|text: &str| {
    let file = beside_rules("showfloor.toml");
    match load_text(&file, text) {
        Err(problems) => assert_helpful(&problems, &file, text),
        Ok(config) => edit(&file, text, &config),
    }
});

/// A car comes and goes, a zone is called something else and then goes: nothing but that changes.
fn edit(file: &Path, text: &str, before: &Config) {
    fs::write(file, text).expect("written");
    let car = Product {
        id: "the-fuzzers-car".into(),
        label: "\"Käfer\"\\ ]] #".to_owned(),
        category: "old".to_owned(),
        stock_number: String::new(),
        zone: None,
    };
    if before.products.iter().any(|product| product.id == car.id) {
        return;
    }
    let Some(with) = changed(file, &ConfigChange::NewProduct(car.clone())) else {
        return;
    };
    let cars = |config: &Config| config.products.clone();
    assert_eq!(with.products.last(), Some(&car));
    assert_eq!(with.products[..before.products.len()], before.products);
    assert_eq!(rest(&with), rest(before));
    if let Some(without) = changed(file, &ConfigChange::NoProduct(car.id)) {
        assert_eq!(cars(&without), cars(before));
        assert_eq!(rest(&without), rest(before));
    }
    let Some(zone) = before.zones.first() else {
        return;
    };
    let called = Zone {
        label: "by the \"window\"\u{7}\n".to_owned(),
        ..zone.clone()
    };
    let was = Some(zone.id.clone());
    if let Some(with) = changed(
        file,
        &ConfigChange::Zone {
            was,
            zone: called.clone(),
        },
    ) {
        assert_eq!(with.zones[0], called);
        assert_eq!(with.zones[1..], before.zones[1..]);
        assert_eq!(cars(&with), cars(before));
    }
    if let Some(without) = changed(file, &ConfigChange::NoZone(zone.id.clone())) {
        assert_eq!(without.zones, before.zones[1..]);
    }
}

/// The configuration after a change; `None` where it was refused, and then the file is as it was.
fn changed(file: &Path, change: &ConfigChange) -> Option<Config> {
    let before = fs::read(file).expect("it is there");
    let document = ConfigDocument::read(file).expect("it is there");
    let version = document.version();
    match document.edit(&version, std::slice::from_ref(change)) {
        Ok(edited) => Some(edited.config),
        Err(error) => {
            assert!(!matches!(error, EditError::Changed), "nobody else is here");
            assert_eq!(before, fs::read(file).expect("it is there"), "{error}");
            None
        }
    }
}

/// All but cars, zones, and the hash of the text.
fn rest(config: &Config) -> String {
    let mut rest = config.clone();
    rest.products.clear();
    rest.zones.clear();
    rest.sha256.clear();
    format!("{rest:?}")
}

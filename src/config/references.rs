//! What one part of the configuration says of another.

use std::collections::BTreeSet;

use super::reader::Source;
use crate::{
    capture::CameraSettings,
    types::{Product, Zone, ZoneId},
};

/// Ids are unique, and what is named exists. What could not be read is left out: it has been told already, and nothing
/// that names it is wrong for that.
pub(super) fn check_references(
    source: &Source<'_>,
    cameras: &[Option<CameraSettings>],
    zones: &[Option<Zone>],
    products: &[Option<Product>],
) {
    let live = cameras
        .iter()
        .flatten()
        .filter(|c| c.source.is_live())
        .count();
    if live != 0 && live != cameras.iter().flatten().count() {
        let hint = "use one or the other, or play all from files with --input";
        source.problem(
            None,
            "camera",
            "cameras and recordings cannot run together",
            hint,
        );
    }
    let camera_ids = ids(source, "camera", cameras, |c| c.id.as_str());
    let zone_ids = ids(source, "zone", zones, |z| z.id.as_str());
    ids(source, "product", products, |p| p.id.as_str());
    for (i, zone) in zones.iter().enumerate() {
        let named = zone.as_ref().map(|z| z.camera.as_str());
        exists(
            source,
            &format!("zone[{i}].camera"),
            "camera",
            named,
            camera_ids.as_ref(),
        );
    }
    for (i, product) in products.iter().enumerate() {
        let named = product
            .as_ref()
            .and_then(|p| p.zone.as_ref())
            .map(ZoneId::as_str);
        exists(
            source,
            &format!("product[{i}].zone"),
            "zone",
            named,
            zone_ids.as_ref(),
        );
    }
}

/// The ids of a list, each of which must be its own; `None` where an item could not be read.
pub(super) fn ids<'a, T>(
    source: &Source<'_>,
    list: &str,
    items: &'a [Option<T>],
    id: impl Fn(&'a T) -> &'a str,
) -> Option<Vec<&'a str>> {
    let mut seen = BTreeSet::new();
    for (i, item) in items.iter().enumerate() {
        let Some(id) = item.as_ref().map(&id) else {
            continue;
        };
        if !seen.insert(id) {
            let what = format!("{id:?} is taken by another {list}");
            source.problem(
                None,
                &format!("{list}[{i}].id"),
                what,
                "give each an id of its own",
            );
        }
    }
    items.iter().map(|item| item.as_ref().map(&id)).collect()
}

/// `named` is one of `known`, where both are known.
fn exists(
    source: &Source<'_>,
    key: &str,
    kind: &str,
    named: Option<&str>,
    known: Option<&Vec<&str>>,
) {
    let (Some(named), Some(known)) = (named, known) else {
        return;
    };
    if !known.contains(&named) {
        let what = format!("no {kind} has the id {named:?}");
        source.problem(None, key, what, format!("{kind}s: {}", known.join(", ")));
    }
}

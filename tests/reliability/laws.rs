//! What holds of a store whenever no appliance runs.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use showfloor::{app::Known, config::Config, store::Reader};

use crate::witness::{Memory, Witness};

/// Integral to the last page, its audit log whole, alerts without a gap, nobody's visit open twice, every score what the
/// events say, and all that was ever read of it still there.
pub(crate) fn hold(folder: &Path, config: &Config, memory: Option<&Memory>) {
    let store = Witness::of(folder).expect("a store");
    for check in [
        "cipher_integrity_check",
        "integrity_check",
        "foreign_key_check",
    ] {
        let said = store.texts(&format!("PRAGMA {check}"));
        let faults: Vec<_> = said.iter().filter(|line| *line != "ok").collect();
        assert!(faults.is_empty(), "{check}: {faults:?}");
    }
    let twice = "SELECT canonical.visitor FROM visit JOIN canonical ON canonical.id = visit.visitor
        WHERE closed_utc IS NULL GROUP BY canonical.visitor HAVING count(*) > 1";
    assert_eq!(store.texts(twice), [""; 0], "visits that are open twice");
    let gaps = "SELECT alert FROM alert_revision GROUP BY alert HAVING max(rev) != count(*) OR min(rev) != 1";
    assert_eq!(store.texts(gaps), [""; 0], "alerts with a gap");
    if let Some(memory) = memory {
        memory.hold_against(&store);
    }
    drop(store);
    let reader = Reader::open(&config.store).unwrap_or_else(|error| panic!("{error}"));
    let audit = reader.verify_audit().expect("its log");
    assert_eq!(audit.broken_at, None, "{audit:?}");
    scores_are_the_fold(folder, config);
}

/// What stands in the ledger is what the events make under the rules of the configuration: points that were taken back, as
/// somebody turned out to be a colleague or another visitor, stand there twice, and come to nothing.
pub(crate) fn scores_are_the_fold(folder: &Path, config: &Config) {
    let known = Known::open(config).unwrap_or_else(|error| panic!("{error}"));
    let mut derived = BTreeMap::new();
    for visitor in known.ledger().visitors() {
        for entry in known.ledger().entries(visitor) {
            let key = format!("{} {} {}", entry.event, entry.rule, entry.score);
            *derived.entry(key).or_insert(0.0) += entry.points;
        }
    }
    let store = Witness::of(folder).expect("a store");
    let kept = store.points();
    let of = |points: &BTreeMap<String, f64>, key| points.get(key).copied().unwrap_or_default();
    let keys: BTreeSet<_> = derived.keys().chain(kept.keys()).collect();
    let other = keys.into_iter().filter_map(|key| {
        let (made, stands) = (of(&derived, key), of(&kept, key));
        ((made - stands).abs() > 1e-9).then(|| format!("{key}: {made} is due, {stands} stands"))
    });
    let other: Vec<_> = other
        .map(|said| format!("{said}\n{}", store.story(&said)))
        .collect();
    assert!(other.is_empty(), "{}", other.join("\n"));
}

//! The hub of several appliances, as the one that is examined sees it.

use super::Checked;
use crate::store::{HubPeer, HubProbe, HubSettings, probe_hub};

/// An appliance that was not there for so long is told of, seconds.
const AWAY_S: f64 = 60.0;

/// Tries the hub, and says which appliances it waits for.
pub(super) fn examine(settings: &HubSettings, tell: &mut dyn FnMut(Checked)) {
    let probe = match probe_hub(settings) {
        Ok(probe) => probe,
        Err(error) => return tell(Checked::failed("hub", &error.to_string())),
    };
    let HubProbe {
        place,
        version,
        peers,
    } = probe;
    let seen = match version {
        None => format!("{place}: it has no tables yet; the first run makes them"),
        Some(_) => format!("{place}: appliances that joined: {}", peers.len()),
    };
    tell(Checked::ok("hub", seen));
    for peer in peers.iter().filter(|peer| peer.name != settings.appliance) {
        tell(judge(peer).of(&peer.name));
    }
}

fn judge(peer: &HubPeer) -> Checked {
    let HubPeer {
        seen_s,
        behind,
        unconfirmed,
        ..
    } = peer;
    if *seen_s < AWAY_S {
        return Checked::ok("hub", "it is there".to_owned());
    }
    let minutes = (seen_s / 60.0).round();
    let mut text =
        format!("it was not there for {minutes} min, and has {behind} records to follow");
    if *unconfirmed > 0 {
        text = format!("{text}; erasures to confirm: {unconfirmed}");
    }
    Checked::advice(
        "hub",
        &format!("{text}\nhint: look after that appliance: does it run, does it reach the hub?"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::doctor::Verdict;

    #[test]
    fn an_appliance_that_is_away_is_told_of_with_what_it_misses() {
        let mut peer = HubPeer {
            name: "hall".to_owned(),
            seen_s: 4.0,
            behind: 0,
            unconfirmed: 0,
        };
        assert_eq!(judge(&peer).verdict, Verdict::Ok);
        (peer.seen_s, peer.behind, peer.unconfirmed) = (7_200.0, 12, 1);
        let away = judge(&peer);
        assert_eq!(away.verdict, Verdict::Advice);
        assert!(away.seen.contains("120 min"), "{}", away.seen);
        assert!(
            away.seen.contains("erasures to confirm: 1"),
            "{}",
            away.seen
        );
    }
}

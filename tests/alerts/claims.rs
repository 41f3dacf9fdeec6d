//! Tablets of people who reach for the same alert at the same moment.

use serde_json::Value;
use showfloor::runtime::{Shutdown, spawn};

use crate::{
    mosquitto::{Clients, Mosquitto},
    place::{ROOT, Saturday},
};

/// The alerts that ask for somebody, by what the broker keeps.
fn open_alerts(clients: Clients) -> Vec<Value> {
    let kept = clients.retained(&format!("{ROOT}/alerts/+"));
    let alerts = kept.iter().filter_map(|line| line.split_once(' '));
    let alerts = alerts.map(|(_, payload)| serde_json::from_str(payload).expect("JSON"));
    alerts
        .filter(|alert: &Value| alert["state"] == "open" || alert["state"] == "escalated")
        .collect()
}

#[test]
fn of_two_who_claim_at_once_one_goes_and_the_other_is_told_who() {
    let broker = Mosquitto::start();
    let clients = broker.clients();
    for user in ["ana", "ben"] {
        clients.subscribe(user, &format!("{ROOT}/replies/{user}/#"));
    }
    let folder = tempfile::tempdir().expect("a folder");
    let saturday = Saturday::new(folder.path(), broker.port, 5);
    let stop = Shutdown::new();
    // Slow enough for the tools of this test, which take a second to look.
    let running = saturday.start(4.0, stop.clone());
    let mut raced = 0;
    while raced < 3 && !running.is_finished() {
        for alert in open_alerts(clients) {
            let id = alert["id"].as_str().expect("an id").to_owned();
            let claims: Vec<_> = ["ana", "ben"]
                .map(|user| {
                    let topic = format!("{ROOT}/commands/{user}/alerts/{id}");
                    let claim = move || clients.publish(&topic, br#"{"action":"claim"}"#, false);
                    spawn(user, claim).expect("a thread")
                })
                .into_iter()
                .collect();
            for claim in claims {
                claim.join().expect("sent");
            }
            let answers = ["ana", "ben"].map(|user| {
                let filter = format!("{ROOT}/replies/{user}/#");
                let answer = clients.collect(user, &filter, 1).concat();
                let (_, payload) = answer.split_once(' ').expect("an answer");
                serde_json::from_str::<Value>(payload).expect("JSON")
            });
            let accepted = |n: usize| answers[n]["result"] == "accepted";
            let over = answers.iter().any(|a| a["reason"] == "this alert is over");
            if over {
                // Somebody came to the visitor meanwhile.
                continue;
            }
            let winner = usize::from(accepted(1));
            assert!(accepted(winner) && !accepted(1 - winner), "{answers:?}");
            let name = ["ana", "ben"][winner];
            assert_eq!(answers[1 - winner]["reason"], format!("claimed by {name}"));
            raced += 1;
        }
    }
    stop.request();
    running.join().expect("no panic");
    assert!(raced >= 3, "only {raced} races");
}

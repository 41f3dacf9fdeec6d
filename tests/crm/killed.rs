//! A courier that is killed outright, over and over.

use std::{env, fs, path::Path, process::Command, time::Duration};

use showfloor::runtime::{Shutdown, Stopwatch};

use crate::{
    delivery::{Place, name},
    receiver::Receiver,
};

/// Where the process that is killed finds its store, and the receiver's address.
const PLACE: &str = "SHOWFLOOR_TEST_KILLED";

const DELIVERIES: u32 = 600;

#[test]
fn whenever_it_is_killed_nothing_is_missing_and_what_comes_twice_has_the_same_id_and_body() {
    let receiver = Receiver::new();
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("url"), receiver.url()).expect("written");
    let place = Place::in_folder(folder.path(), &receiver.url());
    place.put(0..DELIVERIES);
    let patience = Shutdown::new();
    let mut kills = 0;
    for round in 0..40 {
        let mut child = Command::new(env::current_exe().expect("this test"))
            .args(["--exact", "killed::child", "--include-ignored"])
            .env(PLACE, folder.path())
            .stdout(std::process::Stdio::null())
            .spawn()
            .expect("it runs");
        let before = receiver.requests().len();
        // Until it is at work, and then a little more, another time in each round.
        let since = Stopwatch::start();
        while receiver.requests().len() == before
            && receiver.accepted_once().len() < DELIVERIES as usize
        {
            patience.sleep(Duration::from_millis(1));
            assert!(
                since.elapsed() < Duration::from_secs(30),
                "it is not at work"
            );
        }
        patience.sleep(Duration::from_micros(700 * round));
        child.kill().expect("killed");
        child.wait().expect("it ended");
        if receiver.accepted_once().len() == DELIVERIES as usize {
            break;
        }
        kills += 1;
    }
    let mut working = place.start();
    working.put(DELIVERIES..=DELIVERIES);
    receiver.await_last(&name(DELIVERIES));
    working.stopped();
    let expected: Vec<_> = (0..=DELIVERIES).map(name).collect();
    assert_eq!(receiver.accepted_once(), expected);
    assert!(receiver.requests().iter().all(|r| r.signed));
    for request in receiver.requests() {
        let number: u32 = request.id["msg_".len()..].parse().expect("a number");
        assert_eq!(request.body, format!("{{\"n\":{number}}}"));
    }
    assert!(kills >= 10, "{kills} kills are few");
    let twice = receiver.accepted().len() - expected.len();
    println!("{kills} kills, {twice} of {DELIVERIES} deliveries came twice");
    assert!(twice <= kills, "at most what was on its way");
}

#[test]
#[ignore = "started, and killed, by the test above"]
fn child() {
    let Some(folder) = env::var_os(PLACE) else {
        return;
    };
    let folder = Path::new(&folder);
    let url = fs::read_to_string(folder.join("url")).expect("an address");
    let working = Place::in_folder(folder, &url).start();
    // Until it is killed.
    working.join();
}

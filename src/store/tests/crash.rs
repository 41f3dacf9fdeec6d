//! A process that is killed loses nothing that was written, and leaves nothing half written.

use std::{
    env,
    io::{BufRead, BufReader, Write},
    path::PathBuf,
    process::{Command, Stdio},
};

use crate::{
    store::{Mode, Settings, Store, testing::*},
    types::{EventKind, Outbox, Record},
};

const CHILD: &str = "SHOWFLOOR_TEST_STORE_TO_BE_KILLED";

/// A visitor with a face, a visit, an event and a message that belong together.
fn step(n: u32) -> Vec<Record> {
    vec![
        visitor(n),
        template(n, 0.3),
        Record::Visit(visit(n, 50, false)),
        Record::Event(event(n, n, 20, EventKind::Entered { zone: None })),
        Record::Message(message("alerts", &n.to_string(), false)),
    ]
}

/// Not a test of its own: the process that `a_killed_process_...` kills.
#[test]
fn the_child_that_is_killed() {
    let Some(directory) = env::var_os(CHILD).map(PathBuf::from) else {
        return;
    };
    let settings = Settings {
        path: directory.join("showfloor.db"),
        key_file: directory.join("store.key"),
        keyring_file: None,
        backups: None,
        reserve: 0,
        hub: None,
    };
    let mut store = Store::open(&settings, Mode::Create).unwrap();
    let mut out = std::io::stdout();
    for n in 0.. {
        store.write(&step(n)).unwrap();
        // Past the test harness, which keeps what is printed.
        writeln!(out, "written {n}").unwrap();
        out.flush().unwrap();
    }
}

#[test]
fn a_killed_process_keeps_every_step_it_had_written_and_no_half_of_another() {
    for enough in [1, 7, 40] {
        let place = Place::new();
        let mut child = Command::new(env::current_exe().unwrap())
            .args([
                "--exact",
                "--nocapture",
                "store::tests::crash::the_child_that_is_killed",
            ])
            .env(CHILD, place.directory.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let written = lines
            .by_ref()
            .filter_map(|line| {
                line.unwrap()
                    .split_once("written ")?
                    .1
                    .parse::<usize>()
                    .ok()
            })
            .nth(enough)
            .expect("the child writes until it is killed");
        child.kill().unwrap();
        child.wait().unwrap();

        let store = place.open();
        let state = store.load().unwrap();
        let kept = state.visitors.len();
        assert!(kept > written, "{kept} steps kept, {written} reported");
        assert_eq!(state.events.len(), kept);
        // A key was there before each signature that needs it.
        assert_eq!(state.templates.len(), kept);
        let mut queue = store.outbox().unwrap();
        for n in 0..kept {
            let row = queue.first().unwrap().unwrap();
            assert_eq!(row.message.payload, n.to_string());
            queue.acknowledge(row.seq).unwrap();
        }
        assert_eq!(queue.first().unwrap(), None);
    }
}

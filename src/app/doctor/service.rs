//! What systemd says of the appliance, and of its backups.

use super::{
    Checked,
    machine::{Machine, value},
};

const UNIT: &str = "showfloor.service";
const TIMER: &str = "showfloor-backup.timer";

/// So many restarts since its start are no accident.
const MANY: u32 = 3;

/// How the service is.
pub(super) fn service(machine: &Machine) -> Vec<Checked> {
    if !machine.has_systemd() {
        return vec![Checked::skipped(
            "service",
            "systemd does not run this machine".to_owned(),
        )];
    }
    let properties =
        "--property=LoadState,ActiveState,SubState,Result,NRestarts,UnitFileState,WatchdogUSec";
    let shown = machine.ask(&["systemctl", "show", UNIT, properties]);
    let Some(shown) = shown else {
        return vec![Checked::skipped(
            "service",
            "systemd does not answer".to_owned(),
        )];
    };
    if value(&shown, "LoadState") != Some("loaded") {
        return vec![Checked::skipped(
            "service",
            format!("{UNIT} is not installed here"),
        )];
    }
    let timer = machine.ask(&[
        "systemctl",
        "show",
        TIMER,
        "--property=LoadState,ActiveState",
    ]);
    let mut all = vec![judge(&shown)];
    if timer.is_some_and(|shown| value(&shown, "ActiveState") != Some("active")) {
        all.push(
            Checked::advice(
                "service",
                "no backup is made at night\nhint: systemctl enable --now showfloor-backup.timer",
            )
            .of(TIMER),
        );
    }
    all
}

fn judge(shown: &str) -> Checked {
    let of = |key| value(shown, key).unwrap_or_default();
    let (state, result) = (of("ActiveState"), of("Result"));
    let restarts: u32 = of("NRestarts").parse().unwrap_or(0);
    let log = "journalctl -u showfloor -n 50 says why";
    let checked = if state == "failed" {
        Checked::failed(
            "service",
            &format!("it has failed ({result})\nhint: {log}; then: systemctl restart showfloor"),
        )
    } else if of("SubState") == "auto-restart" {
        Checked::failed(
            "service",
            &format!(
                "it ends and is started again, for the {restarts}. time ({result})\nhint: {log}"
            ),
        )
    } else if state != "active" {
        Checked::advice(
            "service",
            &format!("it does not run ({state})\nhint: systemctl start showfloor"),
        )
    } else if restarts >= MANY {
        Checked::advice(
            "service",
            &format!(
                "it was started again {restarts} times by itself\nhint: journalctl -u showfloor -p warning says why"
            ),
        )
    } else if of("UnitFileState") != "enabled" {
        Checked::advice(
            "service",
            "it runs, and will not after the next start of the machine\nhint: systemctl enable showfloor",
        )
    } else if matches!(of("WatchdogUSec"), "0" | "infinity") {
        Checked::advice(
            "service",
            "it runs without a watchdog: if it hangs, nobody starts it again\nhint: systemctl cat showfloor shows which drop-in takes \
             WatchdogSec= away; delete that line, then systemctl daemon-reload",
        )
    } else {
        Checked::ok(
            "service",
            format!("it runs, watched, and with the machine; started again {restarts} times"),
        )
    };
    checked.of(UNIT)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use jiff::Timestamp;

    use super::*;
    use crate::app::Verdict;

    const WELL: &str = "LoadState=loaded\nActiveState=active\nSubState=running\nResult=success\nNRestarts=0\n\
                        UnitFileState=enabled\nWatchdogUSec=1min\n";

    #[test]
    fn what_systemd_says_of_the_service_becomes_what_to_do() {
        let judged = |from: &str, to: &str| {
            assert!(WELL.contains(from), "{from}");
            let told = judge(&WELL.replace(from, to));
            (told.verdict, told.hint.unwrap_or_default())
        };
        assert_eq!(judge(WELL).verdict, Verdict::Ok);
        for (from, to, verdict, hint) in [
            ("active\nSub", "failed\nSub", Verdict::Failed, "journalctl"),
            (
                "active\nSub",
                "inactive\nSub",
                Verdict::Advice,
                "systemctl start",
            ),
            ("running", "auto-restart", Verdict::Failed, "journalctl"),
            ("NRestarts=0", "NRestarts=7", Verdict::Advice, "-p warning"),
            ("=enabled", "=disabled", Verdict::Advice, "systemctl enable"),
            ("=1min", "=0", Verdict::Advice, "WatchdogSec="),
        ] {
            let told = judged(from, to);
            assert!(told.0 == verdict && told.1.contains(hint), "{to}: {told:?}");
        }
    }

    #[test]
    fn a_machine_without_systemd_or_without_us_is_left_alone_and_a_timer_that_stands_is_told() {
        let dir = tempfile::tempdir().unwrap();
        let of = |unit: &'static str, timer: &'static str| {
            let machine = Machine::made_up(dir.path(), Timestamp::UNIX_EPOCH, move |command| {
                Some(if command[2] == UNIT { unit } else { timer }.to_owned())
            });
            let told = service(&machine);
            let all = told.iter().map(|one| (one.verdict, one.subject.clone()));
            all.collect::<Vec<_>>()
        };
        let active = "LoadState=loaded\nActiveState=active\n";
        assert_eq!(of(WELL, active), [(Verdict::Skipped, None)]);
        fs::create_dir_all(dir.path().join("run/systemd/system")).unwrap();
        let unit = Some(UNIT.to_owned());
        assert_eq!(of(WELL, active), [(Verdict::Ok, unit.clone())]);
        let stands = "LoadState=loaded\nActiveState=inactive\n";
        assert_eq!(
            of(WELL, stands),
            [
                (Verdict::Ok, unit),
                (Verdict::Advice, Some(TIMER.to_owned()))
            ]
        );
        assert_eq!(
            of("LoadState=not-found\n", active),
            [(Verdict::Skipped, None)]
        );
    }
}

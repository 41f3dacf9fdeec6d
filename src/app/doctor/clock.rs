//! What time it is, and where.

use std::{fs, path::Path};

use jiff::{SignedDuration, Timestamp, tz::TimeZone};

use super::{Checked, machine::Machine};

/// A clock that is ahead of files by more than this is no wonder of a network disk.
const TOLERANCE: SignedDuration = SignedDuration::from_mins(5);

/// Whether the clock is right, as far as anybody can say.
pub(super) fn clock(machine: &Machine, store: &Path) -> Checked {
    let written = fs::metadata(store).and_then(|about| about.modified());
    let written = written.ok().and_then(|at| Timestamp::try_from(at).ok());
    if let Some(written) = written
        && written.duration_since(machine.now) > TOLERANCE
    {
        return Checked::failed(
            "clock",
            &format!(
                "it is behind: it says {:.0}, and the store was written at {written:.0}\nhint: set it (timedatectl set-time), then \
                 let the network keep it; a machine that forgets the time without power needs another battery on its board",
                machine.now
            ),
        );
    }
    let told = machine.ask(&[
        "timedatectl",
        "show",
        "--property=NTPSynchronized",
        "--value",
    ]);
    match told.as_deref().map(str::trim) {
        Some("yes") => Checked::ok("clock", "the network keeps it right".to_owned()),
        Some("no") => Checked::advice(
            "clock",
            "nothing keeps it right: visits, opening hours and certificates go by it\nhint: apt-get install systemd-timesyncd; where the \
             internet cannot be reached, name the router as NTP= in /etc/systemd/timesyncd.conf and restart systemd-timesyncd",
        ),
        _ if machine.path("run/systemd/timesync/synchronized").exists() => {
            Checked::ok("clock", "the network keeps it right".to_owned())
        }
        _ => Checked::skipped(
            "clock",
            "nobody here can say whether the network keeps it right (no timedatectl)".to_owned(),
        ),
    }
}

/// Whether the machine's time zone is the site's: the journal speaks in the one, alerts in the other.
pub(super) fn timezone(machine: &Machine, site: &TimeZone) -> Checked {
    let link = fs::read_link(machine.path("etc/localtime")).unwrap_or_default();
    let link = link.to_string_lossy().into_owned();
    let own = link
        .split_once("zoneinfo/")
        .map(|(_, name)| name.to_owned());
    let name = site.iana_name().unwrap_or("UTC");
    let here = own.as_deref().and_then(|own| TimeZone::get(own).ok());
    let apart = |here: &TimeZone| here.to_offset(machine.now) != site.to_offset(machine.now);
    // A machine in UTC claims to be nowhere.
    let nowhere = |own: &str| own.contains("UTC") || own.contains("GMT") || own.contains("UCT");
    match (&own, here) {
        (Some(own), Some(here)) if !nowhere(own) && apart(&here) => Checked::advice(
            "time zone",
            &format!(
                "the site is in {name}, and the machine in {own}\nhint: where the showroom is in {name}: timedatectl set-timezone \
                 {name}; else write its zone as site.timezone: opening hours and days go by that"
            ),
        ),
        _ => Checked::ok("time zone", format!("the site's days are those of {name}")),
    }
}

#[cfg(test)]
mod tests {
    use std::{fs::File, os::unix::fs::symlink, time::SystemTime};

    use super::*;
    use crate::app::Verdict;

    fn now() -> Timestamp {
        "2026-05-12T10:00:00Z".parse().unwrap()
    }

    /// A machine on which `timedatectl` says this.
    fn machine(root: &Path, said: Option<&'static str>) -> Machine {
        Machine::made_up(root, now(), move |command| {
            assert_eq!(command[0], "timedatectl");
            said.map(str::to_owned)
        })
    }

    #[test]
    fn a_clock_that_nothing_keeps_right_is_told_and_one_that_went_back_is_a_fault() {
        let dir = tempfile::tempdir().unwrap();
        let store = dir.path().join("store.db");
        let judged = |said| clock(&machine(dir.path(), said), &store);
        assert_eq!(judged(Some("yes\n")).verdict, Verdict::Ok);
        let told = judged(Some("no\n"));
        assert_eq!(told.verdict, Verdict::Advice);
        assert!(told.hint.unwrap().contains("systemd-timesyncd"));
        assert_eq!(judged(None).verdict, Verdict::Skipped);
        fs::create_dir_all(dir.path().join("run/systemd/timesync")).unwrap();
        File::create(dir.path().join("run/systemd/timesync/synchronized")).unwrap();
        assert_eq!(judged(None).verdict, Verdict::Ok);

        let file = File::create(&store).unwrap();
        let at = |minutes| SystemTime::from(now() + SignedDuration::from_mins(minutes));
        file.set_modified(at(-60)).unwrap();
        assert_eq!(judged(Some("yes")).verdict, Verdict::Ok);
        file.set_modified(at(60)).unwrap();
        let told = judged(Some("yes"));
        assert_eq!(told.verdict, Verdict::Failed);
        assert!(told.seen.contains("2026-05-12T11:00:00Z"), "{told:?}");
    }

    #[test]
    fn a_machine_of_another_country_is_told_and_one_in_utc_is_not() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("etc")).unwrap();
        let link = dir.path().join("etc/localtime");
        let site = TimeZone::get("Europe/Warsaw").unwrap();
        for (zone, verdict) in [
            ("Europe/Warsaw", Verdict::Ok),
            ("Europe/Berlin", Verdict::Ok), // the same time
            ("Etc/UTC", Verdict::Ok),
            ("Europe/Lisbon", Verdict::Advice),
        ] {
            let _ = fs::remove_file(&link);
            symlink(format!("/usr/share/zoneinfo/{zone}"), &link).unwrap();
            let told = timezone(&machine(dir.path(), None), &site);
            assert_eq!(told.verdict, verdict, "{told:?}");
        }
        let told = timezone(&machine(dir.path(), None), &site);
        assert!(told.hint.unwrap().contains("set-timezone Europe/Warsaw"));
    }
}

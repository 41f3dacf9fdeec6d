//! Room on the disks, files that others can read, and when the last backup was made.

use std::{
    fs, io,
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
};

use jiff::Timestamp;

use super::{Checked, machine::Machine};
use crate::store::Settings;

const GB: u64 = 1_000_000_000;

/// With less than this the next backup, upgrade or busy week may not fit.
const LITTLE: u64 = 4 * GB;
/// Backups come each night; one may fail.
const OLD_HOURS: i64 = 50;

/// How much room there is for the store, and for backups where they have a disk of their own.
pub(super) fn room(settings: &Settings) -> Vec<Checked> {
    let folder = |path: &Path| {
        path.ancestors()
            .skip(1)
            .find(|p| p.is_dir())
            .map(Path::to_owned)
    };
    let device = |path: &Path| fs::metadata(path).map(|about| about.dev()).ok();
    let store = folder(&settings.path);
    let backups = settings.backups.as_ref();
    let backups = backups.and_then(|backups| folder(&backups.directory.join("x")));
    let apart = |path: &PathBuf| {
        let store = store.as_deref().and_then(device);
        device(path) != store
    };
    let backups = backups.filter(apart);
    [store.clone(), backups]
        .into_iter()
        .flatten()
        .filter_map(|folder| {
            let about = rustix::fs::statvfs(&folder).ok()?;
            let (free, all) = (
                about.f_bavail * about.f_frsize,
                about.f_blocks * about.f_frsize,
            );
            Some(judge_room(free, all, settings.reserve).of(&folder.display().to_string()))
        })
        .collect()
}

/// `reserve`: with less than half of it, what is known is no longer written at once.
fn judge_room(free: u64, all: u64, reserve: u64) -> Checked {
    let gb = |bytes: u64| bytes as f64 / GB as f64;
    let seen = format!("{:.1} GB of {:.1} GB are free", gb(free), gb(all));
    let hint = "\nhint: make room: journalctl --vacuum-size=200M; apt-get clean; fewer backups (store.backup_keep_days), or \
                backups on another disk (store.backup_directory)";
    let of_reserve = format!("store.reserve_mb is {}", reserve >> 20);
    if free < reserve / 2 {
        let little = "it has hardly any room left, and less and less is written";
        Checked::failed("disk", &format!("{little}: {seen}; {of_reserve}{hint}"))
    } else if free < reserve {
        Checked::advice(
            "disk",
            &format!("it is nearly full: {seen}; {of_reserve}{hint}"),
        )
    } else if free < LITTLE {
        Checked::advice("disk", &format!("it is nearly full: {seen}{hint}"))
    } else {
        Checked::ok("disk", seen)
    }
}

/// Whether store, keyring and key are their owner's alone, and all of one owner.
pub(super) fn files(settings: &Settings) -> Checked {
    let mut beside: Vec<PathBuf> = ["", "-wal", "-shm"]
        .iter()
        .map(|end| {
            let mut name = settings.path.clone().into_os_string();
            name.push(end);
            name.into()
        })
        .collect();
    beside.extend([settings.keyring(), settings.key_file.clone()]);
    let folder = settings.path.parent().unwrap_or(Path::new("."));
    let owner = fs::metadata(folder).map(|about| about.uid()).ok();
    let there: Vec<_> = beside
        .iter()
        .filter_map(|path| Some((path, fs::metadata(path).ok()?)))
        .collect();
    for (path, about) in &there {
        let in_folder = path.parent() == Some(folder);
        let path = path.display();
        let mode = about.permissions().mode() & 0o7777;
        if mode & 0o077 != 0 {
            return Checked::failed(
                "files",
                &format!(
                    "others than its owner can read {path} (mode {mode:04o})\nhint: chmod 600 {path}"
                ),
            );
        }
        if in_folder && owner.is_some_and(|owner| owner != about.uid()) {
            return Checked::failed(
                "files",
                &format!(
                    "{path} is not of whoever has the folder {0}: a command was run as root, and the service cannot read it\n\
                     hint: chown --reference={0} {path}; run commands as the service: runuser -u showfloor -- showfloor ...",
                    folder.display()
                ),
            );
        }
    }
    if there.is_empty() {
        return Checked::skipped("files", "there is no store yet".to_owned());
    }
    Checked::ok("files", "store and keys are the service's alone".to_owned())
}

/// Whether the configuration, where a password stands in it, can be read by everybody.
pub(super) fn configuration(file: &Path, holds_password: bool) -> Option<Checked> {
    let mode = fs::metadata(file).ok()?.permissions().mode() & 0o7777;
    (holds_password && mode & 0o007 != 0).then(|| {
        let file = file.display();
        Checked::advice(
            "files",
            &format!(
                "everybody on this machine can read {file} (mode {mode:04o}), and a camera's password stands in it\nhint: chmod 640 \
                 {file}; better still `user` and `password_file` in place of the password"
            ),
        )
    })
}

/// When the last backup was made.
pub(super) fn backups(machine: &Machine, settings: &Settings) -> Checked {
    if !settings.path.exists() {
        return Checked::skipped(
            "backup",
            "there is no store yet, and nothing to lose".to_owned(),
        );
    }
    let Some(backups) = &settings.backups else {
        return Checked::advice(
            "backup",
            "none are made: store.backup_directory is missing\nhint: write backup_directory = \"/var/backups/showfloor\", or better a \
             folder on another disk; showfloor-backup.timer makes one each night",
        );
    };
    let folder = &backups.directory;
    let shown = folder.display();
    let hint = "hint: systemctl start showfloor-backup makes one now and says what is wrong; systemctl enable --now \
                showfloor-backup.timer makes one each night";
    match latest(folder) {
        Err(error) => Checked::failed(
            "backup",
            &format!(
                "{shown} cannot be read: {error}\nhint: it must be the service's: chown showfloor: {shown}"
            ),
        ),
        Ok(None) => Checked::advice("backup", &format!("there is none in {shown}\n{hint}")),
        Ok(Some(at)) => {
            let hours = machine.now.duration_since(at).as_hours();
            if hours > OLD_HOURS {
                let days = hours / 24;
                return Checked::advice(
                    "backup",
                    &format!("the last one in {shown} is {days} days old\n{hint}"),
                );
            }
            Checked::ok("backup", format!("{shown}: the last one is {hours} h old"))
        }
    }
}

/// When the newest backup was written.
fn latest(folder: &Path) -> io::Result<Option<Timestamp>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut latest = None;
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with("store-") && name.ends_with(".db") {
            let at = Timestamp::try_from(entry.metadata()?.modified()?).ok();
            latest = latest.max(at);
        }
    }
    Ok(latest)
}

#[cfg(test)]
mod tests {
    use std::{fs::File, time::SystemTime};

    use jiff::SignedDuration;

    use super::*;
    use crate::{app::Verdict, store::Backups};

    fn settings(folder: &Path) -> Settings {
        Settings {
            path: folder.join("store.db"),
            key_file: folder.join("store.key"),
            keyring_file: None,
            backups: Some(Backups {
                directory: folder.join("backups"),
                keep_days: 14,
            }),
            reserve: Settings::RESERVE,
            hub: None,
        }
    }

    fn put(path: &Path, mode: u32) {
        fs::write(path, "x").unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn a_disk_is_full_nearly_full_or_has_room() {
        for (free, verdict) in [
            (100 * GB, Verdict::Ok),
            (3 * GB, Verdict::Advice),
            (GB / 5, Verdict::Failed),
        ] {
            let told = judge_room(free, 250 * GB, Settings::RESERVE);
            assert_eq!(told.verdict, verdict, "{told:?}");
            assert_eq!(told.hint.is_some(), verdict != Verdict::Ok);
        }
        let told = judge_room(3 * GB, 250 * GB, Settings::RESERVE);
        assert!(told.seen.contains("3.0 GB of 250.0 GB"), "{told:?}");
    }

    #[test]
    fn the_disk_of_a_store_that_is_still_to_be_made_is_that_of_the_folder_above() {
        let dir = tempfile::tempdir().unwrap();
        let told = room(&settings(&dir.path().join("a/b")));
        assert_eq!(told.len(), 1, "{told:?}");
        assert_eq!(told[0].subject.as_deref(), dir.path().to_str());
    }

    #[test]
    fn a_store_that_others_can_read_is_a_fault_and_so_is_a_key() {
        let dir = tempfile::tempdir().unwrap();
        let settings = settings(dir.path());
        assert_eq!(files(&settings).verdict, Verdict::Skipped);
        put(&settings.path, 0o600);
        put(&settings.key_file, 0o600);
        assert_eq!(files(&settings).verdict, Verdict::Ok);
        for (file, mode) in [
            ("store.db-wal", 0o644),
            ("store.key", 0o640),
            ("store.db.keyring", 0o660),
        ] {
            let path = dir.path().join(file);
            put(&path, mode);
            let told = files(&settings);
            assert_eq!(told.verdict, Verdict::Failed);
            let hint = told.hint.unwrap();
            assert!(
                hint.ends_with(&format!("chmod 600 {}", path.display())),
                "{hint}"
            );
            put(&path, 0o600);
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        }
        assert_eq!(files(&settings).verdict, Verdict::Ok);
    }

    #[test]
    fn a_password_in_a_configuration_that_everybody_reads_is_told() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("showfloor.toml");
        put(&file, 0o644);
        assert!(configuration(&file, false).is_none());
        let told = configuration(&file, true).expect("told");
        assert_eq!(told.verdict, Verdict::Advice);
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(configuration(&file, true).is_none());
    }

    #[test]
    fn backups_that_stopped_coming_are_told() {
        let dir = tempfile::tempdir().unwrap();
        let mut settings = settings(dir.path());
        let now: Timestamp = "2026-05-12T10:00:00Z".parse().unwrap();
        let machine = Machine::made_up(dir.path(), now, |_| None);
        let judged = |settings: &Settings| backups(&machine, settings);
        assert_eq!(judged(&settings).verdict, Verdict::Skipped);
        put(&settings.path, 0o600);
        let told = judged(&settings);
        assert!(told.verdict == Verdict::Advice && told.seen.contains("there is none"));
        let folder = dir.path().join("backups");
        fs::create_dir(&folder).unwrap();
        let made = |name: &str, hours: i64| {
            let file = File::create(folder.join(name)).unwrap();
            let at = SystemTime::from(now - SignedDuration::from_hours(hours));
            file.set_modified(at).unwrap();
        };
        made("store-20260501T020000Z.db", 11 * 24);
        // Not a backup.
        made("store.db.keyring", 1);
        let told = judged(&settings);
        assert!(
            told.verdict == Verdict::Advice && told.seen.contains("11 days old"),
            "{told:?}"
        );
        made("store-20260512T020000Z.db", 8);
        let told = judged(&settings);
        assert!(
            told.verdict == Verdict::Ok && told.seen.contains("8 h old"),
            "{told:?}"
        );
        settings.backups = None;
        assert_eq!(judged(&settings).verdict, Verdict::Advice);
    }
}

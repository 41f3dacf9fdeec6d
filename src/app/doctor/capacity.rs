//! Whether the machine is large enough for its cameras, and where its memory may be written to a disk.

use std::{
    fs,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};

use super::{Checked, machine::Machine};

/// What the appliance takes by itself, and for each camera with 1080p (its decoder, its share of the networks), MB.
const MB: u64 = 400;
const MB_PER_CAMERA: u64 = 100;

/// The service is held back from this share of the memory on (`MemoryHigh` of its unit).
const SHARE_PERCENT: u64 = 65;

/// Of cameras with 1080p and 25 pictures a second, of which 8 are analysed, a core takes some three and a half.
const CAMERAS_PER_CORE: usize = 3;

/// Whether memory and cores suffice.
pub(super) fn capacity(machine: &Machine, cameras: usize, cores: usize) -> Checked {
    let memory = machine.text("proc/meminfo").as_deref().and_then(total_mb);
    let said = memory.map_or_else(|| "unknown".to_owned(), |mb| format!("{mb} MB"));
    let (s, c) = (plural(cameras), plural(cores));
    let seen = format!("{cameras} camera{s}, {cores} core{c}, {said} of memory");
    let need = (MB + MB_PER_CAMERA * cameras as u64) * 100 / SHARE_PERCENT;
    if let Some(mb) = memory.filter(|mb| *mb < need) {
        return Checked::advice(
            "machine",
            &format!(
                "{seen}: {need} MB are needed\nhint: {} MB more, or fewer cameras here; `analyse = \"sub\"` of a camera takes a part of \
                 it, for cameras that only count",
                need - mb
            ),
        );
    }
    if cameras > cores * CAMERAS_PER_CORE {
        return Checked::advice(
            "machine",
            &format!(
                "{seen}: with full HD a core looks through {CAMERAS_PER_CORE} cameras, so pictures will be dropped\nhint: a machine with \
                 more cores or with Intel graphics; a lower `fps`, or `analyse = \"sub\"` for cameras that only count"
            ),
        );
    }
    Checked::ok("machine", seen)
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

fn total_mb(meminfo: &str) -> Option<u64> {
    let line = meminfo.lines().find(|line| line.starts_with("MemTotal:"))?;
    let kb: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kb / 1000)
}

/// Whether memory is written to a disk as it is.
pub(super) fn swap(machine: &Machine) -> Checked {
    judge_swap(&machine.text("proc/swaps").unwrap_or_default(), &|place| {
        is_encrypted(machine, place)
    })
}

fn judge_swap(swaps: &str, encrypted: &dyn Fn(&str) -> bool) -> Checked {
    let places = swaps.lines().skip(1);
    let places = places.filter_map(|line| line.split_whitespace().next());
    // In memory, compressed.
    let on_disk: Vec<_> = places.filter(|place| !place.contains("zram")).collect();
    let open: Vec<_> = on_disk.iter().filter(|place| !encrypted(place)).collect();
    if let Some(place) = open.first() {
        return Checked::advice(
            "swap",
            &format!(
                "memory is written to {place}, which is not encrypted; the service is kept out of it, commands at a terminal are not\n\
                 hint: swapoff {place}, and take its line out of /etc/fstab; or encrypt it (cryptsetup, with a key drawn at each start)"
            ),
        );
    }
    let seen = if on_disk.is_empty() {
        "no memory is written to a disk"
    } else {
        "what is written to a disk is encrypted"
    };
    Checked::ok("swap", seen.to_owned())
}

/// Whether a device, or the disk that a file is on, is one of dm-crypt or stands on one.
fn is_encrypted(machine: &Machine, place: &str) -> bool {
    let Ok(about) = fs::metadata(place) else {
        return false;
    };
    // A file is on a device, a device is one.
    let device = if about.rdev() == 0 {
        about.dev()
    } else {
        about.rdev()
    };
    let (major, minor) = (rustix::fs::major(device), rustix::fs::minor(device));
    let block = machine.path(&format!("sys/dev/block/{major}:{minor}"));
    stands_on_crypt(&block, 4)
}

fn stands_on_crypt(block: &Path, deep: u32) -> bool {
    let uuid = fs::read_to_string(block.join("dm/uuid")).unwrap_or_default();
    if uuid.starts_with("CRYPT-") {
        return true;
    }
    let below: Vec<PathBuf> = fs::read_dir(block.join("slaves"))
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .collect();
    deep > 0 && !below.is_empty() && below.iter().all(|block| stands_on_crypt(block, deep - 1))
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::app::Verdict;

    fn machine(root: &Path, kb: u64) -> Machine {
        fs::create_dir_all(root.join("proc")).unwrap();
        let text = format!("MemTotal:       {kb} kB\nMemFree:          1000 kB\n");
        fs::write(root.join("proc/meminfo"), text).unwrap();
        Machine::made_up(root, Timestamp::UNIX_EPOCH, |_| None)
    }

    #[test]
    fn a_machine_that_is_too_small_for_its_cameras_says_what_is_missing() {
        let dir = tempfile::tempdir().unwrap();
        let judged = |kb, cameras, cores| capacity(&machine(dir.path(), kb), cameras, cores);
        assert_eq!(judged(8_000_000, 4, 2).verdict, Verdict::Ok);
        let told = judged(1_000_000, 4, 2);
        assert_eq!(told.verdict, Verdict::Advice);
        assert!(told.seen.contains("1230 MB are needed"), "{told:?}");
        assert!(told.hint.unwrap().contains("230 MB more"));
        let told = judged(8_000_000, 8, 2);
        assert!(told.verdict == Verdict::Advice && told.seen.contains("8 cameras, 2 cores"));
        assert_eq!(judged(8_000_000, 8, 4).verdict, Verdict::Ok);
    }

    #[test]
    fn swap_is_told_unless_it_is_encrypted_or_in_memory() {
        let head = "Filename\tType\tSize\tUsed\tPriority\n";
        let judged = |lines: &str| {
            judge_swap(&format!("{head}{lines}"), &|place| place == "/dev/dm-0").verdict
        };
        assert_eq!(judged(""), Verdict::Ok);
        assert_eq!(judged("/dev/zram0 partition 100 0 100\n"), Verdict::Ok);
        assert_eq!(judged("/dev/dm-0 partition 100 0 -2\n"), Verdict::Ok);
        let both = "/dev/dm-0 partition 100 0 -2\n/dev/sda2 partition 100 0 -3\n";
        assert_eq!(judged(both), Verdict::Advice);
        let told = judge_swap(&format!("{head}{both}"), &|place| place == "/dev/dm-0");
        assert!(told.seen.contains("/dev/sda2"), "{told:?}");
        assert_eq!(judged("/swapfile file 100 0 -2\n"), Verdict::Advice);
    }

    /// As the kernel shows a volume on an encrypted disk: the volume's own mapping is none of dm-crypt.
    #[test]
    fn what_stands_on_an_encrypted_disk_is_encrypted() {
        let dir = tempfile::tempdir().unwrap();
        let put = |block: &str, uuid: &str| {
            let dm = dir.path().join(block).join("dm");
            fs::create_dir_all(&dm).unwrap();
            fs::write(dm.join("uuid"), uuid).unwrap();
        };
        put("crypt", "CRYPT-LUKS2-0123-disk");
        put("volume", "LVM-abc");
        assert!(stands_on_crypt(&dir.path().join("crypt"), 4));
        assert!(!stands_on_crypt(&dir.path().join("volume"), 4));
        put("volume/slaves/dm-0", "CRYPT-LUKS2-0123-disk");
        assert!(stands_on_crypt(&dir.path().join("volume"), 4));
        put("volume/slaves/dm-1", "LVM-plain");
        assert!(!stands_on_crypt(&dir.path().join("volume"), 4));
    }
}

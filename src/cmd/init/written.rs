//! The files: whole or not at all, for the service alone, and never in the place of others.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt, fchown},
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};
use rustix::process::geteuid;
use ulid::Ulid;

use super::passwords::Passwords;
use crate::{runtime::Clock, types::RunId};

/// Who the appliance runs as, where it is installed.
const SERVICE: &str = "showfloor";

/// The configuration's file and its folder.
pub(super) struct Files<'a> {
    config: &'a Path,
    force: bool,
}

impl<'a> Files<'a> {
    /// # Errors
    /// The configuration is there already, or its folder is not.
    pub(super) fn at(config: &'a Path, force: bool) -> anyhow::Result<Self> {
        let files = Self { config, force };
        files.refuse_to_replace(config)?;
        let folder = files.folder();
        if !folder.is_dir() {
            bail!(
                "{} is no directory\nhint: install the package, make the directory, or name another file with --config",
                folder.display()
            );
        }
        Ok(files)
    }

    fn folder(&self) -> &Path {
        let folder = self.config.parent();
        folder
            .filter(|folder| !folder.as_os_str().is_empty())
            .unwrap_or(Path::new("."))
    }

    fn refuse_to_replace(&self, path: &Path) -> anyhow::Result<()> {
        if !self.force && path.symlink_metadata().is_ok() {
            bail!(
                "{} is there already, and is left as it is\nhint: `showfloor check` says whether it is right; --force writes \
                 another one, and keeps this one under a name with the date",
                path.display()
            );
        }
        Ok(())
    }

    /// Writes passwords, then the configuration that names them; gives the names of what was kept.
    pub(super) fn write(&self, text: &str, passwords: &Passwords) -> anyhow::Result<Vec<String>> {
        let mut files: Vec<(PathBuf, String, u32)> = passwords
            .iter()
            .map(|(name, password)| {
                let path = self.config.with_file_name(name);
                (path, format!("{password}\n"), 0o600)
            })
            .collect();
        files.push((self.config.to_owned(), text.to_owned(), 0o640));
        for (path, _, _) in &files {
            self.refuse_to_replace(path)?;
        }
        let date = Clock::real(RunId(Ulid::nil())).now().utc;
        let date = date.strftime("%Y-%m-%dT%H-%M-%SZ").to_string();
        let owner = self.owner();
        let mut kept = Vec::new();
        for (path, text, mode) in &files {
            let written = keep(path, &date)
                .inspect(|name| kept.extend(name.clone()))
                .and_then(|_| put(path, text, *mode, owner));
            written.with_context(|| {
                format!(
                    "{} cannot be written\nhint: run it as root, or as the service's user: runuser -u showfloor -- showfloor init",
                    path.display()
                )
            })?;
        }
        Ok(kept)
    }

    /// Whose the files are to be: root writes in the service's folder for the service.
    fn owner(&self) -> Option<(u32, u32)> {
        if !geteuid().is_root() {
            return None;
        }
        let users = fs::read_to_string("/etc/passwd").ok()?;
        let group = fs::metadata(self.folder()).ok()?.gid();
        service(&users).filter(|(_, own)| *own == group)
    }
}

/// Writes a file beside its place, with its mode and owner, and moves it there. Whatever lies there under that name, a link
/// too, is replaced itself, and nothing that it leads to is touched: the folder may be somebody else's than ours.
fn put(path: &Path, text: &str, mode: u32, owner: Option<(u32, u32)>) -> io::Result<()> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let beside = PathBuf::from(beside);
    // What a crash may have left.
    let _ = fs::remove_file(&beside);
    let write = || {
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&beside)?;
        file.write_all(text.as_bytes())?;
        if let Some((user, group)) = owner {
            fchown(&file, Some(user), Some(group))?;
        }
        file.set_permissions(fs::Permissions::from_mode(mode))?;
        file.sync_all()?;
        fs::rename(&beside, path)
    };
    write().inspect_err(|_| drop(fs::remove_file(&beside)))?;
    File::open(folder)?.sync_all()
}

/// Gives a file that is there another name, with the date. Where it is a link, what it says is kept, not where it leads to.
fn keep(path: &Path, date: &str) -> io::Result<Option<String>> {
    if path.symlink_metadata().is_err() {
        return Ok(None);
    }
    let mut dated = path.as_os_str().to_owned();
    dated.push(format!(".{date}"));
    if path.symlink_metadata()?.is_symlink() {
        let mut copy = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&dated)?;
        io::copy(&mut File::open(path)?, &mut copy)?;
        copy.sync_all()?;
    } else {
        // A second name, so that there is one configuration or the other at any moment.
        fs::hard_link(path, &dated)?;
    }
    Ok(Some(Path::new(&dated).display().to_string()))
}

/// The user and group of the service, in the text of `/etc/passwd`.
fn service(users: &str) -> Option<(u32, u32)> {
    users.lines().find_map(|line| {
        let fields: Vec<_> = line.split(':').collect();
        let [SERVICE, _, user, group, ..] = fields[..] else {
            return None;
        };
        Some((user.parse().ok()?, group.parse().ok()?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_there_is_replaced_itself_with_its_own_mode_and_kept_by_what_it_says() {
        let folder = tempfile::tempdir().unwrap();
        let (path, elsewhere) = (
            folder.path().join("site.toml"),
            folder.path().join("elsewhere"),
        );
        fs::write(&elsewhere, "somebody else's").unwrap();
        fs::set_permissions(&elsewhere, fs::Permissions::from_mode(0o644)).unwrap();
        std::os::unix::fs::symlink(&elsewhere, &path).unwrap();
        let kept = keep(&path, "today").unwrap().unwrap();
        put(&path, "new", 0o640, None).unwrap();
        assert_eq!(fs::read_to_string(&elsewhere).unwrap(), "somebody else's");
        assert_eq!(fs::read_to_string(&kept).unwrap(), "somebody else's");
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        let about = fs::symlink_metadata(&path).unwrap();
        assert!(about.is_file());
        assert_eq!(about.mode() & 0o777, 0o640);
        let password = folder.path().join("password");
        fs::write(&password, "old").unwrap();
        fs::set_permissions(&password, fs::Permissions::from_mode(0o644)).unwrap();
        put(&password, "secret", 0o600, None).unwrap();
        assert_eq!(fs::metadata(&password).unwrap().mode() & 0o777, 0o600);
    }

    #[test]
    fn the_service_is_found_among_the_users() {
        let users = "root:x:0:0:root:/root:/bin/bash\nshowfloor2:x:9:9::/:/bin/sh\n\
                     showfloor:x:995:994:showfloor appliance:/var/lib/showfloor:/usr/sbin/nologin\n";
        assert_eq!(service(users), Some((995, 994)));
        assert_eq!(service("root:x:0:0:root:/root:/bin/bash\n"), None);
    }
}

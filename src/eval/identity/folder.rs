//! A folder of portraits: whose they are, and what in it is none.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use anyhow::Result;
use serde::Serialize;

use crate::eval::pictures::entries;

/// A file or folder that was left out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Skipped {
    /// Below the folder of faces.
    pub file: String,
    pub why: String,
}

/// The images of the people in a folder.
#[derive(Clone, Debug, Default)]
pub(super) struct Folder {
    /// Each person's files, by name. Somebody without a file is not in it.
    pub(super) people: Vec<Vec<PathBuf>>,
    pub(super) skipped: Vec<Skipped>,
}

impl Folder {
    /// Lists `DIR/<person>/<image>`. What cannot be an image is noted and left out.
    ///
    /// # Errors
    /// The folder is not there, cannot be listed, or holds nobody.
    pub(super) fn list(dir: &Path) -> Result<Self> {
        let hint = "hint: --faces names a folder with a folder of images for each person, DIR/<person>/<image>";
        match fs::metadata(dir) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                anyhow::bail!("there is no folder {}\n{hint}", dir.display())
            }
            Ok(found) if !found.is_dir() => {
                anyhow::bail!("{} is a file, not a folder\n{hint}", dir.display())
            }
            // Anything else is told by listing it.
            _ => {}
        }
        let mut folder = Self::default();
        for path in entries(dir)? {
            if path.is_dir() {
                folder.add_person(dir, &path);
            } else {
                folder.skip(dir, &path, "a file beside the people's folders");
            }
        }
        anyhow::ensure!(
            !folder.people.is_empty(),
            "there are no people in {}\n{hint}",
            dir.display()
        );
        Ok(folder)
    }

    fn add_person(&mut self, dir: &Path, person: &Path) {
        let listed = match entries(person) {
            Ok(listed) => listed,
            Err(error) => return self.skip(dir, person, &error.root_cause().to_string()),
        };
        let mut files = Vec::new();
        for path in listed {
            if path.is_dir() {
                self.skip(dir, &path, "a folder inside a person's folder");
            } else {
                files.push(path);
            }
        }
        if files.is_empty() {
            self.skip(dir, person, "no images in it");
        } else {
            self.people.push(files);
        }
    }

    /// Notes what is left out, and why.
    pub(super) fn skip(&mut self, dir: &Path, path: &Path, why: &str) {
        let below = path.strip_prefix(dir).unwrap_or(path);
        self.skipped.push(Skipped {
            file: below.display().to_string(),
            why: why.to_owned(),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_listed_by_name_and_odd_things_are_named() {
        let dir = tempfile::tempdir().unwrap();
        for path in ["b", "a/deep", "empty"] {
            fs::create_dir_all(dir.path().join(path)).unwrap();
        }
        for path in ["b/2.jpg", "b/1.jpg", "a/1.png", "a/deep/3.png", "README"] {
            fs::write(dir.path().join(path), "").unwrap();
        }
        let folder = Folder::list(dir.path()).unwrap();
        let names = |files: &Vec<PathBuf>| -> Vec<_> {
            files
                .iter()
                .map(|f| f.file_name().unwrap().to_owned())
                .collect()
        };
        let people: Vec<_> = folder.people.iter().map(names).collect();
        assert_eq!(people, [vec!["1.png"], vec!["1.jpg", "2.jpg"]]);
        let skipped: Vec<_> = folder.skipped.iter().map(|s| s.file.as_str()).collect();
        assert_eq!(skipped, ["README", "a/deep", "empty"]);
    }

    #[test]
    fn a_folder_that_is_not_there_or_holds_nobody_is_an_error_with_a_hint() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("file");
        fs::write(&file, "").unwrap();
        for (path, says) in [
            (dir.path().join("nowhere"), "there is no folder"),
            (file, "is a file"),
            (dir.path().to_owned(), "no people"),
        ] {
            let error = Folder::list(&path).unwrap_err().to_string();
            assert!(error.contains(says) && error.contains("hint:"), "{error}");
        }
    }
}

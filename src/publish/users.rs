//! Files of users and passwords: one `name:password` a line, for the service alone.

use std::{collections::HashMap, path::Path};

use super::{error::PublishError, settings::read_secret};

/// The users of a file, by name, with their passwords; `key` is the configuration's word for it.
pub(super) fn users(
    key: &'static str,
    path: &Path,
) -> Result<HashMap<String, String>, PublishError> {
    let mut users = HashMap::new();
    for (i, line) in read_secret(path)?.lines().enumerate() {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let wrong = |problem| PublishError::UsersLine {
            key,
            path: path.to_owned(),
            line: i + 1,
            problem,
        };
        let (name, password) = line.split_once(':').ok_or_else(|| wrong("has no colon"))?;
        let forbidden =
            |c: char| matches!(c, '/' | '+' | '#') || c.is_whitespace() || c.is_control();
        if name.is_empty() || name.len() > 64 || name.contains(forbidden) {
            return Err(wrong("the name cannot be part of a topic"));
        }
        if password.trim().is_empty() {
            return Err(wrong("has no password"));
        }
        if users.insert(name.to_owned(), password.to_owned()).is_some() {
            return Err(wrong("names somebody a second time"));
        }
    }
    Ok(users)
}

#[cfg(test)]
mod tests {
    use std::{
        fs::{self, Permissions},
        os::unix::fs::PermissionsExt,
        path::PathBuf,
    };

    use tempfile::TempDir;

    use super::*;

    fn file(text: &str) -> (TempDir, PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("users");
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
        (dir, path)
    }

    #[test]
    fn the_file_of_users_is_for_the_service_alone_and_its_mistakes_have_a_line() {
        let (_dir, path) = file("# ours\nshowfloor:s3cret:colon\n\nanna:geheim12\n");
        let known = users("mqtt.tablets_file", &path).unwrap();
        assert_eq!(
            (known.len(), known["showfloor"].as_str()),
            (2, "s3cret:colon")
        );
        fs::set_permissions(&path, Permissions::from_mode(0o644)).unwrap();
        let text = users("mqtt.tablets_file", &path).unwrap_err().to_string();
        assert!(text.contains("everyone can read"), "{text}");

        for (wrong, told) in [
            ("anna\n", ":1: has no colon"),
            ("anna:geheim12\na/b:geheim12\n", ":2: the name cannot"),
            ("anna:\n", ":1: has no password"),
            (
                "anna:geheim12\nanna:geheim34\n",
                ":2: names somebody a second time",
            ),
        ] {
            let (_dir, path) = file(wrong);
            let text = users("mqtt.tablets_file", &path).unwrap_err().to_string();
            assert!(text.contains(told) && !text.contains("geheim"), "{text}");
        }
    }
}

//! Passwords: never on a command line, never in the configuration, each in a file of its own.

use std::{
    collections::BTreeMap,
    fs,
    io::{self, Read},
    path::Path,
};

use anyhow::{Context, bail};
use zeroize::Zeroizing;

use crate::runtime::beyond_owner;

/// Passwords by the name of their file or of whom they are.
#[derive(Default)]
pub(super) struct Passwords(BTreeMap<String, Zeroizing<String>>);

impl Passwords {
    /// From a file of `name:password` lines, or from standard input.
    pub(super) fn read(file: Option<&Path>) -> anyhow::Result<Self> {
        let Some(file) = file else {
            return Ok(Self::default());
        };
        let mut text = Zeroizing::new(String::new());
        if file == Path::new("-") {
            io::stdin().read_to_string(&mut text).context(
                "the passwords on standard input cannot be read\nhint: lines of camera-ID:PASSWORD and mqtt:PASSWORD, in UTF-8",
            )?;
        } else {
            let unreadable = || {
                format!(
                    "the passwords in {} cannot be read\nhint: lines of camera-ID:PASSWORD and mqtt:PASSWORD",
                    file.display()
                )
            };
            if beyond_owner(file).with_context(unreadable)? & 0o007 != 0 {
                bail!(
                    "everybody on this machine may read the passwords in {0}\nhint: chmod 600 {0}",
                    file.display()
                );
            }
            text = Zeroizing::new(fs::read_to_string(file).with_context(unreadable)?);
        }
        let lines = text.lines().filter(|line| !line.trim().is_empty());
        let mut passwords = Self::default();
        for (n, line) in lines.enumerate() {
            let Some((name, password)) = line.split_once(':').filter(|(_, p)| !p.is_empty()) else {
                // The line itself may be a password.
                bail!(
                    "line {} of the passwords is not NAME:PASSWORD\nhint: lines of camera-ID:PASSWORD and mqtt:PASSWORD",
                    n + 1
                );
            };
            passwords.put(name.trim(), password.to_owned().into());
        }
        Ok(passwords)
    }

    pub(super) fn put(&mut self, name: &str, password: Zeroizing<String>) {
        self.0.insert(name.to_owned(), password);
    }

    pub(super) fn take(&mut self, name: &str) -> Option<Zeroizing<String>> {
        self.0.remove(name)
    }

    /// The names, in their order.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, password)| (&**name, &***password))
    }
}

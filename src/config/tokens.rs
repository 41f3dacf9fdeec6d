//! The file of tokens: who may ask the web server, and for what.

use std::{collections::BTreeSet, fs, path::Path};

use jiff::civil::Date;
use toml::de::DeValue;

use super::{
    parse::{Wrong, name, parsed, text, texts, wrong},
    problem::{Problem, Problems},
    reader::{Section, document},
};
use crate::{
    runtime::beyond_owner,
    web::{Client, Scope, Tokens},
};

/// Reads a file of tokens, which only its owner may read.
///
/// # Errors
/// Everything that is wrong with it, at once; never what stands in it.
pub fn tokens(file: &Path) -> Result<Tokens, Problems> {
    let as_a_whole = |what: String, hint: String| {
        Problems(vec![Problem {
            file: file.to_owned(),
            line: None,
            key: String::new(),
            what,
            hint,
        }])
    };
    let unreadable = |error: std::io::Error| {
        let hint = "the service's user must be able to read it; `showfloor web token` makes it with the first token";
        as_a_whole(format!("cannot be read: {error}"), hint.to_owned())
    };
    if beyond_owner(file).map_err(unreadable)? != 0 {
        let what = "others than its owner may read or change it";
        let hint = format!("chmod 600 {}", file.display());
        return Err(as_a_whole(what.to_owned(), hint));
    }
    let text = fs::read_to_string(file).map_err(unreadable)?;
    document(file, &text, "docs/web.md", |mut root| {
        let clients: Vec<_> = root.list("token").into_iter().map(client).collect();
        root.close();
        let clients: Option<Vec<_>> = clients.into_iter().collect();
        clients.map(Tokens::new)
    })
    .0
}

fn client(mut section: Section<'_>) -> Option<Client> {
    let client = section.required(
        "client",
        "who holds the token, such as \"crm\": its events are this client's",
        name,
    );
    let sha256 = section.required(
        "sha256",
        "the SHA-256 of the token in hex, as `showfloor web token` writes it",
        parsed,
    );
    let scopes = section.required("scopes", "what it allows: [\"events\", \"scores\"]", scopes);
    let expires = section.optional("expires", day);
    section.close();
    Some(Client {
        name: client?,
        sha256: sha256?,
        scopes: scopes?,
        expires,
    })
}

/// A day as TOML writes one, or as text.
fn day(value: &DeValue<'_>) -> Result<Date, Wrong> {
    let text = match value {
        DeValue::Datetime(day) => day.to_string(),
        other => text(other)?,
    };
    // A moment would be read as its day, which is not what it says.
    match text.parse::<Date>() {
        Ok(day) if day.to_string() == text => Ok(day),
        _ => wrong(
            format!("{text:?} is not a day"),
            "the last day on which the token is good, such as 2027-12-31",
        ),
    }
}

fn scopes(value: &DeValue<'_>) -> Result<BTreeSet<Scope>, Wrong> {
    let words = texts(value)?;
    let names: Vec<_> = Scope::WORDS.iter().map(|(word, _)| *word).collect();
    let hint = format!("any of {}", names.join(", "));
    if words.is_empty() {
        return wrong("is empty, so the token allows nothing", hint);
    }
    let mut scopes = BTreeSet::new();
    for word in &words {
        match Scope::WORDS.iter().find(|(name, _)| name == word) {
            Some((_, scope)) => scopes.insert(*scope),
            None => return wrong(format!("{word:?} is not a scope"), hint),
        };
    }
    Ok(scopes)
}

#[cfg(test)]
mod tests {
    use std::{fs::Permissions, os::unix::fs::PermissionsExt, path::PathBuf};

    use tempfile::TempDir;

    use super::*;

    fn file(text: &str, mode: u32) -> (TempDir, PathBuf) {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("tokens.toml");
        fs::write(&path, text).expect("written");
        fs::set_permissions(&path, Permissions::from_mode(mode)).expect("set");
        (dir, path)
    }

    fn problems(text: &str) -> String {
        let (_dir, path) = file(text, 0o600);
        tokens(&path).expect_err("refused").to_string()
    }

    fn good() -> String {
        let hash = "ab".repeat(32);
        format!("[[token]]\nclient = \"crm\"\nsha256 = \"{hash}\"\nscopes = [\"events\"]\n")
    }

    #[test]
    fn a_good_file_is_read_and_an_empty_one_lets_nobody_in() {
        for text in [good(), good().repeat(2), String::new()] {
            let (_dir, path) = file(&text, 0o600);
            tokens(&path).unwrap_or_else(|problems| panic!("{problems}"));
        }
    }

    #[test]
    fn a_file_that_group_or_others_may_read_is_refused() {
        for mode in [0o640, 0o604, 0o660] {
            let (_dir, path) = file(&good(), mode);
            let said = tokens(&path).expect_err("refused").to_string();
            assert!(said.contains("chmod 600"), "{said}");
        }
        let (dir, _) = file("", 0o600);
        let said = tokens(&dir.path().join("none.toml")).expect_err("refused");
        assert!(said.to_string().contains("showfloor web token"), "{said}");
    }

    #[test]
    fn a_token_may_have_a_last_day_and_no_hour() {
        let with = |expires: &str| good() + "expires = " + expires + "\n";
        let last = "2026-12-31".parse::<Date>().expect("a day");
        for text in ["2026-12-31", "\"2026-12-31\""] {
            let (_dir, path) = file(&(with(text) + &good()), 0o600);
            let tokens = tokens(&path).unwrap_or_else(|problems| panic!("{problems}"));
            assert_eq!(tokens.expired(last).count(), 0, "its last day is one");
            let gone: Vec<_> = tokens.expired(last.tomorrow().expect("a day")).collect();
            assert_eq!(gone, [("crm", last)]);
        }
        for wrong in [
            "\"soon\"",
            "2026-12-31T10:00:00Z",
            "\"2026-12-31T10:00\"",
            "20261231",
        ] {
            let said = problems(&with(wrong));
            assert!(said.contains(":5: token[0].expires"), "{said}");
        }
        assert!(problems(&with("\"31.12.2026\"")).contains("such as 2027-12-31"));
    }

    #[test]
    fn every_mistake_is_told_with_its_line_and_no_hash() {
        let said = problems(&format!(
            "[[token]]\nclient = \"a crm\"\nsha256 = \"{}\"\nscopes = [\"event\"]\ncolour = 1\n[[token]]\n",
            "ab".repeat(31)
        ));
        for part in [
            ":2: token[0].client",
            ":3: token[0].sha256",
            "\"event\" is not a scope",
            "token[0].colour",
            "token[1].scopes: is missing",
        ] {
            assert!(said.contains(part), "{part} is not in {said}");
        }
        assert!(!said.contains("abab"), "{said}");
        assert!(problems(&good().replace("[\"events\"]", "[]")).contains("allows nothing"));
    }
}

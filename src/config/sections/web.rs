//! `[web]`.

use std::net::IpAddr;

use crate::{
    config::{
        parse::{Wrong, parsed, path, texts, wrong},
        reader::Section,
    },
    web::{Settings, TlsSettings},
};

/// Where certificates are kept that the appliance makes.
const TLS_FOLDER: &str = "/var/lib/showfloor/tls";

/// None where nothing is to listen, or what is wrong has been noted.
pub(super) fn web(mut section: Section<'_>) -> Option<Settings> {
    let path = path(&section);
    let listen = section.optional("listen", |value| {
        parsed(value).or_else(|_: Wrong| {
            wrong(
                "is not an address and a port",
                "such as \"127.0.0.1:8080\": digits, no name",
            )
        })
    });
    let tokens_file = section.optional("tokens_file", &path);
    let names = section.optional("names", texts);
    let folder = section.optional("tls_folder", &path);
    let certificate = section.optional("certificate_file", &path);
    let key = section.optional("key_file", &path);
    let tls = match (certificate, key, names) {
        (Some(certificate), Some(key), _) => Some(TlsSettings::Own { certificate, key }),
        (None, None, Some(names)) => Some(TlsSettings::Made {
            folder: folder.unwrap_or_else(|| TLS_FOLDER.into()),
            names: checked(&mut section, names),
        }),
        (None, None, None) => None,
        (Some(_), None, _) | (None, Some(_), _) => {
            let what = "belongs together with web.key_file, and one of the two is missing";
            let hint =
                "name both, or neither: then web.names lets the appliance make a certificate";
            section.problem_at("certificate_file", what.to_owned(), hint.to_owned());
            None
        }
    };
    let settings = listen.and_then(|listen| {
        let settings = Settings::new(listen, tls, tokens_file);
        settings
            .map_err(|what| {
                let hint = "add web.names = [\"the name or address by which tablets reach it\"]: the appliance makes a certificate; or listen on 127.0.0.1";
                section.problem_at("listen", what.to_owned(), hint.to_owned());
            })
            .ok()
    });
    section.close();
    settings
}

/// What can stand in a certificate and in an address of a browser.
fn checked(section: &mut Section<'_>, names: Vec<String>) -> Vec<String> {
    let fits = |name: &String| {
        let letter = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
        let host = (1..=64).contains(&name.len()) && name.chars().all(letter);
        host || name.parse::<IpAddr>().is_ok()
    };
    if let Some(wrong) = names.iter().find(|name| !fits(name)) {
        let what = format!("{wrong:?} is neither a host's name nor an address");
        let hint = "such as [\"showroom.example\", \"192.168.1.20\"], without scheme and port";
        section.problem_at("names", what, hint.to_owned());
    } else if names.is_empty() {
        let hint = "the names and addresses by which tablets reach the appliance";
        section.problem_at("names", "is empty".to_owned(), hint.to_owned());
    }
    names
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::config::reader::document;

    fn read(text: &str) -> Result<Option<String>, String> {
        let (read, _) = document(Path::new("/etc/x.toml"), text, "", |mut root| {
            Some(super::web(root.section("web")))
        });
        let address = |settings: super::Settings| settings.listen().to_string();
        read.map(|web| web.map(address))
            .map_err(|problems| problems.to_string())
    }

    #[test]
    fn nothing_listens_unless_an_address_of_this_machine_is_given() {
        assert_eq!(read("[web]"), Ok(None));
        assert_eq!(read(""), Ok(None));
        for address in ["127.0.0.1:8080", "[::1]:80"] {
            let text = format!("[web]\nlisten = \"{address}\"\ntokens_file = \"t\"");
            assert_eq!(read(&text), Ok(Some(address.to_owned())));
        }
        let tls =
            "[web]\nlisten = \"192.0.2.7:8443\"\nnames = [\"showroom.example\", \"2001:db8::1\"]";
        assert_eq!(read(tls), Ok(Some("192.0.2.7:8443".to_owned())));
        let own = "[web]\nlisten = \"192.0.2.7:8443\"\ncertificate_file = \"c\"\nkey_file = \"k\"";
        assert_eq!(read(own), Ok(Some("192.0.2.7:8443".to_owned())));
        for (text, said) in [
            ("listen = \"0.0.0.0:80\"", "there is no TLS"),
            ("listen = \"192.0.2.7:80\"", "add web.names"),
            (
                "listen = \"192.0.2.7:80\"\nnames = [\"https://x\"]",
                "without scheme",
            ),
            ("listen = \"127.0.0.1:80\"\nnames = []", "is empty"),
            (
                "listen = \"127.0.0.1:80\"\nkey_file = \"k\"",
                "belongs together",
            ),
            ("listen = \"localhost:80\"\ntokens_file = \"t\"", "digits"),
            ("listen = 80", "not an address"),
        ] {
            let problems = read(&format!("[web]\n{text}")).unwrap_err();
            assert!(problems.contains(said), "{problems}");
        }
    }
}

//! `[web]`.

use crate::{
    config::{
        parse::{Wrong, parsed, path, wrong},
        reader::Section,
    },
    web::Settings,
};

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
    let hint = "the file of the tokens by which others may ask, such as \"/var/lib/showfloor/tokens.toml\"; `showfloor web token` makes it";
    let tokens_file = match listen {
        Some(_) => section.required("tokens_file", hint, &path),
        None => section.optional("tokens_file", &path),
    };
    let (Some(listen), Some(tokens_file)) = (listen, tokens_file) else {
        section.close();
        return None;
    };
    let settings = Settings::new(listen, tokens_file);
    let settings = settings.map_err(|what| {
        let hint = "listen on 127.0.0.1, and let a web server with TLS on this machine pass requests on; TLS of the appliance's own comes with its pages";
        section.problem_at("listen", what.to_owned(), hint.to_owned());
    });
    section.close();
    settings.ok()
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
        for (text, said) in [
            ("listen = \"0.0.0.0:80\"\ntokens_file = \"t\"", "has no TLS"),
            (
                "listen = \"192.0.2.7:80\"\ntokens_file = \"t\"",
                "TLS of the appliance's own",
            ),
            ("listen = \"localhost:80\"\ntokens_file = \"t\"", "digits"),
            ("listen = \"127.0.0.1:80\"", "web.tokens_file: is missing"),
            ("listen = 80", "not an address"),
        ] {
            let problems = read(&format!("[web]\n{text}")).unwrap_err();
            assert!(problems.contains(said), "{problems}");
        }
    }
}

//! `[[group]]`.

use super::super::{
    parse::{name, parsed, path},
    reader::Section,
};
use crate::publish::GroupSite;

pub(super) fn group_site(mut section: Section<'_>) -> Option<GroupSite> {
    let id = section.required("id", "a short name such as \"north\"", name);
    let url = section.required(
        "url",
        "where the site's web server is, such as \"https://north.example:8443\"",
        parsed,
    );
    let file = path(&section);
    let token_file = section.optional("token_file", &file);
    let ca_file = section.optional("ca_file", &file);
    section.close();
    Some(GroupSite {
        id: id?,
        url: url?,
        token_file,
        ca_file,
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::config::{self, Config};

    fn load(sites: &str) -> Result<Config, String> {
        let showroom = include_str!("../../../tests/data/showroom.toml");
        let showroom = showroom.replace("rules = \"rules.toml\"", "");
        let text = format!("{showroom}\n{sites}");
        config::load_text(Path::new("test.toml"), &text).map_err(|problems| problems.to_string())
    }

    #[test]
    fn a_site_of_the_group_is_reached_by_tls_and_each_has_a_name_of_its_own() {
        let north = "[[group]]\nid = \"north\"\nurl = \"https://north.example:8443\"\n";
        let config = load(north).unwrap();
        assert_eq!(
            config.group[0].url.to_string(),
            "https://north.example:8443"
        );
        let bad = "[[group]]\nid = \"north\"\nurl = \"http://north.example\"\npassword = \"x\"\n";
        let said = load(&format!("{north}{bad}")).unwrap_err();
        for problem in [
            "group[1].url",
            "not encrypted",
            "password: is not a known key",
        ] {
            assert!(said.contains(problem), "{problem}: {said}");
        }
        let twice = load(&format!("{north}{north}")).unwrap_err();
        assert!(twice.contains("\"north\" is taken by another"), "{twice}");
    }
}

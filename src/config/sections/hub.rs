//! `store.url`, and what belongs to it.

use crate::{
    config::{
        parse::{path, text, wrong},
        reader::Section,
    },
    store::{HubError, HubSettings},
};

/// Where several appliances share what they keep; `None` without `url`, or where something is wrong.
pub(super) fn settings(section: &mut Section<'_>) -> Option<HubSettings> {
    let file = path(section);
    let url = section.optional("url", |value| {
        let url = text(value)?;
        match HubSettings::check_url(&url) {
            Ok(()) => Ok(Some(url)),
            // What stands there may be a password.
            Err(HubError::PasswordInUrl) => wrong(
                "has a password in it",
                "take it out: it comes from the systemd credential \"hub-password\" or from store.hub_password_file",
            ),
            Err(error) => {
                let said = error.to_string();
                let said = said.lines().next().unwrap_or_default();
                wrong(
                    said.strip_prefix("store.url: ").unwrap_or(said),
                    "\"postgres://user@host:5432/database\"",
                )
            }
        }
    });
    let password_file = section.optional("hub_password_file", &file);
    let ca_file = section.optional("hub_ca_file", &file);
    let Some(url) = url.flatten() else {
        section.optional("appliance", text);
        section.optional("hub_key_file", &file);
        return None;
    };
    let appliance = section.required(
        "appliance",
        "this appliance's name, which no other of the showroom has, such as \"hall\"",
        text,
    );
    let key_file = section.required(
        "hub_key_file",
        "the file of the hub's key, such as \"/etc/showfloor/hub.key\"",
        &file,
    );
    Some(HubSettings {
        url,
        appliance: appliance?,
        password_file,
        key_file: key_file?,
        ca_file,
    })
}

//! `[mqtt]`.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
};

use toml::de::DeValue;

use crate::{
    config::{
        parse::{Wrong, name, parsed, path, text, whole, wrong, yes_or_no},
        reader::Section,
    },
    publish::{Broker, Embedded, Settings},
};

pub(super) fn mqtt(mut section: Section<'_>) -> Option<Settings> {
    let path = path(&section);
    let port = section.optional("embedded_port", whole(0..=65_535));
    let listen = section.optional("embedded_listen", listen_address);
    let users_file = section.optional("embedded_users_file", &path);
    let user = section.optional("user", text);
    check_embedded(&section, port, listen, users_file.as_ref(), user.as_ref());
    let on_loopback = || SocketAddr::from((Ipv4Addr::LOCALHOST, port.unwrap_or(1883) as u16));
    let embedded = Embedded {
        listen: listen.unwrap_or_else(on_loopback),
        users_file,
    };
    let settings = Settings {
        site: String::new(),
        password_file: section.optional("password_file", &path),
        ca_file: section.optional("ca_file", &path),
        client_id: section.optional("client_id", name),
        tablets_file: section.optional("tablets_file", &path),
        homeassistant: homeassistant(&mut section),
        broker: broker(&mut section, embedded)?,
        user,
    };
    section.close();
    Some(settings)
}

/// Where Home Assistant looks for what there is, if it is to find us.
fn homeassistant(section: &mut Section<'_>) -> Option<String> {
    let (mut wanted, mut prefix) = (false, "homeassistant".to_owned());
    section.set("homeassistant", &mut wanted, yes_or_no);
    section.set("homeassistant_prefix", &mut prefix, topic_prefix);
    wanted.then_some(prefix)
}

fn topic_prefix(value: &DeValue<'_>) -> Result<String, Wrong> {
    let prefix = text(value)?;
    let forbidden = |c: char| matches!(c, '+' | '#') || c.is_control();
    let whole = !prefix.contains(forbidden) && prefix.split('/').all(|level| !level.is_empty());
    if whole && prefix.len() <= 64 {
        return Ok(prefix);
    }
    wrong(
        format!("{prefix:?} cannot begin a topic"),
        "the discovery prefix as Home Assistant's MQTT options have it, such as \"homeassistant\"",
    )
}

fn broker(section: &mut Section<'_>, embedded: Embedded) -> Option<Broker> {
    let broker = section.required(
        "broker",
        "\"embedded\", or the address of yours: \"mqtts://host:8883\"",
        |value| match text(value)?.as_str() {
            "embedded" => Ok(None),
            _ => parsed(value).map(Some),
        },
    )?;
    let Some(address) = broker else {
        return Some(Broker::Embedded(embedded));
    };
    for key in ["embedded_listen", "embedded_users_file"] {
        if section.span(key).is_some() {
            section.problem_at(
                key,
                "is for the embedded broker, and mqtt.broker names another".to_owned(),
                "leave it out: users of your broker are made there (scripts/mosquitto-users)"
                    .to_owned(),
            );
        }
    }
    Some(Broker::At(address))
}

/// What the keys of the embedded broker say together.
fn check_embedded(
    section: &Section<'_>,
    port: Option<u32>,
    listen: Option<SocketAddr>,
    users_file: Option<&PathBuf>,
    user: Option<&String>,
) {
    if let (Some(port), Some(listen)) = (port, listen)
        && port != u32::from(listen.port())
    {
        section.problem_at(
            "embedded_listen",
            format!(
                "names port {}, and mqtt.embedded_port names {port}",
                listen.port()
            ),
            "leave mqtt.embedded_port out: the port stands in mqtt.embedded_listen".to_owned(),
        );
    }
    if let (Some(listen), None) = (listen, users_file)
        && !listen.ip().is_loopback()
    {
        section.problem_at(
            "embedded_listen",
            format!("{listen} can be reached from other machines, and everybody there could read and write everything"),
            "give users and passwords in mqtt.embedded_users_file; for tablets use Mosquitto (config/mosquitto/)".to_owned(),
        );
    }
    if users_file.is_some() && user.is_none() {
        section.problem_at(
            "embedded_users_file",
            "the appliance must log in by it, too, and mqtt.user is missing".to_owned(),
            "set mqtt.user and mqtt.password_file to one of its users".to_owned(),
        );
    }
}

/// An address of this machine, and a port.
fn listen_address(value: &DeValue<'_>) -> Result<SocketAddr, Wrong> {
    let address = text(value)?;
    address.parse().or_else(|_| {
        wrong(
            format!("{address:?} is not an address and port"),
            "\"0.0.0.0:1883\" for all networks of this machine, or one of its addresses: \"192.168.1.10:1883\"",
        )
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::config::load_text;

    /// What is wrong with an `[mqtt]` section, in a file where much else is missing.
    fn told(lines: &str) -> String {
        let text = format!("[mqtt]\n{lines}\n");
        load_text(Path::new("test.toml"), &text)
            .unwrap_err()
            .to_string()
    }

    #[test]
    fn keys_of_the_embedded_broker_that_contradict_each_other_are_told() {
        for (lines, about) in [
            (
                "broker = \"embedded\"\nembedded_port = 1884\nembedded_listen = \"127.0.0.1:1883\"",
                "port 1883, and mqtt.embedded_port names 1884",
            ),
            (
                "broker = \"embedded\"\nembedded_listen = \"0.0.0.0:1883\"",
                "can be reached from other machines",
            ),
            (
                "broker = \"embedded\"\nembedded_listen = \"1883\"",
                "is not an address and port",
            ),
            (
                "broker = \"embedded\"\nembedded_users_file = \"users\"",
                "mqtt.user is missing",
            ),
            (
                "broker = \"mqtt://b\"\nembedded_listen = \"127.0.0.1:1883\"",
                "mqtt.broker names another",
            ),
        ] {
            let said = told(lines);
            assert!(said.contains(about), "{said}");
        }
    }

    #[test]
    fn keys_that_agree_are_taken() {
        let said = told(
            "broker = \"embedded\"\nembedded_port = 1883\nembedded_listen = \"0.0.0.0:1883\"\nembedded_users_file = \"users\"\nuser = \"a\"",
        );
        assert!(!said.contains("mqtt."), "{said}");
    }
}

//! What is written can be read, says what was answered, and explains itself.

use std::path::Path;

use super::*;
use crate::{config::Config, publish::Broker};

fn site() -> NewSite {
    NewSite {
        id: "river".into(),
        name: "Motors \"by the river\"".into(),
        timezone: "Europe/Lisbon".into(),
        languages: vec!["fr".into(), "en".into()],
        privacy: NewPrivacy {
            recognition: Recognition::All,
            legal_basis: Some("record no. 12".into()),
            retention_days: Some(30),
        },
        cameras: vec![camera("hall", true), camera("desk", false)],
        broker: NewBroker::At {
            url: "mqtts://broker.example:8883".into(),
            login: Some(NewLogin {
                user: "showfloor".into(),
                password_file: "mqtt-password".into(),
            }),
            ca_file: Some("/etc/broker/ca.crt".into()),
        },
        web: Some(NewWeb {
            listen: "0.0.0.0:8443".into(),
            names: vec!["192.0.2.7".into(), "showroom".into()],
        }),
        data: Some("/srv/showfloor".into()),
    }
}

fn camera(id: &str, login: bool) -> NewCamera {
    NewCamera {
        id: id.into(),
        url: format!("rtsp://{id}.example:554/stream1"),
        login: login.then(|| NewLogin {
            user: "viewer".into(),
            password_file: format!("camera-{id}-password"),
        }),
    }
}

fn read(text: &str) -> Config {
    load_text(Path::new("/etc/x/showfloor.toml"), text).unwrap_or_else(|e| panic!("{e}\n{text}"))
}

#[test]
fn every_answer_is_in_it() {
    let config = read(&site().text());
    assert_eq!(
        (&*config.site.id, &*config.site.name),
        ("river", "Motors \"by the river\"")
    );
    assert_eq!(config.site.timezone.iana_name(), Some("Europe/Lisbon"));
    assert_eq!(config.site.languages, ["fr", "en"]);
    assert_eq!(config.privacy.recognition, Recognition::All);
    assert_eq!(config.privacy.legal_basis.as_deref(), Some("record no. 12"));
    assert_eq!(config.privacy.retention_days, Some(30));
    let cameras: Vec<_> = config
        .cameras
        .iter()
        .map(|c| (c.id.as_str(), c.source.to_string(), c.login.is_some()))
        .collect();
    let of = |id: &'static str, login| (id, format!("rtsp://{id}.example:554/stream1"), login);
    assert_eq!(cameras, [of("hall", true), of("desk", false)]);
    let password = config.cameras[0].login.as_ref().unwrap();
    assert_eq!(
        password.password_file.as_deref(),
        Some(Path::new("/etc/x/camera-hall-password"))
    );
    let Broker::At(address) = &config.mqtt.broker else {
        panic!("{:?}", config.mqtt.broker);
    };
    assert_eq!(address.to_string(), "mqtts://broker.example:8883");
    assert_eq!(config.mqtt.user.as_deref(), Some("showfloor"));
    assert!(config.mqtt.ca_file.is_some() && config.mqtt.password_file.is_some());
    let web = config.web.expect("pages");
    assert_eq!(
        web.url(web.listen()),
        "https://192.0.2.7:8443/",
        "by the first of the names"
    );
    assert_eq!(config.store.path, Path::new("/srv/showfloor/store.db"));
    assert_eq!(config.store.key_file, Path::new("/srv/showfloor/store.key"));
    assert!(config.zones.is_empty() && config.products.is_empty());
}

#[test]
fn a_site_without_cameras_pages_and_broker_has_none() {
    let bare = NewSite {
        cameras: Vec::new(),
        broker: NewBroker::Embedded,
        web: None,
        data: None,
        privacy: NewPrivacy {
            recognition: Recognition::VisitOnly,
            legal_basis: None,
            retention_days: None,
        },
        ..site()
    };
    let config = read(&bare.text());
    assert!(config.cameras.is_empty() && config.web.is_none());
    assert!(matches!(config.mqtt.broker, Broker::Embedded(_)));
    assert_eq!(config.store.path, Path::new("/var/lib/showfloor/store.db"));
}

/// Whatever is filled in, what the sample explains is explained, in its order.
#[test]
fn every_key_keeps_its_comment() {
    let sample = include_str!("../../../config/showfloor.toml");
    let (_, sample) = sample.split_once("\n\n").unwrap();
    let is_comment = |line: &&str| line.starts_with("# ");
    let wanted: Vec<_> = sample.lines().filter(is_comment).collect();
    let text = site().text();
    let (_, written) = text.split_once("\n\n").unwrap();
    let got: Vec<_> = written.lines().filter(is_comment).collect();
    assert_eq!(got, wanted);
    // And stands below it, with nothing but other keys between.
    let above = |text: &str, key: &str| {
        let lines: Vec<_> = text.lines().collect();
        let at = lines.iter().position(|line| {
            let line = line.strip_prefix('#').unwrap_or(line);
            line.starts_with(&format!("{key} = "))
        });
        let above = lines[..at.unwrap()].iter().rev();
        above
            .copied()
            .find(|line| line.starts_with("# "))
            .map(str::to_owned)
    };
    for key in [
        "timezone",
        "recognition",
        "retention_days",
        "broker",
        "listen",
        "names",
        "backup_directory",
    ] {
        assert_eq!(above(&text, key), above(sample, key), "{key}");
    }
}

#[test]
fn one_answer_is_judged_by_what_the_configuration_says_of_it() {
    let wrong = |header, key, value| wrong_value(header, key, value).map(|p| p.hint);
    assert_eq!(wrong("[site]", "id", "north"), None);
    assert!(wrong("[site]", "id", "a b").is_some_and(|hint| hint.contains("letters")));
    assert!(wrong("[site]", "timezone", "Europe/Warschau").is_some());
    assert_eq!(wrong("[[camera]]", "url", "rtsp://h/p"), None);
    assert!(wrong("[[camera]]", "url", "http://h/p").is_some_and(|hint| hint.contains("rtsp")));
    assert!(wrong("[mqtt]", "broker", "tcp://b").is_some());
    assert_eq!(wrong("[mqtt]", "broker", "embedded"), None);
    assert!(wrong("[web]", "listen", "8443").is_some_and(|hint| hint.contains("127.0.0.1:8080")));
    let listen = |header| wrong(header, "listen", "0.0.0.0:8443");
    assert!(listen("[web]").is_some() && listen("[web]\nnames = [\"x\"]").is_none());
    let languages = |of: &[&str]| {
        let of: Vec<_> = of.iter().map(ToString::to_string).collect();
        wrong_list("[site]", "languages", &of)
    };
    assert!(languages(&["en", "de"]).is_none() && languages(&["en", "es"]).is_some());
}

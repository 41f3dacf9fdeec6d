//! What each key of the configuration means.

mod behaviour;
mod camera;
mod group;
mod hub;
mod mqtt;
mod privacy;
mod web;
mod webhook;

use std::{collections::BTreeMap, fs, path::PathBuf};

use jiff::tz::TimeZone;
use toml::de::DeValue;

use self::{
    behaviour::behaviour, camera::camera, group::group_site, mqtt::mqtt, privacy::privacy,
    web::web, webhook::webhook,
};
use super::{
    load::{Config, Site},
    parse::{
        Wrong, hours, maybe_text, name, number, one_of, path, polygon, ratio, seconds, text, texts,
        timezone, whole, wrong,
    },
    reader::Section,
    references::{check_references, ids},
    rules::{OURS, ideal_file, our_parts, rule_file},
};
use crate::{
    alerts, identity,
    scoring::RuleSet,
    store, track,
    types::{Product, Zone, ZoneKind},
    vision::{self, Provider},
};

const HOUR: f64 = 3600.0;

/// Reads the whole file; `None` where something without a default is missing or wrong.
pub(super) fn config(mut root: Section<'_>) -> Option<Config> {
    let site = site(root.section("site"));
    let mut floor = BTreeMap::new();
    let cameras = root.list("camera").into_iter();
    let cameras: Vec<_> = cameras.map(|section| camera(section, &mut floor)).collect();
    let zones: Vec<_> = root.list("zone").into_iter().map(zone).collect();
    let products: Vec<_> = root.list("product").into_iter().map(product).collect();
    let mut vision = models(root.section("models"));
    let identity = identity_settings(root.section("identity"));
    // What decides nothing needs no signature.
    vision.min_embed_quality = identity.min_quality;
    let languages = site.as_ref().map_or(&[][..], |site| &site.languages[..]);
    let privacy = privacy(root.section("privacy"), languages);
    vision.portraits = privacy.as_ref().is_some_and(|p| p.live_thumbnail);
    let (presence, behaviour) = behaviour(root.section("behaviour"));
    let rules = scoring(root.section("scoring"));
    let alerts = alert_settings(root.section("alerts"));
    let mqtt = mqtt(root.section("mqtt"));
    let store = store_settings(root.section("store"));
    let webhooks: Vec<_> = root.list("webhook").into_iter().map(webhook).collect();
    let group: Vec<_> = root.list("group").into_iter().map(group_site).collect();
    let web = web(root.section("web"));
    check_references(root.source(), &cameras, &zones, &products);
    ids(root.source(), "webhook", &webhooks, |w| w.id.as_str());
    ids(root.source(), "group", &group, |site| site.id.as_str());
    root.close();
    Some(spread(Config {
        cameras: all(cameras)?,
        floor,
        zones: all(zones)?,
        products: all(products)?,
        vision,
        track: track::Settings::default(),
        identity,
        presence,
        behaviour,
        rules: rules.0?,
        rules_text: rules.1,
        alerts,
        privacy: privacy?,
        mqtt: mqtt?,
        store: store?,
        webhooks: all(webhooks)?,
        group: all(group)?,
        web,
        site: site?,
        sha256: String::new(),
    }))
}

/// Gives the stages what they need of the site.
fn spread(mut config: Config) -> Config {
    let Site {
        id,
        timezone,
        languages,
        opening,
        ..
    } = config.site.clone();
    config.behaviour.timezone = timezone.clone();
    let language = languages.into_iter().next().unwrap_or_else(|| "en".into());
    config.alerts = alerts::Settings {
        site: id.clone(),
        language,
        timezone,
        opening,
        hold_off: config.behaviour.returning.hold_off,
        ..config.alerts
    };
    config.mqtt.site = id;
    config
}

/// All or none; which one is wrong has been noted already.
fn all<T>(items: Vec<Option<T>>) -> Option<Vec<T>> {
    items.into_iter().collect()
}

fn site(mut section: Section<'_>) -> Option<Site> {
    let id = section.required(
        "id",
        "a short name of the showroom, such as \"north\"; it becomes part of MQTT topics",
        name,
    );
    let label = section.optional("name", text);
    let timezone = section.required(
        "timezone",
        "an IANA name such as \"Europe/Warsaw\"",
        timezone,
    );
    let mut languages = vec!["en".to_owned()];
    section.set("languages", &mut languages, known_languages);
    let opening = section.optional("opening", hours);
    let operator = section.optional("operator", text);
    let privacy_contact = section.optional("privacy_contact", text);
    section.close();
    let id = id?;
    Some(Site {
        name: label.unwrap_or_else(|| id.clone()),
        id,
        timezone: timezone.unwrap_or(TimeZone::UTC),
        languages,
        opening,
        operator,
        privacy_contact,
    })
}

fn known_languages(value: &DeValue<'_>) -> Result<Vec<String>, Wrong> {
    let languages = texts(value)?;
    match languages
        .iter()
        .find(|l| !["en", "fr", "pl", "de"].contains(&l.as_str()))
    {
        Some(other) => wrong(
            format!("{other:?} is not a language of showfloor"),
            "any of en, fr, pl, de, the main one first",
        ),
        None if languages.is_empty() => {
            wrong("is empty", "any of en, fr, pl, de, the main one first")
        }
        None => Ok(languages),
    }
}

fn zone(mut section: Section<'_>) -> Option<Zone> {
    const KINDS: &[(&str, ZoneKind)] = &[
        ("product", ZoneKind::Product),
        ("desk", ZoneKind::Desk),
        ("service", ZoneKind::Service),
        ("entrance", ZoneKind::Entrance),
        ("lounge", ZoneKind::Lounge),
        ("check-in", ZoneKind::CheckIn),
        ("exclude", ZoneKind::Exclude),
    ];
    let id = section.required("id", "a short name such as \"window\"", name);
    let camera = section.required(
        "camera",
        "the id of the camera in whose picture it is drawn",
        name,
    );
    let kind = section.required(
        "kind",
        "one of product, desk, service, entrance, lounge, check-in, exclude",
        one_of(KINDS),
    );
    let mut label = String::new();
    section.set("label", &mut label, maybe_text);
    let polygon = section.required(
        "polygon",
        "three or more [x, y] pairs in fractions of the image",
        polygon,
    );
    section.close();
    Some(Zone {
        id: id?.into(),
        camera: camera?.into(),
        kind: kind?,
        label,
        polygon: polygon?,
    })
}

fn product(mut section: Section<'_>) -> Option<Product> {
    let id = section.required("id", "a short name such as \"kona\"", name);
    let label = section.required(
        "label",
        "what staff call the car, such as \"Kona Electric\"",
        text,
    );
    let (mut category, mut stock_number) = (String::new(), String::new());
    section.set("category", &mut category, maybe_text);
    section.set("stock_number", &mut stock_number, maybe_text);
    let zone = section.optional("zone", name).map(Into::into);
    section.close();
    Some(Product {
        id: id?.into(),
        label: label?,
        category,
        stock_number,
        zone,
    })
}

fn models(mut section: Section<'_>) -> vision::Settings {
    const PROVIDERS: &[(&str, Provider)] =
        &[("cpu", Provider::Cpu), ("openvino", Provider::OpenVino)];
    let mut settings = vision::Settings::default();
    let path = path(&section);
    if let Some(manifest) = section.optional("manifest", &path) {
        settings.list(manifest);
    }
    if let Some(dir) = section.optional("dir", &path) {
        settings.dirs.insert(0, dir);
    }
    settings.runtime = section.optional("runtime", &path);
    section.set("provider", &mut settings.provider, one_of(PROVIDERS));
    section.set("face_score", &mut settings.face_score, ratio(0.1..=1.0));
    section.set("person_score", &mut settings.person_score, ratio(0.1..=1.0));
    section.set("people_every", &mut settings.people_every, whole(1..=30));
    section.set(
        "face_input_px",
        &mut settings.face_input_px,
        whole(160..=1920),
    );
    section.close();
    settings
}

fn identity_settings(mut section: Section<'_>) -> identity::Settings {
    let mut settings = identity::Settings::default();
    section.set(
        "false_recognitions",
        &mut settings.false_recognitions,
        number(0.0001..=0.2),
    );
    settings.threshold = section.optional("threshold", ratio(0.2..=0.95));
    section.set("min_quality", &mut settings.min_quality, ratio(0.05..=1.0));
    section.set("min_faces", &mut settings.min_faces, whole(1..=8));
    let mut templates = settings.templates as u32;
    section.set("templates", &mut templates, whole(1..=20));
    settings.templates = templates as usize;
    section.gone(
        &["accept", "margin", "reject"],
        "leave it out: the threshold follows from identity.false_recognitions and the number of people known",
    );
    section.close();
    settings
}

/// The rules, and the text of their file.
fn scoring(mut section: Section<'_>) -> (Option<RuleSet>, String) {
    let hint = "relative paths start at the configuration's folder; leave `rules` out for the rules of the program";
    let rules = named_file(&mut section, "rules", hint);
    let hint = "relative paths start at the configuration's folder; config/scoring/fit-segments.toml shows how it is written";
    let ideal = named_file(&mut section, "ideal", hint);
    let source = section.source();
    let span = section.span("ideal");
    let complete = rules.is_some() == section.span("rules").is_some()
        && ideal.is_some() == section.span("ideal").is_some();
    section.close();
    let note = |problems| {
        source.add(problems);
        None
    };
    let mut parts = match &rules {
        Some((file, text)) => rule_file(file, text).map_or_else(note, Some),
        None => Some(our_parts()),
    };
    let mut read = None;
    if let Some((file, text)) = ideal {
        match ideal_file(&file, &text) {
            Ok((ideal, profile)) => {
                if let Some(parts) = &mut parts
                    && let Err(clash) = parts.join(&ideal, profile)
                {
                    source.problem(
                        span.clone(),
                        "scoring.ideal",
                        clash,
                        "the two files are used together: give it another name in one of them",
                    );
                }
                read = Some(ideal);
            }
            Err(problems) => source.add(problems),
        }
    }
    let set = parts
        .filter(|_| complete)
        .map(|parts| RuleSet::new(parts, read));
    let text = rules.map_or_else(|| OURS.to_owned(), |(_, text)| text);
    (set, text)
}

/// A file that the configuration names, and its text.
fn named_file(
    section: &mut Section<'_>,
    key: &'static str,
    hint: &str,
) -> Option<(PathBuf, String)> {
    let path = path(section);
    section.optional(key, |value| {
        let path = path(value)?;
        let path = std::path::absolute(&path).unwrap_or(path);
        let text = fs::read_to_string(&path)
            .or_else(|e| wrong(format!("cannot read {}: {e}", path.display()), hint))?;
        Ok((path, text))
    })
}

fn alert_settings(mut section: Section<'_>) -> alerts::Settings {
    let mut settings = alerts::Settings::default();
    section.set(
        "approach_within_s",
        &mut settings.approach_within,
        seconds(10.0..=HOUR),
    );
    section.set(
        "widen_after_s",
        &mut settings.widen_after,
        seconds(0.0..=HOUR),
    );
    section.set(
        "claim_holds_s",
        &mut settings.claim_holds,
        seconds(30.0..=HOUR),
    );
    section.set("cooldown_s", &mut settings.cooldown, seconds(0.0..=HOUR));
    section.set(
        "just_looking_s",
        &mut settings.just_looking,
        seconds(0.0..=8.0 * HOUR),
    );
    section.set("most_per_staff", &mut settings.most_per_staff, |value| {
        whole(1..=1_000)(value).map(|n| n as usize)
    });
    section.set(
        "expires_after_s",
        &mut settings.expires_after,
        seconds(30.0..=12.0 * HOUR),
    );
    section.set(
        "snooze_for_s",
        &mut settings.snooze_for,
        seconds(10.0..=HOUR),
    );
    section.close();
    settings
}

fn store_settings(mut section: Section<'_>) -> Option<store::Settings> {
    let file = path(&section);
    let path = section.required(
        "path",
        "the store's file, such as \"/var/lib/showfloor/store.db\"",
        &file,
    );
    let key_file = section.required(
        "key_file",
        "the file of its key, such as \"/var/lib/showfloor/store.key\"",
        &file,
    );
    let keyring_file = section.optional("keyring_file", |value| {
        let keyring = file(value)?;
        if [&path, &key_file].contains(&&Some(keyring.clone())) {
            return wrong(
                "is a file that has something else in it already",
                "a file of its own; without this line it is made beside the store",
            );
        }
        Ok(keyring)
    });
    let directory = section.optional("backup_directory", &file);
    let keep_days = section.optional("backup_keep_days", whole(1..=3650));
    let reserve_mb = section.optional("reserve_mb", whole(0..=1_000_000));
    let hub = hub::settings(&mut section);
    section.close();
    let backups = directory.map(|directory| store::Backups {
        directory,
        keep_days: keep_days.unwrap_or(store::Backups::KEEP_DAYS),
    });
    Some(store::Settings {
        path: path?,
        key_file: key_file?,
        keyring_file,
        backups,
        reserve: reserve_mb.map_or(store::Settings::RESERVE, |megabytes: u32| {
            u64::from(megabytes) << 20
        }),
        hub,
    })
}

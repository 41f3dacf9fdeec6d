//! The facts that a data-protection impact assessment (GDPR, Article 35) asks for, of the configuration as it is: what is
//! processed, by what, for how long, who is given it, and what protects it. What only people can say stands open.

use std::fmt::Write;

use jiff::Timestamp;

use crate::{
    config::{self, Config},
    publish::Broker,
    store::{Accounts, Reader},
    types::{RecogniseIn, Recognition, Role, ZoneKind},
    vision,
};

/// The facts as a Markdown document; `at` is when it is written.
///
/// # Errors
/// The store cannot be opened or read. A model that is missing is said in the document.
pub fn dpia(config: &Config, at: Timestamp) -> anyhow::Result<String> {
    let reader = Reader::open(&config.store)?;
    let day = at.to_zoned(config.site.timezone.clone());
    let mut text = format!(
        "# Facts for the data-protection impact assessment of {}\n\n\
        Written by showfloor {} on {}, from the configuration with the SHA-256 `{}`. Write it anew after each change. \
        What stands in [brackets] is for the data-protection officer to say.\n\n\
        Who answers for it: {}. Whom those concerned ask: {}.\n",
        config.site.name,
        env!("CARGO_PKG_VERSION"),
        day.strftime("%Y-%m-%d"),
        config.sha256,
        config.site.operator.as_deref().unwrap_or("[site.operator]"),
        config
            .site
            .privacy_contact
            .as_deref()
            .unwrap_or("[site.privacy_contact]"),
    );
    part(&mut text, "What is processed", &processing(config));
    part(&mut text, "Where it looks", &cameras(config));
    part(&mut text, "Networks", &models(config));
    part(
        &mut text,
        "What is kept, and for how long",
        &kept(config, &reader)?,
    );
    part(&mut text, "Who sees it", &people(config, at)?);
    part(&mut text, "Who is given it", &recipients(config));
    part(&mut text, "What protects it", &measures(config, &reader)?);
    part(&mut text, "Rights of those concerned", RIGHTS);
    part(&mut text, "Open", OPEN);
    Ok(text)
}

const RIGHTS: &str = "\
* To be told: the sign at the entrance (page \"Sign\"), in the site's languages.
* To be shown what is kept: page \"Requests\", or `showfloor visitors export`.
* To be forgotten: page \"Requests\", or `showfloor visitors erase`; a signed receipt, checked by `showfloor visitors receipt`.
* To have it corrected: page of the visitor; every correction can be taken back and is in the audit log.
* To object: staff end a visitor's alerts at once; nothing is decided by machine alone: an alert asks a colleague to say hello.
";

const OPEN: &str = "\
* [Purpose, and why it cannot be had with less: counting without faces, mode \"visit-only\", fewer cameras.]
* [Legal basis of each part, works council, views of those concerned.]
* [Risks for visitors and colleagues as the site sees them, and why they are acceptable with these measures.]
* [Retention of the broker, of receivers and of backups.]
* [Their data-protection officer, the date of the next review.]
";

fn part(text: &mut String, title: &str, body: &str) {
    let _ = write!(text, "\n## {title}\n\n{}\n", body.trim_end());
}

fn processing(config: &Config) -> String {
    let privacy = &config.privacy;
    let mode = match privacy.recognition {
        Recognition::VisitOnly => {
            "faces are compared within a visit and forgotten when it ends; nobody is recognised on another day"
        }
        Recognition::OptIn => {
            "as \"visit-only\"; of visitors who consented, signatures are kept and compared across visits"
        }
        Recognition::All => "everyone's signatures are kept and compared across visits",
    };
    let reach = match (privacy.recognition, privacy.recognise_in) {
        (Recognition::OptIn, RecogniseIn::CheckIn) => {
            "* Faces are compared with kept ones in check-in zones alone; what matches nobody is dropped within a second.\n"
        }
        (Recognition::OptIn, RecogniseIn::Everywhere) => {
            "* Faces are compared with kept ones everywhere (a choice of the site, in the audit log at every start).\n"
        }
        _ => "",
    };
    let live = if privacy.live_thumbnail {
        "* A live picture of the face, for colleagues on the floor to find the visitor (a choice of the site, in the audit log at \
        every start): in memory alone, of whoever is here, one each, gone with the visit; to logins of the floor, over the pages' \
        connection, and never by the broker.\n"
    } else {
        ""
    };
    let basis = privacy.legal_basis.as_deref().unwrap_or("[to be stated]");
    format!(
        "* Pictures of cameras, in memory alone: never stored, never sent out of the house.\n\
        * Face signatures (biometric data, Article 9): mode `{}`: {mode}.\n\
        {reach}{live}* Colours of clothes, in memory, while somebody is there.\n\
        * Where people are, how long, at which car, with whom of the staff, who came together: events and scores, by a code.\n\
        * Colleagues who enrolled: their signatures, with their consent. Which colleague was where is not kept.\n\
        * Legal basis as configured: {basis}.\n\
        * Nothing else is inferred from a face: there are networks for finding faces and people and for telling faces apart, and \
        the program has no place for another.\n",
        privacy.recognition.as_str(),
    )
}

fn cameras(config: &Config) -> String {
    let mut text = String::new();
    for camera in &config.cameras {
        let zones = config.zones.iter().filter(|zone| zone.camera == camera.id);
        let named = |kind: ZoneKind| zones.clone().filter(|zone| zone.kind == kind).count();
        let _ = writeln!(
            text,
            "* camera `{}`: {} zones, of them {} that no network sees (`exclude`) and {} for checking in",
            camera.id,
            zones.clone().count(),
            named(ZoneKind::Exclude),
            named(ZoneKind::CheckIn),
        );
    }
    text
}

fn models(config: &Config) -> String {
    match vision::check(&config.vision) {
        Ok(models) => {
            let line = |m: &vision::ModelInfo| {
                format!(
                    "* {}: {} ({}), SHA-256 `{}`. {}\n",
                    m.role, m.name, m.licence, m.sha256, m.note
                )
            };
            models.iter().map(line).collect()
        }
        Err(error) => format!("* not in place: {error}\n"),
    }
}

fn kept(config: &Config, reader: &Reader) -> anyhow::Result<String> {
    let kept = reader.kept()?;
    let privacy = &config.privacy;
    let away = privacy.retention_days.map_or_else(
        || "until erased".to_owned(),
        |days| format!("until {days} days after the last visit"),
    );
    let signatures = match privacy.recognition {
        Recognition::VisitOnly => "until the visit ends, in memory alone".to_owned(),
        Recognition::OptIn => format!(
            "while the consent holds ({} days at most), and {away}",
            privacy.consent_days
        ),
        Recognition::All => away,
    };
    let history = privacy.history_days.map_or_else(
        || "until erased".to_owned(),
        |days| format!("until {days} days after the last visit, or until erased"),
    );
    let backups = config.store.backups.as_ref().map_or_else(
        || "none are made by the configuration".to_owned(),
        |backups| {
            format!(
                "{} days, encrypted; an erasure is done again in each that is put back",
                backups.keep_days
            )
        },
    );
    let live = if privacy.live_thumbnail {
        "; live ones of faces in memory until the visit ends"
    } else {
        ""
    };
    Ok(format!(
        "| what | now | how long |\n|---|---|---|\n\
        | signatures of visitors | {} | {signatures} |\n\
        | visitors (codes) | {} | {history} |\n\
        | visits | {} | {history} |\n\
        | events, scores, alerts, outcomes | {} | {history} |\n\
        | colleagues enrolled | {} | until removed |\n\
        | backups | | {backups} |\n\
        | the audit log | | for good, without what names somebody who was erased |\n\
        | pictures | 0 | never kept{live} |\n",
        kept.signatures, kept.visitors, kept.visits, kept.events, kept.staff,
    ))
}

fn people(config: &Config, at: Timestamp) -> anyhow::Result<String> {
    let accounts = Accounts::open(&config.store)?;
    let (all, devices) = (accounts.all()?, accounts.sessions(at)?);
    let mut text = String::new();
    for (role, what) in [
        (Role::Staff, "who is here now, alerts, a visitor's card"),
        (Role::Manager, "visits, scores, cars, rules"),
        (Role::Installer, "camera pictures while they set up, health"),
        (Role::Privacy, "consents, requests, the audit log"),
    ] {
        let of = all.iter().filter(|account| account.roles.contains(&role));
        let _ = writeln!(text, "* {} logins for {}: {what}", of.count(), role.word());
    }
    let paired = devices.iter().filter(|session| session.paired).count();
    let _ = writeln!(text, "* {paired} paired tablets, for the floor alone");
    Ok(text)
}

fn recipients(config: &Config) -> String {
    let mut text = match &config.mqtt.broker {
        Broker::Embedded(embedded) => {
            format!("* the broker in the program, at {}\n", embedded.listen)
        }
        Broker::At(address) => format!(
            "* the broker at {}:{}{}\n",
            address.host,
            address.port,
            if address.tls { ", over TLS" } else { "" }
        ),
    };
    for webhook in &config.webhooks {
        let _ = writeln!(
            text,
            "* `{}` at {}: visitors who agreed to be linked with `{}`, and nobody else",
            webhook.id, webhook.url, webhook.client
        );
    }
    let tokens = config.web.as_ref().and_then(|web| web.tokens_file.as_ref());
    match tokens.map(|file| config::tokens(file)) {
        None => text.push_str("* no other system asks over HTTP\n"),
        Some(Ok(tokens)) => {
            let n = tokens.count();
            let _ = writeln!(text, "* {n} tokens of other systems, each with its scopes");
        }
        Some(Err(_)) => text.push_str("* tokens of other systems: their file cannot be read\n"),
    }
    text.push_str(
        "* nobody outside of the building beyond these; no service of ours is told anything\n",
    );
    text
}

fn measures(config: &Config, reader: &Reader) -> anyhow::Result<String> {
    let check = reader.verify_audit()?;
    let log = match (check.broken_at, check.head) {
        (Some(number), _) => format!("changed at entry {number}: `showfloor audit verify`"),
        (None, Some(head)) => format!("{} entries, whole; head `{head}`", check.entries),
        (None, None) => "empty".to_owned(),
    };
    let pages = match config.web.as_ref() {
        None => "no pages".to_owned(),
        Some(web) if web.tls().is_some() => format!("pages over TLS at {}", web.listen()),
        Some(web) => format!("pages on this machine alone, at {}", web.listen()),
    };
    Ok(format!(
        "* The store is encrypted (SQLCipher), its key is apart from it: docs/privacy.md.\n\
        * {pages}; logins by area, Argon2id, guessing slowed.\n\
        * Audit log: {log}.\n\
        * Threats and what is left of them: docs/threats.md.\n"
    ))
}

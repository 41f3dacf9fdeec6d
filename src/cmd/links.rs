//! `showfloor visitors link`, `unlink`, `links` and `send`.

use std::process::ExitCode;

use super::{
    console::{band_name, say},
    login::login,
    table::{points, table},
    visitors::{ask_about, moment},
};
use crate::{
    app::{Known, LinkedVisitor},
    cli::{LinkArgs, LinksArgs, SendArgs, UnlinkArgs},
    config,
    csv::csv,
    types::CorrectionKind,
};

pub(super) fn link(args: &LinkArgs) -> anyhow::Result<ExitCode> {
    ask_about(&args.ask, &args.visitor, |visitor, _| {
        CorrectionKind::Link {
            visitor,
            client: args.client.clone(),
            contact: args.contact.clone(),
            consent: args.consent.clone(),
            noted_by: args.by.clone().unwrap_or_else(login),
        }
    })
}

pub(super) fn unlink(args: &UnlinkArgs) -> anyhow::Result<ExitCode> {
    ask_about(&args.ask, &args.visitor, |visitor, _| {
        CorrectionKind::Unlink {
            visitor,
            client: args.client.clone(),
        }
    })
}

pub(super) fn send(args: &SendArgs) -> anyhow::Result<ExitCode> {
    ask_about(&args.ask, &args.visitor, |visitor, _| {
        CorrectionKind::Send {
            visitor,
            webhook: args.webhook.clone(),
        }
    })
}

pub(super) fn links(args: &LinksArgs) -> anyhow::Result<ExitCode> {
    let config = config::load(&config::find(args.config.config.as_deref()))?;
    let linked = Known::open(&config)?.linked();
    if args.json {
        say(&serde_json::to_string_pretty(&linked)?);
    } else if args.csv {
        let headings = [
            "visitor",
            "client",
            "contact",
            "score",
            "band",
            "cell",
            "last_visit",
        ];
        let rows: Vec<_> = linked.iter().map(row_of_csv).collect();
        // The last line's end is made whole by what prints it.
        say(csv(&headings, &rows).trim_end_matches('\n'));
    } else if linked.is_empty() {
        say("Nobody is linked with another system.");
    } else {
        let zone = &config.site.timezone;
        let rows: Vec<_> = linked
            .iter()
            .map(|l| {
                vec![
                    l.code.to_string(),
                    l.link.client.clone(),
                    l.link.contact.clone(),
                    points(l.score),
                    band_name(l.band).to_owned(),
                    l.cell.clone().unwrap_or_default(),
                    l.last_visit.map_or_else(String::new, |at| moment(at, zone)),
                    format!("{}, {}", moment(l.link.at, zone), l.link.by),
                    l.link.consent.clone(),
                ]
            })
            .collect();
        let headings = [
            "visitor",
            "client",
            "contact",
            "score",
            "band",
            "cell",
            "last here",
            "agreed",
            "to what",
        ];
        let right = [false, false, false, true, false, false, false, false, false];
        say(table(&headings, &right, &rows).trim_end());
    }
    Ok(ExitCode::SUCCESS)
}

fn row_of_csv(linked: &LinkedVisitor) -> Vec<String> {
    vec![
        linked.code.to_string(),
        linked.link.client.clone(),
        linked.link.contact.clone(),
        points(linked.score),
        band_name(linked.band).to_owned(),
        linked.cell.clone().unwrap_or_default(),
        linked
            .last_visit
            .map_or_else(String::new, |at| format!("{at:.0}")),
    ]
}

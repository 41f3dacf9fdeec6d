//! The broker, and the pages.

use std::{net::SocketAddr, path::Path};

use zeroize::Zeroizing;

use super::{
    super::{
        interview::{Interview, Question, Wrong},
        machine,
    },
    Secrets, fits,
};
use crate::{
    cli::InitArgs,
    config::{NewBroker, NewWeb, wrong_list, wrong_value},
};

/// The password's file.
const PASSWORD: &str = "mqtt-password";

/// Where scripts/mosquitto-users leaves the certificate authority, on the machine that runs both.
const OUR_CA: &str = "/etc/mosquitto/showfloor/ca.crt";

pub(super) fn broker(
    args: &InitArgs,
    secrets: &mut Secrets,
    interview: &mut Interview,
) -> anyhow::Result<NewBroker> {
    if args.broker.is_none() {
        interview.tell(
            "\nThe MQTT broker: \"embedded\" is one in the appliance, for its own pages and programs on this machine; for other\n\
             clients give the address of a Mosquitto (scripts/mosquitto-users makes its users).",
        );
    }
    let url = interview.answer(
        args.broker.as_deref(),
        &Question {
            option: "--broker",
            text: "Broker: embedded, or an address such as mqtts://broker.local:8883",
            default: Some("embedded".to_owned()),
            check: &|url| fits(wrong_value("[mqtt]", "broker", url)),
        },
    )?;
    if url == "embedded" || url.is_empty() {
        refuse_for_embedded(args, interview);
        return Ok(NewBroker::Embedded);
    }
    let user = match &args.broker_user {
        Some(user) => user.clone(),
        None if interview.asks() => interview.answer(
            None,
            &Question {
                option: "--broker-user",
                text: "  User at the broker (Enter: it asks for none)",
                default: Some(String::new()),
                check: &|_| Ok(()),
            },
        )?,
        None => String::new(),
    };
    let login = (!user.is_empty())
        .then(|| {
            let login = (user, Zeroizing::default());
            secrets.login(interview, "mqtt", login, PASSWORD.to_owned())
        })
        .transpose()?;
    let ca_file = if url.starts_with("mqtts://") {
        authority(args, interview)?
    } else {
        None
    };
    Ok(NewBroker::At {
        url,
        login,
        ca_file: ca_file.map(Into::into),
    })
}

fn refuse_for_embedded(args: &InitArgs, interview: &mut Interview) {
    for (option, given) in [
        ("--broker-user", args.broker_user.is_some()),
        ("--broker-ca", args.broker_ca.is_some()),
    ] {
        if given {
            let wrong = Wrong::new(
                "is for a broker of yours, and none is named",
                "--broker mqtts://HOST:8883, or leave it out",
            );
            interview.note_wrong(option, &wrong);
        }
    }
}

fn authority(args: &InitArgs, interview: &mut Interview) -> anyhow::Result<Option<String>> {
    let given = args
        .broker_ca
        .as_ref()
        .map(|file| file.display().to_string());
    let ours = Path::new(OUR_CA).is_file();
    if given.is_none() && !interview.asks() {
        return Ok(ours.then(|| OUR_CA.to_owned()));
    }
    let file = interview.answer(
        given.as_deref(),
        &Question {
            option: "--broker-ca",
            text: "  File of the certificate authority to trust (Enter: those of the system)",
            default: Some(if ours { OUR_CA } else { "" }.to_owned()),
            check: &|file| {
                if file.is_empty() || Path::new(file).is_file() {
                    return Ok(());
                }
                Err(Wrong::new(
                    format!("there is no file {file}"),
                    "the whole path of a PEM file, such as /etc/showfloor/ca.pem",
                ))
            },
        },
    )?;
    Ok((!file.is_empty()).then_some(file))
}

pub(super) fn web(args: &InitArgs, interview: &mut Interview) -> anyhow::Result<Option<NewWeb>> {
    // What listens off this machine has a certificate, whose names are the next question.
    let header = "[web]\nnames = [\"localhost\"]";
    let listen = interview.answer(
        args.web.as_deref(),
        &Question {
            option: "--web",
            text: "\nThe pages for staff and set-up: address and port to listen on, or none",
            default: Some("0.0.0.0:8443".to_owned()),
            check: &|listen| match listen {
                "none" => Ok(()),
                listen => fits(wrong_value(header, "listen", listen)),
            },
        },
    )?;
    if listen == "none" || listen.is_empty() {
        return Ok(None);
    }
    let alone = listen
        .parse()
        .is_ok_and(|listen: SocketAddr| listen.ip().is_loopback());
    if alone && args.web_name.is_empty() {
        return Ok(Some(NewWeb {
            listen,
            names: Vec::new(),
        }));
    }
    let split = |text: &str| -> Vec<String> {
        let each = text.split([',', ' ']).filter(|name| !name.is_empty());
        each.map(str::to_owned).collect()
    };
    let given = (!args.web_name.is_empty()).then(|| args.web_name.join(","));
    let suggested = machine::names();
    let names = interview.answer(
        given.as_deref(),
        &Question {
            option: "--web-name",
            text: "Addresses and names by which tablets reach it: they stand in its certificate, the first in its address",
            default: (!suggested.is_empty()).then(|| suggested.join(", ")),
            check: &|names| fits(wrong_list("[web]", "names", &split(names))),
        },
    )?;
    Ok(Some(NewWeb {
        listen,
        names: split(&names),
    }))
}

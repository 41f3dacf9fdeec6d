//! The questions, in their order.

mod cameras;
mod network;

use zeroize::Zeroizing;

use super::{
    interview::{Interview, Question, Wrong},
    machine,
    passwords::Passwords,
};
use anyhow::bail;

use crate::{
    cli::{InitArgs, PrivacyAnswer},
    config::{NewLogin, NewPrivacy, NewSite, Problem, wrong_list, wrong_value},
    types::Recognition,
};

/// All that was answered.
pub(super) struct Answers {
    pub(super) site: NewSite,
    /// By the names of their files.
    pub(super) passwords: Passwords,
}

/// Where passwords are taken from, and where they go.
pub(super) struct Secrets {
    given: Passwords,
    taken: Passwords,
}

impl Secrets {
    /// A login whose password is given, or asked for; it goes to a file of this name.
    fn login(
        &mut self,
        interview: &mut Interview,
        name: &str,
        (user, password): (String, Zeroizing<String>),
        file: String,
    ) -> anyhow::Result<NewLogin> {
        let password = match self.given.take(name) {
            Some(given) => Some(given),
            None if !password.is_empty() => Some(password),
            None => interview.password(&user)?,
        };
        match password {
            Some(password) => self.taken.put(&file, password),
            None => interview.note_missing(
                "--passwords",
                &format!("the password of {user}: a file with a line {name}:PASSWORD"),
            ),
        }
        Ok(NewLogin {
            user,
            password_file: file,
        })
    }
}

/// Asks everything that was not given.
pub(super) fn answers(
    args: &InitArgs,
    given: Passwords,
    interview: &mut Interview,
) -> anyhow::Result<Answers> {
    let mut secrets = Secrets {
        given,
        taken: Passwords::default(),
    };
    let (name, id) = names(args, interview)?;
    let languages = languages(args, interview)?;
    let timezone = interview.answer(
        args.timezone.as_deref(),
        &Question {
            option: "--timezone",
            text: "Time zone of the site, such as Europe/Warsaw: decides what another day is",
            default: machine::timezone(),
            check: &|zone| fits(wrong_value("[site]", "timezone", zone)),
        },
    )?;
    let privacy = privacy(args, interview)?;
    let cameras = cameras::cameras(args, &mut secrets, interview)?;
    let broker = network::broker(args, &mut secrets, interview)?;
    let web = network::web(args, interview)?;
    for name in secrets.given.names() {
        let wrong = Wrong::new(
            format!("there is a password of {name:?}, and nobody has that name"),
            "camera- and the camera's id, for a camera with a user; mqtt, for a broker with a user",
        );
        interview.note_wrong("--passwords", &wrong);
    }
    let data = args.data.clone().map(std::path::absolute).transpose()?;
    if let Some(data) = data.as_ref().filter(|data| data.to_str().is_none()) {
        bail!(
            "--data {}: a configuration can only name folders whose names are text (UTF-8)\nhint: name another one",
            data.display()
        );
    }
    Ok(Answers {
        site: NewSite {
            id,
            name,
            timezone,
            languages,
            privacy,
            cameras,
            broker,
            web,
            data,
        },
        passwords: secrets.taken,
    })
}

/// What the configuration says of an answer.
fn fits(problem: Option<Problem>) -> Result<(), Wrong> {
    match problem {
        Some(Problem { what, hint, .. }) => Err(Wrong { what, hint }),
        None => Ok(()),
    }
}

fn names(args: &InitArgs, interview: &mut Interview) -> anyhow::Result<(String, String)> {
    let name = interview.answer(
        args.name.as_deref(),
        &Question {
            option: "--name",
            text: "Name of the showroom, for people",
            default: Some(args.site.clone().unwrap_or_else(|| "Showroom".to_owned())),
            check: &|name| fits(wrong_value("[site]", "name", name)),
        },
    )?;
    let id = interview.answer(
        args.site.as_deref(),
        &Question {
            option: "--site",
            text: "Short name of it: letters, digits, - and _; part of every MQTT topic",
            default: Some(short(&name)),
            check: &|id| fits(wrong_value("[site]", "id", id)),
        },
    )?;
    Ok((name, id))
}

/// A short name out of one for people: "Motors North, by the river" is motors-north-by-the-river.
fn short(name: &str) -> String {
    let words = name
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    let mut short = words.collect::<Vec<_>>().join("-").to_ascii_lowercase();
    short.truncate(32);
    let short = short.trim_end_matches('-');
    if short.is_empty() {
        "showroom".to_owned()
    } else {
        short.to_owned()
    }
}

fn languages(args: &InitArgs, interview: &mut Interview) -> anyhow::Result<Vec<String>> {
    let split = |text: &str| -> Vec<String> {
        let each = text.split([',', ' ']).filter(|word| !word.is_empty());
        each.map(str::to_ascii_lowercase).collect()
    };
    let given = (!args.language.is_empty()).then(|| args.language.join(","));
    let languages = interview.answer(
        given.as_deref(),
        &Question {
            option: "--language",
            text: "Languages of the site, the main one first, of en, fr, pl, de",
            default: Some(machine::language()),
            check: &|text| fits(wrong_list("[site]", "languages", &split(text))),
        },
    )?;
    Ok(split(&languages))
}

const MODES: [(&str, Recognition); 3] = [
    ("visit-only", Recognition::VisitOnly),
    ("opt-in", Recognition::OptIn),
    ("all", Recognition::All),
];

fn privacy(args: &InitArgs, interview: &mut Interview) -> anyhow::Result<NewPrivacy> {
    let given = args.privacy.map(|mode| match mode {
        PrivacyAnswer::VisitOnly => "visit-only",
        PrivacyAnswer::OptIn => "opt-in",
        PrivacyAnswer::All => "all",
    });
    if given.is_none() {
        interview.tell(
            "\nWhat may be remembered of a visitor's face? Ask your data-protection officer; there is no default.\n  \
             visit-only  faces are forgotten when the visit ends; nobody is recognised on another day\n  \
             opt-in      as visit-only, but whoever consents on a tablet is recognised when they come back\n  \
             all         everyone is remembered for a number of days; needs a legal basis; written to the audit log",
        );
    }
    let mode = interview.answer(
        given,
        &Question {
            option: "--privacy",
            text: "Privacy mode: visit-only, opt-in or all",
            default: None,
            check: &|mode| {
                if MODES.iter().any(|(name, _)| *name == mode) {
                    return Ok(());
                }
                Err(Wrong::new(
                    format!("{mode:?} is not one of the modes"),
                    "visit-only, opt-in or all; \"visit-only\" remembers least",
                ))
            },
        },
    )?;
    let found = MODES.iter().find(|(name, _)| *name == mode);
    let recognition = found.map_or(Recognition::VisitOnly, |(_, recognition)| *recognition);
    let all = recognition == Recognition::All;
    Ok(NewPrivacy {
        recognition,
        legal_basis: if all || args.legal_basis.is_some() {
            Some(legal_basis(args, interview)?)
        } else {
            None
        },
        retention_days: match args.retention_days {
            None if all => Some(retention_days(interview)?),
            given => given,
        },
    })
}

fn legal_basis(args: &InitArgs, interview: &mut Interview) -> anyhow::Result<String> {
    interview.answer(
        args.legal_basis.as_deref(),
        &Question {
            option: "--legal-basis",
            text: "Legal basis, in words, as your data-protection officer gave it",
            default: None,
            check: &|basis| fits(wrong_value("[privacy]", "legal_basis", basis)),
        },
    )
}

fn retention_days(interview: &mut Interview) -> anyhow::Result<u32> {
    let days = interview.answer(
        None,
        &Question {
            option: "--retention-days",
            text: "After how many days of absence is a visitor's face forgotten",
            default: Some("90".to_owned()),
            check: &|days| match days.parse() {
                Ok(1..=3650_u32) => Ok(()),
                _ => Err(Wrong::new(
                    format!("{days:?} is not a number of days"),
                    "a number from 1 to 3650",
                )),
            },
        },
    )?;
    // Where it is missing, nothing is written anyway.
    Ok(days.parse().unwrap_or(1))
}

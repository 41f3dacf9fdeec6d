//! Somebody at a terminal, who also makes mistakes.

use std::{cell::RefCell, collections::VecDeque, io, rc::Rc};

use clap::Parser;
use zeroize::Zeroizing;

use super::{ask::Asker, interview::Interview, passwords::Passwords, questions};
use crate::{
    cli::{Cli, Command, InitArgs},
    config::{NewBroker, NewSite, load_text},
    types::Recognition,
};

/// Answers by a list, and notes what was said.
struct Installer {
    answers: VecDeque<&'static str>,
    said: Rc<RefCell<String>>,
}

impl Asker for Installer {
    fn tell(&mut self, line: &str) {
        let mut said = self.said.borrow_mut();
        said.push_str(line);
        said.push('\n');
    }

    fn ask(&mut self, question: &str) -> io::Result<Option<String>> {
        self.tell(question);
        Ok(self.answers.pop_front().map(str::to_owned))
    }

    fn ask_hidden(&mut self, question: &str) -> io::Result<Option<Zeroizing<String>>> {
        Ok(self.ask(&format!("(hidden){question}"))?.map(Into::into))
    }
}

fn arguments(given: &[&str]) -> InitArgs {
    let all = [&["showfloor", "init"], given].concat();
    match Cli::try_parse_from(all).expect("a command line").command {
        Command::Init(args) => *args,
        other => panic!("{other:?}"),
    }
}

/// A site, and the passwords by their files.
type Answered = (NewSite, Vec<(String, String)>);

/// What came of it, and all that was said.
fn asked(given: &[&str], answers: &[&'static str]) -> (anyhow::Result<Answered>, String) {
    let said = Rc::new(RefCell::new(String::new()));
    let installer = Installer {
        answers: answers.iter().copied().collect(),
        said: said.clone(),
    };
    let mut interview = Interview::new(Some(Box::new(installer)), false);
    let result = questions::answers(&arguments(given), Passwords::default(), &mut interview);
    let result = result.map(|answers| {
        let answers = interview.complete(answers).expect("all is answered");
        let passwords = answers.passwords.iter();
        let passwords = passwords.map(|(name, password)| (name.to_owned(), password.to_owned()));
        (answers.site, passwords.collect())
    });
    let said = said.borrow().clone();
    (result, said)
}

#[test]
fn a_site_is_asked_for_line_by_line_and_what_cannot_be_is_asked_again() {
    let (result, said) = asked(
        &[],
        &[
            "Motors North",
            "north end", // no name
            "",          // motors-north
            "pl, en",
            "Europe/Warschau",
            "Europe/Warsaw",
            "", // no default
            "opt-in",
            "http://cam/", // no camera
            "rtsp://viewer:p%40ss@192.0.2.64/stream1",
            "hall",
            "rtsp://192.0.2.65/stream1",
            "hall", // taken
            "",     // camera-2
            "viewer",
            "", // an empty password
            "s3cret",
            "",
            "embedded",
            "0.0.0.0:8443",
            "192.0.2.7, showroom",
        ],
    );
    let (site, passwords) = result.expect("all is answered");
    for told in [
        "\"north end\" is not a name\n  hint: use at most 64 letters",
        "[motors-north]",
        "\"Europe/Warschau\" is not a time zone\n  hint: an IANA name",
        "\"\" is not one of the modes",
        "of kind `http://` are not supported",
        "another camera is called hall",
        "[camera-2]",
        "(hidden)  Password of viewer",
        "It is empty",
    ] {
        assert!(said.contains(told), "{told:?} is not in\n{said}");
    }
    assert!(!said.contains("p%40ss") && !said.contains("p@ss"), "{said}");
    assert_eq!((&*site.id, &*site.name), ("motors-north", "Motors North"));
    assert_eq!(site.languages, ["pl", "en"]);
    assert_eq!(site.privacy.recognition, Recognition::OptIn);
    let of = |file: &str, password: &str| (file.to_owned(), password.to_owned());
    assert_eq!(
        passwords,
        [
            of("camera-camera-2-password", "s3cret"),
            of("camera-hall-password", "p@ss"),
        ]
    );
    let text = site.text();
    assert!(!text.contains("p@ss") && !text.contains("p%40ss") && !text.contains("s3cret"));
    let config = load_text(std::path::Path::new("x.toml"), &text);
    let config = config.unwrap_or_else(|problems| panic!("{problems}"));
    let urls: Vec<_> = config
        .cameras
        .iter()
        .map(|c| c.source.to_string())
        .collect();
    assert_eq!(
        urls,
        [
            "rtsp://192.0.2.64:554/stream1",
            "rtsp://192.0.2.65:554/stream1"
        ]
    );
}

#[test]
fn what_is_given_is_not_asked_and_mode_all_asks_for_its_reasons() {
    let given = [
        "--name",
        "North",
        "--site",
        "north",
        "--language",
        "de",
        "--timezone",
        "Europe/Berlin",
        "--no-camera",
        "--web",
        "none",
        "--privacy",
        "all",
    ];
    let answers = ["record no. 12", "0", "30", "mqtt://broker.example", ""];
    let (result, said) = asked(&given, &answers);
    let (site, _) = result.expect("all is answered");
    assert!(said.contains("\"0\" is not a number of days"), "{said}");
    assert_eq!(site.privacy.legal_basis.as_deref(), Some("record no. 12"));
    assert_eq!(site.privacy.retention_days, Some(30));
    assert!(
        matches!(site.broker, NewBroker::At { ref url, login: None, .. } if url == "mqtt://broker.example")
    );
    assert!(site.cameras.is_empty() && site.web.is_none());
}

#[test]
fn whoever_leaves_in_the_middle_has_written_nothing() {
    let (result, _) = asked(&[], &["North"]);
    let error = result.map(|_| ()).expect_err("no more answers");
    assert!(error.to_string().contains("nothing was written"), "{error}");
}

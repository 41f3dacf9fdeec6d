//! The cameras: as many as there are, also none.

use std::collections::BTreeSet;

use zeroize::Zeroizing;

use super::{
    super::interview::{Interview, Question, Wrong},
    Secrets, fits,
};
use crate::{
    capture::Source,
    cli::InitArgs,
    config::{NewCamera, wrong_value},
};

/// A user, and a password that may be empty.
type Login = (String, Zeroizing<String>);

pub(super) fn cameras(
    args: &InitArgs,
    secrets: &mut Secrets,
    interview: &mut Interview,
) -> anyhow::Result<Vec<NewCamera>> {
    if !args.camera.is_empty() {
        return given(&args.camera, secrets, interview);
    }
    if args.no_camera {
        return Ok(Vec::new());
    }
    if !interview.asks() {
        interview.note_missing("--camera", "a camera, as ID=ADDRESS; or --no-camera");
        return Ok(Vec::new());
    }
    asked(secrets, interview)
}

fn given(
    all: &[String],
    secrets: &mut Secrets,
    interview: &mut Interview,
) -> anyhow::Result<Vec<NewCamera>> {
    let mut taken = BTreeSet::new();
    let mut cameras = Vec::new();
    for text in all {
        // No message repeats an address: it may hold a password.
        let Some((id, address)) = text.split_once('=') else {
            let hint = "ID=ADDRESS, such as hall=rtsp://viewer@192.168.1.64/stream1";
            interview.note_wrong("--camera", &Wrong::new("there is no = in it", hint));
            continue;
        };
        let option = format!("--camera {id}");
        let checked = is_free(id, &taken).and_then(|()| is_address(address));
        let (url, login) = apart(address);
        let in_sight = login.as_ref().is_some_and(|(_, pass)| !pass.is_empty());
        let checked = checked.and_then(|()| {
            if in_sight {
                let what = "there is a password in it, and everybody on this machine can read a command line";
                let line = format!("camera-{id}:PASSWORD");
                let hint = format!("leave it out, and put a line {line} into a file for --passwords");
                return Err(Wrong::new(what, hint));
            }
            Ok(())
        });
        if let Err(wrong) = checked {
            interview.note_wrong(&option, &wrong);
            continue;
        }
        taken.insert(id.to_owned());
        cameras.push(camera(id, url, login, secrets, interview)?);
    }
    Ok(cameras)
}

fn asked(secrets: &mut Secrets, interview: &mut Interview) -> anyhow::Result<Vec<NewCamera>> {
    interview.tell(
        "\nThe cameras, one after the other. The path of a camera's stream stands on its own web page or in its manual;\n\
         `showfloor cameras discover` finds cameras, also later.",
    );
    let mut taken = BTreeSet::new();
    let mut cameras = Vec::new();
    loop {
        let number = cameras.len() + 1;
        let end = if cameras.is_empty() {
            "none yet"
        } else {
            "no more"
        };
        let address = interview.answer(
            None,
            &Question {
                option: "--camera",
                text: &format!("Camera {number}, its address: rtsp://host/path (Enter: {end})"),
                default: Some(String::new()),
                check: &|address| match address {
                    "" => Ok(()),
                    address => is_address(address),
                },
            },
        )?;
        if address.is_empty() {
            return Ok(cameras);
        }
        let free = (number..).map(|n| format!("camera-{n}"));
        let free = { free }.find(|name| !taken.contains(name));
        let id = interview.answer(
            None,
            &Question {
                option: "--camera",
                text: "  Short name of it",
                default: free,
                check: &|id| is_free(id, &taken),
            },
        )?;
        let (url, mut login) = apart(&address);
        if login.is_none() && url.starts_with("rtsp://") {
            let user = interview.answer(
                None,
                &Question {
                    option: "--camera",
                    text: "  User at the camera (Enter: it asks for none)",
                    default: Some(String::new()),
                    check: &|_| Ok(()),
                },
            )?;
            login = (!user.is_empty()).then(|| (user, Zeroizing::default()));
        }
        taken.insert(id.clone());
        cameras.push(camera(&id, url, login, secrets, interview)?);
    }
}

fn camera(
    id: &str,
    url: String,
    login: Option<Login>,
    secrets: &mut Secrets,
    interview: &mut Interview,
) -> anyhow::Result<NewCamera> {
    let name = format!("camera-{id}");
    let login = login
        .map(|login| secrets.login(interview, &name, login, format!("{name}-password")))
        .transpose()?;
    Ok(NewCamera {
        id: id.to_owned(),
        url,
        login,
    })
}

fn is_free(id: &str, taken: &BTreeSet<String>) -> Result<(), Wrong> {
    if taken.contains(id) {
        return Err(Wrong::new(
            format!("another camera is called {id}"),
            "a name that no other camera has",
        ));
    }
    fits(wrong_value("[[camera]]", "id", id))
}

fn is_address(address: &str) -> Result<(), Wrong> {
    fits(wrong_value("[[camera]]", "url", address))?;
    // What is no address of a camera may be a recording's name for a configuration; a site that is set up has cameras.
    let file = matches!(Source::parse(address), Ok(Source::File(_)));
    if file && !std::path::Path::new(address).exists() {
        return Err(Wrong::new(
            "that is no address of a camera, and there is no such recording",
            "rtsp://HOST/PATH, such as rtsp://192.168.1.64/stream1; the path stands on the camera's own web page",
        ));
    }
    Ok(())
}

/// The address without its login, and the login.
fn apart(address: &str) -> (String, Option<Login>) {
    match Source::parse(address) {
        Ok(Source::Rtsp(url)) => url.apart(),
        // A file or a device; or what is no address, which is told already.
        _ => (address.trim().to_owned(), None),
    }
}

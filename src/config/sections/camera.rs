//! `camera[]`: where its pictures come from, and where they show the floor.

use std::{collections::BTreeMap, path::Path};

use toml::de::DeValue;

use crate::{
    capture::{self, CameraSettings, Login, Transport},
    config::{
        parse::{four_points, name, one_of, path, ratio, split_hint, text, yes_or_no},
        reader::Section,
    },
    presence,
    types::{CameraId, FloorMarks, FloorPoint, Point},
};

const TRANSPORTS: &[(&str, Transport)] = &[("tcp", Transport::Tcp), ("udp", Transport::Udp)];

/// What is analysed of a camera that has two streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Analyse {
    Main,
    Sub,
    /// The sub-stream, and the main stream while a face is wanted.
    Both,
}

const STREAMS: &[(&str, Analyse)] = &[
    ("main", Analyse::Main),
    ("sub", Analyse::Sub),
    ("both", Analyse::Both),
];

/// Notes where its picture shows the floor, if that is told.
pub(super) fn camera(
    mut section: Section<'_>,
    floors: &mut BTreeMap<CameraId, FloorMarks>,
) -> Option<CameraSettings> {
    let id = section.required("id", "a short name such as \"entrance-1\"", name);
    let directory = section.source().directory();
    let address = |value: &DeValue<'_>| {
        let source = capture::Source::parse(&text(value)?);
        source
            .map(|source| below(&directory, source))
            .or_else(|error| split_hint(&error.to_string()))
    };
    let hint = "rtsp://host/path, /dev/video0, a video file, or a folder of images";
    let main = section.required("url", hint, address);
    let sub = section.optional("substream", address);
    let analyse = section
        .optional("analyse", one_of(STREAMS))
        .unwrap_or(Analyse::Main);
    if analyse != Analyse::Main && sub.is_none() {
        let hint =
            "write `substream`, the address of the camera's second stream, or leave `analyse` out";
        section.problem_at(
            "analyse",
            "there is no sub-stream".to_owned(),
            hint.to_owned(),
        );
    }
    let (source, closeup) = match analyse {
        Analyse::Main => (main, None),
        Analyse::Sub => (sub, None),
        Analyse::Both => (sub, main),
    };
    let played = [&source, &closeup]
        .into_iter()
        .flatten()
        .any(|source| !source.is_live());
    if analyse == Analyse::Both && played {
        let hint =
            "write \"main\" or \"sub\"; \"both\" is for cameras, whose streams go on by themselves";
        section.problem_at(
            "analyse",
            "a recording is no camera".to_owned(),
            hint.to_owned(),
        );
    }
    let login = login(&mut section, [source.as_ref(), closeup.as_ref()]);
    let hardware = section.optional("hardware", yes_or_no);
    let transport = section.optional("transport", one_of(TRANSPORTS));
    let fps = section.optional("fps", ratio(0.2..=30.0));
    let marks = floor(&mut section);
    section.close();
    let mut camera = CameraSettings::new(id?.into(), source?);
    camera.substream = analyse != Analyse::Main;
    camera.closeup = closeup;
    camera.login = login;
    camera.hardware = hardware.unwrap_or(camera.hardware);
    camera.transport = transport.unwrap_or(camera.transport);
    camera.fps = fps.unwrap_or(camera.fps);
    if let Some(marks) = marks {
        floors.insert(camera.id.clone(), marks);
    }
    Some(camera)
}

/// Who to log in as, where that does not stand in the address.
fn login(section: &mut Section<'_>, sources: [Option<&capture::Source>; 2]) -> Option<Login> {
    let path = path(section);
    let user = section.optional("user", text);
    let password_file = section.optional("password_file", path);
    if user.is_none() && password_file.is_some() {
        let hint = "write `user` beside it";
        section.problem_at("password_file", "has no user".to_owned(), hint.to_owned());
    }
    let has_login =
        |source: &capture::Source| matches!(source, capture::Source::Rtsp(url) if url.has_login());
    let twice = sources.into_iter().flatten().any(has_login);
    if user.is_some() && twice {
        let what = "the address has a user as well".to_owned();
        section.problem_at("user", what, "leave one of them out".to_owned());
    }
    Some(Login {
        user: user?,
        password_file,
    })
}

/// Four points of the picture and where they are on the floor.
fn floor(section: &mut Section<'_>) -> Option<FloorMarks> {
    let hint = "{ image = [[x, y], four of them, in fractions of the picture], metres = [[x, y], of the same four on the floor] }";
    let mut floor = section.maybe_section("floor", hint)?;
    let image = floor.required("image", hint, four_points);
    let metres = floor.required("metres", hint, four_points);
    floor.unknown_keys();
    let (image, metres) = (image?, metres?);
    if image.iter().flatten().any(|c| !(0.0..=1.0).contains(c)) {
        floor.problem_at(
            "image",
            "has a point outside of the picture".into(),
            "fractions of the picture, 0 to 1, from its top left corner".into(),
        );
        return None;
    }
    let marks = FloorMarks {
        image: image.map(|[x, y]| Point::new(x as f32, y as f32)),
        metres: metres.map(|[x, y]| FloorPoint::new(x, y)),
    };
    if presence::is_possible(&marks) {
        return Some(marks);
    }
    floor.problem(
        "cannot be: no camera shows these four places of the floor there",
        "take four corners of one big quadrangle, no three in a line, both lists in the same order; metres as measured",
    );
    None
}

/// A relative file starts at the configuration's directory.
fn below(directory: &Path, source: capture::Source) -> capture::Source {
    match source {
        capture::Source::File(path) => capture::Source::File(directory.join(path)),
        capture::Source::Folder(path) => capture::Source::Folder(directory.join(path)),
        other => other,
    }
}

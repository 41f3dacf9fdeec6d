//! Whatever is changed, all else stays.

use std::{
    fs,
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::Path,
};

use proptest::prelude::*;

use super::{change::changed, *};
use crate::{
    config::{Config, load_text},
    types::{FloorMarks, FloorPoint, Point, Polygon, Product, Zone, ZoneKind},
};

const SAMPLE: &str = include_str!("../../../config/showfloor.toml");

fn sample() -> String {
    SAMPLE.replace(
        "#recognition = \"visit-only\"",
        "recognition = \"visit-only\"",
    )
}

fn read(text: &str) -> Config {
    load_text(Path::new("config/showfloor.toml"), text).unwrap_or_else(|e| panic!("{e}\n{text}"))
}

fn polygon(corners: &[(f32, f32)]) -> Polygon {
    Polygon::new(corners.iter().map(|&(x, y)| Point::new(x, y)).collect()).unwrap()
}

fn zone(id: &str, label: &str) -> Zone {
    Zone {
        id: id.to_owned().into(),
        camera: "entrance-1".into(),
        kind: ZoneKind::Desk,
        label: label.to_owned(),
        polygon: polygon(&[(0.1, 0.2), (0.5, 0.2), (0.5, 0.9), (0.125, 1.0)]),
    }
}

fn marks() -> FloorMarks {
    FloorMarks {
        image: [(0.1, 0.95), (0.9, 0.95), (0.7, 0.45), (0.3, 0.45)].map(|(x, y)| Point::new(x, y)),
        metres: [(1.0, 2.0), (4.0, 2.0), (4.5, 7.0), (0.5, 7.0)]
            .map(|(x, y)| FloorPoint::new(x, y)),
    }
}

/// The lines that only one of the texts has, in order: gone, and new.
fn difference(before: &str, after: &str) -> (Vec<String>, Vec<String>) {
    let (before, after): (Vec<_>, Vec<_>) = (before.lines().collect(), after.lines().collect());
    let same = before
        .iter()
        .zip(&after)
        .take_while(|(a, b)| a == b)
        .count();
    let (left, right) = (&before[same..], &after[same..]);
    let end = left
        .iter()
        .rev()
        .zip(right.iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let own = |lines: &[&str]| {
        lines[..lines.len() - end]
            .iter()
            .map(ToString::to_string)
            .collect()
    };
    (own(left), own(right))
}

fn edit(text: &str, change: &ConfigChange) -> String {
    changed(text, change).unwrap()
}

#[test]
fn a_new_zone_stands_below_the_others_and_is_read_as_it_was_meant() {
    let new = zone("desk-1", "the \"round\" desk");
    let after = edit(
        &sample(),
        &ConfigChange::Zone {
            was: None,
            zone: new.clone(),
        },
    );
    let (gone, lines) = difference(&sample(), &after);
    assert!(gone.is_empty(), "{gone:?}");
    assert_eq!(lines.len(), 7, "{lines:?}");
    assert_eq!(read(&after).zones[1], new);
    assert_eq!(
        edit(&after, &ConfigChange::NoZone("desk-1".into())),
        sample()
    );
}

#[test]
fn a_changed_zone_keeps_its_lines_and_the_car_in_it_its_place() {
    let text = sample().replace("#zone = \"window\"", "zone = \"window\" # since May");
    let moved = Zone {
        id: "bay".into(),
        kind: ZoneKind::Product,
        ..zone("", "in the bay")
    };
    let change = ConfigChange::Zone {
        was: Some("window".into()),
        zone: moved.clone(),
    };
    let after = edit(&text, &change);
    let config = read(&after);
    assert_eq!(
        (&config.zones[..], config.products[0].zone.as_ref()),
        (&[moved][..], Some(&"bay".into()))
    );
    assert!(after.contains("zone = \"bay\" # since May"));
    let comments = |text: &str| {
        text.lines()
            .filter(|l| l.contains('#'))
            .map(|l| l[l.find('#').unwrap()..].to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(comments(&after), comments(&text));
    let gone = edit(&after, &ConfigChange::NoZone("bay".into()));
    assert!(read(&gone).zones.is_empty() && read(&gone).products[0].zone.is_none());
}

#[test]
fn four_marks_come_and_go_as_one_line() {
    let floor = |marks| ConfigChange::Floor {
        camera: "entrance-1".into(),
        marks,
    };
    let after = edit(&sample(), &floor(Some(marks())));
    let (gone, lines) = difference(&sample(), &after);
    assert_eq!((gone.len(), lines.len()), (0, 1), "{gone:?} {lines:?}");
    assert_eq!(read(&after).floor[&"entrance-1".into()], marks());
    assert_eq!(edit(&after, &floor(Some(marks()))), after);
    assert_eq!(edit(&after, &floor(None)), sample());
}

#[test]
fn cars_are_added_placed_and_taken_away() {
    let car = Product {
        id: "sol".into(),
        label: "Sol 5".into(),
        category: String::new(),
        stock_number: "S-1".into(),
        zone: None,
    };
    let with = edit(&sample(), &ConfigChange::NewProduct(car.clone()));
    assert_eq!(read(&with).products[1], car);
    let stands = |product: Option<&str>| ConfigChange::Stands {
        zone: "window".into(),
        product: product.map(|id| id.to_owned().into()),
    };
    let there = |text: &str| {
        read(text)
            .products
            .iter()
            .filter(|p| p.zone.is_some())
            .map(|p| p.id.to_string())
            .collect::<Vec<_>>()
    };
    let placed = edit(&with, &stands(Some("sol")));
    assert_eq!(there(&placed), ["sol"]);
    assert_eq!(there(&edit(&placed, &stands(Some("kona")))), ["kona"]);
    assert_eq!(edit(&placed, &stands(None)), with);
    assert_eq!(
        edit(&with, &ConfigChange::NoProduct("sol".into())),
        sample()
    );
}

#[test]
fn what_is_not_there_is_refused() {
    for (change, said) in [
        (
            ConfigChange::NoZone("attic".into()),
            "no zone with the id \"attic\"",
        ),
        (
            ConfigChange::Floor {
                camera: "attic".into(),
                marks: None,
            },
            "no camera",
        ),
        (ConfigChange::NoProduct("attic".into()), "no product"),
    ] {
        let error = changed(&sample(), &change).unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
    }
    let inline = sample()
        .replace("[[product]]\nid = \"kona\"\nlabel = \"Kona Electric\"", "")
        .replacen(
            "[site]",
            "product = [{ id = \"a\", label = \"A\" }]\n[site]",
            1,
        );
    let error = changed(&inline, &ConfigChange::NoProduct("a".into()))
        .unwrap_err()
        .to_string();
    assert!(error.contains("[[product]]"), "{error}");
}

#[test]
fn the_file_is_replaced_with_its_mode_only_where_it_is_right_and_nobody_was_faster() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("showfloor.toml");
    fs::write(&path, sample()).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    let link = dir.path().join("link.toml");
    std::os::unix::fs::symlink(&path, &link).unwrap();
    let open = || ConfigDocument::read(&link).unwrap();
    let new = || ConfigChange::Zone {
        was: None,
        zone: zone("desk", ""),
    };
    let seen = open().version();
    let edited = open().edit(&seen, &[new()]).unwrap();
    assert_eq!(edited.config.zones.len(), 2);
    assert_eq!(edited.version, open().version());
    assert_eq!(path.metadata().unwrap().mode() & 0o7777, 0o640);
    assert!(link.is_symlink());
    // A version that is not the file's any more; a zone whose id is taken; a camera that there is not.
    let text = fs::read_to_string(&path).unwrap();
    assert!(matches!(
        open().edit(&seen, &[new()]),
        Err(EditError::Changed)
    ));
    let error = open().edit(&edited.version, &[new()]).unwrap_err();
    assert!(
        error.to_string().contains("taken by another zone"),
        "{error}"
    );
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
    assert_eq!(
        fs::read_dir(dir.path()).unwrap().count(),
        2,
        "nothing is left beside it"
    );
}

/// Texts as people write them: with comments, empty lines, values in other places.
fn noise() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        Just(""),
        Just("# a note = \"x\""),
        Just("   # [[zone]]"),
        Just("\t")
    ];
    prop::collection::vec(line, 0..3)
        .prop_map(|lines| lines.iter().map(|l| format!("{l}\n")).collect())
}

proptest! {
    #[test]
    fn comments_and_all_other_lines_stay_byte_for_byte(
        noise in prop::collection::vec(noise(), 8),
        crlf in any::<bool>(),
        ending in any::<bool>(),
        spaces in 0..3usize,
    ) {
        let [a, b, c, d, e, f, g, h] = &noise[..] else { panic!() };
        let s = " ".repeat(spaces);
        let mut text = format!(
            "{a}[site]\nid = \"north\"\ntimezone = \"Europe/Warsaw\"\n[privacy]\nrecognition = \"visit-only\"\n[mqtt]\nbroker = \"embedded\"\n[store]\npath = \"a\"\nkey_file = \"b\"\n\
             {b}[[camera]]\n{s}id = \"entrance-1\" # first\n{c}url = 'rtsp://host/a'\n{d}[[zone]] # one\n{s}id = \"window\"\n{e}kind = \"product\"\ncamera = \"entrance-1\" # here\npolygon = [\n  [0.1, 0.1], # a\n  [0.5, 0.1], [0.5, 0.5]\n] # end\n{f}\
             [[product]]\nid = \"kona\"\n{g}label = \"Kona\" # the car\n{h}"
        );
        if !ending { text.truncate(text.trim_end_matches('\n').len()); }
        if crlf { text = text.replace('\n', "\r\n"); }
        let new = zone("desk", "by the door");
        let added = edit(&text, &ConfigChange::Zone { was: None, zone: new.clone() });
        prop_assert_eq!(&read(&added).zones[1], &new);
        // What was added is one piece, the rest is as it was.
        let same = text.bytes().zip(added.bytes()).take_while(|(a, b)| a == b).count();
        prop_assert!(added.ends_with(&text[same..]));
        prop_assert_eq!(&edit(&added, &ConfigChange::NoZone("desk".into())), &text);
        let floor = |marks| ConfigChange::Floor { camera: "entrance-1".into(), marks };
        let floored = edit(&text, &floor(Some(marks())));
        prop_assert_eq!(read(&floored).floor[&"entrance-1".into()], marks());
        prop_assert_eq!(&edit(&floored, &floor(None)), &text);
        let placed = edit(&text, &ConfigChange::Stands { zone: "window".into(), product: Some("kona".into()) });
        prop_assert_eq!(read(&placed).products[0].zone.clone(), Some("window".into()));
        let away = edit(&placed, &ConfigChange::Stands { zone: "window".into(), product: None });
        prop_assert_eq!(away.trim_end(), text.trim_end());
        let moved = Zone { id: "window".into(), ..zone("", "there") };
        let changed = edit(&text, &ConfigChange::Zone { was: Some("window".into()), zone: moved.clone() });
        prop_assert_eq!(&read(&changed).zones[0], &moved);
        for comment in ["# first", "# one", "# here", "# end", "# the car"] {
            prop_assert!(changed.contains(comment), "{comment}");
        }
    }
}

//! Finds and reads the configuration.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use jiff::{civil::Time, tz::TimeZone};
use sha2::{Digest, Sha256};

use super::{
    consent::ConsentTexts,
    problem::{Problem, Problems},
    reader::document,
    sections,
};
use crate::{
    alerts, behaviour, capture, identity, presence, publish,
    scoring::RuleSet,
    store, track,
    types::{CameraId, FloorMarks, Product, RecogniseIn, Recognition, Zone, ZoneKind, hex},
    vision, web,
};

/// A checked configuration.
#[derive(Clone, Debug)]
pub struct Config {
    pub site: Site,
    pub cameras: Vec<capture::CameraSettings>,
    /// Where on the floor four points of a camera's picture are; of the cameras for which that is known.
    pub floor: BTreeMap<CameraId, FloorMarks>,
    pub zones: Vec<Zone>,
    pub products: Vec<Product>,
    pub vision: vision::Settings,
    pub track: track::Settings,
    pub identity: identity::Settings,
    pub presence: presence::Settings,
    pub behaviour: behaviour::Settings,
    pub rules: RuleSet,
    /// The text of the rule file, for who writes a changed one.
    pub rules_text: String,
    pub alerts: alerts::Settings,
    pub privacy: Privacy,
    pub mqtt: publish::Settings,
    pub store: store::Settings,
    pub webhooks: Vec<publish::Webhook>,
    /// Other sites whose figures managers of this one see.
    pub group: Vec<publish::GroupSite>,
    /// Without it there is no web server.
    pub web: Option<web::Settings>,
    /// sha256 of the configuration and the rule file, in hex: recordings name what they were made under.
    pub sha256: String,
}

impl Config {
    /// What is to be said where there is nothing to look at yet.
    pub fn note_on_cameras(&self) -> Option<&'static str> {
        self.cameras.is_empty().then_some(
            "There is no camera yet, and without one the appliance does not start: `showfloor cameras discover` finds those of the network and prints what to write here, a [[camera]] with id and url for each.",
        )
    }

    /// What is to be said where nobody who consented can ever be recognised.
    pub fn note_on_check_in(&self) -> Option<&'static str> {
        let wants = self.privacy.recognition == Recognition::OptIn
            && self.privacy.recognise_in == RecogniseIn::CheckIn;
        let has = |zone: &Zone| zone.kind == ZoneKind::CheckIn;
        (wants && !self.zones.iter().any(has)).then_some(
            "Nobody who consented is recognised by their face: there is no zone of kind \"check-in\" (privacy.recognise_in). Draw one, or let codes to return by do.",
        )
    }
}

/// `[site]`.
#[derive(Clone, Debug)]
pub struct Site {
    pub id: String,
    pub name: String,
    pub timezone: TimeZone,
    /// Languages of the site, its main one first.
    pub languages: Vec<String>,
    pub opening: Option<(Time, Time)>,
    /// Who answers for what the cameras do, with the address; and where questions about it are answered.
    pub operator: Option<String>,
    pub privacy_contact: Option<String>,
}

/// `[privacy]`.
#[derive(Clone, Debug)]
pub struct Privacy {
    pub recognition: Recognition,
    /// Required by `all`.
    pub legal_basis: Option<String>,
    /// Signatures of visitors who stayed away for longer are deleted. Required by `all`.
    pub retention_days: Option<u32>,
    /// All that is known of visitors who stayed away for longer is deleted; `None`: kept until erased.
    pub history_days: Option<u32>,
    /// Where a face is compared with those that are kept, in mode `opt-in`.
    pub recognise_in: RecogniseIn,
    /// For how long a consent holds.
    pub consent_days: u32,
    /// Whether colleagues see a live picture of a visitor's face, in memory alone, while the visitor is here.
    pub live_thumbnail: bool,
    /// What visitors are asked to agree to.
    pub consent: ConsentTexts,
}

/// For so long a code to return by is good where retention says nothing.
const RETURN_CODE_DAYS: u32 = 365;

fn days(days: u32) -> Duration {
    Duration::from_hours(24 * u64::from(days))
}

impl Privacy {
    /// `retention_days` as a time.
    pub fn retention(&self) -> Option<Duration> {
        self.retention_days.map(days)
    }

    /// `history_days` as a time.
    pub fn history(&self) -> Option<Duration> {
        self.history_days.map(days)
    }

    /// `consent_days` as a time.
    pub fn consent_for(&self) -> Duration {
        days(self.consent_days)
    }

    /// For how long a code to return by is good.
    pub fn return_code_for(&self) -> Duration {
        days(self.retention_days.unwrap_or(RETURN_CODE_DAYS))
    }
}

/// Where the configuration is looked for when none is named.
const PLACES: [&str; 2] = ["/etc/showfloor/showfloor.toml", "config/showfloor.toml"];

/// The configuration file to use: the named one, else the first of the usual places that exists.
pub fn find(named: Option<&Path>) -> PathBuf {
    let usual = || {
        PLACES
            .iter()
            .map(PathBuf::from)
            .find(|p| p.exists())
            .unwrap_or_else(|| PLACES[0].into())
    };
    named.map_or_else(usual, Path::to_owned)
}

/// As [`load`], from a text; `file` is what problems name, and relative paths start at its folder.
///
/// # Errors
/// Everything that is wrong with it, at once.
pub fn load_text(file: &Path, text: &str) -> Result<Config, Problems> {
    read(file, text).0
}

/// Reads and checks a configuration.
///
/// # Errors
/// Everything that is wrong with it, at once.
pub fn load(file: &Path) -> Result<Config, Problems> {
    let text = fs::read_to_string(file).map_err(|error| {
        let hint = "name another file with --config, or let `showfloor init` write one there";
        Problems(vec![Problem {
            file: file.to_owned(),
            line: None,
            key: String::new(),
            what: format!("cannot be read: {error}"),
            hint: hint.to_owned(),
        }])
    })?;
    read(file, &text).0
}

/// As [`load`], from text; also the names of all keys there are.
pub(super) fn read(
    file: &Path,
    text: &str,
) -> (Result<Config, Problems>, std::collections::BTreeSet<String>) {
    document(file, text, "config/showfloor.toml", |root| {
        let mut config = sections::config(root)?;
        let mut hash = Sha256::new();
        hash.update(text);
        hash.update(format!("{:?}", config.rules));
        config.sha256 = hex(&hash.finalize());
        Some(config)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: &str = include_str!("../../config/showfloor.toml");

    /// The sample with every setting that it shows as a comment (`#key = value`) switched on.
    fn everything_on() -> String {
        let shown = |line: &str| {
            line.starts_with('#')
                && line[1..].starts_with(|c: char| c.is_ascii_lowercase() || c == '[')
        };
        SAMPLE
            .lines()
            .map(|line| if shown(line) { &line[1..] } else { line })
            .collect::<Vec<_>>()
            .join("\n")
    }

    fn problems(text: &str) -> String {
        read(Path::new("config/test.toml"), text)
            .0
            .unwrap_err()
            .to_string()
    }

    #[test]
    fn the_sample_documents_every_key_and_is_valid_once_its_choices_are_made() {
        let text = everything_on();
        let (result, asked) = read(Path::new("config/showfloor.toml"), &text);
        let config = result.unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!(config.privacy.recognition, Recognition::VisitOnly);
        let written: toml::Table = text.parse().unwrap();
        let missing: Vec<_> = asked
            .iter()
            .filter(|key| !has(&toml::Value::Table(written.clone()), key))
            .collect();
        assert!(
            missing.is_empty(),
            "not in config/showfloor.toml: {missing:?}"
        );
    }

    fn has(value: &toml::Value, key: &str) -> bool {
        let (head, rest) = key.split_once('.').unwrap_or((key, ""));
        let (name, list) = head
            .strip_suffix("[]")
            .map_or((head, false), |name| (name, true));
        let Some(value) = value.get(name) else {
            return false;
        };
        let value = if list { value.get(0) } else { Some(value) };
        value.is_some_and(|value| rest.is_empty() || has(value, rest))
    }

    #[test]
    fn of_a_file_that_is_no_toml_only_the_syntax_is_told() {
        let text = everything_on().replacen("[site]", "[site", 1);
        let said = problems(&text);
        assert!(
            said.contains("hint: this is not TOML; config/showfloor.toml shows"),
            "{said}"
        );
        assert!(said.ends_with("1 problem in config/test.toml"), "{said}");
    }

    #[test]
    fn the_sample_as_it_is_asks_the_installer_to_choose_a_privacy_mode() {
        assert!(
            problems(SAMPLE).contains("privacy.recognition: is missing"),
            "{}",
            problems(SAMPLE)
        );
    }

    #[test]
    fn three_mistakes_are_all_reported_with_line_key_value_and_hint() {
        let text = everything_on()
            .replace("transport = \"tcp\"", "transport = \"tpc\"")
            .replace(
                "timezone = \"Europe/Warsaw\"",
                "timezone = \"Europe/Warschau\"",
            )
            .replace("\nunattended_after_s", "\nunatended_after_s");
        insta::assert_snapshot!(problems(&text));
    }

    #[test]
    fn a_provider_that_there_is_not_is_told_with_the_one_that_was_meant() {
        let said = problems(&everything_on().replace("\"openvino\"", "\"openvivo\""));
        assert!(
            said.contains("models.provider: \"openvivo\" is not one of the choices")
                && said.contains("one of cpu, openvino; did you mean \"openvino\"?"),
            "{said}"
        );
        let said = problems(&everything_on().replace("\"openvino\"", "\"tensors\""));
        assert!(said.contains("hint: one of cpu, openvino\n"), "{said}");
    }

    #[test]
    fn a_key_of_an_earlier_version_says_what_has_taken_its_place() {
        let said = problems(&everything_on().replace("min_faces = ", "accept = "));
        let told = "identity.accept: is gone\n";
        assert!(
            said.contains(told) && said.contains("identity.false_recognitions"),
            "{said}"
        );
    }

    #[test]
    fn a_polygon_that_crosses_itself_is_refused_with_its_edges() {
        let text = everything_on();
        let start = text.find("polygon = ").unwrap();
        let end = start + text[start..].find('\n').unwrap();
        let crossed = format!(
            "{}polygon = [[0.1, 0.1], [0.9, 0.9], [0.9, 0.1], [0.1, 0.9]]{}",
            &text[..start],
            &text[end..]
        );
        let said = problems(&crossed);
        assert!(
            said.contains("zone[0].polygon") && said.contains("crosses itself"),
            "{said}"
        );
    }

    #[test]
    fn a_substream_is_analysed_where_that_is_chosen_and_there_is_one() {
        let text = everything_on();
        let load = |text: &str| read(Path::new("config/test.toml"), text).0;
        let camera = |text: &str| load(text).expect("valid").cameras[0].clone();
        let (main, sub) = (
            camera(&text),
            camera(&text.replace("= \"main\"", "= \"sub\"")),
        );
        assert!(main.source.to_string().ends_with("stream1") && !main.substream);
        assert!(sub.source.to_string().ends_with("stream2") && sub.substream);
        let both = camera(&text.replace("= \"main\"", "= \"both\""));
        let closer = both.main_stream().expect("a main stream");
        assert_eq!((&both.source, &closer.source), (&sub.source, &main.source));
        assert!(both.substream && !closer.substream && sub.main_stream().is_none());
        let played = text
            .replace("= \"main\"", "= \"both\"")
            .replace("rtsp://camera-1.local/stream2", "small.mp4");
        let said = problems(&played);
        assert!(
            said.contains("camera[0].analyse: a recording is no camera"),
            "{said}"
        );
        let none = text
            .replace("= \"main\"", "= \"sub\"")
            .replace("substream = ", "#");
        let said = problems(&none);
        assert!(
            said.contains("camera[0].analyse: there is no sub-stream"),
            "{said}"
        );
    }

    #[test]
    fn a_user_stands_in_one_place_and_a_password_file_beside_it() {
        let text = everything_on();
        let twice = text.replace(
            "rtsp://camera-1.local/stream1",
            "rtsp://me:s3cret@camera-1.local/stream1",
        );
        let said = problems(&twice);
        assert!(
            said.contains("the address has a user as well") && !said.contains("s3cret"),
            "{said}"
        );
        let alone = problems(&text.replacen("user = \"viewer\"", "", 1));
        assert!(
            alone.contains("camera[0].password_file: has no user"),
            "{alone}"
        );
    }

    #[test]
    fn what_points_nowhere_is_refused() {
        let text = everything_on().replace("camera = \"entrance-1\"", "camera = \"entrance-9\"");
        assert!(
            problems(&text).contains("no camera has the id \"entrance-9\""),
            "{}",
            problems(&text)
        );
    }

    #[test]
    fn a_password_in_a_url_is_never_repeated() {
        let text = everything_on().replace("url = \"rtsp://", "url = \"rtps://viewer:s3cret@");
        let said = problems(&text);
        assert!(!said.contains("s3cret"), "{said}");
    }

    #[test]
    fn opt_in_without_a_check_in_is_told_so() {
        let text = everything_on().replace("\"visit-only\"", "\"opt-in\"");
        let note = |text: &str| {
            let config = read(Path::new("config/showfloor.toml"), text).0;
            config.unwrap_or_else(|p| panic!("{p}")).note_on_check_in()
        };
        let without = text.replace("kind = \"check-in\"", "kind = \"lounge\"");
        assert!(note(&without).is_some_and(|note| note.contains("check-in")));
        let kiosk = without.replacen("kind = \"product\"", "kind = \"check-in\"", 1);
        assert_eq!(note(&kiosk), None);
        let everywhere = without.replace(
            "recognise_in = \"check-in\"",
            "recognise_in = \"everywhere\"",
        );
        assert_eq!(note(&everywhere), None);
    }

    #[test]
    fn mode_all_needs_its_reasons() {
        let text = SAMPLE.replace("#recognition = \"visit-only\"", "recognition = \"all\"");
        let said = problems(&text);
        assert!(
            said.contains("privacy.legal_basis: is missing")
                && said.contains("privacy.retention_days"),
            "{said}"
        );
    }
}

//! `showfloor init`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::values::count;

/// `showfloor init`.
#[derive(Clone, Debug, Args)]
pub struct InitArgs {
    /// Where to write the configuration.
    #[arg(
        long,
        value_name = "FILE",
        default_value = "/etc/showfloor/showfloor.toml"
    )]
    pub config: PathBuf,
    /// Name of the showroom, for people.
    #[arg(long)]
    pub name: Option<String>,
    /// Short name of the showroom: part of every MQTT topic [default: from the name]
    #[arg(long, value_name = "ID")]
    pub site: Option<String>,
    /// Languages of the site, the main one first: en, fr, pl, de.
    #[arg(long, value_name = "LANGUAGE", value_delimiter = ',')]
    pub language: Vec<String>,
    /// Time zone of the site, such as Europe/Warsaw [default: that of the machine, where it is not UTC]
    #[arg(long, value_name = "ZONE")]
    pub timezone: Option<String>,
    /// What may be remembered of a visitor's face. There is no default.
    #[arg(long, value_enum, value_name = "MODE")]
    pub privacy: Option<PrivacyAnswer>,
    /// The legal basis of mode "all", in words.
    #[arg(long, value_name = "TEXT")]
    pub legal_basis: Option<String>,
    /// Signatures of visitors who stayed away for so many days are deleted, in mode "all", 1 to 3650 [default: 90]
    #[arg(long, value_name = "N", value_parser = count(1..=3650))]
    pub retention_days: Option<u32>,
    /// A camera, as ID=ADDRESS, such as `hall=rtsp://viewer@192.168.1.64/stream1`. Without its password.
    #[arg(long, value_name = "ID=ADDRESS", conflicts_with = "no_camera")]
    pub camera: Vec<String>,
    /// No camera yet.
    #[arg(long)]
    pub no_camera: bool,
    /// Where passwords are taken from: lines of camera-ID:PASSWORD and mqtt:PASSWORD; - for standard input.
    #[arg(long, value_name = "FILE")]
    pub passwords: Option<PathBuf>,
    /// The broker: "embedded", or the address of yours, such as `mqtts://broker.local:8883` [default: embedded]
    #[arg(long, value_name = "BROKER")]
    pub broker: Option<String>,
    /// Who to log in as at your broker.
    #[arg(long, value_name = "USER")]
    pub broker_user: Option<String>,
    /// The certificate authority to trust at your broker, if not the system's.
    #[arg(long, value_name = "FILE")]
    pub broker_ca: Option<PathBuf>,
    /// Where the pages listen, address and port, or "none" [default: 0.0.0.0:8443]
    #[arg(long, value_name = "ADDRESS")]
    pub web: Option<String>,
    /// A name or address by which tablets reach the pages, for their certificate [default: those of the machine]
    #[arg(long, value_name = "NAME")]
    pub web_name: Vec<String>,
    /// Keep store, key, certificates and backups below this directory [default: /var/lib/showfloor, /var/backups/showfloor]
    #[arg(long, value_name = "DIRECTORY")]
    pub data: Option<PathBuf>,
    /// Ask nothing: what is not given is as its default says.
    #[arg(long)]
    pub yes: bool,
    /// Replace a configuration that is there, and keep it under a name with the date.
    #[arg(long)]
    pub force: bool,
}

/// What may be remembered of a visitor's face.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PrivacyAnswer {
    /// Faces are forgotten when the visit ends; nobody is recognised on another day.
    VisitOnly,
    /// As "visit-only", but whoever consents on a tablet is recognised when they come back.
    OptIn,
    /// Everyone is remembered for a number of days; needs a legal basis; written to the audit log.
    All,
}

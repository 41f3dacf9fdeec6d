//! Colleagues.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::ConfigArg;

/// `showfloor staff`.
#[derive(Clone, Debug, Subcommand)]
pub enum StaffCommand {
    /// Enrol a colleague who consents, from pictures or before a camera. Pictures are looked at and not kept.
    Enrol(EnrolArgs),
    /// List the colleagues who are enrolled.
    List(StaffListArgs),
    /// Show one colleague's enrolment and consent.
    Show(StaffArgs),
    /// Call a colleague something else.
    Rename(StaffRenameArgs),
    /// Take a colleague off the roster, and delete what is kept of their face.
    Remove(StaffArgs),
}

/// `showfloor staff enrol`.
#[derive(Clone, Debug, Args)]
pub struct EnrolArgs {
    #[command(flatten)]
    pub config: ConfigArg,
    /// What the colleague is called on the roster.
    #[arg(long)]
    pub name: String,
    /// A folder with pictures of this colleague alone: three or more, JPEG, PNG or PGM, the face 60 pixels wide or more.
    #[arg(long, value_name = "DIR", required_unless_present = "camera")]
    pub images: Option<PathBuf>,
    /// Look through this camera of the configuration, at the colleague alone.
    #[arg(long, value_name = "ID", conflicts_with = "images")]
    pub camera: Option<String>,
    /// Look through the camera for so many seconds at most, 3 to 300.
    #[arg(long, value_name = "N", default_value_t = 30, requires = "camera", value_parser = clap::value_parser!(u64).range(3..=300))]
    pub seconds: u64,
    /// The colleague consents to being recognised by their face. Required: it is recorded with the date and who ran this.
    #[arg(long)]
    pub consent: bool,
    /// Enrol somebody again who is enrolled already, with these pictures in place of the earlier ones.
    #[arg(long)]
    pub replace: bool,
}

/// `showfloor staff list`.
#[derive(Clone, Debug, Args)]
pub struct StaffListArgs {
    #[command(flatten)]
    pub config: ConfigArg,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// `showfloor staff show` and `showfloor staff remove`.
#[derive(Clone, Debug, Args)]
pub struct StaffArgs {
    #[command(flatten)]
    pub config: ConfigArg,
    /// The colleague's name, or the id.
    pub name: String,
}

/// `showfloor staff rename`.
#[derive(Clone, Debug, Args)]
pub struct StaffRenameArgs {
    #[command(flatten)]
    pub config: ConfigArg,
    /// The colleague's name, or the id.
    pub name: String,
    /// What they are called from now on.
    pub new_name: String,
}

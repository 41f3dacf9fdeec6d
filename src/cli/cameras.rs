//! Cameras.

use clap::{Args, Subcommand};

use super::ConfigArg;

/// `showfloor cameras`.
#[derive(Clone, Debug, Subcommand)]
pub enum CamerasCommand {
    /// Take what a camera shows now for what it is to show, after it was moved on purpose. Works while the appliance runs.
    Accept(CameraAcceptArgs),
}

/// `showfloor cameras accept`.
#[derive(Clone, Debug, Args)]
pub struct CameraAcceptArgs {
    #[command(flatten)]
    pub config: ConfigArg,
    /// The camera's id in the configuration.
    pub camera: String,
}

//! The cameras of the showroom.

use std::net::{IpAddr, SocketAddr};

use clap::{Args, Subcommand};

use super::{ConfigArg, values::count};

/// `showfloor cameras`.
#[derive(Clone, Debug, Subcommand)]
pub enum CamerasCommand {
    /// Ask the local network which cameras there are (ONVIF), and print what to write into the configuration. Ends with 1
    /// where none answers.
    Discover(DiscoverArgs),
    /// Take what a camera shows now for what it is to show, after it was moved on purpose. Works while the appliance runs.
    Accept(CameraAcceptArgs),
}

/// `showfloor cameras discover`.
#[derive(Clone, Debug, Args)]
pub struct DiscoverArgs {
    /// Wait for answers for so long, 1 to 60.
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = count(1..=60))]
    pub seconds: u32,
    /// This machine's own address in the cameras' network, where it has several networks.
    #[arg(long, value_name = "ADDRESS")]
    pub from: Option<IpAddr>,
    /// Ask this address alone, where the network does not pass multicast on: 192.168.1.64 or 192.168.1.64:3702.
    #[arg(long, value_name = "ADDRESS", value_parser = asked)]
    pub ask: Option<SocketAddr>,
    /// Print JSON: name, model, address and page of each camera.
    #[arg(long)]
    pub json: bool,
}

/// `showfloor cameras accept`.
#[derive(Clone, Debug, Args)]
pub struct CameraAcceptArgs {
    #[command(flatten)]
    pub config: ConfigArg,
    /// The camera's id in the configuration.
    pub camera: String,
}

/// An address, with the port of WS-Discovery where it has none.
fn asked(text: &str) -> Result<SocketAddr, String> {
    text.parse()
        .or_else(|_| text.parse().map(|ip: IpAddr| SocketAddr::new(ip, 3702)))
        .map_err(|_| "write an IP address, such as 192.168.1.64".to_owned())
}

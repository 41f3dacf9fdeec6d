//! `showfloor cameras discover`.

use std::{collections::BTreeSet, fmt::Write, net::IpAddr, process::ExitCode, time::Duration};

use anyhow::Context;

use super::super::{console::say, table::table};
use crate::{
    capture::{self, Found, Search},
    cli::DiscoverArgs,
};

/// Asks the network for cameras.
pub(in crate::cmd) fn discover(args: &DiscoverArgs) -> anyhow::Result<ExitCode> {
    let seconds = args.seconds;
    eprintln!("asking for cameras, {seconds} s");
    let search = Search {
        from: args.from,
        ask: args.ask,
        patience: Duration::from_secs(seconds.into()),
    };
    let found = capture::discover(search).context(
        "the network cannot be asked for cameras\nhint: is it up? --from names this machine's address in the cameras' network",
    )?;
    if args.json {
        say(&serde_json::to_string_pretty(&found)?);
    } else if found.is_empty() {
        say(
            "No camera answered.\nhint: switch ONVIF discovery on in the cameras; be in their network (--from where this machine \
             has several); where multicast is blocked, ask one by its address: --ask 192.168.1.64",
        );
    } else {
        say(as_text(&found).trim_end());
    }
    Ok(if found.is_empty() {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

fn as_text(found: &[Found]) -> String {
    let or_dash = |text: &str| {
        if text.is_empty() {
            "-".to_owned()
        } else {
            text.to_owned()
        }
    };
    let row = |camera: &Found| {
        vec![
            or_dash(&camera.name),
            or_dash(&camera.model),
            camera.address.to_string(),
        ]
    };
    let rows: Vec<_> = found.iter().map(row).collect();
    let mut text = table(&["name", "model", "address"], &[false; 3], &rows);
    text.push_str(
        "\nFor the configuration. A camera tells the path of its stream only to who is logged in: it stands on its web page \
         (RTSP, ONVIF or video settings) or in its manual, and takes the place of PATH; give it a user of its own that may \
         only watch.\n",
    );
    let mut taken = BTreeSet::new();
    for camera in found {
        let id = id(camera.address, &mut taken);
        let host = match camera.address {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => format!("[{address}]"),
        };
        let _ = write!(
            text,
            "\n# {} {}\n[[camera]]\nid = \"{id}\"\nurl = \"rtsp://{host}:554/PATH\"\nuser = \"USER\"\npassword_file = \"/etc/showfloor/{id}-password\"\n",
            camera.name, camera.model
        );
    }
    text
}

/// A short name that no other camera of the list has: by the last part of the address.
fn id(address: IpAddr, taken: &mut BTreeSet<String>) -> String {
    let last = match address {
        IpAddr::V4(address) => u16::from(address.octets()[3]),
        IpAddr::V6(address) => address.segments()[7],
    };
    let names = (1..).map(|n| match n {
        1 => format!("camera-{last}"),
        n => format!("camera-{last}-{n}"),
    });
    let mut free = names.filter(|name| !taken.contains(name));
    let name = free.next().unwrap_or_default();
    taken.insert(name.clone());
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_cameras_get_the_same_name() {
        let mut taken = BTreeSet::new();
        let ids = ["192.168.1.64", "192.168.2.64", "192.168.2.7"]
            .map(|address| id(address.parse().expect("an address"), &mut taken));
        assert_eq!(ids, ["camera-64", "camera-64-2", "camera-7"]);
    }
}

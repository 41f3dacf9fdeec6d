//! What this machine suggests.

use std::{
    env, fs,
    net::{IpAddr, UdpSocket},
};

use jiff::tz::TimeZone;

/// Its time zone; `None` where it has none but UTC, which says nothing of where it stands.
pub(super) fn timezone() -> Option<String> {
    let zone = TimeZone::system();
    let name = zone.iana_name()?;
    let nowhere = ["UTC", "UCT", "GMT", "Zulu", "Universal"];
    (!nowhere.contains(&name) && !name.starts_with("Etc/")).then(|| name.to_owned())
}

/// The language of whoever runs this, where it is one of ours.
pub(super) fn language() -> String {
    let of = |name| env::var(name).ok().filter(|value| !value.is_empty());
    let locale = of("LC_ALL").or_else(|| of("LANG")).unwrap_or_default();
    let language = locale.get(..2).unwrap_or_default();
    if ["en", "fr", "pl", "de"].contains(&language) {
        language.to_owned()
    } else {
        "en".to_owned()
    }
}

/// By which tablets may reach it: its address in the network, and its name.
pub(super) fn names() -> Vec<String> {
    let host = fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let host = host.trim().to_ascii_lowercase();
    let is_name = |name: &String| {
        !name.is_empty()
            && name.len() <= 64
            && name != "localhost"
            && name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '.')
    };
    let address = address().map(|address| address.to_string());
    address
        .into_iter()
        .chain(Some(host).filter(is_name))
        .collect()
}

/// The address that others in the network know it by. Nothing is sent.
fn address() -> Option<IpAddr> {
    let socket = UdpSocket::bind("0.0.0.0:0").ok()?;
    // An address of no network: which way it would go.
    socket.connect("192.0.2.1:9").ok()?;
    let address = socket.local_addr().ok()?.ip();
    (!address.is_loopback() && !address.is_unspecified()).then_some(address)
}

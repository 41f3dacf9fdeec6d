//! Ports that a run listens on, and that another program may have taken.

use std::{
    io::ErrorKind,
    net::{SocketAddr, TcpListener},
};

use super::Checked;

/// The port of the pages. `runs`: an appliance runs on this store, which holds it then.
pub(super) fn pages(listen: SocketAddr, runs: bool) -> Checked {
    match taken(listen) {
        Some(_) if runs => Checked::ok("web", format!("the running appliance listens on {listen}")),
        Some(why) => Checked::failed("web", &format!("{why}, or another one in web.listen")),
        None if runs => Checked::failed(
            "web",
            &format!(
                "an appliance runs, and nothing listens on {listen}\nhint: it was started with another web.listen: systemctl restart showfloor"
            ),
        ),
        None => Checked::ok("web", format!("{listen} is free for the pages")),
    }
}

/// The port of the embedded broker, where it cannot be had.
pub(super) fn broker(listen: SocketAddr, runs: bool) -> Option<Checked> {
    let why = taken(listen).filter(|_| !runs)?;
    let hint = "or another one in mqtt.embedded_port; if it is a broker that is to be used, name it in mqtt.broker";
    Some(Checked::failed("mqtt", &format!("{why}, {hint}")))
}

/// Why nobody can listen there; `None` where somebody can.
fn taken(listen: SocketAddr) -> Option<String> {
    let error = TcpListener::bind(listen).err()?;
    let port = listen.port();
    Some(match error.kind() {
        ErrorKind::AddrInUse => format!(
            "another program listens on {listen} already\nhint: `ss -ltnp 'sport = :{port}'` says which: stop it"
        ),
        ErrorKind::AddrNotAvailable => format!(
            "this machine has no address {}\nhint: one of `ip address`, 0.0.0.0 for all of them",
            listen.ip()
        ),
        _ => format!("nobody can listen on {listen} ({error})\nhint: a port from 1024 on"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::Verdict;

    #[test]
    fn a_port_is_free_taken_by_the_appliance_or_by_somebody_else() {
        let held = TcpListener::bind("127.0.0.1:0").unwrap();
        let listen = held.local_addr().unwrap();
        assert_eq!(pages(listen, true).verdict, Verdict::Ok);
        let told = pages(listen, false);
        assert_eq!(told.verdict, Verdict::Failed, "{told:?}");
        assert!(told.hint.unwrap().starts_with("`ss -ltnp"));
        assert!(broker(listen, true).is_none());
        assert!(
            broker(listen, false)
                .unwrap()
                .seen
                .contains("another program")
        );
        drop(held);
        assert_eq!(pages(listen, false).verdict, Verdict::Ok);
        assert_eq!(pages(listen, true).verdict, Verdict::Failed);
        assert!(broker(listen, false).is_none());
        // TEST-NET-1: nobody's.
        let told = pages("192.0.2.1:8443".parse().unwrap(), false);
        assert!(told.seen.contains("no address 192.0.2.1"), "{told:?}");
    }
}

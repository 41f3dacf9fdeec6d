//! A bridge to a broker, and browsers at its other end.

use std::{fs, future::Future, sync::Arc};

use showfloor::{
    publish::{Bridge, BridgeFault, Broker, Embedded, Link, Settings},
    runtime::Shutdown,
};
use tempfile::TempDir;
use tokio::{
    io::{DuplexStream, duplex},
    task::JoinHandle,
};

use crate::{
    mqtt_bytes::Client,
    site::{PASSWORD, Site, private},
};

/// A bridge, and what it stands on.
pub(crate) struct Joined {
    bridge: Arc<Bridge>,
    pub(crate) stop: Shutdown,
    broker: String,
    files: TempDir,
}

/// A browser, and how its bridge ended.
pub(crate) struct Browser {
    pub(crate) client: Client<DuplexStream>,
    pub(crate) ended: JoinHandle<Result<(), BridgeFault>>,
}

fn settings(broker: Broker) -> Settings {
    Settings {
        site: "north".into(),
        broker,
        user: None,
        password_file: None,
        ca_file: None,
        client_id: None,
        tablets_file: None,
        homeassistant: None,
    }
}

impl Joined {
    fn of(settings: &Settings, files: TempDir) -> Self {
        let stop = Shutdown::new();
        let link = Link::open(settings, &stop).expect("good settings");
        Self {
            bridge: Arc::new(Bridge::new(&link, settings)),
            stop,
            broker: link.address().to_string(),
            files,
        }
    }

    /// To a broker in the process; `users`: lines of who is let in, the first ours.
    pub(crate) fn embedded(users: Option<&str>) -> Self {
        let files = tempfile::tempdir().expect("a folder");
        let mut embedded = Embedded::on_loopback(0);
        let mut ours = None;
        if let Some(users) = users {
            let path = files.path().join("users");
            private(&path, users);
            embedded.users_file = Some(path);
            let (name, password) = users
                .lines()
                .next()
                .expect("a line")
                .split_once(':')
                .expect("a colon");
            private(&files.path().join("password"), password);
            ours = Some(name.to_owned());
        }
        let password_file = ours.is_some().then(|| files.path().join("password"));
        let settings = Settings {
            user: ours,
            password_file,
            ..settings(Broker::Embedded(embedded))
        };
        Self::of(&settings, files)
    }

    /// To a port where nothing listens.
    pub(crate) fn nowhere() -> Self {
        let address = "mqtt://127.0.0.1:9".parse().expect("an address");
        let files = tempfile::tempdir().expect("a folder");
        Self::of(&settings(Broker::At(address)), files)
    }

    /// To the site's Mosquitto, with TLS and its access list; `tablets`: the lines of the tablets' file, if there is one.
    pub(crate) fn at(site: &Site, tablets: Option<&str>) -> Self {
        let files = tempfile::tempdir().expect("a folder");
        let password = files.path().join("password");
        private(&password, PASSWORD);
        let file = files.path().join("tablets");
        if let Some(lines) = tablets {
            private(&file, lines);
        }
        let address = site.url("mqtts://localhost").parse().expect("an address");
        let settings = Settings {
            user: Some("showfloor".into()),
            password_file: Some(password),
            ca_file: Some(site.dir().join("ca.crt")),
            tablets_file: tablets.map(|_| file),
            ..settings(Broker::At(address))
        };
        Self::of(&settings, files)
    }

    /// The port of the broker, on loopback.
    pub(crate) fn port(&self) -> &str {
        self.broker.rsplit(':').next().expect("a port")
    }

    /// Fills the file of tablets anew.
    pub(crate) fn tablets(&self, lines: &str) {
        fs::write(self.files.path().join("tablets"), lines).expect("written");
    }

    /// A browser of this account.
    pub(crate) fn browser(&self, user: &str) -> Browser {
        let (near, far) = duplex(4096);
        let (bridge, stop, user) = (self.bridge.clone(), self.stop.clone(), user.to_owned());
        let ended = tokio::spawn(async move { bridge.join(&user, far, &stop).await });
        Browser {
            client: Client(near),
            ended,
        }
    }
}

impl Browser {
    /// Its connection has ended; says why.
    pub(crate) async fn fault(mut self) -> String {
        while self.client.hears().await.is_some() {}
        match self.ended.await.expect("no panic") {
            Ok(()) => String::new(),
            Err(fault) => fault.to_string(),
        }
    }
}

/// Runs a test's body.
pub(crate) fn run(body: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.expect("a runtime").block_on(body);
}

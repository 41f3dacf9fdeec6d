//! The demo's pages: where they are, a login for whoever looks, and an empty showroom behind them when the play is over.

use std::{
    fs,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::Context;
use jiff::Timestamp;
use ulid::Ulid;

use crate::{
    app,
    config::{self, Config},
    runtime::Clock,
    sim::{self, Scenario, Simulation},
    store::Accounts,
    types::{Account, AccountChange, FrameObservation, Observation, Role, RunId, Stamp},
    web::{draw_code, hash_password},
};

/// Where they are unless something listens there already.
const USUAL: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 8080);
/// The login of whoever looks.
const NAME: &str = "demo";
/// How often the empty room is looked at.
const EMPTY_EVERY: Duration = Duration::from_millis(500);

/// A configuration with pages, as a file of its own, so that pages can change it.
pub(super) struct Pages {
    pub(super) config: Config,
    pub(super) file: PathBuf,
    /// What to open, and the login.
    pub(super) how: String,
}

/// Adds pages to the showroom's configuration, and makes the login.
///
/// # Errors
/// The address is taken or can be reached by others; the folder cannot be written.
pub(super) fn open(
    scenario: &Scenario,
    folder: &Path,
    wanted: Option<SocketAddr>,
) -> anyhow::Result<Pages> {
    let listen = match wanted {
        // Whoever leaves the port to us still wants to be told which one it is.
        Some(listen) if listen.port() == 0 => TcpListener::bind(listen)?.local_addr()?,
        Some(listen) => listen,
        None if TcpListener::bind(USUAL).is_ok() => USUAL,
        None => TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?,
    };
    let text = sim::configuration_text(std::slice::from_ref(scenario), folder);
    let file = folder.join("showfloor.toml");
    let text = format!("{text}\n[web]\nlisten = \"{listen}\"\n");
    fs::write(&file, text).with_context(|| format!("cannot write {}", file.display()))?;
    let config = config::load(&file)?;
    let password = login(&config)?;
    Ok(Pages {
        config,
        file,
        how: format!("pages: http://{listen}/  log in as {NAME}, password {password}"),
    })
}

/// Makes an account that may do everything; gives its password, which is of this demo alone.
fn login(config: &Config) -> anyhow::Result<String> {
    let password = draw_code();
    let now = Clock::real(RunId(Ulid::nil())).now().utc;
    let account = Account {
        name: NAME.parse().map_err(anyhow::Error::msg)?,
        roles: Role::ALL.into(),
        password: Some(hash_password(&password).map_err(anyhow::Error::msg)?),
        language: None,
        created: now,
    };
    let created = AccountChange::Created(account);
    Accounts::open(&config.store)?.change(&created, None, now)?;
    Ok(password.to_string())
}

/// An empty room, for as long as somebody looks at the pages.
pub(super) fn empty_room(config: &Config) -> app::Told {
    let cameras = config.cameras.clone();
    let origin = Stamp {
        run: RunId(Ulid::nil()),
        mono_ns: 0,
        utc: Timestamp::UNIX_EPOCH,
    };
    let frames = (0u32..).flat_map(move |i| {
        let stamp = origin.later(EMPTY_EVERY * i);
        let frame = move |camera: &crate::capture::CameraSettings| {
            Observation::Frame(FrameObservation {
                portraits: Vec::new(),
                stamp,
                camera: camera.id.clone(),
                seq: u64::from(i),
                width: 1280,
                height: 720,
                people: Some(Vec::new()),
                faces: Vec::new(),
            })
        };
        cameras.iter().map(frame).collect::<Vec<_>>()
    });
    app::Told {
        observations: Box::new(frames),
        signatures: Some(Simulation::tag()),
    }
}

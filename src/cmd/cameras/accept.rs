//! `showfloor cameras accept`.

use std::process::ExitCode;

use anyhow::bail;
use ulid::Ulid;

use super::super::{console::say, login::login};
use crate::{
    cli::CameraAcceptArgs,
    config,
    runtime::Clock,
    store::ViewKeeper,
    types::{AuditEntry, RunId},
};

/// Lets go of what the camera was to show: it makes another reference of what it shows then.
pub(in crate::cmd) fn accept(args: &CameraAcceptArgs) -> anyhow::Result<ExitCode> {
    let config = config::load(&config::find(args.config.config.as_deref()))?;
    let found = config.cameras.iter().find(|c| c.id.as_str() == args.camera);
    let Some(camera) = found else {
        let known: Vec<_> = config.cameras.iter().map(|c| c.id.as_str()).collect();
        bail!(
            "no camera is called {}\nhint: the configuration has {}",
            args.camera,
            known.join(", ")
        );
    };
    let account = AuditEntry {
        at: Clock::real(RunId(Ulid::nil())).now().utc,
        who: login(),
        what: "camera.accepted".into(),
        detail: format!("{}: its present view", camera.id),
    };
    let known = ViewKeeper::open(&config.store)?.forget(&camera.id, &account)?;
    let id = &camera.id;
    say(&if known {
        format!(
            "What {id} shows from now on is what it is to show; half a minute of good pictures is needed. A running appliance takes this over within a few seconds. Draw the camera's zones anew if they have moved too."
        )
    } else {
        format!(
            "Nothing was remembered of {id}'s view; it is as soon as its pictures are good for half a minute."
        )
    });
    Ok(ExitCode::SUCCESS)
}

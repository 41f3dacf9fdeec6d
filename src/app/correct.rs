//! Corrections by command: through the running appliance, or in its place where none runs.

use std::time::Duration;

use ulid::Ulid;

use super::{inbox::correction, line::Line, settings::LineSettings};
use crate::{
    config::Config,
    runtime::{Clock, SeededIds, Shutdown, random_seed},
    store::{Inbox, Mode, Store, StoreError},
    types::{
        CorrectionAnswer, CorrectionId, CorrectionKind, CorrectionRequest, IdSource, Input, RunId,
    },
    vision,
};

/// A running appliance is given this long to answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(8);
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// Asks for a correction. Where an appliance runs, it carries it out; else it is done here, the same way. `None` where the
/// appliance has not answered yet: it will, or do it at its next start.
///
/// # Errors
/// The store cannot be opened, read or written.
pub fn correct(
    config: &Config,
    by: &str,
    kind: CorrectionKind,
) -> Result<(CorrectionId, Option<CorrectionAnswer>), StoreError> {
    let mut ids = SeededIds::new(random_seed());
    let clock = Clock::real(RunId(Ulid::nil()));
    let run = RunId(ids.next(&clock.now()));
    let clock = Clock::real(run);
    let now = clock.now();
    let request = CorrectionRequest {
        id: CorrectionId::new(&mut ids, &now),
        at: now.utc,
        by: by.to_owned(),
        kind,
    };
    let answer = match Store::open(&config.store, Mode::MustExist) {
        Ok(mut store) => {
            let inbox = store.inbox()?;
            inbox.ask(&request)?;
            answer_all(config, &mut store, &inbox, &clock, ids)?;
            inbox.answer(request.id)?
        }
        Err(StoreError::InUse { .. }) => {
            let inbox = Inbox::open(&config.store)?;
            inbox.ask(&request)?;
            wait_for(&inbox, request.id)?
        }
        Err(error) => return Err(error),
    };
    Ok((request.id, answer))
}

/// Does what the appliance would do with everything that waits in the inbox.
fn answer_all(
    config: &Config,
    store: &mut Store,
    inbox: &Inbox,
    clock: &Clock,
    ids: SeededIds,
) -> Result<(), StoreError> {
    let start = store.load()?;
    let tag = vision::signature_tag(&config.vision).ok();
    let mut line = Line::new(LineSettings::new(config, tag), &start, Box::new(ids));
    for request in inbox.waiting()? {
        let input = Input::Correction(correction(&request, clock.now()));
        store.write(&line.step(&input))?;
    }
    Ok(())
}

fn wait_for(inbox: &Inbox, id: CorrectionId) -> Result<Option<CorrectionAnswer>, StoreError> {
    let patience = Shutdown::new();
    for _ in 0..ANSWER_WITHIN.as_millis() / LOOK_EVERY.as_millis() {
        if let Some(answer) = inbox.answer(id)? {
            return Ok(Some(answer));
        }
        patience.sleep(LOOK_EVERY);
    }
    inbox.answer(id)
}

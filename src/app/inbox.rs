//! Requests that others left in the store, on their way to the line.

use std::{collections::BTreeSet, time::Duration};

use crossbeam_channel::Sender;

use crate::{
    runtime::{Clock, Shutdown},
    store::Inbox,
    types::{Correction, CorrectionId, CorrectionRequest, Input, Stamp},
};

/// How often the inbox is looked into.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// Looks into the inbox and hands on what waits there. The line's answer is written together with what it did, so a
/// request that meets a crash is found again, and one that was answered is not.
pub(super) struct Attendant {
    pub(super) inbox: Inbox,
    pub(super) inbound: Sender<Input>,
    pub(super) clock: Clock,
    pub(super) stop: Shutdown,
}

impl Attendant {
    /// Runs until the stop is asked for, or the line has ended.
    pub(super) fn run(self) {
        let mut handed_on = BTreeSet::new();
        let mut trouble = false;
        loop {
            match self.inbox.waiting() {
                Ok(waiting) => {
                    trouble = false;
                    if !self.hand_on(&waiting, &handed_on) {
                        return;
                    }
                    handed_on = waiting.iter().map(|request| request.id).collect();
                }
                Err(error) if !trouble => {
                    tracing::error!(%error, "corrections wait: their requests cannot be read");
                    trouble = true;
                }
                Err(_) => {}
            }
            if self.stop.sleep(LOOK_EVERY) {
                return;
            }
        }
    }

    /// False where there is no line any more.
    fn hand_on(&self, waiting: &[CorrectionRequest], before: &BTreeSet<CorrectionId>) -> bool {
        let new = waiting
            .iter()
            .filter(|request| !before.contains(&request.id));
        let mut inputs =
            new.map(|request| Input::Correction(correction(request, self.clock.now())));
        inputs.all(|input| self.inbound.send(input).is_ok())
    }
}

/// The correction that was asked for, as of now.
pub(super) fn correction(request: &CorrectionRequest, stamp: Stamp) -> Correction {
    Correction {
        id: request.id,
        stamp,
        by: request.by.clone(),
        kind: request.kind.clone(),
    }
}

//! The web server's thread, and what the line answers to it.

use std::{os::unix::fs::MetadataExt, path::Path, thread::JoinHandle};

use crossbeam_channel::{Receiver, bounded, never};

use super::{
    backstage::backstage,
    decide::Decide,
    line::Line,
    reload::ConfigFile,
    sensors::Stages,
    threads::{Failure, joined},
};
use crate::{
    config,
    runtime::{Clock, Shutdown, spawn},
    store::console_secret,
    types::{EventAnswer, External, Input, Stamp, VisitorCode},
    web::{Ask, Entry, FloorNow, Limits, Score, Server, Tokens, WebError, Wiring},
};

/// Questions that may wait for the line; whoever asks more is told that it is busy.
const WAITING_ASKS: usize = 16;

/// The thread `web`.
pub(super) struct Front {
    thread: JoinHandle<Result<(), WebError>>,
    stop: Shutdown,
}

impl Front {
    /// Starts it where the configuration wants one; gives what it asks.
    pub(super) fn start(
        stages: &Stages<'_>,
        file: Option<ConfigFile>,
    ) -> anyhow::Result<(Option<Self>, Receiver<Ask>)> {
        let Some(settings) = &stages.config.web else {
            return Ok((None, never()));
        };
        let tokens_file = settings.tokens_file.clone();
        // Before it is read: a change right after is one.
        let mut read = tokens_file.as_deref().and_then(state_of);
        let tokens = tokens_file.as_deref().map(config::tokens).transpose()?;
        let console = console_secret(&stages.config.store)?;
        let with_console = move |tokens: Tokens| match &console {
            Some(console) => tokens.with_console(console),
            None => tokens,
        };
        let tokens = with_console(tokens.unwrap_or_default());
        let site = &stages.config.site.name;
        let server = Server::open(settings, tokens, site)?;
        tracing::info!(url = server.url(), "the web server listens");
        let new_tokens = move || {
            let file = tokens_file.as_deref()?;
            let state = state_of(file);
            (state != read).then(|| {
                read = state;
                tokens_again(file).map(&with_console)
            })?
        };
        let (asks, asked) = bounded(WAITING_ASKS);
        let stop = Shutdown::new();
        let wiring = Wiring {
            asks,
            new_tokens: Box::new(new_tokens),
            clock: stages.clock.clone(),
            wall: Clock::real(stages.origin.run),
            backstage: backstage(stages, file)?,
            shutdown: stop.clone(),
            limits: Limits::default(),
        };
        let alarm = Alarm(stages.stop.clone());
        let thread = spawn("web", move || {
            let _alarm = alarm;
            server.run_blocking(wiring)
        })?;
        Ok((Some(Self { thread, stop }), asked))
    }

    /// Ends it: the line has ended, and answers no more.
    pub(super) fn finish(self, failure: &Failure) {
        self.stop.request();
        if let Err(error) = joined(self.thread) {
            failure.set(error.into());
        }
    }
}

/// Ends the run where the web server fails as a whole: an appliance that nobody can see is restarted, not left alone.
struct Alarm(Shutdown);

impl Drop for Alarm {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.request();
        }
    }
}

/// What changes when the file does; `None` where it is not there.
fn state_of(file: &Path) -> Option<(i64, i64, u64, u32)> {
    let about = file.metadata().ok()?;
    Some((
        about.ctime(),
        about.ctime_nsec(),
        about.size(),
        about.mode(),
    ))
}

/// The tokens of a file that has changed: one that was taken back is good no longer, without a restart. Where the file
/// cannot be used, nothing changes.
fn tokens_again(file: &Path) -> Option<Tokens> {
    match config::tokens(file) {
        Ok(tokens) => {
            tracing::warn!("the web server's tokens were read again");
            Some(tokens)
        }
        Err(problems) => {
            tracing::error!("the web server's tokens are left as they were:\n{problems}");
            None
        }
    }
}

impl Decide {
    /// Answers a question. Nobody may be left to hear it: a caller does not wait for ever.
    pub(super) fn answer(&mut self, ask: Ask, now: &Stamp) -> anyhow::Result<()> {
        match ask {
            Ask::Events { events, answer } => {
                let answers: anyhow::Result<_> = events
                    .into_iter()
                    .map(|event| self.event(event, *now))
                    .collect();
                let _ = answer.send(answers?);
            }
            Ask::Score {
                client,
                visitor,
                answer,
            } => {
                let found = self.line.find(&visitor);
                // Nothing is said to a system of whoever has not agreed to be linked with it.
                let linked = found.is_some_and(|found| self.line.is_linked(found, &client));
                let score = score(&self.line, &visitor, now).filter(|_| linked);
                let _ = answer.send(score);
            }
            Ask::Floor { answer } => {
                let _ = answer.send(FloorNow {
                    pictures: self.album.numbers(&self.line),
                    ..self.line.floor_now(now)
                });
            }
            Ask::Portrait { visitor, answer } => {
                let found = self.line.find(&visitor);
                let _ = answer.send(found.and_then(|found| self.album.of(found)));
            }
        }
        Ok(())
    }

    /// Takes an event in, where the line would. When the answer is given, its records are with the store's thread.
    fn event(&mut self, event: External, stamp: Stamp) -> anyhow::Result<EventAnswer> {
        let answer = self.line.judge(&event);
        if answer == EventAnswer::Taken {
            self.take_in(Input::External(External { stamp, ..event }))?;
        }
        Ok(answer)
    }
}

fn score(line: &Line, code: &VisitorCode, now: &Stamp) -> Option<Score> {
    let visitor = line.find(code)?;
    let (scores, entries) = line.account(visitor, now.utc);
    let entry = |(entry, left): (crate::types::LedgerEntry, f64)| Entry {
        score: entry.score,
        rule: entry.rule,
        event: entry.event,
        at: entry.at,
        points: entry.points,
        left,
        confidence: entry.confidence,
    };
    Some(Score {
        visitor: line.code(visitor)?.clone(),
        at: now.utc,
        // No minus zero.
        engagement: scores.engagement + 0.0,
        band: scores.band,
        fit: scores.fit + 0.0,
        cell: scores.cell,
        interests: scores.interests,
        entries: entries.into_iter().map(entry).collect(),
    })
}

//! Follows the line and shows it: live on a terminal, line by line elsewhere.

use std::{
    io::{self, Write},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use super::{
    board::{Board, Said},
    screen::Screen,
    staff::{Roster, Staff},
};
use crate::{
    app::{Line, Watch},
    runtime::Stopwatch,
    types::{Input, Record},
};

/// The view is drawn at most this often.
const DRAW_EVERY: Duration = Duration::from_millis(150);

/// What stands around the view.
#[derive(Clone, Debug)]
pub(super) struct Caption {
    pub(super) title: String,
    pub(super) about: String,
    /// Where the pictures come from, and in which privacy mode.
    pub(super) honest: String,
    /// The same in a few words.
    pub(super) short: String,
    pub(super) speed: f64,
    /// What to open in a browser, and the login.
    pub(super) pages: String,
    pub(super) broker: String,
}

/// The demo's view of a run.
pub(super) struct Show {
    board: Arc<Mutex<Board>>,
    caption: Caption,
    roster: Option<Roster>,
    staff: Option<Staff>,
    screen: Option<Screen>,
    drawn: Option<Stopwatch>,
    /// Lines of the log that were printed.
    printed: u64,
}

impl Show {
    /// With a roster, colleagues react to alerts. `live`: takes the terminal over.
    ///
    /// # Errors
    /// The terminal cannot be taken over.
    pub(super) fn new(
        board: Arc<Mutex<Board>>,
        caption: Caption,
        roster: Option<Roster>,
        live: bool,
    ) -> io::Result<Self> {
        let screen = live.then(Screen::open).transpose()?;
        Ok(Self {
            board,
            caption,
            roster,
            staff: None,
            screen,
            drawn: None,
            printed: 0,
        })
    }

    fn refresh(&mut self) {
        let board = self.board.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(screen) = &mut self.screen else {
            let fresh = (board.said - self.printed).min(board.log.len() as u64) as usize;
            let mut out = io::stdout().lock();
            for Said { time, what, .. } in board.log.iter().skip(board.log.len() - fresh) {
                // A reader that went away is no reason to stop.
                let _ = writeln!(out, "{time:8}  {what}");
            }
            self.printed = board.said;
            return;
        };
        if self.drawn.is_none_or(|drawn| drawn.elapsed() >= DRAW_EVERY) {
            screen.draw(&board, &self.caption);
            self.drawn = Some(Stopwatch::start());
        }
    }
}

impl Drop for Show {
    /// What the end of the run gave is printed, too.
    fn drop(&mut self) {
        if self.screen.is_none() {
            self.refresh();
        }
    }
}

impl Watch for Show {
    fn ready(&mut self, broker: &str, _recognises: &str) {
        let staff = self.roster.as_ref().map(|r| Staff::start(r, broker));
        self.staff = staff.transpose().unwrap_or_else(|error| {
            tracing::error!("the demo goes on without staff: {error:#}");
            None
        });
        let (host, port) = broker
            .rsplit_once("://")
            .and_then(|(_, address)| address.rsplit_once(':'))
            .unwrap_or((broker, "1883"));
        // This machine is where it listens anyway.
        let host = if host == "127.0.0.1" {
            String::new()
        } else {
            format!("-h {host} ")
        };
        self.caption.broker =
            format!("listen in: mosquitto_sub -v {host}-p {port} -t 'showfloor/sim/#'");
        if self.screen.is_none() {
            let Caption {
                title,
                about,
                honest,
                speed,
                broker,
                pages,
                ..
            } = &self.caption;
            let _ = writeln!(
                io::stdout().lock(),
                "{title}, {speed}x. {about}\n{honest}\n{pages}\n{broker}\n"
            );
        }
    }

    fn records(&mut self, records: &[Record], line: &Line) {
        self.board
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take(records, line);
    }

    fn stepped(&mut self, input: &Input, line: &Line) {
        if let Some(staff) = &self.staff {
            staff.tell(input.stamp());
        }
        self.board
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .look(input, line);
        self.refresh();
    }
}

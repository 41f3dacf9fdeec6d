//! A terminal that a live view takes over.

use std::io::{self, Stdout};

use ratatui::{
    Frame, Terminal,
    backend::CrosstermBackend,
    crossterm::{
        cursor, execute,
        terminal::{EnterAlternateScreen, LeaveAlternateScreen},
    },
};

/// A terminal taken over until it is dropped. Keys are left alone, so Ctrl-C stops the program as always.
pub(super) struct TakenOver(Terminal<CrosstermBackend<Stdout>>);

impl TakenOver {
    /// Takes the terminal over.
    ///
    /// # Errors
    /// It is no terminal, or it cannot be written to.
    pub(super) fn open() -> io::Result<Self> {
        let tell = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            give_back();
            tell(panic);
        }));
        execute!(io::stdout(), EnterAlternateScreen, cursor::Hide)?;
        Terminal::new(CrosstermBackend::new(io::stdout())).map(Self)
    }

    /// Draws everything. A terminal that went away is no reason to stop.
    pub(super) fn draw(&mut self, draw: impl FnOnce(&mut Frame<'_>)) {
        let _ = self.0.draw(draw);
    }
}

impl Drop for TakenOver {
    fn drop(&mut self) {
        give_back();
    }
}

fn give_back() {
    let _ = execute!(io::stdout(), LeaveAlternateScreen, cursor::Show);
}

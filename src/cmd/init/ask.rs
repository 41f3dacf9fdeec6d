//! Somebody who can be asked.

use std::io::{self, BufRead, Write};

use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};
use zeroize::Zeroizing;

/// Somebody who can be asked.
pub(super) trait Asker {
    /// Says something, a line.
    fn tell(&mut self, line: &str);

    /// The answer to a question, without its line's end; `None`: whoever is asked has left.
    fn ask(&mut self, question: &str) -> io::Result<Option<String>>;

    /// As [`ask`](Self::ask), without showing what is typed.
    fn ask_hidden(&mut self, question: &str) -> io::Result<Option<Zeroizing<String>>>;
}

/// Whoever sits at the terminal.
pub(super) struct Terminal;

impl Asker for Terminal {
    fn tell(&mut self, line: &str) {
        println!("{line}");
    }

    fn ask(&mut self, question: &str) -> io::Result<Option<String>> {
        Ok(self.line(question)?.map(|line| line.trim().to_owned()))
    }

    fn ask_hidden(&mut self, question: &str) -> io::Result<Option<Zeroizing<String>>> {
        let hidden = Hidden::begin()?;
        let line = self.line(question);
        drop(hidden);
        println!();
        // Ctrl-C, which is a character while nothing is shown: a program that it ended would leave the terminal mute.
        Ok(line?.filter(|line| !line.contains('\u{3}')))
    }
}

impl Terminal {
    #[allow(clippy::unused_self, reason = "whoever is asked sits at it")]
    fn line(&self, question: &str) -> io::Result<Option<Zeroizing<String>>> {
        print!("{question}: ");
        io::stdout().flush()?;
        let mut line = Zeroizing::new(String::new());
        if io::stdin().lock().read_line(&mut line)? == 0 {
            println!();
            return Ok(None);
        }
        let end = line.trim_end_matches(['\r', '\n']).len();
        line.truncate(end);
        Ok(Some(line))
    }
}

/// While it lives, the terminal does not show what is typed.
struct Hidden {
    before: Termios,
}

impl Hidden {
    fn begin() -> io::Result<Self> {
        let before = tcgetattr(io::stdin())?;
        let mut quiet = before.clone();
        let shown = LocalModes::ECHO | LocalModes::ISIG;
        quiet.local_modes.remove(shown);
        tcsetattr(io::stdin(), OptionalActions::Flush, &quiet)?;
        Ok(Self { before })
    }
}

impl Drop for Hidden {
    fn drop(&mut self) {
        let _ = tcsetattr(io::stdin(), OptionalActions::Now, &self.before);
    }
}

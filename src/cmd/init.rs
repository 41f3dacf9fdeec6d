//! `showfloor init`: asks what a site needs, and writes its configuration.
//!
//! `questions` has the questions in their order, `interview` asks them or takes what was given on the command line, `machine`
//! has what this machine suggests, `passwords` keeps secrets out of the configuration, `written` has the files.

mod ask;
mod interview;
mod machine;
mod passwords;
mod questions;
#[cfg(test)]
mod tests;
mod written;

use std::{io::IsTerminal, path::Path, process::ExitCode};

use anyhow::bail;

use self::{
    ask::{Asker, Terminal},
    interview::Interview,
    passwords::Passwords,
    questions::Answers,
    written::Files,
};
use super::console::say;
use crate::{cli::InitArgs, config};

/// Asks, checks the whole, and writes it; 2 where answers are missing or wrong.
pub(super) fn run(args: &InitArgs) -> anyhow::Result<ExitCode> {
    let files = Files::at(&args.config, args.force)?;
    let given = Passwords::read(args.passwords.as_deref())?;
    let asks = !args.yes && std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    let asker: Option<Box<dyn Asker>> = if asks { Some(Box::new(Terminal)) } else { None };
    if asks {
        say(
            "A few questions. Enter takes what stands in [brackets]; everything can be changed in the file later.\n",
        );
    }
    let mut interview = Interview::new(asker, args.yes);
    let answers = questions::answers(args, given, &mut interview)?;
    let Some(answers) = interview.complete(answers) else {
        return Ok(ExitCode::from(2));
    };
    let text = answers.site.text();
    if let Err(problems) = config::load_text(&args.config, &text) {
        bail!("the answers do not go together\n{problems}\nhint: nothing was written; answer anew");
    }
    let kept = files.write(&text, &answers.passwords)?;
    tell(&args.config, &answers, &kept);
    Ok(ExitCode::SUCCESS)
}

/// What there is now, and what to do next.
fn tell(config: &Path, answers: &Answers, kept: &[String]) {
    say(&format!("\nWritten: {} (mode 0640)", config.display()));
    for name in answers.passwords.names() {
        let file = config.with_file_name(name);
        say(&format!("         {} (mode 0600)", file.display()));
    }
    for kept in kept {
        say(&format!("Kept:    {kept}"));
    }
    let installed = config == Path::new("/etc/showfloor/showfloor.toml");
    let named = if installed {
        String::new()
    } else {
        format!(" --config {}", config.display())
    };
    let as_service = if installed {
        "runuser -u showfloor -- "
    } else {
        ""
    };
    say("\nNext:");
    if answers.site.cameras.is_empty() {
        say(&format!(
            "  showfloor cameras discover    # finds the cameras, and prints what to write into {}",
            config.display()
        ));
    }
    say(&format!(
        "  {as_service}showfloor doctor{named}    # tries everything, and says what to mend"
    ));
    if installed {
        say("  systemctl restart showfloor");
    } else {
        say(&format!("  showfloor run{named}"));
    }
    if answers.site.web.is_some() {
        let told = if installed {
            "`journalctl -u showfloor` tells"
        } else {
            "it tells"
        };
        say(&format!(
            "Then draw the zones on its pages: {told} their address, and the code of the first login."
        ));
    }
}

//! `showfloor man` and `showfloor completions`: both from the definitions of the command line.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    process::ExitCode,
};

use anyhow::Context;
use clap::CommandFactory;
use clap_complete::Shell;

use crate::cli::{Cli, CompletionsArgs, ManArgs, ShellName};

/// What the definitions do not say, at the end of the program's own page.
const MORE: &str = r#".SH "EXIT STATUS"
.TP
0
Done.
.TP
1
The answer is no, or the work failed.
.TP
2
Wrong usage.
.SH FILES
.TP
.I /etc/showfloor/showfloor.toml
The configuration, where \fB\-\-config\fR names no other; \fBshowfloor init\fR writes it.
.TP
.I /usr/share/showfloor/config/showfloor.toml
Every setting there is, explained.
.TP
.I /var/lib/showfloor
The store, its key and its keyring.
.TP
.I /var/backups/showfloor
Backups of the store, one each night.
.TP
.I /usr/share/doc/showfloor/docs
Installing, privacy, brokers, pages and HTTP, in full.
.SH ENVIRONMENT
.TP
.B CREDENTIALS_DIRECTORY
Where systemd puts keys and passwords; what is there goes before files that the configuration names.
.TP
.B SHOWFLOOR_MODELS
A folder with the models, beside the usual ones.
.TP
.B ORT_DYLIB_PATH
The library of ONNX Runtime.
.TP
.B RUST_LOG
What is logged; goes before \fB\-v\fR.
"#;

/// Prints the program's own page, or writes those of all commands.
pub(super) fn man(args: &ManArgs) -> anyhow::Result<ExitCode> {
    let Some(directory) = &args.directory else {
        let mut page = Vec::new();
        clap_mangen::Man::new(Cli::command()).render(&mut page)?;
        page.extend(MORE.as_bytes());
        print(&page)?;
        return Ok(ExitCode::SUCCESS);
    };
    let written = || -> io::Result<()> {
        fs::create_dir_all(directory)?;
        clap_mangen::generate_to(Cli::command(), directory)?;
        let own = directory.join("showfloor.1");
        let mut page = OpenOptions::new().append(true).open(own)?;
        page.write_all(MORE.as_bytes())
    };
    written().with_context(|| {
        format!(
            "the manual pages cannot be written into {}\nhint: name a directory that you may write in",
            directory.display()
        )
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Prints what a shell is to read.
pub(super) fn completions(args: &CompletionsArgs) -> anyhow::Result<ExitCode> {
    let shell = match args.shell {
        ShellName::Bash => Shell::Bash,
        ShellName::Zsh => Shell::Zsh,
        ShellName::Fish => Shell::Fish,
    };
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "showfloor", &mut script);
    print(&script)?;
    Ok(ExitCode::SUCCESS)
}

/// A reader that has seen enough is no failure.
fn print(bytes: &[u8]) -> io::Result<()> {
    match io::stdout().lock().write_all(bytes) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

//! The command: reads the figures of the running appliance every second, and shows them.

use std::{
    fs,
    io::{self, IsTerminal, Write},
    process::ExitCode,
    time::Duration,
};

use anyhow::{Context, bail};
use jiff::Timestamp;
use ratatui::{
    style::{Color, Style},
    text::Line,
    widgets::Paragraph,
};
use signal_hook::{consts::TERM_SIGNALS, iterator::Signals};
use ulid::Ulid;
use zeroize::Zeroizing;

use super::{figures::Figures, page::page, view::View};
use crate::{
    cli::TopArgs,
    cmd::{console::say, terminal::TakenOver},
    config::{self, Config},
    runtime::{Clock, Shutdown, Stopwatch, spawn},
    store::console_secret,
    types::RunId,
    web::{FetchError, Settings, fetch},
};

/// How often it is looked at.
const EVERY: Duration = Duration::from_secs(1);

/// Shows the running appliance until it is stopped, or once.
pub(in crate::cmd) fn run(args: &TopArgs) -> anyhow::Result<ExitCode> {
    let config = config::load(&config::find(args.config.config.as_deref()))?;
    let Some(web) = config.web.clone() else {
        bail!(
            "the appliance is not reached: the configuration has no web server\nhint: set web.listen, such as \"127.0.0.1:8080\", and restart it"
        );
    };
    let token = token(args, &config)?;
    let stop = Shutdown::new();
    let mut reader = Reader::start(web, token, stop.clone())?;
    if args.once || !(args.json || io::stdout().is_terminal()) {
        let view = reader.look()?;
        say(&written(&view, args.json)?);
        return Ok(ExitCode::SUCCESS);
    }
    if args.json {
        // Until whoever reads them goes away.
        while writeln!(io::stdout(), "{}", written(&reader.look()?, true)?).is_ok() {}
        return Ok(ExitCode::SUCCESS);
    }
    let mut text = page(&reader.look()?);
    heed_signals(stop.clone())?;
    let mut screen = TakenOver::open()?;
    while !stop.is_requested() {
        screen.draw(|frame| {
            let lines: Vec<_> = text.lines().map(line).collect();
            frame.render_widget(Paragraph::new(lines), frame.area());
        });
        text = match reader.look() {
            Ok(view) => format!("{}\n\nCtrl-C ends", page(&view)),
            // It may come back: whoever looks on wants to see that.
            Err(error) => {
                format!("{error:#}\n\nTrying again every second. Ctrl-C ends")
            }
        };
    }
    Ok(ExitCode::SUCCESS)
}

/// Ctrl-C ends it in order: the terminal is given back.
fn heed_signals(stop: Shutdown) -> anyhow::Result<()> {
    let mut signals = Signals::new(TERM_SIGNALS)?;
    spawn("signals", move || {
        for _ in signals.forever() {
            stop.request();
        }
    })?;
    Ok(())
}

/// A view as it is printed.
fn written(view: &View, json: bool) -> anyhow::Result<String> {
    Ok(if json {
        serde_json::to_string(view)?
    } else {
        page(view)
    })
}

/// A line of the page as a terminal shows it: what is wrong stands out, by its word first.
fn line(text: &str) -> Line<'static> {
    let style = if text.contains("degraded:") {
        Style::new().fg(Color::Yellow)
    } else if text == "Ctrl-C ends" {
        Style::new().fg(Color::DarkGray)
    } else {
        Style::new()
    };
    Line::styled(text.to_owned(), style)
}

/// By what the appliance is shown that we may read its figures.
fn token(args: &TopArgs, config: &Config) -> anyhow::Result<Zeroizing<String>> {
    if let Some(file) = &args.token_file {
        let text = fs::read_to_string(file)
            .with_context(|| format!("cannot read the token in {}", file.display()))?;
        let text = Zeroizing::new(text);
        return Ok(Zeroizing::new(text.trim().to_owned()));
    }
    let hint = "hint: run this as the service's user or root; or `showfloor web token --client top --scope metrics` gives a token for --token-file";
    match console_secret(&config.store) {
        Ok(Some(secret)) => Ok(secret),
        Ok(None) => bail!(
            "there is no key of the store at {}\n{hint}",
            config.store.key_file.display()
        ),
        Err(error) => bail!("{error}\n{hint}"),
    }
}

/// Reads the figures, and knows what they were before.
struct Reader {
    web: Settings,
    token: Zeroizing<String>,
    clock: Clock,
    before: Figures,
    since: Stopwatch,
    stop: Shutdown,
}

impl Reader {
    fn start(web: Settings, token: Zeroizing<String>, stop: Shutdown) -> anyhow::Result<Self> {
        let before = read(&web, &token)?;
        Ok(Self {
            web,
            token,
            clock: Clock::real(RunId(Ulid::nil())),
            before,
            since: Stopwatch::start(),
            stop,
        })
    }

    /// Waits, and looks again.
    fn look(&mut self) -> anyhow::Result<View> {
        self.stop.sleep(EVERY);
        let now = read(&self.web, &self.token)?;
        let apart = self.since.elapsed();
        let at: Timestamp = self.clock.now().utc;
        let view = View::new(&self.before, &now, apart, at);
        self.before = now;
        self.since = Stopwatch::start();
        Ok(view)
    }
}

fn read(web: &Settings, token: &str) -> anyhow::Result<Figures> {
    match fetch(web, "/metrics", token) {
        Ok(text) => Ok(Figures::read(&text)),
        Err(error) => {
            let hint = hint(&error);
            bail!("the appliance is not reached: {error}\nhint: {hint}")
        }
    }
}

/// What to do where there is no answer.
fn hint(error: &FetchError) -> &'static str {
    match error {
        FetchError::Nobody { .. } => {
            "is it running, with this configuration? `systemctl status showfloor` says; `showfloor run` starts it by hand"
        }
        FetchError::Stranger { .. } => {
            "another program may listen there; or the certificate was replaced, and the appliance takes it over within six hours, or at a restart"
        }
        FetchError::Certificate { .. } => "run this as the service's user or root",
        FetchError::Refused {
            status: 401 | 403, ..
        } => {
            "it runs with another store than this configuration names, or the token has not the scope metrics"
        }
        FetchError::Broken { .. } | FetchError::Refused { .. } => {
            "it may be starting or stopping: try again in a moment"
        }
    }
}

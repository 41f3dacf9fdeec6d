//! The web server.

use clap::{Args, Subcommand, ValueEnum};

use super::ConfigArg;

/// `showfloor web`.
#[derive(Clone, Debug, Subcommand)]
pub enum WebCommand {
    /// Give another system a token, by which it may ask over HTTP. It is printed once, and only its hash is kept.
    Token(TokenArgs),
}

/// `showfloor web token`.
#[derive(Clone, Debug, Args)]
pub struct TokenArgs {
    #[command(flatten)]
    pub config: ConfigArg,
    /// Who gets it, such as "crm": its events are this client's. Letters, digits, - and _.
    #[arg(long, value_name = "NAME", value_parser = client)]
    pub client: String,
    /// What it allows; may be given more than once.
    #[arg(long, value_enum, required = true)]
    pub scope: Vec<TokenScope>,
}

/// What a token allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum TokenScope {
    /// To send events and outcomes.
    Events,
    /// To read visitors' scores.
    Scores,
}

fn client(name: &str) -> Result<String, String> {
    let letter = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if (1..=64).contains(&name.len()) && name.chars().all(letter) {
        Ok(name.to_owned())
    } else {
        Err("use 1 to 64 letters a-z, digits, - and _".to_owned())
    }
}

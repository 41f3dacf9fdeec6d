//! The web server.

use clap::{Args, Subcommand, ValueEnum};
use jiff::civil::Date;

use super::ConfigArg;
use crate::types::{AccountName, Role};

/// `showfloor web`.
#[derive(Clone, Debug, Subcommand)]
pub enum WebCommand {
    /// Give another system a token, by which it may ask over HTTP. It is printed once, and only its hash is kept.
    Token(TokenArgs),
    /// Who may log in on the pages.
    #[command(subcommand)]
    Account(AccountCommand),
}

/// `showfloor web account`.
#[derive(Clone, Debug, Subcommand)]
pub enum AccountCommand {
    /// Make a login; its password is printed once.
    Add(AccountAddArgs),
    /// Show who may log in.
    List(AccountListArgs),
    /// Give a login another password, which is printed once. All its devices are logged out.
    Password(AccountNameArgs),
    /// Take a login away, with all its devices.
    Remove(AccountNameArgs),
}

/// `showfloor web account add`.
#[derive(Clone, Debug, Args)]
pub struct AccountAddArgs {
    #[command(flatten)]
    pub config: ConfigArg,
    /// 2 to 32 of a-z, 0-9, -, _ and ., a letter first: it is the MQTT user of their tablets, too.
    #[arg(value_name = "NAME")]
    pub name: AccountName,
    /// What they may see: staff, manager, installer or privacy; may be given more than once.
    #[arg(long, required = true)]
    pub role: Vec<Role>,
}

/// `showfloor web account list`.
#[derive(Clone, Debug, Args)]
pub struct AccountListArgs {
    #[command(flatten)]
    pub config: ConfigArg,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// `showfloor web account password` and `remove`.
#[derive(Clone, Debug, Args)]
pub struct AccountNameArgs {
    #[command(flatten)]
    pub config: ConfigArg,
    /// Whose.
    #[arg(value_name = "NAME")]
    pub name: AccountName,
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
    /// The last day on which it is good, such as 2027-12-31. Without it: until its lines are deleted.
    #[arg(long, value_name = "DAY")]
    pub expires: Option<Date>,
}

/// What a token allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum TokenScope {
    /// To send events and outcomes.
    Events,
    /// To read visitors' scores.
    Scores,
    /// To export and erase visitors, and to end consents.
    Privacy,
    /// To read how the appliance is, for monitoring: figures of nobody in particular.
    Metrics,
    /// To read what days came to, for a group's page: counts of nobody in particular.
    Figures,
}

fn client(name: &str) -> Result<String, String> {
    let letter = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if (1..=64).contains(&name.len()) && name.chars().all(letter) {
        Ok(name.to_owned())
    } else {
        Err("use 1 to 64 letters a-z, digits, - and _".to_owned())
    }
}

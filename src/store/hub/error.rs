//! What can go wrong with the hub, each told apart from the others, and how to mend it.

use std::{error::Error, io, path::PathBuf};

use postgres::error::SqlState;

/// Why the hub cannot be used. Nothing is lost by it: what is to be told waits in the store.
#[derive(Debug, thiserror::Error)]
pub enum HubError {
    #[error("store.url: {why}\nhint: postgres://user@host:5432/database")]
    Url { why: String },
    #[error(
        "store.url: there is a password in it\nhint: take it out, and put it into the systemd credential \"hub-password\" or into a file (mode 0600) that store.hub_password_file names"
    )]
    PasswordInUrl,
    #[error("{}: a secret of the hub cannot be read ({source})\nhint: the service's user must be able to read it", path.display())]
    SecretFile { path: PathBuf, source: io::Error },
    #[error("{}: everyone can read this secret of the hub\nhint: chmod 600 {}", path.display(), path.display())]
    SecretOpen { path: PathBuf },
    #[error("{}: a key is 64 hexadecimal digits (32 bytes), the same on all appliances of the showroom\nhint: the first one makes it: openssl rand -hex 32", path.display())]
    KeyMalformed { path: PathBuf },
    #[error("{}: no certificate of a CA can be read here ({why})\nhint: store.hub_ca_file is a file in PEM", path.display())]
    CaFile { path: PathBuf, why: String },
    #[error(
        "the hub {place} is not reached ({why})\nhint: is PostgreSQL running there, does it listen on that address and port, does a firewall stand between?"
    )]
    Unreachable { place: String, why: String },
    #[error(
        "the hub {place} speaks no TLS that can be trusted ({why})\nhint: ssl = on in postgresql.conf, with a certificate for this name; name its CA in store.hub_ca_file"
    )]
    Tls { place: String, why: String },
    #[error(
        "the hub {place} lets {user} not in: {why}\nhint: the password comes from the systemd credential \"hub-password\" or from store.hub_password_file; pg_hba.conf must have a line for this user, database and address (hostssl)"
    )]
    Refused {
        place: String,
        user: String,
        why: String,
    },
    #[error("the hub {place} has no such database\nhint: createdb --owner={user} showfloor")]
    NoDatabase { place: String, user: String },
    #[error(
        "at the hub {place} the user {user} lacks a right ({why})\nhint: let this user own the database: ALTER DATABASE showfloor OWNER TO {user}"
    )]
    Right {
        place: String,
        user: String,
        why: String,
    },
    #[error(
        "the hub {place} was brought up to date by a newer showfloor (version {found}, this program knows {known})\nhint: install that version here, too; until then what this appliance keeps waits"
    )]
    Newer {
        place: String,
        found: i32,
        known: i32,
    },
    #[error(
        "the hub {place} was made with another key than this appliance has\nhint: copy the hub's key from the first appliance (store.hub_key_file)"
    )]
    OtherKey { place: String },
    #[error(
        "the hub {place} knows another appliance that calls itself {name:?}\nhint: give each its own name (store.appliance)"
    )]
    NameTaken { place: String, name: String },
    #[error(
        "the hub {place} has a connection of this very appliance already\nhint: two copies of one store run: stop one of them, and begin it anew"
    )]
    Twice { place: String },
    #[error(
        "the hub {place} has forgotten what it knew (its numbers end before those that this appliance has seen): it was put back from an older copy, or is another database\nhint: put back its latest copy, or name the right database in store.url; what this appliance keeps waits"
    )]
    Forgot { place: String },
    #[error(
        "the hub {place} cannot {doing} ({why})\nhint: the log of PostgreSQL says more; it is tried again"
    )]
    Sql {
        place: String,
        doing: &'static str,
        why: String,
    },
}

impl HubError {
    /// What PostgreSQL, or the way there, said.
    pub(super) fn of(
        settings: &super::HubSettings,
        doing: &'static str,
    ) -> impl Fn(postgres::Error) -> Self {
        let (place, user) = (settings.place(), settings.user());
        move |error| {
            let (place, user) = (place.clone(), user.clone());
            let why = told(&error);
            match error.code() {
                Some(code) if *code == SqlState::INVALID_CATALOG_NAME => {
                    return Self::NoDatabase { place, user };
                }
                Some(code) if *code == SqlState::INSUFFICIENT_PRIVILEGE => {
                    return Self::Right { place, user, why };
                }
                Some(code)
                    if *code == SqlState::INVALID_PASSWORD
                        || *code == SqlState::INVALID_AUTHORIZATION_SPECIFICATION =>
                {
                    return Self::Refused { place, user, why };
                }
                Some(_) => return Self::Sql { place, doing, why },
                None => {}
            }
            // The client tells its kinds of errors by their words alone.
            let kind = error.to_string();
            if kind.contains("TLS") || why.contains("server does not support TLS") {
                Self::Tls { place, why }
            } else if why.contains("password missing") {
                let why = "it asks for a password, and none is there".to_owned();
                Self::Refused { place, user, why }
            } else if kind.contains("connecting")
                || kind.contains("communicating")
                || error.is_closed()
            {
                Self::Unreachable { place, why }
            } else {
                Self::Sql { place, doing, why }
            }
        }
    }
}

/// An error with what stands behind it, on one line.
fn told(error: &postgres::Error) -> String {
    if let Some(said) = error.as_db_error() {
        return said.message().to_owned();
    }
    let mut text = error.to_string();
    let mut behind = error.source();
    while let Some(cause) = behind {
        let said = cause.to_string();
        if !text.contains(&said) {
            text = format!("{text}: {said}");
        }
        behind = cause.source();
    }
    text.replace('\n', " ")
}

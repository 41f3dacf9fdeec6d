//! Who asks.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use axum::{
    extract::FromRequestParts,
    http::{Method, request::Parts},
};

use super::{
    cookie,
    login::{PAIRED, words_of},
    secret::{digest_of, form_token},
};
use crate::{
    types::{AccountName, Role, SecretDigest},
    web::{
        desk::Desk,
        page::{Refusal, words},
    },
    words::{Language, Words},
};

/// How often it is noted that a session is in use.
const NOTE_EVERY: Duration = Duration::from_mins(10);

/// Somebody who is logged in. A handler that takes it is reached by nobody else: who is not is led to the login.
#[derive(Clone, Debug)]
pub(in crate::web) struct Signed {
    pub(in crate::web) account: AccountName,
    pub(in crate::web) roles: BTreeSet<Role>,
    pub(in crate::web) words: &'static Words,
    /// What forms of this session carry.
    pub(in crate::web) csrf: String,
    /// The site as people call it.
    pub(in crate::web) site: Arc<str>,
    /// Whether there are other sites to look at.
    pub(in crate::web) group: bool,
    pub(super) session: SecretDigest,
    /// The page that is asked for, to come back to it.
    pub(in crate::web) path: String,
}

impl Signed {
    pub(in crate::web) fn may(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// What tells this device from others.
    pub(in crate::web) fn session(&self) -> SecretDigest {
        self.session
    }

    /// Whether they are still logged in, and may still work on the floor.
    ///
    /// # Errors
    /// Nobody can say.
    pub(in crate::web) async fn still(&self, desk: &Arc<Desk>) -> Result<bool, Refusal> {
        let (digest, now) = (self.session, desk.wall().utc);
        let found = desk.accounts(move |accounts| accounts.session(&digest, now));
        let found = found.await?;
        Ok(found.is_some_and(|(_, account)| account.roles.contains(&Role::Staff)))
    }

    /// # Errors
    /// They may not: a page that says whom to ask.
    pub(in crate::web) fn must(&self, role: Role) -> Result<(), Refusal> {
        if self.may(role) {
            Ok(())
        } else {
            Err(Refusal::forbidden(self, role))
        }
    }

    /// Their sentence of this name.
    pub(in crate::web) fn say(&self, id: &str) -> String {
        self.words.say(id, &[])
    }
}

impl FromRequestParts<Arc<Desk>> for Signed {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, desk: &Arc<Desk>) -> Result<Self, Refusal> {
        let back = if parts.method == Method::GET {
            parts.uri.path_and_query().map(ToString::to_string)
        } else {
            None
        };
        let Some(secret) = cookie::read(&parts.headers, desk.tls()) else {
            return Err(Refusal::login(back));
        };
        let digest = digest_of(&secret);
        let now = desk.wall();
        let found = desk
            .accounts(move |accounts| {
                let found = accounts.session(&digest, now.utc)?;
                if let Some((session, _)) = &found
                    && now.utc.duration_since(session.seen).unsigned_abs() > NOTE_EVERY
                {
                    let until = if session.paired {
                        now.utc + PAIRED
                    } else {
                        session.expires
                    };
                    // A page is not refused because a note about it cannot be written.
                    let _ = accounts.seen(&digest, now.utc, until);
                }
                Ok(found)
            })
            .await?;
        let Some((session, mut account)) = found else {
            return Err(Refusal::login(back));
        };
        if session.paired {
            // It lies about on the floor, and needed no password.
            account.roles.retain(|role| *role == Role::Staff);
        }
        let chosen = account.language.as_deref();
        let words = chosen.map(|code| words::of(Language::of(code)));
        Ok(Self {
            // Whoever has chosen none has that of their device.
            words: words.unwrap_or_else(|| words_of(&parts.headers, desk)),
            account: account.name,
            roles: account.roles,
            csrf: form_token(&secret),
            site: desk.site.name.clone(),
            group: desk.group().is_any(),
            session: digest,
            path: parts.uri.path().to_owned(),
        })
    }
}

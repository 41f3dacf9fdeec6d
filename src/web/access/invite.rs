//! A device comes in by a code: shown as a QR code to a tablet's camera, or typed.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::{
    extract::{Extension, Path, State},
    http::HeaderMap,
    response::Response,
};
use jiff::{SignedDuration, Timestamp};
use maud::html;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::{
    failed,
    login::{self, enter_paired},
    secret::{as_drawn, digest_of, draw_code},
    sent::Asked,
    signed::Signed,
    throttle::Secret,
};
use crate::{
    types::{AccountChange, AccountName, AuditEntry, Pairing, SecretDigest},
    web::{
        desk::Desk,
        page::{self, Refusal, parts},
        server::Peer,
    },
};

/// For how long a code is good.
pub(super) const MINUTES: i64 = 15;

/// A code that was made for a device, for as long as it is good.
#[derive(Clone)]
pub(super) struct Invitation {
    /// The session of whoever made it.
    by: SecretDigest,
    pub(super) code: Zeroizing<String>,
    pub(super) account: AccountName,
    /// What the device is called.
    pub(super) device: String,
    expires: Timestamp,
    pub(super) used: bool,
}

/// The codes that were made since the start, so that pages can say whose they are, and whether they were used. Whether one
/// is good is for the store to say.
#[derive(Default)]
pub(in crate::web) struct Invitations(Mutex<Vec<Invitation>>);

impl Invitations {
    /// Those that are good at a moment, or were until they were used.
    fn at(&self, now: Timestamp) -> MutexGuard<'_, Vec<Invitation>> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|invitation| invitation.expires > now);
        all
    }

    /// The one that was made last in a session.
    pub(super) fn of_session(&self, by: &SecretDigest, now: Timestamp) -> Option<Invitation> {
        let all = self.at(now);
        all.iter().rev().find(|one| one.by == *by).cloned()
    }

    fn of_code(&self, code: &str, now: Timestamp) -> Option<Invitation> {
        let digest = digest_of(code);
        let all = self.at(now);
        all.iter()
            .find(|one| digest_of(&one.code) == digest)
            .cloned()
    }

    fn note_used(&self, code: &str, now: Timestamp) {
        let digest = digest_of(code);
        let mut all = self.at(now);
        for one in all.iter_mut().filter(|one| digest_of(&one.code) == digest) {
            one.used = true;
        }
    }
}

/// Makes a code for a device of somebody; false where there is no such account.
pub(super) async fn invite(
    desk: &Arc<Desk>,
    by: &Signed,
    account: AccountName,
    device: String,
) -> Result<bool, Refusal> {
    let now = desk.wall().utc;
    let code = draw_code();
    let entry = AuditEntry {
        at: now,
        who: by.account.to_string(),
        what: "device.invited".to_owned(),
        detail: format!("{account}: {device}"),
    };
    let expires = now + SignedDuration::from_mins(MINUTES);
    let pairing = Pairing {
        digest: digest_of(&code),
        account: account.clone(),
        device: device.clone(),
        expires,
    };
    let change = AccountChange::PairingMade(pairing);
    let made = desk.accounts(move |accounts| accounts.change(&change, Some(&entry), now));
    let made = made.await?;
    if made {
        desk.invitations.at(now).push(Invitation {
            by: by.session,
            code,
            account,
            device,
            expires,
            used: false,
        });
    }
    Ok(made)
}

#[derive(Deserialize)]
pub(super) struct Form {
    code: String,
}

/// Asks, as whoever follows a link by mistake, or a program that looks at links, must not use the code up.
pub(super) async fn get(
    State(desk): State<Arc<Desk>>,
    Path(code): Path<String>,
    headers: HeaderMap,
) -> Response {
    let known = desk.invitations.of_code(&as_drawn(&code), desk.wall().utc);
    match known {
        // There is nothing left to tap.
        Some(known) if known.used => used(&desk, &headers),
        known => form(&desk, &headers, None, &code, known.as_ref()),
    }
}

pub(super) async fn by_hand(State(desk): State<Arc<Desk>>, headers: HeaderMap) -> Response {
    form(&desk, &headers, None, "", None)
}

pub(super) async fn post(
    State(desk): State<Arc<Desk>>,
    Extension(Peer(peer)): Extension<Peer>,
    headers: HeaderMap,
    Asked(sent): Asked<Form>,
) -> Result<Response, Refusal> {
    let now = desk.wall();
    let tried = desk.throttle.attempt(&Secret::Pairing, peer, now.mono_ns);
    if tried.is_err() {
        let problem = Some("access-too-often");
        return Ok(form(&desk, &headers, problem, &sent.code, None));
    }
    let code = as_drawn(&sent.code);
    let digest = digest_of(&code);
    let taken = desk.accounts(move |accounts| accounts.take_pairing(&digest, now.utc));
    let Some(pairing) = taken.await? else {
        failed::note(&desk, None, "wrong pairing code", peer).await;
        return Ok(form(&desk, &headers, Some("access-pair-wrong"), "", None));
    };
    desk.throttle.was_right(&Secret::Pairing, peer);
    desk.invitations.note_used(&code, now.utc);
    enter_paired(&desk, pairing, &headers).await
}

/// The page of a code that has done its work.
fn used(desk: &Desk, headers: &HeaderMap) -> Response {
    let words = login::words_of(headers, desk);
    let say = |id: &str| words.say(id, &[]);
    let body = html! {
        (parts::problem(Some(&say("access-pair-used"))))
        p { a.button href="/" { (say("shell-home")) } }
    };
    page::outside(desk, words, &say("access-pair-title"), &body)
}

/// Asks for a code, or whether the device is to be logged in with this one.
fn form(
    desk: &Desk,
    headers: &HeaderMap,
    problem: Option<&str>,
    code: &str,
    known: Option<&Invitation>,
) -> Response {
    let words = login::words_of(headers, desk);
    let say = |id: &str| words.say(id, &[]);
    let body = html! {
        @if let Some(known) = known {
            p.large { (words.say("access-pair-as", &[("name", known.account.as_str().into()), ("device", known.device.as_str().into())])) }
        }
        p { (say("access-pair-about")) }
        (parts::problem(problem.map(say).as_deref()))
        form method="post" action="/pair" {
            (parts::field("code", &say("access-pair-code"), "", html! {
                input #code name="code" required value=(code) autocomplete="off" autocapitalize="characters" spellcheck="false";
            }))
            button.primary type="submit" { (say("access-pair-do")) }
        }
    };
    page::outside(desk, words, &say("access-pair-title"), &body)
}

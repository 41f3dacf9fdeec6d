//! Asking the books, and what pages say where they do not answer.

use std::sync::Arc;

use axum::http::StatusCode;

use super::{Books, Cannot, Days, SiteView, Trouble, range::Range};
use crate::{
    types::Role,
    web::{
        access::Signed,
        desk::Desk,
        page::{Refusal, format},
    },
};

/// As many days as are shown where none are asked for.
const USUAL: i32 = 30;

/// Asks the books, beside the requests; for managers alone.
///
/// # Errors
/// They are none, or the books do not answer.
pub(in crate::web) async fn ask<T: Send + 'static>(
    desk: &Arc<Desk>,
    signed: &Signed,
    question: impl FnOnce(&dyn Books) -> Result<T, Trouble> + Send + 'static,
) -> Result<T, Refusal> {
    attempt(desk, signed, question)
        .await?
        .map_err(|trouble| refusal(trouble).told(signed))
}

/// Asks of some days: those that are meant, or so many as are usual.
///
/// # Errors
/// As [`ask`].
pub(super) async fn ask_of<T: Send + 'static>(
    desk: &Arc<Desk>,
    signed: &Signed,
    range: Range,
    question: impl FnOnce(&dyn Books, Days) -> Result<T, Trouble> + Send + 'static,
) -> Result<(SiteView, Days, T), Refusal> {
    ask(desk, signed, move |books| {
        let site = books.site();
        let days = range.days(site.today, USUAL);
        let answer = question(books, days)?;
        Ok((site, days, answer))
    })
    .await
}

/// As [`ask`]; what cannot be done as things stand is for the page to say.
///
/// # Errors
/// They are no manager, or the question was not put.
pub(super) async fn attempt<T: Send + 'static>(
    desk: &Arc<Desk>,
    signed: &Signed,
    question: impl FnOnce(&dyn Books) -> Result<T, Trouble> + Send + 'static,
) -> Result<Result<T, Trouble>, Refusal> {
    signed.must(Role::Manager)?;
    let books = desk.books();
    desk.blocking(move || question(&*books)).await
}

/// What a page says where a change cannot be made as things stand.
///
/// # Errors
/// It is another trouble: the page cannot be shown.
pub(super) fn told(signed: &Signed, trouble: Trouble) -> Result<String, Refusal> {
    let why = match trouble {
        Trouble::Refused(why) => why,
        Trouble::Cannot(cannot) => cannot_words(signed, &cannot),
        trouble => return Err(refusal(trouble).told(signed)),
    };
    Ok(not_done(signed, why))
}

/// That something is not done, and why.
pub(super) fn not_done(signed: &Signed, why: String) -> String {
    signed.words.say("manager-refused", &[("why", why.into())])
}

fn cannot_words(signed: &Signed, cannot: &Cannot) -> String {
    let words = signed.words;
    match cannot {
        Cannot::AlreadyOne => signed.say("manager-cannot-already-one"),
        Cannot::AlreadyTheirs => signed.say("manager-cannot-already-theirs"),
        Cannot::OnlyVisit => signed.say("manager-cannot-only-visit"),
        Cannot::NoVisit => signed.say("manager-cannot-no-visit"),
        Cannot::EveryVisit => signed.say("manager-cannot-every-visit"),
        Cannot::Apart(one, other) => {
            let two = [
                ("one", one.as_str().into()),
                ("other", other.as_str().into()),
            ];
            words.say("manager-cannot-apart", &two)
        }
        Cannot::NotTheirs(owner) => {
            let owner = [("owner", owner.as_str().into())];
            words.say("manager-cannot-not-theirs", &owner)
        }
        Cannot::Colleague => signed.say("manager-cannot-colleague"),
        Cannot::Undone => signed.say("manager-cannot-undone"),
        Cannot::StoodOn => signed.say("manager-cannot-stood-on"),
        Cannot::Overtaken => signed.say("manager-cannot-overtaken"),
        Cannot::NoDraft => signed.say("manager-cannot-no-draft"),
        Cannot::Untried => signed.say("manager-cannot-untried"),
        Cannot::Ahead(day) => {
            let day = [("day", format::day(words, *day).into())];
            words.say("manager-cannot-ahead", &day)
        }
        Cannot::DraftChanged(by) => {
            let by = [("by", by.as_str().into())];
            words.say("manager-cannot-draft-changed", &by)
        }
        Cannot::OldVersion(version) => {
            let version = [("version", version.to_string().into())];
            words.say("manager-cannot-old-version", &version)
        }
    }
}

pub(super) fn refusal(trouble: Trouble) -> Refusal {
    match trouble {
        Trouble::Nobody(code) => Refusal::nobody(code),
        Trouble::Refused(why) => Refusal::bad(StatusCode::CONFLICT, why),
        trouble @ (Trouble::Numbers(_) | Trouble::Cannot(_)) => {
            Refusal::bad(StatusCode::CONFLICT, trouble.to_string())
        }
        Trouble::Failed(why) => Refusal::failed(why),
    }
}

//! What the forms of a visitor's page do.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    response::Response,
};
use serde::Deserialize;

use super::{
    Answer, Change, OutcomeName, Trouble,
    asked::{attempt, not_done, told},
    flash::{self, Flash},
    visitor::{path, show},
};
use crate::web::{
    access::{Sent, Signed},
    desk::Desk,
    page::{self, Refusal},
};

/// What became of a change.
pub(super) enum Outcome {
    /// The name of the sentence that says so, and the correction, where it can be taken back.
    Done(&'static str, String),
    /// Why not, in words.
    Not(String),
}

/// Has a change carried out.
///
/// # Errors
/// They are no manager, or the books cannot be written.
pub(super) async fn carry_out(
    desk: &Arc<Desk>,
    signed: &Signed,
    change: Change,
) -> Result<Outcome, Refusal> {
    let by = signed.account.to_string();
    let done = sentence(&change);
    let answer = attempt(desk, signed, move |books| books.change(&by, &change)).await?;
    Ok(match answer {
        Ok(Answer::Done { id }) => Outcome::Done(done, id),
        Ok(Answer::Waiting) => Outcome::Done("waiting", String::new()),
        Ok(Answer::Refused { why }) => Outcome::Not(not_done(signed, why)),
        Err(Trouble::Nobody(name)) => {
            let name = [("name", name.into())];
            Outcome::Not(signed.words.say("manager-unknown", &name))
        }
        Err(trouble) => Outcome::Not(told(signed, trouble)?),
    })
}

/// The end of the name of the sentence that says that it is done.
fn sentence(change: &Change) -> &'static str {
    match change {
        Change::Merge { .. } => "merged",
        Change::Split { .. } => "split",
        Change::NotThisPerson { .. } => "not-this",
        Change::Assign { .. } => "assigned",
        Change::Undo { .. } => "undone",
        Change::Outcome { .. } => "recorded",
        Change::NoOutcome { .. } => "removed",
    }
}

/// Carries out a change and shows the page of `code` again; `undo`: it can be taken back there.
async fn then_show(
    desk: Arc<Desk>,
    signed: Signed,
    code: String,
    change: Change,
    undo: bool,
) -> Result<Response, Refusal> {
    match carry_out(&desk, &signed, change).await? {
        Outcome::Done(done, id) => {
            let id = Some(id.as_str()).filter(|id| undo && !id.is_empty());
            Ok(page::see_other(&flash::path(&path(&code), done, id)))
        }
        Outcome::Not(why) => show(&desk, &signed, code, &Flash::default(), Some(why)).await,
    }
}

#[derive(Deserialize)]
pub(super) struct Other {
    other: String,
}

pub(super) async fn merge(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    Path(code): Path<String>,
    Sent(form): Sent<Other>,
) -> Result<Response, Refusal> {
    let change = Change::Merge {
        from: form.other,
        into: code.clone(),
        despite: false,
    };
    then_show(desk, signed, code, change, true).await
}

pub(super) async fn split(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    Path(code): Path<String>,
    Sent(form): Sent<Vec<(String, String)>>,
) -> Result<Response, Refusal> {
    let visits = form.into_iter().filter(|(name, _)| name == "visit");
    let change = Change::Split {
        visitor: code.clone(),
        visits: visits.map(|(_, visit)| visit).collect(),
    };
    then_show(desk, signed, code, change, true).await
}

#[derive(Deserialize)]
pub(super) struct Visit {
    visit: String,
}

pub(super) async fn not_this_person(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    Path(code): Path<String>,
    Sent(form): Sent<Visit>,
) -> Result<Response, Refusal> {
    let change = Change::NotThisPerson { visit: form.visit };
    then_show(desk, signed, code, change, true).await
}

#[derive(Deserialize)]
pub(super) struct VisitOf {
    visit: String,
    other: String,
}

pub(super) async fn assign(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    Path(code): Path<String>,
    Sent(form): Sent<VisitOf>,
) -> Result<Response, Refusal> {
    let change = Change::Assign {
        visit: form.visit,
        to: form.other,
    };
    then_show(desk, signed, code, change, true).await
}

#[derive(Deserialize)]
pub(super) struct Correction {
    correction: String,
}

pub(super) async fn undo(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    Path(code): Path<String>,
    Sent(form): Sent<Correction>,
) -> Result<Response, Refusal> {
    let change = Change::Undo {
        correction: form.correction,
    };
    then_show(desk, signed, code, change, false).await
}

#[derive(Deserialize)]
pub(super) struct OutcomeForm {
    name: String,
    #[serde(default)]
    on: String,
}

impl OutcomeForm {
    pub(super) fn new(name: String, on: String) -> Self {
        Self { name, on }
    }

    /// The change that it asks for; `None` where it names no outcome.
    pub(super) fn change(&self, visitor: String) -> Option<Change> {
        Some(Change::Outcome {
            visitor,
            name: OutcomeName::of(&self.name)?,
            on: self.on.parse().ok(),
        })
    }
}

pub(super) async fn outcome(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    Path(code): Path<String>,
    Sent(form): Sent<OutcomeForm>,
) -> Result<Response, Refusal> {
    let Some(change) = form.change(code.clone()) else {
        let problem = signed.say("manager-choose-outcome");
        return show(&desk, &signed, code, &Flash::default(), Some(problem)).await;
    };
    then_show(desk, signed, code, change, false).await
}

#[derive(Deserialize)]
pub(super) struct Recorded {
    pub(super) outcome: String,
}

pub(super) async fn no_outcome(
    State(desk): State<Arc<Desk>>,
    signed: Signed,
    Path(code): Path<String>,
    Sent(form): Sent<Recorded>,
) -> Result<Response, Refusal> {
    let change = Change::NoOutcome {
        outcome: form.outcome,
    };
    then_show(desk, signed, code, change, false).await
}

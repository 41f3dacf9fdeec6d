//! Corrections and outcomes, by what pages call things.

use jiff::Timestamp;

use super::snapshot::{Snapshot, Visit};
use crate::{
    identity::CorrectionRefusal as Refusal,
    types::{CorrectionAnswer, CorrectionId, CorrectionKind, External},
    web::manager::{Answer, Cannot, Change, Trouble},
};

/// What the line is asked for, where it can be done as things stand.
pub(super) fn kind(snapshot: &Snapshot, change: &Change) -> Result<CorrectionKind, Trouble> {
    let kind = asked(snapshot, change)?;
    match snapshot.known.line().refuses(&kind) {
        Some(refusal) => Err(in_the_way(refusal)),
        None => Ok(kind),
    }
}

/// What the line would say, as pages have words for it.
fn in_the_way(refusal: Refusal) -> Trouble {
    Trouble::Cannot(match refusal {
        Refusal::Visitor(id) => return Trouble::Nobody(id.to_string()),
        Refusal::Visit(id) => return Trouble::Nobody(id.to_string()),
        Refusal::Correction(id) => return Trouble::Nobody(id.to_string()),
        Refusal::Colleague(_) => Cannot::Colleague,
        Refusal::AlreadyOne(_) => Cannot::AlreadyOne,
        Refusal::OnlyVisit(..) => Cannot::OnlyVisit,
        Refusal::AlreadyTheirs(..) => Cannot::AlreadyTheirs,
        Refusal::Apart(one, other) => Cannot::Apart(one, other),
        Refusal::NotTheirs { owner, .. } => Cannot::NotTheirs(owner),
        Refusal::Nothing => Cannot::NoVisit,
        Refusal::EveryVisit(_) => Cannot::EveryVisit,
        Refusal::Undone(_) => Cannot::Undone,
        Refusal::StoodOn(_) => Cannot::StoodOn,
        Refusal::Overtaken => Cannot::Overtaken,
    })
}

fn asked(snapshot: &Snapshot, change: &Change) -> Result<CorrectionKind, Trouble> {
    let known = &snapshot.known;
    let visitor = |code: &str| {
        let found = known.find_visitor(code);
        found.map_err(|_| Trouble::Nobody(code.trim().to_owned()))
    };
    Ok(match change {
        Change::Merge {
            from,
            into,
            despite,
        } => CorrectionKind::Merge {
            from: visitor(from)?,
            into: visitor(into)?,
            force: *despite,
        },
        Change::Split {
            visitor: of,
            visits,
        } => {
            let of = visitor(of)?;
            // Whatever they are called: nobody would be left.
            if !visits.is_empty() && visits.len() >= snapshot.visits_of(of) {
                return Err(Trouble::Cannot(Cannot::EveryVisit));
            }
            CorrectionKind::Split {
                visitor: of,
                visits: visits
                    .iter()
                    .map(|id| Ok(visit(snapshot, id)?.id))
                    .collect::<Result<_, _>>()?,
            }
        }
        Change::NotThisPerson { visit: id } => CorrectionKind::NotThisPerson {
            visit: visit(snapshot, id)?.id,
        },
        Change::Assign { visit: id, to } => CorrectionKind::Assign {
            visit: visit(snapshot, id)?.id,
            to: visitor(to)?,
        },
        Change::Undo { correction } => CorrectionKind::Undo {
            correction: known
                .find_correction(correction)
                .map_err(|_| Trouble::Nobody(correction.clone()))?,
        },
        Change::Outcome {
            visitor: of,
            name,
            on,
        } => CorrectionKind::Outcome {
            visitor: visitor(of)?,
            name: name.name().to_owned(),
            at: on.map(|day| moment(snapshot, day)).transpose()?.flatten(),
        },
        Change::NoOutcome { outcome } => no_outcome(snapshot, outcome)?,
    })
}

fn visit<'a>(snapshot: &'a Snapshot, id: &str) -> Result<&'a Visit, Trouble> {
    let nobody = || Trouble::Nobody(id.to_owned());
    let id = id.parse().map_err(|_| nobody())?;
    snapshot.visit(id).ok_or_else(nobody)
}

/// The end of a day that is over, so that what happened on it came before; `None` for today: now.
fn moment(snapshot: &Snapshot, day: jiff::civil::Date) -> Result<Option<Timestamp>, Trouble> {
    let today = snapshot.today();
    if day > today {
        return Err(Trouble::Cannot(Cannot::Ahead(day)));
    }
    let second = jiff::SignedDuration::from_secs(1);
    let end = snapshot.end(day).checked_sub(second).ok();
    Ok(end.filter(|_| day < today))
}

fn no_outcome(snapshot: &Snapshot, outcome: &str) -> Result<CorrectionKind, Trouble> {
    let recorded = snapshot.known.outcomes();
    let mut recorded = recorded.into_iter();
    let found = recorded.find(|known| known.id == outcome && known.by == External::STAFF);
    let nobody = || Trouble::Nobody(outcome.to_owned());
    let of: CorrectionId = outcome.parse().map_err(|_| nobody())?;
    let visitor = found.ok_or_else(nobody)?.visitor;
    Ok(CorrectionKind::NoOutcome { visitor, of })
}

/// What became of it.
pub(super) fn answer((id, answer): (CorrectionId, Option<CorrectionAnswer>)) -> Answer {
    match answer {
        Some(CorrectionAnswer { done: true, .. }) => Answer::Done { id: id.to_string() },
        Some(CorrectionAnswer { text, .. }) => Answer::Refused { why: text },
        None => Answer::Waiting,
    }
}

//! Corrections and outcomes, by what pages call things.

use jiff::Timestamp;

use super::snapshot::{Snapshot, Visit};
use crate::{
    types::{CorrectionAnswer, CorrectionId, CorrectionKind, External},
    web::manager::{Answer, Cannot, Change, Trouble},
};

/// What the line is asked for.
pub(super) fn kind(snapshot: &Snapshot, change: &Change) -> Result<CorrectionKind, Trouble> {
    let known = &snapshot.known;
    let visitor = |code: &str| {
        let found = known.find_visitor(code);
        found.map_err(|_| Trouble::Nobody(code.trim().to_owned()))
    };
    let cannot = |why: Cannot| Err(Trouble::Cannot(why));
    Ok(match change {
        Change::Merge {
            from,
            into,
            despite,
        } => {
            let (from, into) = (visitor(from)?, visitor(into)?);
            if from == into {
                return cannot(Cannot::AlreadyOne);
            }
            CorrectionKind::Merge {
                from,
                into,
                force: *despite,
            }
        }
        Change::Split {
            visitor: of,
            visits,
        } => {
            let of = visitor(of)?;
            if visits.is_empty() {
                return cannot(Cannot::NoVisit);
            }
            if visits.len() >= snapshot.visits_of(of) {
                return cannot(Cannot::EveryVisit);
            }
            CorrectionKind::Split {
                visitor: of,
                visits: visits
                    .iter()
                    .map(|id| Ok(visit(snapshot, id)?.id))
                    .collect::<Result<_, _>>()?,
            }
        }
        Change::NotThisPerson { visit: id } => {
            let visit = visit(snapshot, id)?;
            if snapshot.visits_of(visit.visitor) == 1 {
                return cannot(Cannot::OnlyVisit);
            }
            CorrectionKind::NotThisPerson { visit: visit.id }
        }
        Change::Assign { visit: id, to } => {
            let (visit, to) = (visit(snapshot, id)?, visitor(to)?);
            if visit.visitor == to {
                return cannot(Cannot::AlreadyTheirs);
            }
            CorrectionKind::Assign {
                visit: visit.id,
                to,
            }
        }
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

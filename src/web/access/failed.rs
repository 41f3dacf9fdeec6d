//! Wrong passwords and codes in the audit log: the first ones of an hour each, then ever fewer, so that whoever guesses
//! shows, and fills no disk.

use std::{
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use crate::{types::AuditEntry, web::desk::Desk};

const HOUR: Duration = Duration::from_hours(1);
/// So many of an hour are noted one by one; of the rest those whose number is a power of two.
const EACH: u32 = 8;

/// How many there were in the hour that runs.
#[derive(Debug, Default)]
pub(in crate::web) struct Failed(Mutex<Option<Counted>>);

#[derive(Clone, Copy, Debug)]
struct Counted {
    since_ns: u64,
    count: u32,
}

impl Failed {
    /// Counts one more; gives its number, where that is to be noted.
    fn count(&self, now_ns: u64) -> Option<u32> {
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let runs =
            |counted: &Counted| now_ns.saturating_sub(counted.since_ns) < HOUR.as_nanos() as u64;
        let fresh = Counted {
            since_ns: now_ns,
            count: 0,
        };
        let hour = counted.filter(runs).unwrap_or(fresh);
        let count = hour.count.saturating_add(1);
        *counted = Some(Counted { count, ..hour });
        (count <= EACH || count.is_power_of_two()).then_some(count)
    }
}

/// Somebody gave what opens nothing. `who` is an account that there is: what else was typed as a name may be a password.
/// Where it cannot be noted, the log says so, and whoever tried is answered as ever.
pub(super) async fn note(desk: &Arc<Desk>, who: Option<String>, what: &str, from: IpAddr) {
    let now = desk.wall();
    let Some(number) = desk.failed.count(now.mono_ns) else {
        return;
    };
    let entry = AuditEntry {
        at: now.utc,
        who: who.unwrap_or_else(|| "?".to_owned()),
        what: "login.failed".to_owned(),
        detail: format!("{what}, from {from}; number {number} in this hour"),
    };
    let noted = desk.accounts(move |accounts| accounts.note(&entry)).await;
    if noted.is_err() {
        tracing::error!("a failed login could not be noted in the audit log");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guesser_shows_and_fills_nothing() {
        let failed = Failed::default();
        let noted: Vec<u32> = (0..100_000).filter_map(|n| failed.count(n)).collect();
        assert_eq!(noted[..10], [1, 2, 3, 4, 5, 6, 7, 8, 16, 32]);
        assert_eq!((noted.len(), noted.last()), (21, Some(&65_536)));
        // Another hour begins at one.
        assert_eq!(failed.count(HOUR.as_nanos() as u64), Some(1));
    }
}

//! Taking out what entries say of a person, and saying of which entries that was done.

use rusqlite::{Result, Transaction, params};

use crate::store::columns::rows;

/// Stands in place of particulars that were taken out.
const TAKEN_OUT: &str = "(taken out: it named a visitor who was erased)";

/// How an entry begins to tell of which others the particulars were taken out.
const OF: &str = "particulars taken out of entries ";

/// Takes out what entries say that name one of these; gives what is to be said of it, where there were any.
pub(in crate::store) fn redact(tx: &Transaction<'_>, names: &[String]) -> Result<Option<String>> {
    let mut taken = Vec::new();
    for name in names {
        let query = "SELECT seq FROM audit WHERE salt IS NOT NULL AND instr(detail, ?)";
        let named: Vec<i64> = rows(tx, query, [name], |row| row.get(0))?;
        for seq in named {
            let query = "UPDATE audit SET detail = ?, salt = NULL WHERE seq = ?";
            tx.execute(query, params![TAKEN_OUT, seq])?;
            taken.push(seq);
        }
    }
    taken.sort_unstable();
    let numbers: Vec<_> = taken.iter().map(ToString::to_string).collect();
    Ok((!numbers.is_empty()).then(|| format!("{OF}{}", numbers.join(" "))))
}

/// The numbers of the entries whose particulars were taken out, as an entry tells of it.
pub(super) fn told(detail: &str) -> impl Iterator<Item = i64> {
    let list = detail.split_once(OF).map_or("", |(_, list)| list);
    list.split(' ')
        .map_while(|number| number.trim_end_matches(';').parse().ok())
}

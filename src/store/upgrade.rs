//! Bringing a store that an older program wrote up to date.

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::{StoreError, audit, sealed, vault::Vault};

/// What made version 2 of version 1, version 3 of version 2, and so on: a new version is one more file and one more
/// line here, the same change in `schema.sql`, and what that makes in `tests/versions.rs`. Files that stand here are never changed:
/// stores were upgraded by them.
pub(super) const UPGRADES: &[&str] = &[
    include_str!("upgrade/0002.sql"),
    include_str!("upgrade/0003.sql"),
    include_str!("upgrade/0004.sql"),
    include_str!("upgrade/0005.sql"),
    include_str!("upgrade/0006.sql"),
    include_str!("upgrade/0007.sql"),
    include_str!("upgrade/0008.sql"),
    include_str!("upgrade/0009.sql"),
    include_str!("upgrade/0010.sql"),
    include_str!("upgrade/0011.sql"),
    include_str!("upgrade/0012.sql"),
    include_str!("upgrade/0013.sql"),
    include_str!("upgrade/0014.sql"),
    include_str!("upgrade/0015.sql"),
    include_str!("upgrade/0016.sql"),
];

/// The version that seals signatures.
pub(super) const SEALED: i32 = 12;

/// The version whose audit log stands behind commitments.
const CHAINED: i32 = 13;

/// The version of the store that this program makes and reads.
pub(super) const VERSION: i32 = 1 + UPGRADES.len() as i32;

/// Makes today's version of version `from`, wholly or not at all.
pub(super) fn upgrade(
    connection: &Connection,
    from: i32,
    vault: &mut Vault,
) -> Result<(), StoreError> {
    let sql = StoreError::sql("bring its tables up to date");
    let transaction = Transaction::new_unchecked(connection, TransactionBehavior::Immediate);
    let transaction = transaction.map_err(&sql)?;
    vault.keyring.refresh()?;
    for (version, step) in (from + 1..).zip(&UPGRADES[(from - 1) as usize..]) {
        transaction.execute_batch(step).map_err(&sql)?;
        if version == SEALED {
            sealed::seal_plain(&transaction, vault).map_err(&sql)?;
        }
        if version == CHAINED {
            audit::rechain(&transaction).map_err(&sql)?;
        }
    }
    let updated = transaction.pragma_update(None, "user_version", VERSION);
    updated.map_err(&sql)?;
    vault.keyring.keep()?;
    transaction.commit().map_err(&sql)?;
    tracing::warn!(from, to = VERSION, "the store was brought up to date");
    Ok(())
}

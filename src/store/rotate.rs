//! A new site transform and new keys for everybody, without anybody being enrolled again.

use rusqlite::TransactionBehavior;

use super::{Store, StoreError, audit, erase, sealed};
use crate::types::AuditEntry;

/// What a rotation did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rotated {
    /// Signatures that stand under the new transform.
    pub signatures: u64,
    /// False where another program read the store meanwhile: what was before leaves the store's log when the store is opened
    /// next.
    pub scrubbed: bool,
}

impl Store {
    /// Renews the site transform and every key: what was copied of the store before matches nothing any more, and the keyring
    /// opens none of it. Signatures stay who they are of. `progress` is told how many are done, of how many.
    ///
    /// All in one transaction: a crash leaves the store as it was, or as it is to be. The new keys are in the keyring before
    /// that, the old ones go after it, or at the next opening.
    ///
    /// # Errors
    /// The store or the keyring cannot be written.
    pub fn rotate(
        mut self,
        account: &AuditEntry,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Rotated, StoreError> {
        let signatures = self.renew(account, progress)?;
        self.finish(signatures)
    }

    /// Up to the commit. The vault is that of the new transform then, or of no use where it fails.
    pub(super) fn renew(
        &mut self,
        account: &AuditEntry,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<u64, StoreError> {
        let sql = StoreError::sql("renew its signatures");
        let tx = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(&sql)?;
        let vault = &mut self.vault;
        vault.keyring.refresh()?;
        let site = vault.new_site();
        let signatures = sealed::renew_all(&tx, vault, site, progress).map_err(&sql)?;
        audit::append(&tx, account).map_err(&sql)?;
        vault.keyring.keep()?;
        tx.commit().map_err(&sql)?;
        Ok(signatures)
    }

    fn finish(mut self, signatures: u64) -> Result<Rotated, StoreError> {
        sealed::prune(&self.connection, &mut self.vault)?;
        let scrubbed = erase::scrub(&self.connection).map_err(StoreError::sql("compact"))?;
        Ok(Rotated {
            signatures,
            scrubbed,
        })
    }
}

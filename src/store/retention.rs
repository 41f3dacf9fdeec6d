//! Letting go of what has been kept for long enough.

use jiff::Timestamp;

use super::{Store, StoreError, columns::Utc};
use crate::types::{AuditEntry, Record};

impl Store {
    /// Deletes the signatures of visitors who were last here before `before`, and says so in the audit log. Gives their
    /// number.
    ///
    /// # Errors
    /// The store cannot be written.
    pub fn forget_absent(
        &mut self,
        before: Timestamp,
        now: Timestamp,
    ) -> Result<usize, StoreError> {
        let deleted = self
            .connection
            .execute(
                "WITH last (visitor, at) AS (
                     SELECT canonical.visitor, max(visit.last_seen_utc)
                     FROM visit JOIN canonical ON canonical.id = visit.visitor GROUP BY canonical.visitor
                 )
                 DELETE FROM template WHERE at_utc < ?1 AND NOT EXISTS (
                     SELECT 1 FROM canonical JOIN last ON last.visitor = canonical.visitor
                     WHERE canonical.id = template.visitor AND last.at >= ?1
                 )",
                [Utc(before)],
            )
            .map_err(StoreError::sql("delete signatures of absent visitors"))?;
        if deleted > 0 {
            let detail = format!("{deleted} signatures of visitors last here before {before:.0}");
            let what = "retention.purged".into();
            self.write(&[Record::Audit(AuditEntry {
                at: now,
                who: "system".into(),
                what,
                detail,
            })])?;
        }
        Ok(deleted)
    }
}

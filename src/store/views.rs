//! What cameras are to show.

use rusqlite::{Connection, Result, TransactionBehavior, params};

use super::{
    Settings, StoreError, audit,
    columns::{Name, Utc, rows},
    open::connect_desk,
};
use crate::types::{AuditEntry, CameraId, Landmarks, ViewReference};

/// Keeps the references that cameras are compared with, over a connection of its own. The appliance and commands may do so
/// side by side: nobody else writes this table, and each change is a transaction.
#[derive(Debug)]
pub struct ViewKeeper {
    connection: Connection,
}

impl ViewKeeper {
    /// Opens the store, and makes one where there is none yet.
    ///
    /// # Errors
    /// As [`Store::open`](super::Store::open) with [`Mode::Create`](super::Mode::Create), but not because another process writes to a store that stands.
    pub fn open(settings: &Settings) -> std::result::Result<Self, StoreError> {
        let (connection, _) = connect_desk(settings)?;
        Ok(Self { connection })
    }

    /// All references, by camera.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn references(&self) -> std::result::Result<Vec<ViewReference>, StoreError> {
        let query = "SELECT camera, made_utc, aspect, marks FROM camera_view ORDER BY camera";
        let read = rows(&self.connection, query, [], |row| {
            Ok(ViewReference {
                camera: row.get::<_, Name<CameraId>>(0)?.0,
                made: row.get::<_, Utc>(1)?.0,
                landmarks: Landmarks::from_bytes(row.get(2)?, &row.get::<_, Vec<u8>>(3)?),
            })
        });
        read.map_err(StoreError::sql("read what cameras are to show"))
    }

    /// Keeps a reference in place of the camera's last one, and accounts for it.
    ///
    /// # Errors
    /// The store cannot be written.
    pub fn keep(
        &mut self,
        reference: &ViewReference,
        account: &AuditEntry,
    ) -> std::result::Result<(), StoreError> {
        let query = "INSERT OR REPLACE INTO camera_view VALUES (?, ?, ?, ?)";
        let values = params![
            reference.camera.as_str(),
            Utc(reference.made),
            reference.landmarks.aspect,
            reference.landmarks.to_bytes(),
        ];
        self.change(query, values, account).map(|_| ())
    }

    /// Lets go of a camera's reference, so that it makes another, and accounts for it. False where it has none.
    ///
    /// # Errors
    /// The store cannot be written.
    pub fn forget(
        &mut self,
        camera: &CameraId,
        account: &AuditEntry,
    ) -> std::result::Result<bool, StoreError> {
        let query = "DELETE FROM camera_view WHERE camera = ?";
        self.change(query, params![camera.as_str()], account)
    }

    /// Both or neither; gives whether there was anything to change.
    fn change(
        &mut self,
        query: &str,
        values: &[&dyn rusqlite::ToSql],
        account: &AuditEntry,
    ) -> std::result::Result<bool, StoreError> {
        let in_one_step = |connection: &mut Connection| -> Result<bool> {
            let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let changed = tx.execute(query, values)? > 0;
            audit::append(&tx, account)?;
            tx.commit()?;
            Ok(changed)
        };
        in_one_step(&mut self.connection)
            .map_err(StoreError::sql("change what a camera is to show"))
    }
}

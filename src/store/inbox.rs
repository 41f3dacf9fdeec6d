//! Where others leave their wishes for the one who writes.

use rusqlite::Connection;

use super::{Settings, Store, StoreError, connection::Role, corrections, open::connect_existing};
use crate::types::{CorrectionAnswer, CorrectionId, CorrectionRequest};

/// The inbox of a store, over a connection of its own. Takes no lock: the appliance may run and write meanwhile, and a
/// request waits for it, also until its next start.
#[derive(Debug)]
pub struct Inbox(Connection);

impl Inbox {
    /// Opens the inbox of a store that stands already.
    ///
    /// # Errors
    /// As [`super::Reader::open`].
    pub fn open(settings: &Settings) -> Result<Self, StoreError> {
        connect_existing(settings, Role::Inbox).map(Self)
    }

    /// Leaves a request; on return it is on the disk.
    ///
    /// # Errors
    /// The store cannot be written, or has a request of this id.
    pub fn ask(&self, request: &CorrectionRequest) -> Result<(), StoreError> {
        corrections::ask(&self.0, request).map_err(StoreError::sql("leave a request"))
    }

    /// What became of a request; `None` while it waits.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn answer(&self, id: CorrectionId) -> Result<Option<CorrectionAnswer>, StoreError> {
        corrections::answer_to(&self.0, id).map_err(StoreError::sql("read an answer"))
    }

    /// The requests that wait, in the order of asking.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn waiting(&self) -> Result<Vec<CorrectionRequest>, StoreError> {
        corrections::waiting(&self.0).map_err(StoreError::sql("read requests"))
    }
}

impl Store {
    /// The inbox, for whoever answers it.
    ///
    /// # Errors
    /// The file cannot be opened a second time.
    pub fn inbox(&self) -> Result<Inbox, StoreError> {
        Inbox::open(self.settings())
    }
}

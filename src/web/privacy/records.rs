//! What the privacy officer's pages read and do.

use std::time::Duration;

use jiff::Timestamp;

use crate::{
    types::{AuditEntry, CorrectionId, ErasureReceipt, RecogniseIn, Recognition},
    web::Trouble,
};

/// What is done with people's data, and on which ground.
#[derive(Clone, Debug)]
pub struct PrivacyView {
    pub recognition: Recognition,
    pub legal_basis: Option<String>,
    /// Who answers for it, with the address; and whom visitors ask.
    pub operator: Option<String>,
    pub contact: Option<String>,
    pub retention_days: Option<u32>,
    /// And all else that is known of them.
    pub history_days: Option<u32>,
    /// Where faces are compared with those of absent visitors, and for how many days a consent holds, in the mode in which
    /// that is chosen.
    pub recognise_in: Option<(RecogniseIn, u32)>,
    /// Colleagues see live pictures of visitors' faces, in memory alone.
    pub live_thumbnail: bool,
    /// Signatures that were so compared in this run and fitted nobody: how many, and the longest of their lives.
    pub compared: (u64, Duration),
    /// Since when it has been so, as the audit log says.
    pub since: Option<Timestamp>,
    pub visitors: u64,
    pub signatures: u64,
    pub staff: u64,
    pub links: u64,
    /// What retention deleted, the latest first.
    pub purged: Vec<AuditEntry>,
    pub audit: AuditState,
    pub erased: u64,
}

/// Whether the audit log is what was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditState {
    pub entries: u64,
    /// Of so many the particulars were taken out with an erasure.
    pub taken_out: u64,
    /// The first entry that is not what was written.
    pub broken_at: Option<i64>,
    /// The last entry, as it is noted elsewhere: `17:9f86d081...`.
    pub head: Option<String>,
}

/// What became of an entry that was noted elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Noted {
    /// It stands as it was noted.
    Stands,
    /// Another stands in its place, or none.
    Gone,
    /// What was typed is no head.
    Unreadable,
}

/// A consent that stands.
#[derive(Clone, Debug)]
pub struct Consent {
    /// A visitor's code, or a colleague's name.
    pub who: String,
    pub to: ConsentTo,
    pub text: String,
    pub recorded_by: String,
    pub at: Timestamp,
}

/// To what somebody agreed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConsentTo {
    /// A visitor is linked with this system.
    Link(String),
    /// A visitor is recognised by their face until then; the version of the text and its language.
    Face {
        until: Timestamp,
        version: String,
        language: String,
    },
    /// A colleague is known by their face.
    Staff,
}

/// A visitor somebody asks about.
#[derive(Clone, Debug)]
pub struct Found {
    pub code: String,
    pub also: Vec<String>,
    pub visits: usize,
    pub first: Option<Timestamp>,
    pub last: Option<Timestamp>,
    pub here: bool,
    pub signatures: usize,
    pub links: usize,
}

/// Who a code leads to.
#[derive(Clone, Debug)]
pub enum Search {
    Found(Found),
    /// They were erased: the receipt's request.
    Erased(CorrectionId),
    /// Nobody. Who is most like it is nobody's business.
    Nobody,
}

/// A part of the audit log, the latest entry first.
#[derive(Clone, Debug)]
pub struct AuditPart {
    pub entries: Vec<(i64, AuditEntry)>,
    /// The kinds of entries there are, and how many of each.
    pub kinds: Vec<(String, u64)>,
    pub state: AuditState,
}

/// What became of a request to erase.
#[derive(Clone, Debug)]
pub enum Erasing {
    Done(CorrectionId),
    /// Nobody is called so.
    Nobody,
    /// They are in the showroom now.
    Here,
    Refused(String),
    /// The appliance has not answered yet; it will.
    Waits(CorrectionId),
}

/// What the privacy officer's pages need besides the line. Calls may block.
pub trait Records: Send + Sync {
    /// # Errors
    /// What is needed cannot be read now; so with all others.
    fn overview(&self) -> Result<PrivacyView, Trouble>;

    /// The consents that stand, the latest first.
    ///
    /// # Errors
    /// See [`Records::overview`].
    fn consents(&self) -> Result<Vec<Consent>, Trouble>;

    /// # Errors
    /// See [`Records::overview`].
    fn find(&self, code: &str) -> Result<Search, Trouble>;

    /// Everything that is kept of a visitor, as JSON; `None` where nobody is called so.
    ///
    /// # Errors
    /// See [`Records::overview`].
    fn export(&self, code: &str, by: &str) -> Result<Option<String>, Trouble>;

    /// The same as a page for them to read, in this language.
    ///
    /// # Errors
    /// See [`Records::overview`].
    fn export_page(&self, code: &str, language: &str, by: &str) -> Result<Option<String>, Trouble>;

    /// Deletes everything that is kept of a visitor.
    ///
    /// # Errors
    /// See [`Records::overview`].
    fn erase(&self, code: &str, by: &str) -> Result<Erasing, Trouble>;

    /// The receipts of erasures, the latest first, each with whether the audit log names its hash.
    ///
    /// # Errors
    /// See [`Records::overview`].
    fn receipts(&self) -> Result<Vec<(ErasureReceipt, bool)>, Trouble>;

    /// Entries of the audit log, `most` of them after `skip`; of this kind alone, if it is not empty.
    ///
    /// # Errors
    /// See [`Records::overview`].
    fn audit(&self, kind: &str, skip: u64, most: u64) -> Result<AuditPart, Trouble>;

    /// What became of an entry that was noted elsewhere, as it was typed: `17:9f86d081...`.
    ///
    /// # Errors
    /// The log cannot be read.
    fn noted(&self, head: &str) -> Result<Noted, Trouble>;
}

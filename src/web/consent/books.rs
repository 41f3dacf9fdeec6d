//! What the pages about consents need besides the line.

use jiff::Timestamp;
use zeroize::Zeroizing;

use crate::{
    types::{AccountName, CorrectionId},
    web::Trouble,
    words::Language,
};

/// What visitors are asked to agree to.
#[derive(Clone, Debug)]
pub struct Offer {
    pub version: String,
    /// In each language that there is.
    pub texts: Vec<(Language, String)>,
}

impl Offer {
    /// The text in this language; in the first one there is, where it has none.
    pub fn text(&self, language: Language) -> Option<(Language, &str)> {
        let of = |wanted| self.texts.iter().find(|(language, _)| *language == wanted);
        let found = of(language).or_else(|| self.texts.first());
        found.map(|(language, text)| (*language, text.as_str()))
    }
}

/// What became of something that the line was asked to do.
#[derive(Clone, Debug)]
pub enum Asked<T> {
    Done(T),
    /// Why not, and what to try.
    Refused(String),
    /// The appliance has not answered yet; it will.
    Waits(CorrectionId),
}

/// A code that somebody takes home: shown once, and known to nobody afterwards.
#[derive(Clone, Debug)]
pub struct Paper {
    pub code: Zeroizing<String>,
    pub expires: Timestamp,
}

/// That somebody agreed.
#[derive(Clone, Debug)]
pub struct Receipt {
    pub paper: Paper,
    pub id: String,
    /// Of the receipt, as the audit log names it.
    pub sha256: String,
}

/// Consents and codes of visitors. Calls may block until the line has answered.
pub trait ConsentDesk: Send + Sync {
    /// What visitors are asked; `None` where the privacy mode asks nobody.
    fn offer(&self) -> Option<Offer>;

    /// A visitor who is here agrees to what they read: the text in this language, whose SHA-256 they saw.
    ///
    /// # Errors
    /// The store cannot be read or written; so with all others.
    fn agree(
        &self,
        visitor: &str,
        language: Language,
        text_sha256: &str,
        by: &AccountName,
    ) -> Result<Asked<Receipt>, Trouble>;

    /// Takes a consent back, by the code of its receipt or that of the visitor.
    ///
    /// # Errors
    /// See [`ConsentDesk::agree`].
    fn withdraw(&self, code: &str, by: &str) -> Result<Asked<()>, Trouble>;

    /// Makes a code by which a visitor is known again without their face.
    ///
    /// # Errors
    /// See [`ConsentDesk::agree`].
    fn return_code(&self, visitor: &str, by: &AccountName) -> Result<Asked<Paper>, Trouble>;

    /// A visitor who is here showed such a code. Gives what was done, in words.
    ///
    /// # Errors
    /// See [`ConsentDesk::agree`].
    fn returned(
        &self,
        code: &str,
        visitor: &str,
        by: &AccountName,
    ) -> Result<Asked<String>, Trouble>;
}

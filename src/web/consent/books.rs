//! What the pages about consents need besides the line.

use jiff::Timestamp;
use zeroize::Zeroizing;

use crate::{
    types::{AccountName, CorrectionId, VisitorCode},
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
    /// Why not.
    Refused(WhyNot),
    /// The appliance has not answered yet; it will.
    Waits(CorrectionId),
}

/// Why something about consents and codes is not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhyNot {
    /// The privacy mode asks nobody.
    NotAsked,
    /// The text is another one by now.
    OtherText,
    /// Nobody has the code that was given, be it a visitor's, a receipt's or one to return by, or its time is up.
    NoSuchCode,
    /// The visitor is not in the showroom now.
    NotHere,
    /// A correction says that these are two people.
    Apart,
    /// They are one visitor already.
    AlreadyOne,
    /// What the line said, where nobody could know before.
    Other(String),
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

    /// A visitor who is here showed such a code. Gives who they are.
    ///
    /// # Errors
    /// See [`ConsentDesk::agree`].
    fn returned(
        &self,
        code: &str,
        visitor: &str,
        by: &AccountName,
    ) -> Result<Asked<VisitorCode>, Trouble>;
}

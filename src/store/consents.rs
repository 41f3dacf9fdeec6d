//! Consents of visitors, their texts, and the codes that visitors take home.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Result, Row, Transaction, params};

use super::{
    Reader, StoreError,
    columns::{Text, Utc, rows},
    gone::{self, GoneKind},
};
use crate::types::{CodeDigest, Consent, ConsentEnd, ConsentId, ReturnCode};

/// Keeps a consent, and its text where nobody agreed to the same one before.
pub(super) fn keep(tx: &Transaction<'_>, consent: &Consent, text: &str) -> Result<()> {
    tx.prepare_cached("INSERT OR IGNORE INTO consent_text VALUES (?, ?, ?, ?)")?
        .execute(params![
            consent.text_sha256,
            consent.version,
            consent.language,
            text,
        ])?;
    tx.prepare_cached("INSERT INTO consent VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL)")?
        .execute(params![
            Text(consent.id),
            Text(consent.visitor),
            Text(consent.visit),
            Utc(consent.given),
            Utc(consent.expires),
            consent.by,
            consent.place,
            consent.text_sha256,
            consent.code.as_str(),
        ])?;
    Ok(())
}

/// Notes that a consent has ended; when it did first is left as it is. Gives how many ended by it.
pub(super) fn end(
    tx: &Transaction<'_>,
    id: ConsentId,
    at: Timestamp,
    why: ConsentEnd,
) -> Result<usize> {
    if why == ConsentEnd::Withdrawn {
        gone::note(tx, GoneKind::Consent, &id.to_string())?;
    }
    tx.prepare_cached(
        "UPDATE consent SET ended_utc = ?2, ended_why = ?3 WHERE id = ?1 AND ended_utc IS NULL",
    )?
    .execute(params![Text(id), Utc(at), why.as_str()])
}

/// Keeps a code to return by.
pub(super) fn keep_code(tx: &Transaction<'_>, code: &ReturnCode) -> Result<()> {
    tx.prepare_cached("INSERT INTO return_code VALUES (?, ?, ?, ?)")?
        .execute(params![
            code.digest.as_str(),
            Text(code.visitor),
            Utc(code.made),
            Utc(code.expires),
        ])?;
    Ok(())
}

/// Forgets a code to return by.
pub(super) fn drop_code(tx: &Transaction<'_>, digest: &CodeDigest) -> Result<()> {
    tx.prepare_cached("DELETE FROM return_code WHERE digest = ?")?
        .execute([digest.as_str()])?;
    Ok(())
}

/// Read with [`consent`].
const CONSENTS: &str = "
    SELECT id, visitor, visit, given_utc, expires_utc, who, place, consent.text, code, ended_utc, ended_why, version, language
    FROM consent JOIN consent_text ON consent_text.sha256 = consent.text";

/// All consents, in the order in which they were given.
pub(super) fn all(db: &Connection) -> Result<Vec<Consent>> {
    rows(db, &format!("{CONSENTS} ORDER BY id"), [], consent)
}

/// All codes to return by.
pub(super) fn codes(db: &Connection) -> Result<Vec<ReturnCode>> {
    let query = "SELECT digest, visitor, made_utc, expires_utc FROM return_code ORDER BY digest";
    rows(db, query, [], |row| {
        Ok(ReturnCode {
            digest: CodeDigest::from_stored(row.get(0)?),
            visitor: row.get::<_, Text<_>>(1)?.0,
            made: row.get::<_, Utc>(2)?.0,
            expires: row.get::<_, Utc>(3)?.0,
        })
    })
}

fn consent(row: &Row<'_>) -> Result<Consent> {
    let ended_at: Option<Utc> = row.get(9)?;
    let why: Option<String> = row.get(10)?;
    let why = why.map(|why| match why.as_str() {
        "expired" => ConsentEnd::Expired,
        _ => ConsentEnd::Withdrawn,
    });
    Ok(Consent {
        id: row.get::<_, Text<_>>(0)?.0,
        visitor: row.get::<_, Text<_>>(1)?.0,
        visit: row.get::<_, Text<_>>(2)?.0,
        given: row.get::<_, Utc>(3)?.0,
        expires: row.get::<_, Utc>(4)?.0,
        by: row.get(5)?,
        place: row.get(6)?,
        text_sha256: row.get(7)?,
        code: CodeDigest::from_stored(row.get(8)?),
        ended: ended_at.map(|at| at.0).zip(why),
        version: row.get(11)?,
        language: row.get(12)?,
    })
}

impl Reader {
    /// The consent of a receipt.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn consent_of(
        &self,
        code: &CodeDigest,
    ) -> std::result::Result<Option<Consent>, StoreError> {
        let query = format!("{CONSENTS} WHERE code = ?");
        let read = self
            .connection
            .query_row(&query, [code.as_str()], consent)
            .optional();
        read.map_err(StoreError::sql("read a consent"))
    }

    /// What the visitors agreed to whose consents have this text, word for word.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn consent_text(&self, sha256: &str) -> std::result::Result<Option<String>, StoreError> {
        let query = "SELECT text FROM consent_text WHERE sha256 = ?";
        let read = self
            .connection
            .query_row(query, [sha256], |row| row.get(0))
            .optional();
        read.map_err(StoreError::sql("read the text of a consent"))
    }
}

//! The key that signs receipts: whoever holds one can show where it came from, and that nothing in it was changed.

use openssl::{
    error::ErrorStack,
    pkey::{Id, PKey, Private},
    sign::{Signer, Verifier},
};
use rusqlite::{Connection, Error, OptionalExtension, Result, Transaction};
use zeroize::Zeroizing;

use super::{Reader, StoreError};
use crate::{
    runtime::random_bytes,
    types::{ErasureReceipt, hex, unhex},
};

type Seed = Zeroizing<[u8; 32]>;

/// What a receipt that somebody shows is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReceiptCheck {
    /// It was signed here, and the audit log notes it.
    Good,
    /// Something in it was changed after it was signed, or it was never signed.
    Changed,
    /// It was signed by a key that is not this store's.
    Foreign,
    /// It was signed here, and the audit log says nothing of it: an older copy of the store stands in place of it.
    NotNoted,
}

impl Reader {
    /// Whether a receipt was given by this store, as it stands.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn check_receipt(
        &self,
        receipt: &ErasureReceipt,
    ) -> std::result::Result<ReceiptCheck, StoreError> {
        if !is_signed(receipt) {
            return Ok(ReceiptCheck::Changed);
        }
        let seed = seed(&self.connection).map_err(StoreError::sql("read the signing key"))?;
        let ours = seed.and_then(|seed| public(&key(&seed).ok()?).ok());
        if ours.as_deref() != Some(&receipt.public_key) {
            return Ok(ReceiptCheck::Foreign);
        }
        let query = "SELECT EXISTS (SELECT 1 FROM audit WHERE what = 'visitors.erased' AND instr(detail, ?))";
        let noted = self
            .connection
            .query_row(query, [receipt.sha256()], |row| row.get(0));
        Ok(if noted.map_err(StoreError::sql("read the audit log"))? {
            ReceiptCheck::Good
        } else {
            ReceiptCheck::NotNoted
        })
    }
}

/// Signs a receipt with this store's key, which is made where there is none yet.
pub(super) fn sign(tx: &Transaction<'_>, receipt: &mut ErasureReceipt) -> Result<()> {
    let seed = if let Some(seed) = seed(tx)? {
        seed
    } else {
        let seed = Seed::new(random_bytes());
        tx.execute("INSERT INTO signing_key VALUES (1, ?)", [seed.as_slice()])?;
        seed
    };
    let failed = |error: ErrorStack| Error::ToSqlConversionFailure(error.into());
    let key = key(&seed).map_err(failed)?;
    receipt.public_key = public(&key).map_err(failed)?;
    let mut signer = Signer::new_without_digest(&key).map_err(failed)?;
    let signature = signer.sign_oneshot_to_vec(receipt.canonical().as_bytes());
    receipt.signature = hex(&signature.map_err(failed)?);
    Ok(())
}

/// Whether its signature is that of its key.
fn is_signed(receipt: &ErasureReceipt) -> bool {
    let signed = || {
        let public = unhex(&receipt.public_key)?;
        let signature = unhex(&receipt.signature)?;
        let key = PKey::public_key_from_raw_bytes(&public, Id::ED25519).ok()?;
        let mut verifier = Verifier::new_without_digest(&key).ok()?;
        let whole = verifier.verify_oneshot(&signature, receipt.canonical().as_bytes());
        whole.ok()
    };
    signed().unwrap_or(false)
}

fn seed(connection: &Connection) -> Result<Option<Seed>> {
    let query = "SELECT seed FROM signing_key";
    let seed = connection.query_row(query, [], |row| row.get::<_, [u8; 32]>(0).map(Seed::new));
    seed.optional()
}

fn key(seed: &Seed) -> std::result::Result<PKey<Private>, ErrorStack> {
    PKey::private_key_from_raw_bytes(seed.as_slice(), Id::ED25519)
}

fn public(key: &PKey<Private>) -> std::result::Result<String, ErrorStack> {
    key.raw_public_key().map(|bytes| hex(&bytes))
}

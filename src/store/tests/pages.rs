//! What the files hold, for whoever has the keys: what tests look for traces in.

use std::fs;

use openssl::symm::{Cipher, Crypter, Mode};
use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};
use rusqlite::params;

use crate::{
    store::{
        Store,
        key::{Key, KeyPlace},
        keyring::KeyringPlace,
        testing::*,
    },
    types::{
        CorrectionId, Erasure, KeptSignature, ModelTag, Recognition, Record, SIGNATURE_DIM,
        Signature,
    },
};

/// The bytes of the store's pages as they are behind the encryption: of the file, or of its log.
pub(super) fn decrypted(place: &Place, ending: &str) -> Vec<u8> {
    let path = format!("{}{ending}", place.settings.path.display());
    let bytes = fs::read(path).unwrap_or_default();
    let hex = fs::read_to_string(&place.settings.key_file).unwrap();
    let hex = hex.trim();
    let key: Vec<u8> = (0..32)
        .map(|i| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).unwrap())
        .collect();
    let (head, frame) = if ending.is_empty() { (0, 0) } else { (32, 24) };
    let mut plain = Vec::new();
    for (n, page) in bytes
        .get(head..)
        .unwrap_or_default()
        .chunks_exact(4096 + frame)
        .enumerate()
    {
        let page = &page[frame..];
        // SQLCipher 4: a salt on the first page; at the end of each the initialization vector and a code of 64 bytes.
        let begin = if n == 0 && ending.is_empty() { 16 } else { 0 };
        let (iv, end) = (&page[4016..4032], 4016);
        let mut crypter =
            Crypter::new(Cipher::aes_256_cbc(), Mode::Decrypt, &key, Some(iv)).unwrap();
        crypter.pad(false);
        let mut out = vec![0; end - begin + 16];
        let done = crypter.update(&page[begin..end], &mut out).unwrap();
        plain.extend_from_slice(&out[..done]);
    }
    plain
}

pub(super) fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack
        .windows(needle.len())
        .any(|window| window == needle)
}

/// The pages of file and log.
pub(super) fn all(place: &Place) -> Vec<u8> {
    [decrypted(place, ""), decrypted(place, "-wal")].concat()
}

/// The keyring's place, with the key of this store.
pub(super) fn keyring_place(place: &Place) -> KeyringPlace {
    let key = Key::read(&KeyPlace::File(place.settings.key_file.clone()));
    let key = key.unwrap().unwrap();
    KeyringPlace::new(place.settings.keyring(), key.of_keyring())
}

/// The keys of visitors and colleagues that the file has.
pub(super) fn keys(place: &Place) -> Vec<i64> {
    let keyring = keyring_place(place).read().unwrap().unwrap();
    keyring.people().collect()
}

/// The sealed signatures of visitors, in the order of their rows.
pub(super) fn sealed(store: &Store) -> Vec<Vec<u8>> {
    column(store, "SELECT signature FROM template ORDER BY seq")
}

/// One column of all rows.
pub(super) fn column<T: rusqlite::types::FromSql>(store: &Store, query: &str) -> Vec<T> {
    let mut statement = store.connection.prepare(query).unwrap();
    let rows = statement.query_map(params![], |row| row.get(0)).unwrap();
    rows.map(Result::unwrap).collect()
}

/// A made-up face of this number; faces of two numbers are strangers' to each other.
pub(super) fn face(n: u32) -> Signature {
    let mut random = ChaCha20Rng::seed_from_u64(n.into());
    let raw: Vec<f32> = (0..SIGNATURE_DIM)
        .map(|_| random.next_u32() as f32 / u32::MAX as f32 - 0.5)
        .collect();
    Signature::new(ModelTag::new("00112233445566778899", "plain"), &raw).unwrap()
}

/// What is learnt of visitor `n` in the visit `of`: the face of this number.
pub(super) fn learnt(n: u32, of: Option<u32>, number: u32) -> Record {
    let permit = Recognition::All.permit(visitor_id(n), None).unwrap();
    Record::Template {
        visit: of.map(visit_id),
        signature: KeptSignature::new(face(number), &permit),
        quality: 0.7,
        at: at(12),
    }
}

/// The erasure of visitor `n` with these visits.
pub(super) fn erased(n: u32, visits: &[u32]) -> Record {
    Record::Erased(Box::new(Erasure {
        request: CorrectionId(ulid::Ulid::from(700_000 + u128::from(n))),
        at: at(300).utc,
        by: "officer".into(),
        site: "north".into(),
        codes: vec![format!("V-{n:05}").into()],
        visitors: vec![visitor_id(n)],
        visits: visits.iter().map(|n| visit_id(*n)).collect(),
        links: Vec::new(),
        away_since: None,
        backups_until: None,
    }))
}

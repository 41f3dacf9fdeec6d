//! The pages of a store as they are behind their encryption, for whoever has its key: what tests look for traces in.

use openssl::symm::{Cipher, Crypter, Mode};

/// The plain bytes of a store's file, or of its write-ahead log. `key` is the text of its key file.
pub(crate) fn decrypt(bytes: &[u8], key: &str, is_log: bool) -> Vec<u8> {
    let hex = key.trim();
    let key: Vec<u8> = (0..32)
        .map(|i| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).expect("hex"))
        .collect();
    let (head, frame) = if is_log { (32, 24) } else { (0, 0) };
    let mut plain = Vec::new();
    let pages = bytes.get(head..).unwrap_or_default();
    for (n, page) in pages.chunks_exact(4096 + frame).enumerate() {
        let page = &page[frame..];
        // SQLCipher 4: a salt on the first page; at the end of each the initialization vector and a code of 64 bytes.
        let begin = if n == 0 && !is_log { 16 } else { 0 };
        let (iv, end) = (&page[4016..4032], 4016);
        let cipher = Cipher::aes_256_cbc();
        let mut crypter = Crypter::new(cipher, Mode::Decrypt, &key, Some(iv)).expect("a key");
        crypter.pad(false);
        let mut out = vec![0; end - begin + 16];
        let done = crypter
            .update(&page[begin..end], &mut out)
            .expect("whole blocks");
        plain.extend_from_slice(&out[..done]);
    }
    plain
}

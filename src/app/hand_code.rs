//! Codes that visitors take home.

use crate::{runtime::random_bytes, types::HandCode};

/// Draws a code that nobody can guess.
pub fn draw_hand_code() -> HandCode {
    HandCode::draw(|| random_bytes::<1>()[0])
}

//! Tables for other programs and for spreadsheets: CSV as RFC 4180 has it.

mod write;

pub use write::{csv, csv_by};

//! What fuzz targets share: the made-up showroom of the tests, and what holds of everything that comes out of a line.

pub mod files;
pub mod history;
pub mod problems;
pub mod showroom;

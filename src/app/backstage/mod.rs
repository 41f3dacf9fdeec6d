//! What pages need beside the line: the store as people ask about it, and the configuration as they change it.

mod books;
mod file;
mod house;

pub(in crate::app) use books::StoreBooks;
pub(in crate::app) use house::House;

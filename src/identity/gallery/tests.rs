//! Every kernel against brute force, and a gallery against what was done to it.

mod data;
mod exactness;
mod ownership;
mod sharing;

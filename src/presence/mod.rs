//! One person on the floor.

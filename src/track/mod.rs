//! Per-camera tracks of people.

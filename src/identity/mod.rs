//! Who a track is.

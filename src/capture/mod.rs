//! Cameras and files: frames out, health out.

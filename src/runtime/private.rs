//! Files that only the service may read.

use std::{fs, io, os::unix::fs::PermissionsExt, path::Path};

/// What others than its owner may do with a file: the permission bits of its group (`0o070`) and of everybody (`0o007`).
///
/// # Errors
/// The file is not there, or may not be looked at.
pub fn beyond_owner(path: &Path) -> io::Result<u32> {
    Ok(fs::metadata(path)?.permissions().mode() & 0o077)
}

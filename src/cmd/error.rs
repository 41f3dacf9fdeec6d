//! How a failure is told.

/// Prints an error with what caused it; a cause that the text above it already says is not repeated.
pub(crate) fn complain(error: &anyhow::Error) {
    let mut said = error.to_string();
    for cause in error.chain().skip(1).map(ToString::to_string) {
        if !said.contains(&cause) {
            said = format!("{said}: {cause}");
        }
    }
    eprintln!("error: {said}");
}

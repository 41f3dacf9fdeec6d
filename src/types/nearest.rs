//! What somebody meant who misspelt a name.

/// The known name that a misspelt one is most like, if it is like any.
pub fn nearest<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let likeness = |known: &'k str| (strsim::jaro_winkler(known, name), known);
    let nearest = known.into_iter().map(likeness);
    let nearest = nearest.max_by(|a, b| a.0.total_cmp(&b.0));
    nearest
        .filter(|(likeness, _)| *likeness > 0.75)
        .map(|(_, known)| known)
}

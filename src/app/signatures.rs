//! What a change of the signature model means for those who come back.

use crate::{
    config::Config,
    store::{Reader, Settings, StoreError},
    types::ModelTag,
    vision,
};

/// What is to be said where signatures are kept that another model made than the one in use; `None` where there are none.
///
/// # Errors
/// The store cannot be opened or read.
pub(super) fn foreign_signatures(
    store: &Settings,
    in_use: &ModelTag,
) -> Result<Option<String>, StoreError> {
    let counted = Reader::open(store)?.foreign_signatures(in_use)?;
    if counted.signatures == 0 {
        return Ok(None);
    }
    let plural = |n: u32| if n == 1 { "" } else { "s" };
    let (signatures, visitors) = (counted.signatures, counted.visitors);
    let tags: Vec<_> = counted.tags.iter().map(ModelTag::as_str).collect();
    Ok(Some(format!(
        "{signatures} signature{} of {visitors} visitor{} were made by another model ({}) than the one in use ({}): they match nobody. These visitors will be new once, then recognised again; merge them with `showfloor visitors merge`. The old signatures go with retention.",
        plural(signatures),
        plural(visitors),
        tags.join(", "),
        in_use.as_str(),
    )))
}

/// The same for the model that the configuration names; `None` also where models or store cannot be asked, which is said
/// elsewhere.
pub fn note_on_signatures(config: &Config) -> Option<String> {
    let tag = vision::signature_tag(&config.vision).ok()?;
    foreign_signatures(&config.store, &tag).ok()?
}

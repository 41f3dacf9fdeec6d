//! By what whoever can open the store shows the running appliance that they can.

use zeroize::Zeroizing;

use super::{
    Settings, StoreError,
    key::{Key, KeyPlace},
    secret::Secret,
};

/// What commands beside the running appliance show it: derived from the store's key, so there is one secret less to keep, and
/// nothing of the key can be found from it. `None` where there is no key yet.
///
/// # Errors
/// The key cannot be read, or others may read it, too.
pub fn console_secret(settings: &Settings) -> Result<Option<Zeroizing<String>>, StoreError> {
    let key = Key::read(&KeyPlace::find(&settings.key_file))?;
    Ok(key.map(|key| key.of_console().hex()))
}

impl Secret {
    fn hex(&self) -> Zeroizing<String> {
        let digits = self.bytes().iter().flat_map(|byte| [byte >> 4, byte & 15]);
        let mut hex = Zeroizing::new(String::with_capacity(2 * self.bytes().len()));
        hex.extend(digits.filter_map(|digit| char::from_digit(digit.into(), 16)));
        hex
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::Place;

    #[test]
    fn it_is_the_same_for_all_who_can_open_the_store_and_says_nothing_of_its_key() {
        let place = Place::new();
        assert_eq!(console_secret(&place.settings).unwrap(), None);
        drop(place.open());
        let secret = console_secret(&place.settings).unwrap().unwrap();
        assert_eq!(
            console_secret(&place.settings).unwrap(),
            Some(secret.clone())
        );
        assert_eq!(secret.len(), 64);
        let key = std::fs::read_to_string(&place.settings.key_file).unwrap();
        assert_ne!(*secret, key.trim());
        let other = Place::new();
        drop(other.open());
        assert_ne!(console_secret(&other.settings).unwrap(), Some(secret));
    }
}

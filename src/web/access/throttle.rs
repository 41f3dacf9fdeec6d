//! Guessing is slow: after a few wrong passwords whoever tries waits, and so does the address they come from.

use std::{
    collections::BTreeMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use crate::web::shares::network;

/// Wrong ones of an account from one address that cost nothing: people mistype.
const FREE: u32 = 5;
/// Of one address, behind which several people may be.
const FREE_OF_ADDRESS: u32 = 20;
const FIRST_WAIT: Duration = Duration::from_secs(30);
const LONGEST_WAIT: Duration = Duration::from_mins(15);
/// What was wrong so long ago counts no more.
const FORGET: Duration = Duration::from_hours(1);
/// So many are remembered at most; beyond that the one that is oldest goes.
const MOST: usize = 4096;

#[derive(Clone, Copy, Debug, Default)]
struct Tries {
    count: u32,
    last_ns: u64,
}

/// Who may try now. Nobody locks somebody else out: what counts is who tries from where.
#[derive(Debug, Default)]
pub(in crate::web) struct Throttle {
    tried: Mutex<BTreeMap<Key, Tries>>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    /// A code, or an account's password, tried from an address.
    Secret(Secret, IpAddr),
    Address(IpAddr),
}

/// What is tried.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::web) enum Secret {
    Password(String),
    Setup,
    Pairing,
}

impl Secret {
    /// The password of an account, as its name was typed.
    pub(super) fn password(account: &str) -> Self {
        // Longer ones are nobody's.
        Self::Password(account.chars().take(64).collect())
    }
}

impl Key {
    fn free(&self) -> u32 {
        match self {
            Self::Secret(..) => FREE,
            Self::Address(_) => FREE_OF_ADDRESS,
        }
    }
}

fn keys(secret: &Secret, address: IpAddr) -> [Key; 2] {
    let address = network(address);
    [Key::Secret(secret.clone(), address), Key::Address(address)]
}

impl Throttle {
    /// Counts a try from now on, before it is known whether it is right: many at once are no way around. Or says how long to
    /// wait before another one.
    ///
    /// # Errors
    /// The wait.
    pub(super) fn attempt(
        &self,
        secret: &Secret,
        address: IpAddr,
        now_ns: u64,
    ) -> Result<(), Duration> {
        let mut tried = self.tried.lock().unwrap_or_else(PoisonError::into_inner);
        let forget = FORGET.as_nanos() as u64;
        tried.retain(|_, tries| now_ns.saturating_sub(tries.last_ns) < forget);
        let keys = keys(secret, address);
        let waits = keys.iter().filter_map(|key| {
            let tries = tried.get(key)?;
            let over = tries.count.checked_sub(key.free())?;
            let wait = FIRST_WAIT * 2u32.saturating_pow(over.min(10));
            let passed = Duration::from_nanos(now_ns.saturating_sub(tries.last_ns));
            wait.min(LONGEST_WAIT).checked_sub(passed)
        });
        if let Some(wait) = waits.max().filter(|wait| !wait.is_zero()) {
            return Err(wait);
        }
        for key in keys {
            let tries = tried.entry(key).or_default();
            tries.count = tries.count.saturating_add(1);
            tries.last_ns = now_ns;
        }
        while tried.len() > MOST {
            let oldest = tried.iter().min_by_key(|(_, tries)| tries.last_ns);
            let Some(oldest) = oldest.map(|(key, _)| key.clone()) else {
                break;
            };
            tried.remove(&oldest);
        }
        Ok(())
    }

    /// The try was right: it does not count.
    pub(super) fn was_right(&self, secret: &Secret, address: IpAddr) {
        let mut tried = self.tried.lock().unwrap_or_else(PoisonError::into_inner);
        let [secret, address] = keys(secret, address);
        tried.remove(&secret);
        if let Some(tries) = tried.get_mut(&address) {
            tries.count = tries.count.saturating_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: u64 = 1_000_000_000;

    fn address(last: u8) -> IpAddr {
        [192, 0, 2, last].into()
    }

    fn anna() -> Secret {
        Secret::password("anna")
    }

    #[test]
    fn a_few_are_free_then_each_waits_longer_and_a_right_one_ends_it() {
        let throttle = Throttle::default();
        let attempt = |now| throttle.attempt(&anna(), address(1), now);
        for i in 0..FREE {
            assert_eq!(attempt(0), Ok(()), "{i}");
        }
        assert_eq!(attempt(0), Err(FIRST_WAIT));
        assert_eq!(attempt(0), Err(FIRST_WAIT), "asking costs nothing");
        let bob = Secret::password("bob");
        assert_eq!(
            throttle.attempt(&bob, address(1), 0),
            Ok(()),
            "another account"
        );
        assert_eq!(
            throttle.attempt(&anna(), address(2), 0),
            Ok(()),
            "she herself, elsewhere"
        );
        assert_eq!(attempt(30 * SECOND), Ok(()));
        assert_eq!(attempt(30 * SECOND), Err(2 * FIRST_WAIT));
        throttle.was_right(&anna(), address(1));
        assert_eq!(attempt(30 * SECOND), Ok(()));
    }

    #[test]
    fn an_address_that_tries_many_secrets_waits_and_memory_is_bounded() {
        let throttle = Throttle::default();
        let named = |i: u32| Secret::password(&format!("name{i}"));
        for i in 0..FREE_OF_ADDRESS {
            assert_eq!(throttle.attempt(&named(i), address(1), 0), Ok(()));
        }
        assert!(throttle.attempt(&Secret::Pairing, address(1), 0).is_err());
        assert_eq!(throttle.attempt(&Secret::Pairing, address(2), 0), Ok(()));
        for i in 0..20_000u32 {
            let from = IpAddr::from((i << 8).to_be_bytes());
            let _ = throttle.attempt(&named(i), from, 1);
        }
        assert!(throttle.tried.lock().unwrap().len() <= MOST);
        let later = FORGET.as_nanos() as u64 + 2;
        assert_eq!(throttle.attempt(&named(0), address(1), later), Ok(()));
    }
}

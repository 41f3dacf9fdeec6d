//! Guessing is slow: after a few wrong passwords an account waits, and so does the address they came from.

use std::{
    collections::BTreeMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// Wrong ones in a row that cost nothing: people mistype.
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
struct Failures {
    count: u32,
    last_ns: u64,
}

/// Who may try now.
#[derive(Debug, Default)]
pub(in crate::web) struct Throttle {
    failed: Mutex<BTreeMap<Key, Failures>>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Account(String),
    Address(IpAddr),
}

impl Key {
    fn free(&self) -> u32 {
        match self {
            Self::Account(_) => FREE,
            Self::Address(_) => FREE_OF_ADDRESS,
        }
    }
}

/// A machine has many IPv6 addresses: its network counts.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => v4.into(),
            None => (v6.to_bits() >> 64 << 64).to_be_bytes().into(),
        },
    }
}

fn keys(account: &str, address: IpAddr) -> [Key; 2] {
    // Longer ones are nobody's.
    let account: String = account.chars().take(64).collect();
    [Key::Account(account), Key::Address(network(address))]
}

impl Throttle {
    /// How long to wait before another try, from a moment on.
    pub(super) fn wait(&self, account: &str, address: IpAddr, now_ns: u64) -> Option<Duration> {
        let failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        let waits = keys(account, address).into_iter().filter_map(|key| {
            let failures = failed.get(&key)?;
            let over = failures.count.checked_sub(key.free())?;
            let wait = FIRST_WAIT * 2u32.saturating_pow(over.min(10));
            let passed = Duration::from_nanos(now_ns.saturating_sub(failures.last_ns));
            wait.min(LONGEST_WAIT).checked_sub(passed)
        });
        waits.max().filter(|wait| !wait.is_zero())
    }

    /// One was wrong.
    pub(super) fn failed(&self, account: &str, address: IpAddr, now_ns: u64) {
        let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        let forget = FORGET.as_nanos() as u64;
        failed.retain(|_, f| now_ns.saturating_sub(f.last_ns) < forget);
        for key in keys(account, address) {
            let failures = failed.entry(key).or_default();
            failures.count = failures.count.saturating_add(1);
            failures.last_ns = now_ns;
        }
        while failed.len() > MOST {
            let oldest = failed.iter().min_by_key(|(_, f)| f.last_ns);
            let Some(oldest) = oldest.map(|(key, _)| key.clone()) else {
                break;
            };
            failed.remove(&oldest);
        }
    }

    /// One was right.
    pub(super) fn succeeded(&self, account: &str, address: IpAddr) {
        let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        let [account, _] = keys(account, address);
        failed.remove(&account);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: u64 = 1_000_000_000;

    fn address(last: u8) -> IpAddr {
        [192, 0, 2, last].into()
    }

    #[test]
    fn a_few_are_free_then_each_waits_longer_and_a_right_one_ends_it() {
        let throttle = Throttle::default();
        for i in 0..FREE {
            assert_eq!(throttle.wait("anna", address(1), 0), None, "{i}");
            throttle.failed("anna", address(1), 0);
        }
        let wait = |now| throttle.wait("anna", address(1), now);
        assert_eq!(wait(0), Some(FIRST_WAIT));
        assert_eq!(throttle.wait("anna", address(2), 0), Some(FIRST_WAIT));
        assert_eq!(throttle.wait("bob", address(1), 0), None, "another account");
        assert_eq!(wait(30 * SECOND), None);
        throttle.failed("anna", address(1), 30 * SECOND);
        assert_eq!(wait(30 * SECOND), Some(2 * FIRST_WAIT));
        throttle.succeeded("anna", address(1));
        assert_eq!(wait(30 * SECOND), None);
    }

    #[test]
    fn an_address_that_tries_many_accounts_waits_and_memory_is_bounded() {
        let throttle = Throttle::default();
        for i in 0..FREE_OF_ADDRESS {
            throttle.failed(&format!("name{i}"), address(1), 0);
        }
        assert!(throttle.wait("somebody", address(1), 0).is_some());
        assert_eq!(throttle.wait("somebody", address(2), 0), None);
        for i in 0..20_000u32 {
            throttle.failed(&format!("n{i}"), address(3), 1);
        }
        assert!(throttle.failed.lock().unwrap().len() <= MOST);
        let later = FORGET.as_nanos() as u64 + 2;
        throttle.failed("x", address(9), later);
        assert_eq!(throttle.wait("somebody", address(1), later), None);
    }

    #[test]
    fn an_ipv6_network_is_one_address() {
        let of = |text: &str| network(text.parse().unwrap());
        assert_eq!(of("2001:db8::1"), of("2001:db8::ffff:1"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
        assert_eq!(of("::ffff:192.0.2.1"), address(1));
    }
}

//! How much one caller may hold of what there is for all.

use std::{
    collections::BTreeMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

/// Counts what each holds.
#[derive(Clone, Debug)]
pub(super) struct Shares<K: Ord> {
    most: usize,
    held: Arc<Mutex<BTreeMap<K, usize>>>,
}

impl<K: Ord + Clone> Shares<K> {
    /// Each may hold so many.
    pub(super) fn new(most: usize) -> Self {
        Self {
            most,
            held: Arc::default(),
        }
    }

    /// One more; `None` where they hold as many as they may.
    pub(super) fn take(&self, whose: K) -> Option<Share<K>> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let count = held.entry(whose.clone()).or_default();
        if *count >= self.most {
            return None;
        }
        *count += 1;
        let held = self.held.clone();
        Some(Share { whose, held })
    }
}

/// One that is held, until it is dropped.
#[derive(Debug)]
pub(super) struct Share<K: Ord> {
    whose: K,
    held: Arc<Mutex<BTreeMap<K, usize>>>,
}

impl<K: Ord> Drop for Share<K> {
    fn drop(&mut self) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = held.get_mut(&self.whose) {
            *count -= 1;
            if *count == 0 {
                held.remove(&self.whose);
            }
        }
    }
}

/// Who counts as one caller: a machine has many IPv6 addresses, so its network does.
pub(super) fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => v4.into(),
            None => (v6.to_bits() >> 64 << 64).to_be_bytes().into(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_holds_their_share_and_gives_it_back() {
        let shares = Shares::new(2);
        let first = shares.take("anna");
        let second = shares.take("anna");
        assert!(first.is_some() && second.is_some());
        assert!(shares.take("anna").is_none());
        assert!(shares.take("bruno").is_some(), "somebody else");
        drop(first);
        assert!(shares.take("anna").is_some());
        drop(second);
        assert!(shares.held.lock().unwrap().is_empty(), "nothing is left");
    }

    #[test]
    fn an_ipv6_network_is_one_address() {
        let of = |text: &str| network(text.parse().unwrap());
        assert_eq!(of("2001:db8::1"), of("2001:db8::ffff:1"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
    }
}

//! Who may log in, and on which devices.

use jiff::Timestamp;

use crate::{
    store::{Accounts, testing::*},
    types::{Account, AccountChange, AuditEntry, Pairing, Role, Session},
};

fn now(seconds: u64) -> Timestamp {
    at(seconds).utc
}

fn account(name: &str, roles: &[Role], password: Option<&str>) -> Account {
    Account {
        name: name.parse().unwrap(),
        roles: roles.iter().copied().collect(),
        password: password.map(str::to_owned),
        language: None,
        created: now(0),
    }
}

fn session(digest: u8, account: &str, expires: u64) -> Session {
    Session {
        digest: [digest; 32],
        account: account.parse().unwrap(),
        device: "tablet".to_owned(),
        paired: false,
        created: now(0),
        seen: now(0),
        expires: now(expires),
    }
}

#[allow(clippy::needless_pass_by_value, reason = "made in place")]
fn change(accounts: &mut Accounts, change: AccountChange) -> bool {
    accounts.change(&change, None, now(1)).unwrap()
}

#[test]
fn a_session_is_good_until_it_ends_and_no_longer_than_its_account() {
    let place = Place::new();
    let mut accounts = Accounts::open(&place.settings).unwrap();
    for name in ["anna", "bob"] {
        let new = AccountChange::Created(account(name, &[Role::Staff], None));
        assert!(change(&mut accounts, new.clone()));
        assert!(!change(&mut accounts, new), "the name is taken");
    }
    for (digest, name, expires) in [(1, "anna", 10), (2, "bob", 10), (3, "anna", 99)] {
        let new = AccountChange::LoggedIn(session(digest, name, expires));
        assert!(change(&mut accounts, new));
    }
    let nobody = AccountChange::LoggedIn(session(9, "carol", 99));
    assert!(!change(&mut accounts, nobody));

    let whose = |accounts: &Accounts, digest: u8, at: u64| {
        let found = accounts.session(&[digest; 32], now(at)).unwrap();
        found.map(|(_, account)| account.name.to_string())
    };
    assert_eq!(whose(&accounts, 1, 9).as_deref(), Some("anna"));
    assert_eq!(whose(&accounts, 1, 10), None);
    assert_eq!(whose(&accounts, 4, 9), None);
    assert!(change(&mut accounts, AccountChange::LoggedOut([1; 32])));
    assert_eq!(whose(&accounts, 1, 9), None);
    let hash = "$argon2id$new".to_owned();
    let name = "anna".parse().unwrap();
    assert!(change(
        &mut accounts,
        AccountChange::Password { name, hash }
    ));
    assert_eq!(whose(&accounts, 3, 9), None, "a new password ends sessions");
    let gone = AccountChange::Removed("bob".parse().unwrap());
    assert!(change(&mut accounts, gone));
    assert_eq!(whose(&accounts, 2, 9), None);
}

#[test]
fn a_pairing_is_good_once_and_for_a_while() {
    let place = Place::new();
    let mut accounts = Accounts::open(&place.settings).unwrap();
    let anna = AccountChange::Created(account("anna", &[Role::Staff], None));
    assert!(change(&mut accounts, anna));
    for (digest, expires) in [(1, 10), (2, 10)] {
        let pairing = Pairing {
            digest: [digest; 32],
            account: "anna".parse().unwrap(),
            device: "tablet 2".to_owned(),
            expires: now(expires),
        };
        assert!(change(&mut accounts, AccountChange::PairingMade(pairing)));
    }
    let mut take = |digest, at| accounts.take_pairing(&[digest; 32], now(at)).unwrap();
    assert_eq!(take(1, 9).map(|p| p.device).as_deref(), Some("tablet 2"));
    assert_eq!(take(1, 9), None);
    assert_eq!(take(2, 10), None, "too late");
    assert_eq!(take(3, 9), None);
}

#[test]
fn the_last_who_can_let_others_in_stays_and_changes_are_accounted_for() {
    let place = Place::new();
    let mut accounts = Accounts::open(&place.settings).unwrap();
    let boss = AccountChange::Created(account("boss", &Role::ALL, Some("$argon2id$x")));
    let entry = AuditEntry {
        at: now(1),
        who: "setup".to_owned(),
        what: "account.created".to_owned(),
        detail: "boss".to_owned(),
    };
    assert!(accounts.change(&boss, Some(&entry), now(1)).unwrap());
    let name = || "boss".parse().unwrap();
    let manager = [Role::Manager].into();
    for harm in [
        AccountChange::Removed(name()),
        AccountChange::Roles {
            name: name(),
            roles: manager,
        },
    ] {
        assert!(!change(&mut accounts, harm));
    }
    assert_eq!(accounts.find(&name()).unwrap().unwrap().roles.len(), 4);
    let other = AccountChange::Created(account("other", &[Role::Installer], Some("$argon2id$y")));
    assert!(change(&mut accounts, other));
    assert!(change(&mut accounts, AccountChange::Removed(name())));
    assert_eq!(accounts.all().unwrap().len(), 1);
    let log = place.reader().audit().unwrap();
    assert_eq!(
        log.iter().filter(|e| e.what == "account.created").count(),
        1
    );
    assert_eq!(place.reader().verify_audit().unwrap().broken_at, None);
}

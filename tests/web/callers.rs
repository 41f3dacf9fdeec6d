//! Everybody who may ask: people by their area and by what has become of their login, and other systems by their token.

use jiff::{SignedDuration, Timestamp};
use showfloor::{
    runtime::Clock,
    store::Accounts,
    types::{Account, AccountChange, Role, RunId, Session},
    web::{digest_of, draw_code},
};
use ulid::Ulid;

use crate::{
    appliance::{Appliance, EXPIRED, GROUP, MONITOR, OFFICER, READER, WITHDRAWN, WRITER},
    http::{Answer, answer_head, exchange},
    mosquitto::wait_until,
};

/// Who asks.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    /// As the table calls them.
    pub(crate) heading: &'static str,
    /// The areas that are theirs now; none: they are not logged in.
    pub(crate) roles: Vec<Role>,
    /// What their token allows now.
    pub(crate) scope: Option<&'static str>,
    cookie: Option<String>,
    token: Option<&'static str>,
    /// What forms of their session carry, or carried.
    pub(crate) csrf: String,
}

pub(crate) fn now() -> Timestamp {
    Clock::real(RunId(Ulid::nil())).now().utc
}

pub(crate) fn accounts(appliance: &Appliance) -> Accounts {
    Accounts::open(&appliance.config.store).expect("the store opens")
}

/// Makes a change to the accounts, which can be made.
pub(crate) fn change(appliance: &Appliance, change: &AccountChange) {
    let made = accounts(appliance).change(change, None, now());
    assert!(made.expect("it is written"), "{change:?}");
}

pub(crate) fn account(appliance: &Appliance, name: &str, roles: &[Role]) {
    let account = Account {
        name: name.parse().expect("a name"),
        roles: roles.iter().copied().collect(),
        password: None,
        language: None,
        created: now(),
    };
    change(appliance, &AccountChange::Created(account));
}

impl Caller {
    pub(crate) fn nobody() -> Self {
        Self {
            heading: "nobody",
            roles: Vec::new(),
            scope: None,
            cookie: None,
            token: None,
            csrf: "x".to_owned(),
        }
    }

    /// Somebody of one area, who gave their password.
    pub(crate) fn with_password(appliance: &Appliance, role: Role) -> Self {
        account(appliance, &format!("of-{}", role.word()), &[role]);
        Self::logged_in(appliance, role.word(), &[role], false)
    }

    /// A device of the account `of-{heading}`, newly logged in.
    fn logged_in(
        appliance: &Appliance,
        heading: &'static str,
        roles: &[Role],
        paired: bool,
    ) -> Self {
        let secret = draw_code().to_string();
        let session = Session {
            digest: digest_of(&secret),
            account: format!("of-{heading}").parse().expect("a name"),
            device: "test".to_owned(),
            paired,
            created: now(),
            seen: now(),
            expires: now() + SignedDuration::from_hours(1),
        };
        change(appliance, &AccountChange::LoggedIn(session));
        let caller = Self {
            heading,
            roles: roles.to_vec(),
            cookie: Some(secret),
            ..Self::nobody()
        };
        let page = ask(appliance, "GET", "/account", &caller.head(), "");
        let (_, rest) = page
            .body
            .split_once("name=\"csrf\" content=\"")
            .expect("a token");
        let csrf = rest.split('"').next().expect("its end").to_owned();
        Self { csrf, ..caller }
    }

    fn by_token(heading: &'static str, token: &'static str, scope: Option<&'static str>) -> Self {
        Self {
            heading,
            scope,
            token: Some(token),
            ..Self::nobody()
        }
    }

    /// All there are, in the order of the table.
    pub(crate) fn all(appliance: &Appliance) -> Vec<Self> {
        let mut all = vec![Self::nobody()];
        all.extend(Role::ALL.map(|role| Self::with_password(appliance, role)));
        // Paired tablets are for the floor, whatever else their owner may.
        account(appliance, "of-tablet", &Role::ALL);
        all.push(Self::logged_in(appliance, "tablet", &[Role::Staff], true));
        all.extend([
            expired(appliance),
            logged_out(appliance),
            removed(appliance),
        ]);
        appliance.without("withdrawn");
        let withdrawn = Self::by_token("token withdrawn", WITHDRAWN, None);
        wait_until("it is taken back", || {
            withdrawn
                .ask(appliance, "POST", "/api/v1/events", "{}")
                .status
                == 401
        });
        all.extend([
            Self::by_token("token events", WRITER, Some("events")),
            Self::by_token("token scores", READER, Some("scores")),
            Self::by_token("token privacy", OFFICER, Some("privacy")),
            Self::by_token("token metrics", MONITOR, Some("metrics")),
            Self::by_token("token figures", GROUP, Some("figures")),
            Self::by_token("token expired", EXPIRED, None),
            withdrawn,
        ]);
        all
    }

    /// The same, on another device: whoever logged themselves out goes on with it.
    pub(crate) fn again(&self, appliance: &Appliance) -> Self {
        if self.roles.is_empty() {
            return self.clone();
        }
        let paired = self.heading == "tablet";
        Self::logged_in(appliance, self.heading, &self.roles, paired)
    }

    /// What their requests carry.
    pub(crate) fn head(&self) -> String {
        let cookie = self.cookie.as_ref();
        let cookie = cookie.map(|cookie| format!("Cookie: showfloor={cookie}\r\n"));
        let token = self.token.map(|t| format!("Authorization: Bearer {t}\r\n"));
        [cookie, token].into_iter().flatten().collect()
    }

    pub(crate) fn ask(
        &self,
        appliance: &Appliance,
        method: &str,
        path: &str,
        body: &str,
    ) -> Answer {
        if path == "/mqtt" {
            self.knock(appliance, path)
        } else {
            ask(appliance, method, path, &self.head(), body)
        }
    }

    /// Asks for a web socket, as our page would.
    fn knock(&self, appliance: &Appliance, path: &str) -> Answer {
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: showroom\r\nOrigin: http://showroom\r\n{}\
             Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
             Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n",
            self.head()
        );
        answer_head(appliance.address, request.as_bytes())
    }
}

/// Somebody of all areas, whose day is over.
fn expired(appliance: &Appliance) -> Caller {
    let caller = of_all(appliance, "session expired", "expired");
    let digest = digest_of(caller.cookie.as_ref().expect("a session"));
    let before = now() - SignedDuration::from_secs(1);
    let noted = accounts(appliance).seen(&digest, now(), before);
    noted.expect("it is written");
    caller
}

fn logged_out(appliance: &Appliance) -> Caller {
    let caller = of_all(appliance, "logged out", "out");
    let form = format!("csrf={}", caller.csrf);
    let out = ask(appliance, "POST", "/logout", &caller.head(), &form);
    assert_eq!(out.status, 303, "{out:#?}");
    caller
}

fn removed(appliance: &Appliance) -> Caller {
    let caller = of_all(appliance, "account removed", "removed");
    let name = "of-removed".parse().expect("a name");
    change(appliance, &AccountChange::Removed(name));
    caller
}

fn of_all(appliance: &Appliance, heading: &'static str, name: &'static str) -> Caller {
    account(appliance, &format!("of-{name}"), &Role::ALL);
    let caller = Caller::logged_in(appliance, name, &[], false);
    Caller { heading, ..caller }
}

/// Asks with these lines in the head; a body is a form, or JSON where it begins like it.
pub(crate) fn ask(
    appliance: &Appliance,
    method: &str,
    path: &str,
    head: &str,
    body: &str,
) -> Answer {
    let length = body.len();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: showroom\r\nConnection: close\r\n{head}\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n{body}"
    );
    exchange(appliance.address, request.as_bytes())
}

/// Led to the login.
pub(crate) fn is_led_away(answer: &Answer) -> bool {
    // Whoever logs themselves out is led there as well, and their cookie is taken away.
    answer.status == 303
        && answer.head.contains("location: /login")
        && !answer.head.contains("Max-Age=0")
}

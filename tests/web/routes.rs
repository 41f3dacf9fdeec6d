//! Every route of the pages against every area: read from the source, so that none is forgotten.

use showfloor::{
    runtime::Clock,
    store::Accounts,
    types::{Account, AccountChange, Role, RunId, Session},
    web::digest_of,
};
use ulid::Ulid;

use crate::{
    appliance::{ANNA, Appliance},
    http::{Answer, exchange},
};

/// The routes of the pages of one area.
const AREAS: [(Role, &str); 5] = [
    (Role::Staff, include_str!("../../src/web/floor/routes.rs")),
    (Role::Staff, include_str!("../../src/web/consent/routes.rs")),
    (
        Role::Manager,
        include_str!("../../src/web/manager/routes.rs"),
    ),
    (
        Role::Installer,
        include_str!("../../src/web/installer/routes.rs"),
    ),
    (
        Role::Privacy,
        include_str!("../../src/web/privacy/routes.rs"),
    ),
];
/// Those about coming in: `/people` is the installer's, what else needs a login is everybody's.
const ACCESS: &str = include_str!("../../src/web/access/routes.rs");
/// For whoever is not logged in: what lets them in, and what a tablet keeps for when there is no network.
const OPEN: [&str; 8] = [
    "/setup",
    "/login",
    "/pair",
    "/pair/{code}",
    "/ca.crt",
    "/floor/offline",
    "/sw.js",
    "/manifest.webmanifest",
];

/// A route: its path, its methods, and whose it is; `None`: of everybody who is logged in.
struct Route {
    path: String,
    gets: bool,
    posts: bool,
    role: Option<Role>,
}

fn routes() -> Vec<Route> {
    let all = AREAS.map(|(role, text)| (Some(role), text));
    let mut routes = Vec::new();
    for (role, text) in all.into_iter().chain([(None, ACCESS)]) {
        for part in text.split(".route(").skip(1) {
            let path = part.split('"').nth(1).expect("a path").to_owned();
            if OPEN.contains(&path.as_str()) {
                continue;
            }
            let people = path.starts_with("/people").then_some(Role::Installer);
            let ends = part.find(".route(").unwrap_or(part.len());
            routes.push(Route {
                gets: part[..ends].contains("get("),
                posts: part[..ends].contains("post("),
                role: role.or(people),
                path,
            });
        }
    }
    routes
}

/// Somebody of one area, logged in: their cookie, and what their forms carry.
struct Visitor {
    role: Role,
    cookie: String,
    csrf: String,
}

impl Visitor {
    fn log_in(appliance: &Appliance, role: Role) -> Self {
        let mut accounts = Accounts::open(&appliance.config.store).expect("the store opens");
        let now = Clock::real(RunId(Ulid::nil())).now().utc;
        let name = format!("of-{}", role.word());
        let account = Account {
            name: name.parse().expect("a name"),
            roles: [role].into(),
            password: None,
            language: None,
            created: now,
        };
        let session = Session {
            digest: digest_of(&name),
            account: account.name.clone(),
            device: "test".to_owned(),
            paired: false,
            created: now,
            seen: now,
            expires: now + jiff::SignedDuration::from_hours(1),
        };
        for change in [
            AccountChange::Created(account),
            AccountChange::LoggedIn(session),
        ] {
            assert!(accounts.change(&change, None, now).expect("it is written"));
        }
        let visitor = Self {
            role,
            cookie: name,
            csrf: String::new(),
        };
        let page = visitor.ask(appliance, "GET", "/account", "");
        let (_, rest) = page
            .body
            .split_once("name=\"csrf\" content=\"")
            .expect("a token");
        let csrf = rest.split('"').next().expect("its end").to_owned();
        Self { csrf, ..visitor }
    }

    /// Asks for a web socket, as our page would.
    fn knock(&self, appliance: &Appliance, path: &str) -> Answer {
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: showroom\r\nOrigin: http://showroom\r\nCookie: showfloor={}\r\n\
             Connection: Upgrade, close\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
             Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n",
            self.cookie
        );
        exchange(appliance.address, request.as_bytes())
    }

    fn ask(&self, appliance: &Appliance, method: &str, path: &str, body: &str) -> Answer {
        let cookie = format!("Cookie: showfloor={}\r\n", self.cookie);
        ask(appliance, method, path, &cookie, body)
    }
}

fn ask(appliance: &Appliance, method: &str, path: &str, head: &str, body: &str) -> Answer {
    let length = body.len();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: showroom\r\nConnection: close\r\n{head}\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n{body}"
    );
    exchange(appliance.address, request.as_bytes())
}

fn filled(path: &str) -> String {
    path.replace("{code}", ANNA)
        .replace("{camera}", "hall")
        .replace("{request}", &Ulid::nil().to_string())
}

/// Led to the login.
fn is_led_away(answer: &Answer) -> bool {
    answer.status == 303 && answer.head.contains("location: /login")
}

#[test]
fn no_page_opens_for_a_stranger_or_for_another_area() {
    let appliance = Appliance::start();
    let visitors = Role::ALL.map(|role| Visitor::log_in(&appliance, role));
    let routes = routes();
    assert!(routes.len() > 60, "{}", routes.len());
    for route in &routes {
        let path = filled(&route.path);
        if route.gets {
            let stranger = ask(&appliance, "GET", &path, "", "");
            assert!(is_led_away(&stranger), "{path} for nobody: {stranger:#?}");
        }
        for visitor in &visitors {
            let theirs = route.role.is_none_or(|role| role == visitor.role);
            let who = visitor.role.word();
            if path == "/mqtt" {
                // A tablet's socket would stay open; the others' never comes about.
                if !theirs {
                    let answer = visitor.knock(&appliance, &path);
                    assert_eq!(answer.status, 403, "{path} for {who}: {answer:#?}");
                }
            } else if route.gets {
                let answer = visitor.ask(&appliance, "GET", &path, "");
                let let_in = answer.status != 403 && !is_led_away(&answer);
                assert_eq!(let_in, theirs, "{path} for {who}: {answer:#?}");
            }
            if route.posts && !theirs {
                // With all that a form of theirs carries; it says nothing else.
                let form = format!("csrf={}", visitor.csrf);
                let answer = visitor.ask(&appliance, "POST", &path, &form);
                assert!(
                    matches!(answer.status, 400 | 403),
                    "{path} for {who}: {answer:#?}"
                );
            }
        }
    }
}

#[test]
fn no_form_does_anything_without_its_token_or_from_another_site() {
    let appliance = Appliance::start();
    let visitors = Role::ALL.map(|role| Visitor::log_in(&appliance, role));
    for route in routes().iter().filter(|route| route.posts) {
        let path = filled(&route.path);
        let stranger = ask(&appliance, "POST", &path, "", "csrf=x");
        let refused = stranger.status == 403 || is_led_away(&stranger);
        assert!(refused, "{path} for nobody: {stranger:#?}");
        for visitor in &visitors {
            let forged = visitor.ask(&appliance, "POST", &path, "csrf=x");
            assert_eq!(forged.status, 403, "{path}: {forged:#?}");
            let head = format!(
                "Cookie: showfloor={}\r\nOrigin: http://elsewhere.example\r\n",
                visitor.cookie
            );
            let form = format!("csrf={}", visitor.csrf);
            let foreign = ask(&appliance, "POST", &path, &head, &form);
            assert_eq!(foreign.status, 403, "{path}: {foreign:#?}");
        }
    }
}

#[test]
fn no_number_in_an_address_ends_anything() {
    let appliance = Appliance::start();
    let officer = Visitor::log_in(&appliance, Role::Privacy);
    let manager = Visitor::log_in(&appliance, Role::Manager);
    for most in [u64::MAX.to_string(), i64::MAX.to_string(), "-1".to_owned()] {
        for (visitor, path) in [
            (&officer, format!("/privacy/audit?skip={most}")),
            (&manager, format!("/visits?page={most}")),
            (&manager, format!("/rules/draft/backtest.csv?days={most}")),
            (&manager, "/cars?from=-9999-01-01&to=9999-12-31".to_owned()),
        ] {
            let answer = visitor.ask(&appliance, "GET", &path, "");
            assert!(answer.status < 500, "{path}: {answer:#?}");
        }
    }
    let health = ask(&appliance, "GET", "/api/v1/health", "", "");
    assert_eq!(health.status, 200);
}

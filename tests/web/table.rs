//! Every route against everybody, as a table: `docs/routes.md` is its copy.

use std::{env, fmt::Write, fs, path::Path};

use jiff::SignedDuration;
use serde_json::json;
use showfloor::{
    types::{AccountChange, Pairing, Role},
    web::digest_of,
};

use crate::{
    appliance::{ANNA, Appliance},
    callers::{Caller, account, ask, change, is_led_away, now},
    http::Answer,
    routes::{Route, Whose, routes},
};

/// What a form's field may hold: each is tried until what is sent can be read.
const VALUES: [&str; 5] = ["1", "a1", "2026-05-01", "V-7K3QD", "true"];

const ABOUT: &str = "\
# Every route, as everybody

Made and held true by `tests/web/table.rs`, from the routes of the source: `SHOWFLOOR_REGENERATE=1` writes it anew. Each cell \
is the status of the answer to a request that is whole: with the token of its form and every field; `login` is a redirect \
to the login. People have one area each; the tablet is paired, and its owner has all areas; so had the sessions that are good \
no longer. Where somebody is let in, the status says what became of what the test sent, and other things are \
answered otherwise (404: nobody and nothing is called so; 422, or a page that says so: it does not fit).

";

#[test]
fn every_route_answers_everybody_as_the_copy_for_readers_says() {
    let appliance = Appliance::start();
    let mut callers = Caller::all(&appliance);
    let mut text = ABOUT.to_owned();
    let headings: Vec<_> = callers.iter().map(|caller| caller.heading).collect();
    let _ = writeln!(text, "| route | whose | {} |", headings.join(" | "));
    let _ = writeln!(text, "|---|---|{}", "---|".repeat(headings.len()));
    for route in routes() {
        let path = route.asked();
        let form = form(&appliance, &route, &callers);
        let mut cells = Vec::new();
        for caller in &callers {
            let body = form.replace("{csrf}", &caller.csrf);
            let answer = patiently(|| caller.ask(&appliance, route.method, &path, &body));
            holds(&route, caller, &answer);
            cells.push(cell(&answer));
        }
        let whose = match route.whose {
            Whose::Open => "open",
            Whose::Anybody => "any login",
            Whose::Of(role) => role.word(),
            Whose::Token(scope) => scope,
        };
        let (method, path) = (route.method, &route.path);
        let cells = cells.join(" | ");
        let _ = writeln!(text, "| `{method} {path}` | {whose} | {cells} |");
        if path == "/logout" {
            callers = callers.iter().map(|c| c.again(&appliance)).collect();
        }
    }
    copied(&text);
}

/// What a line that is busy for a moment answers is no answer.
fn patiently(ask: impl Fn() -> Answer) -> Answer {
    let answer = ask();
    if answer.status == 503 { ask() } else { answer }
}

fn cell(answer: &Answer) -> String {
    if is_led_away(answer) {
        "login".to_owned()
    } else {
        answer.status.to_string()
    }
}

/// What must be answered, by whose the route is and who asks.
#[track_caller]
fn holds(route: &Route, caller: &Caller, answer: &Answer) {
    let logged_in = !caller.roles.is_empty();
    let refused = match route.whose {
        Whose::Token(scope) if caller.scope == Some(scope) => None,
        Whose::Token(_) if caller.scope.is_some() => Some("403"),
        Whose::Token(_) => Some("401"),
        Whose::Anybody | Whose::Of(_) if !logged_in => Some("login"),
        Whose::Of(role) if !caller.roles.contains(&role) => Some("403"),
        Whose::Open | Whose::Anybody | Whose::Of(_) => None,
    };
    let (method, path, who) = (route.method, &route.path, caller.heading);
    let told = cell(answer);
    if let Some(refused) = refused {
        assert_eq!(told, refused, "{method} {path} for {who}: {answer:#?}");
    } else if route.whose != Whose::Open {
        let is_in = !["400", "401", "403", "405", "login"].contains(&told.as_str());
        assert!(is_in, "{method} {path} for {who}: {answer:#?}");
    } else {
        let is_in = !["401", "403", "405"].contains(&told.as_str());
        assert!(is_in, "{method} {path} for {who}: {answer:#?}");
    }
}

/// A form that can be read, field by field as the refusals ask for them, so that it is its sender who is refused and not
/// what they sent. It is tried by whoever may not, where there is somebody.
fn form(appliance: &Appliance, route: &Route, callers: &[Caller]) -> String {
    if route.method != "POST" {
        return String::new();
    }
    if matches!(route.whose, Whose::Token(_)) {
        return if route.path.ends_with("/withdrawals") {
            json!({ "code": "7K3Q-DM42-9XTR-VB6H" }).to_string()
        } else {
            json!({ "id": "t", "visitor": ANNA, "event": "sold" }).to_string()
        };
    }
    let tries = callers.iter().find(|caller| match route.whose {
        Whose::Of(role) => !caller.roles.is_empty() && !caller.roles.contains(&role),
        _ => true,
    });
    let tries = tries.expect("somebody of another area");
    let mut fields: Vec<(String, usize)> = Vec::new();
    loop {
        let written = |(name, value): &(String, usize)| format!("&{name}={}", VALUES[*value]);
        let form: String = fields.iter().map(written).collect();
        let form = ["csrf={csrf}", &form].concat();
        if matches!(route.whose, Whose::Anybody) {
            // What everybody may do would be done by trying it: it has no field that must be there, or is refused by name.
            return format!("{form}&language=en&old=a1&new=b1&again=c1");
        }
        let sent = form.replace("{csrf}", &tries.csrf);
        let answer = tries.ask(appliance, "POST", &route.asked(), &sent);
        if answer.status != 400 {
            return form;
        }
        let missing = answer.body.split("missing field `").nth(1);
        if let Some(missing) = missing {
            let name = missing.split('`').next().expect("a name");
            fields.push((name.to_owned(), 0));
        } else {
            let last = fields
                .last_mut()
                .filter(|(_, value)| value + 1 < VALUES.len());
            let Some((_, value)) = last else {
                panic!(
                    "{}: none of the values fits {sent}: {answer:#?}",
                    route.path
                );
            };
            *value += 1;
        }
    }
}

/// `SHOWFLOOR_REGENERATE=1` writes the copy anew.
fn copied(text: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/routes.md");
    if env::var_os("SHOWFLOOR_REGENERATE").is_some() {
        fs::write(&file, text).expect("it is written");
    }
    let copy = fs::read_to_string(file).expect("it is there");
    for (copied, made) in copy.lines().zip(text.lines()) {
        assert_eq!(copied, made, "SHOWFLOOR_REGENERATE=1 writes docs/routes.md");
    }
    assert_eq!(copy.lines().count(), text.lines().count());
}

#[test]
fn a_pairing_code_lets_one_tablet_in_once_and_in_time() {
    let appliance = Appliance::start();
    account(&appliance, "nora", &[Role::Staff]);
    account(&appliance, "gone", &[Role::Staff]);
    let code = |code: &str, name: &str, minutes| {
        let made = Pairing {
            digest: digest_of(code),
            account: name.parse().expect("a name"),
            device: "test".to_owned(),
            expires: now() + SignedDuration::from_mins(minutes),
        };
        change(&appliance, &AccountChange::PairingMade(made));
    };
    let pair = |code: &str| {
        let form = format!("code={code}");
        let answer = ask(&appliance, "POST", "/pair", "", &form);
        let cookie = answer.head.split("set-cookie: ").nth(1);
        cookie.map(|cookie| cookie.split(';').next().unwrap_or_default().to_owned())
    };
    let (expired, gone, good) = ("EXPR-2222-3333", "GXNE-2222-3333", "GXXD-2222-3333");
    code(good, "nora", 15);
    code(gone, "gone", 15);
    let removed = AccountChange::Removed("gone".parse().expect("a name"));
    change(&appliance, &removed);
    assert_eq!(pair(gone), None, "its account was removed");
    // The last change: the next one would take it away.
    code(expired, "nora", -1);
    assert_eq!(pair(expired), None, "its time was over");
    assert_eq!(pair("WRXN-GGGG-HHHH"), None, "nobody made it");
    let cookie = pair(good).expect("it is good");
    let head = format!("Cookie: {cookie}\r\n");
    assert_eq!(ask(&appliance, "GET", "/floor", &head, "").status, 200);
    assert_eq!(pair(good), None, "once");
}

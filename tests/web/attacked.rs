//! Attacks on the pages and the API, each as it would be made; `docs/threats.md` lists what came of all that were tried.

use std::io::Write;

use serde_json::json;
use showfloor::{
    types::{Account, AccountChange, Role},
    web::hash_password,
};

use crate::{
    appliance::{ANNA, Appliance, CRM, EXPIRED},
    callers::{Caller, ask, change, is_led_away, now},
    http::{Answer, connect, exchange},
    routes::{Whose, routes},
};

const PASSWORD: &str = "a long one, made up";
const MARKUP: &str = "<img src=x onerror=alert(1)>";

#[test]
fn every_answer_tells_the_browser_what_it_must_not_do() {
    let appliance = Appliance::start();
    let callers = Role::ALL.map(|role| Caller::with_password(&appliance, role));
    let nobody = Caller::nobody();
    for route in routes()
        .iter()
        .filter(|r| r.method == "GET" && r.path != "/mqtt")
    {
        let caller = match route.whose {
            Whose::Of(role) => callers.iter().find(|caller| caller.roles == [role]),
            Whose::Anybody => callers.first(),
            Whose::Open | Whose::Token(_) => Some(&nobody),
        };
        // The picture of a camera that gives none is waited for.
        let caller = caller.filter(|_| !route.path.ends_with("/picture.jpg"));
        for caller in caller.into_iter().chain([&nobody]) {
            is_hardened(
                &route.path,
                &caller.ask(&appliance, "GET", &route.asked(), ""),
            );
        }
    }
    for (method, path) in [
        ("PUT", "/today"),
        ("TRACE", "/login"),
        ("GET", "/nothing"),
        ("GET", "/pair/%ff"),
    ] {
        is_hardened(path, &ask(&appliance, method, path, "", ""));
    }
}

fn is_hardened(path: &str, answer: &Answer) {
    let head = answer.head.to_lowercase();
    for part in [
        "default-src 'none'",
        "frame-ancestors 'none'",
        "x-frame-options: deny",
        "x-content-type-options: nosniff",
        "referrer-policy: same-origin",
        "cross-origin-opener-policy: same-origin",
    ] {
        assert!(head.contains(part), "{path} lacks {part}: {answer:#?}");
    }
    assert!(
        !head.contains("unsafe-") && !head.contains("\r\nserver:"),
        "{path}: {answer:#?}"
    );
    assert!(
        !head.contains("access-control-allow"),
        "{path}: {answer:#?}"
    );
    let says_nothing_of_people = path.starts_with("/assets/") || path == "/sw.js";
    let kept_nowhere = head.contains("cache-control: no-store");
    assert!(
        kept_nowhere || says_nothing_of_people,
        "{path}: {answer:#?}"
    );
}

#[test]
fn what_two_readers_would_read_otherwise_is_refused() {
    let appliance = Appliance::start();
    let smuggled = "0\r\n\r\nGET /api/v1/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    for head in [
        "Host: x\r\nContent-Length: 6\r\nTransfer-Encoding: chunked",
        "Host: x\r\nContent-Length: 1\r\nContent-Length: 5",
        "Host: x\r\nContent-Length: +1",
        "Host: x\r\nTransfer-Encoding: xchunked",
        "Host: x\r\nTransfer-Encoding: chunked, identity",
        "Host: x\r\nTransfer-Encoding : chunked",
        "Host: x\r\nX: a\r\n b",
        "Host: x\r\nX: a\0b",
        "Host: x\r\nHost: y\r\nContent-Length: 5",
        "Content-Length: 5",
    ] {
        let request =
            format!("POST /login HTTP/1.1\r\nConnection: close\r\n{head}\r\n\r\n{smuggled}");
        let answer = exchange(appliance.address, request.as_bytes());
        assert_eq!(answer.status, 400, "{head:?}: {answer:#?}");
        assert!(!answer.body.contains("HTTP/1.1"), "one answer: {answer:#?}");
    }
}

#[test]
fn a_body_without_an_end_is_not_read_to_it() {
    let appliance = Appliance::start();
    let chunk = format!("1000\r\n{}\r\n", "a".repeat(0x1000));
    for length in ["Transfer-Encoding: chunked", "Content-Length: 999999999999"] {
        let mut endless = connect(appliance.address);
        let head =
            format!("POST /login HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{length}\r\n\r\n");
        endless.write_all(head.as_bytes()).expect("it is sent");
        // Closed while there is more to come.
        while endless.write_all(chunk.as_bytes()).is_ok() {}
    }
    appliance.get(None, "/api/v1/health").is(200);
}

#[test]
fn no_path_leads_out_of_the_pages() {
    let appliance = Appliance::start();
    let installer = Caller::with_password(&appliance, Role::Installer);
    for path in [
        "/%2e%2e/%2e%2e/etc/passwd",
        "/assets/any/..%2f..%2f..%2fetc%2fpasswd",
        "/assets/../../etc/passwd",
        "/cameras/..%2f..%2fetc%2fpasswd",
        "/cameras/hall%00/picture.jpg",
        "//elsewhere.example/",
        "/login%00",
        "/TODAY",
    ] {
        let answer = installer.ask(&appliance, "GET", path, "");
        assert_eq!(answer.status, 404, "{path}: {answer:#?}");
        assert!(!answer.body.contains("root:"), "{path}: {answer:#?}");
    }
    // As a proxy is asked: we are none.
    let answer = ask(&appliance, "GET", "http://elsewhere.example/visits", "", "");
    assert!(is_led_away(&answer), "{answer:#?}");
}

/// An account with all areas, and a password.
fn with_password(appliance: &Appliance, name: &str) {
    let account = Account {
        name: name.parse().expect("a name"),
        roles: Role::ALL.into(),
        password: Some(hash_password(PASSWORD).expect("it is long enough")),
        language: None,
        created: now(),
    };
    change(appliance, &AccountChange::Created(account));
}

fn log_in(appliance: &Appliance, head: &str, name: &str, password: &str, next: &str) -> Answer {
    let form = [("name", name), ("password", password), ("next", next)];
    let form = serde_urlencoded::to_string(form).expect("text");
    ask(appliance, "POST", "/login", head, &form)
}

fn cookie(answer: &Answer) -> Option<String> {
    let cookie = answer.head.split("set-cookie: ").nth(1)?;
    Some(cookie.split(';').next()?.to_owned())
}

#[test]
fn a_session_is_new_at_each_login_and_the_one_before_ends() {
    let appliance = Appliance::start();
    with_password(&appliance, "nora");
    let opens = |cookie: &str| {
        let head = format!("Cookie: {cookie}\r\n");
        !is_led_away(&ask(&appliance, "GET", "/account", &head, ""))
    };
    let log_in = |head: &str| cookie(&log_in(&appliance, head, "nora", PASSWORD, "")).expect("in");
    let planted = "showfloor=planted-before-the-login";
    let first = log_in(&format!("Cookie: {planted}\r\n"));
    assert!(opens(&first) && !opens(planted));
    let second = log_in(&format!("Cookie: {first}\r\n"));
    assert_ne!(first, second);
    assert!(
        opens(&second) && !opens(&first),
        "a copy of it opens nothing"
    );
    let elsewhere = log_in("");
    assert!(opens(&elsewhere) && opens(&second), "two devices");
}

#[test]
fn an_area_that_is_taken_away_is_closed_at_once() {
    let appliance = Appliance::start();
    let caller = Caller::with_password(&appliance, Role::Staff);
    let status = |path| caller.ask(&appliance, "GET", path, "").status;
    assert_eq!((status("/floor"), status("/today")), (200, 403));
    let roles = AccountChange::Roles {
        name: "of-staff".parse().expect("a name"),
        roles: [Role::Manager].into(),
    };
    change(&appliance, &roles);
    assert_eq!((status("/floor"), status("/today")), (403, 200));
}

#[test]
fn guessing_is_slowed_and_says_nothing_of_who_there_is() {
    let appliance = Appliance::start();
    with_password(&appliance, "nora");
    with_password(&appliance, "otto");
    let said = |name, password| {
        let answer = log_in(&appliance, "", name, password, "");
        (cookie(&answer), answer.body.replace(name, "NAME"))
    };
    let (none, known) = said("nora", "wrong password");
    assert_eq!(none, None);
    assert_eq!(known, said("nobody.here", "wrong password").1);
    for _ in 1..5 {
        said("nora", "wrong password");
    }
    let (none, told) = said("nora", PASSWORD);
    assert!(
        none.is_none() && told.contains("Too many wrong passwords"),
        "{told}"
    );
    assert!(said("otto", PASSWORD).0.is_some(), "somebody else");
}

#[test]
fn nobody_is_led_elsewhere_by_the_login() {
    let appliance = Appliance::start();
    with_password(&appliance, "nora");
    for next in [
        "//elsewhere.example",
        "/\\elsewhere.example",
        "https://elsewhere.example",
        "/\t/elsewhere.example",
        "/today\r\nset-cookie: x=1",
        "javascript:alert(1)",
    ] {
        let answer = log_in(&appliance, "", "nora", PASSWORD, next);
        assert!(
            answer.head.contains("location: /\r\n"),
            "{next}: {answer:#?}"
        );
    }
}

#[test]
fn a_web_socket_is_opened_by_our_page_alone_and_not_without_end() {
    let appliance = Appliance::start();
    let staff = Caller::with_password(&appliance, Role::Staff);
    let upgrade = |origin: &str| {
        format!(
            "GET /mqtt HTTP/1.1\r\nHost: showroom\r\n{origin}{}Connection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
            staff.head()
        )
    };
    for foreign in [
        "",
        "Origin: null\r\n",
        "Origin: http://elsewhere.example\r\n",
    ] {
        let answer = exchange(appliance.address, upgrade(foreign).as_bytes());
        assert_eq!(answer.status, 403, "{foreign}: {answer:#?}");
    }
    let open = || {
        let mut stream = connect(appliance.address);
        let ours = upgrade("Origin: http://showroom\r\n");
        stream.write_all(ours.as_bytes()).expect("it is sent");
        let status = first_line(&mut stream);
        (stream, status)
    };
    let mut held = Vec::new();
    let refused = (0..50).find_map(|_| {
        let (stream, status) = open();
        let is_open = status.contains(" 101 ");
        held.push(stream);
        (!is_open).then_some(status)
    });
    assert!(refused.expect("one is too many").contains(" 429 "));
    assert!(
        held.len() > 4,
        "a few pages of one browser are none too many"
    );
}

fn first_line(stream: &mut impl std::io::Read) -> String {
    let (mut line, mut byte) = (Vec::new(), [0]);
    while !line.ends_with(b"\r\n") && stream.read(&mut byte).expect("an answer") > 0 {
        line.extend(byte);
    }
    String::from_utf8(line).expect("text")
}

#[test]
fn what_others_write_is_text_on_every_page_and_in_every_table() {
    let appliance = Appliance::start();
    let formula = "=HYPERLINK(\"http://elsewhere.example\")";
    for (id, visitor, event) in [
        (MARKUP, ANNA, "sold"),
        (formula, ANNA, "quote"),
        ("3", ANNA, MARKUP),
        ("4", MARKUP, "sold"),
    ] {
        let data = json!({ "note": MARKUP, "car": formula });
        let sent = json!({ "id": id, "visitor": visitor, "event": event, "data": data });
        let answer = appliance.post(CRM, &sent.to_string());
        let json = answer.head.contains("content-type: application/json");
        assert!(json && answer.status < 500, "{answer:#?}");
    }
    let callers = Role::ALL.map(|role| Caller::with_password(&appliance, role));
    let written = "%22%3E%3Cimg%20src%3Dx%3E";
    let query = ["code", "name", "what", "id", "next"].map(|key| format!("{key}={written}"));
    let query = format!("?done=made&{}", query.join("&"));
    let (mut pages, mut tables) = (String::new(), String::new());
    for route in routes().iter().filter(|r| r.method == "GET") {
        let caller = callers
            .iter()
            .find(|c| route.whose == Whose::Of(c.roles[0]));
        let waits = route.path == "/mqtt" || route.path.ends_with("/picture.jpg");
        for query in ["", &query].into_iter().filter(|_| !waits) {
            let path = route.asked() + query;
            let head = caller.map_or_else(String::new, Caller::head);
            let answer = ask(&appliance, "GET", &path, &head, "");
            if answer.head.contains("text/html") {
                pages.push_str(&answer.body);
            } else if answer.head.contains("text/csv") {
                tables.push_str(&answer.body);
            }
        }
    }
    assert!(pages.contains("&lt;img src=x") && !pages.contains("<img src=x"));
    let is_cell = |before: &str| tables.contains(&format!("{before}=HYPERLINK"));
    assert!(is_cell("'"), "{tables}");
    assert!(![",", ";", "\n", "\""].into_iter().any(is_cell), "{tables}");
}

#[test]
fn a_token_is_good_until_its_last_day_and_is_told_so() {
    let appliance = Appliance::start();
    let event = json!({ "id": "e", "visitor": ANNA, "event": "sold" }).to_string();
    let refused = appliance.post(EXPIRED, &event).is(401);
    refused
        .says("2026-01-31")
        .says("showfloor web token")
        .says("www-authenticate: bearer");
    appliance.post(CRM, &event).is(202);
}

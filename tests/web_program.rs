//! The web server in the real program: a token from the command, an event by it, and a log that tells neither.
//!
//! Apart from `tests/web.rs`, whose appliances run in the test's own process: a program that is started at the wrong moment
//! holds their stores' locks for as long as it takes to start.

#[path = "support/http.rs"]
mod http;
#[path = "support/mosquitto.rs"]
mod mosquitto;
#[path = "support/rtsp.rs"]
mod rtsp;
#[path = "support/schema.rs"]
mod schema;
#[path = "support/showroom.rs"]
mod showroom;

use std::{
    fs,
    net::{SocketAddr, TcpStream},
    os::unix::fs::PermissionsExt,
};

use http::request;
use mosquitto::{free_port, wait_until};
use serde_json::json;
use showfloor::{
    store::{Mode, Store},
    types::{Record, RunId, Stamp, VisitorId},
};
use showroom::{Setup, Showroom};
use ulid::Ulid;

const CODE: &str = "V-7K3QD";

/// The showroom with a web server, at this address.
fn with_web(showroom: &Showroom) -> SocketAddr {
    let address = SocketAddr::from(([127, 0, 0, 1], free_port()));
    let text = fs::read_to_string(showroom.path("showfloor.toml")).expect("it is there");
    let web = format!("\n[web]\nlisten = \"{address}\"\ntokens_file = \"tokens.toml\"\n");
    showroom.configure(&(text + &web));
    address
}

fn token(showroom: &Showroom) -> String {
    let arguments = [
        "web", "token", "--client", "crm", "--scope", "events", "--scope", "scores",
    ];
    let given = showroom.run(&arguments).succeeded();
    let token = given.stdout.trim().to_owned();
    assert!(
        token.starts_with("sf_") && !token.contains('\n'),
        "{given:#?}"
    );
    assert!(!given.stderr.contains(&token), "{given:#?}");
    token
}

#[test]
fn a_token_is_shown_once_and_its_file_is_the_services_alone() {
    let showroom = Showroom::without_models(&Setup::default());
    let arguments = ["web", "token", "--client", "crm", "--scope", "events"];
    showroom.run(&arguments).says(1, &["web.listen", "hint:"]);
    with_web(&showroom);
    showroom
        .run(&["check"])
        .says(1, &["tokens.toml", "showfloor web token"]);
    let tokens = [token(&showroom), token(&showroom)];
    assert_ne!(tokens[0], tokens[1]);
    let file = showroom.path("tokens.toml");
    let kept = fs::read_to_string(&file).expect("it is there");
    assert_eq!(kept.matches("[[token]]").count(), 2);
    assert!(!tokens.iter().any(|token| kept.contains(token)), "{kept}");
    let mode = fs::metadata(&file)
        .expect("it is there")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    let checked = showroom.run(&["check"]);
    assert!(!checked.stdout.contains("tokens.toml"), "{checked:#?}");

    let until = |day| [&arguments[..], &["--expires", day]].concat();
    showroom
        .run(&until("2020-12-31"))
        .says(1, &["2020-12-31", "today", "hint:"]);
    showroom.run(&until("soon")).says(2, &["--expires"]);
    showroom.run(&until("2999-12-31")).succeeded();
    let kept = fs::read_to_string(&file).expect("it is there");
    assert!(kept.ends_with("expires = 2999-12-31\n"), "{kept}");

    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).expect("set");
    showroom.run(&arguments).says(1, &["chmod 600"]);
    showroom
        .run(&["web", "token", "--client", "a b", "--scope", "events"])
        .says(2, &["letters"]);
    let text = fs::read_to_string(showroom.path("showfloor.toml")).expect("it is there");
    showroom.configure(&text.replace("127.0.0.1", "0.0.0.0"));
    showroom
        .run(&["check"])
        .says(1, &["web.listen", "there is no TLS", "web.names"]);
}

#[test]
fn the_program_takes_an_event_and_logs_neither_token_nor_data() {
    let Some(showroom) = Showroom::open(&Setup::default()) else {
        return;
    };
    let address = with_web(&showroom);
    let token = token(&showroom);
    let mut store = Store::open(&showroom.store(), Mode::Create).expect("a store");
    let visitor = Record::Visitor {
        id: VisitorId(Ulid::from(1u128)),
        code: CODE.to_owned().into(),
        created: Stamp {
            run: RunId(Ulid::from(1u128)),
            mono_ns: 0,
            utc: jiff::Timestamp::UNIX_EPOCH,
        },
    };
    store.write(&[visitor]).expect("it is written");
    drop(store);
    let agreed = [
        "visitors",
        "link",
        CODE,
        "--client",
        "crm",
        "--contact",
        "s3cret",
        "--consent",
        "yes",
    ];
    showroom.run(&agreed).succeeded();

    let appliance = showroom.start(&["run", "-vv"]);
    let health = || request(address, "GET", "/api/v1/health", None, b"");
    wait_until("the web server listens", || {
        TcpStream::connect(address).is_ok()
    });
    health().is(200);
    let event =
        json!({ "id": "e", "visitor": CODE, "event": "test_drive", "data": { "car": "s3cret" } });
    let post = |body: &str| {
        request(
            address,
            "POST",
            "/api/v1/events",
            Some(&token),
            body.as_bytes(),
        )
    };
    post(&event.to_string()).is(202);
    post(&event.to_string()).is(202);
    post("{\"id\":\"s3cret").is(400);
    let score = format!("/api/v1/visitors/{CODE}/score");
    let score = request(address, "GET", &score, Some(&token), b"")
        .is(200)
        .json();
    assert_eq!(score["visitor"], CODE);
    appliance.signal("TERM");
    let ended = appliance.wait().succeeded();
    let said = ended.stdout + &ended.stderr;
    assert!(said.contains("the web server listens"), "{said}");
    for secret in [&token[3..], "s3cret"] {
        assert!(!said.contains(secret), "{said}");
    }
}

/// A web server that speaks TLS by a certificate of the site's own.
fn with_tls(showroom: &Showroom) -> SocketAddr {
    let address = SocketAddr::from(([127, 0, 0, 1], free_port()));
    let text = fs::read_to_string(showroom.path("showfloor.toml")).expect("it is there");
    let web = format!(
        "\n[web]\nlisten = \"{address}\"\nnames = [\"showroom.local\"]\ntls_folder = \"tls\"\n\
         tokens_file = \"tokens.toml\"\n"
    );
    showroom.configure(&(text + &web));
    address
}

#[test]
fn top_shows_a_running_appliance_and_says_what_to_do_where_none_runs() {
    let Some(showroom) = Showroom::open(&Setup::default()) else {
        return;
    };
    let once = ["top", "--once"];
    showroom.run(&once).says(1, &["no web server", "hint:"]);
    let address = with_tls(&showroom);
    showroom.run(&once).says(1, &["no key", "hint:"]);
    let arguments = ["web", "token", "--client", "grafana", "--scope", "metrics"];
    let given = showroom.run(&arguments).succeeded();
    fs::write(showroom.path("token"), &given.stdout).expect("written");
    let appliance = showroom.start(&["run"]);
    wait_until("it listens", || TcpStream::connect(address).is_ok());
    let shown = showroom.run(&once).succeeded();
    for part in ["showfloor ", "up ", "people 0", "hall", "decide", "disk "] {
        assert!(shown.stdout.contains(part), "{part}: {}", shown.stdout);
    }
    assert!(!shown.stdout.contains('\u{1b}'), "plain: {}", shown.stdout);
    // Nobody listens where the camera should be.
    wait_until("the camera is missed", || {
        let shown = showroom.run(&once).stdout;
        shown.contains("unreachable") && shown.contains("degraded: cameras")
    });
    let told = showroom.run(&["top", "--once", "--json"]).succeeded();
    let told: serde_json::Value = serde_json::from_str(&told.stdout).expect("a line of JSON");
    assert_eq!(told["cameras"][0]["id"], "hall");
    assert_eq!(told["cameras"][0]["state"], "unreachable");
    assert_eq!(told["degraded"], json!(["cameras"]));

    let with_token = ["top", "--once", "--token-file", "token"];
    let shown = showroom.run(&with_token).succeeded();
    assert!(shown.stdout.contains("hall"), "{}", shown.stdout);
    fs::write(showroom.path("token"), "sf_other").expect("written");
    showroom.run(&with_token).says(1, &["401", "hint:"]);

    // Who shows another certificate is told no token.
    let certificate = showroom.path("tls/server.crt");
    let own = fs::read(&certificate).expect("it is there");
    fs::copy(showroom.path("tls/ca.crt"), &certificate).expect("copied");
    showroom
        .run(&once)
        .says(1, &["does not show the certificate", "hint:"]);
    fs::write(&certificate, own).expect("written");

    appliance.signal("TERM");
    appliance.wait().succeeded();
    showroom
        .run(&once)
        .says(1, &["nothing answers", "hint:", "showfloor run"]);
}

/// What the doctor says of the group's site.
fn of_the_site(showroom: &Showroom) -> String {
    let said = showroom.run(&["doctor"]);
    let text = format!("{}{}", said.stdout, said.stderr);
    let lines = text.lines().skip_while(|line| !line.contains("south"));
    lines.take(3).collect::<Vec<_>>().join("\n")
}

#[test]
fn another_site_tells_its_figures_by_its_own_certificate_and_what_is_wrong_is_named() {
    let Some(south) = Showroom::open(&Setup::default()) else {
        return;
    };
    let port = free_port();
    let text = fs::read_to_string(south.path("showfloor.toml")).expect("it is there");
    let web = format!(
        "\n[web]\nlisten = \"127.0.0.1:{port}\"\nnames = [\"localhost\"]\ntls_folder = \"tls\"\ntokens_file = \"tokens.toml\"\n"
    );
    south.configure(&(text + &web));
    let token = |scope: &str| {
        let arguments = ["web", "token", "--client", "group", "--scope", scope];
        south.run(&arguments).succeeded().stdout
    };
    let (good, other) = (token("figures"), token("scores"));
    let appliance = south.start(&["run"]);
    wait_until("the web server listens", || {
        TcpStream::connect(("127.0.0.1", port)).is_ok()
    });

    let north = Showroom::without_models(&Setup::default());
    let plain = fs::read_to_string(north.path("showfloor.toml")).expect("it is there");
    let write = |token: &str| {
        let file = north.path("south-token");
        fs::write(&file, token).expect("it is written");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).expect("set");
    };
    let group = format!(
        "\n[[group]]\nid = \"south\"\nurl = \"https://localhost:{port}\"\ntoken_file = \"south-token\"\n"
    );
    let authority = format!("ca_file = \"{}\"\n", south.path("tls/ca.crt").display());
    north.configure(&(plain.clone() + &group + &authority));
    write(&good);
    let said = of_the_site(&north);
    assert!(said.contains("tells its figures"), "{said}");
    write("sf_none");
    let said = of_the_site(&north);
    assert!(
        said.contains("does not take the token") && said.contains("showfloor web token"),
        "{said}"
    );
    write(&other);
    let said = of_the_site(&north);
    assert!(said.contains("lacks the scope figures"), "{said}");
    write(&good);
    north.configure(&(plain.clone() + &group));
    let said = of_the_site(&north);
    assert!(
        said.contains("no TLS") && said.contains("group.ca_file"),
        "{said}"
    );
    drop(appliance);
    north.configure(&(plain + &group + &authority));
    let said = of_the_site(&north);
    assert!(said.contains("not reached: "), "{said}");
}

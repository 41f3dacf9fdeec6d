//! Each way in which a connection fails has a name of its own, and says what to do.

use std::{
    fs,
    io::{Read, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    path::Path,
    process::Command,
};

use showfloor::runtime::spawn;

use crate::{
    mosquitto::{Mosquitto, free_port},
    site::{Site, doctor, made, private},
};

/// The doctor finds the broker wrong, and says so, with something to do.
fn finds(mqtt: &str, seen: &str, hint: &str) {
    let told = doctor(mqtt, "mqtt");
    assert_eq!(told.result, "failed", "{told:#?}");
    assert!(told.seen.contains(seen), "{seen:?} is not in {told:#?}");
    assert!(told.hint.contains(hint), "{hint:?} is not in {told:#?}");
}

#[test]
fn a_broker_that_is_as_it_should_be_brings_a_message_back() {
    let site = Site::open();
    let told = doctor(&site.right(), "mqtt");
    assert_eq!(told.result, "ok", "{told:#?}");
    assert!(told.seen.contains("as user showfloor"), "{told:#?}");
    // By its address, as that is in the certificate, too.
    let told = doctor(&site.at(&site.url("mqtts://127.0.0.1")), "mqtt");
    assert_eq!(told.result, "ok", "{told:#?}");
}

#[test]
fn a_broker_that_cannot_be_reached_says_how() {
    let site = Site::open();
    let nobody = format!("mqtts://localhost:{}", free_port());
    finds(
        &site.at(&nobody),
        "nothing listens on this port",
        "is the broker running",
    );
    let unknown = "mqtts://broker.invalid:8883";
    finds(
        &site.at(unknown),
        "the name `broker.invalid` is not known",
        "IP address",
    );
}

#[test]
fn tls_and_no_tls_are_told_apart_from_either_side() {
    let site = Site::open();
    finds(
        &site.at(&site.url("mqtt://localhost")),
        "speaks TLS on this port",
        "write mqtts://",
    );
    let plain = Mosquitto::start();
    let url = format!("mqtts://localhost:{}", plain.port);
    finds(&site.at(&url), "does not answer in TLS", "write mqtt://");

    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let port = listener.local_addr().expect("bound").port();
    spawn("web", move || {
        for stream in listener.incoming().map_while(Result::ok) {
            refuse_as_a_web_server(stream);
        }
    })
    .expect("a thread");
    let url = format!("mqtt://localhost:{port}");
    finds(&site.at(&url), "does not speak MQTT", "is the port");
}

fn refuse_as_a_web_server(mut stream: TcpStream) {
    let _ = stream.read(&mut [0; 512]);
    let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
}

#[test]
fn each_fault_of_a_certificate_has_a_name() {
    let mut site = Site::open();
    let right = site.right();
    for (from, to, name, seen, hint) in [
        (
            "20200101000000Z",
            "20200201000000Z",
            "localhost",
            "has expired",
            "make a new one",
        ),
        (
            "20900101000000Z",
            "20910101000000Z",
            "localhost",
            "is not yet valid",
            "clock",
        ),
        (
            "20200101000000Z",
            "20910101000000Z",
            "broker.example",
            "is for another host name",
            "make one for this name",
        ),
    ] {
        server_certificate(&site.dir(), name, from, to);
        site.broker.restart();
        finds(&right, seen, hint);
    }
    let numbered = site.at(&site.url("mqtts://127.0.0.1"));
    finds(&numbered, "is not for this address", "for this address");

    server_certificate(
        &site.dir(),
        "localhost",
        "20200101000000Z",
        "20910101000000Z",
    );
    site.broker.restart();
    assert_eq!(doctor(&right, "mqtt").result, "ok");
    let other = site.dir().join("other");
    made(&other, &["certificates", "localhost"], "");
    let other_ca = right.replace("showfloor/ca.crt", "showfloor/other/ca.crt");
    finds(&other_ca, "was issued by another CA", "mqtt.ca_file");
    let of_the_system = right.replace("ca_file", "#ca_file");
    finds(&of_the_system, "was issued by another CA", "mqtt.ca_file");
}

#[test]
fn a_wrong_login_is_told_from_none() {
    let site = Site::open();
    let (right, guess) = (site.right(), site.dir().join("guess"));
    private(&guess, "guess-guess\n");
    let password = format!("{}\"", site.broker.dir().join("password").display());
    let wrong = right.replace(&password, &format!("{}\"", guess.display()));
    finds(
        &wrong,
        "refuses user showfloor: unknown user or wrong password",
        "mosquitto-users add",
    );
    let stranger = right.replace("\"showfloor\"", "\"nobody\"");
    finds(&stranger, "refuses user nobody", "check mqtt.user");
    let nobody = right
        .replace("user =", "#user =")
        .replace("password_file", "#password_file");
    finds(&nobody, "lets nobody in without a user", "set mqtt.user");
}

/// Replaces the server's certificate by one of the site's CA, for this name and time.
fn server_certificate(dir: &Path, name: &str, from: &str, to: &str) {
    let made = tempfile::tempdir().expect("a temporary directory");
    let file = |name: &str| made.path().join(name);
    let config = format!(
        "[ca]\ndefault_ca = site\n[site]\ndatabase = {0}/index\nnew_certs_dir = {0}\nrand_serial = yes\ndefault_md = sha256\n\
         policy = any\nunique_subject = no\n[any]\ncommonName = optional\n[server]\nsubjectAltName = DNS:{name}\n",
        made.path().display()
    );
    fs::write(file("config"), config).expect("written");
    fs::write(file("index"), "").expect("written");
    let openssl = |arguments: &[&str]| {
        let output = Command::new("openssl")
            .args(arguments)
            .current_dir(dir)
            .output();
        let output = output.expect("openssl is not installed: run scripts/setup");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {said}");
    };
    let (request, config) = (file("request"), file("config"));
    let (request, config) = (
        request.to_str().expect("UTF-8"),
        config.to_str().expect("UTF-8"),
    );
    let subject = format!("/CN={name}");
    openssl(&[
        "req",
        "-new",
        "-key",
        "server.key",
        "-subj",
        &subject,
        "-out",
        request,
    ]);
    openssl(&[
        "ca",
        "-batch",
        "-notext",
        "-config",
        config,
        "-extensions",
        "server",
        "-cert",
        "ca.crt",
        "-keyfile",
        "ca.key",
        "-startdate",
        from,
        "-enddate",
        to,
        "-in",
        request,
        "-out",
        "server.crt",
    ]);
}

//! What is refused, with which status, and what every answer carries.

use serde_json::json;

use crate::{
    appliance::{ANNA, Appliance, CARLA, CRM, FLOODER, READER, WRITER},
    http::{exchange, head, request},
    mosquitto::wait_until,
};

const EVENTS: &str = "/api/v1/events";

#[test]
fn every_refusal_has_its_status_and_says_why() {
    let appliance = Appliance::start();
    let (at, post) = (appliance.address, |body: &str| appliance.post(CRM, body));
    let good = json!({ "id": "e", "visitor": ANNA, "event": "sold" }).to_string();
    let score = format!("/api/v1/visitors/{ANNA}/score");

    post("{").is(400).says("JSON");
    post("").is(400);
    post("[{]").is(400).says("list");
    post("{\"id\":\"e\",\"event\":\"sold\"}")
        .is(400)
        .says("visitor");
    let both = good.replace('}', ",\"contact\":\"4711\"}");
    post(&both).is(400).says("either");
    // Nobody is reported on who has not agreed to it, under whatever name.
    let carla = good.replace(ANNA, CARLA);
    appliance.post(CRM, &carla).is(404).says("agreed");
    let contact = good.replace(&format!("\"visitor\":\"{ANNA}\""), "\"contact\":\"4713\"");
    appliance.post(WRITER, &contact).is(404).says("linked");
    post(&good.replace("\"e\"", "\"\"")).is(400).says("`id`");
    post(&good.replace('}', ",\"data\":{\"a\":{}}}")).is(400);
    post(&"[".repeat(50_000)).is(400);
    request(at, "POST", EVENTS, Some(CRM), b"{\"id\":\"\xff\xfe\"}")
        .is(400)
        .says("UTF-8");

    for token in [
        None,
        Some(""),
        Some("sf_cr"),
        Some("sf_crm2"),
        Some("\u{e9}"),
    ] {
        let refused = request(at, "POST", EVENTS, token, good.as_bytes());
        refused.is(401).says("www-authenticate: bearer");
        request(at, "GET", &score, token, b"").is(401);
    }
    let basic = head("GET", &score, Some(CRM), 0).replace("Bearer", "Basic");
    exchange(at, basic.as_bytes()).is(401);

    appliance.post(READER, &good).is(403).says("events");
    request(at, "GET", &score, Some(WRITER), b"")
        .is(403)
        .says("scores");

    post(&good.replace(ANNA, "V-NONE0")).is(404).says("V-NONE0");
    for code in ["V-NONE0", "v-7k3qd", "%ff", "..%2f..", "a%00b"] {
        let path = format!("/api/v1/visitors/{code}/score");
        appliance.get(Some(CRM), &path).is(404);
    }
    for path in [
        "/api",
        "/api/v1/",
        "/api/v1/events/",
        "/api/../../etc/passwd",
        "/api/v1/visitors//score",
    ] {
        appliance.get(Some(CRM), path).is(404);
    }
    // Elsewhere there are pages for people, and a token opens none.
    for (path, status) in [("/../etc/passwd", 404), ("/", 303), ("/visits", 303)] {
        let answer = appliance.get(Some(CRM), path);
        assert_eq!(answer.status, status, "{path}: {answer:#?}");
    }

    for (method, path) in [
        ("GET", EVENTS),
        ("DELETE", EVENTS),
        ("POST", &score),
        ("PUT", "/api/v1/health"),
    ] {
        let refused = request(at, method, path, Some(CRM), b"");
        refused.is(405).says("allow: ");
    }

    let long = format!("{good}{}", " ".repeat(64 * 1024));
    post(&long).is(413).says("65536");
    let misfit = json!({ "id": "m", "visitor": ANNA, "event": "price_list_opened", "data": { "pages": "7" } });
    post(&misfit.to_string()).is(422).says("`pages`");
    let ours = json!({ "id": "m", "visitor": ANNA, "event": "returned" });
    post(&ours.to_string()).is(422);
    assert_eq!(appliance.score(ANNA)["engagement"], 0.0);
    assert!(appliance.stop().is_empty());
}

#[test]
fn a_token_that_asks_without_end_is_told_to_wait_and_others_are_not() {
    let appliance = Appliance::start();
    // One that lacks the scope is answered at once, without the line, and counts all the same.
    let good = json!({ "id": "e", "visitor": ANNA, "event": "sold" }).to_string();
    let mut asked = (0..10_000).map(|_| appliance.post(FLOODER, &good));
    let refused = asked.find(|answer| answer.status != 403).expect("the end");
    refused.is(429).says("retry-after: ");
    appliance.post(WRITER, &good).is(202);
}

#[test]
fn a_token_that_was_taken_back_is_good_no_longer_without_a_restart() {
    let appliance = Appliance::start();
    let ask = |token| appliance.get(Some(token), "/api/v1/visitors/V-NONE0/score");
    ask(CRM).is(404);
    appliance.only("reader");
    wait_until("it is read again", || ask(CRM).status == 401);
    ask(READER).is(404);
}

#[test]
fn health_says_that_it_is_there_and_no_more_and_nothing_is_kept_on_the_way() {
    let appliance = Appliance::start();
    let healthy = appliance.get(None, "/api/v1/health").is(200);
    assert_eq!(healthy.body, "{\"status\":\"ok\"}");
    let refused = appliance.get(None, "/api/nowhere").is(404);
    for answer in [healthy, refused] {
        let carried = [
            "cache-control: no-store",
            "x-content-type-options: nosniff",
            "content-type: application/json",
        ];
        carried
            .iter()
            .fold(answer, |answer, text| answer.says(text));
    }
    // What is no HTTP is no reason to fall over.
    exchange(appliance.address, b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n");
    let endless = format!("GET /{} HTTP/1.1\r\n\r\n", "x".repeat(100_000));
    let answer = exchange(appliance.address, endless.as_bytes());
    assert!([414, 431].contains(&answer.status), "{answer:#?}");
    appliance.get(None, "/api/v1/health").is(200);
}

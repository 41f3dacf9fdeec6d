//! The tablet that a visitor is handed, in a real browser: the question in four languages, a no and a yes, the receipt, and
//! the consent taken back by it; a code to return by.

#[path = "support/browser.rs"]
mod browser;
#[path = "support/mosquitto.rs"]
mod mosquitto;
#[path = "support/schema.rs"]
mod schema;

use std::{thread::JoinHandle, time::Duration};

use browser::{
    Driver, TABLET, arrive, click, complaints, fill, find, in_browser, leave, overflow, picture,
    says, submit,
};
use crossbeam_channel::{bounded, never};
use fantoccini::Client;
use jiff::Timestamp;
use serde_json::{Value, json};
use showfloor::{
    app::{self, Control, Eyes, Line, Pace, RunOptions, Told, Watch},
    config::{self, Config},
    runtime::{Clock, Shutdown, Telemetry, spawn},
    store::{Accounts, Reader},
    types::{
        Account, AccountChange, BBox, FaceDetection, FaceQuality, FrameObservation, ModelTag,
        Observation, PersonDetection, Point, Record, Role, RunId, SIGNATURE_DIM, Signature, Stamp,
    },
    web::hash_password,
};
use tempfile::TempDir;
use ulid::Ulid;

const PASSWORD: &str = "made up for a test";

/// An appliance in mode `opt-in`, before whose one camera somebody stands at the check-in.
struct Floor {
    config: Config,
    url: String,
    stop: Shutdown,
    thread: Option<JoinHandle<anyhow::Result<()>>>,
    _dir: TempDir,
}

impl Floor {
    fn open() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let port = mosquitto::free_port();
        let text = format!(
            r#"
[site]
id = "north"
name = "Example Motors North"
timezone = "Europe/Warsaw"
languages = ["en", "fr", "pl", "de"]
[[camera]]
id = "hall"
url = "hall.mp4"
[[zone]]
id = "kiosk"
camera = "hall"
kind = "check-in"
label = "at the kiosk"
polygon = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]]
[privacy]
recognition = "opt-in"
[mqtt]
broker = "embedded"
embedded_port = 0
[store]
path = "store.db"
key_file = "store.key"
[web]
listen = "127.0.0.1:{port}"
"#
        );
        let config = config::load_text(&dir.path().join("showfloor.toml"), &text)
            .unwrap_or_else(|problems| panic!("{problems}"));
        let stop = Shutdown::new();
        let (ready, is_ready) = bounded(1);
        let control = Control {
            stop: stop.clone(),
            reloads: never(),
            file: None,
            telemetry: Telemetry::default(),
        };
        let run = config.clone();
        let body = move || app::run(&run, options(), Box::new(Ready(ready)), &control).map(drop);
        let thread = spawn("appliance", body).expect("a thread");
        let started = is_ready.recv_timeout(Duration::from_mins(1));
        assert!(started.is_ok(), "the appliance does not start");
        let floor = Self {
            url: format!("http://127.0.0.1:{port}"),
            config,
            stop,
            thread: Some(thread),
            _dir: dir,
        };
        floor.account();
        floor
    }

    /// Nora works on the floor, and answers for people's data.
    fn account(&self) {
        let now = Clock::real(RunId(Ulid::nil())).now().utc;
        let account = Account {
            name: "nora".parse().expect("a name"),
            roles: [Role::Staff, Role::Privacy].into(),
            password: Some(hash_password(PASSWORD).expect("it is hashed")),
            language: None,
            created: now,
        };
        let mut accounts = Accounts::open(&self.config.store).expect("the store opens");
        let created = accounts.change(&AccountChange::Created(account), None, now);
        assert!(created.expect("it is written"));
    }

    async fn open_page(&self, browser: &Client, path: &str) {
        let url = format!("{}{path}", self.url);
        browser.goto(&url).await.expect("the page opens");
    }

    async fn log_in(&self, browser: &Client) {
        self.open_page(browser, "/login").await;
        fill(browser, "#name", "nora").await;
        fill(browser, "#password", PASSWORD).await;
        click(browser, "button.primary").await;
        leave(browser, "/login").await;
    }

    /// How many signatures the store keeps.
    fn signatures(&self) -> u64 {
        let reader = Reader::open(&self.config.store).expect("the store opens");
        reader.kept().expect("it is read").signatures
    }

    /// The code of whoever is here, as soon as their visit is open.
    async fn visitor(&self, browser: &Client) -> String {
        for _ in 0..60 {
            self.open_page(browser, "/consent").await;
            let code = "const e = document.querySelector('.visitors strong'); return e ? e.textContent : ''";
            let code = browser.execute(code, vec![]).await.expect("a script");
            if let Some(code) = code.as_str().filter(|code| !code.is_empty()) {
                return code.to_owned();
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        panic!("nobody came");
    }
}

impl Drop for Floor {
    fn drop(&mut self) {
        self.stop.request();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

struct Ready(crossbeam_channel::Sender<()>);

impl Watch for Ready {
    fn ready(&mut self, _: &str, _: &str) {
        let _ = self.0.send(());
    }

    fn records(&mut self, _: &[Record], _: &Line) {}
}

/// Somebody stands there, eight times a second.
fn options() -> RunOptions {
    let tag = ModelTag::new("made-up-signatures", "plain");
    let of = tag.clone();
    let frame = move |n: u64| {
        let mut face = [0.0; SIGNATURE_DIM];
        face[3] = 1.0;
        // No two sights of anybody are equal to the bit.
        for (i, value) in face[64..].iter_mut().enumerate() {
            *value = if n >> (i % 24) & 1 == 1 { 0.05 } else { 0.0 };
        }
        Observation::Frame(FrameObservation {
            portraits: Vec::new(),
            stamp: Stamp {
                run: RunId(Ulid::from(1u128)),
                mono_ns: n * 125_000_000,
                utc: Timestamp::UNIX_EPOCH,
            },
            camera: "hall".into(),
            seq: n,
            width: 1920,
            height: 1080,
            people: Some(vec![PersonDetection::new(
                BBox::new(440.0, 300.0, 120.0, 360.0),
                0.9,
            )]),
            faces: vec![FaceDetection {
                bbox: BBox::new(480.0, 315.0, 40.0, 52.0),
                score: 0.9,
                landmarks: [Point::default(); 5],
                quality: FaceQuality {
                    value: 0.8,
                    ..FaceQuality::default()
                },
                signature: Some(Signature::new(of.clone(), &face).expect("a direction")),
            }],
        })
    };
    RunOptions {
        eyes: Eyes::Told(Told {
            observations: Box::new((0..).map(frame)),
            signatures: Some(tag),
        }),
        pace: Pace::FileTime,
        start_at: None,
        play: None,
        seed: Some(7),
        record: None,
        force: false,
    }
}

/// What fingers cannot hit: less than 48 px high, or wide.
async fn small(browser: &Client) -> Vec<String> {
    let look = "return Array.from(document.querySelectorAll('main a, main button, main select, main input:not([type=hidden])'))
        .filter(e => { const r = e.getBoundingClientRect(); return r.height < 48 || r.width < 48; })
        .map(e => e.outerHTML.slice(0, 120));";
    let found = browser.execute(look, vec![]).await.expect("a script");
    serde_json::from_value(found).expect("a list")
}

async fn looks_well(browser: &Client, name: &str) {
    picture(browser, name).await;
    assert_eq!(overflow(browser).await, Vec::<String>::new(), "{name}");
    assert_eq!(small(browser).await, Vec::<String>::new(), "{name}");
    assert_eq!(complaints(browser).await, Vec::<String>::new(), "{name}");
}

/// How a button looks: its size and its colours.
async fn look_of(browser: &Client, answer: &str) -> Value {
    let script = format!(
        "const e = document.querySelector(\"button[value='{answer}']\"); const r = e.getBoundingClientRect();
         const s = getComputedStyle(e);
         return [r.width, r.height, r.top, s.backgroundColor, s.color, s.fontSize, s.fontWeight, s.borderColor];"
    );
    browser.execute(&script, vec![]).await.expect("a script")
}

#[test]
fn a_visitor_is_asked_says_no_then_yes_and_takes_it_back_by_the_receipt() {
    let floor = Floor::open();
    let driver = Driver::start();
    in_browser(async {
        let tablet = driver.browser(TABLET, "en").await;
        floor.log_in(&tablet).await;
        let code = floor.visitor(&tablet).await;
        looks_well(&tablet, "consent-hall").await;

        let ask = format!("/consent/ask/{code}");
        for (language, question) in [
            ("en", "May we recognise you"),
            ("fr", "Pouvons-nous vous reconnaître"),
            ("pl", "Czy możemy rozpoznać"),
            ("de", "Dürfen wir Sie"),
        ] {
            floor
                .open_page(&tablet, &format!("{ask}?language={language}"))
                .await;
            find(&tablet, &format!("html[lang={language}]")).await;
            says(&tablet, "h1", question).await;
            says(&tablet, ".text", "Example Motors North").await;
            says(&tablet, ".text", "365").await;
            looks_well(&tablet, &format!("consent-question-{language}")).await;
            let (yes, no) = (look_of(&tablet, "yes").await, look_of(&tablet, "no").await);
            assert_eq!(yes, no, "both answers weigh the same");
            let menu = "return document.querySelectorAll('header, nav.pages').length";
            let menu = tablet.execute(menu, vec![]).await.expect("a script");
            assert_eq!(menu, json!(0), "a visitor is shown no way to our pages");
        }

        // No: nothing is kept, and there is a code instead.
        floor
            .open_page(&tablet, &format!("{ask}?language=pl"))
            .await;
        submit(&tablet, "button[value='no']").await;
        says(&tablet, "h1", "W porządku").await;
        looks_well(&tablet, "consent-declined-pl").await;
        assert_eq!(floor.signatures(), 0);
        submit(&tablet, "main form button").await;
        says(&tablet, "h1", "Twój kod na następny raz").await;
        find(&tablet, ".paper .qr svg").await;
        looks_well(&tablet, "consent-return-code-pl").await;

        // Yes: a receipt, and signatures.
        click(&tablet, ".back a").await;
        arrive(&tablet, "/consent").await;
        floor
            .open_page(&tablet, &format!("{ask}?language=de"))
            .await;
        submit(&tablet, "button[value='yes']").await;
        says(&tablet, "h1", "Vielen Dank").await;
        looks_well(&tablet, "consent-receipt-de").await;
        let receipt = find(&tablet, ".paper .code").await;
        let receipt = receipt.text().await.expect("a code");
        assert_eq!(receipt.len(), 19, "{receipt}");
        assert!(floor.signatures() > 0);
        floor.open_page(&tablet, "/privacy/consents").await;
        says(&tablet, "tbody", &code).await;
        picture(&tablet, "privacy-consents").await;
        assert_eq!(overflow(&tablet).await, Vec::<String>::new());

        // Taken back, however the code is typed; a wrong one changes nothing.
        floor.open_page(&tablet, "/consent").await;
        fill(&tablet, "#withdraw-code", "2222-2222-2222-2222").await;
        submit(&tablet, "form[action='/consent/withdraw'] button").await;
        says(
            &tablet,
            ".problem",
            "nobody has this code, or its time is up",
        )
        .await;
        assert!(floor.signatures() > 0);
        fill(
            &tablet,
            "#withdraw-code",
            &receipt.to_lowercase().replace('-', " "),
        )
        .await;
        submit(&tablet, "form[action='/consent/withdraw'] button").await;
        says(&tablet, "p.done", "withdrawn").await;
        assert_eq!(floor.signatures(), 0);
        looks_well(&tablet, "consent-withdrawn").await;
        floor.open_page(&tablet, "/privacy/consents").await;
        says(&tablet, "main", "No consent is recorded").await;
        floor.open_page(&tablet, "/privacy").await;
        says(&tablet, ".mode", "only at the check-in").await;
        picture(&tablet, "privacy-overview").await;
        assert_eq!(overflow(&tablet).await, Vec::<String>::new());
    });
}

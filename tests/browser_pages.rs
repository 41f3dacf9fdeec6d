//! Every page, in a real browser, of a showroom in which something happened: it fits the screens that it is for, in every
//! language, and whoever cannot see it or has no mouse can use it (axe-core finds no serious fault).

#[path = "support/browser.rs"]
mod browser;

use std::{
    fs,
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use browser::{
    Driver, LAPTOP, TABLET, click, complaints, fill, find, in_browser, leave, overflow, picture,
};
use fantoccini::Client;
use serde_json::{Value, json};

/// Those of the menu.
const PAGES: &[&str] = &[
    "/floor",
    "/consent",
    "/today",
    "/visits",
    "/cars",
    "/funnel",
    "/outcomes",
    "/rules",
    "/checklist",
    "/cameras",
    "/staff",
    "/people",
    "/health",
    "/privacy",
    "/privacy/consents",
    "/privacy/requests",
    "/privacy/audit",
    "/privacy/sign",
    "/account",
];

/// The demo, its play over; it ends with its owner.
struct Demo {
    process: Child,
    url: String,
    password: String,
}

impl Demo {
    fn start() -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_showfloor"))
            .args([
                "demo",
                "--observations",
                "--plain",
                "--speed",
                "300",
                "--stay",
                "--pages",
                "127.0.0.1:0",
            ])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the demo starts");
        let out = BufReader::new(process.stdout.take().expect("its output"));
        let mut told = None;
        for line in out.lines().map_while(Result::ok) {
            if let Some((_, rest)) = line.split_once("pages: ") {
                let url = rest.split("  ").next().unwrap_or("");
                let password = rest.rsplit(' ').next().unwrap_or("");
                told = Some((url.trim_end_matches('/').to_owned(), password.to_owned()));
            }
            if line.contains("They stay open") {
                break;
            }
        }
        let (url, password) = told.expect("the demo says where its pages are");
        Self {
            process,
            url,
            password,
        }
    }

    async fn open(&self, browser: &Client, path: &str) {
        let url = format!("{}{path}", self.url);
        browser.goto(&url).await.expect("the page opens");
    }

    async fn log_in(&self, browser: &Client) {
        // The room behind the pages opens a moment after the play.
        for _ in 0..100 {
            if browser.goto(&format!("{}/login", self.url)).await.is_ok() {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        }
        fill(browser, "#name", "demo").await;
        fill(browser, "#password", &self.password).await;
        click(browser, "button.primary").await;
        leave(browser, "/login").await;
    }

    /// Pages of the menu, and one of each kind that they lead to.
    async fn pages(&self, browser: &Client) -> Vec<String> {
        let mut all: Vec<String> = PAGES.iter().map(|page| (*page).to_owned()).collect();
        for (page, leads) in [("/visits", "/visitors/"), ("/cameras", "/cameras/")] {
            self.open(browser, page).await;
            let link = find(browser, &format!("main a[href^='{leads}']")).await;
            all.push(link.attr("href").await.expect("read").expect("a link"));
        }
        all
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let pid = self.process.id().to_string();
        let _ = Command::new("kill").args(["-s", "TERM", &pid]).status();
        let _ = self.process.wait();
    }
}

async fn speak(demo: &Demo, browser: &Client, language: &str) {
    demo.open(browser, "/account").await;
    click(browser, ".account summary").await;
    let select = find(browser, "#language").await;
    select.select_by_value(language).await.expect("it is there");
    click(browser, "form[action='/language'] button").await;
    find(browser, &format!("html[lang={language}] .account")).await;
}

#[allow(clippy::print_stderr, reason = "what is left out is said")]
/// Where axe-core is; `None` where it could not be fetched and may be missing.
fn axe() -> Option<String> {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join(".showfloor/axe/node_modules/axe-core/axe.min.js");
    let found = fs::read_to_string(&file).ok();
    let must = std::env::var("SHOWFLOOR_REQUIRE_MODELS").is_ok_and(|value| value == "1");
    assert!(
        found.is_some() || !must,
        "{}: scripts/setup fetches it",
        file.display()
    );
    if found.is_none() {
        eprintln!("LEFT OUT: pages are not looked at by axe-core (scripts/setup)");
    }
    found
}

/// Serious faults for whoever cannot see the page, or has no mouse.
async fn faults(browser: &Client, axe: &str) -> Vec<String> {
    browser.execute(axe, vec![]).await.expect("axe-core loads");
    let look = "const done = arguments[0];
        axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})
            .then(r => done(r.violations.filter(v => v.impact === 'serious' || v.impact === 'critical')
                .map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + ' ' + (n.any[0] ? n.any[0].message : '')).join(' | '))))
            .catch(e => done([String(e)]));";
    let found: Value = browser.execute_async(look, vec![]).await.expect("a script");
    serde_json::from_value(found).expect("a list")
}

#[test]
fn every_page_fits_and_can_be_used_by_everybody() {
    let demo = Demo::start();
    let driver = Driver::start();
    let axe = axe();
    in_browser(async {
        let browser = driver.browser(LAPTOP, "en").await;
        demo.log_in(&browser).await;
        let pages = demo.pages(&browser).await;
        let mut wrong = Vec::new();
        for language in ["en", "fr", "pl", "de"] {
            speak(&demo, &browser, language).await;
            for screen in [TABLET, LAPTOP] {
                browser
                    .set_window_size(screen.0, screen.1)
                    .await
                    .expect("a size");
                for page in &pages {
                    demo.open(&browser, page).await;
                    let title = find(&browser, "h1").await.text().await.expect("a title");
                    let at = format!("{page} in {language} at {}", screen.0);
                    if title.is_empty() || title == "There is nothing here" {
                        wrong.push(format!("{at}: {title:?}"));
                    }
                    let wide = overflow(&browser).await;
                    wrong.extend(
                        wide.into_iter()
                            .map(|part| format!("{at} is too wide: {part}")),
                    );
                    // A demo without cameras has no pictures to draw zones on: the page says so.
                    let mut failed = complaints(&browser).await;
                    failed.retain(|what| !what.ends_with("/picture.jpg"));
                    wrong.extend(failed.into_iter().map(|what| format!("{at} misses {what}")));
                    if let Some(axe) = axe.as_ref().filter(|_| language == "en") {
                        let faults = faults(&browser, axe).await;
                        wrong.extend(faults.into_iter().map(|fault| format!("{at}: {fault}")));
                    }
                    let name = page.trim_start_matches('/').replace('/', "-");
                    let name = if name.starts_with("visitors-") {
                        "visitor"
                    } else {
                        &name
                    };
                    picture(&browser, &format!("{name}-{language}-{}", screen.0)).await;
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    });
}

#[test]
fn pages_are_dark_where_the_device_is() {
    let demo = Demo::start();
    let driver = Driver::start();
    let axe = axe();
    in_browser(async {
        let browser = driver.browser(TABLET, "en").await;
        demo.log_in(&browser).await;
        let dark = json!({"features": [{"name": "prefers-color-scheme", "value": "dark"}]});
        browser::command(&browser, "Emulation.setEmulatedMedia", dark).await;
        let mut wrong = Vec::new();
        for page in demo.pages(&browser).await {
            demo.open(&browser, &page).await;
            let paper = browser
                .execute(
                    "return getComputedStyle(document.body).backgroundColor",
                    vec![],
                )
                .await
                .expect("a script");
            assert_eq!(paper, json!("rgb(16, 22, 29)"), "{page} is not dark");
            if let Some(axe) = &axe {
                let faults = faults(&browser, axe).await;
                wrong.extend(
                    faults
                        .into_iter()
                        .map(|fault| format!("{page} in the dark: {fault}")),
                );
            }
            let name = page.trim_start_matches('/').replace('/', "-");
            let name = if name.starts_with("visitors-") {
                "visitor"
            } else {
                &name
            };
            picture(&browser, &format!("dark-{name}")).await;
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    });
}

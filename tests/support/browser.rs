//! A real browser (Debian's Chromium, driven by its chromedriver), as people use it.

#![allow(dead_code, reason = "each test program uses a part of it")]

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use fantoccini::{Client, ClientBuilder, Locator};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A chromedriver with a home of its own: it ends with its owner, and its browsers with it.
pub(crate) struct Driver {
    process: Child,
    url: String,
    home: TempDir,
}

/// The screens that pages are looked at on: a tablet in portrait, and a laptop.
pub(crate) const TABLET: (u32, u32) = (768, 1024);
pub(crate) const LAPTOP: (u32, u32) = (1280, 800);

impl Driver {
    pub(crate) fn start() -> Self {
        let home = tempfile::tempdir().expect("a folder");
        let mut process = Command::new("chromedriver")
            .args(["--port=0"])
            .env("HOME", home.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver starts: scripts/setup installs it");
        let out = process.stdout.take().expect("its output");
        let port = BufReader::new(out)
            .lines()
            .map_while(Result::ok)
            .find_map(|line| {
                let (_, port) = line.split_once("started successfully on port ")?;
                port.trim_end_matches('.').parse::<u16>().ok()
            })
            .expect("it says its port");
        Self {
            process,
            url: format!("http://127.0.0.1:{port}"),
            home,
        }
    }

    /// From now on its browsers trust this certificate authority (PEM).
    pub(crate) fn trust(&self, authority: &Path) {
        let folder = self.home.path().join(".pki/nssdb");
        fs::create_dir_all(&folder).expect("a folder");
        let database = format!("sql:{}", folder.display());
        for arguments in [
            vec!["-N", "--empty-password", "-d", &database],
            vec![
                "-A",
                "-n",
                "showroom",
                "-t",
                "C,,",
                "-d",
                &database,
                "-i",
                &authority.display().to_string(),
            ],
        ] {
            let done = Command::new("certutil").args(&arguments).status();
            assert!(done.is_ok_and(|status| status.success()), "{arguments:?}");
        }
    }

    /// A browser window with cookies of its own.
    pub(crate) async fn browser(&self, (width, height): (u32, u32), language: &str) -> Client {
        let profile = tempfile::tempdir_in(self.home.path())
            .expect("a folder")
            .keep();
        let size = format!("--window-size={width},{height}");
        let profile = format!("--user-data-dir={}", profile.display());
        let arguments = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--hide-scrollbars",
            "--force-device-scale-factor=1",
            "--disable-background-networking",
            "--no-first-run",
            &size,
            &profile,
        ];
        let capabilities = json!({
            "goog:chromeOptions": {
                "args": arguments,
                "prefs": { "intl.accept_languages": language },
            },
            "goog:loggingPrefs": { "browser": "ALL" },
        });
        let Value::Object(capabilities) = capabilities else {
            unreachable!("it is an object");
        };
        let client = ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new())
            .capabilities(capabilities)
            .connect(&self.url)
            .await
            .expect("a browser");
        client.set_window_size(width, height).await.expect("a size");
        client
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        // Browsers of a killed driver would stay.
        let mark = self.home.path().display().to_string();
        let _ = Command::new("pkill").args(["-f", &mark]).status();
    }
}

/// Waits for an element and gives it.
pub(crate) async fn find(browser: &Client, css: &str) -> fantoccini::elements::Element {
    let waited = browser
        .wait()
        .at_most(Duration::from_secs(20))
        .for_element(Locator::Css(css))
        .await;
    match waited {
        Ok(found) => found,
        Err(error) => {
            let page = browser.source().await.unwrap_or_default();
            panic!("{css}: {error}\n{page}");
        }
    }
}

/// Types into a field what it is to have.
pub(crate) async fn fill(browser: &Client, css: &str, text: &str) {
    // A page that is just being replaced takes nothing.
    for _ in 0..20 {
        let field = find(browser, css).await;
        if field.clear().await.is_ok() && field.send_keys(text).await.is_ok() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{css} does not take {text:?}");
}

pub(crate) async fn click(browser: &Client, css: &str) {
    find(browser, css)
        .await
        .click()
        .await
        .expect("it can be clicked");
}

/// Clicks what brings another page, also of the same path, and waits for that.
pub(crate) async fn submit(browser: &Client, css: &str) {
    let mark = browser.execute("window.before = true", Vec::new()).await;
    mark.expect("a script");
    click(browser, css).await;
    for _ in 0..100 {
        let fresh = "return document.readyState === 'complete' && !window.before";
        let fresh = browser.execute(fresh, Vec::new()).await;
        if fresh.is_ok_and(|fresh| fresh == json!(true)) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{css} brought no other page");
}

/// Waits until the page is at a path.
pub(crate) async fn arrive(browser: &Client, path: &str) {
    for _ in 0..200 {
        let url = browser.current_url().await.expect("a URL");
        if url.path() == path {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let page = browser.source().await.unwrap_or_default();
    let url = browser.current_url().await;
    panic!("at {url:?}, not at {path}\n{page}");
}

/// Waits until the page is at no path that begins so.
pub(crate) async fn leave(browser: &Client, path: &str) {
    for _ in 0..200 {
        let url = browser.current_url().await.expect("a URL");
        if !url.path().starts_with(path) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let page = browser.source().await.unwrap_or_default();
    panic!("still at {path}\n{page}");
}

/// Waits until a part of the page says this; the page may be on its way.
pub(crate) async fn says(browser: &Client, css: &str, text: &str) {
    let mut said = String::new();
    for _ in 0..100 {
        if let Ok(part) = browser.find(Locator::Css(css)).await {
            said = part.text().await.unwrap_or_default();
            if said.contains(text) {
                return;
            }
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let page = browser.source().await.unwrap_or_default();
    panic!("{css}: {said:?} has no {text:?}\n{page}");
}

/// Whatever is wider than the window.
pub(crate) async fn overflow(browser: &Client) -> Vec<String> {
    const LOOK: &str = "
        const width = document.documentElement.clientWidth;
        if (document.documentElement.scrollWidth <= width) return [];
        return Array.from(document.body.querySelectorAll('*'))
            .filter(e => e.getBoundingClientRect().right > width + 1)
            .slice(0, 5).map(e => e.outerHTML.slice(0, 160));";
    let found = browser.execute(LOOK, Vec::new()).await.expect("a script");
    let mut found: Vec<String> = serde_json::from_value(found).expect("a list");
    let wide = browser
        .execute(
            "return document.documentElement.scrollWidth > document.documentElement.clientWidth",
            Vec::new(),
        )
        .await
        .expect("a script");
    if wide == json!(true) && found.is_empty() {
        found.push("the page itself".to_owned());
    }
    found
}

/// What the browser's console says of errors: a policy that was broken, a script that failed, what could not be loaded.
pub(crate) async fn complaints(browser: &Client) -> Vec<String> {
    let script = "return window.performance.getEntriesByType('resource').filter(e => e.responseStatus >= 400).map(e => e.name)";
    let found = browser.execute(script, Vec::new()).await.expect("a script");
    serde_json::from_value(found).expect("a list")
}

/// Keeps a picture of the page where `SHOWFLOOR_SCREENSHOTS` names a folder.
pub(crate) async fn picture(browser: &Client, name: &str) {
    let Some(folder) = std::env::var_os("SHOWFLOOR_SCREENSHOTS").map(PathBuf::from) else {
        return;
    };
    let height = browser
        .execute(
            "return Math.min(document.documentElement.scrollHeight, 4000)",
            Vec::new(),
        )
        .await
        .expect("a height");
    let (width, old) = browser.get_window_size().await.expect("a size");
    let height = height.as_u64().unwrap_or(0) as u64;
    browser
        .set_window_size(width as u32, (height as u32).max(old as u32))
        .await
        .expect("a size");
    let png = browser.screenshot().await.expect("a picture");
    browser
        .set_window_size(width as u32, old as u32)
        .await
        .expect("a size");
    fs::create_dir_all(&folder).expect("a folder");
    fs::write(folder.join(format!("{name}.png")), png).expect("it is written");
}

/// Runs what a browser does.
pub(crate) fn in_browser<F: Future>(work: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime")
        .block_on(work)
}

/// A command of the browser's own protocol, such as what it takes a device for.
pub(crate) async fn command(browser: &Client, name: &str, parameters: Value) {
    #[derive(Debug)]
    struct Own(Value);
    impl fantoccini::wd::WebDriverCompatibleCommand for Own {
        fn endpoint(
            &self,
            base: &url::Url,
            session: Option<&str>,
        ) -> Result<url::Url, url::ParseError> {
            base.join(&format!(
                "session/{}/goog/cdp/execute",
                session.unwrap_or("")
            ))
        }

        fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
            (http::Method::POST, Some(self.0.to_string()))
        }
    }
    let asked = json!({ "cmd": name, "params": parameters });
    browser
        .issue_cmd(Own(asked))
        .await
        .expect("the browser does it");
}

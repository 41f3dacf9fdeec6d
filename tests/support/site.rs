//! The program with pages, as an installer starts it for the first time: nobody can log in yet.

#![allow(dead_code, reason = "each test program uses a part of it")]

use std::fs;

use fantoccini::Client;

use crate::{
    browser::{click, fill, find, leave},
    mosquitto::{free_port, wait_until},
    showroom::{Running, Showroom},
};

pub(crate) const PASSWORD: &str = "made up for a test";

/// The program, running; where its pages are, and the code on its console.
pub(crate) struct Site {
    pub(crate) showroom: Showroom,
    pub(crate) running: Running,
    pub(crate) url: String,
    pub(crate) code: String,
}

impl Site {
    /// Starts the appliance of a showroom whose configuration is there but for its pages; with `tls`, by a certificate of its
    /// own authority (`tls/ca.crt`).
    pub(crate) fn start(showroom: Showroom, tls: bool) -> Self {
        let port = free_port();
        let text = fs::read_to_string(showroom.path("showfloor.toml")).expect("it is there");
        let (url, names) = if tls {
            let names = "names = [\"localhost\"]\ntls_folder = \"tls\"\n";
            (format!("https://localhost:{port}"), names)
        } else {
            (format!("http://127.0.0.1:{port}"), "")
        };
        let web = format!("\n[web]\nlisten = \"127.0.0.1:{port}\"\n{names}");
        showroom.configure(&(text + &web));
        let running = showroom.start(&["run"]);
        wait_until("the console has a code", || {
            running.stderr().contains("enter the code ")
        });
        let said = running.stderr();
        let (_, code) = said.split_once("enter the code ").expect("a code");
        let code = code.chars().take(14).collect();
        Self {
            showroom,
            running,
            url,
            code,
        }
    }

    pub(crate) async fn open(&self, browser: &Client, path: &str) {
        let url = format!("{}{path}", self.url);
        browser.goto(&url).await.expect("the page opens");
    }

    /// The first login, from the code on the console, however it is typed.
    pub(crate) async fn set_up(&self, browser: &Client) {
        self.open(browser, "/setup").await;
        fill(browser, "#code", &self.code.to_lowercase()).await;
        fill(browser, "#name", "nora").await;
        fill(browser, "#password", PASSWORD).await;
        fill(browser, "#again", PASSWORD).await;
        click(browser, "button.primary").await;
        leave(browser, "/setup").await;
        self.open(browser, "/account").await;
        find(browser, ".account summary").await;
    }

    pub(crate) fn configuration(&self) -> String {
        fs::read_to_string(self.showroom.path("showfloor.toml")).expect("it is there")
    }
}

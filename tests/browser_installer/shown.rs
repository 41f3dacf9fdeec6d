//! The live picture of a visitor, where a site wants one: on the floor's page while they are here, and nowhere else.

use std::{fs, net::SocketAddr, path::Path, process::Command, time::Duration};

use fantoccini::Client;
use jiff::ToSpan;
use openssl::symm::{Cipher, Crypter, Mode};
use serde_json::{Value, json};
use showfloor::{
    runtime::Clock,
    store::Accounts,
    types::{Account, AccountChange, Role, RunId, Session},
    web::digest_of,
};
use ulid::Ulid;

use crate::{
    CLIP,
    browser::{Driver, LAPTOP, TABLET, complaints, in_browser, overflow, picture},
    http,
    mosquitto::free_port,
    rtsp::RtspServer,
    showroom::{Setup, Showroom, clip},
    site::Site,
    start,
};

/// A clip in which somebody is seen for a quarter of a minute, and nobody for the next one.
fn comes_and_goes(to: &Path) {
    let parts = "[0:v]trim=0:15,setpts=PTS-STARTPTS,scale=640:360,fps=25,format=yuv420p,setsar=1[here];\
        [1:v]fps=25,format=yuv420p,setsar=1[gone];[here][gone]concat=n=2:v=1[out]";
    let made = Command::new("ffmpeg")
        .args(["-v", "error", "-y", "-i", &clip(CLIP)])
        .args([
            "-f",
            "lavfi",
            "-t",
            "15",
            "-i",
            "mandelbrot=size=640x360:rate=25",
        ])
        .args([
            "-filter_complex",
            parts,
            "-map",
            "[out]",
            "-c:v",
            "libx264",
            "-preset",
            "ultrafast",
        ])
        .arg(to)
        .status();
    assert!(made.is_ok_and(|made| made.success()), "ffmpeg makes a clip");
}

/// A showroom in which somebody comes and goes, with `live` in its section `[privacy]`.
fn somebody(live: &str) -> Option<(Site, RtspServer)> {
    let port = free_port();
    let url = format!("rtsp://127.0.0.1:{port}/cam");
    let showroom = Showroom::open(&Setup {
        camera: &url,
        recognition: "visit-only",
        unattended_after_s: 4,
        ..Setup::default()
    })?;
    let film = showroom.path("film.mp4");
    comes_and_goes(&film);
    let camera = RtspServer::start_with(port, film.to_str().expect("UTF-8"), &[])?;
    let text = fs::read_to_string(showroom.path("showfloor.toml")).expect("it is there");
    showroom.configure(&text.replace("[privacy]\n", &format!("[privacy]\n{live}")));
    Some((start(showroom), camera))
}

/// The secret of a session of somebody with this area.
fn log_in(site: &Site, name: &str, role: Role) -> String {
    let mut accounts = Accounts::open(&site.showroom.store()).expect("the store opens");
    let now = Clock::real(RunId(Ulid::nil())).now().utc;
    let secret = format!("secret-of-{name}");
    let account = Account {
        name: name.parse().expect("a name"),
        roles: [role].into(),
        password: None,
        language: Some("en".to_owned()),
        created: now,
    };
    let session = Session {
        digest: digest_of(&secret),
        account: account.name.clone(),
        device: "a test".to_owned(),
        paired: false,
        created: now,
        seen: now,
        expires: now.checked_add(24.hours()).expect("tomorrow"),
    };
    for change in [
        AccountChange::Created(account),
        AccountChange::LoggedIn(session),
    ] {
        assert!(accounts.change(&change, None, now).expect("it is written"));
    }
    secret
}

/// The status with which a path is answered, by the session of this secret.
fn status(site: &Site, path: &str, secret: Option<&str>) -> u16 {
    let address: SocketAddr = site.url["http://".len()..].parse().expect("an address");
    let cookie = secret.map_or_else(String::new, |s| format!("Cookie: showfloor={s}\r\n"));
    let request =
        format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n{cookie}\r\n");
    http::exchange(address, request.as_bytes()).status
}

/// Runs the body of an asynchronous function until it gives something.
async fn until(browser: &Client, what: &str, body: &str) -> Value {
    let script = format!(
        "const done = arguments[0]; (async () => {{ {body} }})().then(done, () => done(null));"
    );
    for _ in 0..600 {
        let said = browser
            .execute_async(&script, vec![])
            .await
            .expect("a script");
        if !matches!(said, Value::Null | Value::Bool(false)) {
            return said;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!(
        "{what} never came\n{}",
        browser.source().await.unwrap_or_default()
    );
}

const NOW: &str = "const floor = await (await fetch('/floor/now')).json();";

/// The pages of a file of the store as they are behind the encryption; `frame` is what stands before each.
fn decrypted(bytes: &[u8], key: &str, (head, frame): (usize, usize)) -> Vec<u8> {
    let byte = |i: usize| u8::from_str_radix(&key[2 * i..2 * i + 2], 16).expect("hex");
    let key: Vec<u8> = (0..32).map(byte).collect();
    let pages = bytes.get(head..).unwrap_or_default();
    let mut plain = Vec::new();
    for page in pages.chunks_exact(4096 + frame).map(|page| &page[frame..]) {
        // SQLCipher 4: the initialization vector stands at the end of each page, before its code. What the first page
        // begins with is no block of its own length, and holds no row.
        let mut page_key = Crypter::new(
            Cipher::aes_256_cbc(),
            Mode::Decrypt,
            &key,
            Some(&page[4016..4032]),
        )
        .expect("a cipher");
        page_key.pad(false);
        let mut out = vec![0; 4032];
        let done = page_key.update(&page[..4016], &mut out).expect("blocks");
        plain.extend_from_slice(&out[..done]);
    }
    plain
}

/// Whatever an appliance wrote, and logged.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(folder).expect("a folder").flatten();
    let files = entries.filter(|entry| entry.path().is_file());
    files
        .map(|file| {
            let name = file.file_name().to_string_lossy().into_owned();
            (name, fs::read(file.path()).expect("it can be read"))
        })
        .collect()
}

#[test]
#[allow(
    clippy::too_many_lines,
    reason = "one story, from coming in to what is left on the disk"
)]
fn a_visitor_is_shown_while_they_are_here_to_whom_it_concerns_and_nothing_of_it_is_kept() {
    let Some((site, _camera)) = somebody("live_thumbnail = true\n") else {
        return;
    };
    let driver = Driver::start();
    let mut shown = Vec::new();
    in_browser(async {
        let nora = driver.browser(TABLET, "en").await;
        site.set_up(&nora).await;
        let manager = log_in(&site, "vera", Role::Manager);
        site.open(&nora, "/floor").await;
        let path = until(
            &nora,
            "a picture",
            &format!("{NOW} return floor.pictures.length ? '/floor/visitors/' + floor.pictures[0][0] + '/picture' : null;"),
        )
        .await;
        let path = path.as_str().expect("a path").to_owned();
        let picture_of = format!(
            "const answer = await fetch('{path}'); const bytes = Array.from(new Uint8Array(await answer.arrayBuffer())); \
             return answer.ok ? [answer.headers.get('content-type'), answer.headers.get('cache-control'), bytes] : null;"
        );
        let told = until(&nora, "the picture", &picture_of).await;
        assert_eq!(
            (&told[0], &told[1]),
            (&json!("image/jpeg"), &json!("no-store"))
        );
        shown = serde_json::from_value::<Vec<u8>>(told[2].clone()).expect("bytes");
        // Nobody else gets it.
        assert_eq!(status(&site, &path, None), 303);
        assert_eq!(status(&site, &path, Some(&manager)), 403);
        until(
            &nora,
            "the picture on the alert's card",
            "const face = document.querySelector('.alert img.face'); return Boolean(face && face.complete && face.naturalWidth > 0 && face.alt.includes('V-'));",
        )
        .await;
        picture(&nora, "floor-live").await;
        let card = "document.querySelector('#here a').click(); return true;";
        until(&nora, "the card", card).await;
        until(
            &nora,
            "the picture on the visitor's card",
            "const face = document.querySelector('#sheet figure.face img'); return Boolean(face && face.complete && face.naturalWidth > 0);",
        )
        .await;
        picture(&nora, "floor-card-live").await;
        assert_eq!(overflow(&nora).await, Vec::<String>::new());
        // They have left.
        until(
            &nora,
            "that it is gone",
            &format!("const answer = await fetch('{path}'); return answer.status === 404;"),
        )
        .await;
        until(
            &nora,
            "that no card shows it",
            "return document.querySelector('.alert img.face') === null;",
        )
        .await;
        let kept = until(
            &nora,
            "the caches",
            "const found = []; for (const name of await caches.keys()) { for (const kept of await (await caches.open(name)).keys()) { if (kept.url.includes('/picture')) found.push(kept.url); } } return [found];",
        )
        .await;
        assert_eq!(kept, json!([[]]));
        for (language, path) in ["en", "fr", "pl", "de"]
            .iter()
            .flat_map(|l| [(l, "/privacy"), (l, "/privacy/sign")])
        {
            let speak = format!(
                "const form = document.querySelector('form[action=\"/language\"]'); form.elements.language.value = '{language}'; form.submit(); return true;"
            );
            site.open(&nora, "/account").await;
            until(&nora, "the choice of a language", &speak).await;
            tokio::time::sleep(Duration::from_millis(500)).await;
            site.open(&nora, path).await;
            picture(&nora, &format!("live{}-{language}", path.replace('/', "-"))).await;
        }
    });
    assert!(
        shown.starts_with(&[0xff, 0xd8, 0xff]) && shown.len() > 1_000,
        "a JPEG"
    );
    site.running.signal("TERM");
    let Site {
        showroom, running, ..
    } = site;
    running.wait().succeeded();
    let log = showroom.run(&["audit", "list", "--json"]).succeeded();
    assert!(
        log.stdout.contains("live_thumbnail = true"),
        "{}",
        log.stdout
    );
    let dpia = showroom.run(&["privacy", "dpia"]).succeeded();
    assert!(
        dpia.stdout.contains("live picture of the face"),
        "{}",
        dpia.stdout
    );
    let key = fs::read_to_string(showroom.path("store.key")).expect("a key");
    let written = files(&showroom.path("")).into_iter();
    let mut written: Vec<_> = written.filter(|(name, _)| name != "film.mp4").collect();
    for (name, start) in [("store.db", (0, 0)), ("store.db-wal", (32, 24))] {
        let file = written.iter().find(|(known, _)| known == name);
        let plain = file.map(|(_, bytes)| decrypted(bytes, key.trim(), start));
        written.extend(plain.map(|plain| (format!("pages of {name}"), plain)));
    }
    let noted = |(_, bytes): &(String, Vec<u8>)| {
        let note = b"live_thumbnail = true";
        bytes.windows(note.len()).any(|part| part == note)
    };
    assert!(
        written
            .iter()
            .any(|file| file.0.starts_with("pages") && noted(file))
    );
    for (name, bytes) in written {
        for mark in [
            &[0xff, 0xd8, 0xff, 0xe0][..],
            b"\x89PNG\r\n",
            &shown[100..140],
        ] {
            let found = bytes.windows(mark.len()).any(|part| part == mark);
            assert!(!found, "{name} has a picture");
        }
    }
}

#[test]
fn where_nobody_asked_for_it_there_is_no_picture() {
    let Some((site, _camera)) = somebody("") else {
        return;
    };
    let driver = Driver::start();
    in_browser(async {
        let nora = driver.browser(LAPTOP, "en").await;
        site.set_up(&nora).await;
        site.open(&nora, "/floor").await;
        let code = until(
            &nora,
            "a visitor",
            &format!("{NOW} const waits = floor.parties.find((party) => party.waiting_since); return waits ? waits.visitors[0] : null;"),
        )
        .await;
        let code = code.as_str().expect("a code").to_owned();
        let none = format!(
            "{NOW} return [floor.pictures, (await fetch('/floor/visitors/{code}/picture')).status];"
        );
        assert_eq!(until(&nora, "nothing", &none).await, json!([[], 404]));
        until(
            &nora,
            "the alert",
            "return document.querySelector('.alert') !== null;",
        )
        .await;
        let faces = "return document.querySelectorAll('img.face, figure.face').length";
        assert_eq!(
            nora.execute(faces, vec![]).await.expect("a script"),
            json!(0)
        );
        let asked = complaints(&nora).await;
        assert!(
            asked.iter().all(|url| url.ends_with("/picture")),
            "{asked:?}"
        );
    });
}

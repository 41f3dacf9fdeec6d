//! An RTSP camera for tests: GStreamer's server in a process of its own.

#![allow(dead_code, reason = "each test program uses its part")]

use std::{
    env,
    io::{BufRead, BufReader, Write},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
};

/// A running server; dropping it switches the camera off.
pub(crate) struct RtspServer {
    process: Child,
    stdin: ChildStdin,
    port: u16,
}

impl RtspServer {
    /// Starts a server at a free port, with more arguments of `rtsp_server.py`. `None` where its parts are missing
    /// and may be.
    pub(crate) fn start(args: &[&str]) -> Option<Self> {
        Self::start_at(free_port(), args)
    }

    /// Starts a server at this port.
    pub(crate) fn start_at(port: u16, args: &[&str]) -> Option<Self> {
        Self::start_with(port, "facenetpt_video.mp4", args)
    }

    /// Starts a server at this port that shows this clip of the material.
    pub(crate) fn start_with(port: u16, clip: &str, args: &[&str]) -> Option<Self> {
        let clip = material("clips")?.join(clip);
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/rtsp_server.py");
        let mut process = Command::new("/usr/bin/python3")
            .arg(script)
            .arg(clip)
            .args(["--port", &port.to_string()])
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .ok()?;
        let mut said = String::new();
        let stdout = process.stdout.take().expect("piped");
        BufReader::new(stdout).read_line(&mut said).expect("text");
        let stdin = process.stdin.take().expect("piped");
        let server = Self {
            process,
            stdin,
            port,
        };
        if said.trim() == "ready" {
            return Some(server);
        }
        may_be_missing("GStreamer's RTSP server (python3-gst-1.0, gir1.2-gst-rtsp-server-1.0)");
        None
    }

    /// Changes what a server with `--live` sends, by a line that `rtsp_feeder.py` knows.
    pub(crate) fn mood(&mut self, line: &str) {
        writeln!(self.stdin, "{line}").expect("the server runs");
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// The stream's address; `login` is empty or ends with `@`.
    pub(crate) fn address(&self, login: &str) -> String {
        format!("rtsp://{login}127.0.0.1:{}/cam", self.port)
    }
}

impl Drop for RtspServer {
    fn drop(&mut self) {
        // SIGTERM, so that the server can stop its ffmpeg.
        let _ = Command::new("kill")
            .arg(self.process.id().to_string())
            .status();
        let _ = self.process.wait();
    }
}

/// A port on which nobody listens at the moment.
pub(crate) fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("bound").port()
}

/// A folder of the test material; `None` where it is missing and may be.
pub(crate) fn material(folder: &str) -> Option<PathBuf> {
    let root = env::var_os("SHOWFLOOR_MATERIAL").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/material"),
        PathBuf::from,
    );
    let path = root.join(folder);
    if path.is_dir() {
        return Some(path);
    }
    may_be_missing(&format!(
        "test material `{folder}` (set SHOWFLOOR_MATERIAL)"
    ));
    None
}

#[allow(clippy::print_stderr, reason = "a test says what it leaves out")]
pub(crate) fn may_be_missing(what: &str) {
    assert!(
        env::var_os("SHOWFLOOR_REQUIRE_MODELS").is_none_or(|v| v != "1"),
        "missing: {what}"
    );
    eprintln!("skipped, missing: {what}");
}

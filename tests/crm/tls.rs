//! Receivers by TLS: which certificates are trusted.

use std::{
    env, fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use showfloor::runtime::Shutdown;

use crate::delivery::Place;

/// Where the test below finds what it is about, when the other test starts it.
const PLACE: &str = "SHOWFLOOR_TEST_TLS";

const SERVER: &str = "
import http.server, ssl, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers['content-length']))
        self.send_response(204)
        self.end_headers()
server = http.server.HTTPServer(('127.0.0.1', 0), Handler)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(*sys.argv[1:])
server.socket = context.wrap_socket(server.socket, server_side=True)
print(server.server_port, flush=True)
server.serve_forever()
";

/// A receiver with a certificate of its own making.
struct Receiver {
    python: Child,
    port: u16,
}

impl Receiver {
    fn start(folder: &Path) -> Self {
        let file = |name: &str| folder.join(name).display().to_string();
        let made = Command::new("openssl")
            .args([
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
            ])
            .args(["-nodes", "-days", "2", "-subj", "/CN=receiver"])
            .args(["-addext", "subjectAltName=IP:127.0.0.1"])
            .args(["-keyout", &file("key.pem"), "-out", &file("cert.pem")])
            .output()
            .expect("openssl runs");
        assert!(made.status.success(), "{made:?}");
        let mut python = Command::new("python3")
            .args(["-c", SERVER, &file("cert.pem"), &file("key.pem")])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("python runs");
        let mut line = String::new();
        let mut said = BufReader::new(python.stdout.take().expect("piped"));
        said.read_line(&mut line).expect("a port");
        let port = line.trim().parse().expect("a port");
        Self { python, port }
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        let _ = self.python.kill();
        let _ = self.python.wait();
    }
}

/// Delivers one thing there for a second; how many were accepted, and how many attempts failed.
fn deliver(url: &str) -> (u64, u64) {
    let place = Place::at(url);
    let mut working = place.start();
    working.put(0..1);
    Shutdown::new().sleep(Duration::from_secs(1));
    let delivered = working.stopped();
    (delivered.accepted, delivered.failed)
}

#[test]
fn a_receiver_is_believed_by_the_certificates_of_the_system_and_for_its_own_name_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let receiver = Receiver::start(folder.path());
    let url = |host: &str| format!("https://{host}:{}/in", receiver.port);
    let (accepted, failed) = deliver(&url("127.0.0.1"));
    assert!(accepted == 0 && failed > 0, "nobody vouches for it");
    // Where the system knows the certificate, it is: in a process of its own, as that is settled once.
    let trusting = |url: String| {
        fs::write(folder.path().join("url"), url).expect("written");
        Command::new(env::current_exe().expect("this test"))
            .args(["--exact", "tls::child", "--include-ignored"])
            .env(PLACE, folder.path())
            .env("SSL_CERT_FILE", folder.path().join("cert.pem"))
            .output()
            .expect("it runs")
    };
    let good = trusting(url("127.0.0.1"));
    assert!(good.status.success(), "{good:#?}");
    let bad = trusting(url("localhost"));
    assert!(!bad.status.success(), "the name is another one: {bad:#?}");
}

#[test]
#[ignore = "started by the test above"]
fn child() {
    let Some(folder) = env::var_os(PLACE) else {
        return;
    };
    let url = fs::read_to_string(Path::new(&folder).join("url")).expect("an address");
    assert_eq!(deliver(&url), (1, 0));
}

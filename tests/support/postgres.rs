//! A PostgreSQL of the test's own: a cluster in a temporary folder, on a port of its own, with TLS, one database and one user.

#![allow(dead_code, reason = "each test program uses its part")]

use std::{
    fs,
    os::unix::{
        fs::{PermissionsExt, chown},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use postgres::{Client, NoTls};
use showfloor::{runtime::Shutdown, store::HubSettings};
use tempfile::TempDir;

use crate::mosquitto::free_port;

pub(crate) const PASSWORD: &str = "s3cret";
const KEY: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

/// A running cluster; it ends with its owner.
pub(crate) struct Postgres {
    pub(crate) port: u16,
    dir: TempDir,
    /// PostgreSQL refuses to run as root.
    user: Option<(u32, u32)>,
    process: Option<Child>,
}

impl Postgres {
    pub(crate) fn start() -> Self {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let user = (number("-u", &[]) == Some(0)).then(|| {
            let of = |what| number(what, &["postgres"]);
            of("-u").zip(of("-g")).expect(MISSING)
        });
        if let Some((uid, gid)) = user {
            chown(dir.path(), Some(uid), Some(gid)).expect("ours");
        }
        let mut postgres = Self {
            port: free_port(),
            dir,
            user,
            process: None,
        };
        let data = postgres.data();
        let mut made = postgres.command("initdb");
        made.arg("-D").arg(&data);
        made.args([
            "-U",
            "postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
        ]);
        run(&mut made);
        postgres.certify();
        fs::write(
            data.join("pg_hba.conf"),
            "local all postgres trust\nhostssl all all 127.0.0.1/32 scram-sha-256\n",
        )
        .expect("its folder");
        postgres.restart();
        postgres.run_as_owner(&format!(
            "CREATE ROLE showfloor LOGIN PASSWORD '{PASSWORD}'; CREATE ROLE guest LOGIN PASSWORD '{PASSWORD}'"
        ));
        postgres.run_as_owner("CREATE DATABASE showfloor OWNER showfloor");
        postgres
    }

    fn data(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    /// A CA, and a certificate of it for this address.
    fn certify(&self) {
        let dir = self.dir.path();
        let file = |name: &str| dir.join(name).display().to_string();
        let (ca, ca_key) = (file("ca.pem"), file("ca.key"));
        let (key, request, crt) = (file("server.key"), file("server.csr"), file("server.crt"));
        fs::write(
            dir.join("san"),
            "subjectAltName=IP:127.0.0.1,DNS:localhost\n",
        )
        .expect("ours");
        let openssl = |arguments: &[&str]| {
            run(self.command("openssl").args(arguments));
        };
        let new = ["req", "-newkey", "rsa:2048", "-nodes", "-days", "3"];
        openssl(
            &[
                &new[..],
                &[
                    "-x509",
                    "-subj",
                    "/CN=test CA",
                    "-keyout",
                    &ca_key,
                    "-out",
                    &ca,
                ],
            ]
            .concat(),
        );
        openssl(
            &[
                &new[..4],
                &["-subj", "/CN=127.0.0.1", "-keyout", &key, "-out", &request],
            ]
            .concat(),
        );
        let signed = [
            "x509", "-req", "-days", "3", "-in", &request, "-CA", &ca, "-CAkey", &ca_key,
        ];
        openssl(
            &[
                &signed[..],
                &["-CAcreateserial", "-extfile", &file("san"), "-out", &crt],
            ]
            .concat(),
        );
        fs::set_permissions(&ca, fs::Permissions::from_mode(0o644)).expect("ours");
    }

    /// Starts it again with what it kept, and waits until it accepts.
    pub(crate) fn restart(&mut self) {
        let dir = self.dir.path().display().to_string();
        let pause = Shutdown::new();
        for _ in 0..300 {
            if self
                .process
                .as_mut()
                .is_none_or(|p| !matches!(p.try_wait(), Ok(None)))
            {
                // After a kill the old processes may hold the folder for a moment: then it ends at once, and is started again.
                let mut command = self.command("postgres");
                command
                    .arg("-D")
                    .arg(self.data())
                    .args(["-p", &self.port.to_string(), "-k", &dir]);
                for setting in [
                    "listen_addresses=127.0.0.1",
                    "fsync=off",
                    "ssl=on",
                    &format!("ssl_cert_file={dir}/server.crt"),
                    &format!("ssl_key_file={dir}/server.key"),
                ] {
                    command.args(["-c", setting]);
                }
                let started = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
                self.process = Some(started.expect(MISSING));
            }
            pause.sleep(Duration::from_millis(100));
            if self.owner("postgres").is_ok() {
                return;
            }
        }
        panic!("PostgreSQL does not accept");
    }

    /// Ends it at once, as a power cut would.
    pub(crate) fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().expect("it runs");
            process.wait().expect("it ends");
        }
    }

    fn owner(&self, database: &str) -> Result<Client, postgres::Error> {
        postgres::Config::new()
            .host_path(self.dir.path())
            .port(self.port)
            .user("postgres")
            .dbname(database)
            .connect(NoTls)
    }

    /// A connection that may look at everything, past all that the product does.
    pub(crate) fn look(&self) -> Client {
        let mut client = self.owner("showfloor").expect("it accepts");
        client
            .batch_execute("SET search_path = showfloor")
            .expect("it is there");
        client
    }

    pub(crate) fn run_as_owner(&self, sql: &str) {
        let mut client = self.owner("postgres").expect("it accepts");
        client.batch_execute(sql).expect(sql);
    }

    /// One number that a query gives; -1 where there are no tables yet.
    pub(crate) fn count(&self, query: &str) -> i64 {
        self.look()
            .query_one(query, &[])
            .map_or(-1, |row| row.get(0))
    }

    /// Whether this appliance says that it has followed all that there is.
    pub(crate) fn followed(&self, appliance: &str) -> bool {
        self.count(&format!(
            "SELECT count(*) FROM appliance, hub WHERE name = '{appliance}' AND followed > 0 AND followed >= last"
        )) == 1
    }

    /// What an appliance of this name is configured with; its secrets lie in `dir`.
    pub(crate) fn settings(&self, appliance: &str, dir: &Path) -> HubSettings {
        let secret = |name: &str, text: &str| {
            let path = dir.join(name);
            fs::write(&path, text).expect("ours");
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("ours");
            path
        };
        HubSettings {
            url: format!("postgres://showfloor@127.0.0.1:{}/showfloor", self.port),
            appliance: appliance.to_owned(),
            password_file: Some(secret("hub-password", PASSWORD)),
            key_file: secret("hub.key", KEY),
            ca_file: Some(self.dir.path().join("ca.pem")),
        }
    }

    /// A program of PostgreSQL's, or another, as the user who may run it.
    fn command(&self, program: &str) -> Command {
        let installed = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
        let mut places: Vec<_> = installed
            .filter_map(|version| Some(version.ok()?.path().join("bin").join(program)))
            .filter(|path| path.exists())
            .collect();
        places.sort();
        let mut command = Command::new(places.pop().unwrap_or_else(|| program.into()));
        if let Some((uid, gid)) = self.user {
            command.uid(uid).gid(gid);
        }
        command.current_dir(self.dir.path());
        command
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if let Some(mut process) = self.process.take() {
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

const MISSING: &str = "PostgreSQL is not installed: run scripts/setup";

fn number(what: &str, of: &[&str]) -> Option<u32> {
    let asked = Command::new("id").arg(what).args(of).output().ok()?;
    String::from_utf8(asked.stdout).ok()?.trim().parse().ok()
}

fn run(command: &mut Command) {
    let output = command.output().expect(MISSING);
    assert!(output.status.success(), "{command:?}: {output:?}");
}

//! A connection to the hub that can be worked with: TLS, the tables of this version, and who we are there.

use std::{fs, time::Duration};

use native_tls::{Certificate, Protocol, TlsConnector};
use postgres::{Client, GenericClient, NoTls};
use postgres_native_tls::MakeTlsConnector;

use super::{HubError, HubSettings, seal::HubKey};

/// What made version 1 of nothing, version 2 of version 1, and so on. Files that stand here are never changed.
const UPGRADES: &[&str] = &[include_str!("upgrade/0001.sql")];

/// The version of the hub that this program makes and knows.
pub(super) const VERSION: i32 = UPGRADES.len() as i32;

/// Whoever makes or upgrades the tables holds this lock: "SHFL".
const UPGRADE_LOCK: i64 = 0x5348_464C;

const CONNECT: Duration = Duration::from_secs(5);
/// A connection on which nothing is acknowledged for so long is dead.
const SILENCE: Duration = Duration::from_secs(10);

/// Reaches the hub and logs in; nothing is made or looked at there.
pub(super) fn connect(settings: &HubSettings) -> Result<Client, HubError> {
    let mut config = settings.client()?;
    config
        .application_name(&format!("showfloor {}", settings.appliance))
        .connect_timeout(CONNECT)
        .tcp_user_timeout(SILENCE)
        .keepalives_idle(SILENCE)
        // A statement that hangs in a lock is given up, and tried again; and an appliance that froze holds up nobody. The
        // database hears within half a minute that a cable was cut: until then it takes whoever comes back for a second one.
        .options(
            "-c search_path=showfloor -c statement_timeout=30000 -c idle_in_transaction_session_timeout=10000 -c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3 -c tcp_user_timeout=15000 -c client_min_messages=warning",
        );
    let failed = HubError::of(settings, "be connected");
    if settings.plain()? {
        return config.connect(NoTls).map_err(failed);
    }
    config.connect(tls(settings)?).map_err(failed)
}

fn tls(settings: &HubSettings) -> Result<MakeTlsConnector, HubError> {
    let mut builder = TlsConnector::builder();
    builder.min_protocol_version(Some(Protocol::Tlsv12));
    if let Some(path) = &settings.ca_file {
        let failed = |why: String| HubError::CaFile {
            path: path.clone(),
            why,
        };
        let pem = fs::read(path).map_err(|e| failed(e.to_string()))?;
        let all = Certificate::stack_from_pem(&pem).map_err(|e| failed(e.to_string()))?;
        if all.is_empty() {
            return Err(failed("there is none in it".to_owned()));
        }
        builder.disable_built_in_roots(true);
        for certificate in all {
            builder.add_root_certificate(certificate);
        }
    }
    let connector = builder.build().map_err(|e| HubError::Tls {
        place: settings.place(),
        why: e.to_string(),
    })?;
    Ok(MakeTlsConnector::new(connector))
}

/// Makes the tables where there are none, brings older ones up to date, and refuses newer ones and another key.
pub(super) fn upgrade(
    client: &mut Client,
    settings: &HubSettings,
    key: &HubKey,
) -> Result<(), HubError> {
    let sql = HubError::of(settings, "bring its tables up to date");
    let mut tx = client.transaction().map_err(&sql)?;
    tx.execute("SELECT pg_advisory_xact_lock($1)", &[&UPGRADE_LOCK])
        .map_err(&sql)?;
    let stands = "SELECT to_regclass('showfloor.hub') IS NOT NULL";
    let stands: bool = tx.query_one(stands, &[]).map_err(&sql)?.get(0);
    let mut from = 0;
    if stands {
        from = version(&mut tx, settings, key)?;
    } else {
        tx.batch_execute("CREATE SCHEMA IF NOT EXISTS showfloor")
            .map_err(&sql)?;
    }
    for step in UPGRADES.iter().skip(from as usize) {
        tx.batch_execute(step).map_err(&sql)?;
    }
    if stands {
        tx.execute("UPDATE hub SET version = $1", &[&VERSION])
            .map_err(&sql)?;
    } else {
        let row = "INSERT INTO hub VALUES ($1, $2, 0)";
        tx.execute(row, &[&VERSION, &key.check()]).map_err(&sql)?;
    }
    tx.commit().map_err(&sql)?;
    if stands && from < VERSION {
        tracing::warn!(from, to = VERSION, "the hub was brought up to date");
    }
    Ok(())
}

/// The version of the tables that stand there; refuses those of a newer program, and those of another key.
pub(super) fn version(
    client: &mut impl GenericClient,
    settings: &HubSettings,
    key: &HubKey,
) -> Result<i32, HubError> {
    let row = client.query_one("SELECT version, key_check FROM hub", &[]);
    let row = row.map_err(HubError::of(settings, "say its version"))?;
    let (found, place) = (row.get(0), settings.place());
    if found > VERSION {
        let known = VERSION;
        return Err(HubError::Newer {
            place,
            found,
            known,
        });
    }
    if row.get::<_, &str>(1) != key.check() {
        return Err(HubError::OtherKey { place });
    }
    Ok(found)
}

/// From now on this connection alone speaks for an appliance, for as long as it lasts.
///
/// # Errors
/// Another one does.
pub(super) fn speak_for(
    client: &mut Client,
    settings: &HubSettings,
    identity: &str,
) -> Result<(), HubError> {
    let sql = HubError::of(settings, "note this appliance");
    let lock = "SELECT pg_try_advisory_lock(hashtextextended($1, 0))";
    let alone: bool = client.query_one(lock, &[&identity]).map_err(&sql)?.get(0);
    if alone {
        Ok(())
    } else {
        let place = settings.place();
        Err(HubError::Twice { place })
    }
}

/// Says who we are.
pub(super) fn introduce(
    client: &mut Client,
    settings: &HubSettings,
    identity: &str,
) -> Result<(), HubError> {
    let sql = HubError::of(settings, "note this appliance");
    let place = settings.place();
    let name = &settings.appliance;
    let taken = "SELECT EXISTS (SELECT 1 FROM appliance WHERE name = $1 AND identity <> $2)";
    let taken: bool = client
        .query_one(taken, &[name, &identity])
        .map_err(&sql)?
        .get(0);
    if taken {
        let name = name.clone();
        return Err(HubError::NameTaken { place, name });
    }
    let row = "INSERT INTO appliance (identity, name) VALUES ($1, $2)
        ON CONFLICT (identity) DO UPDATE SET name = excluded.name, seen = now()";
    client.execute(row, &[&identity, name]).map_err(&sql)?;
    client.batch_execute("LISTEN showfloor").map_err(&sql)
}

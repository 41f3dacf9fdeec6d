//! Tries the hub, and changes nothing there.

use super::{HubError, HubSettings, connect};

/// What was found at a hub that works.
#[derive(Clone, Debug)]
pub struct HubProbe {
    /// Where it is.
    pub place: String,
    /// `None` where there are no tables yet, and the first run makes them.
    pub version: Option<i32>,
    /// All appliances of the showroom, by name.
    pub peers: Vec<HubPeer>,
}

/// One appliance, as the hub knows it.
#[derive(Clone, Debug)]
pub struct HubPeer {
    pub name: String,
    /// Seconds since it was there last.
    pub seen_s: f64,
    /// By how many numbers it is behind.
    pub behind: i64,
    /// Erasures that it has not confirmed.
    pub unconfirmed: i64,
}

/// Connects as a run would, and looks whether a run could work there.
///
/// # Errors
/// [`HubError`] says what is wrong, apart from all else that could be.
pub fn probe_hub(settings: &HubSettings) -> Result<HubProbe, HubError> {
    let key = settings.key()?;
    let mut client = connect::connect(settings)?;
    let sql = HubError::of(settings, "be looked at");
    let (place, user) = (settings.place(), settings.user());
    let stands = "SELECT to_regclass('showfloor.hub') IS NOT NULL, has_database_privilege(current_database(), 'CREATE')";
    let row = client.query_one(stands, &[]).map_err(&sql)?;
    let (stands, may): (bool, bool) = (row.get(0), row.get(1));
    if !stands && !may {
        let why = "it may not make tables".to_owned();
        return Err(HubError::Right { place, user, why });
    }
    if !stands {
        return Ok(HubProbe {
            place,
            version: None,
            peers: Vec::new(),
        });
    }
    let version = connect::version(&mut client, settings, &key)?;
    let may = "SELECT has_table_privilege('record', 'SELECT, INSERT, DELETE') AND has_table_privilege('hub', 'UPDATE')";
    let may: bool = client.query_one(may, &[]).map_err(&sql)?.get(0);
    if !may {
        let why = "it may not write its tables".to_owned();
        return Err(HubError::Right { place, user, why });
    }
    let peers = "SELECT name, extract(epoch FROM now() - seen)::float8, greatest(last - followed, 0),
            (SELECT count(*) FROM erasure WHERE NOT EXISTS (SELECT 1 FROM erased_ack
                WHERE erased_ack.erasure = erasure.id AND erased_ack.appliance = appliance.identity))
        FROM appliance, hub WHERE NOT former ORDER BY name";
    let peers = client.query(peers, &[]).map_err(&sql)?;
    let peer = |row: postgres::Row| HubPeer {
        name: row.get(0),
        seen_s: row.get(1),
        behind: row.get(2),
        unconfirmed: row.get(3),
    };
    Ok(HubProbe {
        place,
        version: Some(version),
        peers: peers.into_iter().map(peer).collect(),
    })
}

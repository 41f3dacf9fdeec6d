//! The appliance itself: one alert for as long as its disk has too little room.

use std::time::Duration;

use super::{
    Alerts,
    bare::bare,
    life::Live,
    text::{self, Facts, Over},
};
use crate::types::{Alert, AlertId, AlertKind, AlertState, IdSource, Priority, Room, Stamp};

/// How much room there is, and of how much somebody was told.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Disk {
    room: Room,
    /// The least that was told since there was enough: whoever dismissed that is called again where it gets worse.
    told: Room,
}

impl Alerts {
    /// The disk has more or less room than before. An open alert about it says how it is now.
    pub fn room(&mut self, room: Room, now: &Stamp) -> Vec<Alert> {
        self.disk.room = room;
        if room == Room::Enough {
            self.disk.told = room;
            return self.end_appliance(now, Over::Room);
        }
        let write = |alert: &mut Alert| {
            text::room(room).by(alert);
            alert.priority = priority(room);
        };
        let worse = room > self.disk.told;
        let open = |live: &&mut Live| !live.alert.state.is_over();
        let Some(live) = self.about_appliance().find(open) else {
            return Vec::new();
        };
        let revised = if worse {
            Some(live.call_anew(write, now))
        } else {
            live.correct(write, now)
        };
        self.disk.told = self.disk.told.max(room);
        revised.into_iter().collect()
    }

    /// Raises what nobody was told of, once there is somebody to tell.
    pub(super) fn look_at_room(&mut self, now: &Stamp, ids: &mut dyn IdSource) -> Vec<Alert> {
        if self.disk.room <= self.disk.told || !self.settings.is_open(now) {
            return Vec::new();
        }
        self.disk.told = self.disk.room;
        // One that was dismissed is not taken back beside it.
        self.end_appliance(now, Over::Room);
        let id = AlertId::new(ids, now);
        let alert = raised(id, &self.settings.site, self.disk.room, now);
        // It is over when there is room again, not before.
        let live = Live::new(alert.clone(), *now, Facts::default(), Duration::MAX);
        self.live.insert(id, live);
        vec![alert]
    }

    /// Ends the alert about the appliance; one that was dismissed a moment ago cannot be taken back any more.
    pub(super) fn end_appliance(&mut self, now: &Stamp, why: Over) -> Vec<Alert> {
        self.about_appliance()
            .filter_map(|live| live.end(now, AlertState::Closed, why))
            .collect()
    }

    fn about_appliance(&mut self) -> impl Iterator<Item = &mut Live> {
        let about = |live: &&mut Live| live.alert.kind == AlertKind::Appliance;
        self.live.values_mut().filter(about)
    }
}

/// Visitors come before the disk, until it costs what is known of them.
fn priority(room: Room) -> Priority {
    match room {
        Room::Enough | Room::Low => Priority::Low,
        Room::Scarce => Priority::Normal,
        Room::Critical | Room::Full => Priority::High,
    }
}

fn raised(id: AlertId, site: &str, room: Room, now: &Stamp) -> Alert {
    Alert {
        priority: priority(room),
        ..bare(id, AlertKind::Appliance, site, text::room(room), now)
    }
}

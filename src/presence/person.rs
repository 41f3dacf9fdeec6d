//! One person on the floor, as far as it is known.

use std::{collections::BTreeMap, time::Duration};

use super::{facing::Facing, ground::Ground, rim::Rim, stature::Stature};
use crate::types::{
    Appearance, CameraId, Doubt, FloorPoint, Looks, PresenceId, PresencePhase, PresenceUpdate,
    Stamp, Standing, TrackId, VisitorId, Who, ZoneId,
};

/// Seen within this time, a person is in the picture: the person network does not run on every frame, nor find
/// everybody on each.
pub(super) const IN_VIEW: Duration = Duration::from_millis(500);
/// Over so long the speed is a mean: boxes tremble.
const SPEED_OVER_S: f64 = 0.8;
/// Nobody walks faster, metres a second: what seems faster is a box that jumped.
const FASTEST: f64 = 2.5;

/// Light changes on the way through a room: what somebody wears is known by the sights of this time.
const WARDROBE: Duration = Duration::from_secs(80);
/// Beside others only clothes this much like theirs are theirs.
const LIKE_THEIRS: f32 = 0.96;
/// Near somebody else within this time, tracks may have changed bodies.
pub(super) const MET_WITHIN: Duration = Duration::from_secs(10);
/// Two sights are of one person if they are no farther apart than this and what both may be off by, metres.
pub(super) const TOGETHER_M: f64 = 0.5;
/// Over so many sights somebody's height is a mean.
const TALL_SIGHTS: f64 = 200.0;
/// What a track shows by now is the mean of this time.
const BY_NOW: Duration = Duration::from_millis(1_200);

#[derive(Debug)]
pub(super) struct Person {
    pub(super) camera: CameraId,
    pub(super) first_seen: Stamp,
    pub(super) last_seen: Stamp,
    pub(super) zones: Vec<ZoneId>,
    /// Where they stood at the last sight, and how they could go out of sight there.
    pub(super) standing: Option<Standing>,
    pub(super) rim: Rim,
    pub(super) facing: Facing,
    /// What was near the place at which they were seen first.
    pub(super) came: Rim,
    pub(super) stature: Stature,
    /// What they wear.
    pub(super) wardrobe: Looks,
    /// How tall they are by all their tracks, metres, and over how many sights that is the mean.
    pub(super) tall: Option<(f64, f64)>,
    /// How tall they were before they met whom their track may have gone over to.
    pub(super) settled: Stature,
    /// How tall they were and what they wore when a face last said who a track of theirs shows.
    pub(super) vouched: Vouched,
    /// Who it is, and how sure that is.
    pub(super) who: Option<(Who, f32)>,
    /// They said themselves who they are.
    pub(super) said: bool,
    /// Why that is not known.
    pub(super) doubt: Doubt,
    /// Who identity says it is, while one picture shows them beside whoever has that name.
    pub(super) claim: Option<(Who, f32)>,
    pub(super) tracks: BTreeMap<TrackId, View>,
    /// How long, since the last sight, the camera of that sight could not see.
    pub(super) blind: Duration,
    /// Somebody whom another camera sees at the same place, and for how many sights in a row.
    pub(super) beside: Option<(PresenceId, u32)>,
    /// When somebody else was near last: only then can tracks change bodies.
    pub(super) met: BTreeMap<PresenceId, Stamp>,
    /// Whether anything was told of them; of whom that may be another look at somebody known, the last sight at which they
    /// could be nobody who is known, and for how long that was so. See `shadow`.
    pub(super) is_told: bool,
    pub(super) alone: Option<(Stamp, Duration)>,
    /// In how many sights somebody else was seen elsewhere at the same time.
    pub(super) apart: BTreeMap<PresenceId, u32>,
}

/// How tall somebody was and what they wore at some moment.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Vouched {
    pub(super) stature: Stature,
    pub(super) wardrobe: Looks,
    pub(super) tall: Option<(f64, f64)>,
}

/// A live track of a person.
#[derive(Clone, Debug)]
pub(super) struct View {
    pub(super) camera: CameraId,
    pub(super) since: Stamp,
    /// When it last showed the person.
    pub(super) seen: Stamp,
    /// It is theirs because of where it began; no face has said so.
    pub(super) by_place: bool,
    /// What it showed of clothes by now, and whether they are rather another's.
    pub(super) looks: Looks,
    /// How tall whoever it shows is, by it alone.
    pub(super) stature: Stature,
    pub(super) doubted: bool,
    /// Since when it has shown nobody who is known.
    pub(super) strange_since: Option<Stamp>,
    /// When a face last said that it is theirs.
    pub(super) vouched: Option<Stamp>,
    /// Where on the common floor it shows them, and how far that may be off, metres.
    pub(super) at: Option<(FloorPoint, f64)>,
    /// In how many sights in a row another camera showed them elsewhere.
    pub(super) elsewhere: u32,
}

impl View {
    /// How far apart on the common floor two tracks of one moment show whoever they show, beyond what both places may be
    /// off by, metres.
    pub(super) fn apart_from(&self, other: &Self, now: &Stamp) -> Option<f64> {
        let at_once = [self, other]
            .iter()
            .all(|view| now.since(&view.seen) <= IN_VIEW);
        let ((own, own_off), (there, there_off)) = self.at.zip(other.at)?;
        at_once.then(|| own.distance(there) - own_off - there_off)
    }
}

impl Person {
    /// Somebody who is seen for the first time.
    pub(super) fn new(camera: &CameraId, now: &Stamp) -> Self {
        Self {
            camera: camera.clone(),
            first_seen: *now,
            last_seen: *now,
            zones: Vec::new(),
            standing: None,
            rim: Rim::Edge,
            facing: Facing::default(),
            came: Rim::Edge,
            stature: Stature::default(),
            wardrobe: Looks::default(),
            tall: None,
            settled: Stature::default(),
            vouched: Vouched::default(),
            who: None,
            said: false,
            doubt: Doubt::NoFace,
            claim: None,
            tracks: BTreeMap::new(),
            blind: Duration::ZERO,
            beside: None,
            met: BTreeMap::new(),
            is_told: false,
            alone: None,
            apart: BTreeMap::new(),
        }
    }

    /// The cameras in whose picture the person is.
    pub(super) fn views(&self, now: &Stamp) -> impl Iterator<Item = &CameraId> {
        let tracks = self.tracks.values();
        let seen = tracks.filter(|view| now.since(&view.seen) <= IN_VIEW);
        seen.map(|view| &view.camera)
    }

    pub(super) fn is_in_view(&self, now: &Stamp) -> bool {
        self.views(now).next().is_some()
    }

    pub(super) fn is_in_view_of(&self, camera: &CameraId, now: &Stamp) -> bool {
        self.views(now).any(|view| view == camera)
    }

    /// Whether one of their tracks shows clothes that are rather somebody else's.
    pub(super) fn is_doubted(&self) -> bool {
        self.tracks.values().any(|view| view.doubted)
    }

    /// Whether identity has said who they are.
    pub(super) fn is_named(&self) -> bool {
        self.who.is_some() || self.claim.is_some()
    }

    /// Notes that somebody else was near.
    pub(super) fn meets(&mut self, other: PresenceId, at: Stamp) {
        let last = self.met.entry(other).or_insert(at);
        if at.mono_ns > last.mono_ns {
            *last = at;
        }
    }

    /// Whether they were near somebody else a moment ago: only then can tracks change bodies.
    pub(super) fn has_met(&self, now: &Stamp) -> bool {
        self.met.values().any(|at| now.since(at) <= MET_WITHIN)
    }

    /// What they wear.
    pub(super) fn appearance(&self) -> Option<Appearance> {
        self.wardrobe.mean()
    }

    /// How tall they are by all their tracks, metres.
    pub(super) fn height(&self) -> Option<f64> {
        self.tall.map(|(metres, _)| metres)
    }

    /// Whether one picture shows both.
    pub(super) fn is_beside(&self, other: &Self, now: &Stamp) -> bool {
        let mut theirs = other.views(now);
        theirs.any(|camera| self.views(now).any(|own| own == camera))
    }

    /// Whether one picture of this moment shows both.
    pub(super) fn is_with(&self, other: &Self, now: &Stamp) -> bool {
        let shown = |view: &&View| view.seen == *now;
        let mut theirs = other.tracks.values().filter(shown);
        theirs.any(|their| {
            let mut own = self.tracks.values().filter(shown);
            own.any(|own| own.camera == their.camera)
        })
    }

    /// Whether all that is known of the person rests on this track.
    pub(super) fn rests_on(&self, track: TrackId) -> bool {
        let view = self.tracks.get(&track);
        self.tracks.len() == 1 && view.is_some_and(|v| v.since.mono_ns <= self.first_seen.mono_ns)
    }

    /// Whether a sight of this moment is the latest. Cameras report as fast as they can, not in one order: what one of
    /// them saw before another's last sight would turn the person's time back.
    pub(super) fn is_news(&self, sight: &Stamp) -> bool {
        sight.mono_ns >= self.last_seen.mono_ns
    }

    /// Where on the common floor they stood at the last sight.
    pub(super) fn place(&self) -> Option<FloorPoint> {
        let standing = self.standing.filter(|standing| standing.common);
        standing.map(|standing| standing.at)
    }

    /// Tracks of other cameras that show the same body as this one, and of which no face has said whose they are.
    pub(super) fn same_body(&self, track: TrackId, now: &Stamp) -> Vec<TrackId> {
        let Some(view) = self.tracks.get(&track) else {
            return Vec::new();
        };
        let others = self.tracks.iter().filter(|(_, other)| {
            let apart = view.apart_from(other, now);
            let near = apart.is_some_and(|metres| metres < TOGETHER_M);
            near && other.camera != view.camera && other.vouched.is_none()
        });
        others.map(|(id, _)| *id).collect()
    }

    /// Whether another camera shows them where this track does.
    pub(super) fn is_borne_out(&self, track: TrackId, now: &Stamp) -> bool {
        let view = self.tracks.get(&track);
        view.is_some_and(|view| {
            let mut others = self.tracks.values().filter(|o| o.camera != view.camera);
            others.any(|o| view.apart_from(o, now).is_some_and(|m| m < TOGETHER_M))
        })
    }

    /// A face says that this track shows them: what is known of them until now is theirs.
    pub(super) fn vouch(&mut self, track: TrackId) {
        if let Some(view) = self.tracks.get_mut(&track) {
            (view.by_place, view.doubted) = (false, false);
            view.vouched = Some(view.seen);
            self.vouched = Vouched {
                stature: self.stature,
                wardrobe: self.wardrobe,
                tall: self.tall,
            };
        }
    }

    /// A track of theirs shows this of what they wear. While they are alone, that is theirs, in whatever light; beside
    /// others the track may have gone over to one of them, and nothing that looks unlike is learnt.
    pub(super) fn dress(&mut self, track: TrackId, seen: &Appearance, now: &Stamp) {
        let alone = !self.has_met(now);
        let known = self.appearance();
        let Some(view) = self.tracks.get_mut(&track) else {
            return;
        };
        view.looks.see(seen, now, BY_NOW);
        let shown = view.looks.mean().zip(known);
        let alike = shown.is_none_or(|(shown, known)| shown.likeness(&known) >= LIKE_THEIRS);
        if view.doubted || !(alone || alike) {
            return;
        }
        self.wardrobe.see(seen, now, WARDROBE);
        if let Some(tall) = view.stature.known() {
            let (known, sights) = self.tall.unwrap_or((tall, 0.0));
            let sights = (sights + 1.0).min(TALL_SIGHTS);
            self.tall = Some((known + (tall - known) / sights, sights));
        }
    }

    /// They stand here now.
    pub(super) fn stand(&mut self, ground: &Ground, now: &Stamp) {
        let Some(at) = ground.at else { return };
        let before = self.standing.filter(|before| {
            before.common == ground.common && now.since(&self.last_seen) < Duration::from_secs(2)
        });
        let speed = before.map_or([0.0; 2], |before| {
            let passed = now.since(&self.last_seen).as_secs_f64();
            mean_speed(&before, at, passed)
        });
        self.standing = Some(Standing {
            at,
            common: ground.common,
            off: ground.off,
            speed,
            facing: self.facing.by(now),
        });
    }

    pub(super) fn update(
        &self,
        presence: PresenceId,
        stamp: Stamp,
        phase: PresencePhase,
    ) -> PresenceUpdate {
        PresenceUpdate {
            stamp,
            presence,
            phase,
            camera: self.camera.clone(),
            last_seen: self.last_seen,
            zones: self.zones.clone(),
            standing: self.standing,
            height: self.stature.known().filter(|_| self.place().is_some()),
            visitor: self.visitor(),
            staff: self.who.and_then(|(who, sure)| Some((who.staff()?, sure))),
            doubt: self.who.is_none().then_some(self.doubt),
            blind: self.blind,
        }
    }

    pub(super) fn visitor(&self) -> Option<(VisitorId, f32)> {
        self.who
            .and_then(|(who, sure)| Some((who.visitor()?, sure)))
    }

    pub(super) fn is_colleague(&self) -> bool {
        self.who.is_some_and(|(who, _)| who.staff().is_some())
    }

    pub(super) fn is(&self, who: Who) -> bool {
        self.who.is_some_and(|(known, _)| known == who)
    }
}

/// The speed after a step, as a running mean.
fn mean_speed(before: &Standing, at: FloorPoint, passed_s: f64) -> [f64; 2] {
    if passed_s <= 0.0 {
        return before.speed;
    }
    let step = [at.x - before.at.x, at.y - before.at.y].map(|d| d / passed_s);
    let fast = step[0].hypot(step[1]);
    let step = step.map(|v| v * (FASTEST / fast.max(FASTEST)));
    let weight = 1.0 - (-passed_s / SPEED_OVER_S).exp();
    [0, 1].map(|i| before.speed[i] + weight * (step[i] - before.speed[i]))
}

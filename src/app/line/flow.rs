//! What cameras and time bring: from tracks to people, and what they leave behind.

use std::collections::BTreeSet;

use super::Line;
use crate::{
    alerts,
    app::templates::fingerprint,
    behaviour, identity,
    types::{
        FrameObservation, ImpostorStats, PresencePhase, PresenceUpdate, Recognition, Record, Stamp,
        TrackUpdate, VisitId, VisitorId,
    },
};

impl Line {
    /// Gives the open visits whose state a revision changed, as the other ways in do.
    pub(super) fn frame(
        &mut self,
        frame: &FrameObservation,
        now: &Stamp,
        out: &mut Vec<Record>,
    ) -> BTreeSet<VisitId> {
        let tracks = self.tracker.observe(frame, &mut *self.ids);
        let changed = self.tracks(&tracks, now, out);
        // Faces are for identity alone, which has seen them.
        let without_face = |mut track: TrackUpdate| {
            let face = track.face.take().map(|face| face.bbox);
            (track, face)
        };
        self.in_picture = tracks.into_iter().map(without_face).collect();
        changed
    }

    pub(super) fn tick(&mut self, now: &Stamp, out: &mut Vec<Record>) -> BTreeSet<VisitId> {
        let tracks = self.tracker.tick(now);
        let mut changed = self.tracks(&tracks, now, out);
        let updates = self.presence.tick(now);
        self.people(&updates, now, out);
        self.see_off(now, out);
        self.carry_out_sayings(now, out);
        changed.extend(self.carry_out_dismissals(now, out));
        let alerts::Passed {
            alerts,
            ended_shifts,
        } = self.alerts.tick(now, &mut *self.ids);
        self.say(alerts, out);
        let ended = |user| Record::Shift { user, on: None };
        out.extend(ended_shifts.into_iter().map(ended));
        self.called(now, out);
        self.tell_faded(now, out);
        self.tell_floor(now, out);
        self.tell_audit_head(now, out);
        self.retain(now, out);
        changed
    }

    fn tracks(
        &mut self,
        tracks: &[TrackUpdate],
        now: &Stamp,
        out: &mut Vec<Record>,
    ) -> BTreeSet<VisitId> {
        let measured = self.identity.impostors();
        let identity::Outcome {
            mut changes,
            learned,
            dropped,
            united,
            mistaken,
            colleagues,
        } = self.identity.observe(tracks, &mut *self.ids);
        for (from, into) in united {
            self.templates.merge(from, into);
        }
        let mut changed = BTreeSet::new();
        for mistake in &mistaken {
            let (change, visits) = self.revise(mistake, now, out);
            changes.extend(change);
            changed.extend(visits);
        }
        let updates = self.presence.observe(tracks, &changes, &mut *self.ids);
        self.templates.hold(learned);
        out.extend(self.templates.drop(dropped));
        self.forget_said(out);
        self.people(&updates, now, out);
        self.forget_colleagues(&colleagues);
        self.keep_measured(measured, out);
        self.keep_what_may_be(now, out);
        changed
    }

    /// Of colleagues who said that they are, nothing of the face is kept, not even for as long as they are here.
    pub(super) fn forget_said(&mut self, out: &mut Vec<Record>) {
        let (made, gone) = self.identity.set_aside(&self.presence.said_tracks());
        out.extend(self.templates.drop(gone));
        self.forget_colleagues(&made);
    }

    /// Visitors who were made of a colleague's faces are nobody, unless a person said that somebody else is they.
    fn forget_colleagues(&mut self, made: &[VisitorId]) {
        for visitor in made.iter().copied() {
            let is_here = || !self.visits.open_of(visitor, &self.directory).is_empty();
            if self.visits.past(visitor, &self.directory).is_none() && !is_here() {
                self.identity.forget(visitor);
                self.templates.forget(visitor);
            }
        }
    }

    /// What the people in one picture told of how alike strangers are, if that is news.
    fn keep_measured(&self, before: ImpostorStats, out: &mut Vec<Record>) {
        let (tag, stats) = (&self.settings.signature_tag, self.identity.impostors());
        if let Some(tag) = tag.clone().filter(|_| stats != before) {
            out.push(Record::Impostors { tag, stats });
        }
    }

    pub(super) fn people(
        &mut self,
        updates: &[PresenceUpdate],
        now: &Stamp,
        out: &mut Vec<Record>,
    ) {
        let behaviour::Outcome {
            events,
            visits,
            never_were,
        } = self.behaviour.observe(updates, now, &mut *self.ids);
        if !visits.is_empty() || !events.is_empty() {
            self.templates.stir();
        }
        for visit in &visits {
            self.introduce(visit.visitor, &visit.opened, out);
            self.visits.note(visit);
        }
        // The rows of visits come before the events that point at them.
        out.extend(visits.into_iter().map(Record::Visit));
        for event in events {
            let nobodys = event.kind.voids_visit();
            let theirs = (event.visit, event.visitor);
            self.event(event, out);
            if let (true, (Some(visit), visitor)) = (nobodys, theirs) {
                self.forget_faces_of(visit, visitor, out);
            }
        }
        for (visitor, staff) in never_were {
            if let Some(staff) = staff {
                self.identity.disown(visitor, staff);
            } else {
                let tracks = self.identity.tracks_of(visitor);
                // All of the visitor goes, so what the tracks taught does too.
                self.identity.set_aside(&tracks);
                self.identity.forget(visitor);
            }
            self.templates.forget(visitor);
            if self.directory.known_code(visitor).is_some() {
                let at = now.utc;
                out.push(Record::Forget { visitor, at });
            }
        }
        for update in updates {
            if let (PresencePhase::Gone, Some((visitor, _))) = (update.phase, update.visitor) {
                self.let_go(visitor, now, out);
            }
        }
    }

    /// The visit was a colleague's time at work, or a child's: the faces that were learnt in it are not the visitor's.
    pub(super) fn forget_faces_of(
        &mut self,
        visit: VisitId,
        visitor: VisitorId,
        out: &mut Vec<Record>,
    ) {
        let parts = self.visits.with_parts(visit, &self.directory);
        let learnt = self.templates.of_visits(&parts);
        let theirs = |values: &[f32]| learnt.contains(&fingerprint(values));
        let gone = self.identity.forget_some(visitor, theirs);
        out.extend(self.templates.drop(gone));
    }

    /// A visitor left: their face is forgotten, unless it may be kept and they came for a visit, not only past it.
    pub(super) fn let_go(&mut self, visitor: VisitorId, now: &Stamp, out: &mut Vec<Record>) {
        let permit = self
            .permit(visitor)
            .filter(|_| self.directory.known_code(visitor).is_some());
        let here = self.presence.holds(visitor);
        if let Some(permit) = permit {
            // Of somebody known who only passed by.
            out.extend(self.templates.settle(visitor, now, &permit));
            if self.settings.recognition == Recognition::OptIn && !here {
                self.identity.send_away(visitor);
            }
        } else if !here {
            self.identity.forget(visitor);
            self.templates.forget(visitor);
        }
    }
}

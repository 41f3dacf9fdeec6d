//! Everybody who has a tablet.

use std::time::Duration;

use super::{
    member::Member,
    settings::StaffSettings,
    tap::{Answer, Tap},
};
use crate::types::Alert;

/// Colleagues, each with a tablet and dice of their own: nobody's dice depend on who else is there.
#[derive(Clone, Debug)]
pub struct Crew(Vec<Member>);

impl Crew {
    /// Colleagues who begin their shift with the run.
    pub fn new(users: &[String], settings: &StaffSettings, seed: u64) -> Self {
        let member = |user: &String| Member::new(user.clone(), settings.clone(), seed);
        Self(users.iter().map(member).collect())
    }

    /// A revision comes to everybody's tablet. Revisions that are not newer than what is there change nothing.
    pub fn hear(&mut self, alert: &Alert, now: Duration) {
        for member in &mut self.0 {
            member.hear(alert, now);
        }
    }

    /// A revision comes to one tablet.
    pub fn hear_on(&mut self, user: &str, alert: &Alert, now: Duration) {
        for member in self.of(user) {
            member.hear(alert, now);
        }
    }

    /// An answer comes to the tablet that asked.
    pub fn answer(&mut self, user: &str, answer: &Answer, now: Duration) {
        for member in self.of(user) {
            member.answer(answer, now);
        }
    }

    /// What was tapped until now, in the order of time.
    pub fn due(&mut self, now: Duration) -> Vec<Tap> {
        let mut taps: Vec<Tap> = self.0.iter_mut().flat_map(|m| m.due(now)).collect();
        taps.sort_by_key(|tap| tap.at);
        taps
    }

    fn of<'a>(&'a mut self, user: &'a str) -> impl Iterator<Item = &'a mut Member> {
        self.0.iter_mut().filter(move |m| m.user() == user)
    }
}

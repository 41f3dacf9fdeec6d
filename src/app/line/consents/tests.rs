//! Who is remembered by their face, in each privacy mode: whole days before one camera, with a store behind the line.

mod away;
mod days;
mod laws;

use std::collections::BTreeSet;

use jiff::Timestamp;
use ulid::Ulid;

use super::super::testing::{self, blend, moved, sight_of};
use crate::{
    app::Line,
    runtime::SeededIds,
    store::{Mode, Settings, StartState, Store},
    types::{
        CodeDigest, ConsentForm, Correction, CorrectionAnswer, CorrectionId, CorrectionKind,
        HandCode, Input, Recognition, Record, Stamp, VisitId, VisitorId, Withdrawal, Zone,
    },
};

const DAY_MS: u64 = 24 * 3600 * 1000;

/// Where somebody may stand: the right half of the picture is the check-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Car,
    CheckIn,
}

fn zones() -> Vec<Zone> {
    serde_json::from_str(
        r#"[{"id":"car","camera":"a","kind":"product","label":"","polygon":[[0.0,0.0],[0.5,0.0],[0.5,1.0],[0.0,1.0]]},
            {"id":"kiosk","camera":"a","kind":"check-in","label":"","polygon":[[0.5,0.0],[1.0,0.0],[1.0,1.0],[0.5,1.0]]}]"#,
    )
    .unwrap()
}

/// A showroom with one camera.
struct House {
    _folder: tempfile::TempDir,
    store: Store,
    line: Line,
    mode: Recognition,
    ms: u64,
    /// The clock on the wall is behind by this.
    behind: i64,
    /// Everything that the line gave, in order.
    records: Vec<Record>,
    /// Everything that it was given.
    inputs: Vec<Input>,
    codes: u8,
}

impl House {
    fn new(mode: Recognition) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let settings = Settings {
            path: folder.path().join("showfloor.db"),
            key_file: folder.path().join("store.key"),
            keyring_file: None,
            backups: None,
            reserve: 0,
            hub: None,
        };
        Self {
            store: Store::open(&settings, Mode::Create).unwrap(),
            _folder: folder,
            line: line(mode, &StartState::default(), 1),
            mode,
            ms: 0,
            behind: 0,
            records: Vec::new(),
            inputs: Vec::new(),
            codes: 0,
        }
    }

    fn now(&mut self, step_ms: u64) -> Stamp {
        self.ms += step_ms;
        let stamp = testing::stamp(self.ms);
        let utc = Timestamp::from_millisecond(stamp.utc.as_millisecond() - self.behind).unwrap();
        Stamp { utc, ..stamp }
    }

    fn step(&mut self, input: Input) -> Vec<Record> {
        let records = self.line.step(&input);
        self.store.write(&records).unwrap();
        self.records.extend(records.iter().cloned());
        self.inputs.push(input);
        records
    }

    /// Somebody stands there for so many frames of 125 ms.
    fn stand(&mut self, person: usize, place: Place, frames: u32) {
        self.stand_as(&[(person, 1.0)], place, frames);
    }

    /// The same with a face that is a little of several people: somebody in another light, with other glasses.
    fn stand_as(&mut self, face: &[(usize, f32)], place: Place, frames: u32) {
        for _ in 0..frames {
            let stamp = self.now(125);
            let mut input = sight_of(blend(face, "aaaa", 0.05, self.ms), 0.8, self.ms);
            if place == Place::CheckIn {
                input = moved(input, 800.0);
            }
            if let Input::Observation(crate::types::Observation::Frame(frame)) = &mut input {
                frame.stamp = stamp;
            }
            self.step(input);
        }
    }

    /// Nobody is there for a minute.
    fn leave(&mut self) {
        self.wait(60);
    }

    fn wait(&mut self, seconds: u32) {
        for _ in 0..seconds {
            let tick = Input::Tick(self.now(1000));
            self.step(tick);
        }
    }

    /// Days go by, without anybody and without a tick.
    fn sleep(&mut self, days: u64) {
        self.ms += days * DAY_MS;
    }

    /// The appliance is started anew.
    fn restart(&mut self) {
        let stamp = self.now(1);
        let end = self.line.close(&stamp);
        self.store.write(&end).unwrap();
        self.records.extend(end);
        match self.mode {
            Recognition::VisitOnly => self.store.forget(None, stamp.utc).unwrap(),
            Recognition::OptIn => self.store.forget_unconsented(stamp.utc).unwrap(),
            Recognition::All => 0,
        };
        self.line = line(self.mode, &self.store.load().unwrap(), self.ms);
    }

    fn ask(&mut self, kind: CorrectionKind) -> CorrectionAnswer {
        let stamp = self.now(1);
        let correction = Correction {
            id: CorrectionId(Ulid::from(u128::from(self.ms))),
            stamp,
            by: "nora".into(),
            kind,
        };
        let records = self.step(Input::Correction(correction));
        let answer = records.into_iter().find_map(|record| match record {
            Record::CorrectionAnswer { answer, .. } => Some(answer),
            _ => None,
        });
        answer.expect("every request is answered")
    }

    /// A code that nobody had before.
    fn code(&mut self) -> CodeDigest {
        self.codes += 1;
        let byte = self.codes;
        HandCode::draw(|| byte).digest()
    }

    /// Whoever is here agrees to be remembered.
    fn consent(&mut self) -> (CodeDigest, CorrectionAnswer) {
        let (visitor, code) = (self.visitor(), self.code());
        let form = ConsentForm {
            text: "We would like to recognise you.".into(),
            version: "1".into(),
            language: "en".into(),
            place: "page".into(),
            code: code.clone(),
        };
        let form = Box::new(form);
        let answer = self.ask(CorrectionKind::Consent { visitor, form });
        (code, answer)
    }

    fn withdraw(&mut self, code: &CodeDigest) -> CorrectionAnswer {
        self.ask(CorrectionKind::Withdraw(Withdrawal::Receipt(code.clone())))
    }

    /// The last visit, and whose it is today.
    fn visit(&self) -> (VisitId, VisitorId) {
        let visit = self.records.iter().rev().find_map(|record| match record {
            Record::Visit(visit) => Some(visit),
            _ => None,
        });
        let visit = visit.expect("somebody visited");
        let whole = self.line.whole_visit(visit.id);
        (whole, self.line.whose(Some(whole), visit.visitor))
    }

    fn visitor(&self) -> VisitorId {
        self.visit().1
    }

    /// One visit, whose.
    fn visits(&mut self, person: usize, place: Place) -> VisitorId {
        self.stand(person, place, 40);
        let visitor = self.visitor();
        self.leave();
        self.line.today(visitor)
    }

    /// Whose signatures are kept in the store today.
    fn kept(&self) -> BTreeSet<VisitorId> {
        let templates = self.store.load().unwrap().templates;
        let owner = |t: crate::types::StoredTemplate| self.line.whose(t.visit, t.visitor);
        templates.into_iter().map(owner).collect()
    }

    fn signatures(&self) -> usize {
        self.store.load().unwrap().templates.len()
    }

    /// Signatures in the memory of the comparison, of whomever.
    fn remembered(&self) -> usize {
        self.line.identity.templates()
    }
}

fn line(mode: Recognition, start: &StartState, seed: u64) -> Line {
    let settings = testing::settings(mode, zones());
    Line::new(settings, start, Box::new(SeededIds::new(seed)))
}

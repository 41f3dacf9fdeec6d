//! The story that `tests/data/showroom.jsonl` tells, and how a story is played: the world goes through the line, and
//! people tap on the alerts that come out of it.

use std::path::Path;

use showfloor::{
    app::{Entry, Header, Line, LineSettings, Recorder},
    config::Config,
    runtime::SeededIds,
    store::StartState,
    types::{
        About, Action, AlertId, AlertKind, CameraReport, CameraState, Command, Correction,
        CorrectionId, CorrectionKind, External, Input, Observation, Record, Stamp, StoredTemplate,
        VisitorCode, VisitorId, VisitorProfile,
    },
};
use ulid::Ulid;

use crate::{
    made_up::{CAMERAS, Person, World, tag},
    schema,
};

const WINDOW: usize = 0;
const HALL: usize = 1;

/// What happens besides people walking.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    /// A tap on the latest alert of a kind; on none that is known, where there is none.
    Tap {
        user: &'static str,
        kind: AlertKind,
        action: Action,
    },
    /// A visitor agrees to be linked with the newsletter.
    Link(VisitorId),
    /// The newsletter reports something about a visitor.
    Report { id: String, visitor: VisitorCode },
    Camera {
        camera: usize,
        state: CameraState,
        detail: &'static str,
    },
}

/// A world, and what happens in it at which millisecond, in order.
#[derive(Clone, Debug)]
pub(crate) struct Story {
    pub(crate) world: World,
    pub(crate) acts: Vec<(u64, Act)>,
}

/// A story that went through the line.
#[derive(Clone, Debug, Default)]
pub(crate) struct Played {
    pub(crate) inputs: Vec<Input>,
    /// The records of each input, and at the end those of the line's closing.
    pub(crate) steps: Vec<Vec<Record>>,
}

impl Played {
    pub(crate) fn records(&self) -> impl DoubleEndedIterator<Item = &Record> {
        self.steps.iter().flatten()
    }

    fn latest_alert(&self, wanted: AlertKind) -> Option<AlertId> {
        self.records().rev().find_map(|record| match record {
            Record::Alert(alert) if alert.kind == wanted => Some(alert.id),
            _ => None,
        })
    }
}

/// A line as `showfloor replay` makes it.
pub(crate) fn line(config: &Config, start: &StartState, seed: u64) -> Line {
    let settings = LineSettings::new(config, Some(tag()));
    Line::new(settings, start, Box::new(SeededIds::new(seed)))
}

impl Story {
    pub(crate) fn of(world: World) -> Self {
        Self {
            world,
            acts: Vec::new(),
        }
    }

    fn act(&mut self, at_s: u64, act: Act) {
        self.acts.push((at_s * 1000, act));
    }

    /// The moment of the end.
    pub(crate) fn end(&self) -> Stamp {
        self.world.stamp(u64::from(self.world.seconds) * 1000)
    }

    /// Plays the story to its end and closes the line.
    pub(crate) fn play(&self, line: &mut Line) -> Played {
        let mut played = Played::default();
        let mut acts = self.acts.iter().peekable();
        for input in self.world.inputs() {
            let now = input.stamp().mono_ns;
            while let Some((ms, act)) = acts.next_if(|(ms, _)| ms * 1_000_000 <= now) {
                let act = input_of(act, self.world.stamp(*ms), &played);
                step(line, act, &mut played);
            }
            step(line, input, &mut played);
        }
        let records = line.close(&self.end());
        schema::check_all(&records);
        played.steps.push(records);
        played
    }
}

fn input_of(act: &Act, stamp: Stamp, played: &Played) -> Input {
    match act {
        Act::Tap { user, kind, action } => Input::Command(Command {
            stamp,
            user: (*user).to_owned(),
            alert: played.latest_alert(*kind).unwrap_or(AlertId(Ulid::nil())),
            action: *action,
            reason: None,
        }),
        Act::Link(visitor) => Input::Correction(Correction {
            id: CorrectionId(Ulid::from(7)),
            stamp,
            by: "ewa".to_owned(),
            kind: CorrectionKind::Link {
                visitor: *visitor,
                client: "newsletter".to_owned(),
                contact: "reader-12".to_owned(),
                consent: "may be told apart by the newsletter, said at the desk".to_owned(),
                noted_by: "ewa".to_owned(),
            },
        }),
        Act::Report { id, visitor } => Input::External(External {
            stamp,
            client: "newsletter".to_owned(),
            id: id.clone(),
            about: About::Visitor(visitor.clone()),
            name: "price_list_opened".to_owned(),
            at: None,
            data: std::collections::BTreeMap::new(),
            quiet: false,
        }),
        Act::Camera {
            camera,
            state,
            detail,
        } => Input::Observation(Observation::Camera(CameraReport {
            stamp,
            camera: CAMERAS[*camera].into(),
            state: *state,
            detail: (*detail).to_owned(),
        })),
    }
}

fn step(line: &mut Line, input: Input, played: &mut Played) {
    let records = line.step(&input);
    schema::check_all(&records);
    played.inputs.push(input);
    played.steps.push(records);
}

/// What a store would tell the next day of what was kept, as a recording of its first version had it: without the list of
/// visits.
pub(crate) fn remembered(played: &Played) -> StartState {
    let mut start = StartState::default();
    for record in played.records() {
        match record {
            Record::Visitor { id, code, .. } => start.visitors.push(VisitorProfile {
                id: *id,
                code: code.clone(),
                visits: 0,
                last_visit: None,
            }),
            Record::Alias { from, into } => start.aliases.push((*from, *into)),
            Record::Template {
                signature, quality, ..
            } => start.templates.push(StoredTemplate {
                visitor: signature.visitor(),
                visit: None,
                signature: signature.signature().clone(),
                quality: *quality,
            }),
            Record::TemplateDropped { signature, .. } => {
                start.templates.retain(|kept| kept.signature != *signature);
            }
            Record::Event(event) => start.events.push(event.clone()),
            Record::Visit(visit) => {
                let who = start.visitors.iter_mut().find(|v| v.id == visit.visitor);
                if let (Some(who), Some(_)) = (who, visit.closed) {
                    who.visits += 1;
                    who.last_visit = Some(visit.last_seen.utc);
                }
            }
            Record::Ledger(_)
            | Record::Alert(_)
            | Record::Message(_)
            | Record::Delivery(_)
            | Record::HeadDue(_)
            | Record::DeliveriesWithdrawn { .. }
            | Record::Retention { .. }
            | Record::Shift { .. }
            | Record::Forget { .. }
            | Record::Consent { .. }
            | Record::ConsentEnded { .. }
            | Record::Unconsented { .. }
            | Record::ReturnCode(_)
            | Record::ReturnCodeGone(_)
            | Record::Impostors { .. }
            | Record::Correction(_)
            | Record::CorrectionAnswer { .. }
            | Record::Erased(_)
            | Record::Followed { .. }
            | Record::Audit(_) => {}
        }
    }
    start
}

/// The day before: Bruno looked at the car in the hall for a minute, Dana only at the sofas.
fn yesterday() -> Story {
    let bruno = Person::new(
        "Bruno",
        HALL,
        &[
            (3.0, 0.95, 0.75),
            (11.0, 0.3, 0.8),
            (70.0, 0.25, 0.85),
            (80.0, 0.97, 0.8),
        ],
    );
    let dana = Person::new(
        "Dana",
        HALL,
        &[
            (15.0, 0.97, 0.7),
            (21.0, 0.7, 0.7),
            (50.0, 0.75, 0.7),
            (56.0, 0.98, 0.7),
        ],
    );
    Story::of(World::new(
        "2026-03-02T14:00:00Z",
        1,
        130,
        vec![bruno, dana],
    ))
}

/// The people of the recorded day:
///
/// * Alma, new here, looks at the car by the window for four minutes, hidden by a pillar for two seconds of them.
///   Nobody comes until she is called out as unattended: Ewa claims her, Jan is refused, Ewa speaks to her.
/// * Bruno, here yesterday, returns to the car in the hall and becomes hot; nobody comes.
/// * Cleo crosses Bruno's way and passes by the car in the hall without stopping.
/// * Dario comes in by the window and goes on to the sofas in the hall.
/// * Elif has just come in when the day ends.
fn people() -> Vec<Person> {
    vec![
        Person::new(
            "Alma",
            WINDOW,
            &[
                (5.0, 0.05, 0.8),
                (12.0, 0.6, 0.8),
                (60.0, 0.7, 0.85),
                (120.0, 0.65, 0.8),
                (180.0, 0.75, 0.9),
                (246.0, 0.62, 0.82),
                (258.0, 0.03, 0.85),
            ],
        )
        .hidden(100.0..102.0),
        Person::new(
            "Bruno",
            HALL,
            &[
                (60.0, 0.95, 0.75),
                (70.0, 0.3, 0.8),
                (110.0, 0.2, 0.75),
                (150.0, 0.3, 0.78),
                (165.0, 0.9, 0.78),
                (168.0, 0.99, 0.78),
            ],
        ),
        Person::new("Cleo", HALL, &[(152.0, 0.98, 0.85), (160.0, 0.02, 0.85)]),
        Person::new("Dario", WINDOW, &[(225.0, 0.05, 0.7), (240.0, 0.4, 0.62)]).then(
            HALL,
            &[
                (246.0, 0.95, 0.8),
                (252.0, 0.75, 0.8),
                (285.0, 0.7, 0.8),
                (292.0, 0.98, 0.8),
            ],
        ),
        Person::new(
            "Elif",
            WINDOW,
            &[(322.0, 0.05, 0.8), (330.0, 0.5, 0.8), (360.0, 0.6, 0.8)],
        ),
    ]
}

fn today((id, bruno): (VisitorId, &VisitorCode)) -> Story {
    let mut world = World::new("2026-03-03T09:00:00Z", 2, 345, people());
    world.dark.push((HALL, 310.0..318.0));
    let mut story = Story::of(world);
    let tap = |user, action| Act::Tap {
        user,
        kind: AlertKind::Unattended,
        action,
    };
    let report = |visitor: &VisitorCode| Act::Report {
        id: "issue-7-click-3".to_owned(),
        visitor: visitor.clone(),
    };
    // Nothing is taken in of whom nobody has asked.
    story.act(120, report(bruno));
    story.act(125, Act::Link(id));
    story.act(130, report(bruno));
    // Senders repeat themselves, and know people we do not.
    story.act(131, report(bruno));
    story.act(132, report(&VisitorCode::from("V-00000".to_owned())));
    story.act(200, tap("ewa", Action::Claim));
    story.act(205, tap("jan", Action::Claim));
    story.act(215, tap("ewa", Action::Contacted));
    story.act(
        310,
        Act::Camera {
            camera: HALL,
            state: CameraState::Unreachable,
            detail: "no answer",
        },
    );
    story.act(
        318,
        Act::Camera {
            camera: HALL,
            state: CameraState::Ok,
            detail: "",
        },
    );
    story
}

/// The recorded day, and what was known at its beginning.
pub(crate) fn showroom(config: &Config) -> (Story, StartState) {
    let mut before = line(config, &StartState::default(), 1);
    let start = remembered(&yesterday().play(&mut before));
    let bruno = start
        .templates
        .first()
        .and_then(|t| Some((t.visitor, before.code(t.visitor)?)))
        .expect("Bruno came first, and his face was kept");
    (today(bruno), start)
}

/// Writes the recorded day as `showfloor record` would have.
pub(crate) fn record(config: &Config, file: &Path) {
    let (story, start) = showroom(config);
    let seed = story.world.seed;
    let played = story.play(&mut line(config, &start, seed));
    let header = Header::new(
        &config.site.id,
        seed,
        story.world.origin,
        Some(tag()),
        &config.sha256,
        start,
    );
    let mut recorder = Recorder::create(file, &header).expect("a new file");
    let inputs = played.inputs.into_iter().map(Entry::Input);
    for entry in inputs.chain([Entry::End(story.end())]) {
        recorder.write(&entry).expect("written");
    }
}

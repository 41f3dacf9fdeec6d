//! What an expression may name, by what its rule is about.

use std::collections::BTreeMap;

/// The kind of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Bool,
    Int,
    Double,
    Text,
}

impl Kind {
    /// As people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bool => "true or false",
            Self::Int => "whole number",
            Self::Double => "number",
            Self::Text => "text",
        }
    }

    pub(super) fn is_number(self) -> bool {
        matches!(self, Self::Int | Self::Double)
    }
}

/// What a rule is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum On {
    /// Something that happened on the floor, by the name of its kind.
    Floor(&'static str),
    /// Something that another system or a person reported, by its name.
    Report(String),
    /// Nothing was heard of the visitor for a while.
    Silence,
    /// What is known of them is as it is.
    Profile,
}

/// A value that an event carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::scoring) enum Field {
    AddedS,
    InferredS,
    TotalS,
    ForS,
    DurationS,
    VisitsBefore,
    DaysSince,
    SpokeBefore,
    Sign,
    Began,
    AfterEntryS,
    AfterInterestS,
    People,
    Children,
    Together,
    Sure,
    AloneBefore,
    Stage,
    Purpose,
    Client,
    Confidence,
}

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::scoring) enum Slot {
    Event(Field),
    /// What a report says.
    Data(String),
    ZoneId,
    ZoneKind,
    ZoneLabel,
    ProductId,
    ProductLabel,
    ProductCategory,
    VisitNumber,
    VisitMinutes,
    VisitPeople,
    VisitContacted,
    VisitStage,
    Profile(String),
    Score,
    /// The band that a lead has just come to; none: an empty text. Only triggers know it.
    Became,
}

impl Slot {
    /// Whether it may be without a value, so that `has()` makes sense.
    pub(super) fn may_be_missing(&self) -> bool {
        !matches!(
            self,
            Self::Score | Self::Became | Self::Event(Field::Confidence | Field::TotalS)
        )
    }
}

/// Every name that an expression may use.
#[derive(Clone, Debug, Default)]
pub(in crate::scoring) struct Names {
    /// By the path as it is written: `event.total_s`.
    pub(in crate::scoring) slots: BTreeMap<String, (Slot, Kind)>,
    /// Names of events, for `seen()` and its like.
    pub(in crate::scoring) events: Vec<String>,
}

/// The fields of reports and of the profile, as the rule file declares them.
pub(in crate::scoring) type Declared = BTreeMap<String, Kind>;

impl Names {
    /// The names for a rule, or for a trigger: `data` are the fields of the report that it is about.
    pub(in crate::scoring) fn new(
        on: &On,
        trigger: bool,
        data: Option<&Declared>,
        profile: &Declared,
        events: &[String],
    ) -> Self {
        let mut slots = BTreeMap::new();
        let mut add = |path: &str, slot, kind| {
            slots.insert(path.to_owned(), (slot, kind));
        };
        for (name, kind) in profile {
            add(
                &format!("profile.{name}"),
                Slot::Profile(name.clone()),
                *kind,
            );
        }
        if *on != On::Profile {
            add("score", Slot::Score, Kind::Double);
        }
        if trigger {
            add("became", Slot::Became, Kind::Text);
        }
        if let On::Floor(name) = on {
            for (field, slot, kind) in floor_fields(name) {
                add(&format!("event.{field}"), Slot::Event(*slot), *kind);
            }
            if has_place(name) {
                add("zone.id", Slot::ZoneId, Kind::Text);
                add("zone.kind", Slot::ZoneKind, Kind::Text);
                add("zone.label", Slot::ZoneLabel, Kind::Text);
                add("product.id", Slot::ProductId, Kind::Text);
                add("product.label", Slot::ProductLabel, Kind::Text);
                add("product.category", Slot::ProductCategory, Kind::Text);
            }
            add("visit.number", Slot::VisitNumber, Kind::Int);
            add("visit.minutes", Slot::VisitMinutes, Kind::Double);
            add("visit.people", Slot::VisitPeople, Kind::Int);
            add("visit.contacted", Slot::VisitContacted, Kind::Bool);
            add("visit.stage", Slot::VisitStage, Kind::Text);
            add(
                "event.confidence",
                Slot::Event(Field::Confidence),
                Kind::Double,
            );
        }
        if let On::Report(_) = on {
            add("event.client", Slot::Event(Field::Client), Kind::Text);
        }
        for (name, kind) in data.into_iter().flatten() {
            add(&format!("event.{name}"), Slot::Data(name.clone()), *kind);
        }
        Self {
            slots,
            events: events.to_vec(),
        }
    }
}

/// What happens on the floor that a rule may be about: the kinds of behaviour events that say something of a lead.
pub(in crate::scoring) const FLOOR: [&str; 15] = [
    "entered",
    "returned",
    "zone_entered",
    "dwelled",
    "zone_left",
    "unattended",
    "approachable",
    "waited",
    "impatient",
    "contacted",
    "contact_ended",
    "party",
    "stage_reached",
    "came_for",
    "left",
];

/// What people and systems report without a rule file saying so: what came of a lead.
pub const OUTCOMES: [&str; 4] = ["test_drive", "quote", "sold", "lost"];

pub(in crate::scoring) fn has_place(name: &str) -> bool {
    matches!(
        name,
        "entered"
            | "zone_entered"
            | "dwelled"
            | "zone_left"
            | "unattended"
            | "approachable"
            | "waited"
            | "impatient"
    )
}

fn floor_fields(name: &str) -> &'static [(&'static str, Field, Kind)] {
    use Kind::{Bool, Double, Int, Text};
    match name {
        "dwelled" => &[
            ("added_s", Field::AddedS, Double),
            ("inferred_s", Field::InferredS, Double),
            ("total_s", Field::TotalS, Double),
        ],
        "returned" => &[
            ("visits_before", Field::VisitsBefore, Int),
            ("days_since", Field::DaysSince, Int),
            ("spoke_before", Field::SpokeBefore, Bool),
        ],
        "unattended" | "approachable" | "waited" | "contact_ended" => {
            &[("for_s", Field::ForS, Double)]
        }
        "impatient" => &[("for_s", Field::ForS, Double), ("sign", Field::Sign, Text)],
        "contacted" => &[
            ("began", Field::Began, Text),
            ("after_entry_s", Field::AfterEntryS, Double),
            ("after_interest_s", Field::AfterInterestS, Double),
        ],
        "party" => &[
            ("people", Field::People, Int),
            ("children", Field::Children, Int),
            ("together", Field::Together, Bool),
            ("sure", Field::Sure, Double),
            ("alone_before", Field::AloneBefore, Int),
        ],
        "stage_reached" => &[("stage", Field::Stage, Text)],
        "came_for" => &[("purpose", Field::Purpose, Text)],
        "left" => &[("duration_s", Field::DurationS, Double)],
        _ => &[],
    }
}

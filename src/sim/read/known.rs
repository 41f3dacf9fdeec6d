//! What a scenario has, so that whatever names some of it can be held against it while it is read.

use toml::de::DeValue;

use super::values::spot;
use crate::{
    config::{
        parse::{Wrong, name, wrong},
        reader::Section,
    },
    sim::{floor::Spot, scenario::Target},
    types::nearest,
};

/// Names of cars, places and people, whatever else is wrong with them; and how far the floor reaches.
pub(super) struct Known {
    cars: Vec<String>,
    places: Vec<String>,
    people: Vec<String>,
    /// The corner opposite to [0, 0], where the floor's size could be read.
    far: Option<Spot>,
}

impl Known {
    pub(super) fn of(root: &Section<'_>, far: Option<Spot>) -> Self {
        let ids = |list| root.ids(list).into_iter().flatten().collect();
        Self {
            cars: ids("car"),
            places: ids("place"),
            people: ids("person"),
            far,
        }
    }

    pub(super) fn car(&self, value: &DeValue<'_>) -> Result<String, Wrong> {
        known(value, "car", &[("cars", &self.cars)])
    }

    pub(super) fn person(&self, value: &DeValue<'_>) -> Result<String, Wrong> {
        known(value, "person", &[("people", &self.people)])
    }

    /// Somebody else than `own`, of whom it is said.
    pub(super) fn other_person(
        &self,
        own: Option<&str>,
    ) -> impl Fn(&DeValue<'_>) -> Result<String, Wrong> {
        move |value| {
            let person = self.person(value)?;
            if Some(person.as_str()) == own {
                return wrong(
                    format!("{person:?} is this person"),
                    "name another one of the people",
                );
            }
            Ok(person)
        }
    }

    pub(super) fn car_or_place(&self, value: &DeValue<'_>) -> Result<String, Wrong> {
        let lists = [("cars", &self.cars), ("places", &self.places)];
        known(value, "car and no place", &lists)
    }

    pub(super) fn target(&self, value: &DeValue<'_>) -> Result<Target, Wrong> {
        if value.as_array().is_some() {
            return self.spot(value).map(Target::Spot);
        }
        self.car_or_place(value).map(Target::Named)
    }

    /// A spot of the floor.
    pub(super) fn spot(&self, value: &DeValue<'_>) -> Result<Spot, Wrong> {
        let spot = spot(value)?;
        match self.far {
            Some(far) if spot.x > far.x || spot.y > far.y => wrong(
                format!("[{}, {}] is outside of the floor", spot.x, spot.y),
                format!(
                    "the floor reaches from [0, 0] to [{}, {}]: floor.width_m, floor.depth_m",
                    far.x, far.y
                ),
            ),
            _ => Ok(spot),
        }
    }
}

/// A name that is in one of the lists.
fn known(value: &DeValue<'_>, kind: &str, lists: &[(&str, &Vec<String>)]) -> Result<String, Wrong> {
    let name = name(value)?;
    let mut all = lists.iter().flat_map(|(_, names)| names.iter());
    if all.any(|known| *known == name) {
        return Ok(name);
    }
    let all = lists.iter().flat_map(|(_, names)| names.iter());
    let meant = nearest(&name, all.map(String::as_str));
    let meant = meant.map_or_else(String::new, |known| format!("did you mean {known:?}? "));
    let there = lists.iter().map(|(list, names)| match &names[..] {
        [] => format!("{list}: none"),
        names => format!("{list}: {}", names.join(", ")),
    });
    let there: Vec<_> = there.collect();
    wrong(
        format!("{name:?} is no {kind}"),
        format!("{meant}{}", there.join("; ")),
    )
}

//! The few shapes of calculations and conditions that rule files commonly have: these are said as sentences, and their
//! numbers can be changed one by one. Everything else is shown as it is written.

/// Points that are calculated.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// So many for each minute in one place: `6.0 * event.added_s / 60.0`.
    AMinute(f64),
    /// More from a border on: `event.for_s >= 600.0 ? 15.0 : 8.0`.
    From {
        /// What is compared, and from how much on there is more.
        least: Least,
        more: f64,
        otherwise: f64,
    },
    /// Whatever there is, is taken away: `score > 0.0 ? -1.0 * score : 0.0`.
    TakenAway,
}

/// A value of an event that reaches a number: `event.for_s >= 60.0`.
#[derive(Clone, Debug, PartialEq)]
pub struct Least {
    /// Such as `event.for_s`.
    pub value: String,
    /// The number as it is written.
    text: String,
    pub number: f64,
}

/// So much for a minute: the number stands before.
const A_MINUTE: &str = "* event.added_s / 60.0";
/// All points so far, with the opposite sign.
const TAKEN_AWAY: &str = "score > 0.0 ? -1.0 * score : 0.0";

impl Shape {
    /// The shape of a calculation; `None` where it has another one.
    pub fn of(text: &str) -> Option<Self> {
        let text = text.trim();
        if text == TAKEN_AWAY {
            return Some(Self::TakenAway);
        }
        if let Some(number) = text.strip_suffix(A_MINUTE) {
            return number.trim().parse().ok().map(Self::AMinute);
        }
        let (condition, points) = text.split_once('?')?;
        let (more, otherwise) = points.split_once(':')?;
        Some(Self::From {
            least: Least::of(condition)?,
            more: more.trim().parse().ok()?,
            otherwise: otherwise.trim().parse().ok()?,
        })
    }

    /// The calculation as rule files write it.
    pub fn text(&self) -> String {
        match self {
            Self::AMinute(number) => format!("{number:?} {A_MINUTE}"),
            Self::From {
                least,
                more,
                otherwise,
            } => format!(
                "{} >= {} ? {more:?} : {otherwise:?}",
                least.value, least.text
            ),
            Self::TakenAway => TAKEN_AWAY.to_owned(),
        }
    }
}

impl Least {
    /// All conditions of an expression; `None` where one of them has another shape.
    pub fn all(expression: &str) -> Option<Vec<Self>> {
        expression.split("&&").map(Self::of).collect()
    }

    fn of(condition: &str) -> Option<Self> {
        let (value, text) = condition.split_once(">=")?;
        let (value, text) = (value.trim(), text.trim());
        let name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.');
        Some(Self {
            value: value.chars().all(name).then(|| value.to_owned())?,
            text: text.to_owned(),
            number: text.parse().ok()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_a_shape_is_written_again_as_it_was() {
        for text in [
            "6.0 * event.added_s / 60.0",
            "event.for_s >= 600.0 ? 15.0 : 8.0",
            "event.alone_before >= 2 ? 25.0 : 15.0",
            "score > 0.0 ? -1.0 * score : 0.0",
        ] {
            assert_eq!(Shape::of(text).expect(text).text(), text);
        }
        assert_eq!(
            Shape::of("6.0 * event.added_s / 60.0"),
            Some(Shape::AMinute(6.0))
        );
    }

    #[test]
    fn what_says_something_else_has_none() {
        for text in [
            "score * event.added_s / 60.0",
            "event.for_s > 600.0 ? 15.0 : 8.0",
            "event.for_s >= 600.0 ? 15.0 : score",
            "a + event.for_s >= 600.0 ? 15.0 : 8.0",
            "event.for_s >= 6.0 ? 1.0 : event.for_s >= 3.0 ? 2.0 : 3.0",
        ] {
            assert_eq!(Shape::of(text), None, "{text}");
        }
        let two = Least::all("event.alone_before >= 1 && event.sure >= 0.5").expect("two");
        assert_eq!(two.len(), 2);
        assert_eq!(Least::all("event.people >= 2 || event.sure >= 0.5"), None);
    }
}

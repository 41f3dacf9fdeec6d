//! A checked expression, and its value in a scope.

use std::cmp::Ordering;

use super::names::Slot;

/// A value of an expression.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::scoring) enum Value<'a> {
    Bool(bool),
    Int(i64),
    Double(f64),
    Text(&'a str),
}

/// A value that stands in the expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Literal {
    Bool(bool),
    Int(i64),
    Double(f64),
    Text(String),
}

impl Literal {
    fn value(&self) -> Value<'_> {
        match self {
            Self::Bool(b) => Value::Bool(*b),
            Self::Int(n) => Value::Int(*n),
            Self::Double(x) => Value::Double(*x),
            Self::Text(text) => Value::Text(text),
        }
    }
}

/// Where an expression finds its values. `None`: there is none, and whatever needs it has none either.
pub(in crate::scoring) trait Scope {
    fn value(&self, slot: &Slot) -> Option<Value<'_>>;
    /// How often an event of this name has come so far, the present one included.
    fn seen(&self, name: &str) -> i64;
    /// On how many of the last `days` calendar days, today included.
    fn days_seen(&self, name: &str, days: u32) -> i64;
    /// Hours since the last one; infinite where there was none.
    fn hours_since(&self, name: &str) -> f64;
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TextTest {
    Contains,
    StartsWith,
    EndsWith,
}

/// A node of a checked expression: the kinds of its operands are right.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    Literal(Literal),
    Slot(Slot),
    /// Whether the slot has a value.
    Has(Slot),
    Not(Box<Node>),
    And(Box<[Node; 2]>),
    Or(Box<[Node; 2]>),
    /// Condition, then, else.
    If(Box<[Node; 3]>),
    Negate(Box<Node>),
    Arithmetic(Arithmetic, Box<[Node; 2]>),
    Compare(Comparison, Box<[Node; 2]>),
    In(Box<Node>, Vec<Literal>),
    Text(TextTest, Box<[Node; 2]>),
    /// Characters of a text.
    Size(Box<Node>),
    ToDouble(Box<Node>),
    ToInt(Box<Node>),
    Seen(String),
    DaysSeen(String, u32),
    HoursSince(String),
}

impl Node {
    /// The value in a scope; `None` where a value is missing, or arithmetic fails (an overflow, a division by zero).
    pub(super) fn value<'a>(&'a self, scope: &'a impl Scope) -> Option<Value<'a>> {
        Some(match self {
            Self::Literal(literal) => literal.value(),
            Self::Slot(slot) => scope.value(slot)?,
            Self::Has(slot) => Value::Bool(scope.value(slot).is_some()),
            Self::Not(node) => Value::Bool(!node.truth(scope)?),
            Self::And(both) => Value::Bool(both_ways(both, scope, false)?),
            Self::Or(both) => Value::Bool(both_ways(both, scope, true)?),
            Self::If(parts) => {
                let [condition, then, otherwise] = &**parts;
                let chosen = if condition.truth(scope)? {
                    then
                } else {
                    otherwise
                };
                chosen.value(scope)?
            }
            Self::Negate(node) => match node.value(scope)? {
                Value::Int(n) => Value::Int(n.checked_neg()?),
                Value::Double(x) => Value::Double(-x),
                _ => return None,
            },
            Self::Arithmetic(how, both) => {
                arithmetic(*how, both[0].value(scope)?, both[1].value(scope)?)?
            }
            Self::Compare(how, both) => {
                Value::Bool(compare(*how, both[0].value(scope)?, both[1].value(scope)?))
            }
            Self::In(node, list) => {
                let value = node.value(scope)?;
                Value::Bool(
                    list.iter()
                        .any(|one| order(value, one.value()) == Some(Ordering::Equal)),
                )
            }
            Self::Text(test, both) => {
                let (Value::Text(text), Value::Text(part)) =
                    (both[0].value(scope)?, both[1].value(scope)?)
                else {
                    return None;
                };
                Value::Bool(match test {
                    TextTest::Contains => text.contains(part),
                    TextTest::StartsWith => text.starts_with(part),
                    TextTest::EndsWith => text.ends_with(part),
                })
            }
            Self::Size(node) => match node.value(scope)? {
                Value::Text(text) => Value::Int(text.chars().count() as i64),
                _ => return None,
            },
            Self::ToDouble(node) => match node.value(scope)? {
                Value::Int(n) => Value::Double(n as f64),
                double => double,
            },
            Self::ToInt(node) => match node.value(scope)? {
                // Beyond this, neighbouring whole numbers cannot be told apart, or there is no such int.
                Value::Double(x) if x.abs() < 9.2e18 => Value::Int(x.trunc() as i64),
                Value::Int(n) => Value::Int(n),
                _ => return None,
            },
            Self::Seen(name) => Value::Int(scope.seen(name)),
            Self::DaysSeen(name, days) => Value::Int(scope.days_seen(name, *days)),
            Self::HoursSince(name) => Value::Double(scope.hours_since(name)),
        })
    }

    pub(super) fn truth(&self, scope: &impl Scope) -> Option<bool> {
        match self.value(scope)? {
            Value::Bool(truth) => Some(truth),
            _ => None,
        }
    }
}

/// `&&` (`decides` false) and `||` (`decides` true): where one side decides, the other need not have a value (CEL's
/// definition, "Logical Operators").
fn both_ways(both: &[Node; 2], scope: &impl Scope, decides: bool) -> Option<bool> {
    let first = both[0].truth(scope);
    if first == Some(decides) {
        return first;
    }
    let second = both[1].truth(scope);
    if second == Some(decides) {
        return second;
    }
    first.and(second)
}

fn arithmetic<'a>(how: Arithmetic, a: Value<'_>, b: Value<'_>) -> Option<Value<'a>> {
    match (a, b) {
        (Value::Int(a), Value::Int(b)) => Some(Value::Int(match how {
            Arithmetic::Add => a.checked_add(b)?,
            Arithmetic::Subtract => a.checked_sub(b)?,
            Arithmetic::Multiply => a.checked_mul(b)?,
            Arithmetic::Divide => a.checked_div(b)?,
            Arithmetic::Remainder => a.checked_rem(b)?,
        })),
        (Value::Double(a), Value::Double(b)) => Some(Value::Double(match how {
            Arithmetic::Add => a + b,
            Arithmetic::Subtract => a - b,
            Arithmetic::Multiply => a * b,
            Arithmetic::Divide => a / b,
            Arithmetic::Remainder => return None,
        })),
        _ => None,
    }
}

fn compare(how: Comparison, a: Value<'_>, b: Value<'_>) -> bool {
    let order = order(a, b);
    match how {
        Comparison::Equal => order == Some(Ordering::Equal),
        Comparison::NotEqual => order != Some(Ordering::Equal),
        Comparison::Less => order == Some(Ordering::Less),
        Comparison::LessOrEqual => order.is_some_and(Ordering::is_le),
        Comparison::Greater => order == Some(Ordering::Greater),
        Comparison::GreaterOrEqual => order.is_some_and(Ordering::is_ge),
    }
}

/// Numbers of both kinds compare by their value, as CEL has it.
fn order(a: Value<'_>, b: Value<'_>) -> Option<Ordering> {
    match (a, b) {
        (Value::Bool(a), Value::Bool(b)) => Some(a.cmp(&b)),
        (Value::Int(a), Value::Int(b)) => Some(a.cmp(&b)),
        (Value::Double(a), Value::Double(b)) => a.partial_cmp(&b),
        (Value::Int(a), Value::Double(b)) => (a as f64).partial_cmp(&b),
        (Value::Double(a), Value::Int(b)) => a.partial_cmp(&(b as f64)),
        (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
        _ => None,
    }
}

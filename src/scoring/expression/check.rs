//! From text to a checked expression, or to what is wrong with it.

use cel::{
    IdedExpr,
    common::ast::{CallExpr, Expr, LiteralValue, SelectExpr, SourceInfo, operators},
    parser::Parser,
};

use super::{
    names::{Kind, Names, Slot},
    tree::{Arithmetic, Comparison, Literal, Node, Scope, TextTest, Value},
};
use crate::types::nearest;

/// Nesting beyond this is no rule that a person wrote; evaluation walks the tree by recursion.
const DEEPEST: u16 = 32;
/// Longest expression, in bytes.
const LONGEST: usize = 2000;

/// What is wrong with an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where in the expression, in characters from 1; `None` where it is wrong as a whole.
    pub column: Option<usize>,
    pub what: String,
    /// How to mend it.
    pub hint: String,
}

/// A checked expression.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::scoring) struct Checked {
    node: Node,
    /// Names of events that it asks about.
    pub(in crate::scoring) asked: Vec<String>,
}

impl Checked {
    /// Whether it holds; what cannot be said does not.
    pub(in crate::scoring) fn holds(&self, scope: &impl Scope) -> bool {
        self.node.truth(scope) == Some(true)
    }

    /// Its number; `None` where it has none, or none that is finite.
    pub(in crate::scoring) fn number(&self, scope: &impl Scope) -> Option<f64> {
        let number = match self.node.value(scope)? {
            Value::Int(n) => n as f64,
            Value::Double(x) => x,
            _ => return None,
        };
        number.is_finite().then_some(number)
    }
}

/// Parses and checks an expression that is to be of one of the kinds `wanted`.
///
/// # Errors
/// The first thing that is wrong with it.
pub(in crate::scoring) fn check(
    text: &str,
    names: &Names,
    wanted: &[Kind],
) -> Result<Checked, Fault> {
    if text.len() > LONGEST {
        return Err(fault(
            format!("is longer than {LONGEST} characters"),
            "split it into several rules",
        ));
    }
    let parsed = Parser::new()
        .max_recursion_depth(DEEPEST)
        .parse_with_source_info(text);
    let (expression, source) = parsed.map_err(|errors| syntax(&errors.errors))?;
    let mut checker = Checker {
        names,
        source: &source,
        asked: Vec::new(),
    };
    let (node, kind) = checker.node(&expression)?;
    if !wanted.contains(&kind) {
        let wants = wanted
            .first()
            .map_or("something else", |kind| (*kind).name());
        let hint = if wanted.contains(&Kind::Bool) {
            "compare it with something: score > 30.0"
        } else {
            "write a number, or a calculation with numbers"
        };
        return Err(fault(
            format!("gives a {}, and a {wants} is needed", kind.name()),
            hint,
        ));
    }
    Ok(Checked {
        node,
        asked: checker.asked,
    })
}

fn fault(what: impl Into<String>, hint: impl Into<String>) -> Fault {
    Fault {
        column: None,
        what: what.into(),
        hint: hint.into(),
    }
}

/// The first error of the parser, in fewer words than its own.
fn syntax(errors: &[cel::ParseError]) -> Fault {
    let first = errors.first();
    // Behind "expecting" stands everything that the grammar would allow there.
    let message = first.map_or_else(String::new, |error| {
        let line = error.msg.lines().next().unwrap_or_default();
        let line = line.split(" expecting").next().unwrap_or(line);
        let line = line.trim_start_matches("Syntax error: ");
        line.replace("'<EOF>'", "the end")
    });
    Fault {
        column: first
            .map(|error| error.pos.1)
            .filter(|column| *column > 0)
            .map(|column| column as usize),
        what: format!("cannot be read: {message}"),
        hint: "conditions are written like zone.kind == \"product\" && event.total_s > 60.0"
            .to_owned(),
    }
}

type Typed = (Node, Kind);

struct Checker<'a> {
    names: &'a Names,
    source: &'a SourceInfo,
    asked: Vec<String>,
}

impl Checker<'_> {
    fn fault(&self, at: &IdedExpr, what: impl Into<String>, hint: impl Into<String>) -> Fault {
        let column = self
            .source
            .offset_for(at.id)
            .map(|(start, _)| start as usize + 1);
        Fault {
            column,
            ..fault(what, hint)
        }
    }

    fn node(&mut self, at: &IdedExpr) -> Result<Typed, Fault> {
        match &at.expr {
            Expr::Literal(literal) => {
                let (literal, kind) = self.literal(at, literal)?;
                Ok((Node::Literal(literal), kind))
            }
            Expr::Ident(_) | Expr::Select(_) => self.name(at),
            Expr::Call(call) => self.call(at, call),
            Expr::Comprehension(_) => Err(self.fault(
                at,
                "walks through a list, which rules may not",
                "write one rule for each case, or compare with a list: x in [\"a\", \"b\"]",
            )),
            Expr::List(_) => Err(self.fault(
                at,
                "a list may only stand behind `in`",
                "write x in [\"a\", \"b\"]",
            )),
            Expr::Map(_) | Expr::Struct(_) | Expr::Unspecified => Err(self.fault(
                at,
                "is nothing that a rule can use",
                "see `showfloor check --help`, and config/scoring/ for rules that work",
            )),
        }
    }

    fn literal(&self, at: &IdedExpr, literal: &LiteralValue) -> Result<(Literal, Kind), Fault> {
        Ok(match literal {
            LiteralValue::Boolean(b) => (Literal::Bool(*b.inner()), Kind::Bool),
            LiteralValue::Int(n) => (Literal::Int(*n.inner()), Kind::Int),
            LiteralValue::Double(x) => (Literal::Double(*x.inner()), Kind::Double),
            LiteralValue::String(text) => (Literal::Text(text.inner().to_owned()), Kind::Text),
            LiteralValue::UInt(_) | LiteralValue::Bytes(_) | LiteralValue::Null => {
                return Err(self.fault(
                    at,
                    "is a literal of a kind that no value here has",
                    "use true, 3, 2.5 or \"text\"",
                ));
            }
        })
    }

    /// A name such as `event.total_s`.
    fn name(&self, at: &IdedExpr) -> Result<Typed, Fault> {
        let select = match &at.expr {
            Expr::Select(select) if select.test => Some(select),
            _ => None,
        };
        let (slot, kind) = match select {
            Some(select) => self.slot(at, &self.tested(at, select)?)?,
            None => self.slot(at, &path(at).ok_or_else(|| self.no_field(at))?)?,
        };
        Ok(match select {
            None => (Node::Slot(slot), kind),
            Some(_) if slot.may_be_missing() => (Node::Has(slot), Kind::Bool),
            Some(_) => (Node::Literal(Literal::Bool(true)), Kind::Bool),
        })
    }

    fn tested(&self, at: &IdedExpr, select: &SelectExpr) -> Result<String, Fault> {
        let operand = path(&select.operand).ok_or_else(|| self.no_field(at))?;
        Ok(format!("{operand}.{}", select.field))
    }

    fn no_field(&self, at: &IdedExpr) -> Fault {
        self.fault(
            at,
            "only what has a name has fields",
            "write event.…, visit.…, zone.…, product.… or profile.…",
        )
    }

    fn slot(&self, at: &IdedExpr, path: &str) -> Result<(Slot, Kind), Fault> {
        if let Some((slot, kind)) = self.names.slots.get(path) {
            return Ok((slot.clone(), *kind));
        }
        let known = || self.names.slots.keys().map(String::as_str);
        // Whoever writes event.total means event.total_s, not profile.total.
        let root = path.split_inclusive('.').next().unwrap_or(path);
        let beside: Vec<_> = known().filter(|name| name.starts_with(root)).collect();
        let hint = if let Some(near) =
            nearest(path, beside.iter().copied()).or_else(|| nearest(path, known()))
        {
            format!("did you mean {near}?")
        } else if beside.is_empty() {
            format!("known here: {}", known().collect::<Vec<_>>().join(", "))
        } else {
            format!("known here: {}", beside.join(", "))
        };
        Err(self.fault(at, format!("{path} is not known here"), hint))
    }

    fn call(&mut self, at: &IdedExpr, call: &CallExpr) -> Result<Typed, Fault> {
        if let Some(target) = &call.target {
            return self.text_test(at, call, target);
        }
        let name = call.func_name.as_str();
        match (name, call.args.as_slice()) {
            (operators::LOGICAL_NOT, [a]) => {
                Ok((Node::Not(Box::new(self.of(a, Kind::Bool)?)), Kind::Bool))
            }
            (operators::LOGICAL_AND, [a, b]) => {
                let both = [self.of(a, Kind::Bool)?, self.of(b, Kind::Bool)?];
                Ok((Node::And(Box::new(both)), Kind::Bool))
            }
            (operators::LOGICAL_OR, [a, b]) => {
                let both = [self.of(a, Kind::Bool)?, self.of(b, Kind::Bool)?];
                Ok((Node::Or(Box::new(both)), Kind::Bool))
            }
            (operators::CONDITIONAL, [condition, then, otherwise]) => {
                let condition = self.of(condition, Kind::Bool)?;
                let (then, kind) = self.node(then)?;
                let (otherwise, other) = self.node(otherwise)?;
                self.same(at, kind, other)?;
                Ok((Node::If(Box::new([condition, then, otherwise])), kind))
            }
            (operators::NEGATE, [a]) => {
                let (node, kind) = self.number(a)?;
                Ok((Node::Negate(Box::new(node)), kind))
            }
            (operators::IN, [a, list]) => self.among(a, list),
            ("size", [a]) => Ok((Node::Size(Box::new(self.of(a, Kind::Text)?)), Kind::Int)),
            ("double", [a]) => Ok((Node::ToDouble(Box::new(self.number(a)?.0)), Kind::Double)),
            ("int", [a]) => Ok((Node::ToInt(Box::new(self.number(a)?.0)), Kind::Int)),
            ("seen", [event]) => Ok((Node::Seen(self.event(event)?), Kind::Int)),
            ("hours_since", [event]) => Ok((Node::HoursSince(self.event(event)?), Kind::Double)),
            ("days_seen", [event, days]) => {
                let event = self.event(event)?;
                let Expr::Literal(LiteralValue::Int(n)) = &days.expr else {
                    return Err(self.fault(
                        days,
                        "is not a number of days",
                        "write days_seen(\"entered\", 7)",
                    ));
                };
                let Some(n) = u32::try_from(*n.inner())
                    .ok()
                    .filter(|n| (1..=366).contains(n))
                else {
                    return Err(self.fault(
                        days,
                        "is not a number of days from 1 to 366",
                        "write days_seen(\"entered\", 7)",
                    ));
                };
                Ok((Node::DaysSeen(event, n), Kind::Int))
            }
            (name, [a, b]) => {
                if let Some(how) = arithmetic(name) {
                    return self.calculate(at, how, a, b);
                }
                if let Some(how) = comparison(name) {
                    return self.compare(at, how, a, b);
                }
                Err(self.no_function(at, name))
            }
            (name, _) => Err(self.no_function(at, name)),
        }
    }

    fn no_function(&self, at: &IdedExpr, name: &str) -> Fault {
        const KNOWN: [&str; 7] = [
            "seen",
            "days_seen",
            "hours_since",
            "has",
            "size",
            "double",
            "int",
        ];
        let hint = nearest(name, KNOWN).map_or_else(
            || {
                format!(
                    "functions are {}, each with its own arguments",
                    KNOWN.join(", ")
                )
            },
            |near| format!("did you mean {near}(…)?"),
        );
        self.fault(
            at,
            format!("there is no function {name} with such arguments"),
            hint,
        )
    }

    fn of(&mut self, at: &IdedExpr, wanted: Kind) -> Result<Node, Fault> {
        let (node, kind) = self.node(at)?;
        if kind == wanted {
            return Ok(node);
        }
        let hint = match wanted {
            Kind::Bool => "compare it with something: score > 30.0",
            Kind::Text => "write it in quotes",
            Kind::Int | Kind::Double => "write a number",
        };
        Err(self.fault(
            at,
            format!("is a {}, and a {} is needed", kind.name(), wanted.name()),
            hint,
        ))
    }

    fn number(&mut self, at: &IdedExpr) -> Result<Typed, Fault> {
        let (node, kind) = self.node(at)?;
        if kind.is_number() {
            return Ok((node, kind));
        }
        Err(self.fault(
            at,
            format!("is a {}, and a number is needed", kind.name()),
            "calculate with numbers",
        ))
    }

    fn same(&self, at: &IdedExpr, a: Kind, b: Kind) -> Result<(), Fault> {
        if a == b {
            return Ok(());
        }
        let hint = if a.is_number() && b.is_number() {
            "CEL does not mix the two: write 10.0 instead of 10, or double(x)"
        } else {
            "both sides must be of one kind"
        };
        Err(self.fault(
            at,
            format!(
                "has a {} on one side and a {} on the other",
                a.name(),
                b.name()
            ),
            hint,
        ))
    }

    fn calculate(
        &mut self,
        at: &IdedExpr,
        how: Arithmetic,
        a: &IdedExpr,
        b: &IdedExpr,
    ) -> Result<Typed, Fault> {
        let ((a, kind), (b, other)) = (self.number(a)?, self.number(b)?);
        self.same(at, kind, other)?;
        if how == Arithmetic::Remainder && kind != Kind::Int {
            return Err(self.fault(
                at,
                "takes the remainder of numbers with fractions",
                "use int(x) % 10",
            ));
        }
        Ok((Node::Arithmetic(how, Box::new([a, b])), kind))
    }

    fn compare(
        &mut self,
        at: &IdedExpr,
        how: Comparison,
        a: &IdedExpr,
        b: &IdedExpr,
    ) -> Result<Typed, Fault> {
        let ((a, kind), (b, other)) = (self.node(a)?, self.node(b)?);
        if !(kind.is_number() && other.is_number()) {
            self.same(at, kind, other)?;
        }
        Ok((Node::Compare(how, Box::new([a, b])), Kind::Bool))
    }

    fn among(&mut self, a: &IdedExpr, list: &IdedExpr) -> Result<Typed, Fault> {
        let (node, kind) = self.node(a)?;
        let Expr::List(list_expr) = &list.expr else {
            return Err(self.fault(list, "is not a list", "write x in [\"a\", \"b\"]"));
        };
        let mut literals = Vec::new();
        for element in &list_expr.elements {
            let Expr::Literal(literal) = &element.expr else {
                return Err(self.fault(
                    element,
                    "only plain values may stand in a list",
                    "write x in [\"a\", \"b\"]",
                ));
            };
            let (literal, other) = self.literal(element, literal)?;
            if !(kind.is_number() && other.is_number()) {
                self.same(element, kind, other)?;
            }
            literals.push(literal);
        }
        Ok((Node::In(Box::new(node), literals), Kind::Bool))
    }

    fn text_test(
        &mut self,
        at: &IdedExpr,
        call: &CallExpr,
        target: &IdedExpr,
    ) -> Result<Typed, Fault> {
        let test = match call.func_name.as_str() {
            "contains" => TextTest::Contains,
            "startsWith" => TextTest::StartsWith,
            "endsWith" => TextTest::EndsWith,
            name => {
                let what = format!("there is no .{name}(…)");
                return Err(self.fault(
                    at,
                    what,
                    "texts know .contains(…), .startsWith(…) and .endsWith(…)",
                ));
            }
        };
        let [part] = call.args.as_slice() else {
            return Err(self.fault(at, "takes one text", "write x.contains(\"SUV\")"));
        };
        let both = [self.of(target, Kind::Text)?, self.of(part, Kind::Text)?];
        Ok((Node::Text(test, Box::new(both)), Kind::Bool))
    }

    /// The name of an event, as a literal.
    fn event(&mut self, at: &IdedExpr) -> Result<String, Fault> {
        let Expr::Literal(LiteralValue::String(name)) = &at.expr else {
            return Err(self.fault(at, "is not the name of an event", "write seen(\"sold\")"));
        };
        let name = name.inner();
        if !self.names.events.iter().any(|known| known == name) {
            let known = self.names.events.iter().map(String::as_str);
            let hint = nearest(name, known.clone()).map_or_else(
                || {
                    let all: Vec<_> = known.collect();
                    format!(
                        "one of {}; others are declared under [events.NAME]",
                        all.join(", ")
                    )
                },
                |near| format!("did you mean {near:?}?"),
            );
            return Err(self.fault(at, format!("no event is called {name:?}"), hint));
        }
        self.asked.push(name.to_owned());
        Ok(name.to_owned())
    }
}

/// `event.total_s` as it is written; `None` where it is more than names and dots.
fn path(at: &IdedExpr) -> Option<String> {
    match &at.expr {
        Expr::Ident(name) => Some(name.clone()),
        Expr::Select(select) if !select.test => {
            path(&select.operand).map(|operand| format!("{operand}.{}", select.field))
        }
        _ => None,
    }
}

fn arithmetic(name: &str) -> Option<Arithmetic> {
    Some(match name {
        operators::ADD => Arithmetic::Add,
        operators::SUBSTRACT => Arithmetic::Subtract,
        operators::MULTIPLY => Arithmetic::Multiply,
        operators::DIVIDE => Arithmetic::Divide,
        operators::MODULO => Arithmetic::Remainder,
        _ => return None,
    })
}

fn comparison(name: &str) -> Option<Comparison> {
    Some(match name {
        operators::EQUALS => Comparison::Equal,
        operators::NOT_EQUALS => Comparison::NotEqual,
        operators::LESS => Comparison::Less,
        operators::LESS_EQUALS => Comparison::LessOrEqual,
        operators::GREATER => Comparison::Greater,
        operators::GREATER_EQUALS => Comparison::GreaterOrEqual,
        _ => return None,
    })
}

//! What systems outside may report: nothing that contradicts the rule file.

use std::collections::BTreeMap;

use super::{
    expression::{FLOOR, Kind, OUTCOMES},
    rules::{PROFILE, Schema},
};
use crate::types::{External, Scalar};

impl Schema {
    /// Why a report of this name that says this is not taken; `None` where it is. What is not declared says nothing to
    /// any rule, and does no harm: only what contradicts the rule file is refused.
    pub fn refuses(&self, name: &str, data: &BTreeMap<String, Scalar>) -> Option<String> {
        if name == External::RETRACTED {
            let names_one = matches!(data.get("id"), Some(Scalar::Text(_)));
            return (!names_one)
                .then(|| "`data` must name the event that is taken back, by its `id`".to_owned());
        }
        if !Self::may_declare(name) && !OUTCOMES.contains(&name) && name != PROFILE {
            let what = if FLOOR.contains(&name) {
                "only cameras tell"
            } else {
                "nobody tells"
            };
            return Some(format!("{what} of an event called {name:?}"));
        }
        let declared = match name {
            PROFILE => &self.profile,
            _ => self.reports.get(name)?,
        };
        data.iter().find_map(|(field, value)| {
            let kind = *declared.get(field)?;
            let fits = match value {
                Scalar::Flag(_) => kind == Kind::Bool,
                Scalar::Number(n) => kind == Kind::Double || kind == Kind::Int && n.fract() == 0.0,
                Scalar::Text(_) => kind == Kind::Text,
            };
            (!fits).then(|| {
                let wanted = kind.name();
                format!("`{field}` of {name} is to be a {wanted}, as the rule file declares it")
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema() -> Schema {
        let fields = [
            ("pages", Kind::Double),
            ("times", Kind::Int),
            ("by", Kind::Text),
            ("sent", Kind::Bool),
        ];
        let fields: BTreeMap<_, _> = fields.map(|(name, kind)| (name.to_owned(), kind)).into();
        Schema {
            reports: [("list_opened".to_owned(), fields.clone())].into(),
            profile: fields,
        }
    }

    fn refused(name: &str, field: &str, value: Scalar) -> Option<String> {
        schema().refuses(name, &[(field.to_owned(), value)].into())
    }

    #[test]
    fn a_field_of_another_kind_is_refused_in_a_report_and_in_the_profile() {
        let (number, half) = (|| Scalar::Number(7.0), || Scalar::Number(0.5));
        let (text, flag) = (|| Scalar::Text("7".to_owned()), || Scalar::Flag(true));
        for name in ["list_opened", "profile"] {
            for (field, value) in [
                ("pages", number()),
                ("pages", half()),
                ("times", number()),
                ("by", text()),
                ("sent", flag()),
                ("undeclared", text()),
            ] {
                assert_eq!(refused(name, field, value), None, "{name}.{field}");
            }
            for (field, value) in [
                ("pages", text()),
                ("times", half()),
                ("by", number()),
                ("by", flag()),
                ("sent", text()),
            ] {
                let why = refused(name, field, value).expect("refused");
                assert!(why.contains(&format!("`{field}` of {name}")), "{why}");
                assert!(why.contains("is to be"), "{why}");
            }
        }
    }

    #[test]
    fn outcomes_and_what_no_rule_knows_may_say_anything_and_the_floor_is_the_cameras() {
        for name in ["sold", "lost", "quote", "test_drive", "brochure_ordered"] {
            assert_eq!(refused(name, "pages", Scalar::Flag(true)), None, "{name}");
        }
        for name in FLOOR {
            let why = schema().refuses(name, &BTreeMap::new()).expect("refused");
            assert!(why.contains("only cameras"), "{why}");
        }
        assert!(schema().refuses("silence", &BTreeMap::new()).is_some());
    }
}

//! What is given to one visitor names no other.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Known;
use crate::types::VisitorId;

/// What stands for the id of another person or visit; and for a code.
const NO_ID: &str = "00000000000000000000000000";
const NO_CODE: &str = "(another visitor)";

/// Ids and codes of everybody but one visitor.
#[derive(Clone, Debug, Default)]
pub(super) struct Others {
    ids: BTreeSet<String>,
    codes: BTreeSet<String>,
}

impl Others {
    /// All but this one, whatever they were called.
    pub(super) fn than(known: &Known, visitor: VisitorId) -> Self {
        let mut others = Self::default();
        for other in &known.start.visitors {
            if known.line.today(other.id) != visitor {
                others.ids.insert(other.id.to_string());
                others.codes.insert(other.code.to_string());
            }
        }
        for visit in &known.start.visits {
            if known.line.whose(Some(visit.id), visit.visitor) != visitor {
                others.ids.insert(visit.id.to_string());
            }
        }
        others
    }

    /// A text in which nobody else is named.
    pub(super) fn hide(&self, text: &str) -> String {
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let mut hidden = String::with_capacity(text.len());
        let mut rest = text;
        while !rest.is_empty() {
            let end = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
            let (word, behind) = rest.split_at(end);
            hidden.push_str(self.hidden(word));
            let next = behind.find(is_name).unwrap_or(behind.len());
            hidden.push_str(&behind[..next]);
            rest = &behind[next..];
        }
        hidden
    }

    fn hidden<'a>(&self, word: &'a str) -> &'a str {
        if self.codes.contains(word) {
            NO_CODE
        } else if self.ids.contains(word) {
            NO_ID
        } else {
            word
        }
    }

    /// All texts of a value, and the names of its fields.
    pub(super) fn hide_in(&self, value: &mut Value) {
        match value {
            Value::String(text) => *text = self.hide(text),
            Value::Array(items) => items.iter_mut().for_each(|item| self.hide_in(item)),
            Value::Object(fields) => fields.values_mut().for_each(|field| self.hide_in(field)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_else_is_named_is_named_no_more() {
        let others = Others {
            ids: ["01KRQWSM1".to_owned()].into(),
            codes: ["V-BRUN0".to_owned()].into(),
        };
        assert_eq!(
            others.hide("V-ANNA0 is V-BRUN0, of 01KRQWSM1."),
            "V-ANNA0 is (another visitor), of 00000000000000000000000000."
        );
        assert_eq!(others.hide("– V-BRUN00 –"), "– V-BRUN00 –");
        let mut value = serde_json::json!({"with": ["01KRQWSM1"], "n": 1});
        others.hide_in(&mut value);
        assert_eq!(value, serde_json::json!({"with": [NO_ID], "n": 1}));
    }
}

//! What was done just now, and the way back.

use maud::{Markup, html};
use serde::Deserialize;

use crate::web::{access::Signed, page};

/// In the path that a form leads on to.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Flash {
    /// The end of a sentence's name.
    #[serde(default)]
    done: String,
    /// The correction that can be taken back.
    #[serde(default)]
    undo: String,
}

/// What is said, and what takes it back.
const DONE: &str = "manager-done-";

/// The path with what was done.
pub(super) fn path(base: &str, done: &str, undo: Option<&str>) -> String {
    let undo = undo.map_or_else(String::new, |id| format!("&undo={id}"));
    format!("{base}?done={done}{undo}")
}

impl Flash {
    /// Says it. `back` is where an undo is sent to: the path of a form with a field `correction`.
    pub(super) fn show(&self, signed: &Signed, back: Option<&str>) -> Markup {
        let sentence = format!("{DONE}{}", self.done);
        // The path is what anybody may write: only our own sentences are said.
        let known = !self.done.is_empty() && signed.words.has(&sentence);
        html! {
            @if known {
                div.card.done.flash role="status" {
                    p { (signed.say(&sentence)) }
                    @if let (Some(back), false) = (back, self.undo.is_empty()) {
                        form method="post" action=(back) {
                            (page::csrf_field(signed))
                            input type="hidden" name="correction" value=(self.undo);
                            button type="submit" { (signed.say("manager-undo")) }
                        }
                    }
                }
            }
        }
    }
}

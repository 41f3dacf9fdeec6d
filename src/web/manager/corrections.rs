//! What can be corrected of a visitor, and what was: the part of their page that says who is who.

use maud::{Markup, html};

use super::{CorrectionView, CorrectionWhat, VisitorPage, VisitorVisit, visitor::path};
use crate::web::{
    access::Signed,
    desk::Desk,
    page::{self, format::moment, parts},
};

/// Where who is who is wrong.
pub(super) fn correct(desk: &Desk, signed: &Signed, visitor: &VisitorPage) -> Markup {
    let own = path(&visitor.code);
    html! {
        section.card {
            h2 { (signed.say("manager-correct")) }
            datalist #others { @for code in &visitor.others { option value=(code) {} } }
            details {
                summary { (signed.say("manager-merge")) }
                p.hint { (signed.say("manager-merge-about")) }
                form method="post" action={ (own) "/merge" } {
                    (page::csrf_field(signed))
                    (parts::field("merge-with", &signed.say("manager-other-code"), "", code_input("merge-with", "other")))
                    button type="submit" { (signed.say("manager-merge-do")) }
                }
            }
            @if !visitor.visits.is_empty() {
                details {
                    summary { (signed.say("manager-not-this")) }
                    p.hint { (signed.say("manager-not-this-about")) }
                    form method="post" action={ (own) "/not-this-person" } {
                        (page::csrf_field(signed))
                        (visit_choice(desk, signed, visitor, "not-visit"))
                        button type="submit" { (signed.say("manager-not-this-do")) }
                    }
                }
                details {
                    summary { (signed.say("manager-assign")) }
                    p.hint { (signed.say("manager-assign-about")) }
                    form method="post" action={ (own) "/assign" } {
                        (page::csrf_field(signed))
                        (visit_choice(desk, signed, visitor, "assign-visit"))
                        (parts::field("assign-to", &signed.say("manager-other-code"), "", code_input("assign-to", "other")))
                        button type="submit" { (signed.say("manager-assign-do")) }
                    }
                }
            }
            @if visitor.visits.len() > 1 {
                details {
                    summary { (signed.say("manager-split")) }
                    p.hint { (signed.say("manager-split-about")) }
                    form method="post" action={ (own) "/split" } {
                        (page::csrf_field(signed))
                        fieldset {
                            legend { (signed.say("manager-split-which")) }
                            @for visit in &visitor.visits {
                                label.box.wide { input type="checkbox" name="visit" value=(visit.row.visit); (when(desk, signed, visit)) }
                            }
                        }
                        button type="submit" { (signed.say("manager-split-do")) }
                    }
                }
            }
        }
    }
}

fn code_input(id: &str, name: &str) -> Markup {
    html! {
        input id=(id) name=(name) list="others" required placeholder="V-7K3QD" autocomplete="off" autocapitalize="characters" spellcheck="false";
    }
}

fn visit_choice(desk: &Desk, signed: &Signed, visitor: &VisitorPage, id: &str) -> Markup {
    parts::field(
        id,
        &signed.say("manager-which-visit"),
        "",
        html! {
            select id=(id) name="visit" {
                @for visit in &visitor.visits { option value=(visit.row.visit) { (when(desk, signed, visit)) } }
            }
        },
    )
}

/// When a visit was, by the clock of the site.
fn when(desk: &Desk, signed: &Signed, visit: &VisitorVisit) -> String {
    moment(signed.words, visit.row.opened, &desk.site.timezone)
}

pub(super) fn corrections(desk: &Desk, signed: &Signed, visitor: &VisitorPage) -> Markup {
    html! {
        @if !visitor.corrections.is_empty() {
            section.card {
                h2 { (signed.say("manager-corrections")) }
                ul.plain { @for correction in &visitor.corrections { li.row.between {
                    span {
                        (correction_words(desk, signed, correction)) br;
                        span.quiet { (moment(signed.words, correction.at, &desk.site.timezone)) ", " (correction.by) }
                    }
                    @if correction.stands {
                        form method="post" action={ (path(&visitor.code)) "/undo" } {
                            (page::csrf_field(signed))
                            input type="hidden" name="correction" value=(correction.id);
                            button.slim type="submit" { (signed.say("manager-undo")) }
                        }
                    } @else if correction.what != CorrectionWhat::Undo {
                        span.quiet { (signed.say("manager-undone")) }
                    }
                } } }
            }
        }
    }
}

fn correction_words(desk: &Desk, signed: &Signed, correction: &CorrectionView) -> String {
    let words = signed.words;
    let date = |at: Option<jiff::Timestamp>| match at {
        Some(at) => moment(words, at, &desk.site.timezone),
        None => signed.say("manager-a-visit"),
    };
    match &correction.what {
        CorrectionWhat::Merge { from, into } => {
            let values = [
                ("from", from.as_str().into()),
                ("into", into.as_str().into()),
            ];
            words.say("manager-was-merge", &values)
        }
        CorrectionWhat::Split { of, visits } => {
            let values = [("code", of.as_str().into()), ("n", (*visits as f64).into())];
            words.say("manager-was-split", &values)
        }
        CorrectionWhat::NotThisPerson { opened } => {
            words.say("manager-was-not-this", &[("visit", date(*opened).into())])
        }
        CorrectionWhat::Assign { opened, to } => {
            let values = [
                ("visit", date(*opened).into()),
                ("code", to.as_str().into()),
            ];
            words.say("manager-was-assign", &values)
        }
        CorrectionWhat::Undo => signed.say("manager-was-undo"),
    }
}

//! Visitors, visits and corrections by what people call them.

use super::Known;
use crate::types::{CorrectionId, VisitId, VisitorId};

impl Known {
    /// The visitor of a code or an id.
    ///
    /// # Errors
    /// Nobody has it; the text names the codes that are most like it.
    pub fn find_visitor(&self, text: &str) -> Result<VisitorId, String> {
        let wanted = text.trim().to_ascii_uppercase();
        // As people say and write it, too: 7k3qd, V7K3QD.
        let bare = wanted.strip_prefix('V').unwrap_or(&wanted);
        let ways = [wanted.clone(), format!("V-{wanted}"), format!("V-{bare}")];
        let named = |way: &String| {
            let mut known = self.start.visitors.iter();
            known.find(|v| v.code.as_str() == way || v.id.to_string() == *way)
        };
        if let Some(found) = ways.iter().find_map(named) {
            return Ok(self.line.today(found.id));
        }
        if let Ok(visit) = self.visit_of(text) {
            let of = self.start.visits.iter().find(|v| v.id == visit);
            let whose = of.map(|v| self.code(self.line.whose(Some(v.id), v.visitor)));
            return Err(format!(
                "{text} is a visit, and this is about a visitor\nhint: the visit is one of {}",
                whose.unwrap_or_default()
            ));
        }
        let alike = |code: &str| strsim::jaro_winkler(code, &wanted);
        let today = self
            .start
            .visitors
            .iter()
            .filter(|v| self.line.today(v.id) == v.id);
        let mut codes: Vec<_> = today.map(|v| v.code.as_str()).collect();
        codes.sort_by(|a, b| alike(b).total_cmp(&alike(a)));
        codes.truncate(3);
        let hint = match codes[..] {
            [] => "the store knows no visitor yet".to_owned(),
            _ => format!(
                "codes most like it: {}; `showfloor visitors list` shows all",
                codes.join(", ")
            ),
        };
        Err(format!("nobody is called {text}\nhint: {hint}"))
    }

    /// The visit whose id begins so.
    ///
    /// # Errors
    /// No visit's does, or those of several do.
    pub fn find_visit(&self, text: &str) -> Result<VisitId, String> {
        if self.find_visitor(text).is_ok() {
            return Err(format!(
                "{text} is a visitor, and this is about one visit\nhint: `showfloor visitors show {text}` lists their visits with the ids"
            ));
        }
        self.visit_of(text)
    }

    fn visit_of(&self, text: &str) -> Result<VisitId, String> {
        let visits = self.start.visits.iter().map(|visit| visit.id);
        let hint = "`showfloor visitors show CODE` lists a visitor's visits";
        one_of("visit", visits, text, hint)
    }

    /// The correction whose id begins so.
    ///
    /// # Errors
    /// No correction's does, or those of several do.
    pub fn find_correction(&self, text: &str) -> Result<CorrectionId, String> {
        let corrections = self.start.corrections.iter().map(|c| c.correction.id);
        let hint = "`showfloor audit list` says of each correction how it is undone";
        one_of("correction", corrections, text, hint)
    }
}

/// The id that begins so, of those there are.
fn one_of<T: ToString>(
    what: &str,
    all: impl Iterator<Item = T>,
    text: &str,
    hint: &str,
) -> Result<T, String> {
    let wanted = text.trim().to_ascii_uppercase();
    let mut found: Vec<T> = all
        .filter(|id| id.to_string().starts_with(&wanted))
        .collect();
    match (found.len(), found.pop()) {
        _ if wanted.is_empty() => Err(format!("no {what} is named\nhint: {hint}")),
        (1, Some(id)) => Ok(id),
        (0, _) | (_, None) => Err(format!(
            "no {what} has an id that begins with {text}\nhint: {hint}"
        )),
        (n, Some(_)) => Err(format!(
            "the ids of {n} {what}s begin with {text}\nhint: type more letters of it; {hint}"
        )),
    }
}

//! Codes by which visitors are known again without their face.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::Line;
use crate::types::{
    AuditEntry, CodeDigest, Correction, CorrectionAnswer, CorrectionKind, Record, ReturnCode,
    Stamp, VisitId, VisitorId,
};

impl Line {
    /// A visitor takes a code home.
    pub(super) fn return_code(
        &mut self,
        visitor: VisitorId,
        digest: &CodeDigest,
        now: &Stamp,
        out: &mut Vec<Record>,
    ) -> Result<String, String> {
        let visitor = self.known(visitor)?;
        let gone = self.return_codes.revoke(visitor, &self.directory);
        out.extend(gone.into_iter().map(Record::ReturnCodeGone));
        let expires = now.utc.checked_add(self.settings.return_code_for);
        let code = ReturnCode {
            digest: digest.clone(),
            visitor,
            made: now.utc,
            expires: expires.unwrap_or(Timestamp::MAX),
        };
        self.return_codes.note(code.clone());
        out.push(Record::ReturnCode(code));
        Ok("a code to return by was made".to_owned())
    }

    /// Somebody who is here shows the code of an earlier visit: what was known before of both is one visitor's, as if a
    /// colleague had said so. Gives the open visits whose state it changed.
    pub(super) fn returned(
        &mut self,
        asked: &Correction,
        (code, is): (&CodeDigest, VisitorId),
        now: &Stamp,
        out: &mut Vec<Record>,
    ) -> BTreeSet<VisitId> {
        let earlier = self.return_codes.visitor(code, self.calendar.now());
        if let Some(into) = earlier.filter(|_| !self.corrections.knows(asked.id)) {
            let merge = Correction {
                kind: CorrectionKind::Merge {
                    from: is,
                    into: self.directory.resolve(into),
                    force: false,
                },
                ..asked.clone()
            };
            return self.correct(&merge, now, out);
        }
        let (done, text) = if self.corrections.knows(asked.id) {
            (true, "this was done before")
        } else {
            out.push(Record::Audit(AuditEntry {
                at: now.utc,
                who: asked.by.clone(),
                what: super::correct::what(&asked.kind).to_owned(),
                detail: format!("refused: nobody has this code; request {}", asked.id),
            }));
            (
                false,
                "nobody has this code, or its time is up\nhint: look at it again; where they know their visitor's code: showfloor visitors merge NOW EARLIER",
            )
        };
        out.push(Record::CorrectionAnswer {
            id: asked.id,
            answer: CorrectionAnswer {
                done,
                text: text.to_owned(),
            },
        });
        BTreeSet::new()
    }
}

//! Consents of visitors and their codes, as a tablet records them.

use super::bench::{Bench, trouble};
use crate::{
    app::{self, Known, draw_hand_code},
    identity::CorrectionRefusal as Refusal,
    types::{
        AccountName, ConsentForm, CorrectionKind, HandCode, Recognition, VisitorCode, Withdrawal,
    },
    web::{Asked, ConsentDesk, Offer, Paper, Receipt, Trouble, WhyNot},
    words::Language,
};

impl Bench {
    /// Has it done by the line, and asks the store what came of it.
    fn ask_line(&self, kind: CorrectionKind, by: &str) -> Result<Asked<String>, Trouble> {
        let (request, answer) = app::correct(self.started_with(), by, kind).map_err(trouble)?;
        self.books.forget();
        self.cards.forget();
        Ok(match answer {
            Some(answer) if answer.done => Asked::Done(answer.text),
            Some(answer) => Asked::Refused(WhyNot::Other(answer.text)),
            None => Asked::Waits(request),
        })
    }

    fn everybody(&self) -> Result<Known, Trouble> {
        Known::open(self.started_with()).map_err(trouble)
    }
}

impl ConsentDesk for Bench {
    fn offer(&self) -> Option<Offer> {
        let config = self.house.config();
        let (privacy, site) = (&config.privacy, &config.site);
        if self.started_with().privacy.recognition != Recognition::OptIn {
            return None;
        }
        let text = |code: &str| {
            let text = privacy
                .consent
                .text(code, &site.name, privacy.consent_days)?;
            Some((Language::known(code)?, text))
        };
        Some(Offer {
            version: privacy.consent.version.clone(),
            texts: privacy.consent.languages().filter_map(text).collect(),
        })
    }

    fn agree(
        &self,
        visitor: &str,
        language: Language,
        text_sha256: &str,
        by: &AccountName,
    ) -> Result<Asked<Receipt>, Trouble> {
        let Some(offer) = self.offer() else {
            return Ok(Asked::Refused(WhyNot::NotAsked));
        };
        let text = offer.text(language);
        let text = text.filter(|(_, text)| crate::types::text_sha256(text) == text_sha256);
        let Some((language, text)) = text else {
            return Ok(Asked::Refused(WhyNot::OtherText));
        };
        let known = self.everybody()?;
        let Ok(visitor) = known.find_visitor(visitor) else {
            return Ok(Asked::Refused(WhyNot::NoSuchCode));
        };
        if !known.line().is_here(visitor) {
            return Ok(Asked::Refused(WhyNot::NotHere));
        }
        let code = draw_hand_code();
        let form = Box::new(ConsentForm {
            text: text.to_owned(),
            version: offer.version.clone(),
            language: language.code().to_owned(),
            place: "page".to_owned(),
            code: code.digest(),
        });
        match self.ask_line(CorrectionKind::Consent { visitor, form }, by.as_str())? {
            Asked::Done(_) => {}
            Asked::Refused(why) => return Ok(Asked::Refused(why)),
            Asked::Waits(request) => return Ok(Asked::Waits(request)),
        }
        let kept = self.reader()?.consent_of(&code.digest()).map_err(trouble)?;
        let Some(consent) = kept else {
            return Err(trouble("the store does not have the consent"));
        };
        Ok(Asked::Done(Receipt {
            paper: Paper {
                code: code.grouped(),
                expires: consent.expires,
            },
            id: consent.id.to_string(),
            sha256: consent.receipt(&self.started_with().site.id).sha256(),
        }))
    }

    fn withdraw(&self, code: &str, by: &str) -> Result<Asked<()>, Trouble> {
        let known = self.everybody()?;
        let there_is = |whose: &Withdrawal| match whose {
            Withdrawal::Receipt(code) => known.line().has_receipt(code),
            Withdrawal::Visitor(_) => true,
        };
        let Some(whose) = known.withdrawal(code).ok().filter(there_is) else {
            return Ok(Asked::Refused(WhyNot::NoSuchCode));
        };
        Ok(match self.ask_line(CorrectionKind::Withdraw(whose), by)? {
            Asked::Done(_) => Asked::Done(()),
            Asked::Refused(why) => Asked::Refused(why),
            Asked::Waits(request) => Asked::Waits(request),
        })
    }

    fn return_code(&self, visitor: &str, by: &AccountName) -> Result<Asked<Paper>, Trouble> {
        let Ok(visitor) = self.everybody()?.find_visitor(visitor) else {
            return Ok(Asked::Refused(WhyNot::NoSuchCode));
        };
        let drawn = draw_hand_code();
        let code = drawn.digest();
        match self.ask_line(CorrectionKind::ReturnCode { visitor, code }, by.as_str())? {
            Asked::Done(_) => {}
            Asked::Refused(why) => return Ok(Asked::Refused(why)),
            Asked::Waits(request) => return Ok(Asked::Waits(request)),
        }
        let until = self.everybody()?.return_code_until(visitor);
        let Some(expires) = until else {
            return Err(trouble("the store does not have the code"));
        };
        Ok(Asked::Done(Paper {
            code: drawn.grouped(),
            expires,
        }))
    }

    fn returned(
        &self,
        code: &str,
        visitor: &str,
        by: &AccountName,
    ) -> Result<Asked<VisitorCode>, Trouble> {
        let known = self.everybody()?;
        let nobody = Ok(Asked::Refused(WhyNot::NoSuchCode));
        let Ok(code) = code.parse::<HandCode>().map(|code| code.digest()) else {
            return nobody;
        };
        let earlier = known.line().returns_by(&code, self.books.now());
        let (Some(into), Ok(is)) = (earlier, known.find_visitor(visitor)) else {
            return nobody;
        };
        let merge = CorrectionKind::Merge {
            from: is,
            into,
            force: false,
        };
        match known.line().refuses(&merge) {
            Some(Refusal::Apart(..)) => return Ok(Asked::Refused(WhyNot::Apart)),
            Some(Refusal::AlreadyOne(_)) => return Ok(Asked::Refused(WhyNot::AlreadyOne)),
            _ => {}
        }
        let code_of = |known: &Known| known.line().code(known.line().today(is)).cloned();
        Ok(
            match self.ask_line(CorrectionKind::Returned { code, is }, by.as_str())? {
                Asked::Done(_) => match code_of(&self.everybody()?) {
                    Some(code) => Asked::Done(code),
                    None => return Err(trouble("the store does not have the visitor")),
                },
                Asked::Refused(why) => Asked::Refused(why),
                Asked::Waits(request) => Asked::Waits(request),
            },
        )
    }
}

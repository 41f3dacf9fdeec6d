//! What is told of a linked visitor, as JSON. Pure.

use jiff::Timestamp;
use serde::Serialize;

use super::{
    adf,
    settings::{Format, On, Webhook},
};
use crate::types::{Band, Delivery, Product, RuleId, Texts, VisitorCode};

/// Version of the message format.
const VERSION: u32 = 1;

/// A reason of the score: what is left of a rule's points.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reason {
    pub rule: RuleId,
    pub points: f64,
    pub text: Texts,
}

/// What is known of a linked visitor at a moment, and why it is told.
#[derive(Clone, Debug)]
pub struct News {
    /// Of the message: the same to every webhook, and at every attempt.
    pub id: String,
    pub at: Timestamp,
    /// `site.id`, and the site's name for people.
    pub site: String,
    pub site_name: String,
    /// The site's main language.
    pub language: String,
    pub visitor: VisitorCode,
    pub client: String,
    pub contact: String,
    pub score: f64,
    pub band: Band,
    pub cell: Option<String>,
    /// What they looked at, the longest first.
    pub looked_at: Vec<Product>,
    /// The most important reasons first.
    pub why: Vec<Reason>,
    pub what: What,
}

/// Why something is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// The band is another one.
    Band { before: Band },
    /// A rule's trigger wants a series of messages to begin, or to end.
    Series {
        start: bool,
        name: String,
        trigger: RuleId,
    },
    /// Somebody asked for it.
    Demand { by: String },
}

impl What {
    /// What a webhook must listen to, to be told.
    pub fn on(&self) -> On {
        match self {
            Self::Band { .. } => On::Band,
            Self::Series { .. } => On::Series,
            Self::Demand { .. } => On::Demand,
        }
    }

    fn event(&self) -> &'static str {
        match self {
            Self::Band { .. } => "band_changed",
            Self::Series { start: true, .. } => "series_start",
            Self::Series { .. } => "series_stop",
            Self::Demand { .. } => "requested",
        }
    }
}

/// The delivery by which a webhook tells it.
pub fn delivery(webhook: &Webhook, news: &News) -> Delivery {
    let (content_type, body) = match webhook.format {
        Format::Json => ("application/json", json(news)),
        Format::Adf => ("application/xml", adf::lead(news)),
    };
    Delivery {
        webhook: webhook.id.clone(),
        id: news.id.clone(),
        client: news.client.clone(),
        contact: news.contact.clone(),
        content_type: content_type.to_owned(),
        body,
    }
}

fn json(news: &News) -> String {
    #[derive(Serialize)]
    struct Car<'a> {
        id: &'a str,
        label: &'a str,
        category: &'a str,
        stock_number: &'a str,
    }
    #[derive(Serialize)]
    struct Body<'a> {
        v: u32,
        event: &'static str,
        id: &'a str,
        at: Timestamp,
        site: &'a str,
        visitor: &'a VisitorCode,
        client: &'a str,
        contact: &'a str,
        score: f64,
        band: Band,
        #[serde(skip_serializing_if = "Option::is_none")]
        band_before: Option<Band>,
        #[serde(skip_serializing_if = "Option::is_none")]
        series: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        trigger: Option<&'a RuleId>,
        #[serde(skip_serializing_if = "Option::is_none")]
        by: Option<&'a str>,
        cell: Option<&'a str>,
        looked_at: Vec<Car<'a>>,
        why: &'a [Reason],
    }
    let (mut band_before, mut series, mut trigger, mut by) = (None, None, None, None);
    match &news.what {
        What::Band { before } => band_before = Some(*before),
        What::Series {
            name, trigger: of, ..
        } => (series, trigger) = (Some(name.as_str()), Some(of)),
        What::Demand { by: who } => by = Some(who.as_str()),
    }
    let cars = news.looked_at.iter().map(|product| Car {
        id: product.id.as_str(),
        label: &product.label,
        category: &product.category,
        stock_number: &product.stock_number,
    });
    let body = Body {
        v: VERSION,
        event: news.what.event(),
        id: &news.id,
        at: news.at,
        site: &news.site,
        visitor: &news.visitor,
        client: &news.client,
        contact: &news.contact,
        score: news.score,
        band: news.band,
        band_before,
        series,
        trigger,
        by,
        cell: news.cell.as_deref(),
        looked_at: cars.collect(),
        why: &news.why,
    };
    serde_json::to_string(&body).expect("messages hold no map whose keys are not strings")
}

#[cfg(test)]
pub(super) mod tests {
    use serde_json::{Value, json};

    use super::*;

    pub(in crate::publish::webhook) fn news(what: What) -> News {
        let text = |text: &str| text.to_owned();
        News {
            id: text("msg_1"),
            at: "2026-05-12T10:00:00Z".parse().unwrap(),
            site: text("north"),
            site_name: text("Example Motors North"),
            language: text("en"),
            visitor: "V-7K3QD".to_owned().into(),
            client: text("crm"),
            contact: text("4711"),
            score: 41.2,
            band: Band::Hot,
            cell: Some(text("A1")),
            looked_at: vec![Product {
                id: "kona".into(),
                label: text("Kona Electric"),
                category: text("SUV"),
                stock_number: text("K-1042"),
                zone: None,
            }],
            why: vec![Reason {
                rule: "dwell".into(),
                points: 12.5,
                text: Texts {
                    en: text("time at a car"),
                    fr: text("temps près d'une voiture"),
                    pl: text("czas przy aucie"),
                    de: text("Zeit an einem Auto"),
                },
            }],
            what,
        }
    }

    fn read(what: What) -> Value {
        serde_json::from_str(&json(&news(what))).unwrap()
    }

    #[test]
    fn a_changed_band_is_told_with_its_reasons_in_all_languages() {
        let told = read(What::Band { before: Band::Warm });
        let expected = json!({
            "v": 1, "event": "band_changed", "id": "msg_1", "at": "2026-05-12T10:00:00Z", "site": "north",
            "visitor": "V-7K3QD", "client": "crm", "contact": "4711", "score": 41.2, "band": "hot",
            "band_before": "warm", "cell": "A1",
            "looked_at": [{"id": "kona", "label": "Kona Electric", "category": "SUV", "stock_number": "K-1042"}],
            "why": [{"rule": "dwell", "points": 12.5, "text": {
                "en": "time at a car", "fr": "temps près d'une voiture", "pl": "czas przy aucie",
                "de": "Zeit an einem Auto"}}],
        });
        assert_eq!(told, expected);
    }

    /// What stands in the documentation between a line that begins so and the end of the block.
    fn documented(begin: &str) -> &'static str {
        let text = include_str!("../../../docs/webhooks.md");
        let (_, rest) = text.split_once(begin).unwrap();
        rest.split_once("```").unwrap().0.trim_start()
    }

    #[test]
    fn the_documentation_shows_what_is_sent() {
        let news = news(What::Band { before: Band::Warm });
        let shown: Value = serde_json::from_str(documented("```json band_changed")).unwrap();
        let sent: Value = serde_json::from_str(&json(&news)).unwrap();
        assert_eq!(shown, sent);
        assert_eq!(documented("```xml"), adf::lead(&news));
    }

    #[test]
    fn series_and_requests_say_what_they_are() {
        let series = |start| What::Series {
            start,
            name: "nurture".into(),
            trigger: "cooled".into(),
        };
        let (start, stop) = (read(series(true)), read(series(false)));
        assert_eq!(
            (&start["event"], &stop["event"]),
            (&json!("series_start"), &json!("series_stop"))
        );
        assert_eq!(
            (&start["series"], &start["trigger"]),
            (&json!("nurture"), &json!("cooled"))
        );
        assert_eq!(start.get("band_before"), None);
        let asked = read(What::Demand { by: "ewa".into() });
        assert_eq!(
            (&asked["event"], &asked["by"]),
            (&json!("requested"), &json!("ewa"))
        );
    }
}

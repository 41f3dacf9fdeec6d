//! A lead in the Auto-lead Data Format, ADF 1.0. Pure.
//!
//! The smallest that its DTD allows. What it demands and nobody knows (make and year of a car, a way to reach the
//! customer, whom the CRM knows by the id) is there and empty; no name is made up.

use std::fmt::Write;

use super::message::News;
use crate::types::{Band, Product, Texts};

/// The document of one lead.
pub(super) fn lead(news: &News) -> String {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<?adf version=\"1.0\"?>\n<adf>\n<prospect status=\"new\">\n",
    );
    let at = news.at.strftime("%Y-%m-%dT%H:%M:%S+00:00");
    let _ = writeln!(
        xml,
        "<id sequence=\"1\" source=\"showfloor\">{}</id>\n<requestdate>{at}</requestdate>",
        escaped(&news.id)
    );
    if news.looked_at.is_empty() {
        // At least one vehicle is demanded.
        vehicle(None, &mut xml);
    }
    for product in &news.looked_at {
        vehicle(Some(product), &mut xml);
    }
    let contact = escaped(&news.contact);
    let _ = writeln!(
        xml,
        "<customer>\n<contact><name part=\"full\">{contact}</name><email></email></contact>\n\
         <id sequence=\"1\" source=\"{}\">{contact}</id>\n<comments>{}</comments>\n</customer>",
        escaped(&news.client),
        escaped(&comments(news))
    );
    let vendor = escaped(&news.site_name);
    let _ = writeln!(
        xml,
        "<vendor>\n<id sequence=\"1\" source=\"showfloor\">{}</id>\n<vendorname>{vendor}</vendorname>\n\
         <contact><name part=\"full\" type=\"business\">{vendor}</name><email></email></contact>\n</vendor>",
        escaped(&news.site)
    );
    xml.push_str("<provider><name part=\"full\" type=\"business\">showfloor</name></provider>\n</prospect>\n</adf>\n");
    xml
}

fn vehicle(product: Option<&Product>, xml: &mut String) {
    let (model, stock) = product.map_or(("", ""), |p| (p.label.as_str(), p.stock_number.as_str()));
    let _ = write!(
        xml,
        "<vehicle interest=\"buy\"><year></year><make></make><model>{}</model>",
        escaped(model)
    );
    if !stock.is_empty() {
        let _ = write!(xml, "<stock>{}</stock>", escaped(stock));
    }
    xml.push_str("</vehicle>\n");
}

/// Score and reasons, in the site's language.
fn comments(news: &News) -> String {
    let points = match news.language.as_str() {
        "fr" | "de" | "pl" => format!("{:.1}", news.score).replace('.', ","),
        _ => format!("{:.1}", news.score),
    };
    let reasons = news.why.iter().map(|reason| said(&reason.text, news));
    let about = [
        format!("{} {points}", band(news)),
        news.cell.clone().unwrap_or_default(),
        news.visitor.to_string(),
    ];
    let parts = about.into_iter().chain(reasons);
    parts
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" · ")
}

fn said(texts: &Texts, news: &News) -> String {
    match news.language.as_str() {
        "fr" => &texts.fr,
        "pl" => &texts.pl,
        "de" => &texts.de,
        _ => &texts.en,
    }
    .clone()
}

fn band(news: &News) -> &'static str {
    let words = match news.band {
        Band::Hot => ["hot", "chaud", "gorący", "heiß"],
        Band::Warm => ["warm", "tiède", "ciepły", "warm"],
        Band::Cold => ["cold", "froid", "zimny", "kalt"],
    };
    match news.language.as_str() {
        "fr" => words[1],
        "pl" => words[2],
        "de" => words[3],
        _ => words[0],
    }
}

/// Text as it may stand between tags and in attributes; what XML cannot hold at all is left out.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            // As they are, readers would turn them into something else.
            '\t' | '\n' | '\r' => {
                let _ = write!(safe, "&#{};", u32::from(c));
            }
            c if c.is_ascii_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use roxmltree::{Document, Node};

    use super::{
        super::message::{What, tests::news},
        *,
    };

    fn lead_of(change: impl FnOnce(&mut News)) -> String {
        let mut news = news(What::Band { before: Band::Warm });
        change(&mut news);
        lead(&news)
    }

    fn children(node: Node<'_, '_>) -> Vec<String> {
        let elements = node.children().filter(Node::is_element);
        elements.map(|e| e.tag_name().name().to_owned()).collect()
    }

    fn at<'a>(document: &'a Document<'_>, path: &[&str]) -> Node<'a, 'a> {
        path.iter().fold(document.root(), |node, name| {
            let mut found = node.children().filter(|c| c.has_tag_name(*name));
            found.next().unwrap_or_else(|| panic!("no {name}"))
        })
    }

    /// The order and what must be there, as the DTD has it: prospect (id*, requestdate, vehicle+, customer, vendor,
    /// provider?), vehicle (id*, year, make, model, vin?, stock?, ...), customer (contact, id*, timeframe?, comments?),
    /// vendor (id*, vendorname, url?, contact), provider (id*, name, ...), contact (name+, (email | phone+ | ...), address?).
    #[test]
    fn the_document_has_what_the_dtd_demands_in_its_order() {
        for (cars, xml) in [(1, lead_of(|_| {})), (1, lead_of(|n| n.looked_at.clear()))] {
            let document = Document::parse(&xml).unwrap();
            let prospect = at(&document, &["adf", "prospect"]);
            let expected = [
                "id",
                "requestdate",
                "vehicle",
                "customer",
                "vendor",
                "provider",
            ];
            assert_eq!(children(prospect), expected);
            let vehicles = prospect.children().filter(|c| c.has_tag_name("vehicle"));
            assert_eq!(vehicles.count(), cars);
            let vehicle = children(at(&document, &["adf", "prospect", "vehicle"]));
            assert!(
                vehicle == ["year", "make", "model"]
                    || vehicle == ["year", "make", "model", "stock"]
            );
            let of = |name| children(at(&document, &["adf", "prospect", name]));
            assert_eq!(of("customer"), ["contact", "id", "comments"]);
            assert_eq!(of("vendor"), ["id", "vendorname", "contact"]);
            assert_eq!(of("provider"), ["name"]);
            for who in ["customer", "vendor"] {
                let contact = at(&document, &["adf", "prospect", who, "contact"]);
                assert_eq!(children(contact), ["name", "email"]);
            }
        }
    }

    #[test]
    fn a_lead_says_what_is_known_and_invents_nothing() {
        let xml = lead_of(|_| {});
        let document = Document::parse(&xml).unwrap();
        let text = |path: &[&str]| at(&document, path).text().unwrap_or_default().to_owned();
        let prospect = |rest: &[&str]| text(&[&["adf", "prospect"], rest].concat());
        assert_eq!(prospect(&["requestdate"]), "2026-05-12T10:00:00+00:00");
        assert_eq!(prospect(&["vehicle", "model"]), "Kona Electric");
        assert_eq!(prospect(&["vehicle", "stock"]), "K-1042");
        assert_eq!(prospect(&["vehicle", "make"]), "");
        assert_eq!(prospect(&["customer", "contact", "name"]), "4711");
        let id = at(&document, &["adf", "prospect", "customer", "id"]);
        assert_eq!(
            (id.attribute("source"), id.text()),
            (Some("crm"), Some("4711"))
        );
        assert_eq!(
            prospect(&["customer", "comments"]),
            "hot 41.2 · A1 · V-7K3QD · time at a car"
        );
        assert_eq!(prospect(&["vendor", "vendorname"]), "Example Motors North");
    }

    fn legal() -> impl Strategy<Value = String> {
        let odd = prop_oneof![
            Just('&'),
            Just('<'),
            Just('>'),
            Just('"'),
            Just('\''),
            Just(']'),
            Just('\n'),
            Just('\r'),
            Just('\t')
        ];
        let any = any::<char>().prop_filter("XML can hold it", |c| {
            !(c.is_ascii_control() || matches!(c, '\u{fffe}' | '\u{ffff}'))
        });
        prop::collection::vec(prop_oneof![odd, any], 1..20)
            .prop_map(|chars| chars.into_iter().collect())
    }

    proptest! {
        #[test]
        fn whatever_goes_in_is_read_back(label in legal(), contact in legal(), client in legal(), name in legal()) {
            let xml = lead_of(|news| {
                news.looked_at[0].label.clone_from(&label);
                news.contact.clone_from(&contact);
                news.client.clone_from(&client);
                news.site_name.clone_from(&name);
            });
            let document = Document::parse(&xml).unwrap();
            let text = |path: &[&str]| at(&document, path).text().map(ToOwned::to_owned);
            prop_assert_eq!(text(&["adf", "prospect", "vehicle", "model"]), Some(label));
            let id = at(&document, &["adf", "prospect", "customer", "id"]);
            prop_assert_eq!(id.attribute("source"), Some(client.as_str()));
            prop_assert_eq!(id.text(), Some(contact.as_str()));
            prop_assert_eq!(text(&["adf", "prospect", "vendor", "vendorname"]), Some(name));
        }

        #[test]
        fn whatever_goes_in_what_comes_out_is_xml(label in any::<String>()) {
            let xml = lead_of(|news| news.looked_at[0].label = label);
            prop_assert!(Document::parse(&xml).is_ok());
        }
    }
}

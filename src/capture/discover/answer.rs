//! What a camera answers to a probe.

use std::net::IpAddr;

use roxmltree::{Document, Node, ParsingOptions};
use serde::Serialize;

use crate::capture::rtsp_url::decode;

/// Answers with more nodes than this are no answers.
const MOST_NODES: u32 = 5_000;
/// Names longer than this are cut.
const LONGEST: usize = 60;
/// What ONVIF cameras say of themselves stands below this.
const SCOPE: &str = "onvif://www.onvif.org/";
/// The kind of device that sends pictures.
const CAMERA: &str = "NetworkVideoTransmitter";

/// A camera that answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Found {
    /// As set in the camera; empty where it says none.
    pub name: String,
    pub model: String,
    /// Where the answer came from.
    pub address: IpAddr,
    /// Where its settings are asked for (ONVIF's device service), by its own word.
    pub page: Option<String>,
    /// By which one camera is told from another.
    #[serde(skip)]
    pub(super) endpoint: String,
}

/// The cameras that this answer tells of; none where it is no such answer.
pub(super) fn read(text: &str, from: IpAddr) -> Vec<Found> {
    let options = ParsingOptions {
        allow_dtd: false,
        nodes_limit: MOST_NODES,
        ..ParsingOptions::default()
    };
    let Ok(document) = Document::parse_with_options(text, options) else {
        return Vec::new();
    };
    let matches = document
        .descendants()
        .filter(|node| node.tag_name().name() == "ProbeMatch");
    matches.filter_map(|node| found(node, from)).collect()
}

fn found(node: Node<'_, '_>, from: IpAddr) -> Option<Found> {
    let types = inner(node, "Types");
    if !types.is_empty() && !types.contains(CAMERA) {
        return None;
    }
    let scopes = inner(node, "Scopes");
    let scope = |kind: &str| {
        let values = scopes.split_whitespace().filter_map(|scope| {
            let value = scope.strip_prefix(SCOPE)?.strip_prefix(kind)?;
            decode(value.strip_prefix('/')?)
        });
        values
            .map(|value| clean(&value))
            .find(|value| !value.is_empty())
    };
    let pages = inner(node, "XAddrs");
    let page = pages
        .split_whitespace()
        .find(|page| page.starts_with("http"));
    Some(Found {
        name: scope("name").unwrap_or_default(),
        model: scope("hardware").unwrap_or_default(),
        address: from,
        page: page.map(|page| page.chars().filter(|c| !c.is_control()).collect()),
        endpoint: inner(node, "Address").trim().to_owned(),
    })
}

/// The text of the first element of this name below a node.
fn inner<'a>(node: Node<'a, '_>, name: &str) -> &'a str {
    let found = node.descendants().find(|n| n.tag_name().name() == name);
    found.and_then(|n| n.text()).unwrap_or_default()
}

/// A text that may be shown on a terminal.
fn clean(text: &str) -> String {
    let shown = text.chars().filter(|c| !c.is_control());
    shown.take(LONGEST).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use proptest::prelude::*;

    use super::*;

    const FROM: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 168, 1, 64));

    fn answer(types: &str, scopes: &str) -> String {
        format!(
            r#"<?xml version="1.0" encoding="UTF-8"?><e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"
            xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery" xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing">
            <e:Body><d:ProbeMatches><d:ProbeMatch><a:EndpointReference><a:Address>urn:uuid:1</a:Address></a:EndpointReference>
            <d:Types>{types}</d:Types><d:Scopes>{scopes}</d:Scopes>
            <d:XAddrs>http://192.168.1.64/onvif/device_service http://[fe80::1]/</d:XAddrs></d:ProbeMatch></d:ProbeMatches>
            </e:Body></e:Envelope>"#
        )
    }

    #[test]
    fn a_camera_says_its_name_model_and_page() {
        let scopes = "onvif://www.onvif.org/type/video onvif://www.onvif.org/name/Main%20door%1B onvif://www.onvif.org/name/Main%20door onvif://www.onvif.org/hardware/DS-2CD2143";
        let found = read(&answer("dn:NetworkVideoTransmitter", scopes), FROM);
        let expected = Found {
            name: "Main door".to_owned(),
            model: "DS-2CD2143".to_owned(),
            address: FROM,
            page: Some("http://192.168.1.64/onvif/device_service".to_owned()),
            endpoint: "urn:uuid:1".to_owned(),
        };
        assert_eq!(found, [expected]);
    }

    #[test]
    fn a_printer_is_no_camera_and_a_document_that_grows_by_itself_is_no_answer() {
        assert!(read(&answer("wprt:PrintDeviceType", ""), FROM).is_empty());
        let bomb = r#"<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]><ProbeMatch><Types>&c;</Types></ProbeMatch>"#;
        assert!(read(bomb, FROM).is_empty());
    }

    proptest! {
        #[test]
        fn any_answer_is_survived_and_nothing_of_it_can_steer_a_terminal(types in "\\PC{0,40}", scopes in "[ -~\u{1b}\u{7}%]{0,80}") {
            let scopes = format!("onvif://www.onvif.org/name/{scopes}");
            for camera in read(&answer(&types, &scopes), FROM) {
                prop_assert!(!camera.name.contains(char::is_control) && camera.name.chars().count() <= LONGEST);
            }
            let _ = read(&types, FROM);
        }
    }
}

//! `showfloor cameras discover` against cameras that are made up, on loopback.

use std::{
    net::{SocketAddr, UdpSocket},
    process::{Command, Output},
    time::Duration,
};

use showfloor::runtime::spawn;

/// Answers the first question with each of these, and gives its own address.
fn responder(answers: Vec<Vec<u8>>) -> SocketAddr {
    let socket = UdpSocket::bind("127.0.0.1:0").expect("a port");
    let address = socket.local_addr().expect("bound");
    socket
        .set_read_timeout(Some(Duration::from_secs(20)))
        .expect("set");
    spawn("camera", move || {
        let mut buffer = [0; 4096];
        let (length, from) = socket.recv_from(&mut buffer).expect("a question");
        let question = String::from_utf8_lossy(&buffer[..length]);
        assert!(question.contains("NetworkVideoTransmitter") && question.contains("/Probe<"));
        for answer in answers {
            socket.send_to(&answer, from).expect("sent");
        }
    })
    .expect("a thread");
    address
}

fn discover(ask: SocketAddr, more: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_showfloor"))
        .args(["cameras", "discover", "--seconds", "2", "--ask"])
        .arg(ask.to_string())
        .args(more)
        .output()
        .expect("the program runs")
}

fn camera() -> Vec<u8> {
    br#"<?xml version="1.0"?><SOAP-ENV:Envelope xmlns:SOAP-ENV="http://www.w3.org/2003/05/soap-envelope" xmlns:wsa="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery"><SOAP-ENV:Body><d:ProbeMatches><d:ProbeMatch><wsa:EndpointReference><wsa:Address>urn:uuid:4f</wsa:Address></wsa:EndpointReference><d:Types>tds:Device dn:NetworkVideoTransmitter</d:Types><d:Scopes>onvif://www.onvif.org/name/Main%20door onvif://www.onvif.org/hardware/IPC-T5442</d:Scopes><d:XAddrs>http://127.0.0.1/onvif/device_service</d:XAddrs></d:ProbeMatch></d:ProbeMatches></SOAP-ENV:Body></SOAP-ENV:Envelope>"#.to_vec()
}

#[test]
fn a_camera_is_told_with_what_to_write_and_damaged_answers_are_left_out() {
    let answers = vec![b"<ProbeMatch".to_vec(), vec![0xff; 900], camera(), camera()];
    let output = discover(responder(answers), &[]);
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{text}");
    assert_eq!(text.matches("[[camera]]").count(), 1, "{text}");
    assert!(text.contains("Main door  IPC-T5442  127.0.0.1"), "{text}");
    assert!(text.contains("rtsp://127.0.0.1:554/PATH"), "{text}");
}

#[test]
fn as_json_it_can_be_read_by_a_program() {
    let output = discover(responder(vec![camera()]), &["--json"]);
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(found[0]["name"], "Main door");
    assert_eq!(found[0]["model"], "IPC-T5442");
    assert_eq!(found[0]["address"], "127.0.0.1");
    assert_eq!(found[0]["page"], "http://127.0.0.1/onvif/device_service");
}

#[test]
fn where_nobody_answers_it_says_what_to_try() {
    let output = discover(responder(vec![b"no XML".to_vec()]), &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).contains("hint: switch ONVIF discovery on"));
}

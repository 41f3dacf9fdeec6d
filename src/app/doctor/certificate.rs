//! The certificate of the pages: until when it is good, and whether it is for this machine as it is called now.

use std::{
    fs,
    net::{IpAddr, ToSocketAddrs, UdpSocket},
    path::Path,
};

use jiff::{SignedDuration, Timestamp};
use openssl::{asn1::Asn1Time, error::ErrorStack, x509::X509};

use super::Checked;
use crate::web::TlsSettings;

/// The appliance renews its own with more days left; whoever has one of their own has to be told in time.
const FEW_DAYS: i64 = 21;

/// What there is to say of the certificate.
pub(super) fn certificate(tls: &TlsSettings, now: Timestamp) -> Vec<Checked> {
    let (file, made) = match tls {
        TlsSettings::Own { certificate, .. } => (certificate.clone(), None),
        TlsSettings::Made { folder, names } => (folder.join("server.crt"), Some(names)),
    };
    let shown = file.display();
    let pem = match fs::read(&file) {
        Ok(pem) => pem,
        Err(error) if made.is_some() && error.kind() == std::io::ErrorKind::NotFound => {
            let seen = format!("{shown}: the first run makes it");
            let mut all = vec![Checked::skipped("certificate", seen)];
            all.extend(judge_names(
                made.map_or(&[][..], Vec::as_slice),
                &is_ours,
                true,
            ));
            return all;
        }
        Err(error) => {
            let told = format!(
                "{shown} cannot be read: {error}\nhint: the service must be able to read it: group showfloor, mode 640"
            );
            return vec![Checked::failed("certificate", &told)];
        }
    };
    match read(&pem) {
        Ok((until, names)) => {
            let mut all = vec![judge_end(&file, until, now, made.is_some())];
            all.extend(judge_names(&names, &is_ours, made.is_some()));
            all
        }
        Err(error) => {
            let told = format!(
                "{shown} is no certificate: {error}\nhint: it has to be PEM, the certificate first, then its chain"
            );
            vec![Checked::failed("certificate", &told)]
        }
    }
}

/// Until when it is good, and for which names and addresses.
fn read(pem: &[u8]) -> Result<(Timestamp, Vec<String>), ErrorStack> {
    let certificate = X509::from_pem(pem)?;
    let left = Asn1Time::from_unix(0)?.diff(certificate.not_after())?;
    let seconds = i64::from(left.days) * 86_400 + i64::from(left.secs);
    let until = Timestamp::from_second(seconds).unwrap_or(Timestamp::MAX);
    let names = certificate.subject_alt_names();
    let names = names.iter().flatten().filter_map(|name| {
        let address = |bytes: &[u8]| -> Option<String> {
            let v4 = <[u8; 4]>::try_from(bytes).map(IpAddr::from);
            let v6 = <[u8; 16]>::try_from(bytes).map(IpAddr::from);
            v4.or(v6).ok().map(|address| address.to_string())
        };
        let dns = name.dnsname().map(str::to_owned);
        dns.or_else(|| name.ipaddress().and_then(address))
    });
    Ok((until, names.collect()))
}

fn judge_end(file: &Path, until: Timestamp, now: Timestamp, made: bool) -> Checked {
    let shown = file.display();
    let left: SignedDuration = until.duration_since(now);
    let days = left.as_hours().div_euclid(24);
    let day = until.strftime("%Y-%m-%d");
    let hint = if made {
        "hint: the appliance renews it while it runs: systemctl restart showfloor, and see the journal if that does not help"
    } else {
        "hint: put the new one and its key in the place of the old; it is taken over within hours"
    };
    if left.is_negative() {
        Checked::failed(
            "certificate",
            &format!("{shown} was good until {day}\n{hint}"),
        )
    } else if days < FEW_DAYS {
        Checked::advice(
            "certificate",
            &format!("{shown} is good for {days} more days, until {day}\n{hint}"),
        )
    } else {
        Checked::ok("certificate", format!("{shown} is good until {day}"))
    }
}

/// Whether any of the names, and each of the addresses, is this machine's; `None` of a name: nobody here knows it.
fn judge_names(
    names: &[String],
    is_ours: &dyn Fn(&str) -> Option<bool>,
    made: bool,
) -> Option<Checked> {
    let own = ["localhost", "127.0.0.1", "::1"];
    let names = names.iter().filter(|name| !own.contains(&&***name));
    let wrong: Vec<&str> = names
        .map(String::as_str)
        .filter(|name| is_ours(name) == Some(false))
        .collect();
    if wrong.is_empty() {
        return None;
    }
    let change = if made {
        "write what it is now into web.names and restart the appliance, and open the pages by that"
    } else {
        "get a certificate for what it is now"
    };
    Some(Checked::advice(
        "certificate",
        &format!(
            "it is for {}, which is not this machine now: tablets that go there do not reach it\nhint: give the machine its address back \
             (in the router, as a fixed one for this machine); or {change}",
            wrong.join(", ")
        ),
    ))
}

/// Whether a name or an address leads to this machine: to whom it belongs, it can listen at.
fn is_ours(name: &str) -> Option<bool> {
    let listens = |address: IpAddr| UdpSocket::bind((address, 0)).is_ok();
    if let Ok(address) = name.parse::<IpAddr>() {
        return Some(listens(address));
    }
    let found = (name, 0).to_socket_addrs().ok()?;
    Some({ found }.any(|address| listens(address.ip())))
}

#[cfg(test)]
mod tests {
    use openssl::{
        hash::MessageDigest,
        pkey::PKey,
        rsa::Rsa,
        x509::{X509Builder, extension::SubjectAlternativeName},
    };

    use super::*;
    use crate::app::Verdict;

    /// A certificate that is good until this second, for these names.
    fn pem(until: i64, address: &str, name: &str) -> Vec<u8> {
        let key = PKey::from_rsa(Rsa::generate(2048).unwrap()).unwrap();
        let mut builder = X509Builder::new().unwrap();
        builder.set_version(2).unwrap();
        builder.set_pubkey(&key).unwrap();
        builder
            .set_not_before(&Asn1Time::from_unix(0).unwrap())
            .unwrap();
        builder
            .set_not_after(&Asn1Time::from_unix(until).unwrap())
            .unwrap();
        let mut names = SubjectAlternativeName::new();
        let names = names.ip(address).dns(name);
        let names = names.build(&builder.x509v3_context(None, None)).unwrap();
        builder.append_extension(names).unwrap();
        builder.sign(&key, MessageDigest::sha256()).unwrap();
        builder.build().to_pem().unwrap()
    }

    #[test]
    fn a_certificate_that_ends_is_told_in_time() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("web.crt");
        let until: Timestamp = "2026-05-12T10:00:00Z".parse().unwrap();
        fs::write(&file, pem(until.as_second(), "127.0.0.1", "localhost")).unwrap();
        let tls = TlsSettings::Own {
            certificate: file.clone(),
            key: dir.path().join("web.key"),
        };
        for (now, verdict, seen) in [
            ("2026-01-01T00:00:00Z", Verdict::Ok, "until 2026-05-12"),
            ("2026-05-02T09:00:00Z", Verdict::Advice, "10 more days"),
            (
                "2026-05-13T00:00:00Z",
                Verdict::Failed,
                "was good until 2026-05-12",
            ),
        ] {
            let told = certificate(&tls, now.parse().unwrap());
            assert_eq!(told.len(), 1, "{told:?}");
            assert!(
                told[0].verdict == verdict && told[0].seen.contains(seen),
                "{told:?}"
            );
            assert_eq!(told[0].hint.is_some(), verdict != Verdict::Ok);
        }
        fs::write(&file, "no certificate").unwrap();
        assert_eq!(certificate(&tls, until)[0].verdict, Verdict::Failed);
        fs::remove_file(&file).unwrap();
        assert_eq!(certificate(&tls, until)[0].verdict, Verdict::Failed);
        let made = TlsSettings::Made {
            folder: dir.path().to_owned(),
            names: vec!["127.0.0.1".to_owned()],
        };
        assert_eq!(certificate(&made, until)[0].verdict, Verdict::Skipped);
    }

    #[test]
    fn a_machine_that_has_another_address_now_is_told() {
        // An address of a network for examples: it is nobody's.
        let (_, names) = read(&pem(2_000_000_000, "192.0.2.7", "showroom.example")).unwrap();
        assert_eq!(names, ["192.0.2.7", "showroom.example"]);
        assert_eq!(
            (is_ours("192.0.2.7"), is_ours("127.0.0.1")),
            (Some(false), Some(true))
        );
        assert!(judge_names(&names, &|_| Some(true), true).is_none());
        // A name that only the tablets' network knows.
        let moved = |name: &str| (name == "192.0.2.7").then_some(false);
        let told = judge_names(&names, &moved, true).expect("told");
        assert!(told.seen.contains("192.0.2.7") && !told.seen.contains("showroom.example"));
        assert!(told.hint.unwrap().contains("web.names"));
    }
}

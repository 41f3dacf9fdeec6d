//! TLS: the certificate that tablets see, and the certificate authority that a site makes for itself.

use std::{
    fs::{self, DirBuilder},
    io,
    net::IpAddr,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use openssl::{
    asn1::Asn1Time,
    bn::{BigNum, MsbOption},
    ec::{EcGroup, EcKey},
    error::ErrorStack,
    hash::MessageDigest,
    nid::Nid,
    pkey::{PKey, Private},
    ssl::{SslAcceptor, SslMethod},
    x509::{
        X509, X509Builder, X509NameBuilder,
        extension::{
            AuthorityKeyIdentifier, BasicConstraints, ExtendedKeyUsage, KeyUsage,
            SubjectAlternativeName, SubjectKeyIdentifier,
        },
    },
};

use super::{error::WebError, settings::TlsSettings};
use crate::runtime::replace_file;

/// The authority outlives the appliance; what it signs is made anew before it ends.
const CA_DAYS: u32 = 3650;
/// Browsers take no certificate that is good for longer than 398 days.
const DAYS: u32 = 397;
/// It is renewed when fewer days are left.
const RENEW_DAYS: i32 = 60;

const CA: &str = "ca.crt";
const CA_KEY: &str = "ca.key";
const CERTIFICATE: &str = "server.crt";
const KEY: &str = "server.key";

/// The certificate in use.
pub(super) struct Tls {
    settings: TlsSettings,
    /// Stands in the authority's name.
    site: String,
    acceptor: Mutex<SslAcceptor>,
}

impl std::fmt::Debug for Tls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Tls({:?})", self.settings)
    }
}

impl Tls {
    /// Reads the certificate, or makes one.
    ///
    /// # Errors
    /// It cannot be read, made or used.
    pub(super) fn open(settings: &TlsSettings, site: &str) -> Result<Self, WebError> {
        let acceptor = acceptor(settings, site)?;
        Ok(Self {
            settings: settings.clone(),
            site: site.to_owned(),
            acceptor: Mutex::new(acceptor),
        })
    }

    /// Takes over a certificate that was replaced, and renews one of our own that ends soon. Where that fails, the old one
    /// stays.
    pub(super) fn refresh(&self) {
        match acceptor(&self.settings, &self.site) {
            Ok(new) => *self.acceptor.lock().unwrap_or_else(PoisonError::into_inner) = new,
            Err(error) => tracing::error!(%error, "the web server's certificate stays as it was"),
        }
    }

    pub(super) fn acceptor(&self) -> SslAcceptor {
        let acceptor = self.acceptor.lock();
        acceptor.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The site's own authority, for tablets to trust: PEM.
    pub(super) fn authority(&self) -> Option<Vec<u8>> {
        match &self.settings {
            TlsSettings::Made { folder, .. } => fs::read(folder.join(CA)).ok(),
            TlsSettings::Own { .. } => None,
        }
    }

    /// The SHA-256 of the authority's certificate in hex, in pairs parted by colons, as devices show it.
    pub(super) fn fingerprint(&self) -> Option<String> {
        let authority = X509::from_pem(&self.authority()?).ok()?;
        let digest = authority.digest(MessageDigest::sha256()).ok()?;
        let pairs: Vec<_> = digest.iter().map(|byte| format!("{byte:02X}")).collect();
        Some(pairs.join(":"))
    }
}

impl TlsSettings {
    /// Where the certificate is that is shown.
    pub(super) fn certificate(&self) -> PathBuf {
        match self {
            Self::Own { certificate, .. } => certificate.clone(),
            Self::Made { folder, .. } => folder.join(CERTIFICATE),
        }
    }
}

fn acceptor(settings: &TlsSettings, site: &str) -> Result<SslAcceptor, WebError> {
    let (certificate, key) = match settings {
        TlsSettings::Own { certificate, key } => (certificate.clone(), key.clone()),
        TlsSettings::Made { folder, names } => {
            made(folder, names, site)?;
            (folder.join(CERTIFICATE), folder.join(KEY))
        }
    };
    let wrong = |source| WebError::Certificate {
        certificate: certificate.clone(),
        key: key.clone(),
        source,
    };
    let mut acceptor = SslAcceptor::mozilla_intermediate_v5(SslMethod::tls()).map_err(wrong)?;
    acceptor
        .set_certificate_chain_file(&certificate)
        .map_err(wrong)?;
    acceptor
        .set_private_key_file(&key, openssl::ssl::SslFiletype::PEM)
        .map_err(wrong)?;
    acceptor.check_private_key().map_err(wrong)?;
    Ok(acceptor.build())
}

/// Makes what is missing in the folder, or ends soon, or is for other names.
fn made(folder: &Path, names: &[String], site: &str) -> Result<(), WebError> {
    let failed = |source| WebError::Folder {
        folder: folder.to_owned(),
        source,
    };
    let unmade = |source| WebError::Made {
        folder: folder.to_owned(),
        source,
    };
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(failed)?;
    let (ca, ca_key) = if let Some(pair) = read(folder, CA, CA_KEY).map_err(failed)? {
        pair
    } else {
        let (ca, key) = authority(site).map_err(unmade)?;
        write(
            folder,
            CA_KEY,
            &key.private_key_to_pem_pkcs8().map_err(unmade)?,
        )
        .map_err(failed)?;
        write(folder, CA, &ca.to_pem().map_err(unmade)?).map_err(failed)?;
        (ca, key)
    };
    let server = read(folder, CERTIFICATE, KEY).map_err(failed)?;
    if server.is_some_and(|(server, _)| still_good(&server, &ca, names)) {
        return Ok(());
    }
    let (server, key) = signed(names, &ca, &ca_key).map_err(unmade)?;
    write(
        folder,
        KEY,
        &key.private_key_to_pem_pkcs8().map_err(unmade)?,
    )
    .map_err(failed)?;
    write(folder, CERTIFICATE, &server.to_pem().map_err(unmade)?).map_err(failed)?;
    tracing::warn!(?names, "a certificate for the web server was made");
    Ok(())
}

/// A certificate and its key; `None` where they were never made. One that cannot be read is no reason to make another:
/// every tablet would have to trust it anew.
fn read(folder: &Path, certificate: &str, key: &str) -> io::Result<Option<(X509, PKey<Private>)>> {
    let pem = |name: &str| match fs::read(folder.join(name)) {
        Ok(pem) => Ok(Some(pem)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    };
    let (Some(certificate), Some(key)) = (pem(certificate)?, pem(key)?) else {
        return Ok(None);
    };
    let certificate = X509::from_pem(&certificate)?;
    let key = PKey::private_key_from_pem(&key)?;
    Ok(Some((certificate, key)))
}

/// A file that only its owner reads.
fn write(folder: &Path, name: &str, pem: &[u8]) -> io::Result<()> {
    replace_file(&folder.join(name), pem, 0o600)
}

fn still_good(server: &X509, ca: &X509, names: &[String]) -> bool {
    let last = Asn1Time::days_from_now(0).and_then(|now| now.diff(server.not_after()));
    let signed = ca.public_key().and_then(|key| server.verify(&key));
    let has: Vec<String> = server
        .subject_alt_names()
        .into_iter()
        .flatten()
        .filter_map(|name| match (name.dnsname(), name.ipaddress()) {
            (Some(name), _) => Some(name.to_owned()),
            (None, Some(&[a, b, c, d])) => Some(IpAddr::from([a, b, c, d]).to_string()),
            (None, Some(bytes)) => {
                let bytes: [u8; 16] = bytes.try_into().ok()?;
                Some(IpAddr::from(bytes).to_string())
            }
            (None, None) => None,
        })
        .collect();
    last.is_ok_and(|left| left.days > RENEW_DAYS)
        && matches!(signed, Ok(true))
        && has == subject(names)
}

/// This machine itself, too.
fn subject(names: &[String]) -> Vec<String> {
    // Addresses as certificates say them.
    let plain = |name: &String| match name.parse::<IpAddr>() {
        Ok(address) => address.to_string(),
        Err(_) => name.clone(),
    };
    let mut all: Vec<String> = names.iter().map(plain).collect();
    for own in ["localhost", "127.0.0.1"] {
        if !all.iter().any(|name| name == own) {
            all.push(own.to_owned());
        }
    }
    all
}

fn new_key() -> Result<PKey<Private>, ErrorStack> {
    let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1)?;
    PKey::from_ec_key(EcKey::generate(&group)?)
}

fn certificate(days: u32, name: &str, key: &PKey<Private>) -> Result<X509Builder, ErrorStack> {
    let mut serial = BigNum::new()?;
    serial.rand(127, MsbOption::MAYBE_ZERO, false)?;
    let mut subject = X509NameBuilder::new()?;
    // A common name has 64 characters at most.
    let name: String = name.chars().take(60).collect();
    subject.append_entry_by_nid(Nid::COMMONNAME, &name)?;
    let mut builder = X509::builder()?;
    builder.set_version(2)?;
    builder.set_serial_number(&*serial.to_asn1_integer()?)?;
    builder.set_subject_name(&subject.build())?;
    let begin = Asn1Time::days_from_now(0)?;
    builder.set_not_before(&begin)?;
    let end = Asn1Time::days_from_now(days)?;
    builder.set_not_after(&end)?;
    builder.set_pubkey(key)?;
    Ok(builder)
}

fn authority(site: &str) -> Result<(X509, PKey<Private>), ErrorStack> {
    let key = new_key()?;
    let mut ca = certificate(CA_DAYS, &format!("showfloor {site}"), &key)?;
    let name = X509NameBuilder::new().and_then(|mut subject| {
        let name: String = format!("showfloor {site}").chars().take(60).collect();
        subject.append_entry_by_nid(Nid::COMMONNAME, &name)?;
        Ok(subject.build())
    })?;
    ca.set_issuer_name(&name)?;
    ca.append_extension(BasicConstraints::new().critical().ca().pathlen(0).build()?)?;
    let usage = KeyUsage::new().critical().key_cert_sign().build()?;
    ca.append_extension(usage)?;
    let id = SubjectKeyIdentifier::new().build(&ca.x509v3_context(None, None))?;
    ca.append_extension(id)?;
    ca.sign(&key, MessageDigest::sha256())?;
    Ok((ca.build(), key))
}

fn signed(
    names: &[String],
    ca: &X509,
    ca_key: &PKey<Private>,
) -> Result<(X509, PKey<Private>), ErrorStack> {
    let key = new_key()?;
    let names = subject(names);
    let mut server = certificate(DAYS, &names[0], &key)?;
    server.set_issuer_name(ca.subject_name())?;
    server.append_extension(BasicConstraints::new().critical().build()?)?;
    let usage = KeyUsage::new().critical().digital_signature().build()?;
    server.append_extension(usage)?;
    server.append_extension(ExtendedKeyUsage::new().server_auth().build()?)?;
    let mut subject = SubjectAlternativeName::new();
    for name in &names {
        match name.parse::<IpAddr>() {
            Ok(_) => subject.ip(name),
            Err(_) => subject.dns(name),
        };
    }
    let context = server.x509v3_context(Some(ca), None);
    let subject = subject.build(&context)?;
    let authority = AuthorityKeyIdentifier::new().keyid(false).build(&context)?;
    server.append_extension(subject)?;
    server.append_extension(authority)?;
    server.sign(ca_key, MessageDigest::sha256())?;
    Ok((server.build(), key))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(folder: &Path, names: &[&str]) -> TlsSettings {
        TlsSettings::Made {
            folder: folder.to_owned(),
            names: names.iter().map(|&name| name.to_owned()).collect(),
        }
    }

    #[test]
    fn a_certificate_is_made_once_and_anew_for_other_names_by_the_same_authority() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("tls");
        let names = ["showroom.example", "192.0.2.7", "2001:DB8::7"];
        let server = || fs::read(folder.join(CERTIFICATE)).unwrap();
        let tls = Tls::open(&settings(&folder, &names), "North").unwrap();
        let (first, ca) = (server(), tls.authority().unwrap());
        tls.refresh();
        assert_eq!(server(), first, "made once");
        let read = X509::from_pem(&first).unwrap();
        let authority = X509::from_pem(&ca).unwrap();
        assert!(read.verify(&authority.public_key().unwrap()).unwrap());
        assert_eq!(authority.issued(&read), openssl::x509::X509VerifyResult::OK);
        assert_eq!(tls.fingerprint().unwrap().len(), 32 * 3 - 1);

        let other = Tls::open(&settings(&folder, &["192.0.2.8"]), "North").unwrap();
        assert_ne!(server(), first);
        assert_eq!(other.authority().unwrap(), ca, "tablets go on trusting it");
        for secret in [KEY, CA_KEY] {
            let about = fs::metadata(folder.join(secret)).unwrap();
            let mode = std::os::unix::fs::PermissionsExt::mode(&about.permissions());
            assert_eq!(mode & 0o077, 0, "{secret}");
        }
    }

    #[test]
    fn a_certificate_that_does_not_fit_its_key_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        Tls::open(&settings(&at("one"), &[]), "a").unwrap();
        Tls::open(&settings(&at("two"), &[]), "b").unwrap();
        let mixed = TlsSettings::Own {
            certificate: at("one").join(CERTIFICATE),
            key: at("two").join(KEY),
        };
        let text = Tls::open(&mixed, "a").unwrap_err().to_string();
        assert!(
            text.contains("server.crt") && text.contains("hint:"),
            "{text}"
        );
    }
}

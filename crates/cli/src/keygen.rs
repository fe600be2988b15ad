//! `hcert keygen`: a CSCA and document signers, to try things out and to test with.

use crate::exit::ExitStatus;
use crate::{output, parse_date};
use hcert::dcc::Kind;
use hcert::key::{RSA_MIN_BITS, generate_p256};
use hcert::text;
use hcert::text::{Text, messages};
use hcert::time::Date;
use hcert::trust::{Dsc, TrustList};
use hcert_host::atomic_file;
use hcert_host::error::{Failure, Result};
use hcert_host::secrets;
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, DnValue,
    ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose, PKCS_ECDSA_P256_SHA256,
    PKCS_RSA_SHA256, PublicKeyData as _,
};
use rsa::pkcs8::EncodePrivateKey as _;
use rsa::rand_core::OsRng;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use zeroize::Zeroizing;

/// Make a CSCA and document signer certificates (PEM)
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  hcert keygen my-keys --country NO\n  \
                        hcert keygen my-keys --dsc clinic:v --dsc lab:t:ps256:2021-06-01/2023-06-01\n\n\
                        Writes csca.pem, csca.key.pem, dsc-NAME.pem and dsc-NAME.key.pem. The keys lie \
                        unencrypted on the disk: for trials and tests. Keys that protect anything belong in \
                        hardware.")]
pub(super) struct Args {
    /// The folder to write to
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Country in the names, two capital letters
    #[arg(long, default_value = "NO", value_name = "CC")]
    country: String,
    /// Organisation in the names
    #[arg(long, default_value = "hcert trial keys", value_name = "NAME")]
    organisation: String,
    /// First day of validity
    #[arg(long, default_value = "2021-01-01", value_name = "DATE", value_parser = parse_date)]
    from: Date,
    /// Last day of validity
    #[arg(long, default_value = "2050-12-31", value_name = "DATE", value_parser = parse_date)]
    until: Date,
    /// A document signer, NAME[:PURPOSES[:ALG[:FROM/UNTIL]]]: purposes are letters of vtr or "any", ALG is
    /// es256, ps256 or ps256-3072 [default: vaccination:v test:t recovery:r all:vtr ps256:vtr:ps256]
    #[arg(long, value_name = "SPEC")]
    dsc: Vec<Spec>,
    /// Sign with an existing CSCA instead of making one
    #[arg(long, value_name = "KEY,CERT")]
    csca: Option<String>,
    /// Overwrite files that are there
    #[arg(long)]
    force: bool,
}

/// One document signer to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Spec {
    name: String,
    purposes: Vec<Kind>,
    key: KeyType,
    validity: Option<(Date, Date)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum KeyType {
    P256,
    Rsa(usize),
}

impl FromStr for Spec {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let mut parts = text.splitn(4, ':');
        let name = parts.next().unwrap_or_default();
        if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            return Err(format!("name {name:?}: letters, digits and hyphens only"));
        }
        let purposes = match parts.next().unwrap_or("any") {
            "any" => Vec::new(),
            "" => return Err("purposes are empty: letters of vtr, or any".into()),
            letters => letters
                .chars()
                .map(|letter| {
                    let kind = Kind::ALL
                        .into_iter()
                        .find(|kind| kind.group().starts_with(letter));
                    kind.ok_or_else(|| format!("purposes {letters:?}: letters of vtr, or any"))
                })
                .collect::<std::result::Result<_, _>>()?,
        };
        let mut purposes: Vec<Kind> = purposes;
        purposes.sort();
        purposes.dedup();
        let key = match parts.next().unwrap_or("es256") {
            "es256" => KeyType::P256,
            "ps256" => KeyType::Rsa(RSA_MIN_BITS),
            "ps256-3072" => KeyType::Rsa(3072),
            other => return Err(format!("algorithm {other:?}: es256, ps256 or ps256-3072")),
        };
        let validity = match parts.next() {
            None => None,
            Some(range) => {
                let dates = range
                    .split_once('/')
                    .and_then(|(from, until)| Some((from.parse().ok()?, until.parse().ok()?)));
                let dates: (Date, Date) =
                    dates.ok_or_else(|| format!("validity {range:?}: FROM/UNTIL as YYYY-MM-DD"))?;
                if dates.0 > dates.1 {
                    return Err(format!("validity {range:?}: ends before it begins"));
                }
                Some(dates)
            }
        };
        Ok(Self {
            name: name.to_owned(),
            purposes,
            key,
            validity,
        })
    }
}

/// What is made when nobody says otherwise.
const DEFAULT: [&str; 5] = [
    "vaccination:v",
    "test:t",
    "recovery:r",
    "all:vtr",
    "ps256:vtr:ps256",
];

pub(super) fn run(args: &Args) -> Result<ExitStatus> {
    if !(args.country.len() == 2 && args.country.bytes().all(|b| b.is_ascii_uppercase())) {
        let country = format!("{:?}", args.country);
        return Err(Failure::new(text!(CLI_KEYGEN_COUNTRY, country)));
    }
    let specs = match args.dsc.as_slice() {
        [] => DEFAULT
            .iter()
            .map(|spec| spec.parse())
            .collect::<std::result::Result<_, _>>(),
        specs => Ok(specs.to_vec()),
    };
    let specs: Vec<Spec> = specs.map_err(Failure::new)?;

    if args.from > args.until {
        let dates = text!(CLI_KEYGEN_DATES, from = args.from, until = args.until);
        return Err(Failure::new(dates));
    }
    let mut names: Vec<&str> = specs.iter().map(|spec| spec.name.as_str()).collect();
    names.sort_unstable();
    if let Some([name, _]) = names.windows(2).find(|pair| pair.first() == pair.last()) {
        return Err(Failure::new(text!(CLI_KEYGEN_TWICE, name)));
    }
    let new_csca = args.csca.is_none().then(|| "csca".to_owned());
    let stems = new_csca
        .into_iter()
        .chain(specs.iter().map(|spec| format!("dsc-{}", spec.name)));
    let mut paths = stems.flat_map(|stem| [format!("{stem}.pem"), format!("{stem}.key.pem")]);
    if !args.force
        && let Some(name) = paths.find(|name| args.folder.join(name).exists())
    {
        let failure = Failure::new(text!(CLI_ALREADY_THERE, path = args.folder.join(name)));
        return Err(failure.hint(messages::CLI_KEYGEN_ELSEWHERE));
    }

    // Everything is made before anything is written, and told after.
    let (mut files, mut lines): (Vec<(String, Zeroizing<String>)>, _) = (Vec::new(), Vec::new());
    let (authority, issuer) = match &args.csca {
        Some(pair) => load_csca(pair)?,
        None => {
            let key = new_key(KeyType::P256)?;
            let params = csca_params(args)?;
            let certificate = params.self_signed(&key).map_err(failed)?;
            files.push(("csca.pem".to_owned(), certificate.pem().into()));
            files.push(("csca.key.pem".to_owned(), key.serialize_pem().into()));
            let authority = Dsc::from_der("csca", certificate.der()).map_err(Failure::new)?;
            (authority, Issuer::new(params, key))
        }
    };
    for spec in &specs {
        let key = new_key(spec.key)?;
        let certificate = dsc_params(args, spec)?
            .signed_by(&key, &issuer)
            .map_err(failed)?;
        // What was made must be what was asked for, read by the same reader that will use it.
        let dsc = Dsc::from_der("keygen", certificate.der()).map_err(Failure::new)?;
        let until = |dsc: &Dsc| dsc.certificate.as_ref().map(|info| info.not_after);
        if until(&dsc) > until(&authority) {
            let failure = Failure::new(text!(CLI_KEYGEN_OUTLIVES, name = spec.name));
            return Err(failure.hint(messages::CLI_KEYGEN_END_EARLIER));
        }
        let kid = hcert::codec::hex(&dsc.kid);
        let purposes = dsc
            .certificate
            .map(|info| output::said(&info.purposes))
            .unwrap_or_default();
        lines.push(format!(
            "dsc-{}  kid {kid}  {}  {purposes}",
            spec.name,
            dsc.key.type_name()
        ));
        let name = |ending| format!("dsc-{}.{ending}", spec.name);
        files.push((name("pem"), certificate.pem().into()));
        files.push((name("key.pem"), key.serialize_pem().into()));
    }
    atomic_file::folder(&args.folder)?;
    for (name, text) in &files {
        let path = args.folder.join(name);
        match name.ends_with(".key.pem") {
            true => atomic_file::secret_file(&path, text.as_bytes())?,
            false => atomic_file::file(&path, text.as_bytes())?,
        }
    }
    output::lines(&lines)?;
    Ok(ExitStatus::Done)
}

fn failed(error: impl std::fmt::Display) -> Failure {
    Failure::new(text!(CLI_KEYGEN_FAILED, error = Text::plain(error)))
}

fn new_key(kind: KeyType) -> Result<KeyPair> {
    let (der, algorithm) = match kind {
        KeyType::P256 => (generate_p256().map_err(failed)?, &PKCS_ECDSA_P256_SHA256),
        KeyType::Rsa(bits) => {
            let key = rsa::RsaPrivateKey::new(&mut OsRng, bits).map_err(failed)?;
            let der = key.to_pkcs8_der().map_err(failed)?;
            (Zeroizing::new(der.as_bytes().to_vec()), &PKCS_RSA_SHA256)
        }
    };
    KeyPair::from_pkcs8_der_and_sign_algo(&der.as_slice().into(), algorithm).map_err(failed)
}

fn load_csca(pair: &str) -> Result<(Dsc, Issuer<'static, KeyPair>)> {
    let Some((key_path, path)) = pair.split_once(',') else {
        return Err(Failure::new(text!(CLI_KEYGEN_CSCA, pair)));
    };
    let read = |path: &str| {
        std::fs::read_to_string(path).map_err(|error| Failure::io(Path::new(path), &error))
    };
    let text = read(path)?;
    let list = TrustList::read(path, text.as_bytes()).map_err(Failure::new)?;
    let Some(authority) = list.authorities().first().cloned() else {
        return Err(Failure::new(text!(CLI_KEYGEN_NO_AUTHORITY, path)));
    };
    let octets = output::telling(|notices| secrets::read_key(Path::new(key_path), notices))?;
    let key = KeyPair::from_pem(std::str::from_utf8(&octets).map_err(failed)?).map_err(failed)?;
    // SubjectPublicKeyInfo stands in the certificate as it is.
    let spki = key.subject_public_key_info();
    let own = authority
        .certificate
        .as_ref()
        .is_some_and(|info| info.der.windows(spki.len()).any(|window| window == spki));
    if !own {
        return Err(Failure::new(text!(CLI_KEYGEN_OTHER_KEY, pair)));
    }
    let issuer = Issuer::from_ca_cert_pem(&text, key).map_err(failed)?;
    Ok((authority, issuer))
}

fn params(args: &Args, name: &str, validity: (Date, Date)) -> Result<CertificateParams> {
    let mut subject = DistinguishedName::new();
    let country = args.country.as_str().try_into().map_err(failed)?;
    subject.push(DnType::CountryName, DnValue::PrintableString(country));
    subject.push(DnType::OrganizationName, args.organisation.as_str());
    subject.push(DnType::CommonName, name);
    let instant = |date: Date, seconds: i64| {
        time::OffsetDateTime::from_unix_timestamp(date.start().unix() + seconds).map_err(failed)
    };
    let mut params = CertificateParams::default();
    params.distinguished_name = subject;
    params.not_before = instant(validity.0, 0)?;
    params.not_after = instant(validity.1, 86_399)?;
    Ok(params)
}

fn csca_params(args: &Args) -> Result<CertificateParams> {
    let mut params = params(args, "CSCA", (args.from, args.until))?;
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    Ok(params)
}

fn dsc_params(args: &Args, spec: &Spec) -> Result<CertificateParams> {
    let validity = spec.validity.unwrap_or((args.from, args.until));
    let mut params = params(args, &format!("DSC {}", spec.name), validity)?;
    params.is_ca = IsCa::ExplicitNoCa;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.use_authority_key_identifier_extension = true;
    // hcert-spec 5.2: 1.3.6.1.4.1.1847.2021.1.{1 test, 2 vaccination, 3 recovery}.
    let number = |kind: &Kind| match kind {
        Kind::Test => 1,
        Kind::Vaccination => 2,
        Kind::Recovery => 3,
    };
    let oid = |kind| vec![1, 3, 6, 1, 4, 1, 1847, 2021, 1, number(kind)];
    params.extended_key_usages = spec
        .purposes
        .iter()
        .map(oid)
        .map(ExtendedKeyUsagePurpose::Other)
        .collect();
    Ok(params)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signer_is_described_in_one_word() {
        let spec: Spec = "lab-1:tr:ps256-3072:2021-06-01/2023-06-01".parse().unwrap();
        assert_eq!(spec.purposes, [Kind::Test, Kind::Recovery]);
        assert_eq!(spec.key, KeyType::Rsa(3072));
        assert!(spec.validity.is_some());
        let spec: Spec = "x".parse().unwrap();
        assert_eq!(
            (spec.purposes, spec.key, spec.validity),
            (vec![], KeyType::P256, None)
        );
        for wrong in [
            "",
            "a/b",
            "a:x",
            "a:v:rs256",
            "a:v:es256:2021",
            "a:v:es256:2021-01-01",
        ] {
            assert!(wrong.parse::<Spec>().is_err(), "{wrong}");
        }
    }
}

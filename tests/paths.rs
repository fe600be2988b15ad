//! Paths from a list's signer to a pinned certificate (RFC 5280 6): chains put together by hand, octet by octet and
//! with nothing of the library, each with one thing in it that a clause forbids, and good ones among them.

use hcert::trust::chain::{PathFault, Purpose, path};
use hcert::trust::{Anchors, Format, ListSignature, Request, StaleSigner, TrustError, TrustList};
use hcert::{SoftwareKey, Timestamp};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
use std::sync::OnceLock;

const AT: &str = "2022-02-01T12:00:00Z";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// An element of DER.
fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let head = match length {
        0..0x80 => vec![tag, length as u8],
        0x80..0x100 => vec![tag, 0x81, length as u8],
        _ => vec![tag, 0x82, (length >> 8) as u8, length as u8],
    };
    [head, content.to_vec()].concat()
}

fn sequence(parts: &[Vec<u8>]) -> Vec<u8> {
    der(0x30, &parts.concat())
}

fn oid(dotted: &str) -> Vec<u8> {
    let arcs: Vec<u64> = dotted.split('.').map(|arc| arc.parse().unwrap()).collect();
    let mut content = Vec::new();
    for arc in [&[arcs[0] * 40 + arcs[1]][..], &arcs[2..]].concat() {
        let mut digits = vec![(arc & 0x7f) as u8];
        let mut rest = arc >> 7;
        while rest > 0 {
            digits.insert(0, (rest & 0x7f) as u8 | 0x80);
            rest >>= 7;
        }
        content.extend(digits);
    }
    der(6, &content)
}

struct Key {
    pair: EcdsaKeyPair,
    pkcs8: Vec<u8>,
}

/// Keys that are made once; the same number is the same key.
fn key(number: usize) -> &'static Key {
    static KEYS: OnceLock<Vec<Key>> = OnceLock::new();
    let make = || {
        let random = SystemRandom::new();
        let signing = &ECDSA_P256_SHA256_ASN1_SIGNING;
        let document = EcdsaKeyPair::generate_pkcs8(signing, &random).unwrap();
        Key {
            pair: EcdsaKeyPair::from_pkcs8(signing, document.as_ref(), &random).unwrap(),
            pkcs8: document.as_ref().to_vec(),
        }
    };
    &KEYS.get_or_init(|| (0..8).map(|_| make()).collect())[number]
}

type Extension = (&'static str, bool, Vec<u8>);

/// A certificate in the making.
#[derive(Clone)]
struct Cert {
    version: Option<u8>,
    /// The values of the names, by the attribute and the type of string.
    subject: Vec<(&'static str, u8, String)>,
    issuer: Option<Vec<(&'static str, u8, String)>>,
    from: (u8, String),
    until: (u8, String),
    key: usize,
    signed_by: Option<usize>,
    extensions: Vec<Extension>,
    algorithm_within: &'static str,
    algorithm: &'static str,
    tampered: bool,
}

const ECDSA_SHA256: &str = "1.2.840.10045.4.3.2";
const COMMON_NAME: &str = "2.5.4.3";
const BASIC: &str = "2.5.29.19";
const USAGE: &str = "2.5.29.15";
const EXTENDED: &str = "2.5.29.37";

fn named(name: &str) -> Vec<(&'static str, u8, String)> {
    vec![(COMMON_NAME, 0x0c, name.to_owned())]
}

fn basic(content: &[u8]) -> Extension {
    (BASIC, true, der(0x30, content))
}

/// cA, with a path length from the octets of its integer.
fn authority(length: Option<&[u8]>) -> Extension {
    let length = length.map_or(vec![], |octets| der(2, octets));
    basic(&[vec![1, 1, 0xff], length].concat())
}

fn usage(bits: u8) -> Extension {
    let unused = bits.trailing_zeros().min(7) as u8;
    (USAGE, true, der(3, &[unused, bits]))
}

fn extended(purposes: &[&str]) -> Extension {
    let purposes: Vec<Vec<u8>> = purposes.iter().map(|purpose| oid(purpose)).collect();
    (EXTENDED, false, sequence(&purposes))
}

impl Cert {
    fn new(name: &str, key: usize, extensions: Vec<Extension>) -> Self {
        Self {
            version: Some(2),
            subject: named(name),
            issuer: None,
            from: (0x17, "210601000000Z".into()),
            until: (0x17, "230601000000Z".into()),
            key,
            signed_by: None,
            extensions,
            algorithm_within: ECDSA_SHA256,
            algorithm: ECDSA_SHA256,
            tampered: false,
        }
    }

    fn set(&mut self, extension: Extension) {
        self.extensions.retain(|known| known.0 != extension.0);
        self.extensions.push(extension);
    }

    fn clear(&mut self, which: &str) {
        self.extensions.retain(|known| known.0 != which);
    }

    fn name(parts: &[(&'static str, u8, String)]) -> Vec<u8> {
        let part = |(kind, tag, text): &(&'static str, u8, String)| {
            der(0x31, &sequence(&[oid(kind), der(*tag, text.as_bytes())]))
        };
        sequence(&parts.iter().map(part).collect::<Vec<_>>())
    }

    fn build(&self, above: &Self) -> Vec<u8> {
        let issuer = self.issuer.as_ref().unwrap_or(&above.subject);
        let point = [&[0], key(self.key).pair.public_key().as_ref()].concat();
        let spki = sequence(&[
            sequence(&[oid("1.2.840.10045.2.1"), oid("1.2.840.10045.3.1.7")]),
            der(3, &point),
        ]);
        let validity = [&self.from, &self.until].map(|(tag, text)| der(*tag, text.as_bytes()));
        let extensions = self.extensions.iter().map(|(kind, critical, value)| {
            let critical = if *critical { vec![1, 1, 0xff] } else { vec![] };
            sequence(&[oid(kind), critical, der(4, value)])
        });
        let extensions: Vec<Vec<u8>> = extensions.collect();
        let mut parts = vec![
            self.version
                .map_or(vec![], |version| der(0xa0, &[2, 1, version])),
            der(2, &[7]),
            sequence(&[oid(self.algorithm_within)]),
            Self::name(issuer),
            sequence(&validity),
            Self::name(&self.subject),
            spki,
        ];
        if !extensions.is_empty() {
            parts.push(der(0xa3, &sequence(&extensions)));
        }
        let tbs = sequence(&parts);
        let by = key(self.signed_by.unwrap_or(above.key));
        let signature = by.pair.sign(&SystemRandom::new(), &tbs).unwrap();
        let mut signature = [&[0], signature.as_ref()].concat();
        if self.tampered {
            *signature.last_mut().unwrap() ^= 1;
        }
        sequence(&[tbs, sequence(&[oid(self.algorithm)]), der(3, &signature)])
    }
}

/// Root, authorities in between, signer: each issued by the one before.
#[derive(Clone)]
struct Path(Vec<Cert>);

impl Path {
    fn good(between: usize) -> Self {
        let mut certs = vec![Cert::new("Root", 0, vec![authority(None), usage(0x06)])];
        for place in 1..=between {
            let name = format!("Between {place}");
            certs.push(Cert::new(&name, place, vec![authority(None), usage(0x06)]));
        }
        certs.push(Cert::new("Signer", between + 1, vec![usage(0x80)]));
        Self(certs)
    }

    fn root(&mut self) -> &mut Cert {
        &mut self.0[0]
    }

    fn between(&mut self) -> &mut Cert {
        &mut self.0[1]
    }

    fn signer(&mut self) -> &mut Cert {
        self.0.last_mut().unwrap()
    }

    fn ders(&self) -> Vec<Vec<u8>> {
        let above = |place: usize| &self.0[place.saturating_sub(1)];
        let each = self.0.iter().enumerate();
        each.map(|(place, cert)| cert.build(above(place))).collect()
    }

    /// Root, those in between, signer.
    fn parts(&self) -> (Anchors, Vec<Vec<u8>>, Vec<u8>) {
        let mut ders = self.ders();
        let signer = ders.pop().unwrap();
        let anchors = Anchors {
            certificates: vec![ders.remove(0)],
            keys: vec![],
            ..Anchors::default()
        };
        (anchors, ders, signer)
    }

    fn judge(&self, at: Timestamp, purpose: Purpose) -> Result<(), PathFault> {
        let (anchors, others, signer) = self.parts();
        path(&signer, &others, &anchors, at, purpose)
    }
}

/// The kind of a fault and its clause, in a word each.
fn told(judged: &Result<(), PathFault>) -> (String, &'static str) {
    match judged {
        Ok(()) => ("good".into(), ""),
        Err(fault) => {
            let debug = format!("{fault:?}");
            let kind = debug.split([' ', '{']).next().unwrap();
            (kind.to_owned(), fault.clause())
        }
    }
}

struct Row {
    name: &'static str,
    wanted: &'static str,
    clause: &'static str,
    path: Path,
}

const VALIDITY: &str = "RFC 5280 6.1.3 (a)(2)";
const CA: &str = "RFC 5280 6.1.4 (k)";
const LENGTH: &str = "RFC 5280 6.1.4 (m)";
const KEY_USAGE: &str = "RFC 5280 4.2.1.3";
const EXTENDED_USAGE: &str = "RFC 5280 4.2.1.12";
const CRITICAL: &str = "RFC 5280 4.2";
const NAMES: &str = "RFC 5280 4.2.1.10";
const FORM: &str = "RFC 5280 4.1";
const PATH: &str = "RFC 5280 6.1";

fn rows() -> Vec<Row> {
    let row = |name, wanted, clause, between, change: &dyn Fn(&mut Path)| {
        let mut path = Path::good(between);
        change(&mut path);
        Row {
            name,
            wanted,
            clause,
            path,
        }
    };
    let good = |name, between, change: &dyn Fn(&mut Path)| row(name, "good", "", between, change);
    // One certificate in between, unless it is said otherwise.
    let bad =
        |name, wanted, clause, change: &dyn Fn(&mut Path)| row(name, wanted, clause, 1, change);
    let time = |tag: u8, text: &str| (tag, text.to_owned());
    let content = "1.3.6.1.5.5.7.3.4";
    let unknown = "1.3.6.1.4.1.99999.1";
    vec![
        // What must pass.
        good("root and signer", 0, &|_| {}),
        good("one in between", 1, &|_| {}),
        good("two in between", 2, &|_| {}),
        good("three in between", 3, &|_| {}),
        good("no key usage anywhere", 1, &|path| {
            path.0.iter_mut().for_each(|cert| cert.clear(USAGE));
        }),
        good("a signer who signs for good (nonRepudiation)", 1, &|path| {
            path.signer().set(usage(0x40))
        }),
        good("a signer who says that it is no authority", 1, &|path| {
            path.signer().set(basic(&[]))
        }),
        good("basicConstraints that are not critical", 1, &|path| {
            path.between().set((BASIC, false, der(0x30, &[1, 1, 0xff])));
        }),
        good("a path length that is just enough", 2, &|path| {
            path.root().set(authority(Some(&[2])))
        }),
        good("a path length of 0 over the signer", 1, &|path| {
            path.between().set(authority(Some(&[0])))
        }),
        good("a path length of 128, in two octets", 1, &|path| {
            path.root().set(authority(Some(&[0, 0x80])))
        }),
        good("a path length of 256, in two octets", 1, &|path| {
            path.root().set(authority(Some(&[1, 0])))
        }),
        good("a path length of nine octets", 1, &|path| {
            path.root().set(authority(Some(&[1; 9])))
        }),
        good("one issued by its own name does not count", 2, &|path| {
            path.0[1].subject = named("Root");
            path.0[1].key = 5;
            path.root().set(authority(Some(&[1])));
        }),
        good("valid from the very moment", 1, &|path| {
            path.signer().from = time(0x17, "220201120000Z")
        }),
        good("valid until the very moment", 1, &|path| {
            path.signer().until = time(0x17, "220201120000Z")
        }),
        good("GeneralizedTime", 1, &|path| {
            path.signer().until = time(0x18, "20500101000000Z")
        }),
        good("without an end (RFC 5280 4.1.2.5)", 1, &|path| {
            path.root().until = time(0x18, "99991231235959Z")
        }),
        good("from the last century", 1, &|path| {
            path.root().from = time(0x17, "500101000000Z")
        }),
        good("an unknown extension that is not critical", 1, &|path| {
            path.0
                .iter_mut()
                .for_each(|cert| cert.set((unknown, false, vec![5, 0])));
        }),
        good("other names that are critical", 1, &|path| {
            path.signer()
                .set(("2.5.29.17", true, sequence(&[der(0x82, b"a.example")])));
        }),
        good("policies that are critical", 1, &|path| {
            path.between().set((
                "2.5.29.32",
                true,
                sequence(&[sequence(&[oid("2.5.29.32.0")])]),
            ));
        }),
        good("for mail", 1, &|path| {
            path.signer().set(extended(&[content]))
        }),
        good("for code", 1, &|path| {
            path.signer().set(extended(&["1.3.6.1.5.5.7.3.3"]))
        }),
        good("for documents", 1, &|path| {
            path.signer().set(extended(&["1.3.6.1.5.5.7.3.36"]))
        }),
        good("for anything", 1, &|path| {
            path.signer().set(extended(&["2.5.29.37.0"]))
        }),
        good("for mail among others", 1, &|path| {
            path.signer().set(extended(&["1.3.6.1.5.5.7.3.8", content]));
        }),
        good("an authority for mail alone", 1, &|path| {
            path.between().set(extended(&[content]))
        }),
        // Time.
        bad("the signer has expired", "Expired", VALIDITY, &|path| {
            path.signer().until = time(0x17, "220201115959Z")
        }),
        bad("one in between has expired", "Expired", VALIDITY, &|path| {
            path.between().until = time(0x17, "220101000000Z")
        }),
        bad("the root has expired", "Expired", VALIDITY, &|path| {
            path.root().until = time(0x17, "220101000000Z")
        }),
        bad(
            "the signer is not valid yet",
            "NotYetValid",
            VALIDITY,
            &|path| path.signer().from = time(0x17, "220201120001Z"),
        ),
        bad(
            "one in between is not valid yet",
            "NotYetValid",
            VALIDITY,
            &|path| path.between().from = time(0x17, "220301000000Z"),
        ),
        bad(
            "the root is not valid yet",
            "NotYetValid",
            VALIDITY,
            &|path| path.root().from = time(0x18, "20220301000000Z"),
        ),
        bad(
            "the end is before the beginning",
            "NotYetValid",
            VALIDITY,
            &|path| {
                path.signer().from = time(0x17, "230101000000Z");
                path.signer().until = time(0x17, "210101000000Z");
            },
        ),
        bad("a time without its zone", "Malformed", FORM, &|path| {
            path.signer().until = time(0x17, "230601000000")
        }),
        bad("a time of another zone", "Malformed", FORM, &|path| {
            path.signer().until = time(0x17, "230601000000+0100")
        }),
        bad("a time that is no date", "Malformed", FORM, &|path| {
            path.signer().until = time(0x17, "231301000000Z")
        }),
        bad(
            "UTCTime in the tag of the other",
            "Malformed",
            FORM,
            &|path| path.between().until = time(0x18, "230601000000Z"),
        ),
        bad("a time without seconds", "Malformed", FORM, &|path| {
            path.root().until = time(0x17, "2306010000Z")
        }),
        // Authorities.
        bad(
            "one in between without basicConstraints",
            "NotAuthority",
            CA,
            &|path| path.between().clear(BASIC),
        ),
        bad(
            "the root without basicConstraints",
            "NotAuthority",
            CA,
            &|path| path.root().clear(BASIC),
        ),
        bad("one in between of version 1", "NotAuthority", CA, &|path| {
            path.between().version = None;
            path.between().extensions.clear();
        }),
        bad("cA left at its default", "NotAuthority", CA, &|path| {
            path.between().set(basic(&[]))
        }),
        bad("cA written as false", "NotAuthority", CA, &|path| {
            path.between().set(basic(&[1, 1, 0]))
        }),
        bad("a path length without cA", "NotAuthority", CA, &|path| {
            path.between().set(basic(&[2, 1, 5]))
        }),
        bad("a negative path length", "NotAuthority", CA, &|path| {
            path.root().set(authority(Some(&[0x80])))
        }),
        bad(
            "a negative path length of two octets",
            "NotAuthority",
            CA,
            &|path| path.root().set(authority(Some(&[0xff, 0x7f]))),
        ),
        bad(
            "a path length without octets",
            "NotAuthority",
            CA,
            &|path| path.root().set(authority(Some(&[]))),
        ),
        bad("an authority without a name", "NotAuthority", CA, &|path| {
            path.between().subject = vec![]
        }),
        bad(
            "basicConstraints that cannot be read",
            "NotAuthority",
            CA,
            &|path| path.between().set((BASIC, true, vec![4, 0])),
        ),
        bad(
            "the root allows nobody in between",
            "PathLength",
            LENGTH,
            &|path| path.root().set(authority(Some(&[0]))),
        ),
        row(
            "the root allows one, there are two",
            "PathLength",
            LENGTH,
            2,
            &|path| path.root().set(authority(Some(&[1]))),
        ),
        row(
            "one in between allows nobody below",
            "PathLength",
            LENGTH,
            2,
            &|path| path.between().set(authority(Some(&[0]))),
        ),
        row("a path of five steps", "NotPinned", PATH, 4, &|_| {}),
        // Key usage.
        bad(
            "an authority that signs no certificates",
            "KeyUsage",
            KEY_USAGE,
            &|path| path.between().set(usage(0x80)),
        ),
        bad(
            "an authority for revocation lists alone",
            "KeyUsage",
            KEY_USAGE,
            &|path| path.between().set(usage(0x02)),
        ),
        bad(
            "a root that signs no certificates",
            "KeyUsage",
            KEY_USAGE,
            &|path| path.root().set(usage(0x80)),
        ),
        bad(
            "a signer for certificates alone",
            "KeyUsage",
            KEY_USAGE,
            &|path| path.signer().set(usage(0x04)),
        ),
        bad("a signer that enciphers", "KeyUsage", KEY_USAGE, &|path| {
            path.signer().set(usage(0x20))
        }),
        bad(
            "a key usage without a bit",
            "KeyUsage",
            KEY_USAGE,
            &|path| path.signer().set((USAGE, true, der(3, &[0]))),
        ),
        bad(
            "a key usage that is not critical binds, too",
            "KeyUsage",
            KEY_USAGE,
            &|path| {
                path.signer().set((USAGE, false, der(3, &[2, 0x04])));
            },
        ),
        bad(
            "a key usage twice, of which one allows it",
            "KeyUsage",
            KEY_USAGE,
            &|path| {
                path.signer().extensions.push(usage(0x04));
            },
        ),
        bad(
            "a key usage that cannot be read",
            "Malformed",
            FORM,
            &|path| path.signer().set((USAGE, false, vec![0xff])),
        ),
        // Extended key usage.
        bad(
            "a signer for servers",
            "ExtendedKeyUsage",
            EXTENDED_USAGE,
            &|path| path.signer().set(extended(&["1.3.6.1.5.5.7.3.1"])),
        ),
        bad(
            "a signer for time stamps",
            "ExtendedKeyUsage",
            EXTENDED_USAGE,
            &|path| path.signer().set(extended(&["1.3.6.1.5.5.7.3.8"])),
        ),
        bad(
            "a signer for OCSP",
            "ExtendedKeyUsage",
            EXTENDED_USAGE,
            &|path| path.signer().set(extended(&["1.3.6.1.5.5.7.3.9"])),
        ),
        bad(
            "a signer of health certificates",
            "ExtendedKeyUsage",
            EXTENDED_USAGE,
            &|path| path.signer().set(extended(&["1.3.6.1.4.1.1847.2021.1.2"])),
        ),
        bad(
            "an authority for servers",
            "ExtendedKeyUsage",
            EXTENDED_USAGE,
            &|path| path.between().set(extended(&["1.3.6.1.5.5.7.3.1"])),
        ),
        bad(
            "an extended key usage that is empty",
            "ExtendedKeyUsage",
            EXTENDED_USAGE,
            &|path| path.signer().set(extended(&[])),
        ),
        bad(
            "an extended key usage that cannot be read",
            "Malformed",
            FORM,
            &|path| path.signer().set((EXTENDED, false, vec![0x30, 5, 6])),
        ),
        // Extensions that nobody here understands.
        bad(
            "a critical extension of the signer",
            "Critical",
            CRITICAL,
            &|path| path.signer().set((unknown, true, vec![5, 0])),
        ),
        bad(
            "a critical extension in between",
            "Critical",
            CRITICAL,
            &|path| path.between().set((unknown, true, vec![5, 0])),
        ),
        bad(
            "a critical extension of the root",
            "Critical",
            CRITICAL,
            &|path| path.root().set((unknown, true, vec![5, 0])),
        ),
        bad(
            "critical points of revocation lists",
            "Critical",
            CRITICAL,
            &|path| path.signer().set(("2.5.29.31", true, sequence(&[]))),
        ),
        bad(
            "critical constraints of policies",
            "Critical",
            CRITICAL,
            &|path| path.between().set(("2.5.29.36", true, sequence(&[]))),
        ),
        bad("name constraints", "NameConstraints", NAMES, &|path| {
            path.between().set(("2.5.29.30", true, sequence(&[])))
        }),
        bad(
            "name constraints that are not critical",
            "NameConstraints",
            NAMES,
            &|path| path.root().set(("2.5.29.30", false, sequence(&[]))),
        ),
        bad("an extension twice", "Malformed", FORM, &|path| {
            let twice = path.signer().extensions[0].clone();
            path.signer().extensions.push(twice);
        }),
        bad(
            "more extensions than any certificate has",
            "Malformed",
            FORM,
            &|path| {
                for number in 0..70 {
                    let kind: &'static str = format!("1.2.3.{number}").leak();
                    path.signer().set((kind, false, vec![5, 0]));
                }
            },
        ),
        // Names and signatures.
        bad("another issuer's name", "NotPinned", PATH, &|path| {
            path.signer().issuer = Some(named("Else"))
        }),
        bad(
            "the issuer's name in another type of string",
            "NotPinned",
            PATH,
            &|path| {
                path.signer().issuer = Some(vec![(COMMON_NAME, 0x13, "Between 1".into())]);
            },
        ),
        bad("signed by a stranger's key", "NotPinned", PATH, &|path| {
            path.signer().signed_by = Some(7)
        }),
        bad("signed by its own key", "NotPinned", PATH, &|path| {
            path.signer().signed_by = Some(2)
        }),
        bad(
            "one in between signed by a stranger",
            "NotPinned",
            PATH,
            &|path| path.between().signed_by = Some(7),
        ),
        bad("a signature that was changed", "NotPinned", PATH, &|path| {
            path.signer().tampered = true
        }),
        bad("another algorithm within", "NotPinned", PATH, &|path| {
            path.signer().algorithm_within = "1.2.840.10045.4.3.3"
        }),
        bad(
            "signed under the name of another hash",
            "NotPinned",
            PATH,
            &|path| {
                path.signer().algorithm_within = "1.2.840.10045.4.3.4";
                path.signer().algorithm = "1.2.840.10045.4.3.4";
            },
        ),
        bad("the root missing its link", "NotPinned", PATH, &|path| {
            path.between().issuer = Some(named("Root 2"))
        }),
    ]
}

#[test]
fn a_path_holds_only_where_every_clause_does() {
    let rows = rows();
    let mut wrong = Vec::new();
    for row in &rows {
        let judged = row.path.judge(at(AT), Purpose::Content);
        let (kind, clause) = told(&judged);
        if (kind.as_str(), clause) != (row.wanted, row.clause) {
            wrong.push(format!(
                "{}: {judged:?}, expected {} {}",
                row.name, row.wanted, row.clause
            ));
        }
        // What is told names the certificate that is meant, and the clause.
        if let Err(fault) = judged {
            assert!(
                fault.to_string().ends_with(&format!("({})", row.clause)),
                "{fault}"
            );
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let good = rows.iter().filter(|row| row.wanted == "good").count();
    assert!(rows.len() >= 60 && good >= 20, "{} rows", rows.len());
    println!("{} paths, {good} of them good", rows.len());
}

#[test]
fn only_a_signer_who_must_have_a_name_may_be_a_server() {
    for (purposes, wanted) in [
        (&["1.3.6.1.5.5.7.3.1"][..], "good"),
        (&["1.3.6.1.5.5.7.3.2"], "good"),
        (&["1.3.6.1.5.5.7.3.9"], "ExtendedKeyUsage"),
        (&["1.3.6.1.4.1.0.1847.2021.1.1"], "ExtendedKeyUsage"),
    ] {
        let mut path = Path::good(1);
        path.signer().set(extended(purposes));
        let judged = path.judge(at(AT), Purpose::ContentOrTls);
        assert_eq!(told(&judged).0, wanted, "{purposes:?}");
    }
}

#[test]
fn expiry_is_told_only_where_nothing_else_is_wrong() {
    let mut path = Path::good(2);
    path.signer().until = (0x17, "220101000000Z".into());
    path.between().set(usage(0x80));
    assert_eq!(told(&path.judge(at(AT), Purpose::Content)).0, "KeyUsage");
    // Another way up that holds is found, wherever the expired one stands.
    let path = Path::good(1);
    let mut old = path.clone();
    old.between().until = (0x17, "220101000000Z".into());
    let (anchors, others, signer) = path.parts();
    let (_, expired, _) = old.parts();
    for others in [
        [expired.clone(), others.clone()].concat(),
        [others, expired].concat(),
    ] {
        let judged =
            hcert::trust::chain::path(&signer, &others, &anchors, at(AT), Purpose::Content);
        assert_eq!(judged, Ok(()));
    }
}

#[test]
fn of_a_pinned_signer_the_dates_count_and_of_a_pinned_key_nothing() {
    let mut path = Path::good(0);
    path.signer().set(usage(0x04));
    let (_, _, signer) = path.parts();
    let judge = |signer: &[u8], anchors: &Anchors, at| {
        told(&hcert::trust::chain::path(
            signer,
            &[],
            anchors,
            at,
            Purpose::Content,
        ))
        .0
    };
    let pinned = Anchors {
        certificates: vec![signer.clone()],
        keys: vec![],
        ..Anchors::default()
    };
    assert_eq!(judge(&signer, &pinned, at(AT)), "good");
    assert_eq!(
        judge(&signer, &pinned, at("2023-06-01T00:00:01Z")),
        "Expired"
    );
    assert_eq!(
        judge(&signer, &pinned, at("2021-05-31T23:59:59Z")),
        "NotYetValid"
    );
    let key = Anchors {
        certificates: vec![],
        keys: vec![hcert::trust::chain::spki(&signer).unwrap()],
        ..Anchors::default()
    };
    assert_eq!(judge(&signer, &key, at("2033-06-01T00:00:01Z")), "good");
}

/// A list of Sweden's form, signed at the end of a path.
fn list(path: &Path) -> Vec<u8> {
    use base64::Engine as _;
    let ders = path.ders();
    let x5c: Vec<String> = ders[1..]
        .iter()
        .rev()
        .map(|der| base64::engine::general_purpose::STANDARD.encode(der))
        .collect();
    let header = serde_json::json!({"alg": "ES256", "x5c": x5c});
    let public = key(7).pair.public_key().as_ref();
    let number = |octets: &[u8]| base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(octets);
    let signer = serde_json::json!({
        "kid": "AAAAAAAAAAA=", "kty": "EC", "crv": "P-256",
        "x": number(&public[1..33]), "y": number(&public[33..]),
    });
    let payload = serde_json::json!({
        "iat": at(AT).unix(), "exp": at(AT).unix() + 10 * 365 * 86_400,
        "dsc_trust_list": {"SE": {"eku": {}, "keys": [signer]}},
    });
    let by = &key(path.0.last().unwrap().key).pkcs8;
    hcert::trust::jws::sign(&header, payload.to_string().as_bytes(), by)
        .unwrap()
        .into_bytes()
}

#[test]
fn a_list_that_outlived_its_signer_is_refused_or_says_so() {
    let path = Path::good(1);
    let octets = list(&path);
    let (anchors, _, _) = path.parts();
    let read = |at, stale_signer| {
        let request = Request {
            stale_signer,
            ..Request::new("list", &octets, at, &anchors)
        };
        TrustList::load(&request, Some(Format::Sweden))
    };
    let (now, later) = (at(AT), at("2024-01-01T00:00:00Z"));
    let good = read(now, StaleSigner::Refuse).unwrap();
    assert!(matches!(
        good.sources()[0].signature,
        ListSignature::Good { .. }
    ));

    let refused = read(later, StaleSigner::Refuse).unwrap_err();
    assert!(
        matches!(refused, TrustError::SignerExpired { .. }),
        "{refused}"
    );
    let text = refused.to_string();
    assert!(
        text.contains("2023-06-01") && text.contains("2024-01-01"),
        "{text}"
    );

    let list = read(later, StaleSigner::Warn).unwrap();
    let ListSignature::SignerExpired { signer } = &list.sources()[0].signature else {
        panic!("{:?}", list.sources())
    };
    assert!(
        signer.contains("CN=Signer") && signer.contains("2023-06-01"),
        "{signer}"
    );
    // And so it stays where it is passed on.
    let bundle = hcert::trust::bundle::encode(&list, later, None);
    let key = SoftwareKey::from_pem(include_str!("../keys/operator.key.pem")).unwrap();
    let kid = hcert::trust::bundle::operator_kid(&key.spki());
    let bundle = hcert::trust::bundle::sign(&bundle, &key, &kid).unwrap();
    let operator = Anchors {
        keys: vec![key.spki()],
        ..Anchors::default()
    };
    let again = TrustList::load(&Request::new("b", &bundle, later, &operator), None).unwrap();
    assert_eq!(again.sources()[0].signature, list.sources()[0].signature);

    // Only time is forgiven: one who is not valid yet is refused all the same.
    assert!(read(at("2021-01-01T00:00:00Z"), StaleSigner::Warn).is_err());
    let mut other = Path::good(1);
    other.signer().set(usage(0x04));
    let octets = self::list(&other);
    let (anchors, _, _) = other.parts();
    let request = Request {
        stale_signer: StaleSigner::Warn,
        ..Request::new("list", &octets, later, &anchors)
    };
    let refused = TrustList::load(&request, Some(Format::Sweden)).unwrap_err();
    assert!(refused.to_string().contains(KEY_USAGE), "{refused}");
}

//! The one reader: archive, JSON, the statements that it makes, proof.

use super::contexts::{
    BOOLEAN, Context, DATE_TIME, INTEGER, Kind, Object, PROOF, PROOFS, PURPOSE, PURPOSES, TYPE,
    Term as Meaning,
};
use super::{Content, DivocError, Leaf, MAX_OCTETS, ProofAlgorithm, Reading, Signed, Unverified};
use crate::codec::cbor::Item;
use crate::codec::rdf::{self, Statement, Term};
use crate::documents::dcc::{self, parse_json};
use crate::key::sha256;
use crate::text;
use crate::text::{Message, ToText as _, messages, without_bom};
use crate::time::{BirthDate, Date, DateTime};
use base64::Engine as _;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use std::borrow::Cow;
use std::io::{Cursor, Read as _};
use zip::ZipArchive;
use zip::result::ZipError;

const ENTRY: &str = "certificate.json";

/// What stands before an archive in base64.
const PREFIX: &[u8] = b"B64:";

/// The most values that no signature covers. More are no certificate.
const MAX_UNSIGNED: usize = 256;

/// Beyond it a number of JavaScript, which all issuers write and sign with, is not exact.
const MAX_INTEGER: u64 = (1 << 53) - 1;

const fn engine(alphabet: &base64::alphabet::Alphabet) -> GeneralPurpose {
    let config = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(false);
    GeneralPurpose::new(alphabet, config)
}

const BASE64: GeneralPurpose = engine(&STANDARD);
const BASE64URL: GeneralPurpose = engine(&URL_SAFE);

/// A word that is not ours as it may stand in a message.
pub(super) fn short(text: &str) -> String {
    let mut cut: String = text.chars().take(40).collect();
    if cut.len() < text.len() {
        cut.push('…');
    }
    cut
}

/// Takes the certificate out of its archive: the archive itself, or `B64:` and base64 of it.
///
/// ```
/// use hcert::divoc::{self, Unverified};
/// let code = std::fs::read("testdata/divoc/v1-rsa.txt")?;
/// assert!(Unverified::parse(&divoc::unpack(&code)?).is_ok());
/// assert_eq!(divoc::unpack(b"HC1:").unwrap_err().class(), "zip");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// It is no archive, holds something else than `certificate.json` alone, or too much.
pub fn unpack(octets: &[u8]) -> Result<String, DivocError> {
    if octets.len() > MAX_OCTETS * 4 / 3 {
        return Err(DivocError::TooLarge);
    }
    let octets = match octets.trim_ascii().strip_prefix(PREFIX) {
        None => Cow::Borrowed(octets),
        Some(base64) => match BASE64.decode(base64) {
            Ok(octets) => Cow::Owned(octets),
            Err(_) => return Err(DivocError::Zip(text!(DIVOC_NOT_BASE64))),
        },
    };
    if !octets.starts_with(b"PK\x03\x04") {
        return Err(DivocError::Zip(text!(DIVOC_NO_ZIP)));
    }
    // What the archive's directory declares costs memory before it can be counted.
    let headers = octets.windows(4).filter(|four| *four == b"PK\x01\x02");
    let others = |found: usize| DivocError::Zip(text!(DIVOC_ENTRIES, found, want = ENTRY));
    match headers.count() {
        0 | 1 => {}
        found => return Err(others(found)),
    }
    let broken = |error: ZipError| {
        let error = error.to_string();
        DivocError::Zip(text!(DIVOC_ZIP, error))
    };
    let mut archive = ZipArchive::new(Cursor::new(octets)).map_err(broken)?;
    if archive.len() != 1 {
        return Err(others(archive.len()));
    }
    let mut entry = archive.by_index(0).map_err(broken)?;
    if entry.name_raw() != ENTRY.as_bytes() {
        return Err(DivocError::Zip(text!(DIVOC_ENTRY, want = ENTRY)));
    }
    if entry.size() > MAX_OCTETS as u64 {
        return Err(DivocError::TooLarge);
    }
    let mut content = Vec::new();
    // One octet more than allowed, so that what is cut off shows.
    let read = entry
        .by_ref()
        .take(MAX_OCTETS as u64 + 1)
        .read_to_end(&mut content);
    match read {
        Ok(length) if length > MAX_OCTETS => return Err(DivocError::TooLarge),
        Ok(_) => {}
        Err(error) => return Err(broken(error.into())),
    }
    String::from_utf8(content).map_err(|_| DivocError::Json(text!(DIVOC_NOT_UTF8)))
}

/// The proof.
#[derive(Clone, PartialEq)]
pub(super) struct Proof {
    pub(super) algorithm: ProofAlgorithm,
    pub(super) method: String,
    pub(super) purpose: String,
    pub(super) created: String,
    /// `alg` of the header.
    pub(super) alg: String,
    pub(super) signature: Vec<u8>,
}

pub(super) fn read(json: &str) -> Result<Unverified, DivocError> {
    let json = without_bom(json);
    if json.len() > MAX_OCTETS {
        return Err(DivocError::TooLarge);
    }
    let value = parse_json(json).map_err(|error| DivocError::Json(error.to_text()))?;
    let document = Item::from(&value);
    let context = context(&document)?;
    let (proof, header, statements) = proof(&document)?;
    let options = hash(&statements)?;
    let mut readings = Vec::new();
    for blanks in [Blanks::Kept, Blanks::Dropped] {
        let mut walk = Walk::new(context, blanks);
        walk.node(Object::Credential, &document, "", true)?;
        let hash = hash(&walk.statements)?;
        let message = [header.as_bytes(), b".", &options, &hash].concat();
        let seen = walk.blanks_seen;
        readings.push(Reading {
            message,
            signed: walk.signed()?,
        });
        if !seen {
            break;
        }
    }
    Ok(Unverified {
        context,
        proof,
        readings,
    })
}

fn hash(statements: &[Statement<'_>]) -> Result<[u8; 32], DivocError> {
    let canonical = rdf::canonical(statements).map_err(|_| wrong("", messages::DIVOC_SMALLER))?;
    Ok(sha256(canonical.as_bytes()))
}

fn wrong(path: &str, want: Message) -> DivocError {
    let path = match path {
        "" => ENTRY,
        path => path,
    };
    DivocError::Schema {
        path: path.to_owned(),
        want,
    }
}

fn under(path: &str, name: &str) -> String {
    match path {
        "" => short(name),
        path => format!("{path}/{}", short(name)),
    }
}

/// `@context`: two IRIs and nothing else.
fn context(document: &Item<'_>) -> Result<Context, DivocError> {
    if !matches!(document, Item::Map(_)) {
        return Err(wrong("", messages::TYPE_MAP));
    }
    let found = match document.get("@context") {
        Some(Item::Array(items)) => match items.as_slice() {
            [Item::Text(first), Item::Text(second)] => Context::of(first, second),
            _ => None,
        },
        _ => None,
    };
    found.ok_or(DivocError::Context)
}

/// The proof, the header of its signature as it stands, and the statements that it makes by `security/v2`.
fn proof<'a>(document: &'a Item<'_>) -> Result<(Proof, &'a str, Vec<Statement<'a>>), DivocError> {
    let members = match document.get("proof") {
        None | Some(Item::Null) => return Err(DivocError::Unsigned),
        Some(Item::Map(members)) => members,
        Some(_) => return Err(wrong("proof", messages::TYPE_MAP)),
    };
    let (mut kind, mut purpose, mut jws) = (None, None, None);
    let (mut method, mut created) = (None, None);
    let mut statements = Vec::new();
    let mut state = |predicate: &'static str, object| {
        statements.push(Statement {
            subject: Term::Blank(0),
            predicate: predicate.into(),
            object,
        });
    };
    for (name, value) in members {
        let name = name.as_text().unwrap_or_default();
        let path = under("proof", name);
        let Item::Text(value) = value else {
            return Err(wrong(&path, messages::TYPE_TEXT));
        };
        let named = |list: &'static [(&'static str, &'static str)]| {
            let found = list.iter().find(|(name, _)| *name == value.as_ref());
            found.ok_or_else(|| wrong(&path, messages::DIVOC_KNOWN))
        };
        match name {
            "jws" => jws = Some(value.as_ref()),
            "type" => {
                let (name, iri) = named(&PROOFS)?;
                state(TYPE, Term::Iri((*iri).into()));
                kind = Some(match *name {
                    "RsaSignature2018" => ProofAlgorithm::Ps256,
                    _ => ProofAlgorithm::EdDsa,
                });
            }
            "proofPurpose" => {
                let (name, iri) = named(&PURPOSES)?;
                state(PURPOSE, Term::Iri((*iri).into()));
                purpose = Some((*name).to_owned());
            }
            name => {
                let term = PROOF.iter().find(|term| term.name == name);
                let term = term.ok_or_else(|| wrong(&path, messages::DIVOC_NO_MEMBER))?;
                let object = match term.kind {
                    Kind::Iri if !plain_iri(value) => {
                        return Err(wrong(&path, messages::DIVOC_IRI));
                    }
                    Kind::Iri => {
                        method = Some(value.to_string());
                        Term::Iri(value.as_ref().into())
                    }
                    Kind::Moment => {
                        created = Some(value.to_string());
                        typed(value.as_ref(), DATE_TIME)
                    }
                    _ => Term::string(value.as_ref()),
                };
                state(term.iri, object);
            }
        }
    }
    let missing = |name| wrong(&under("proof", name), messages::DIVOC_THERE);
    let (header, alg, signature) = signature(jws.ok_or(DivocError::Unsigned)?)?;
    let proof = Proof {
        algorithm: kind.ok_or_else(|| missing("type"))?,
        method: method.ok_or_else(|| missing("verificationMethod"))?,
        purpose: purpose.ok_or_else(|| missing("proofPurpose"))?,
        created: created.ok_or_else(|| missing("created"))?,
        alg,
        signature,
    };
    Ok((proof, header, statements))
}

/// Header, algorithm and signature of a detached JWS whose payload is not encoded (RFC 7797).
fn signature(jws: &str) -> Result<(&str, String, Vec<u8>), DivocError> {
    let form = DivocError::Jws(messages::DIVOC_JWS_FORM);
    let Some((header, rest)) = jws.split_once('.') else {
        return Err(form);
    };
    let Some(signature) = rest.strip_prefix('.') else {
        return Err(form);
    };
    let (Ok(octets), Ok(signature)) = (BASE64URL.decode(header), BASE64URL.decode(signature))
    else {
        return Err(form);
    };
    let text = String::from_utf8(octets);
    let value = text.ok().and_then(|text| parse_json(&text).ok());
    let members = value.as_ref().map(Item::from).ok_or(form)?;
    let understood = match members.get("crit") {
        Some(Item::Array(names)) => {
            matches!(names.as_slice(), [one] if one.as_text() == Some("b64"))
        }
        _ => false,
    };
    match members.get("alg").and_then(Item::as_text) {
        Some(alg) if understood && members.get("b64") == Some(&Item::Bool(false)) => {
            Ok((header, alg.to_owned(), signature))
        }
        _ => Err(DivocError::Jws(messages::DIVOC_JWS_HEADER)),
    }
}

/// What becomes of an IRI with a blank in it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Blanks {
    Kept,
    Dropped,
}

/// An IRI without blanks that no prefix of the contexts makes another one of.
fn plain_iri(text: &str) -> bool {
    /// `_` is not among them: it is no scheme.
    const PREFIXES: [&str; 5] = ["schema", "cred", "sec", "xsd", "dc"];
    let scheme = text.split(':').next().unwrap_or_default();
    rdf::is_iri(text) && !PREFIXES.contains(&scheme) && !text.contains(char::is_whitespace)
}

fn typed<'a>(text: impl Into<Cow<'a, str>>, datatype: &'static str) -> Term<'a> {
    let text = text.into();
    Term::Literal { text, datatype }
}

/// A value that a statement holds.
struct Held {
    object: Object,
    /// Its node.
    node: usize,
    meaning: Option<&'static Meaning>,
    name: &'static str,
    value: String,
}

/// A way through the document, which gathers what it states and what is left out.
struct Walk<'a> {
    context: Context,
    blanks: Blanks,
    /// Whether there is an IRI with a blank in it.
    blanks_seen: bool,
    statements: Vec<Statement<'a>>,
    /// How many nodes there were.
    nodes: usize,
    /// The names of nodes, each of which stands once: two objects with one name would be one.
    names: Vec<&'a str>,
    held: Vec<Held>,
    unsigned: Vec<Leaf>,
}

impl<'a> Walk<'a> {
    fn new(context: Context, blanks: Blanks) -> Self {
        Self {
            context,
            blanks,
            blanks_seen: false,
            statements: Vec::new(),
            nodes: 0,
            names: Vec::new(),
            held: Vec::new(),
            unsigned: Vec::new(),
        }
    }

    /// An IRI; `None` for a text that is none, about which nothing is stated.
    fn iri(&mut self, item: &'a Item<'_>, path: &str) -> Result<Option<&'a str>, DivocError> {
        let text = item
            .as_text()
            .ok_or_else(|| wrong(path, messages::TYPE_TEXT))?;
        let squeezed: String = text.split_whitespace().collect();
        if plain_iri(&squeezed) {
            let blank = text.contains(char::is_whitespace);
            // Of all that is white, only a blank can stand in a line.
            if text.contains(|c: char| c.is_whitespace() && c != ' ') {
                return Err(wrong(path, messages::DIVOC_IRI));
            }
            self.blanks_seen |= blank;
            return Ok((!blank || self.blanks == Blanks::Kept).then_some(text));
        }
        // What begins with a scheme or a prefix and is no plain IRI may be read in more than one way.
        match squeezed.contains([':', '<', '>', '"', '\\', '@']) {
            true => Err(wrong(path, messages::DIVOC_IRI)),
            false => Ok(None),
        }
    }

    /// Goes through an object; `bound` where what is stated about it belongs to the certificate. Its terms nest four deep at
    /// most.
    fn node(
        &mut self,
        object: Object,
        item: &'a Item<'_>,
        path: &str,
        bound: bool,
    ) -> Result<Option<Term<'a>>, DivocError> {
        let Item::Map(members) = item else {
            return Err(wrong(path, messages::TYPE_MAP));
        };
        let node = self.nodes;
        self.nodes += 1;
        let id = item.get("id").filter(|_| object.is_named());
        let subject = match id {
            None => Some(Term::Blank(node)),
            Some(id) => {
                let path = under(path, "id");
                let iri = self.iri(id, &path)?;
                if iri.is_some_and(|iri| self.names.contains(&iri)) {
                    return Err(wrong(&path, messages::DIVOC_ONCE));
                }
                self.names.extend(iri);
                match iri.filter(|_| bound) {
                    Some(iri) => self.hold(object, node, None, "id", iri),
                    None => self.leaf(&path, id)?,
                }
                iri.map(|iri| Term::Iri(iri.into()))
            }
        };
        let bound = bound && subject.is_some();
        self.types(object, item, path, subject.as_ref())?;
        for (name, value) in members {
            let name = name.as_text().unwrap_or_default();
            let path = under(path, name);
            let top = object == Object::Credential;
            match name {
                "id" if object.is_named() => continue,
                "type" if !object.types().is_empty() => continue,
                "@context" | "proof" if top => continue,
                _ => {}
            }
            let Some(term) = object.term(name, self.context) else {
                if object.reserved(name) {
                    return Err(wrong(&path, messages::DIVOC_NO_MEMBER));
                }
                self.dropped(value, &path)?;
                continue;
            };
            if *value == Item::Null {
                continue;
            }
            let value = match term.kind {
                Kind::Node(inner) => self.node(inner, value, &path, bound)?,
                Kind::One(inner) => match value {
                    Item::Array(items) => match items.as_slice() {
                        [one] => self.node(inner, one, &under(&path, "0"), bound)?,
                        _ => return Err(wrong(&path, messages::WANT_ONE_DOSE)),
                    },
                    one => self.node(inner, one, &path, bound)?,
                },
                Kind::Iri => match self.iri(value, &path)?.filter(|_| bound) {
                    Some(iri) => {
                        self.hold(object, node, Some(term), term.name, iri);
                        Some(Term::Iri(iri.into()))
                    }
                    None => {
                        self.leaf(&path, value)?;
                        None
                    }
                },
                Kind::Literal | Kind::Moment => {
                    let (literal, text) = literal(term.kind, value, &path)?;
                    match bound {
                        true => self.hold(object, node, Some(term), term.name, &text),
                        false => self.leaf(&path, value)?,
                    }
                    Some(literal)
                }
            };
            if let (Some(subject), Some(object)) = (&subject, value) {
                self.statements.push(Statement {
                    subject: subject.clone(),
                    predicate: term.iri.into(),
                    object,
                });
            }
        }
        Ok(subject)
    }

    fn types(
        &mut self,
        object: Object,
        item: &'a Item<'_>,
        path: &str,
        subject: Option<&Term<'a>>,
    ) -> Result<(), DivocError> {
        let types = object.types();
        if types.is_empty() {
            return Ok(());
        }
        let wrong = || wrong(&under(path, "type"), messages::DIVOC_KNOWN);
        let found = match item.get("type") {
            Some(Item::Array(items)) => items.as_slice(),
            Some(one) => std::slice::from_ref(one),
            None => return Err(wrong()),
        };
        let has = |name: &str| found.iter().any(|one| one.as_text() == Some(name));
        if found.len() != types.len() || !types.iter().all(|(name, _)| has(name)) {
            return Err(wrong());
        }
        if let Some(subject) = subject {
            let stated = types.iter().map(|(_, iri)| Statement {
                subject: subject.clone(),
                predicate: TYPE.into(),
                object: Term::Iri((*iri).into()),
            });
            self.statements.extend(stated);
        }
        Ok(())
    }

    fn hold(
        &mut self,
        object: Object,
        node: usize,
        meaning: Option<&'static Meaning>,
        name: &'static str,
        value: &str,
    ) {
        self.held.push(Held {
            object,
            node,
            meaning,
            name,
            value: value.to_owned(),
        });
    }

    /// Notes a value that no signature covers.
    fn leaf(&mut self, path: &str, item: &Item<'_>) -> Result<(), DivocError> {
        if self.unsigned.len() == MAX_UNSIGNED {
            return Err(wrong(path, messages::DIVOC_SMALLER));
        }
        let value = match item {
            Item::Text(text) => text.to_string(),
            other => dcc::json(other).to_string(),
        };
        self.unsigned.push(Leaf {
            path: path.to_owned(),
            value,
        });
        Ok(())
    }

    /// Notes what is dropped before the signing. JSON nests 16 deep at most.
    fn dropped(&mut self, item: &Item<'_>, path: &str) -> Result<(), DivocError> {
        match item {
            Item::Null => Ok(()),
            Item::Map(members) => members.iter().try_for_each(|(name, item)| {
                let name = name.as_text().unwrap_or_default();
                let path = under(path, name);
                match name.starts_with('@') {
                    true => Err(wrong(&path, messages::DIVOC_NO_MEMBER)),
                    false => self.dropped(item, &path),
                }
            }),
            Item::Array(items) => items
                .iter()
                .enumerate()
                .try_for_each(|(index, item)| self.dropped(item, &under(path, &index.to_string()))),
            leaf => self.leaf(path, leaf),
        }
    }

    /// What the signature makes good of all this.
    fn signed(self) -> Result<Signed, DivocError> {
        let content = self.content();
        for (path, found) in [
            ("credentialSubject/name", content.name.is_some()),
            ("evidence/0/vaccine", content.vaccine.is_some()),
            ("evidence/0/date", content.date.is_some()),
        ] {
            let bare = path.replace("/0", "");
            let listed = |leaf: &Leaf| leaf.path == path || leaf.path == bare;
            if !found && !self.unsigned.iter().any(listed) {
                return Err(wrong(path, messages::DIVOC_THERE));
            }
        }
        Ok(Signed {
            content,
            exchangeable: self.exchangeable(),
            unsigned: self.unsigned,
        })
    }

    fn find(&self, object: Object, name: &str) -> Option<&str> {
        let mut held = self.held.iter();
        let found = held.find(|held| held.object == object && held.name == name)?;
        Some(&found.value)
    }

    fn content(&self) -> Content {
        let text = |object, name| self.find(object, name).map(str::to_owned);
        let person = |name| text(Object::Person, name);
        let dose = |name| text(Object::Vaccination, name);
        let number = |name| dose(name)?.parse().ok();
        let date = |name| day(self.find(Object::Vaccination, name)?);
        let birth = |text: String| {
            let read = BirthDate::read(&text);
            read.map_or_else(|_| BirthDate::known_part(&text), |(date, _)| date)
        };
        Content {
            name: person("name"),
            dob: person("dob").map(birth),
            age: person("age"),
            sex: person("sex").or_else(|| person("gender")),
            nationality: person("nationality"),
            id: person("id"),
            vaccine: dose("vaccine"),
            manufacturer: dose("manufacturer"),
            batch: dose("batch"),
            icd11: dose("icd11Code"),
            date: date("date"),
            effective_start: date("effectiveStart"),
            effective_until: date("effectiveUntil"),
            dose: number("dose"),
            total_doses: number("totalDoses"),
            certificate_id: dose("certificateId"),
            issued_at: text(Object::Credential, "issuanceDate").and_then(|text| text.parse().ok()),
            issuer: text(Object::Credential, "issuer"),
            facility: text(Object::Facility, "name"),
            country: text(Object::Site, "addressCountry"),
        }
    }

    /// The members of one node and one meaning whose values differ.
    fn exchangeable(&self) -> Vec<Vec<&'static str>> {
        let mut groups: Vec<Vec<&Held>> = Vec::new();
        for held in &self.held {
            let alike = |other: &Held| {
                let same = held.meaning.zip(other.meaning);
                held.node == other.node && same.is_some_and(|(one, other)| one.iri == other.iri)
            };
            match groups
                .iter_mut()
                .find(|group| group.first().is_some_and(|first| alike(first)))
            {
                Some(group) => group.push(held),
                None => groups.push(vec![held]),
            }
        }
        groups
            .iter()
            .filter(|group| {
                let first = group.first().map(|held| held.value.as_str());
                group.iter().any(|held| Some(held.value.as_str()) != first)
            })
            .map(|group| group.iter().map(|held| held.name).collect())
            .collect()
    }
}

/// A value as it is stated, and as it is read.
fn literal<'a>(
    kind: Kind,
    item: &'a Item<'_>,
    path: &str,
) -> Result<(Term<'a>, Cow<'a, str>), DivocError> {
    let exact = |number: &i64| number.unsigned_abs() <= MAX_INTEGER;
    let (text, datatype): (Cow<'a, str>, _) = match item {
        Item::Text(text) if kind == Kind::Moment => (text.as_ref().into(), DATE_TIME),
        Item::Text(text) => return Ok((Term::string(text.as_ref()), text.as_ref().into())),
        Item::Integer(number) if kind == Kind::Literal && exact(number) => {
            (number.to_string().into(), INTEGER)
        }
        Item::Bool(bit) if kind == Kind::Literal => (bit.to_string().into(), BOOLEAN),
        _ => return Err(wrong(path, messages::DIVOC_VALUE)),
    };
    Ok((typed(text.clone(), datatype), text))
}

/// The day of a date or of a date with a time.
fn day(text: &str) -> Option<Date> {
    match text.parse() {
        Ok(date) => Some(date),
        Err(_) => DateTime::read(text).ok().map(|read| read.date),
    }
}

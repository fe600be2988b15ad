//! `hcert inspect`: every layer of a code, without asking whether it is true.

use crate::exit::ExitStatus;
use crate::output;
use hcert::Document;
use hcert::codec::cbor::{self, Item, Strings, Value};
use hcert::codec::cose::{Place, Sign1, Wrapping};
use hcert::container::cwt::{self, Claims, Content as Hcert};
use hcert::container::{Contexts, Layers, Limits, prefix_of};
use hcert::dcc::read::read;
use hcert::dcc::valuesets::Set;
use hcert::dcc::{Kind, json};
use hcert::deviation::Deviation;
use hcert::no1;
use hcert::text;
use hcert::text::{ToText, escape, messages};
use hcert_checkpoint::input::Content;
use hcert_host::error::Result;
use serde_json::Value as Json;
use std::ffi::OsString;

/// Show every layer of a code; checks no signature
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  hcert inspect testdata/NO/png/test-pcr.png\n  \
                        hcert inspect --diag --show-personal-data testdata/codes.txt\n\n\
                        Exit codes: 0 every layer could be read, 1 a layer failed, 2 usage or I/O."
)]
pub(super) struct Args {
    /// What to look at: -, a code itself, a text file with one code per line, PNG, JPEG, WebP or PDF
    #[arg(value_name = "INPUT", required = true)]
    inputs: Vec<OsString>,
    /// Show names, dates of birth, places and identifiers instead of masking them
    #[arg(long)]
    show_personal_data: bool,
    /// Also the CBOR in diagnostic notation
    #[arg(long)]
    diag: bool,
    /// Lift the limits on text and inflated size to 16 MiB
    #[arg(long)]
    no_limits: bool,
}

/// Fields of an entry that tell about the disease, the product or the day, and not about the holder. What is
/// not on this list is masked: a malformed code may hold anything anywhere.
const OPEN: [&str; 14] = [
    "tg", "vp", "mp", "ma", "dn", "sd", "dt", "co", "tt", "sc", "tr", "fr", "df", "du",
];

/// Whether a field may be shown without being asked to: `ver`, or one of [`OPEN`] right inside an entry.
fn is_open(path: &str) -> bool {
    match path.split('/').collect::<Vec<_>>().as_slice() {
        ["ver"] => true,
        [group, index, field] => {
            let entry = Kind::ALL.iter().any(|kind| kind.group() == *group);
            entry && index.bytes().all(|b| b.is_ascii_digit()) && OPEN.contains(field)
        }
        _ => false,
    }
}

/// A field name as it may be shown: short and plain, or only its length.
fn field_name(key: &str) -> String {
    let plain = key.len() <= 24 && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    if plain {
        key.to_owned()
    } else {
        output::said(&text!(CLI_INSPECT_LONG_NAME, count = key.chars().count()))
    }
}

pub(super) fn run(args: &Args) -> Result<ExitStatus> {
    let mut status = ExitStatus::Done;
    let complete = crate::inputs::for_each(&args.inputs, |input| {
        let limits = match args.no_limits {
            true => Limits {
                text: 16 << 20,
                inflated: 16 << 20,
                ..Limits::default()
            },
            false => Limits::default(),
        };
        let mut page = Page {
            out: Vec::new(),
            args,
            whole: true,
        };
        match input.content {
            Content::Text(text) => {
                let layers = Layers::read_as(&text, &limits, Contexts::EuAndDomestic);
                page.write(&input.label, &layers, &limits);
            }
            Content::NoCode(detail) => {
                let none = messages::CLI_INSPECT_NO_CODE.to_text();
                page.line(&input.label);
                page.fail("picture", &detail.map_or(none, |detail| detail.to_text()));
            }
            Content::TooLarge(why) => {
                page.line(&input.label);
                page.fail("picture", &why.get(crate::lang()));
            }
        }
        if !page.whole {
            status = status.worse(ExitStatus::Rejected);
        }
        output::lines(&page.out)
    })?;
    if !complete {
        status = status.worse(ExitStatus::Usage);
    }
    Ok(status)
}

struct Page<'a> {
    out: Vec<String>,
    args: &'a Args,
    /// Whether every layer could be read.
    whole: bool,
}

impl Page<'_> {
    fn line(&mut self, text: &str) {
        self.out.push(text.to_owned());
    }

    /// A layer: its name, its size, what it is.
    fn layer(&mut self, name: &str, text: &(impl ToText + ?Sized)) {
        self.line(&format!("{name:<9} {}", output::said(text)));
    }

    /// A value inside a layer.
    fn item(&mut self, name: &str, text: &(impl ToText + ?Sized)) {
        self.line(&format!("          {name:<12} {}", output::said(text)));
    }

    /// What somebody does who does not follow the specification.
    fn odd(&mut self, deviation: &Deviation) {
        let text = deviation.text(crate::lang());
        self.item("~", &format!("{text} [{}]", deviation.code.code()));
    }

    fn fail(&mut self, layer: &str, reason: &(impl ToText + ?Sized)) {
        self.whole = false;
        self.layer(layer, &format!("✗ {}", output::said(reason)));
    }

    fn write(&mut self, label: &str, layers: &Layers, limits: &Limits) {
        let unverified = output::said(&messages::CLI_INSPECT_UNVERIFIED);
        self.line(&format!("{unverified}  {label}"));
        self.line(&output::said(&messages::CLI_INSPECT_NOBODY));
        let characters = layers.characters;
        self.layer("text", &text!(CLI_INSPECT_CHARACTERS, count = characters));
        layers.repairs.iter().for_each(|repair| self.odd(repair));
        if let Some(compressed) = &layers.compressed {
            self.layer("prefix", prefix_of(layers.document.unwrap_or_default()));
            let (characters, octets) = (characters.saturating_sub(4), compressed.len());
            self.layer("base45", &text!(CLI_INSPECT_BASE45, characters, octets));
        }
        if let (Some(compressed), Some(inflated)) = (&layers.compressed, &layers.inflated) {
            let head = hcert::codec::hex(compressed.get(..2).unwrap_or_default());
            let (compressed, octets) = (compressed.len(), inflated.len());
            self.layer("zlib", &text!(CLI_INSPECT_ZLIB, compressed, head, octets));
        }
        match (&layers.sign1, &layers.error) {
            (Some(sign1), _) => {
                self.write_sign1(sign1, layers.document.unwrap_or_default(), limits);
            }
            (None, Some(error)) => {
                let text = output::said(error);
                let (layer, reason) = text.split_once(": ").unwrap_or(("text", &text));
                self.fail(layer, reason);
                // A CBOR fault in the envelope is easier to find beside the octets that are good.
                if let (Some(inflated), true) = (&layers.inflated, self.args.diag) {
                    self.diagnostic(inflated);
                }
            }
            (None, None) => {}
        }
        self.line("");
    }

    fn write_sign1(&mut self, sign1: &Sign1, document: Document, limits: &Limits) {
        let wrapping = match sign1.wrapping {
            Wrapping::Tag18 => messages::CLI_INSPECT_TAG_18,
            Wrapping::Untagged => messages::CLI_INSPECT_NO_TAG,
            Wrapping::Tag61 => messages::CLI_INSPECT_TAG_61,
        };
        let (protected, payload) = (sign1.protected.len(), sign1.payload.len());
        let signature = sign1.signature.len();
        let cose = text!(CLI_INSPECT_COSE, wrapping, protected, payload, signature);
        self.layer("cose", &cose);
        let maps = [
            (Place::Protected, &sign1.protected_map()),
            (Place::Unprotected, &sign1.unprotected_map),
        ];
        for (place, map) in maps {
            for (key, value) in map {
                let (name, text) = header(key, value);
                self.item(&name, &format!("{text} ({})", output::said(&place)));
            }
        }
        if sign1.kid.as_ref().is_some_and(|kid| kid.conflict) {
            self.item("~", &messages::CLI_INSPECT_KID_DIFFERS);
        }
        match cwt::read(&sign1.payload, limits.depth) {
            Ok(claims) => self.write_claims(&claims, document, sign1.payload.len()),
            Err(error) => self.fail("cwt", &error),
        }
        if self.args.diag {
            self.line(&output::said(&messages::CLI_INSPECT_DIAGNOSTIC));
            self.diagnostic(&sign1.protected);
            self.diagnostic(&sign1.payload);
        }
    }

    fn diagnostic(&mut self, octets: &[u8]) {
        let strings = match self.args.show_personal_data {
            true => Strings::Text,
            false => Strings::Masked,
        };
        let text = cbor::diagnostic(octets, strings);
        text.lines().for_each(|line| self.line(line));
    }

    fn write_claims(&mut self, claims: &Claims<'_>, document: Document, octets: usize) {
        self.layer("cwt", &text!(CLI_INSPECT_OCTETS, count = octets));
        if let Some(issuer) = &claims.issuer {
            let country = hcert::dcc::show::country_name(issuer, crate::lang());
            self.item("iss (1)", &country);
        }
        let dates = [
            ("iat (6)", Some(&claims.issued_at)),
            ("exp (4)", Some(&claims.expires_at)),
            ("nbf (5)", claims.not_before.as_ref()),
        ];
        for (name, date) in dates {
            match date {
                Some(Ok(at)) => self.item(name, at),
                Some(Err(error)) => {
                    self.whole = false;
                    self.item(name, &format!("✗ {}", output::said(error)));
                }
                None => {}
            }
        }
        claims.deviations.iter().for_each(|odd| self.odd(odd));
        match &claims.content {
            Ok(Hcert::Dcc(item)) => self.write_payload(item, document),
            Ok(Hcert::Other(keys)) => {
                for &key in keys {
                    let content = cwt::content_name(key);
                    self.layer("hcert", &text!(CLI_INSPECT_OTHER_CONTENT, key, content));
                }
            }
            Err(error) => self.fail("hcert", error),
        }
    }

    fn write_payload(&mut self, item: &Item<'_>, document: Document) {
        let payload = json(item);
        let version = payload.get("ver").and_then(Json::as_str).unwrap_or("?");
        let (name, faults, deviations) = match document {
            Document::No1 => {
                let reading = no1::read(item);
                let name = text!(CLI_INSPECT_PAYLOAD_NO1, version);
                (name, reading.faults, reading.deviations)
            }
            _ => {
                let reading = read(item);
                let name = text!(CLI_INSPECT_PAYLOAD_EU, version);
                (name, reading.faults, reading.deviations)
            }
        };
        self.layer("payload", &name);
        self.write_json("", &payload);
        for fault in &faults {
            self.whole = false;
            self.item("✗", fault);
        }
        deviations.iter().for_each(|odd| self.odd(odd));
    }

    /// Every field with its path, and the name of its code.
    fn write_json(&mut self, path: &str, value: &Json) {
        let below = |key: &str| match path {
            "" => key.to_owned(),
            path => format!("{path}/{key}"),
        };
        match value {
            Json::Object(fields) => {
                for (key, value) in fields {
                    let key = if self.args.show_personal_data {
                        escape(key)
                    } else {
                        field_name(key)
                    };
                    self.write_json(&below(&key), value);
                }
            }
            Json::Array(items) if !items.is_empty() => {
                for (index, item) in items.iter().enumerate() {
                    self.write_json(&below(&index.to_string()), item);
                }
            }
            leaf => self.write_leaf(path, leaf),
        }
    }

    fn write_leaf(&mut self, path: &str, leaf: &Json) {
        let text = match leaf {
            Json::String(text) => text.clone(),
            other => other.to_string(),
        };
        if !(self.args.show_personal_data || is_open(path)) {
            let count = text.chars().count();
            self.item(path, &text!(CLI_INSPECT_MASKED, count));
            return;
        }
        let group = path.split('/').next().unwrap_or_default();
        let field = path.rsplit('/').next().unwrap_or_default();
        let set = Set::for_field(group, field);
        let named = set.and_then(|set| set.name(&text, crate::lang()));
        match named {
            Some(name) if name != text => self.item(path, &format!("{text}  {name}")),
            _ => self.item(path, &text),
        }
    }
}

/// A header parameter: its name and value.
fn header(key: &Value, value: &Value) -> (String, String) {
    let number = key.as_integer().map(i128::from);
    let text = match (number, value) {
        (Some(1), Value::Integer(alg)) => {
            hcert::codec::cose::AlgorithmId::Number((*alg).into()).to_string()
        }
        (_, Value::Bytes(octets)) => format!("h'{}'", hcert::codec::hex(octets)),
        (_, Value::Text(text)) => {
            let count = text.chars().count();
            output::said(&text!(CLI_INSPECT_TEXT_OF, count))
        }
        (_, other) => json(&Item::from(other)).to_string(),
    };
    let name = match number {
        Some(1) => "alg (1)".into(),
        Some(3) => "type (3)".into(),
        Some(4) => "kid (4)".into(),
        Some(number) => output::said(&text!(CLI_INSPECT_LABEL, number)),
        None => output::said(&messages::CLI_INSPECT_LABEL_OTHER),
    };
    (name, text)
}

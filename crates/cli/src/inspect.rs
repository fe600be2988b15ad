//! `hcert inspect`: every layer of a code, without asking whether it is true, and what is wrong with it.

use crate::exit::ExitStatus;
use crate::trust_args::TrustOptionArgs;
use crate::{moment, output, parse_moment};
use hcert::codec::cbor::{self, Item, Strings, Value};
use hcert::codec::cose::{Place, Sign1, Wrapping};
use hcert::container::cwt::{self, Claims, Content as Hcert};
use hcert::container::{Contexts, DecodeError, Foreign, Layers, Limits, PrefixError, prefix_of};
use hcert::dcc::read::{Fault, read};
use hcert::dcc::valuesets::Set;
use hcert::dcc::{Kind, json};
use hcert::deviation::{Deviation, DeviationCode};
use hcert::diagnose::{self, Diagnosis, Envelope, Mistake, Outcome, Remark, Weight};
use hcert::link::{self, Link, open, open::Outline};
use hcert::no1;
use hcert::text;
use hcert::text::{Text, ToText, escape, messages};
use hcert::time::Timestamp;
use hcert::trust::{Dsc, Outdated, TrustList};
use hcert::{Document, divoc, icvp, nzcp, shc, vdsnc};
use hcert_checkpoint::input::Content;
use hcert_host::error::{Failure, Result};
use hcert_host::trust_files::{self, TrustSources};
use serde_json::Value as Json;
use std::ffi::OsString;
use std::path::PathBuf;

/// Show every layer of a code and what is wrong with it; with --trust also which mistake makes a signature wrong
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  hcert inspect testdata/NO/png/test-pcr.png\n  \
                        hcert inspect --diag --show-personal-data testdata/codes.txt\n  \
                        hcert inspect --trust keys testdata/NO/png/vaccination-2-2.png\n\n\
                        Exit codes: 0 every layer is as it must be, with --trust the signature too, 1 something is \
                        wrong, 2 usage or I/O."
)]
pub(super) struct Args {
    /// What to look at: -, a code itself, a text file with one code per line, PNG, JPEG, WebP or PDF
    #[arg(value_name = "INPUT", required = true)]
    inputs: Vec<OsString>,
    /// Hold the signature against these keys, and look for the mistake by which a wrong one would be good: a list of
    /// any form, a bundle, a certificate, or a folder of these; LIST,COMPANION for a list with a second file
    #[arg(long, value_name = "SOURCE")]
    trust: Vec<OsString>,
    #[command(flatten)]
    options: TrustOptionArgs,
    /// The moment at which the lists are read [default: now]
    #[arg(long, value_name = "RFC3339", value_parser = parse_moment)]
    at: Option<Timestamp>,
    /// Show names, dates of birth, places and identifiers instead of masking them
    #[arg(long)]
    show_personal_data: bool,
    /// Open a saved manifest or file with the key of a health link, and show what is inside as an outline; nothing is
    /// fetched
    #[arg(long, value_name = "FILE")]
    open: Option<PathBuf>,
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
        ["vx", field] | ["v", field] => ["vp", "dv", "dt", "tg", "is", "vls"].contains(field),
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

impl Args {
    /// The keys to hold signatures against, if any were asked for.
    fn keys(&self) -> Result<Option<TrustList>> {
        if self.trust.is_empty() {
            return Ok(None);
        }
        let lists = TrustSources::new(&self.trust, &self.options.options());
        let at = moment(self.at)?;
        output::telling(|notices| trust_files::trust(&lists, at, Outdated::Keep, notices)).map(Some)
    }
}

pub(super) fn run(args: &Args) -> Result<ExitStatus> {
    let keys = args.keys()?;
    let saved = match &args.open {
        None => None,
        Some(path) => {
            let octets = std::fs::read(path).map_err(|error| Failure::io(path, &error))?;
            Some((escape(&path.display().to_string()), octets))
        }
    };
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
            keys: keys.as_ref(),
            saved: saved
                .as_ref()
                .map(|(name, octets)| (name.as_str(), octets.as_slice())),
            whole: true,
        };
        match input.content {
            Content::Text(text) => {
                let layers = Layers::read_as(&text, &limits, Contexts::EuAndDomestic);
                page.write(&input.label, &text, &layers, &limits);
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
    /// The keys to hold the signature against.
    keys: Option<&'a TrustList>,
    /// A saved file that belongs to a link, and its name.
    saved: Option<(&'a str, &'a [u8])>,
    /// Whether nothing is wrong.
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
        let code = deviation.code;
        self.clause("~", deviation, code.code(), code.clause());
    }

    /// A sentence with its stable code and the clause behind it.
    fn clause(&mut self, mark: &str, text: &impl ToText, code: &str, clause: &str) {
        let text = output::said(text);
        self.item(mark, &format!("{text} [{code}: {clause}]"));
    }

    fn remarks(&mut self, remarks: &[Remark]) {
        for remark in remarks {
            let mark = match remark.code.weight() {
                Weight::Wrong => "✗",
                Weight::Unusual => "~",
                Weight::Note => "i",
            };
            self.whole &= remark.code.weight() != Weight::Wrong;
            self.clause(mark, remark, remark.code.code(), remark.code.clause());
        }
    }

    fn fail(&mut self, layer: &str, reason: &(impl ToText + ?Sized)) {
        self.whole = false;
        self.layer(layer, &format!("✗ {}", output::said(reason)));
    }

    fn write(&mut self, label: &str, text: &str, layers: &Layers, limits: &Limits) {
        let unverified = output::said(&messages::CLI_INSPECT_UNVERIFIED);
        self.line(&format!("{unverified}  {label}"));
        let checked = match self.keys {
            None => messages::CLI_INSPECT_NOBODY,
            Some(_) => messages::CLI_INSPECT_SIGNATURE_ALONE,
        };
        self.line(&output::said(&checked));
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
        let document = layers.document.unwrap_or_default();
        match (&layers.sign1, &layers.error) {
            (Some(sign1), _) => self.write_sign1(sign1, &layers.deviations(), layers, limits),
            (None, Some(DecodeError::Prefix(PrefixError::Foreign(Foreign::HealthLink)))) => {
                self.write_link(link::read_text(text));
            }
            (None, Some(DecodeError::Prefix(PrefixError::Foreign(found))))
                if self.write_other(*found, text, limits) => {}
            (None, Some(error)) => {
                let reason = output::said(error);
                let (layer, reason) = reason.split_once(": ").unwrap_or(("text", &reason));
                self.fail(layer, reason);
                let body = layers.document.and_then(|_| text.split_once(':'));
                let body = body.map_or("", |(_, body)| body);
                let (compressed, inflated) =
                    (layers.compressed.as_deref(), layers.inflated.as_deref());
                self.remarks(&diagnose::transport(body, compressed, inflated));
                // A CBOR fault in the envelope is easier to find beside the octets that are good.
                if let (Some(inflated), true) = (inflated, self.args.diag) {
                    self.diagnostic(inflated);
                }
                // What a verifier may not read, or an envelope that nobody compressed.
                let envelope = inflated.or(compressed);
                let envelope = envelope.and_then(|octets| Envelope::read(octets, limits.depth));
                if let Some(envelope) = envelope {
                    self.remarks(&envelope.remarks());
                    self.write_bare_claims(&envelope, document, limits);
                    self.write_signature(&envelope);
                }
            }
            (None, None) => {}
        }
        self.line("");
    }

    /// The claims where they are not in a byte string alone.
    fn write_bare_claims(&mut self, envelope: &Envelope<'_>, document: Document, limits: &Limits) {
        let octets = envelope.claims().unwrap_or_default();
        if let Ok(claims) = cwt::read(&octets, limits.depth) {
            self.write_claims(&claims, &octets, document, limits);
        }
    }

    fn write_sign1(
        &mut self,
        sign1: &Sign1,
        deviations: &[Deviation],
        layers: &Layers,
        limits: &Limits,
    ) {
        let document = layers.document.unwrap_or_default();
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
        // The repairs stand above, and a kid that differs is told with both values.
        let is_told = |odd: &&Deviation| {
            odd.at != "text" && (odd.code, odd.at.as_str()) != (DeviationCode::CoseConflict, "kid")
        };
        deviations
            .iter()
            .filter(is_told)
            .for_each(|odd| self.odd(odd));
        let inflated = layers.inflated.as_deref().unwrap_or_default();
        let envelope = Envelope::read(inflated, limits.depth);
        let remarks = envelope.map_or_else(Vec::new, |envelope| envelope.remarks());
        self.remarks(&remarks);
        match (cwt::read(&sign1.payload, limits.depth), &envelope) {
            (Ok(claims), _) => self.write_claims(&claims, &sign1.payload, document, limits),
            (Err(error), envelope) => {
                self.fail("cwt", &error);
                if let Some(envelope) = envelope {
                    self.write_bare_claims(envelope, document, limits);
                }
            }
        }
        if let Some(envelope) = &envelope {
            self.write_signature(envelope);
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

    fn write_claims(
        &mut self,
        claims: &Claims<'_>,
        octets: &[u8],
        document: Document,
        limits: &Limits,
    ) {
        self.layer("cwt", &text!(CLI_INSPECT_OCTETS, count = octets.len()));
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
        self.remarks(&diagnose::claims(octets, limits.depth));
        match &claims.content {
            Ok(Hcert::Dcc(item)) => self.write_payload(item, document),
            Ok(Hcert::Icvp(item)) => self.write_payload(item, Document::Icvp),
            Ok(Hcert::Link(item)) => self.write_link(link::read(item)),
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
            Document::Icvp => {
                let reading = icvp::read(item);
                let form = reading.content.as_ref();
                let form = form.map_or("?", |content| content.form.code());
                let name = text!(CLI_INSPECT_PAYLOAD_ICVP, form);
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

    /// A code of another network, layer by layer; whether it is one that is read.
    fn write_other(&mut self, found: Foreign, text: &str, limits: &Limits) -> bool {
        match found {
            Foreign::SmartHealthCard => match shc::Card::parse(text, limits.inflated) {
                Ok(card) => {
                    let header = card.header();
                    self.layer("jws", header.alg.as_deref().unwrap_or("?"));
                    self.item("kid", &escape(header.kid.as_deref().unwrap_or("?")));
                    self.item("zip", if header.compressed { "DEF" } else { "-" });
                    let issuer = card.claimed_issuer();
                    self.item("iss", &escape(issuer.as_deref().unwrap_or("?")));
                    let payload = card.peek();
                    let reading = shc::read(&payload);
                    self.write_health(&json(&payload), &reading.faults, &reading.deviations);
                }
                Err(error) => self.fail("jws", &error),
            },
            Foreign::IcaoVds => match vdsnc::Seal::parse(text) {
                Ok(seal) => {
                    self.layer("seal", &escape(&seal.kind));
                    self.item("is", &escape(&seal.state));
                    self.item("alg", &escape(&seal.alg));
                    let signer = Dsc::from_der("", &seal.certificate);
                    let signer = signer.ok().and_then(|dsc| dsc.certificate);
                    let subject = signer.map_or_else(|| "?".to_owned(), |info| info.subject);
                    self.item("cer", &escape(&subject));
                    let data = seal.peek();
                    let reading = vdsnc::read(&data);
                    self.write_health(&json(&data), &reading.faults, &reading.deviations);
                }
                Err(error) => self.fail("seal", &error),
            },
            Foreign::NewZealandPass => match nzcp::Pass::parse(text, limits.depth) {
                Ok(pass) => {
                    let sign1 = &pass.sign1;
                    let (protected, payload) = (sign1.protected.len(), sign1.payload.len());
                    let (wrapping, signature) =
                        (messages::CLI_INSPECT_TAG_18, sign1.signature.len());
                    let cose = text!(CLI_INSPECT_COSE, wrapping, protected, payload, signature);
                    self.layer("cose", &cose);
                    match cbor::decode(&sign1.payload, limits.depth) {
                        Ok(value) => {
                            let payload = Item::from(&value);
                            let reading = nzcp::read(&payload);
                            let (faults, odd) = (&reading.faults, &reading.deviations);
                            self.write_health(&json(&payload), faults, odd);
                        }
                        Err(error) => self.fail("cwt", &error),
                    }
                }
                Err(error) => self.fail("cose", &error),
            },
            Foreign::Divoc => {
                let text = text.trim();
                let unpacked = match text.starts_with('{') {
                    true => Ok(text.to_owned()),
                    false => divoc::unpack(text.as_bytes()),
                };
                let parsed = unpacked.and_then(|json| Ok((divoc::Unverified::parse(&json)?, json)));
                match parsed {
                    Ok((certificate, text)) => {
                        let method = certificate.verification_method();
                        self.layer("proof", &escape(method));
                        let payload = serde_json::from_str(&text).unwrap_or(Json::Null);
                        self.write_health(&payload, &[], &[]);
                    }
                    Err(error) => self.fail("proof", &error),
                }
            }
            _ => return false,
        }
        true
    }

    /// What was signed, masked, and what is wrong with it or odd.
    fn write_health(&mut self, payload: &Json, faults: &[Fault], deviations: &[Deviation]) {
        let octets = payload.to_string().len();
        self.layer("payload", &text!(CLI_INSPECT_OCTETS, count = octets));
        self.write_json("", payload);
        for fault in faults {
            self.whole = false;
            self.item("✗", fault);
        }
        deviations.iter().for_each(|odd| self.odd(odd));
    }

    /// A health link: whom it would ask. Nothing is fetched.
    fn write_link(&mut self, reading: link::Reading) {
        self.layer("link", &messages::CLI_INSPECT_LINK);
        for fault in &reading.faults {
            self.whole = false;
            self.item("✗", fault);
        }
        reading.deviations.iter().for_each(|odd| self.odd(odd));
        let Some(content) = reading.content else {
            return;
        };
        for (label, value) in link::show::rows(&content, crate::lang()) {
            self.line(&format!("          {label:<12} {value}"));
        }
        if let Some((name, saved)) = self.saved {
            self.write_saved(&content, name, saved);
        }
    }

    /// What a saved file holds that belongs to a link.
    fn write_saved(&mut self, link: &Link, name: &str, saved: &[u8]) {
        self.layer("opened", name);
        let files = match open::open(link, saved) {
            Ok(files) => files,
            Err(error) => {
                self.whole = false;
                return self.item("✗", &error);
            }
        };
        for (index, file) in files.iter().enumerate() {
            let number = (index + 1).to_string();
            let kind = file.content_type.as_deref().unwrap_or("?");
            match &file.opened {
                None => {
                    let host = file.host.as_deref().unwrap_or("?");
                    self.item(&number, &text!(CLI_INSPECT_NOT_FETCHED, kind, host));
                }
                Some(Err(error)) => {
                    self.whole = false;
                    let error = output::said(error);
                    self.item(&number, &text!(CLI_INSPECT_NOT_OPENED, kind, error));
                }
                Some(Ok(opened)) => {
                    let count = opened.octets.len();
                    self.item(&number, &text!(CLI_INSPECT_OPENED, kind, count));
                    self.write_outline(&opened.outline());
                    if self.args.show_personal_data {
                        self.write_opened(&opened.octets);
                    }
                }
            }
        }
    }

    fn write_outline(&mut self, outline: &Outline) {
        match outline {
            Outline::HealthCards(count) => self.item("", &text!(CLI_INSPECT_CARDS, count)),
            Outline::Bundle {
                kind,
                resources,
                sections,
                signed,
            } => {
                let kind = escape(kind);
                let signed = match signed {
                    true => messages::CLI_INSPECT_BUNDLE_SIGNED,
                    false => messages::CLI_INSPECT_BUNDLE_UNSIGNED,
                };
                self.item("", &text!(CLI_INSPECT_BUNDLE, kind, signed));
                for section in sections {
                    let named = section.name().map(|name| output::said(&name));
                    let title = section.title.as_deref().map(escape);
                    let name = named.or(title).unwrap_or_else(|| "?".to_owned());
                    let code = section.code.as_deref().map(escape);
                    let code = code.unwrap_or_else(|| "-".to_owned());
                    let entries = section.entries;
                    self.item("", &text!(CLI_INSPECT_SECTION, name, code, entries));
                }
                let resources = resources.iter();
                let resources = resources.map(|(name, count)| format!("{name} {count}"));
                let resources = resources.collect::<Vec<_>>().join(", ");
                self.item("", &text!(CLI_INSPECT_RESOURCES, resources));
            }
            Outline::Resource(name) => self.item("", &text!(CLI_INSPECT_RESOURCE, name)),
            Outline::Pdf => self.item("", "PDF"),
            Outline::Other => self.item("", &messages::CLI_INSPECT_OTHER_FILE),
        }
    }

    /// The text of an opened file, line by line; of anything else nothing.
    fn write_opened(&mut self, octets: &[u8]) {
        let text = std::str::from_utf8(octets).unwrap_or_default();
        let pretty = serde_json::from_str::<Json>(text);
        let pretty = pretty.and_then(|json| serde_json::to_string_pretty(&json));
        let text = pretty.unwrap_or_else(|_| text.to_owned());
        for line in text.lines() {
            self.line(&format!("            {}", escape(line)));
        }
    }

    /// What the keys say about the signature, if they were asked.
    fn write_signature(&mut self, envelope: &Envelope<'_>) {
        let Some(keys) = self.keys else { return };
        let Diagnosis {
            outcome,
            named,
            keys,
            kid,
        } = diagnose::signature(envelope, keys);
        self.whole &= matches!(outcome, Outcome::Good { .. });
        let (text, mistakes): (Text, Vec<Mistake>) = match outcome {
            Outcome::Good { signer } => (text!(CLI_INSPECT_GOOD, signer = whose(signer)), vec![]),
            Outcome::Mistaken { signer, mistakes } => (
                text!(CLI_INSPECT_MISTAKEN, signer = whose(signer)),
                mistakes,
            ),
            Outcome::OtherContent { signer, mistakes } => {
                let text = text!(CLI_INSPECT_OTHER_SIGNED, signer = whose(signer));
                (text, mistakes)
            }
            Outcome::NotFound => {
                let text = text!(CLI_INSPECT_NOT_FOUND, keys, named = named.len());
                (text, vec![])
            }
            Outcome::TooLarge { found, limit } => {
                (text!(CLI_INSPECT_NOT_TRIED, found, limit), vec![])
            }
        };
        self.layer("signature", &text);
        for mistake in &mistakes {
            self.clause("✗", mistake, mistake.code.code(), mistake.code.clause());
        }
        if let Some((signer, mistake)) = kid {
            self.clause("✗", &mistake, mistake.code.code(), mistake.code.clause());
            self.item("", &text!(CLI_INSPECT_KID_OF, signer = whose(signer)));
        }
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

/// Whose a key is: its identifier, its country and the list that it came from.
fn whose(signer: &Dsc) -> Text {
    let kid = format!("h'{}'", hcert::codec::hex(&signer.kid));
    let country = signer.country.as_deref().unwrap_or("–");
    text!(CLI_INSPECT_SIGNER, kid, country, source = signer.source())
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

//! The EU's raw test vectors (repository `dgc-testdata`): one JSON file each, with every layer of one code
//! and the checks that must succeed or fail.
//!
//! Checks are run on the layer that the vector gives; where that is missing, on what follows from the
//! neighbouring one. A check that is absent or null is not run. The quirks of the files that are read:
//! byte order marks, upper-case hexadecimal, clocks without offset (taken as UTC), Aztec pictures, pictures
//! that lie beside the vectors.
//!
//! Schema checks: VALIDOBJECT holds `JSON` against the version that the vector names, SCHEMAVALIDATION the
//! signed payload against its own `ver`, plus exactly one entry. JSON Schema's `format` is not asserted.

use super::{CheckRow, Exceptions, Files, Run};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hcert::codec::cbor::{self, Item, Value};
use hcert::codec::cose::Sign1;
use hcert::codec::{base45, zlib};
use hcert::container::cwt::{self, Claims, Content};
use hcert::container::{Limits, PREFIX};
use hcert::dcc::schema::{self, Version};
use hcert::dcc::{Kind, json};
use hcert::key::Algorithm;
use hcert::text;
use hcert::text::{Text, ToText, messages};
use hcert::time::DateTime;
use hcert::trust::{Dsc, kid_of};
use hcert_checkpoint::input::{Decoder, not_scanned};
use hcert_scan::scan::{ScanLimits, scan};
use serde_json::Value as Json;

/// How a check went: whether it succeeded, at which layer it ended, and what was seen.
struct Seen {
    actual: bool,
    layer: &'static str,
    detail: Text,
}

/// A layer's failure on the way.
struct Failure {
    layer: &'static str,
    detail: Text,
}

/// Why a check gave no answer.
enum NoAnswer {
    /// It failed at a layer: the answer is no.
    Failed(Failure),
    /// The vector does not hold what it needs.
    NotRunnable(Text),
}

impl From<Failure> for NoAnswer {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

type Answer = Result<Seen, NoAnswer>;

fn failure(layer: &'static str, detail: impl ToText) -> Failure {
    Failure {
        layer,
        detail: detail.to_text(),
    }
}

fn seen(layer: &'static str, actual: bool, detail: impl ToText) -> Answer {
    Ok(Seen {
        actual,
        layer,
        detail: detail.to_text(),
    })
}

type Check<'a> = (&'static str, fn(&Vector<'a>) -> Answer);

/// Every check, in the order of the chain.
fn checks<'a>() -> [Check<'a>; 12] {
    [
        ("VALIDOBJECT", Vector::valid_object),
        ("SCHEMAVALIDATION", Vector::schema_validation),
        ("ENCODE", Vector::encode),
        ("DECODE", Vector::decode),
        ("VERIFY", Vector::verify),
        ("COMPRESSION", Vector::compression),
        ("KEYUSAGE", Vector::key_usage),
        ("UNPREFIX", Vector::unprefix),
        ("VALIDJSON", Vector::valid_json),
        ("B45DECODE", Vector::base45_decode),
        ("PICTUREDECODE", Vector::picture_decode),
        ("EXPIRATIONCHECK", Vector::expiration),
    ]
}

/// Whether octets are a raw vector: a JSON object with expected results.
#[must_use]
pub fn is_vector(octets: &[u8]) -> bool {
    parse(octets).is_ok_and(|json| json.get("EXPECTEDRESULTS").is_some())
}

fn parse(octets: &[u8]) -> Result<Json, serde_json::Error> {
    serde_json::from_slice(octets.strip_prefix(b"\xef\xbb\xbf").unwrap_or(octets))
}

/// Runs every check of every vector among the files. Files that are no vectors are left alone; JSON files
/// in a folder `raw` that cannot be read are reported.
///
/// `progress` is told the number of files done, after each. Pictures are decoded here: [`run_by`] takes another decoder.
#[must_use]
pub fn run(files: &Files, exceptions: &Exceptions, progress: impl FnMut(usize)) -> Run {
    run_by(&scan, files, exceptions, progress)
}

/// The same with a decoder for pictures.
#[must_use]
pub fn run_by(
    decoder: Decoder<'_>,
    files: &Files,
    exceptions: &Exceptions,
    mut progress: impl FnMut(usize),
) -> Run {
    let mut run = Run::default();
    for (index, (file, octets)) in files.iter().enumerate() {
        let folder = file.rsplit('/').nth(1).unwrap_or_default();
        if file.ends_with(".json") {
            match parse(octets) {
                Ok(json) => run_vector(&mut run, decoder, files, file, &json),
                Err(error) if folder.eq_ignore_ascii_case("raw") => {
                    run.unreadable.push((file.clone(), Text::plain(error)));
                }
                Err(_) => {}
            }
        }
        progress(index + 1);
    }
    run.apply(exceptions);
    run
}

fn run_vector(run: &mut Run, decoder: Decoder<'_>, files: &Files, file: &str, json: &Json) {
    let Some(results) = json.get("EXPECTEDRESULTS").and_then(Json::as_object) else {
        return;
    };
    run.vectors += 1;
    let vector = Vector {
        decoder,
        files,
        file,
        json,
    };
    for (check, function) in checks() {
        let Some(expected) = results
            .get(&format!("EXPECTED{check}"))
            .and_then(Json::as_bool)
        else {
            continue;
        };
        let seen = match function(&vector) {
            Ok(seen) => seen,
            Err(NoAnswer::Failed(Failure { layer, detail })) => Seen {
                actual: false,
                layer,
                detail,
            },
            Err(NoAnswer::NotRunnable(missing)) => {
                run.not_runnable.push((file.to_owned(), check, missing));
                continue;
            }
        };
        let Seen {
            actual,
            layer,
            detail,
        } = seen;
        let (file, known) = (file.to_owned(), None);
        run.rows.push(CheckRow {
            file,
            check,
            expected,
            actual,
            known,
            layer,
            detail,
        });
    }
}

struct Vector<'a> {
    decoder: Decoder<'a>,
    files: &'a Files,
    file: &'a str,
    json: &'a Json,
}

impl Vector<'_> {
    fn text(&self, key: &str) -> Option<&str> {
        self.json
            .get(key)
            .and_then(Json::as_str)
            .filter(|text| !text.is_empty())
    }

    fn context(&self, key: &str) -> Option<&str> {
        self.json
            .get("TESTCTX")
            .and_then(|context| context.get(key))
            .and_then(Json::as_str)
    }

    fn need<T>(&self, value: Option<T>, name: impl ToText) -> Result<T, NoAnswer> {
        value.ok_or_else(|| NoAnswer::NotRunnable(text!(BENCH_MISSING, name)))
    }

    fn hex(&self, key: &str, layer: &'static str) -> Option<Result<Vec<u8>, Failure>> {
        let text = self.text(key)?;
        let octets = hcert::codec::unhex(text);
        Some(octets.ok_or_else(|| failure(layer, text!(BENCH_NOT_HEX, key))))
    }

    /// The Base45 text: given, or what follows the prefix.
    fn base45_text(&self) -> Option<&str> {
        self.text("BASE45")
            .or_else(|| self.text("PREFIX")?.strip_prefix(PREFIX))
    }

    fn compressed(&self) -> Option<Result<Vec<u8>, Failure>> {
        self.hex("COMPRESSED", "zlib").or_else(|| {
            let text = self.base45_text()?;
            Some(base45::decode(text).map_err(|error| failure("base45", error)))
        })
    }

    /// The signed envelope: given, or what the outer layers hold.
    fn cose(&self) -> Option<Result<Vec<u8>, Failure>> {
        self.hex("COSE", "cose").or_else(|| {
            Some(
                self.compressed()?
                    .and_then(|octets| inflate(&octets).map_err(|error| failure("zlib", error))),
            )
        })
    }

    fn sign1(&self) -> Result<Sign1, NoAnswer> {
        let octets = self.need(self.cose(), "COSE")??;
        Ok(read_sign1(&octets)?)
    }

    /// The payload: signed, or where there is no envelope from the field `CBOR`.
    fn payload(&self) -> Result<Value, NoAnswer> {
        if self.text("COSE").is_some() || self.text("CBOR").is_none() {
            return Ok(read_payload(&self.sign1()?)?);
        }
        self.cbor_payload()
    }

    /// The payload of the field `CBOR`, which holds all claims or the payload alone.
    fn cbor_payload(&self) -> Result<Value, NoAnswer> {
        let octets = self.need(self.hex("CBOR", "cbor"), "CBOR")??;
        let depth = Limits::default().depth;
        let value = cbor::decode(&octets, depth).map_err(|error| failure("cbor", error))?;
        match cwt::read(&octets, depth) {
            Ok(Claims {
                content: Ok(Content::Dcc(payload)),
                ..
            }) => Ok(payload.to_value()),
            _ => Ok(value),
        }
    }

    fn expected_json(&self) -> Option<&Json> {
        self.json.get("JSON").filter(|json| !json.is_null())
    }

    fn dsc(&self) -> Result<Dsc, NoAnswer> {
        let text = self.need(self.context("CERTIFICATE"), "TESTCTX.CERTIFICATE")?;
        let der = STANDARD
            .decode(text.trim())
            .map_err(|error| failure("dsc", Text::plain(error)))?;
        Ok(Dsc::from_der("vector", &der).map_err(|error| failure("dsc", error))?)
    }

    fn valid_object(&self) -> Answer {
        let json = self.need(self.expected_json(), "JSON")?;
        let version = self.need(self.context("SCHEMA"), "TESTCTX.SCHEMA")?;
        let version = Version::for_ver(version);
        let violations = schema::check(json, version);
        seen("schema", violations.is_empty(), list(version, &violations))
    }

    fn schema_validation(&self) -> Answer {
        let payload = json(&Item::from(self.payload()?));
        let version = payload
            .get("ver")
            .and_then(Json::as_str)
            .unwrap_or_default();
        let version = Version::for_ver(version);
        let violations = schema::check(&payload, version);
        let count = entries(&payload).len();
        let detail = list(version, &violations);
        let detail = match count {
            1 => detail,
            count => text!(BENCH_ENTRIES, detail, count),
        };
        seen("schema", violations.is_empty() && count == 1, detail)
    }

    fn encode(&self) -> Answer {
        // Without JSON the signed payload stands for it.
        let wanted = match self.expected_json() {
            Some(json) => json.clone(),
            None => json(&Item::from(self.payload()?)),
        };
        // Through our own encoder and back, so that it is the octets that are compared.
        let value =
            Value::serialized(&wanted).map_err(|error| failure("cbor", Text::plain(error)))?;
        let octets = cbor::encode(&value);
        let depth = Limits::default().depth;
        let ours = cbor::decode(&octets, depth).map_err(|error| failure("cbor", error))?;
        let theirs = match self.text("CBOR") {
            Some(_) => self.cbor_payload()?,
            None => self.payload()?,
        };
        compare("cbor", &json(&ours.into()), &json(&theirs.into()))
    }

    fn decode(&self) -> Answer {
        let payload = self.payload()?;
        match self.expected_json() {
            Some(wanted) => compare("cbor", wanted, &json(&payload.into())),
            None => seen("cbor", true, messages::BENCH_DECODED),
        }
    }

    fn verify(&self) -> Answer {
        let sign1 = self.sign1()?;
        let dsc = self.dsc()?;
        let wanted = kid_of(
            &dsc.certificate
                .as_ref()
                .map_or(vec![], |info| info.der.clone()),
        );
        let kid = sign1
            .kid
            .as_ref()
            .map(|kid| kid.value.clone())
            .unwrap_or_default();
        if kid != wanted {
            let (found, wanted) = (hcert::codec::hex(&kid), hcert::codec::hex(&wanted));
            return seen("kid", false, text!(BENCH_KID, found, wanted));
        }
        let Some(alg) = sign1.alg_number().and_then(Algorithm::from_cose) else {
            return seen("alg", false, messages::SIGNER_ALGORITHM);
        };
        match dsc.key.verify(alg, &sign1.to_be_signed(), &sign1.signature) {
            Ok(()) => {
                let kid = hcert::codec::hex(&kid);
                seen("signature", true, text!(BENCH_SIGNED, alg, kid))
            }
            Err(error) => seen("signature", false, error),
        }
    }

    fn compression(&self) -> Answer {
        let octets = self.need(self.compressed(), "COMPRESSED")??;
        let inflated = inflate(&octets).map_err(|error| failure("zlib", error))?;
        match self.hex("COSE", "cose") {
            None => seen("zlib", true, messages::BENCH_INFLATES),
            Some(cose) => {
                let cose = cose?;
                let (found, wanted) = (inflated.len(), cose.len());
                let detail = text!(BENCH_INFLATES_TO, found, wanted);
                seen("zlib", inflated == cose, detail)
            }
        }
    }

    fn key_usage(&self) -> Answer {
        let payload = json(&Item::from(self.payload()?));
        let dsc = self.dsc()?;
        let purposes = dsc
            .certificate
            .map(|info| info.purposes)
            .unwrap_or_default();
        let kinds = entries(&payload);
        let names = Text::List(kinds.iter().map(|kind| kind.message()).collect());
        let detail = text!(BENCH_KEY_USAGE, purposes, kinds = names);
        let covered = !kinds.is_empty() && kinds.iter().all(|&kind| purposes.allows(kind));
        seen("key-usage", covered, detail)
    }

    fn unprefix(&self) -> Answer {
        let text = self.need(self.text("PREFIX"), "PREFIX")?;
        match (text.strip_prefix(PREFIX), self.text("BASE45")) {
            (None, _) => {
                let start: String = text.chars().take(4).collect();
                let found = format!("{start:?}");
                seen("prefix", false, text!(BENCH_PREFIX, found, wanted = PREFIX))
            }
            (Some(_), None) => seen("prefix", true, messages::BENCH_NO_BASE45),
            (Some(body), Some(base45)) => {
                seen("prefix", body == base45, messages::BENCH_BEHIND_PREFIX)
            }
        }
    }

    fn valid_json(&self) -> Answer {
        let text = match self.text("PREFIX") {
            Some(text) => text.to_owned(),
            None => {
                let texts = self.scan_picture()?;
                self.need(texts.into_iter().next(), messages::BENCH_CODE_IN_PICTURE)?
            }
        };
        let body = text
            .strip_prefix(PREFIX)
            .ok_or_else(|| failure("prefix", messages::BENCH_NO_PREFIX))?;
        let compressed = base45::decode(body).map_err(|error| failure("base45", error))?;
        let cose = inflate(&compressed).map_err(|error| failure("zlib", error))?;
        let payload = json(&read_payload(&read_sign1(&cose)?)?.into());
        match self.expected_json() {
            Some(wanted) => compare("cbor", wanted, &payload),
            None => seen("cbor", true, messages::BENCH_CHAIN),
        }
    }

    fn base45_decode(&self) -> Answer {
        let text = self.need(self.base45_text(), "BASE45")?;
        let octets = base45::decode(text).map_err(|error| failure("base45", error))?;
        match (self.hex("COMPRESSED", "zlib"), self.hex("COSE", "cose")) {
            (Some(wanted), _) => seen("base45", octets == wanted?, messages::BENCH_BASE45),
            (None, Some(wanted)) => {
                let inflated = inflate(&octets).map_err(|error| failure("zlib", error))?;
                seen("base45", inflated == wanted?, messages::BENCH_BASE45_ZLIB)
            }
            (None, None) => seen("base45", true, messages::BENCH_BASE45_ALONE),
        }
    }

    fn picture_decode(&self) -> Answer {
        let texts = self.scan_picture()?;
        let wanted = self.need(self.text("PREFIX"), "PREFIX")?;
        let detail = text!(BENCH_CODES, count = texts.len());
        seen("picture", texts.iter().any(|text| text == wanted), detail)
    }

    /// The texts in the vector's picture, or in the one that lies beside it (`IE/png/1_qr.png`).
    fn scan_picture(&self) -> Result<Vec<String>, NoAnswer> {
        let picture = match self.text("2DCODE") {
            Some(text) => STANDARD
                .decode(text)
                .map_err(|error| failure("picture", Text::plain(error)))?,
            None => {
                let mut parts = self.file.rsplitn(4, '/');
                let stem = parts
                    .next()
                    .and_then(|name| name.strip_suffix(".json"))
                    .unwrap_or_default();
                let root = parts.nth(2).unwrap_or_default();
                let beside = self.files.get(&format!("{root}/png/{stem}_qr.png"));
                self.need(beside.cloned(), "2DCODE")?
            }
        };
        let found = (self.decoder)(&picture, &ScanLimits::default());
        let found = found.map_err(|error| failure("picture", not_scanned(&error)))?;
        Ok(found.into_iter().map(|code| code.text).collect())
    }

    fn expiration(&self) -> Answer {
        let sign1 = self.sign1()?;
        let clock = self.need(self.context("VALIDATIONCLOCK"), "TESTCTX.VALIDATIONCLOCK")?;
        let clock = DateTime::read(clock)
            .map_err(|error| failure("clock", error))?
            .instant_or_utc;
        let claims = read_claims(&sign1)?;
        let iat = claims.issued_at.map_err(|error| failure("cwt", error))?;
        let exp = claims.expires_at.map_err(|error| failure("cwt", error))?;
        let detail = text!(BENCH_DATES, iat, clock, exp);
        seen("cwt", iat <= clock && clock <= exp, detail)
    }
}

fn inflate(octets: &[u8]) -> Result<Vec<u8>, zlib::ZlibError> {
    zlib::inflate(octets, Limits::default().inflated)
}

fn read_sign1(octets: &[u8]) -> Result<Sign1, Failure> {
    Sign1::decode(octets, Limits::default().depth).map_err(|error| failure("cose", error))
}

fn read_claims(sign1: &Sign1) -> Result<Claims<'_>, Failure> {
    cwt::read(&sign1.payload, Limits::default().depth).map_err(|error| failure("cwt", error))
}

fn read_payload(sign1: &Sign1) -> Result<Value, Failure> {
    match read_claims(sign1)?.content {
        Ok(Content::Dcc(payload)) => Ok(payload.to_value()),
        Ok(_) => Err(failure("cwt", messages::BENCH_NO_CERTIFICATE)),
        Err(error) => Err(failure("cwt", error)),
    }
}

/// The kinds of all entries; a null group has none.
fn entries(payload: &Json) -> Vec<Kind> {
    Kind::ALL
        .into_iter()
        .flat_map(|kind| {
            let group = payload.get(kind.group()).and_then(Json::as_array);
            std::iter::repeat_n(kind, group.map_or(0, Vec::len))
        })
        .collect()
}

fn list(version: Version, violations: &[schema::Violation]) -> Text {
    let version = version.to_string();
    match violations {
        [] => text!(BENCH_FITS, version),
        violations => text!(BENCH_VIOLATIONS, version, violations = joined(violations)),
    }
}

/// Halves of halves: of many a list in a list would be too deep.
fn joined(violations: &[schema::Violation]) -> Text {
    match violations {
        [one] => one.to_text(),
        many => {
            let (first, next) = many.split_at(many.len() / 2);
            text!(BENCH_AND, first = joined(first), next = joined(next))
        }
    }
}

fn compare(layer: &'static str, wanted: &Json, found: &Json) -> Answer {
    match difference(wanted, found, "") {
        None => seen(layer, true, messages::BENCH_EQUAL),
        Some(path) if path.is_empty() => {
            let path = messages::BENCH_PAYLOAD;
            seen(layer, false, text!(BENCH_DIFFERS, path))
        }
        Some(path) => seen(layer, false, text!(BENCH_DIFFERS, path)),
    }
}

/// The path of the first difference by value, empty for the payload itself: `2` equals `2.0`, and an instant equals itself in another
/// notation.
fn difference(a: &Json, b: &Json, path: &str) -> Option<String> {
    let here = || Some(path.to_owned());
    let below = |key: &str| {
        if path.is_empty() {
            key.to_owned()
        } else {
            format!("{path}/{key}")
        }
    };
    match (a, b) {
        (Json::Object(a), Json::Object(b)) => {
            let keys = a.keys().chain(b.keys().filter(|key| !a.contains_key(*key)));
            keys.into_iter()
                .find_map(|key| match (a.get(key), b.get(key)) {
                    (Some(a), Some(b)) => difference(a, b, &below(key)),
                    _ => Some(below(key)),
                })
        }
        (Json::Array(a), Json::Array(b)) if a.len() == b.len() => a
            .iter()
            .zip(b)
            .enumerate()
            .find_map(|(index, (a, b))| difference(a, b, &below(&index.to_string()))),
        (Json::Number(a), Json::Number(b)) if a.as_f64() == b.as_f64() => None,
        (Json::String(a), Json::String(b)) if a != b => {
            let instant = |text: &str| DateTime::read(text).ok().map(|read| read.instant_or_utc);
            match (instant(a), instant(b)) {
                (Some(a), Some(b)) if a == b => None,
                _ => here(),
            }
        }
        (a, b) if a == b => None,
        _ => here(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn payloads_are_compared_by_value_and_the_first_difference_is_named() {
        let a = json!({"v": [{"dn": 2, "sc": "2021-06-30T12:34:56Z"}], "ver": "1.0.0"});
        let same = json!({"ver": "1.0.0", "v": [{"sc": "2021-06-30T14:34:56+02:00", "dn": 2.0}]});
        assert_eq!(difference(&a, &same, ""), None);
        for (other, path) in [
            (
                json!({"v": [{"dn": 3, "sc": "2021-06-30T12:34:56Z"}], "ver": "1.0.0"}),
                "v/0/dn",
            ),
            (json!({"v": [{"dn": 2}], "ver": "1.0.0"}), "v/0/sc"),
            (json!({"v": [], "ver": "1.0.0"}), "v"),
            (
                json!({"v": [{"dn": 2, "sc": "2021-06-30T12:34:56Z"}], "ver": "1.0.0", "x": 1}),
                "x",
            ),
            (json!(3), ""),
        ] {
            assert_eq!(difference(&a, &other, "").as_deref(), Some(path));
        }
    }

    #[test]
    fn only_json_with_expected_results_is_a_vector() {
        assert!(is_vector(b"\xef\xbb\xbf{\"EXPECTEDRESULTS\": {}}"));
        assert!(!is_vector(b"{\"JSON\": {}}"));
        assert!(!is_vector(b"not json"));
    }
}

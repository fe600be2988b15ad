//! A verifier that works by itself: everything that a check depends on beside the code, in one file, and the checks made
//! with it. A browser fetches the file once and needs nothing else.

use crate::card::Card;
use crate::checkpoint::{Checkpoint, Defaults, Overrides};
use crate::input as intake;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hcert::CountryCodeError;
use hcert::dcc::show::country_name;
use hcert::icvp::Products;
use hcert::revocation::Revocations;
use hcert::revocation::store::Store;
use hcert::rules::{RuleBook, RuleError, ValueSets, norwegian};
use hcert::text;
use hcert::text::{Lang, Text, ToText, UnknownLang, messages, without_bom};
use hcert::time::{TimeError, Timestamp};
use hcert::trust::bundle;
use hcert::trust::{Anchors, Mark, Memory, Succession, Unpinned};
use hcert::verify::{
    Crossing, Destination, Mode, Passport, PassportError, Policy, RevocationData, Verifier,
};
use hcert_scan::scan::ScanLimits;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use std::convert::Infallible;
use std::fmt;
use std::sync::Arc;

/// What the file says of its own form.
const FORMAT: &str = "hcert-desk/2";

/// The file: lists as they were read, in JSON.
///
/// It is not signed: it is as good as the place it comes from, as the page is that fetches it. Stores beside it are held
/// against the keys that whoever made it had pinned.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VerifierConfig {
    format: String,
    /// When the file was made.
    made: String,
    /// What whoever made the file chose.
    policy: Policy,
    /// What is asked where the officer chooses nothing else.
    defaults: Defaults,
    /// A trust bundle, in base64.
    trust: String,
    /// The signed lists that went into it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    signed: Vec<Mark>,
    /// Keys of those who may sign stores, as SubjectPublicKeyInfo in base64; none where nobody was pinned.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    anchors: Vec<String>,
    /// Keys that replaced others among them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    successions: Vec<Succession>,
    /// Names of stores that are taken although none of these signed them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    unsigned: Vec<String>,
    /// When the trust list was complete, if that was said beside it.
    #[serde(skip_serializing_if = "Option::is_none")]
    trust_as_of: Option<Timestamp>,
    /// Files of rules; none are Norway's own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    rules: Vec<NamedText>,
    /// Files that may be rules and cannot be read: what they might have to say is open.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    unreadable_rules: Vec<String>,
    /// Files of value sets, over those of the library.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    value_sets: Vec<NamedText>,
    /// Names of stores of revoked certificates that are fetched beside the file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub revocations: Vec<String>,
    /// Keys that count for other domains than their own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    accept: Vec<Crossing>,
    /// The table of products that WHO approves for the yellow card; without it the program's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    products: Option<String>,
    /// Whether these are all that whoever made the file has; else no certificate can be said not to be revoked.
    has_all_stores: bool,
}

/// A file's name and its text.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NamedText {
    /// Its name, for messages.
    pub name: String,
    /// Its text.
    pub text: String,
}

hcert::sentence_error! {
    /// Why there is no verifier, or no answer.
    OfflineError
}

fn failed(what: impl ToText, error: impl ToText) -> OfflineError {
    text!(OFFLINE_FAILED, what, error).into()
}

impl VerifierConfig {
    /// The file of a checkpoint, made at a moment.
    #[must_use]
    pub fn new(checkpoint: &Checkpoint, made: Timestamp) -> Self {
        let trust = checkpoint.verifier().trust();
        Self {
            format: FORMAT.into(),
            made: made.to_string(),
            policy: *checkpoint.verifier().policy(),
            defaults: checkpoint.defaults().clone(),
            trust: STANDARD.encode(bundle::encode(trust, made, None)),
            signed: trust.marks().to_vec(),
            anchors: vec![],
            successions: vec![],
            unsigned: vec![],
            trust_as_of: trust.as_of(),
            rules: vec![],
            unreadable_rules: vec![],
            value_sets: vec![],
            revocations: vec![],
            accept: checkpoint.verifier().crossings().to_vec(),
            products: None,
            has_all_stores: true,
        }
    }

    /// The same with stores of revoked certificates that are fetched beside it, and whether they are all that there are.
    #[must_use]
    pub fn with_stores(mut self, names: Vec<String>, has_all: bool) -> Self {
        self.revocations = names;
        self.has_all_stores = has_all;
        self
    }

    /// The same with the keys of those who may sign stores, and the names of stores that are taken all the same.
    #[must_use]
    pub fn with_anchors(mut self, anchors: &Anchors, unsigned: Vec<String>) -> Self {
        self.anchors = anchors
            .operators()
            .map(|key| STANDARD.encode(key))
            .collect();
        self.successions.clone_from(&anchors.successions);
        self.unsigned = unsigned;
        self
    }

    /// The same with a table of products.
    #[must_use]
    pub fn with_products(mut self, table: Option<String>) -> Self {
        self.products = table;
        self
    }

    /// Adds a file that lies among rules. JSON without any rule is left alone.
    pub fn add_rules(&mut self, name: &str, octets: Vec<u8>) {
        // A name that begins as a rule's would say which ones an unreadable file can hold; a file's says nothing.
        let name = format!("rules/{name}");
        match RuleBook::default().read_octets(&name, &octets) {
            Ok(_) => {
                let text = String::from_utf8(octets).unwrap_or_default();
                self.rules.push(NamedText { name, text });
            }
            Err(error) if error.is_no_json() => self.unreadable_rules.push(name),
            Err(_) => {}
        }
    }

    /// Adds a file that lies among value sets. What is none is left alone.
    pub fn add_value_sets(&mut self, name: &str, octets: Vec<u8>) {
        let text = String::from_utf8(octets).unwrap_or_default();
        let text = without_bom(&text).to_owned();
        let json = serde_json::from_str::<Json>(&text);
        if json.is_ok_and(|json| ValueSets::default().load(&json).is_ok()) {
            self.value_sets.push(NamedText {
                name: name.to_owned(),
                text,
            });
        }
    }

    /// Its octets.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads a file.
    ///
    /// # Errors
    /// It is none, or of another form than this version reads.
    pub fn read(octets: &[u8]) -> Result<Self, OfflineError> {
        let file: Self = serde_json::from_slice(octets)
            .map_err(|error| failed(messages::OFFLINE_NO_FILE, Text::plain(error)))?;
        match file.format.as_str() {
            FORMAT => Ok(file),
            other => {
                let [found, wanted] = [other, FORMAT].map(|format| format!("{format:?}"));
                Err(text!(OFFLINE_FORMAT, found, wanted).into())
            }
        }
    }
}

/// A verifier that is ready.
#[derive(Debug)]
pub struct OfflineVerifier {
    checkpoint: Checkpoint,
    made: String,
    anchors: Anchors,
    unsigned: Vec<String>,
}

/// What is asked with a code. What is missing is as in the defaults.
#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct OfflineRequest {
    /// The moment of the check, RFC 3339; it must be given.
    at: String,
    /// `en`, `nb`, `nn`, `sv`.
    lang: Option<String>,
    /// `border`, or `domestic` for a control in Norway, where domestic codes count.
    mode: Option<Mode>,
    /// The country whose rules are asked, two letters; `*` for all, nothing between the quotation marks for none.
    country: Option<String>,
    /// When the holder arrives [default: the moment of the check].
    arrival: Option<String>,
    /// The name in the passport.
    name: Option<String>,
    /// The date of birth in the passport.
    dob: Option<String>,
    /// The number of the passport.
    document: Option<String>,
}

/// How old the lists are.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct StandingJson<'a> {
    made: &'a str,
    keys: usize,
    trust: AgeJson,
    stores: usize,
    has_all_stores: bool,
    revoked: AgeJson,
    /// Names of lists and stores that nobody who is pinned signed.
    unsigned: Vec<&'a str>,
    /// The date of a signed list that the clock lies before.
    #[serde(skip_serializing_if = "Option::is_none")]
    clock_behind: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AgeJson {
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    age_seconds: Option<i64>,
    too_old: bool,
}

impl OfflineVerifier {
    /// Makes a verifier of its file.
    ///
    /// # Errors
    /// One of the lists in it cannot be read.
    pub fn open(file: &VerifierConfig) -> Result<Self, OfflineError> {
        let octets = STANDARD.decode(&file.trust);
        let octets =
            octets.map_err(|error| failed(messages::OFFLINE_TRUST_LIST, Text::plain(error)))?;
        let list = bundle::read_own("", &octets);
        let trust = list.map_err(|error| failed(messages::OFFLINE_TRUST_LIST, error))?;
        let trust = trust.with_marks(file.signed.clone());
        let keys = file.anchors.iter().map(|key| STANDARD.decode(key));
        let keys: Result<Vec<_>, _> = keys.collect();
        let anchors = Anchors {
            keys: keys.map_err(|error| failed(messages::OFFLINE_KEYS, Text::plain(error)))?,
            successions: file.successions.clone(),
            ..Anchors::default()
        };
        // A bundle is as complete as the moment it was made; what was gathered for one post may be undated.
        let trust = match file.trust_as_of {
            Some(as_of) => trust.dated(as_of),
            None => trust.undated(),
        };
        let mut rules = match file.rules.is_empty() && file.unreadable_rules.is_empty() {
            true => norwegian(),
            false => RuleBook::default(),
        };
        for NamedText { name, text } in &file.rules {
            let read = rules.read(name, text);
            read.map_err(|error| failed(name, error))?;
        }
        for name in &file.unreadable_rules {
            rules.add_unreadable(RuleError {
                rule: name.as_str().into(),
                country: None,
                reason: text!(OFFLINE_UNREADABLE),
            });
        }
        let mut value_sets = ValueSets::default();
        for NamedText { name, text } in &file.value_sets {
            let json: Json =
                serde_json::from_str(text).map_err(|error| failed(name, Text::plain(error)))?;
            let loaded = value_sets.load(&json);
            loaded.map_err(|error| failed(name, error))?;
        }
        // With half of the lists the silence of the others is worth nothing.
        let (revocations, policy) = match file.has_all_stores {
            true => (Revocations::new(), file.policy),
            false => (
                Revocations::incomplete(),
                Policy {
                    revocation_data: RevocationData::Required,
                    ..file.policy
                },
            ),
        };
        let verifier = Verifier::new(trust)
            .with_rules(rules)
            .with_value_sets(value_sets)
            .with_revocations(revocations)
            .with_crossings(file.accept.clone())
            .with_policy(policy);
        let verifier = match file.products.as_deref().map(Products::read) {
            None => verifier,
            Some(Ok(products)) => verifier.with_products(Arc::new(products)),
            Some(Err(error)) => return Err(failed("products", error)),
        };
        Ok(Self {
            checkpoint: Checkpoint::new(verifier, file.defaults.clone()),
            made: file.made.clone(),
            anchors,
            unsigned: file.unsigned.clone(),
        })
    }

    /// Holds the lists against those that were seen before, and gives what has been seen now. `seen` is what an earlier
    /// call gave; empty for nothing.
    ///
    /// # Errors
    /// One of the lists is older, or `seen` is nothing that this gives.
    pub fn recall(&mut self, seen: &str) -> Result<String, OfflineError> {
        let memory = match seen {
            "" => Ok(Memory::default()),
            seen => Memory::from_json(seen),
        };
        let mut memory = memory.map_err(|error| failed(messages::OFFLINE_SEEN, error))?;
        let verifier = self.checkpoint.verifier();
        let mut marks = verifier.trust().marks().to_vec();
        let stores = verifier.revocations().stores().iter();
        marks.extend(stores.filter_map(|store| store.mark().cloned()));
        let taken = memory.take(&marks, &self.anchors.successions);
        taken.map_err(|older| OfflineError::from(older.to_text()))?;
        let checkpoint = std::mem::take(&mut self.checkpoint);
        self.checkpoint = checkpoint.map(|verifier| verifier.with_passed(memory.latest()));
        Ok(memory.to_json())
    }

    /// Adds a store of revoked certificates.
    ///
    /// # Errors
    /// The octets are none, or nobody who may signed them.
    pub fn add_store(&mut self, name: &str, octets: Vec<u8>) -> Result<(), OfflineError> {
        let unpinned = match self.unsigned.iter().any(|unsigned| unsigned == name) {
            true => Unpinned::Report,
            false => Unpinned::Refuse,
        };
        let store = Store::open(name, octets, &self.anchors, unpinned);
        let store = store.map_err(|error| failed(name, error))?;
        let mut revocations = self.checkpoint.verifier().revocations().clone();
        revocations.add(store);
        let checkpoint = std::mem::take(&mut self.checkpoint);
        self.checkpoint = checkpoint.map(|verifier| verifier.with_revocations(revocations));
        Ok(())
    }

    /// The verdicts on everything in what was handed in: a text with one or more codes, a picture, a PDF. JSON, a
    /// [`Card`] each.
    ///
    /// # Errors
    /// What is asked cannot be understood. Errors repeat neither a code nor what the passport says.
    pub fn verify(&self, octets: &[u8], asked: &OfflineRequest) -> Result<Json, OfflineError> {
        let at = moment("at", &asked.at)?;
        let lang = asked
            .lang
            .as_deref()
            .map_or(Ok(Lang::default()), str::parse);
        let lang = lang.map_err(|error: UnknownLang| failed("lang", error))?;
        let passport = asked.passport()?;
        let wishes = asked.wishes()?;
        let arrives = wishes.arrival;
        let asked = self.checkpoint.asked(wishes, at);
        if arrives.is_some() && asked.journey.is_none() {
            return Err(text!(OFFLINE_COUNTRY).into());
        }
        // A field of a page has no seconds.
        if arrives.is_some_and(|arrives| arrives.plus_seconds(60) <= at) {
            return Err(text!(OFFLINE_PAST).into());
        }
        let limits = ScanLimits {
            pixels: intake::PIXELS,
            ..ScanLimits::default()
        };
        let mut cards = Vec::new();
        let Ok(()) = intake::read("code", octets, &limits, &mut |input| {
            let report = self.checkpoint.report(&input.content, &asked);
            let report = report.compared_with(&passport);
            cards.push(serde_json::to_value(Card::new(
                &input, &report, &asked, lang,
            )));
            Ok::<_, Infallible>(())
        });
        let cards: Result<Vec<Json>, _> = cards.into_iter().collect();
        cards
            .map(Json::Array)
            .map_err(|error| failed(messages::OFFLINE_VERDICT, Text::plain(error)))
    }

    /// How old the lists are, for the eyes of the officer.
    #[must_use]
    pub fn standing(&self, at: Timestamp) -> Json {
        let ages = self.checkpoint.list_ages();
        let verifier = self.checkpoint.verifier();
        let age = |as_of: Option<Timestamp>, limit: i64| {
            let seconds = as_of.map(|as_of| at.unix() - as_of.unix());
            AgeJson {
                as_of: as_of.map(|as_of| as_of.to_string()),
                age_seconds: seconds,
                too_old: seconds.is_some_and(|seconds| seconds > limit),
            }
        };
        let standing = StandingJson {
            made: &self.made,
            keys: ages.keys,
            trust: age(ages.trust_as_of, ages.trust_max_age),
            stores: verifier.revocations().stores().len(),
            has_all_stores: verifier.revocations().is_complete(),
            revoked: age(ages.revoked_as_of, ages.revoked_max_age),
            unsigned: verifier.unsigned(),
            clock_behind: verifier.contradicts(at).map(|made| made.to_string()),
        };
        // Texts and numbers under keys that are texts: this cannot fail.
        serde_json::to_value(standing).unwrap_or_default()
    }

    /// What the officer may choose: the countries whose rules are known, with their names; and the defaults.
    #[must_use]
    pub fn choices(&self, lang: Lang) -> Json {
        let named = |code: &&str| json!({ "code": code, "name": country_name(code, lang) });
        let mut countries = self.checkpoint.verifier().countries();
        let defaults = match &self.checkpoint.defaults().to {
            None => "",
            Some(Destination::All) => "*",
            Some(Destination::Country(code)) => {
                // Without rules of its own its answer is open, and stays so here.
                let code = code.as_str();
                if !countries.contains(&code) {
                    countries.push(code);
                }
                code
            }
        };
        json!({
            "mode": self.checkpoint.mode(),
            "country": defaults,
            "countries": countries.iter().map(named).collect::<Json>(),
        })
    }
}

impl OfflineRequest {
    /// Reads what is asked, in JSON.
    ///
    /// # Errors
    /// It is none.
    pub fn read(text: &str) -> Result<Self, OfflineError> {
        serde_json::from_str(text).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            text!(OFFLINE_ASKED, line, column).into()
        })
    }

    /// What is asked where it differs from the defaults.
    fn wishes(&self) -> Result<Overrides, OfflineError> {
        let to = |country: &str| match country {
            "" => Ok(None),
            "*" => Ok(Some(Destination::All)),
            country => country
                .parse()
                .map(|country| Some(Destination::Country(country)))
                .map_err(|error: CountryCodeError| failed("country", error)),
        };
        let arrival = self.arrival.as_deref().map(|text| moment("arrival", text));
        Ok(Overrides {
            mode: self.mode,
            to: self.country.as_deref().map(to).transpose()?,
            arrival: arrival.transpose()?,
            ..Overrides::default()
        })
    }

    /// What the passport says, as far as it was typed.
    fn passport(&self) -> Result<Passport, OfflineError> {
        let typed = |text: &Option<String>| {
            let text = text.as_deref().map(str::trim).unwrap_or_default();
            (!text.is_empty()).then(|| text.to_owned())
        };
        let (name, dob) = (typed(&self.name), typed(&self.dob));
        let passport = Passport::read(name.as_deref(), dob.as_deref());
        let passport = passport.map(|passport| passport.with_document(self.document.as_deref()));
        passport.map_err(|error| match error {
            PassportError::Name(error) => failed("name", error),
            PassportError::NoDate | PassportError::Date => text!(OFFLINE_DOB).into(),
        })
    }
}

/// Shows nothing of a person.
impl fmt::Debug for OfflineRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OfflineRequest(at {}, mode {:?})", self.at, self.mode)
    }
}

fn moment(what: &str, text: &str) -> Result<Timestamp, OfflineError> {
    text.parse().map_err(|error: TimeError| failed(what, error))
}

#[cfg(test)]
mod tests;

//! The entries of a bundle, and who refers to whom.

use super::RecordError;
use super::node::{Node, Notes};
use crate::text;
use crate::text::messages;
use serde_json::Value as Json;

/// A resource of the bundle.
#[derive(Clone)]
pub(super) struct Entry<'a> {
    pub(super) resource: Node<'a>,
    /// `resourceType`.
    pub(super) kind: &'a str,
    url: Option<&'a str>,
    id: Option<&'a str>,
}

/// A bundle with one patient.
pub(super) struct Bundle<'a> {
    pub(super) entries: Vec<Entry<'a>>,
    pub(super) patient: Entry<'a>,
}

/// Most entries of a bundle: all that a record may have, and what these refer to.
const MAX_IN_BUNDLE: usize = 5_000;

/// Resources that others refer to; by themselves they say nothing about the patient.
const HELPERS: [&str; 5] = [
    "Location",
    "Organization",
    "Practitioner",
    "PractitionerRole",
    "Device",
];

impl<'a> Bundle<'a> {
    /// Sorts out the entries.
    ///
    /// # Errors
    /// No bundle, one that holds old versions, one of unknown rules, or not exactly one patient.
    pub(super) fn new(json: &'a Json, notes: &'a Notes) -> Result<Self, RecordError> {
        let root = Node::root(json, notes);
        if root.text("resourceType") != Some("Bundle") {
            return Err(RecordError::at("resourceType", messages::FHIR_NO_BUNDLE));
        }
        for key in ["implicitRules", "modifierExtension"] {
            if root.value.get(key).is_some() {
                return Err(RecordError::at(key, messages::FHIR_MODIFIED));
            }
        }
        match root.text("type") {
            Some("history") => {
                return Err(RecordError::at("type", messages::FHIR_HISTORY));
            }
            Some("collection" | "searchset" | "document" | "message" | "batch" | "transaction") => {
            }
            _ => root.note_below("type", messages::FHIR_BUNDLE_TYPE),
        }
        for link in root.items("link") {
            if link.text("relation") == Some("next") {
                link.note(messages::FHIR_MORE_PAGES);
            }
        }
        root.name_unread(&[
            &["resourceType", "id", "meta", "language", "identifier"],
            &["type", "timestamp", "total", "link", "entry"],
        ]);
        let nodes = root.items("entry");
        if nodes.len() > MAX_IN_BUNDLE {
            let found = nodes.len();
            let text = text!(REGISTER_ENTRIES, found, most = MAX_IN_BUNDLE);
            return Err(RecordError::at("entry", text));
        }
        let mut entries: Vec<Entry<'a>> = Vec::new();
        for node in nodes {
            let Some(entry) = Entry::new(&node) else {
                continue;
            };
            if entries.iter().any(|other| other.is_same(&entry)) {
                entry.resource.note(messages::FHIR_SECOND_TIME);
                continue;
            }
            entries.push(entry);
        }
        let patients: Vec<&Entry<'a>> = entries
            .iter()
            .filter(|entry| entry.kind == "Patient")
            .collect();
        let patient = match patients.as_slice() {
            [one] => (*one).clone(),
            several => {
                let text = text!(FHIR_PATIENTS, found = several.len());
                return Err(RecordError::at("entry", text));
            }
        };
        Ok(Self { entries, patient })
    }

    /// The resource that a reference points to: a contained one (`#id`) or an entry.
    pub(super) fn resolve(&self, from: &Entry<'a>, reference: &Node<'a>) -> Option<Node<'a>> {
        let target = reference.text("reference")?;
        let found = match target.strip_prefix('#') {
            Some(id) => {
                let contained = from.resource.items("contained");
                contained
                    .into_iter()
                    .find(|one| one.value.get("id").and_then(Json::as_str) == Some(id))?
            }
            None => {
                let mut entries = self.entries.iter();
                let entry = entries.find(|entry| entry.is_target(from, target))?;
                entry.resource.clone()
            }
        };
        if let Some(path) = found.modifier() {
            found.note_at(&path, messages::FHIR_MODIFIED_NOT_READ);
            return None;
        }
        Some(found)
    }

    /// Whether the entry's reference under a key points to the patient, by address or by identifier.
    pub(super) fn is_about_the_patient(&self, entry: &Entry<'a>, key: &str) -> bool {
        let Some(who) = entry.resource.required(key) else {
            return false;
        };
        let hit = match who.text("reference") {
            Some(reference) => self.patient.is_target(entry, reference),
            None => who
                .get("identifier")
                .is_some_and(|wanted| self.has_identifier(&wanted)),
        };
        if !hit {
            who.note(messages::FHIR_OTHER_PERSON);
        }
        hit
    }

    fn has_identifier(&self, wanted: &Node<'_>) -> bool {
        let (Some(system), Some(value)) = (wanted.text("system"), wanted.text("value")) else {
            return false;
        };
        let identifiers = self.patient.resource.items("identifier");
        identifiers
            .iter()
            .any(|one| one.text("system") == Some(system) && one.text("value") == Some(value))
    }

    /// Whether anybody but the patient and relatives took the sample.
    pub(super) fn is_by_personnel(&self, entry: &Entry<'a>, performers: &[Node<'a>]) -> bool {
        let mut objects = performers.iter().filter(|one| {
            if !one.value.is_object() {
                one.note(messages::FHIR_NO_REFERENCE);
            }
            one.value.is_object()
        });
        objects.any(|one| {
            let kind = self.kind_of(entry, one);
            !matches!(kind, Some("Patient" | "RelatedPerson"))
        })
    }

    /// Whether a reference points to a human being.
    pub(super) fn is_a_person(&self, entry: &Entry<'a>, reference: &Node<'a>) -> bool {
        let kind = self.kind_of(entry, reference);
        matches!(
            kind,
            Some("Patient" | "RelatedPerson" | "Practitioner" | "PractitionerRole")
        )
    }

    /// The type of what a reference points to, also where that is not in the bundle.
    fn kind_of(&self, entry: &Entry<'a>, reference: &Node<'a>) -> Option<&'a str> {
        if let Some(target) = self.resolve(entry, reference) {
            return target.text("resourceType");
        }
        let by_address = || {
            let address = reference.text("reference")?;
            without_version(address).rsplit('/').nth(1)
        };
        reference.text("type").or_else(by_address)
    }
}

fn without_version(reference: &str) -> &str {
    reference
        .split_once("/_history/")
        .map_or(reference, |(address, _)| address)
}

impl<'a> Entry<'a> {
    /// The entry, if it is one to be read or referred to.
    fn new(node: &Node<'a>) -> Option<Self> {
        if node.value.get("modifierExtension").is_some() {
            node.note_below("modifierExtension", messages::FHIR_MODIFIED_NOT_TAKEN);
            return None;
        }
        if let Some(request) = node.get("request")
            && request.text("method") == Some("DELETE")
        {
            request.note(messages::FHIR_DELETED);
            return None;
        }
        let resource = node.required("resource")?;
        node.name_unread(&[
            &["id", "link", "fullUrl", "resource"],
            &["search", "request", "response"],
        ]);
        let kind = resource.text("resourceType").unwrap_or_default();
        let known = HELPERS.contains(&kind);
        if !known && !["Patient", "Immunization", "Observation"].contains(&kind) {
            let plain = kind.len() <= 40 && kind.bytes().all(|octet| octet.is_ascii_alphanumeric());
            match plain && !kind.is_empty() {
                true => resource.note(text!(FHIR_RESOURCE, kind)),
                false => resource.note(messages::FHIR_NO_RESOURCE),
            }
            return None;
        }
        Some(Self {
            kind,
            url: node.text("fullUrl"),
            id: resource.text("id"),
            resource,
        })
    }

    /// The server that the resource is on, if its address tells.
    fn server(&self) -> Option<&'a str> {
        let rest = self.url?.strip_suffix(self.id?)?;
        rest.strip_suffix('/')?
            .strip_suffix(self.kind)?
            .strip_suffix('/')
    }

    fn on_one_server(&self, other: &Self) -> bool {
        match (self.server(), other.server()) {
            (Some(one), Some(other)) => one == other,
            _ => true,
        }
    }

    fn is_same(&self, other: &Self) -> bool {
        let by_url = self.url.is_some() && self.url == other.url;
        let by_id = self.kind == other.kind && self.id.is_some() && self.id == other.id;
        by_url || by_id && self.on_one_server(other)
    }

    /// Whether a reference in another entry points here: by full address, or as `Patient/id`.
    fn is_target(&self, from: &Self, reference: &str) -> bool {
        let reference = without_version(reference);
        let relative = || {
            let (kind, id) = reference.split_once('/')?;
            Some(kind == self.kind && Some(id) == self.id && self.on_one_server(from))
        };
        self.url == Some(reference) || relative() == Some(true)
    }
}

//! How documents beside the EU's look to programs.

use hcert::icvp::{Disease, Dose, Icvp, Products};
use hcert::link::Link;
use hcert::verify::SignedIcvp;
use schemars::JsonSchema;
use serde::Serialize;
use std::fmt;

/// A yellow card, with what follows from its doses. Before 2026 a card could hold several.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Icvp")]
pub(crate) struct IcvpJson<'a> {
    /// The shape of the content: `2026`, `2025`, `2025-map` or `2024`.
    form: &'static str,
    /// As the travel document has it.
    name: &'a str,
    /// YYYY-MM-DD.
    dob: String,
    /// `male`, `female`, `other` or `unknown`.
    sex: &'static str,
    /// Three letters.
    #[serde(skip_serializing_if = "Option::is_none")]
    nationality: Option<&'a str>,
    /// The number of the travel document.
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<&'a str>,
    /// Its type by HL7 v2-0203, such as `PPN` for a passport.
    #[serde(skip_serializing_if = "Option::is_none")]
    document_type: Option<&'a str>,
    /// Parent or guardian.
    #[serde(skip_serializing_if = "Option::is_none")]
    guardian: Option<&'a str>,
    doses: Vec<DoseJson<'a>>,
    /// The version of the template.
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<&'a str>,
    /// The date of the table of products that it was held against.
    #[serde(skip_serializing_if = "Option::is_none")]
    products: Option<String>,
}

/// One dose.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "IcvpDose")]
struct DoseJson<'a> {
    /// The product's id in WHO's list; in the shape of 2024 a code of ICD-11.
    product: &'a str,
    /// Its trade name.
    #[serde(skip_serializing_if = "Option::is_none")]
    vaccine: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    manufacturer: Option<String>,
    /// `yellow-fever` or `polio`.
    #[serde(skip_serializing_if = "Option::is_none")]
    disease: Option<&'static str>,
    /// YYYY-MM-DD.
    date: String,
    batch: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    clinician: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    authority: Option<&'a str>,
    /// The first day on which it counts, by WHO's rules.
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_from: Option<String>,
    /// `life` of the person vaccinated; absent where the rules name no end.
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_until: Option<&'static str>,
}

impl<'a> IcvpJson<'a> {
    pub(crate) fn new(card: &'a SignedIcvp) -> Self {
        let (content, products) = (card.content(), card.products());
        let doses = content.doses.iter();
        Self {
            form: content.form.code(),
            name: &content.name,
            dob: content.birth_date.to_string(),
            sex: content.sex.code(),
            nationality: content.nationality.as_deref(),
            document: content.document.as_deref(),
            document_type: content.document_type.as_deref(),
            guardian: content.guardian.as_deref(),
            doses: doses.map(|dose| DoseJson::new(dose, products)).collect(),
            version: content.version.as_deref(),
            products: products.date().map(|date| date.to_string()),
        }
    }
}

impl<'a> DoseJson<'a> {
    fn new(dose: &'a Dose, products: &Products) -> Self {
        let product = products.find(&dose.product);
        let disease = dose.disease(products);
        let from = disease.map(|disease| disease.valid_from(dose.date));
        Self {
            product: &dose.product,
            vaccine: product.map(|product| product.label().to_owned()),
            manufacturer: product.map(|product| product.manufacturer.clone()),
            disease: disease.map(Disease::code),
            date: dose.date.to_string(),
            batch: &dose.batch,
            clinician: dose.clinician.as_deref(),
            authority: dose.authority.as_deref(),
            valid_from: from.map(|from| from.to_string()),
            valid_until: (disease == Some(Disease::YellowFever)).then_some("life"),
        }
    }
}

/// Shows nothing of a person.
impl fmt::Debug for IcvpJson<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IcvpJson({})", self.form)
    }
}

/// A health link. Nothing was fetched.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Link")]
pub(crate) struct LinkJson<'a> {
    /// `https`, or a danger.
    scheme: &'a str,
    /// Whom it would ask.
    host: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    port: Option<u16>,
    /// Letters: `L` long-term, `P` passcode, `U` one file.
    flags: &'a str,
    /// Whether the holder's passcode is needed.
    passcode: bool,
    /// RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires: Option<String>,
    /// The name that its maker gave it.
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'a str>,
    version: i64,
}

impl<'a> LinkJson<'a> {
    pub(crate) fn new(link: &'a Link) -> Self {
        Self {
            scheme: link.url.scheme(),
            host: link.host(),
            port: link.url.port(),
            flags: &link.flags,
            passcode: link.needs_passcode(),
            expires: link.expires_at.map(|at| at.to_string()),
            label: link.label.as_deref(),
            version: link.version,
        }
    }
}

/// Shows the host alone.
impl fmt::Debug for LinkJson<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LinkJson({})", self.host)
    }
}

/// The record of a yellow card, as `issue --kind icvp` takes it: the content of −260/−6 in the shape of 2026.
#[derive(Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "IcvpRecord")]
pub struct IcvpRecord {
    /// The full name, in form and order of the travel document, in letters that English and French write.
    #[schemars(length(min = 1))]
    n: String,
    /// The date of birth.
    #[schemars(extend("format" = "date"))]
    dob: String,
    /// FHIR AdministrativeGender.
    #[schemars(extend("enum" = ["male", "female", "other", "unknown"]))]
    s: String,
    /// Nationality, ISO 3166-1 alpha-3.
    #[schemars(regex(pattern = "^[A-Z]{3}$"))]
    nt: String,
    /// The number of the travel document.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    /// Its type by HL7 v2-0203: `PPN` passport, `NI` national identity card, `DL` and others.
    #[serde(skip_serializing_if = "Option::is_none")]
    dt: Option<String>,
    /// Parent or guardian; a child's card must have it.
    #[serde(skip_serializing_if = "Option::is_none")]
    gn: Option<String>,
    vx: IcvpRecordDose,
    /// The version of the template.
    #[schemars(extend("const" = "1.0"))]
    v: String,
}

/// The one dose. Clinician or authority is named.
#[derive(Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "IcvpRecordDose", extend("anyOf" = [{ "required": ["cn"] }, { "required": ["is"] }]))]
struct IcvpRecordDose {
    /// The product's id in WHO's list.
    #[schemars(length(min = 1))]
    vp: String,
    /// The date of the dose.
    #[schemars(extend("format" = "date"))]
    dv: String,
    /// The batch.
    #[schemars(length(min = 1))]
    bo: String,
    /// The supervising clinician.
    #[serde(skip_serializing_if = "Option::is_none")]
    cn: Option<String>,
    /// The authority that issues or oversees, a participant's code in WHO's network.
    #[serde(skip_serializing_if = "Option::is_none")]
    is: Option<String>,
}

impl IcvpRecord {
    /// The record of a card of one dose in the shape of 2026.
    #[must_use]
    pub fn new(card: &Icvp) -> Option<Self> {
        let [dose] = card.doses.as_slice() else {
            return None;
        };
        Some(Self {
            n: card.name.clone(),
            dob: card.birth_date.to_string(),
            s: card.sex.code().to_owned(),
            nt: card.nationality.clone()?,
            id: card.document.clone(),
            dt: card.document_type.clone(),
            gn: card.guardian.clone(),
            vx: IcvpRecordDose {
                vp: dose.product.clone(),
                dv: dose.date.to_string(),
                bo: dose.batch.clone(),
                cn: dose.clinician.clone(),
                is: dose.authority.clone(),
            },
            v: card.version.clone()?,
        })
    }
}

/// Shows nothing of a person.
impl fmt::Debug for IcvpRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IcvpRecord(redacted)")
    }
}

//! How documents beside the EU's look to programs.

use hcert::codec::hex;
use hcert::health::{Coded, TestResult, Vaccination, When};
use hcert::icvp::{Disease, Dose, Icvp, Products};
use hcert::link::Link;
use hcert::verify::{SignedHealth, SignedIcvp};
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

/// A code of another network: a SMART Health Card, a seal of ICAO, a pass of New Zealand. Members that the code does not
/// have are left out.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Health")]
pub(crate) struct HealthJson<'a> {
    /// `shc`, `vds-nc` or `nzcp`.
    document: &'static str,
    /// The issuer as the code names it: a web address, a state in three letters, a DID.
    issuer: &'a str,
    /// Its name, where the list has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    issuer_name: Option<&'a str>,
    /// The country that answers for it, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    country: Option<&'a str>,
    /// The key's identifier, in hexadecimal digits.
    kid: String,
    alg: &'a str,
    /// RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    not_before: Option<String>,
    /// RFC 3339; of a seal the end of its signer's certificate.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires: Option<String>,
    /// When the list last saw that the issuer gives the key out, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    seen: Option<String>,
    /// The code's own identifier.
    #[serde(skip_serializing_if = "Option::is_none")]
    identifier: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    /// YYYY-MM-DD, or as far as it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    dob: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sex: Option<&'a str>,
    /// The number of the travel document.
    #[serde(skip_serializing_if = "Option::is_none")]
    document_number: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    document_type: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    vaccinations: Vec<VaccinationJson<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tests: Vec<TestJson<'a>>,
    /// What it holds beside these.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    others: Vec<OtherJson<'a>>,
    /// Paths of what stands in it and no signature covers.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    unsigned: &'a [String],
}

/// A code of a system, and what it stands for.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Coded")]
struct CodedJson<'a> {
    /// `cvx`, `icd11`, `snomed`, `loinc`, or the address of another.
    #[serde(skip_serializing_if = "str::is_empty")]
    system: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    code: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
}

impl<'a> From<&'a Coded> for CodedJson<'a> {
    fn from(coded: &'a Coded) -> Self {
        Self {
            system: &coded.system,
            code: &coded.code,
            name: coded.name.as_deref(),
        }
    }
}

/// A dose of a code of another network.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "HealthDose")]
struct VaccinationJson<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    disease: Option<CodedJson<'a>>,
    vaccine: CodedJson<'a>,
    /// The trade name.
    #[serde(skip_serializing_if = "Option::is_none")]
    brand: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    manufacturer: Option<&'a str>,
    /// As the code writes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dose: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    batch: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    centre: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    country: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<&'a str>,
    /// Why it does not count: the code's own word.
    #[serde(skip_serializing_if = "Option::is_none")]
    void: Option<&'a str>,
}

impl<'a> From<&'a Vaccination> for VaccinationJson<'a> {
    fn from(dose: &'a Vaccination) -> Self {
        Self {
            disease: dose.disease.as_ref().map(CodedJson::from),
            vaccine: (&dose.vaccine).into(),
            brand: dose.brand.as_deref(),
            manufacturer: dose.maker.as_deref(),
            date: dose.date.as_ref().map(When::written),
            dose: dose.dose,
            of: dose.of,
            batch: dose.batch.as_deref(),
            centre: dose.centre.as_deref(),
            country: dose.country.as_deref(),
            next: dose.next.as_ref().map(When::written),
            void: dose.void.as_deref(),
        }
    }
}

/// A result of a code of another network.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "HealthTest")]
struct TestJson<'a> {
    test: CodedJson<'a>,
    /// `detected`, `not-detected`, `other` where it is not known what was found, `unknown`.
    found: &'static str,
    result: CodedJson<'a>,
    /// As the code writes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    sampled: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reported: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    specimen: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    centre: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    country: Option<&'a str>,
    /// Why it does not count: the code's own word.
    #[serde(skip_serializing_if = "Option::is_none")]
    void: Option<&'a str>,
}

impl<'a> From<&'a TestResult> for TestJson<'a> {
    fn from(test: &'a TestResult) -> Self {
        Self {
            test: (&test.test).into(),
            found: test.found.code(),
            result: (&test.result).into(),
            sampled: test.sampled.as_ref().map(When::written),
            reported: test.reported.as_ref().map(When::written),
            specimen: test.specimen.as_deref(),
            centre: test.centre.as_deref(),
            country: test.country.as_deref(),
            void: test.void.as_deref(),
        }
    }
}

/// Something that is neither a vaccination nor a test, and how many of it.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "HealthOther")]
struct OtherJson<'a> {
    kind: &'a str,
    count: usize,
}

impl<'a> HealthJson<'a> {
    pub(crate) fn new(signed: &'a SignedHealth) -> Self {
        let (signer, content) = (signed.signer(), signed.content());
        let instant = |at: Option<hcert::Timestamp>| at.map(|at| at.to_string());
        let others = content.others.iter();
        let holder = &content.holder;
        Self {
            document: signed.document().code(),
            issuer: &signer.issuer,
            issuer_name: signer.name.as_deref(),
            country: signer.country.as_deref(),
            kid: hex(&signer.kid),
            alg: &signer.alg,
            not_before: instant(signer.not_before),
            expires: instant(signer.expires_at),
            seen: instant(signer.seen),
            identifier: content.identifier.as_deref(),
            name: holder.name.as_deref(),
            dob: holder.birth_date.map(|date| date.to_string()),
            sex: holder.sex.as_deref(),
            document_number: holder.document.as_deref(),
            document_type: holder.document_type.as_deref(),
            vaccinations: content.vaccinations.iter().map(Into::into).collect(),
            tests: content.tests.iter().map(Into::into).collect(),
            others: others
                .map(|(kind, count)| OtherJson {
                    kind,
                    count: *count,
                })
                .collect(),
            unsigned: &content.unsigned,
        }
    }
}

/// Shows nothing of a person.
impl fmt::Debug for HealthJson<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HealthJson({})", self.document)
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

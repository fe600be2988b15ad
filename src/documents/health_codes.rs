//! Names for the codes that health codes of other networks use, and what a result means.
//!
//! Vaccines: CVX of the CDC (public domain; the codes in use up to August 2022, all of COVID-19 and those of travel
//! medicine) and ICD-11 (WHO). Made on 2026-12-01. A code that is not here is shown as it is.

use super::health::Found;

/// System, code, name.
const NAMES: &[(&str, &str, &str)] = &[
    // CVX: COVID-19.
    ("cvx", "207", "COVID-19, mRNA (Moderna, Spikevax)"),
    ("cvx", "208", "COVID-19, mRNA (Pfizer-BioNTech, Comirnaty)"),
    (
        "cvx",
        "210",
        "COVID-19, viral vector (AstraZeneca, Vaxzevria)",
    ),
    ("cvx", "211", "COVID-19, protein subunit (Novavax)"),
    ("cvx", "212", "COVID-19, viral vector (Janssen)"),
    ("cvx", "213", "COVID-19, product not named"),
    ("cvx", "217", "COVID-19, mRNA (Pfizer-BioNTech, Comirnaty)"),
    (
        "cvx",
        "218",
        "COVID-19, mRNA (Pfizer-BioNTech), children 5 to 11",
    ),
    (
        "cvx",
        "219",
        "COVID-19, mRNA (Pfizer-BioNTech), children under 5",
    ),
    ("cvx", "221", "COVID-19, mRNA (Moderna), 50 µg"),
    ("cvx", "225", "COVID-19, protein subunit (Sanofi)"),
    ("cvx", "226", "COVID-19, protein subunit (Sanofi), booster"),
    ("cvx", "227", "COVID-19, mRNA (Moderna), children 6 to 11"),
    ("cvx", "228", "COVID-19, mRNA (Moderna), children under 6"),
    ("cvx", "229", "COVID-19, mRNA, bivalent (Moderna)"),
    (
        "cvx",
        "230",
        "COVID-19, mRNA, bivalent (Moderna), children under 6",
    ),
    ("cvx", "300", "COVID-19, mRNA, bivalent (Pfizer-BioNTech)"),
    (
        "cvx",
        "301",
        "COVID-19, mRNA, bivalent (Pfizer-BioNTech), children 5 to 11",
    ),
    (
        "cvx",
        "302",
        "COVID-19, mRNA, bivalent (Pfizer-BioNTech), children under 5",
    ),
    ("cvx", "308", "COVID-19, mRNA (Pfizer-BioNTech), 3 µg"),
    ("cvx", "309", "COVID-19, mRNA (Pfizer-BioNTech), 30 µg"),
    ("cvx", "310", "COVID-19, mRNA (Pfizer-BioNTech), 10 µg"),
    ("cvx", "311", "COVID-19, mRNA (Moderna), 25 µg"),
    ("cvx", "312", "COVID-19, mRNA (Moderna), 50 µg"),
    ("cvx", "313", "COVID-19, protein subunit (Novavax)"),
    (
        "cvx",
        "500",
        "COVID-19, given outside the USA, product not named",
    ),
    ("cvx", "501", "COVID-19, inactivated (QazVac)"),
    ("cvx", "502", "COVID-19, inactivated (Covaxin)"),
    ("cvx", "503", "COVID-19 (CoviVac)"),
    ("cvx", "504", "COVID-19, viral vector (Sputnik Light)"),
    ("cvx", "505", "COVID-19, viral vector (Sputnik V)"),
    ("cvx", "506", "COVID-19, viral vector (CanSino)"),
    (
        "cvx",
        "507",
        "COVID-19, protein subunit (Anhui Zhifei Longcom)",
    ),
    ("cvx", "508", "COVID-19, protein subunit (Jiangsu)"),
    ("cvx", "509", "COVID-19, protein subunit (EpiVacCorona)"),
    ("cvx", "510", "COVID-19, inactivated (Sinopharm BIBP)"),
    ("cvx", "511", "COVID-19, inactivated (CoronaVac, Sinovac)"),
    (
        "cvx",
        "512",
        "COVID-19, virus-like particle (Covifenz, Medicago)",
    ),
    ("cvx", "513", "COVID-19, protein subunit (Zifivax)"),
    ("cvx", "514", "COVID-19, DNA (ZyCoV-D)"),
    ("cvx", "515", "COVID-19, protein subunit (Medigen)"),
    ("cvx", "516", "COVID-19, inactivated (KCONVAC)"),
    ("cvx", "517", "COVID-19, protein subunit (Corbevax)"),
    // CVX: travel medicine and childhood.
    ("cvx", "02", "poliomyelitis, oral"),
    ("cvx", "10", "poliomyelitis, inactivated"),
    ("cvx", "89", "poliomyelitis, product not named"),
    ("cvx", "37", "yellow fever"),
    ("cvx", "183", "yellow fever"),
    ("cvx", "184", "yellow fever, product not named"),
    ("cvx", "03", "measles, mumps and rubella"),
    ("cvx", "08", "hepatitis B"),
    ("cvx", "45", "hepatitis B, product not named"),
    ("cvx", "52", "hepatitis A"),
    ("cvx", "85", "hepatitis A, product not named"),
    ("cvx", "104", "hepatitis A and B"),
    (
        "cvx",
        "107",
        "diphtheria, tetanus and pertussis, product not named",
    ),
    ("cvx", "115", "tetanus, diphtheria and pertussis, adults"),
    ("cvx", "139", "tetanus and diphtheria, adults"),
    ("cvx", "204", "Ebola (Zaire)"),
    ("cvx", "206", "smallpox and mpox"),
    // ICD-11: vaccines and diseases.
    ("icd11", "XM68M6", "COVID-19 vaccine"),
    ("icd11", "XM1NL1", "COVID-19 vaccine, inactivated virus"),
    ("icd11", "XM5DF6", "COVID-19 vaccine, live attenuated virus"),
    (
        "icd11",
        "XM9QW8",
        "COVID-19 vaccine, non-replicating viral vector",
    ),
    (
        "icd11",
        "XM0CX4",
        "COVID-19 vaccine, replicating viral vector",
    ),
    ("icd11", "XM5JC5", "COVID-19 vaccine, virus protein subunit"),
    ("icd11", "XM1J92", "COVID-19 vaccine, virus-like particle"),
    ("icd11", "XM6AT1", "COVID-19 vaccine, DNA based"),
    ("icd11", "XM0GQ8", "COVID-19 vaccine, RNA based"),
    ("icd11", "XM0N24", "yellow fever vaccine"),
    ("icd11", "XM3418", "yellow fever vaccine"),
    ("icd11", "XM0N50", "poliomyelitis vaccine"),
    ("icd11", "XM5V19", "poliomyelitis vaccine, inactivated"),
    ("icd11", "XM79H3", "poliomyelitis vaccine, oral, bivalent"),
    ("icd11", "RA01", "COVID-19"),
    ("icd11", "RA01.0", "COVID-19"),
    ("icd11", "1D47", "yellow fever"),
    ("icd11", "1C81", "poliomyelitis"),
    // SNOMED CT: diseases and results.
    ("snomed", "840539006", "COVID-19"),
    ("snomed", "16541001", "yellow fever"),
    ("snomed", "398102009", "acute poliomyelitis"),
    ("snomed", "260373001", "detected"),
    ("snomed", "260415000", "not detected"),
    ("snomed", "10828004", "positive"),
    ("snomed", "260385009", "negative"),
    ("snomed", "419984006", "inconclusive"),
    // LOINC: answers.
    ("loinc", "LA6576-8", "positive"),
    ("loinc", "LA6577-6", "negative"),
    ("loinc", "LA11882-0", "detected"),
    ("loinc", "LA11883-8", "not detected"),
    ("loinc", "LA9663-1", "inconclusive"),
    // LOINC: tests that find the virus of COVID-19 …
    ("loinc", "94500-6", "SARS-CoV-2, PCR (NAAT)"),
    ("loinc", "94309-2", "SARS-CoV-2, PCR (NAAT)"),
    ("loinc", "94759-8", "SARS-CoV-2, PCR (NAAT)"),
    ("loinc", "94565-9", "SARS-CoV-2, PCR (NAAT)"),
    ("loinc", "94845-5", "SARS-CoV-2, PCR (NAAT)"),
    ("loinc", "95406-5", "SARS-CoV-2, PCR (NAAT)"),
    ("loinc", "94558-4", "SARS-CoV-2, antigen"),
    ("loinc", "97097-0", "SARS-CoV-2, antigen"),
    ("loinc", "95209-3", "SARS-CoV-2, antigen"),
    // … and one that finds what the body made against it.
    ("loinc", "94762-2", "SARS-CoV-2, antibodies"),
];

/// Tests by LOINC whose positive result means that the virus of COVID-19 is there.
const FIND_VIRUS: [&str; 9] = [
    "94500-6", "94309-2", "94759-8", "94565-9", "94845-5", "95406-5", "94558-4", "97097-0",
    "95209-3",
];

/// Results that say that something is there, and that it is not.
const POSITIVE: [&str; 6] = [
    "260373001",
    "10828004",
    "LA6576-8",
    "LA11882-0",
    "detected",
    "positive",
];
const NEGATIVE: [&str; 6] = [
    "260415000",
    "260385009",
    "LA6577-6",
    "LA11883-8",
    "not detected",
    "negative",
];

/// What a code stands for.
pub(super) fn name(system: &str, code: &str) -> Option<&'static str> {
    let mut names = NAMES.iter();
    let found = names.find(|(known, one, _)| *known == system && *one == code);
    found.map(|(_, _, name)| *name)
}

/// The system of a code in short, by its address in FHIR; the address where it is not known.
pub(super) fn system(address: &str) -> &str {
    match address.trim_end_matches('/') {
        "http://hl7.org/fhir/sid/cvx" => "cvx",
        "http://snomed.info/sct" => "snomed",
        "http://loinc.org" => "loinc",
        "http://id.who.int/icd11/mms" | "http://id.who.int/icd/release/11/mms" => "icd11",
        "http://www.whocc.no/atc" => "atc",
        "https://www.gs1.org/gtin" | "urn:iso:std:iso:15459" => "gtin",
        _ => address,
    }
}

/// What the result of a test by LOINC means: `test` is its code, `result` a code or a word.
pub(super) fn found(test: &str, result: &str) -> Found {
    let is = |words: &[&str]| words.iter().any(|word| word.eq_ignore_ascii_case(result));
    match (is(&POSITIVE), is(&NEGATIVE)) {
        (true, _) if FIND_VIRUS.contains(&test) => Found::Detected,
        (true, _) => Found::Other,
        (false, true) => Found::NotDetected,
        (false, false) => Found::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_stands_once_and_has_a_name() {
        let mut codes: Vec<(&str, &str)> = NAMES
            .iter()
            .map(|(system, code, _)| (*system, *code))
            .collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), NAMES.len());
        assert!(NAMES.iter().all(|(.., name)| !name.is_empty()));
    }

    #[test]
    fn a_positive_result_counts_against_its_holder_only_where_the_test_finds_the_virus() {
        for (test, result, want) in [
            ("94500-6", "260373001", Found::Detected),
            ("94558-4", "LA6576-8", Found::Detected),
            ("94500-6", "Detected", Found::Detected),
            ("94500-6", "260415000", Found::NotDetected),
            ("94762-2", "260373001", Found::Other),
            ("22502-0", "POSITIVE", Found::Other),
            ("94500-6", "419984006", Found::Unknown),
            ("94500-6", "", Found::Unknown),
        ] {
            assert_eq!(found(test, result), want, "{test} {result}");
        }
    }
}

//! For every check of the verifier a code that only this check refuses, and beside it the same code
//! without the fault, or under a policy that allows it, which is accepted. The tables of codes are read
//! from the source, so that a new code without a guard fails here.

use crate::common;
mod cards;
mod content;
mod deviations;
mod domestic;
mod health;
mod holder;
mod layers;
mod policies;
mod reasons;
mod revocation;
mod rules;

pub(crate) use deviations::strict;
pub(crate) use rules::{book, rule};

use common::{Draft, ENTRIES, Party, VACCINATION, at, verifier, world};
use hcert::verify::{Journey, Outcome, Passport, Report};
use hcert::{Lang, Limits, Timestamp, Unverified, Verifier};

/// One verification, ready to run.
pub(crate) struct Attempt {
    pub(crate) text: String,
    pub(crate) verifier: Verifier,
    pub(crate) at: Timestamp,
    /// Where the holder wants to go.
    pub(crate) journey: Option<Journey>,
    /// The passport that the holder shows.
    pub(crate) passport: Option<Passport>,
    /// What the report must not repeat.
    secrets: Vec<String>,
}

impl Attempt {
    pub(crate) fn new(draft: &Draft, party: &Party, verifier: Verifier) -> Self {
        Self {
            text: draft.write(party),
            verifier,
            at: at(common::AT),
            journey: None,
            passport: None,
            secrets: draft.secrets(),
        }
    }

    pub(crate) fn report(&self) -> Report {
        let report = self
            .verifier
            .verify_for(&self.text, self.at, self.journey.as_ref());
        match &self.passport {
            Some(passport) => report.compared_with(passport),
            None => report,
        }
    }
}

/// A code by the EC signer, checked as at the border.
pub(crate) fn attempt(entry: &str, edit: impl FnOnce(&mut Draft)) -> Attempt {
    let party = &world().ec;
    let mut draft = Draft::new(party, entry);
    edit(&mut draft);
    Attempt::new(&draft, party, verifier([party]))
}

pub(crate) fn baseline() -> Attempt {
    attempt(VACCINATION, |_| {})
}

/// Codes of the findings that did not pass; checks that were not made do not count.
pub(crate) fn complaints(report: &Report) -> Vec<&'static str> {
    let against = Outcome::is_against;
    let found = report
        .findings
        .iter()
        .filter(|finding| against(finding.outcome()));
    found.map(|finding| finding.code()).collect()
}

/// The rows of a table in the source: what stands between `name! {` and the closing brace, as words;
/// the texts in quotes count as one word each.
pub(crate) fn table(source: &str, name: &str) -> Vec<Vec<String>> {
    let start = source.find(&format!("\n{name}! {{\n")).expect("the table") + 1;
    let body = source[start..].split("\n}\n").next().expect("its end");
    let rows = body.lines().skip(1).filter(|line| {
        line.strip_prefix("    ")
            .is_some_and(|line| line.starts_with(|c: char| c.is_uppercase()))
    });
    let unquoted = |word: &str| word.trim_matches('"').to_owned();
    rows.map(|line| line.split_whitespace().map(unquoted).collect())
        .collect()
}

#[test]
fn the_baseline_of_every_kind_passes_every_check_even_under_a_strict_policy() {
    let world = world();
    for entry in ENTRIES {
        for party in [&world.ec, &world.rsa] {
            let strict = verifier([party]).with_policy(strict());
            let attempt = Attempt::new(&Draft::new(party, entry), party, strict);
            let report = attempt.report();
            assert!(report.verdict.is_genuine(), "{:?}", report.verdict);
            assert!(report.deviations.is_empty(), "{:?}", report.deviations);
            // No list of revoked certificates is given here, and the report says so.
            let passed = |code: &str, outcome| {
                outcome == Outcome::Pass || (code, outcome) == ("revocation", Outcome::Skipped)
            };
            let findings = &report.findings;
            assert!(
                findings
                    .iter()
                    .all(|found| passed(found.code(), found.outcome()))
            );
        }
    }
}

/// Everything that a program could print about a verification.
fn utterances(attempt: &Attempt, report: &Report) -> Vec<String> {
    let mut said = vec![format!("{report:?}"), format!("{report:#?}")];
    for lang in Lang::ALL {
        said.push(report.verdict.hint(lang).to_owned());
        said.extend(report.findings.iter().map(|finding| finding.text(lang)));
        said.extend(
            report
                .findings
                .iter()
                .map(|finding| finding.hint(lang).to_owned()),
        );
        said.extend(report.deviations.iter().map(|odd| odd.text(lang)));
    }
    if let Some(certificate) = &report.certificate {
        said.push(format!("{certificate:?} {:?}", certificate.payload()));
        said.push(format!("{:?}", certificate.payload().entry));
        said.push(format!("{:?}", certificate.payload().person));
        said.push(format!("{:?}", certificate.payload().birth_date));
    }
    if let Some(domestic) = &report.domestic {
        said.push(format!("{domestic:?} {:?}", domestic.holder()));
    }
    match Unverified::decode(&attempt.text, &Limits::default()) {
        Ok(unverified) => {
            said.push(format!("{unverified:?} {unverified:#?}"));
            said.push(format!("{:?}", unverified.peek()));
        }
        Err(error) => said.push(format!("{error} {error:?}")),
    }
    said
}

#[test]
fn no_report_repeats_the_holders_data() {
    let mut checked = 0;
    for attempt in reasons::attempts()
        .into_iter()
        .chain(deviations::attempts())
    {
        let report = attempt.report();
        for said in utterances(&attempt, &report) {
            let lower = said.to_lowercase();
            for secret in &attempt.secrets {
                let octets = format!("{:?}", secret.as_bytes());
                let octets = octets.trim_matches(['[', ']']);
                assert!(!lower.contains(&secret.to_lowercase()), "{secret}: {said}");
                assert!(!said.contains(octets), "the octets of {secret}: {said}");
                checked += 1;
            }
        }
    }
    println!("{checked} pairs of an utterance and a secret");
    assert!(checked > 20_000, "{checked}");
}

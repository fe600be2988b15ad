//! How a command that judges codes is told whom to trust, what was called back, whose rules to ask, and when it is.

use super::input::Content;
use super::keys::{Belief, Lists};
use super::rulebooks;
use super::{Failure, Result, keys, mapped, moment, output, parse_country, parse_moment};
use crate::lang::{Lang, Words};
use crate::rules::RuleBook;
use crate::time::Timestamp;
use crate::trust::Outdated;
use crate::verify::{
    self, Deviations, DscValidity, Journey, Policy, PossibleRevocation, Report, RevocationData,
    StaleList, Verifier,
};
use std::ffi::OsString;
use std::path::PathBuf;

/// Whom to trust, and everything that a verdict depends on beside the code.
#[derive(Debug, clap::Args)]
pub(super) struct JudgeArgs {
    /// Keys to trust: a list of any form, a bundle, a certificate, or a folder of these; LIST,COMPANION for a
    /// list with a second file
    #[arg(long, value_name = "SOURCE")]
    trust: Vec<OsString>,
    #[command(flatten)]
    belief: Belief,
    /// When the trust list was known to be complete; without it an unknown signer is never a reject
    #[arg(long, value_name = "RFC3339", value_parser = parse_moment)]
    trust_as_of: Option<Timestamp>,
    /// Use a list that has expired all the same; otherwise its signers cannot be verified
    #[arg(long)]
    stale_list_warn: bool,
    /// Stores of revoked certificates, made by hcert revocation build
    #[arg(long, value_name = "STORE")]
    revocations: Vec<PathBuf>,
    /// Days for which a store of revoked certificates counts as complete
    #[arg(long, value_name = "DAYS", default_value_t = 7)]
    revocation_max_age: u16,
    /// What becomes of a certificate that a filter of revoked ones may hold
    #[arg(long, value_enum, value_name = "WHAT", default_value_t = Possible::CannotVerify)]
    possibly_revoked: Possible,
    /// Without data about the signer or its country a certificate cannot be verified; otherwise that is noted
    #[arg(long)]
    require_revocation_data: bool,
    /// Where the check is made: at the border HC1 codes alone count; in Norway NO1 codes count too, and
    /// HC1 codes are judged by the domestic rules
    #[arg(long, value_enum, default_value_t = Mode::Border)]
    mode: Mode,
    /// Ask the rules of a country (two letters): may the holder enter?
    #[arg(long, value_name = "CC", value_parser = parse_country)]
    country: Option<String>,
    /// Ask the rules of every country that are known, and say where the holder may go
    #[arg(long, conflicts_with = "country")]
    all_countries: bool,
    /// Rules of countries: JSON files or folders of these [default: Norway's own]
    #[arg(long, value_name = "PATH")]
    rules: Vec<PathBuf>,
    /// Value sets for the rules, over those of this program
    #[arg(long, value_name = "PATH")]
    value_sets: Vec<PathBuf>,
    /// A region of the country
    #[arg(
        long,
        value_name = "REGION",
        requires = "country",
        default_value = "",
        hide_default_value = true
    )]
    region: String,
    /// When the holder arrives: the clock of the rules [default: the moment of the check]
    #[arg(long, value_name = "RFC3339", value_parser = parse_moment)]
    arrival: Option<Timestamp>,
    /// The moment of the check [default: now]
    #[arg(long, value_name = "RFC3339", value_parser = parse_moment)]
    at: Option<Timestamp>,
    /// Seconds by which the certificate's own dates may be missed
    #[arg(long, value_name = "SECONDS", default_value_t = 0, value_parser = clap::value_parser!(u32).range(..=86_400))]
    clock_allowance: u32,
    /// Do not ask whether the signer's certificate is valid at the moment of the check
    #[arg(long)]
    ignore_dsc_validity: bool,
    /// Reject what real codes do and no specification allows
    #[arg(long)]
    strict: bool,
}

/// What becomes of a certificate that a filter of revoked ones may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Possible {
    /// A person decides
    CannotVerify,
    /// It is taken for revoked
    Reject,
    /// It is noted
    Note,
}

/// Where a check is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Mode {
    Border,
    Domestic,
}

impl JudgeArgs {
    /// The moment of the check: given, or the clock's.
    pub(super) fn moment(&self) -> Result<Timestamp> {
        moment(self.at)
    }
}

/// A verifier that is ready, and the moment and the journey that it is asked about.
pub(super) struct Judge {
    verifier: Verifier,
    at: Timestamp,
    journey: Option<Journey>,
}

impl Judge {
    /// Reads the lists, the stores and the rules.
    pub(super) fn new(args: &JudgeArgs) -> Result<Self> {
        Self::of(args, args.moment()?)
    }

    /// The same at a moment that was settled before.
    pub(super) fn of(args: &JudgeArgs, at: Timestamp) -> Result<Self> {
        let lists = Lists::new(&args.trust, &args.belief);
        let mut trust = keys::trust(&lists, at, Outdated::Keep)?;
        if let Some(as_of) = args.trust_as_of {
            trust = trust.dated(as_of);
        }
        match (trust.is_empty(), trust.authorities().len()) {
            (false, _) => {}
            (true, 0) => {
                output::hint("no key is trusted, so no signature can be checked: give --trust")
            }
            (true, count) => output::hint(&format!(
                "no document signer among the {count} certificates: authorities (CSCA) sign no codes"
            )),
        }
        let journey = journey(args, at);
        let mut verifier = Verifier::new(trust);
        if journey.is_some() {
            let book = rulebooks::rules_of(&args.rules)?;
            check_region(args, &book);
            verifier = verifier
                .with_rules(book)
                .with_value_sets(rulebooks::value_sets_of(&args.value_sets)?);
        } else if !(args.rules.is_empty() && args.value_sets.is_empty()) || args.arrival.is_some() {
            return Err(Failure::new("rules are asked for a country")
                .hint("give --country CC, or --all-countries"));
        }
        let verifier = verifier.with_revocations(mapped::stores(&args.revocations, &args.belief)?);
        let verifier = verifier.with_policy(Policy {
            revocation_max_age_seconds: i64::from(args.revocation_max_age) * 86_400,
            possible_revocation: match args.possibly_revoked {
                Possible::CannotVerify => PossibleRevocation::CannotVerify,
                Possible::Reject => PossibleRevocation::Reject,
                Possible::Note => PossibleRevocation::Note,
            },
            revocation_data: match args.require_revocation_data {
                true => RevocationData::Required,
                false => RevocationData::Optional,
            },
            clock_allowance_seconds: args.clock_allowance.into(),
            dsc_validity: if args.ignore_dsc_validity {
                DscValidity::Ignore
            } else {
                DscValidity::Enforce
            },
            stale_list: if args.stale_list_warn {
                StaleList::Warn
            } else {
                StaleList::Refuse
            },
            mode: match args.mode {
                Mode::Border => verify::Mode::Border,
                Mode::Domestic => verify::Mode::Domestic,
            },
            deviations: if args.strict {
                Deviations::Reject
            } else {
                Deviations::List
            },
            ..Policy::default()
        });
        Ok(Self {
            verifier,
            at,
            journey,
        })
    }

    /// The report on what was handed in.
    pub(super) fn report(&self, content: &Content) -> Report {
        match content {
            Content::Text(text) => self
                .verifier
                .verify_for(text, self.at, self.journey.as_ref()),
            Content::NoCode(detail) => Report::no_picture(detail.clone()),
        }
    }

    /// What the rules do not say: a code must be good on arrival too.
    pub(super) fn expires_before_arrival(&self, report: &Report, lang: Lang) -> Option<String> {
        let arrival = self.journey.as_ref()?.arrival;
        let expires = report.certificate.as_ref()?.expires_at()?;
        let values = [
            ("expires", expires.to_string().into()),
            ("arrival", arrival.to_string().into()),
        ];
        (expires < arrival).then(|| EXPIRES_BEFORE.fill(lang, &values))
    }
}

const EXPIRES_BEFORE: Words = Words {
    en: "the code expires at {expires}, before the arrival at {arrival}",
    nb: "koden utløper {expires}, før ankomsten {arrival}",
    nn: "koden går ut {expires}, før framkomsten {arrival}",
};

/// A region without rules of its own is often one that is written otherwise.
fn check_region(args: &JudgeArgs, book: &RuleBook) {
    let Some(country) = args.country.as_deref().filter(|_| !args.region.is_empty()) else {
        return;
    };
    let known = book.regions(country);
    if known
        .iter()
        .any(|known| known.eq_ignore_ascii_case(&args.region))
    {
        return;
    }
    let others = match known.as_slice() {
        [] => "no region has any".to_owned(),
        known => format!("those that have: {}", known.join(", ")),
    };
    output::warning(&output::shown(&format!(
        "{country} has no rules for the region {:?}, so the country's own alone are asked; {others}",
        args.region
    )));
}

/// Where the holder wants to go.
fn journey(args: &JudgeArgs, at: Timestamp) -> Option<Journey> {
    let arrival = args.arrival.unwrap_or(at);
    match &args.country {
        Some(country) => Some(Journey {
            region: args.region.clone(),
            ..Journey::to(country, arrival)
        }),
        None if args.all_countries => Some(Journey::anywhere(arrival)),
        None => None,
    }
}

//! `hcert verify`: accept, reject, or cannot tell, and why.

use super::input::{self, Content};
use super::keys::{Belief, Lists};
use super::rulebooks;
use super::{
    Failure, Result, Status, keys, mapped, moment, output, parse_country, parse_lang, parse_moment,
    show,
};
use crate::lang::{Lang, Words};
use crate::rules::RuleBook;
use crate::time::Timestamp;
use crate::trust::Outdated;
use crate::verify::{
    self, Deviations, DscValidity, Journey, Policy, PossibleRevocation, Report, RevocationData,
    StaleList, Verdict, Verifier,
};
use std::ffi::OsString;
use std::path::PathBuf;

/// Verify codes against a trust list
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  hcert verify --trust keys --at 2022-02-01T12:00:00Z testdata/NO/png/recovery.png\n  \
                        hcert verify --trust keys --at 2022-02-01T12:00:00Z --json testdata/codes.txt\n  \
                        hcert verify --trust keys --at 2022-02-01T12:00:00Z --all-countries testdata/NO/png/recovery.png\n\n\
                        Exit codes: 0 accept, 1 reject, 2 usage or I/O, 3 cannot verify; for many inputs \
                        the first present of 2, 1, 3, 0."
)]
pub(super) struct Args {
    /// What to verify: -, a code itself, a text file with one code per line, PNG, JPEG, WebP or PDF
    #[arg(value_name = "INPUT", required = true)]
    inputs: Vec<OsString>,
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
    /// Language of texts: en, nb, nn
    #[arg(long, value_name = "LANG", default_value = "en", value_parser = parse_lang)]
    lang: Lang,
    /// One JSON object per code
    #[arg(long)]
    json: bool,
    /// Every check and the clause of every deviation
    #[arg(short, long, conflicts_with_all = ["json", "quiet"])]
    verbose: bool,
    /// Nothing but the exit code
    #[arg(short, long, conflicts_with = "json")]
    quiet: bool,
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

pub(super) fn run(args: &Args) -> Result<Status> {
    let at = moment(args.at)?;
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
    let mut status = Status::Done;
    let complete = input::for_each(&args.inputs, |input| {
        let report = match &input.content {
            Content::Text(text) => verifier.verify_for(text, at, journey.as_ref()),
            Content::NoCode(detail) => Report::no_picture(detail.clone()),
        };
        status = status.worse(of(&report.verdict));
        if let Some(arrival) = journey.as_ref().map(|journey| journey.arrival)
            && let Some(certificate) = &report.certificate
            && let Some(expires) = certificate
                .expires_at()
                .filter(|&expires| expires < arrival)
        {
            let values = [
                ("expires", expires.to_string().into()),
                ("arrival", arrival.to_string().into()),
            ];
            let text = EXPIRES_BEFORE.fill(args.lang, &values);
            output::note(&format!("{}: {text}", input.label));
        }
        if args.json {
            output::json(&show::report_json(&input.label, &report, args.lang))?;
        } else if !args.quiet {
            let colour = output::has_colour();
            let lines = show::report_lines(&input.label, &report, args.lang, args.verbose, colour);
            output::line(&lines.join("\n"))?;
        }
        Ok(())
    })?;
    if !complete {
        status = status.worse(Status::Usage);
    }
    Ok(status)
}

/// What the rules do not say: a code must be good on arrival too.
const EXPIRES_BEFORE: Words = Words {
    en: "the code expires at {expires}, before the arrival at {arrival}",
    nb: "koden utløper {expires}, før ankomsten {arrival}",
    nn: "koden går ut {expires}, før framkomsten {arrival}",
};

/// A region without rules of its own is often one that is written otherwise.
fn check_region(args: &Args, book: &RuleBook) {
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
fn journey(args: &Args, at: Timestamp) -> Option<Journey> {
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

/// The exit status of a verdict.
pub(super) fn of(verdict: &Verdict) -> Status {
    match verdict {
        Verdict::Accept => Status::Done,
        Verdict::Reject(_) => Status::Rejected,
        Verdict::CannotVerify(_) => Status::CannotVerify,
    }
}

//! The options of a command that verifies codes: whom to trust, what was revoked, whose rules to ask, when it is.

use crate::trust_args::TrustOptionArgs;
use crate::{moment, output, parse_moment};
use hcert::CountryCode;
use hcert::text::{Lang, messages};
use hcert::time::Timestamp;
use hcert::verify::{
    self, ClockCheck, Crossing, Destination, Deviations, DscValidity, ListAges, Policy,
    PossibleRevocation, Report, RevocationData, StaleList,
};
use hcert_checkpoint::checkpoint::{CheckRequest, Checkpoint, Defaults, Overrides};
use hcert_checkpoint::input::{Content, Input};
use hcert_checkpoint::report_json::ReportJson;
use hcert_host::error::Result;
use hcert_host::notices::Notices;
use hcert_host::state::State;
use hcert_host::verifier::VerifierOptions;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Whom to trust, and everything that a verdict depends on beside the code.
#[derive(Debug, clap::Args)]
pub(super) struct VerifierArgs {
    /// Keys to trust: a list of any form, a bundle, a certificate, or a folder of these; LIST,COMPANION for a
    /// list with a second file
    #[arg(long, value_name = "SOURCE")]
    trust: Vec<OsString>,
    #[command(flatten)]
    options: TrustOptionArgs,
    /// When the trust list was known to be complete; without it an unknown signer is never a reject
    #[arg(long, value_name = "RFC3339", value_parser = parse_moment)]
    trust_as_of: Option<Timestamp>,
    /// Use a list even if it has expired; otherwise its signers cannot be verified
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
    /// Let keys that lists have for one trust domain count for another, as in DCC=ICVP; every report then says so
    #[arg(long, value_name = "A=B")]
    accept: Vec<Crossing>,
    /// A newer table of the products that WHO approves for the yellow card
    #[arg(long, value_name = "FILE")]
    products: Option<PathBuf>,
    /// Where the check is made: at the border HC1 codes alone count; in Norway NO1 codes count too, and
    /// HC1 codes are judged by the domestic rules
    #[arg(long, value_enum, default_value_t = Mode::Border)]
    mode: Mode,
    /// Ask the rules of a country (two letters): may the holder enter?
    #[arg(long, value_name = "CC")]
    country: Option<CountryCode>,
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
    /// The moment of the check [default: now]; it stands for the clock and cannot lie more than a day before a signed
    /// list was made
    #[arg(long, value_name = "RFC3339", value_parser = parse_moment)]
    at: Option<Timestamp>,
    /// Ask about the past: the moment is not held against signed dates, nothing that was seen before counts, and every
    /// report says so
    #[arg(long, value_name = "RFC3339", value_parser = parse_moment, conflicts_with_all = ["at", "state"])]
    replay: Option<Timestamp>,
    /// Remember in this file which signed lists were seen, and refuse older ones
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
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

/// A checkpoint that is ready, and what one check at a settled moment asks of it.
pub(super) struct Judge {
    checkpoint: Checkpoint,
    asked: CheckRequest,
}

impl VerifierArgs {
    /// The moment of a check: given, or the clock's.
    pub(super) fn moment(&self) -> Result<Timestamp> {
        moment(self.at())
    }

    /// The moment of every check, if one was given.
    pub(super) fn at(&self) -> Option<Timestamp> {
        self.replay.or(self.at)
    }

    /// Whether the question is about the past.
    pub(super) fn is_replay(&self) -> bool {
        self.replay.is_some()
    }

    /// Where it is remembered which lists were seen.
    pub(super) fn state(&self) -> Option<&Path> {
        self.state.as_deref()
    }

    /// What the checker chose.
    pub(super) fn policy(&self) -> Policy {
        Policy {
            revocation_max_age_seconds: i64::from(self.revocation_max_age) * 86_400,
            possible_revocation: match self.possibly_revoked {
                Possible::CannotVerify => PossibleRevocation::CannotVerify,
                Possible::Reject => PossibleRevocation::Reject,
                Possible::Note => PossibleRevocation::Note,
            },
            revocation_data: match self.require_revocation_data {
                true => RevocationData::Required,
                false => RevocationData::Optional,
            },
            clock_allowance_seconds: self.clock_allowance.into(),
            dsc_validity: if self.ignore_dsc_validity {
                DscValidity::Ignore
            } else {
                DscValidity::Enforce
            },
            stale_list: if self.stale_list_warn {
                StaleList::Warn
            } else {
                StaleList::Refuse
            },
            mode: match self.mode {
                Mode::Border => verify::Mode::Border,
                Mode::Domestic => verify::Mode::Domestic,
            },
            clock: match self.is_replay() {
                true => ClockCheck::Replay,
                false => ClockCheck::Enforce,
            },
            deviations: if self.strict {
                Deviations::Reject
            } else {
                Deviations::List
            },
            ..Policy::default()
        }
    }

    /// The same in the host's words.
    pub(super) fn options(&self) -> VerifierOptions {
        let country = self.country.map(Destination::Country);
        VerifierOptions {
            trust: self.trust.clone(),
            trust_options: self.options.options(),
            trust_as_of: self.trust_as_of,
            revocations: self.revocations.clone(),
            policy: self.policy(),
            defaults: Defaults {
                to: country.or(self.all_countries.then_some(Destination::All)),
                region: self.region.clone(),
                arrival: self.arrival,
            },
            accept: self.accept.clone(),
            products: self.products.clone(),
            rules: self.rules.clone(),
            value_sets: self.value_sets.clone(),
        }
    }

    /// What was seen before, for a run that reads its lists again and again.
    pub(super) fn lasting_state(&self) -> Result<State> {
        match self.is_replay() {
            true => Ok(State::none()),
            false => State::lasting(self.state()),
        }
    }

    /// The files of the rules; none are Norway's own.
    pub(super) fn rules(&self) -> &[PathBuf] {
        &self.rules
    }

    /// Where the check is made and whose rules are asked.
    pub(super) fn place(&self, lang: Lang) -> String {
        let place = match self.mode {
            Mode::Border => messages::WHERE_BORDER,
            Mode::Domestic => messages::WHERE_IN_NORWAY,
        };
        let rules = match &self.country {
            Some(country) => {
                messages::WHERE_RULES_OF.fill(lang, &[("country", country.as_str().into())])
            }
            None if self.all_countries => messages::WHERE_RULES_OF_ALL.get(lang).to_owned(),
            None => String::new(),
        };
        format!("{}{rules}", place.get(lang))
    }
}

impl Judge {
    /// Reads the lists, the stores and the rules.
    pub(super) fn new(args: &VerifierArgs) -> Result<Self> {
        Self::of(args, args.moment()?)
    }

    /// The same at a moment that was settled before.
    pub(super) fn of(args: &VerifierArgs, at: Timestamp) -> Result<Self> {
        let mut state = State::once(args.state())?;
        output::telling(|notices| Self::again(args, at, &mut state, notices))
    }

    /// The same with what was seen before.
    pub(super) fn again(
        args: &VerifierArgs,
        at: Timestamp,
        state: &mut State,
        notices: &Notices,
    ) -> Result<Self> {
        let checkpoint = args.options().checkpoint(at, state, notices)?;
        let asked = checkpoint.asked(Overrides::default(), at);
        Ok(Self { checkpoint, asked })
    }

    /// How old the lists are.
    pub(super) fn list_ages(&self) -> ListAges {
        self.checkpoint.list_ages()
    }

    /// Whether rules are asked.
    pub(super) fn asks_rules(&self) -> bool {
        self.asked.journey.is_some()
    }

    /// The report on a text at another moment; an arrival that was not given is that moment too.
    pub(super) fn report_at(&self, text: &str, at: Timestamp) -> Report {
        let asked = self.checkpoint.asked(Overrides::default(), at);
        self.checkpoint.verify(text, &asked)
    }

    /// The moment of the checks.
    pub(super) fn at(&self) -> Timestamp {
        self.asked.at
    }

    /// The report on what was handed in.
    pub(super) fn report(&self, content: &Content) -> Report {
        self.checkpoint.report(content, &self.asked)
    }

    /// The object of a report.
    pub(super) fn json<'a>(
        &self,
        input: &'a Input,
        report: &'a Report,
        lang: Lang,
    ) -> ReportJson<'a> {
        ReportJson::of(input, report, &self.asked, lang)
    }

    /// What the rules do not say: a code must be good on arrival too.
    pub(super) fn expires_before_arrival(&self, report: &Report, lang: Lang) -> Option<String> {
        self.asked.expires_before_arrival(report, lang)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser as _;

    #[derive(clap::Parser)]
    struct Command {
        #[command(flatten)]
        judge: VerifierArgs,
    }

    #[test]
    fn an_arrival_that_was_not_given_is_the_moment_of_the_check_whenever_that_is() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let (early, late) = (at("2022-02-01T12:00:00Z"), at("2022-03-20T12:00:00Z"));
        let words = ["x", "--trust", "../../keys", "--country", "NO", "--at"];
        let judge = |more: &[&str]| {
            let words = [&words, more].concat();
            Judge::new(&Command::parse_from(words).judge).unwrap()
        };
        let codes = std::fs::read_to_string("../../testdata/codes.txt").unwrap();
        let moving = judge(&["2022-02-01T12:00:00Z"]);
        let fixed = judge(&["2022-02-01T12:00:00Z", "--arrival", "2022-02-01T12:00:00Z"]);
        // The second dose of two on 2021-06-11: it counts for 270 days.
        let code = codes.lines().nth(1).unwrap();
        let verdict = |judge: &Judge, at| {
            let report = judge.report_at(code, at);
            report.verdict.finding().map(|finding| finding.code())
        };
        assert_eq!(verdict(&moving, early), None);
        assert_eq!(verdict(&moving, late), Some("rule-failed"));
        assert_eq!(verdict(&fixed, late), None);
    }

    #[test]
    fn every_file_that_a_verdict_depends_on_is_named() {
        let words = [
            "x",
            "--trust",
            "list,companion",
            "--trust",
            "keys",
            "--anchor",
            "a.pem",
            "--revocations",
            "r.store",
            "--rules",
            "rules",
            "--value-sets",
            "sets.json",
        ];
        let sources = Command::parse_from(words).judge.options().files();
        let wanted = [
            "list",
            "companion",
            "keys",
            "r.store",
            "rules",
            "sets.json",
            "a.pem",
        ];
        assert_eq!(sources, wanted.map(PathBuf::from));
    }
}

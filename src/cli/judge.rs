//! How a command that judges codes is told whom to trust, what was called back, whose rules to ask, and when it is.

use super::keys::{Belief, Lists};
use super::rulebooks;
use super::state::State;
use super::{Failure, Result, keys, moment, output, parse_country, parse_moment, stored};
use crate::intake::Content;
use crate::lang::{Lang, Words, shown};
use crate::rules::RuleBook;
use crate::time::Timestamp;
use crate::trust::{Anchors, Outdated, Unpinned};
use crate::verify::{
    self, Asked, Checkpoint, ClockCheck, Destination, Deviations, DscValidity, Policy,
    PossibleRevocation, Report, RevocationData, StaleList, Standing, Usual, Verifier, Wishes,
};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

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
    asked: Asked,
}

impl JudgeArgs {
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

    /// The signers of lists that are pinned.
    pub(super) fn anchors(&self) -> Result<Anchors> {
        self.belief.anchors()
    }

    /// Whether a store is taken although nobody who is pinned signed it.
    pub(super) fn takes_unsigned(&self, store: &Path) -> bool {
        self.belief.unpinned(store.as_os_str(), store) == Unpinned::Report
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

    /// Every file and folder that a verdict depends on.
    pub(super) fn sources(&self) -> Vec<PathBuf> {
        let lists = self.trust.iter().flat_map(|source| {
            let (list, companion) = keys::halves(source);
            std::iter::once(list).chain(companion)
        });
        let others = [&self.revocations, &self.rules, &self.value_sets];
        lists
            .chain(others.into_iter().flatten().cloned())
            .chain(self.belief.files())
            .collect()
    }

    /// The files of value sets.
    pub(super) fn value_sets(&self) -> &[PathBuf] {
        &self.value_sets
    }

    /// The stores of revoked certificates.
    pub(super) fn revocations(&self) -> &[PathBuf] {
        &self.revocations
    }

    /// The files of the rules; none are Norway's own.
    pub(super) fn rules(&self) -> &[PathBuf] {
        &self.rules
    }

    /// Where the check is made and whose rules are asked.
    pub(super) fn place(&self, lang: Lang) -> String {
        let place = match self.mode {
            Mode::Border => BORDER,
            Mode::Domestic => IN_NORWAY,
        };
        let rules = match &self.country {
            Some(country) => RULES_OF.fill(lang, &[("country", country.clone().into())]),
            None if self.all_countries => RULES_OF_ALL.get(lang).to_owned(),
            None => String::new(),
        };
        format!("{}{rules}", place.get(lang))
    }
}

const BORDER: Words = Words {
    en: "border control",
    nb: "grensekontroll",
    nn: "grensekontroll",
};
const IN_NORWAY: Words = Words {
    en: "control in Norway",
    nb: "kontroll i Norge",
    nn: "kontroll i Noreg",
};
const RULES_OF: Words = Words {
    en: ", rules of {country}",
    nb: ", regler for {country}",
    nn: ", reglar for {country}",
};
const RULES_OF_ALL: Words = Words {
    en: ", rules of every country",
    nb: ", alle lands regler",
    nn: ", reglane til alle land",
};

impl Judge {
    /// Reads the lists, the stores and the rules.
    pub(super) fn new(args: &JudgeArgs) -> Result<Self> {
        Self::of(args, args.moment()?)
    }

    /// The same at a moment that was settled before.
    pub(super) fn of(args: &JudgeArgs, at: Timestamp) -> Result<Self> {
        Self::again(args, at, &mut State::once(args)?)
    }

    /// The same with what was seen before.
    pub(super) fn again(args: &JudgeArgs, at: Timestamp, state: &mut State) -> Result<Self> {
        let usual = usual(args);
        let rules = !(args.rules.is_empty() && args.value_sets.is_empty());
        if usual.to.is_none() && (rules || args.arrival.is_some()) {
            return Err(Failure::new("rules are asked for a country")
                .hint("give --country CC, or --all-countries"));
        }
        let book = usual.to.is_some().then(|| rulebooks::rules_of(&args.rules));
        Self::with(args, at, usual, book.transpose()?, state)
    }

    /// A checkpoint for whatever country somebody may ask about later, with the rules that were read for it.
    pub(super) fn for_any(
        args: &JudgeArgs,
        at: Timestamp,
        state: &mut State,
    ) -> Result<Checkpoint> {
        let usual = usual(args);
        if usual.to.is_none() && args.arrival.is_some() {
            return Err(Failure::new("an arrival is one in a country").hint("give --country CC"));
        }
        let book = rulebooks::rules_of(&args.rules)?;
        Ok(Self::with(args, at, usual, Some(book), state)?.checkpoint)
    }

    fn with(
        args: &JudgeArgs,
        at: Timestamp,
        usual: Usual,
        book: Option<RuleBook>,
        state: &mut State,
    ) -> Result<Self> {
        let lists = Lists::new(&args.trust, &args.belief);
        let named = args.trust.iter().map(OsString::as_os_str);
        let stores = args.revocations.iter().map(|path| path.as_os_str());
        args.belief.check_named(named.chain(stores))?;
        let anchors = state.anchors(args.belief.anchors()?);
        let mut trust = keys::trust_by(&lists, &anchors, at, Outdated::Keep)?;
        let revocations = stored::stores(&args.revocations, &args.belief, &anchors)?;
        let (mut marks, mut successions) = (trust.marks().to_vec(), trust.successions().to_vec());
        for store in revocations.stores() {
            marks.extend(store.mark().cloned());
            successions.extend(store.successions().iter().cloned());
        }
        state.take(&marks, &successions)?;
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
        let mut verifier = Verifier::new(trust);
        if let Some(book) = book {
            check_region(args, &book);
            verifier = verifier
                .with_rules(book)
                .with_value_sets(rulebooks::value_sets_of(&args.value_sets)?);
        }
        let verifier = verifier
            .with_revocations(revocations)
            .with_passed(state.latest());
        let checkpoint = Checkpoint::new(verifier.with_policy(args.policy()), usual);
        let asked = checkpoint.asked(Wishes::default(), at);
        Ok(Self { checkpoint, asked })
    }

    /// How old the lists are.
    pub(super) fn standing(&self) -> Standing {
        self.checkpoint.standing()
    }

    /// Whether rules are asked.
    pub(super) fn asks_rules(&self) -> bool {
        self.asked.journey.is_some()
    }

    /// The report on a text at another moment; an arrival that was not given is that moment too.
    pub(super) fn report_at(&self, text: &str, at: Timestamp) -> Report {
        let asked = self.checkpoint.asked(Wishes::default(), at);
        self.checkpoint.verify(text, &asked)
    }

    /// The report on what was handed in.
    pub(super) fn report(&self, content: &Content) -> Report {
        self.checkpoint.report(content, &self.asked)
    }

    /// What the rules do not say: a code must be good on arrival too.
    pub(super) fn expires_before_arrival(&self, report: &Report, lang: Lang) -> Option<String> {
        self.asked.expires_before_arrival(report, lang)
    }
}

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
    output::warning(&shown(&format!(
        "{country} has no rules for the region {:?}, so the country's own alone are asked; {others}",
        args.region
    )));
}

/// Where holders want to go.
fn usual(args: &JudgeArgs) -> Usual {
    let country = args.country.clone().map(Destination::Country);
    Usual {
        to: country.or(args.all_countries.then_some(Destination::All)),
        region: args.region.clone(),
        arrival: args.arrival,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser as _;

    #[derive(clap::Parser)]
    struct Command {
        #[command(flatten)]
        judge: JudgeArgs,
    }

    #[test]
    fn an_arrival_that_was_not_given_is_the_moment_of_the_check_whenever_that_is() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let (early, late) = (at("2022-02-01T12:00:00Z"), at("2022-03-20T12:00:00Z"));
        let words = ["x", "--trust", "keys", "--country", "NO", "--at"];
        let judge = |more: &[&str]| {
            let words = [&words, more].concat();
            Judge::new(&Command::parse_from(words).judge).unwrap()
        };
        let codes = std::fs::read_to_string("testdata/codes.txt").unwrap();
        let moving = judge(&["2022-02-01T12:00:00Z"]);
        let fixed = judge(&["2022-02-01T12:00:00Z", "--arrival", "2022-02-01T12:00:00Z"]);
        // The second dose of two on 2021-06-11: it counts for 270 days.
        let code = codes.lines().nth(1).unwrap();
        let verdict = |judge: &Judge, at| {
            let report = judge.report_at(code, at);
            report.verdict.finding().map(|finding| finding.code)
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
        let sources = Command::parse_from(words).judge.sources();
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

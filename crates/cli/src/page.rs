//! `hcert page`: a person's two control pages, signed, drawn, scanned again and verified.

use crate::exit::{ExitStatus, RowError};
use crate::kind::Kind;
use crate::ledger_args::LedgerArgs;
use crate::page_args::{IssuedPages, PageArgs, PageIssuer};
use crate::{output, page_card, status};
use hcert::dcc::names::{self, Language};
use hcert::text;
use hcert::text::messages;
use hcert_host::error::{Failure, Result};
use hcert_host::page_folder::{Owner, PageFolder};
use hcert_host::record_files;
use hcert_host::record_files::Entry;
use hcert_host::recorder::Recorder;
use hcert_ledger::PersonId;
use hcert_page::Format;
use indicatif::{ProgressBar, ProgressStyle};
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Make a person's control pages: the Norwegian one, green or red, and the blue EU/EEA one; or a yellow card
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  hcert page testdata/records/booster.json --signer keys --out pages --at 2022-02-01T12:00:00+01:00\n  \
                        hcert page testdata/records --signer keys --out pages --format pdf --lang nn\n  \
                        hcert page testdata/records/booster.json --signer keys -o pages --ledger i.db --person-key p.key\n  \
                        hcert page --kind icvp testdata/icvp/card.json --paper -o card \\\n    --signer testdata/icvp/dsc.key.pem,testdata/icvp/dsc.pem\n\n\
                        One record's files go into the folder, several records' into a folder each. Every \
                        finished picture and PDF is scanned again and its codes are verified; a page that \
                        fails is an error and none of the record's files is written.\n\n\
                        The file .hcert in the folder knows whose pages lie there, by a hash. Pages made again for \
                        the same person (names and date of birth) take the place of the old ones; where pages of \
                        another person lie, or files of unknown origin with the same names, nothing is written."
)]
pub(super) struct Args {
    /// Records: JSON, JSON lines, FHIR bundles, CSV, folders of these, or -
    #[arg(value_name = "RECORD", required = true)]
    pub(super) records: Vec<OsString>,
    /// The folder to write to
    #[arg(short, long, value_name = "DIR")]
    pub(super) out: PathBuf,
    /// What is made: the Norwegian and the EU/EEA page of a person's record, or a yellow card (icvp) of its own JSON
    #[arg(long, value_enum, default_value_t = Kind::Dcc)]
    kind: Kind,
    /// A newer table of the products that WHO approves for the yellow card
    #[arg(long, value_name = "FILE")]
    pub(super) products: Option<PathBuf>,
    /// Other words of the model certificate, by the version of the template
    #[arg(long, value_name = "FILE")]
    pub(super) model: Option<PathBuf>,
    /// Replace files of the same names that are another person's, or whose origin is not known
    #[arg(long)]
    pub(super) force: bool,
    #[command(flatten)]
    pub(super) press: PageArgs,
    #[command(flatten)]
    pub(super) ledger: LedgerArgs,
    /// One JSON object per record
    #[arg(long)]
    pub(super) json: bool,
}

pub(super) fn run(args: &Args) -> Result<ExitStatus> {
    if args.kind == Kind::Icvp {
        return page_card::run(args, args.press.moment()?);
    }
    let press = PageIssuer::open(&args.press, args.press.moment()?)?;
    let (entries, complete) =
        output::telling(|notices| record_files::read(&args.records, notices))?;
    if args.out.as_os_str() == "-" {
        return Err(Failure::new(messages::MAKE_SEVERAL_FILES).hint(messages::MAKE_GIVE_FOLDER));
    }
    let names = every_name();
    let mut ledger = output::telling(|notices| Recorder::open(&args.ledger.options(), notices))?;
    let several = entries.len() > 1;
    let folders = folders(&args.out, &entries);
    let bar = match several {
        true => progress(entries.len()),
        false => ProgressBar::hidden(),
    };
    let mut ended = match complete {
        true => ExitStatus::Done,
        false => ExitStatus::Usage,
    };
    for (entry, folder) in entries.iter().zip(&folders) {
        let made = entry
            .record
            .as_ref()
            .map_err(|error| RowError::usage(Failure::new(error).hint_if(entry.hint)))
            .and_then(|record| {
                let people = ledger.as_ref().map(|(_, people)| people);
                let place = PageFolder {
                    folder,
                    owner: Owner {
                        person: &record.person,
                        pseudonym: people.and_then(|people| {
                            people.pseudonym(PersonId::of_record(record).as_ref()).0
                        }),
                    },
                    names: &names,
                    force: args.force,
                };
                // Before there are codes that would have to be recorded.
                place.look().map_err(RowError::usage)?;
                let mut made = press.print(record)?;
                if let Some((recorder, people)) = &mut ledger {
                    if let Some(note) = made.assign(record, people) {
                        output::warning(&text!(FILE_SYSTEM, path = entry.label, error = note));
                    }
                    // All codes of the record together, and before any file is there.
                    let recorded = made.fresh().and_then(|fresh| recorder.record(vec![fresh]));
                    recorded.map_err(RowError::usage)?;
                }
                let files = made.made.files();
                let files: Vec<(&str, &[u8])> = files
                    .map(|file| (file.name.as_str(), file.octets.as_slice()))
                    .collect();
                place.write(&files).map_err(RowError::usage)?;
                Ok(made)
            });
        bar.inc(1);
        match made {
            Ok(made) => bar.suspend(|| tell(entry, folder, &made, args))?,
            Err(RowError { failure, status }) => {
                let told = Failure {
                    message: text!(FILE_SYSTEM, path = entry.label, error = failure.message),
                    ..failure
                };
                bar.suspend(|| output::failure(&told));
                ended = ended.worse(status);
            }
        }
    }
    bar.finish_and_clear();
    Ok(ended)
}

/// A bar on standard error; nothing where that is no terminal.
fn progress(count: usize) -> ProgressBar {
    let bar = ProgressBar::new(count as u64);
    let left = text!(MAKE_RECORDS_LEFT, done = "{pos}/{len}", time = "{eta}");
    let style = ProgressStyle::with_template(&format!("{{bar:40}} {}", left.get(crate::lang())));
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// The folder of each record: the one given for a single record, else one named after the input.
fn folders(out: &Path, entries: &[Entry]) -> Vec<PathBuf> {
    if entries.len() < 2 {
        return vec![out.to_owned()];
    }
    let mut taken = BTreeSet::new();
    let mut name = |(file, number): &(String, Option<usize>)| {
        let stem = Path::new(file).file_stem().unwrap_or_default();
        let stem = plain_name(&stem.to_string_lossy());
        let base = match number {
            Some(number) => format!("{stem}-{number}"),
            None => stem,
        };
        let numbered = (2..).map(|count| format!("{base}-{count}"));
        let free = std::iter::once(base.clone())
            .chain(numbered)
            .find(|name| !taken.contains(name))
            .unwrap_or(base);
        taken.insert(free.clone());
        out.join(free)
    };
    entries.iter().map(|entry| name(&entry.place)).collect()
}

/// The same for inputs by their names.
pub(super) fn folder_of_each(out: &Path, inputs: &[OsString]) -> Vec<PathBuf> {
    if inputs.len() < 2 {
        return vec![out.to_owned()];
    }
    let mut taken = BTreeSet::new();
    let mut name = |input: &OsString| {
        let stem = Path::new(input).file_stem().unwrap_or_default();
        let base = plain_name(&stem.to_string_lossy());
        let numbered = (2..).map(|count| format!("{base}-{count}"));
        let mut names = std::iter::once(base.clone()).chain(numbered);
        let free = names.find(|name| taken.insert(name.clone()));
        out.join(free.unwrap_or(base))
    };
    inputs.iter().map(&mut name).collect()
}

/// A name for a folder: letters, digits, `_`, `.` and `-`, and no way out of the folder above it.
fn plain_name(stem: &str) -> String {
    let mut name = String::new();
    for c in stem.chars() {
        match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '_' | '.' => name.push(c),
            c if c.is_alphabetic() => {
                let letters = names::transliterate(c.encode_utf8(&mut [0; 4]), Language::Unknown);
                name.push_str(&letters.text.to_lowercase());
            }
            _ => name.push('-'),
        }
    }
    match name.trim_matches(['-', '.']) {
        "" => "record".to_owned(),
        name => name.to_owned(),
    }
}

/// Every name that a page may have, in any form.
fn every_name() -> Vec<String> {
    let stems = ["no", "eu", "eu-vaccination", "eu-recovery", "eu-test"];
    let names = stems.map(|stem| Format::ALL.map(|format| format!("{stem}.{}", format.ending())));
    names.concat()
}

/// Says what was made of one record, and what was not.
fn tell(entry: &Entry, folder: &Path, made: &IssuedPages, args: &Args) -> Result<()> {
    let lang = crate::page_lang();
    if args.json {
        return output::json(&made.json(&entry.label, folder, lang)?);
    }
    let sheets = made.drawn()?;
    let files = made
        .made
        .files()
        .map(|file| folder.join(&file.name).display().to_string());
    let light = made.made.status.light;
    let mut lines = vec![format!(
        "{}  {}{}",
        entry.label,
        light.message().get(lang),
        status::span(light, made.made.status.until, lang)
    )];
    if let Some(why) = made.made.no_domestic {
        lines.push(format!("  – no: {}", why.get(lang)));
    }
    for (name, drawn) in &sheets {
        lines.push(match drawn {
            Some(code) => {
                let lowered = match code.stepped_down {
                    true => messages::MADE_Q_DOES_NOT_FIT.get(lang),
                    false => "",
                };
                let text = text!(
                    MADE_CODE,
                    version = code.version,
                    level = code.level.to_string(),
                    lowered,
                    pixels = code.module_px,
                    module = format!("{:.3}", code.module_mm),
                    diagonal = format!("{:.1}", code.diagonal_mm),
                );
                format!("  {name:<14} {}", text.get(lang))
            }
            None => format!("  {name:<14} {}", messages::MADE_NO_CODE.get(lang)),
        });
    }
    if made.made.unwritable > 0 {
        let error = text!(MADE_UNWRITABLE, count = made.made.unwritable);
        let text = text!(FILE_SYSTEM, path = entry.label, error);
        output::warning(&text.get(lang));
    }
    for left in &made.made.left_out {
        lines.push(format!("  – {}: {}", left.path, left.why.text(lang)));
    }
    for file in files {
        lines.push(format!("  → {file}"));
    }
    output::lines(&lines)
}

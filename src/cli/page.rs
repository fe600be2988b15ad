//! `hcert page`: a person's two control pages, signed, drawn, scanned again and verified.

use super::ledgers::{self, LedgerArgs, Recorder};
use super::records::{self, Entry};
use super::{Failure, Result, Status, keys, moment, output, parse_lang, parse_moment, status};
use crate::dcc::Holder;
use crate::dcc::names::{self, Language};
use crate::issue::{Issuer, Validity};
use crate::lang::{Lang, Words};
use crate::ledger::{PersonId, Pseudonym};
use crate::norway::certificates::{self, Delivery, LeftOut, Made, NIPH, Yield};
use crate::norway::light::{self, Colour, Component};
use crate::norway::profile::Profile;
use crate::norway::record::Record;
use crate::page::control::{self, Edition, SignedCode};
use crate::page::{self, Document, File, Format};
use crate::time::Timestamp;
use crate::trust::TrustList;
use crate::verify::{Mode, Policy, Verifier};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Days until a page and its codes expire, whatever the status.
const DAYS: i64 = 90;

/// Make a person's control pages: the Norwegian one, green or red, and the blue EU/EEA one
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  hcert page testdata/records/booster.json --signer keys --out pages --at 2022-02-01T12:00:00+01:00\n  \
                        hcert page testdata/records --signer keys --out pages --format pdf --lang nn\n  \
                        hcert page testdata/records/booster.json --signer keys -o pages --ledger i.db --person-key p.key\n\n\
                        One record's files go into the folder, several records' into a folder each. Every \
                        finished picture and PDF is scanned again and its codes are verified; a page that \
                        fails is an error and none of the record's files is written."
)]
pub(super) struct Args {
    /// Records: JSON, JSON lines, FHIR bundles, folders of these, or -
    #[arg(value_name = "RECORD", required = true)]
    records: Vec<OsString>,
    /// Who signs: a folder of keys and certificates, KEY,CERT, or a key in hardware (pkcs11:URI or pkcs11:URI,CERT);
    /// chosen by the entry's purpose
    #[arg(long, value_name = "DIR|KEY,CERT|pkcs11:…", required = true)]
    signer: Vec<String>,
    /// The folder to write to
    #[arg(short, long, value_name = "DIR")]
    out: PathBuf,
    /// Forms of the pages
    #[arg(long, value_enum, value_delimiter = ',', default_values = ["html", "pdf"])]
    format: Vec<FormatArg>,
    /// First language of the pages, and of messages: en, nb, nn
    #[arg(long, value_name = "LANG", default_value = "nb", value_parser = parse_lang)]
    lang: Lang,
    /// When the pages are made [default: now]
    #[arg(long, value_name = "RFC3339", value_parser = parse_moment)]
    at: Option<Timestamp>,
    /// Pages to be posted: without test certificates, which would be too old on arrival
    #[arg(long)]
    paper: bool,
    #[command(flatten)]
    ledger: LedgerArgs,
    /// One JSON object per record
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum FormatArg {
    Html,
    Pdf,
    Png,
    Svg,
}

impl From<FormatArg> for Format {
    fn from(format: FormatArg) -> Self {
        match format {
            FormatArg::Html => Self::Html,
            FormatArg::Pdf => Self::Pdf,
            FormatArg::Png => Self::Png,
            FormatArg::Svg => Self::Svg,
        }
    }
}

pub(super) fn run(args: &Args) -> Result<Status> {
    let at = moment(args.at)?;
    let issuers = keys::signers(&args.signer)?;
    let (entries, complete) = records::read(&args.records)?;
    if args.out.as_os_str() == "-" {
        return Err(Failure::new("pages are several files").hint("give --out a folder"));
    }
    // What these pages say is said by Norway.
    let foreign = issuers.iter().map(|issuer| issuer.dsc());
    if let Some(foreign) = foreign
        .into_iter()
        .find(|dsc| dsc.country.as_deref() != Some("NO"))
    {
        let country = foreign.country.as_deref().unwrap_or("-");
        let message =
            format!("a signer's country is {country}: control pages need Norwegian signers");
        return Err(Failure::new(message).hint("give another --signer"));
    }
    let press = Press::new(args, &issuers, at);
    let mut recorder = Recorder::open(&args.ledger)?;
    let several = entries.len() > 1;
    let folders = folders(&args.out, &entries);
    let bar = match several {
        true => progress(entries.len()),
        false => ProgressBar::hidden(),
    };
    let mut ended = match complete {
        true => Status::Done,
        false => Status::Usage,
    };
    for (entry, folder) in entries.iter().zip(&folders) {
        let made = entry
            .record
            .as_ref()
            .map_err(|error| Trouble::usage(Failure::new(output::shown(&error.to_string()))))
            .and_then(|record| {
                let mut made = press.print(record)?;
                if let Some(recorder) = &mut recorder {
                    // All codes of the record together, and before any file is there.
                    made.record(&entry.label, record, recorder)
                        .map_err(Trouble::usage)?;
                }
                Ok(made)
            })
            .and_then(|made| write(folder, made).map_err(Trouble::usage));
        bar.inc(1);
        match made {
            Ok(made) => bar.suspend(|| tell(entry, folder, &made, args))?,
            Err(Trouble { failure, status }) => {
                let told = Failure {
                    message: format!("{}: {}", entry.label, failure.message),
                    ..failure
                };
                bar.suspend(|| told.tell());
                ended = ended.worse(status);
            }
        }
    }
    bar.finish_and_clear();
    Ok(ended)
}

/// Why a record has no pages, and how the command ends for it.
struct Trouble {
    failure: Failure,
    status: Status,
}

impl Trouble {
    /// The caller's mistake, or the disk's.
    fn usage(failure: Failure) -> Self {
        Self {
            failure,
            status: Status::Usage,
        }
    }

    /// The record gives no page that may be handed out.
    fn refused(reason: impl std::fmt::Display) -> Self {
        Self {
            failure: Failure::new(reason),
            status: Status::Rejected,
        }
    }
}

type Attempt<T> = std::result::Result<T, Trouble>;

/// A bar on standard error; nothing where that is no terminal.
fn progress(count: usize) -> ProgressBar {
    let bar = ProgressBar::new(count as u64);
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} records, {eta} left");
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

/// Everything that all records have in common.
struct Press<'a> {
    args: &'a Args,
    issuers: &'a [Issuer],
    border: Verifier,
    domestic: Verifier,
    at: Timestamp,
    expires: Timestamp,
}

/// The pages of one record.
struct Printed {
    status: light::Status,
    left_out: Vec<LeftOut>,
    pages: Vec<(Document, Vec<File>)>,
    /// Every code that is on them.
    codes: Vec<String>,
    /// Whose they are in the ledger.
    pseudonym: Option<Pseudonym>,
    /// Why the Norwegian page is not among them.
    no_domestic: Option<Words>,
    /// Letters of the name that no face of the pages has.
    unwritable: usize,
}

impl Printed {
    /// Puts the codes into the ledger.
    fn record(&mut self, label: &str, record: &Record, recorder: &mut Recorder) -> Result<()> {
        let person = PersonId::of_record(record);
        self.pseudonym = recorder.pseudonym(label, person.as_ref());
        let codes: Vec<&str> = self.codes.iter().map(String::as_str).collect();
        // Pages have Norwegian signers alone.
        recorder.record(&codes, Some("NO"), self.pseudonym)
    }
}

impl<'a> Press<'a> {
    fn new(args: &'a Args, issuers: &'a [Issuer], at: Timestamp) -> Self {
        let trust = || {
            let signers = issuers.iter().map(|issuer| issuer.dsc().clone());
            signers.collect::<TrustList>().dated(at)
        };
        let domestic = Policy {
            mode: Mode::Domestic,
            ..Policy::default()
        };
        Self {
            args,
            issuers,
            border: Verifier::new(trust()),
            domestic: Verifier::new(trust()).with_policy(domestic),
            at,
            expires: at.plus_seconds(DAYS * 86_400),
        }
    }

    fn print(&self, record: &Record) -> Attempt<Printed> {
        let today = self.at.in_oslo().date();
        let born = record.person.date_of_birth.earliest();
        if born.is_some_and(|born| born > today) {
            return Err(Trouble::refused(
                "person/dateOfBirth: lies after the moment of the pages",
            ));
        }
        let status = light::status(record, self.at, Profile::on(self.at.in_oslo().date()));
        let edition = Edition {
            person: &record.person,
            lang: self.args.lang,
            made: self.at,
            posted: self.args.paper,
            expires: self.expires,
        };
        let (mut pages, mut codes) = (Vec::new(), Vec::new());
        let by_test = status.light == Colour::Green
            && status
                .components
                .iter()
                .all(|one| one.light == Colour::Red || one.component == Component::NegativeTest);
        let no_domestic = (self.args.paper && by_test).then_some(BY_TEST);
        if no_domestic.is_none() {
            let code = match status.light {
                Colour::Green => Some(self.domestic_code(record, &status)?),
                Colour::Red => None,
            };
            codes.extend(code.iter().map(|code| code.text.clone()));
            let document = control::domestic(&edition, &status, code.as_ref());
            pages.push(self.release(document, &self.domestic)?);
        }
        let Yield {
            certificates,
            left_out,
        } = self.certificates(record)?;
        if !certificates.is_empty() {
            let signed = self.sign(certificates)?;
            codes.extend(signed.iter().map(|(_, code)| code.text.clone()));
            let document = control::european(&edition, &signed);
            pages.push(self.release(document, &self.border)?);
        }
        Ok(Printed {
            status,
            left_out,
            pages,
            codes,
            pseudonym: None,
            no_domestic,
            unwritable: page::unwritable(&record.person.family_name)
                + page::unwritable(record.person.given_name.as_deref().unwrap_or_default()),
        })
    }

    /// The Norwegian code: it expires when the light does, after 90 days at most.
    fn domestic_code(&self, record: &Record, status: &light::Status) -> Attempt<SignedCode> {
        let expires_at = status
            .until
            .map_or(self.expires, |until| until.min(self.expires));
        let validity = Validity {
            issued_at: self.at,
            expires_at,
        };
        let holder = Holder {
            person: record.person.to_dcc(),
            birth_date: record.person.date_of_birth,
        };
        let issuer = keys::choose_domestic(self.issuers, validity).map_err(Trouble::usage)?;
        let text = issuer
            .issue_domestic(&holder, validity)
            .map_err(Trouble::refused)?;
        Ok(SignedCode {
            text,
            expires: expires_at,
        })
    }

    fn certificates(&self, record: &Record) -> Attempt<Yield> {
        // Three at most; fetched before, so that a lack of randomness is an error and no identifier.
        let random = [(); 3].map(|()| crate::key::random_octets());
        let mut fresh = Vec::new();
        for octets in random {
            let octets = octets.map_err(|error| Trouble::usage(Failure::new(error)))?;
            let thirteen = octets.get(..13).and_then(|octets| octets.try_into().ok());
            fresh.extend(thirteen.map(certificates::uvci));
        }
        let delivery = match self.args.paper {
            true => Delivery::Posted,
            false => Delivery::AtOnce,
        };
        let mut next = || fresh.pop().unwrap_or_default();
        Ok(certificates::certificates(
            record, self.at, delivery, NIPH, &mut next,
        ))
    }

    fn sign(&self, certificates: Vec<Made>) -> Attempt<Vec<(Made, SignedCode)>> {
        let validity = Validity {
            issued_at: self.at,
            expires_at: self.expires,
        };
        let mut signed = Vec::new();
        for made in certificates {
            let kind = made.payload.entry.kind();
            let issuer = keys::choose(self.issuers, kind, validity).map_err(Trouble::usage)?;
            let text = issuer
                .issue(&made.payload, validity)
                .map_err(Trouble::refused)?;
            let expires = self.expires;
            signed.push((made, SignedCode { text, expires }));
        }
        Ok(signed)
    }

    /// Draws the pages and reads every code again from the finished files.
    fn release(&self, document: Document, verifier: &Verifier) -> Attempt<(Document, Vec<File>)> {
        let formats: Vec<Format> = self
            .args
            .format
            .iter()
            .map(|&format| format.into())
            .collect();
        let files = page::release(&document, verifier, self.at, &formats)
            .map_err(|error| Trouble::refused(format!("{} page: {error}", document.stem)))?;
        Ok((document, files))
    }
}

/// Writes the files of one record, all or none, and takes away those of an earlier printing, which would be
/// taken for part of this one.
fn write(folder: &Path, made: Printed) -> Result<Printed> {
    output::folder(folder)?;
    let files = made.pages.iter().flat_map(|(_, files)| files);
    let files: Vec<(PathBuf, &[u8])> = files
        .map(|file| (folder.join(&file.name), file.octets.as_slice()))
        .collect();
    output::files(&files)?;
    for stem in ["no", "eu", "eu-vaccination", "eu-recovery", "eu-test"] {
        for format in Format::ALL {
            let old = folder.join(format!("{stem}.{}", format.ending()));
            if old.is_file() && files.iter().all(|(path, _)| *path != old) {
                std::fs::remove_file(&old).map_err(|error| Failure::io(&old, &error))?;
            }
        }
    }
    Ok(made)
}

/// What the report says in the holder's language.
const BY_TEST: Words = Words {
    en: "green by a negative test alone, which is too old when the post arrives",
    nb: "grønt bare på grunn av en negativ test, som er for gammel når posten kommer",
    nn: "grønt berre på grunn av ein negativ test, som er for gammal når posten kjem",
};
const NO_CODE: Words = Words {
    en: "no code",
    nb: "ingen kode",
    nn: "ingen kode",
};
const READ_AGAIN: Words = Words {
    en: "read again and verified",
    nb: "lest igjen og verifisert",
    nn: "lese igjen og verifisert",
};
const Q_DOES_NOT_FIT: Words = Words {
    en: " (Q does not fit)",
    nb: " (Q får ikke plass)",
    nn: " (Q får ikkje plass)",
};
const UNWRITABLE: Words = Words {
    en: "the pages have no sign for {count} characters of the name; the machine-readable name stands below it",
    nb: "sidene har ikke tegn for {count} bokstaver i navnet; det maskinlesbare navnet står under",
    nn: "sidene har ikkje teikn for {count} bokstavar i namnet; det maskinlesbare namnet står under",
};

/// Says what was made of one record, and what was not.
fn tell(entry: &Entry, folder: &Path, made: &Printed, args: &Args) -> Result<()> {
    let mut sheets = Vec::new();
    for (document, _) in &made.pages {
        for sheet in &document.sheets {
            let drawn = page::drawn(sheet).map_err(Failure::new)?;
            sheets.push((sheet.name.clone(), drawn));
        }
    }
    let files: Vec<String> = made
        .pages
        .iter()
        .flat_map(|(_, files)| files)
        .map(|file| folder.join(&file.name).display().to_string())
        .collect();
    if args.json {
        let sheets = sheets.iter().map(|(name, drawn)| {
            let code = drawn.as_ref().map(|code| {
                json!({
                    "version": code.version,
                    "level": code.level.to_string(),
                    "levelLowered": code.stepped_down,
                    "modules": code.modules,
                    "modulePixels": code.module_px,
                    "moduleMm": code.module_mm,
                    "diagonalMm": code.diagonal_mm,
                })
            });
            json!({ "sheet": name, "code": code })
        });
        let left_out = made.left_out.iter().map(|left| {
            json!({ "entry": left.path, "code": left.why.code(), "text": left.why.text(args.lang) })
        });
        let mut object = json!({
            "input": entry.label,
            "light": made.status.light.code(),
            "until": made.status.until.map_or_else(|| "open".into(), |until| until.in_oslo().to_string()),
            "sheets": sheets.collect::<Vec<Json>>(),
            "files": files,
            "leftOut": left_out.collect::<Vec<Json>>(),
            "noDomesticPage": made.no_domestic.map(|words| words.get(args.lang)),
            "unwritable": made.unwritable,
        });
        ledgers::insert(&mut object, made.pseudonym);
        return output::json(&object);
    }
    let light = made.status.light;
    let mut lines = vec![format!(
        "{}  {}{}",
        entry.label,
        light.words().get(args.lang),
        status::span(light, made.status.until, args.lang)
    )];
    if let Some(why) = made.no_domestic {
        lines.push(format!("  – no: {}", why.get(args.lang)));
    }
    for (name, drawn) in &sheets {
        lines.push(match drawn {
            Some(code) => format!(
                "  {name:<14} QR version {} level {}{}, {} px = {:.3} mm a module, {:.1} mm, {}",
                code.version,
                code.level,
                if code.stepped_down {
                    Q_DOES_NOT_FIT.get(args.lang)
                } else {
                    ""
                },
                code.module_px,
                code.module_mm,
                code.diagonal_mm,
                READ_AGAIN.get(args.lang),
            ),
            None => format!("  {name:<14} {}", NO_CODE.get(args.lang)),
        });
    }
    if made.unwritable > 0 {
        let count = [("count", made.unwritable.to_string().into())];
        output::warning(&format!(
            "{}: {}",
            entry.label,
            UNWRITABLE.fill(args.lang, &count)
        ));
    }
    for left in &made.left_out {
        lines.push(format!("  – {}: {}", left.path, left.why.text(args.lang)));
    }
    for file in &files {
        lines.push(format!("  → {file}"));
    }
    output::line(&lines.join("\n"))
}

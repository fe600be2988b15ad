//! `hcert page --kind icvp`: a yellow card, signed, drawn after the model certificate, scanned again and verified.

use crate::exit::{ExitStatus, RowError, RowResult};
use crate::page::{Args, folder_of_each};
use crate::{issue, output};
use hcert::codec::hex;
use hcert::icvp::{Icvp, Products};
use hcert::issue::choose_icvp;
use hcert::norway::record::Person;
use hcert::text;
use hcert::text::messages;
use hcert::time::{BirthDate, Timestamp};
use hcert_host::error::{Failure, Result};
use hcert_host::inputs as input;
use hcert_host::page_folder::{Owner, PageFolder};
use hcert_host::recorder::{Fresh, People, Recorder};
use hcert_host::signers;
use hcert_host::verifier::products;
use hcert_ledger::PersonId;
use hcert_page::Format;
use hcert_page::icvp::{Model, Press, PrintedCard};
use serde_json::json;
use std::path::Path;
use std::sync::Arc;

pub(super) fn run(args: &Args, at: Timestamp) -> Result<ExitStatus> {
    let issuers = output::telling(|notices| signers::signers(&args.press.signer, notices))?;
    let issuer = choose_icvp(&issuers, at);
    let issuer = issuer.ok_or_else(|| Failure::new(messages::ISSUING_NO_SIGNER_AT_ALL))?;
    let table = match &args.products {
        Some(path) => Arc::new(products(path)?),
        None => Products::built_in(),
    };
    let model = match &args.model {
        Some(path) => {
            let json = std::fs::read_to_string(path).map_err(|error| Failure::io(path, &error))?;
            Model::read(&json)
        }
        None => Model::built_in(),
    };
    let model = model.map_err(Failure::new)?;
    let formats = args.press.formats();
    let press = Press {
        issuer,
        products: &table,
        model: &model,
        at,
        paper: args.press.paper,
        third: crate::third_lang(),
        formats: &formats,
    };
    let names = Format::ALL.map(|format| format!("icvp.{}", format.ending()));
    let mut ledger = output::telling(|notices| Recorder::open(&args.ledger.options(), notices))?;
    let mut ended = ExitStatus::Done;
    for (argument, folder) in args
        .records
        .iter()
        .zip(folder_of_each(&args.out, &args.records))
    {
        let hint = messages::MAKE_GIVE_PAYLOAD.get(crate::lang());
        let source = match input::fetch(argument, hint) {
            Ok(source) => source,
            Err(failure) => {
                output::failure(&failure);
                ended = ended.worse(ExitStatus::Usage);
                continue;
            }
        };
        let made = make(&source, &folder, &press, &names, args, &mut ledger);
        match made {
            Ok(printed) => tell(&source.label, &folder, &printed, args)?,
            Err(RowError { failure, status }) => {
                output::failure(&Failure {
                    message: text!(FILE_SYSTEM, path = source.label, error = failure.message),
                    ..failure
                });
                ended = ended.worse(status);
            }
        }
    }
    Ok(ended)
}

fn make(
    source: &input::Source,
    folder: &Path,
    press: &Press<'_>,
    names: &[String],
    args: &Args,
    ledger: &mut Option<(Recorder, People)>,
) -> RowResult<PrintedCard> {
    let text = issue::text(source).map_err(RowError::refusal)?;
    let card = Icvp::from_json(text).map_err(RowError::refused)?;
    let person = Person {
        family_name: card.name.clone(),
        given_name: None,
        date_of_birth: BirthDate::Day(card.birth_date),
        identity_number: None,
        name_language: None,
    };
    let id = PersonId::of_card(&card);
    let pseudonym = ledger
        .as_ref()
        .and_then(|(_, people)| people.pseudonym(id.as_ref()).0);
    let place = PageFolder {
        folder,
        owner: Owner {
            person: &person,
            pseudonym,
        },
        names,
        force: args.force,
    };
    // Before there is a code that would have to be recorded.
    place.look().map_err(RowError::usage)?;
    let printed = press.print(&card).map_err(RowError::refused)?;
    if let Some((recorder, _)) = ledger {
        let country = press.issuer.dsc().country.as_deref();
        let fresh = Fresh::new(vec![printed.code.text.clone()], country, pseudonym);
        let recorded = fresh.and_then(|fresh| recorder.record(vec![fresh]));
        recorded.map_err(RowError::usage)?;
    }
    let files = printed.files.iter();
    let files: Vec<(&str, &[u8])> = files
        .map(|file| (file.name.as_str(), file.octets.as_slice()))
        .collect();
    place.write(&files).map_err(RowError::usage)?;
    Ok(printed)
}

fn tell(label: &str, folder: &Path, printed: &PrintedCard, args: &Args) -> Result<()> {
    let paths = printed.files.iter();
    let paths = paths.map(|file| folder.join(&file.name).display().to_string());
    if args.json {
        let files: Vec<String> = paths.collect();
        return output::json(&json!({
            "input": label,
            "kid": hex(&printed.kid),
            "exp": printed.code.expires.to_string(),
            "paper": args.press.paper,
            "files": files,
        }));
    }
    let what = match args.press.paper {
        true => messages::MAKE_CARD_PAPER,
        false => messages::MAKE_CARD_DIGITAL,
    };
    let mut lines = vec![format!("{label}  {}", what.get(crate::lang()))];
    lines.extend(paths.map(|path| format!("  → {path}")));
    output::lines(&lines)
}

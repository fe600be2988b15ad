//! `hcert revocation inspect`: what is in a store.

use crate::exit::ExitStatus;
use crate::output;
use hcert::revocation::store::{Store, Totals};
use hcert::text;
use hcert::text::{Text, ToText as _, messages};
use hcert::trust::{ListSignature, Unpinned};
use hcert_host::error::Result;
use hcert_host::store_files;
use hcert_host::trust_files::TrustOptions;
use serde_json::{Value as Json, json};
use std::path::PathBuf;

/// Show what is in a store: dates, lists, whom it speaks of
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  hcert revocation inspect revoked.store --whole\n\n\
                        Exit code 1: the store is not what was written."
)]
pub(super) struct Args {
    /// The store
    #[arg(value_name = "STORE")]
    store: PathBuf,
    /// Certificates or keys of those who sign stores
    #[arg(long, value_name = "FILE")]
    anchor: Vec<PathBuf>,
    /// Hold every octet against what was written: digests, order, filters
    #[arg(long)]
    whole: bool,
    /// One JSON object
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args) -> Result<ExitStatus> {
    // Somebody who looks wants to see, whoever signed it; the line about the signature says so.
    let anchors = TrustOptions::pinning(&args.anchor).anchors()?;
    let store = store_files::store(&args.store, &anchors, Unpinned::Report)?;
    let whole = args.whole.then(|| {
        let checked = store.check(&mut |_| {});
        checked.map_err(|error| error.to_text())
    });
    match args.json {
        true => output::json(&as_json(&store, whole.as_ref()))?,
        false => output::lines(&lines(&store, whole.as_ref()))?,
    }
    Ok(match whole {
        Some(Err(_)) => ExitStatus::Rejected,
        _ => ExitStatus::Done,
    })
}

type Whole<'a> = Option<&'a std::result::Result<(), Text>>;

fn signature(signature: &ListSignature) -> Text {
    match signature {
        ListSignature::Good { signer } => text!(CLI_INSIDE_SIGNATURE_GOOD, signer),
        ListSignature::SignerExpired { signer } => text!(CLI_INSIDE_SIGNATURE_EXPIRED, signer),
        ListSignature::Unsigned => messages::CLI_INSIDE_SIGNATURE_NONE.into(),
        ListSignature::NotChecked { reason } => text!(CLI_NOT_CHECKED_WHY, reason),
    }
}

fn lines(store: &Store, whole: Whole<'_>) -> Vec<String> {
    let Totals {
        entries,
        batches,
        filters,
    } = store.totals();
    let hashes = text!(CLI_HASHES, count = entries);
    let batches = text!(CLI_BATCHES, count = batches);
    let filters = text!(CLI_FILTERS, count = filters);
    let totals = text!(CLI_INSIDE_TOTALS, hashes, batches, filters);
    let never = Text::from(messages::CLI_INSIDE_NEVER);
    let expires = store.expires().map_or(never, |at| at.to_text());
    let mut rows = vec![
        (messages::CLI_INSIDE_MADE, store.created().to_text()),
        (messages::CLI_INSIDE_COMPLETE, store.as_of().to_text()),
        (messages::CLI_INSIDE_EXPIRES, expires),
        (messages::CLI_INSIDE_SIGNATURE, signature(store.signature())),
    ];
    if let Some(sequence) = store.sequence() {
        rows.push((messages::CLI_INSIDE_NUMBER, sequence.to_text()));
    }
    if !store.series().is_empty() {
        rows.push((messages::CLI_INSIDE_SERIES, store.series().to_text()));
    }
    if store.left_out() > 0 {
        let items = text!(CLI_ITEMS_LEFT_OUT, count = store.left_out());
        rows.push((messages::CLI_INSIDE_LEFT_OUT, items));
    }
    let rows = rows.iter();
    let mut lines = vec![output::said(&totals)];
    lines.extend(rows.map(|(name, value)| output::row(9, *name, value)));
    let indented = |text: &Text| format!("  {}", output::said(text));
    lines.push(output::said(&messages::CLI_INSIDE_LISTS));
    for source in store.sources() {
        let (name, form) = (&source.name, source.format.name());
        let signature = signature(&source.signature);
        lines.push(indented(&match source.as_of {
            Some(at) => text!(CLI_INSIDE_LIST_DATED, name, form, signature, at),
            None => text!(CLI_INSIDE_LIST, name, form, signature),
        }));
    }
    lines.push(output::said(&messages::CLI_INSIDE_SCOPES));
    let named = |name: String, text: Text| format!("  {name}: {}", output::said(&text));
    lines.extend(store.groups().map(|(scope, hash_type, count)| {
        named(format!("{scope} {hash_type}"), text!(CLI_HASHES, count))
    }));
    lines.extend(store.filters().map(|(scope, kind, count)| {
        let name = format!("{scope} {}", kind.name());
        named(name, text!(CLI_INSIDE_FILTER, count))
    }));
    lines.extend(whole.map(|whole| match whole {
        Ok(()) => output::said(&messages::CLI_INSIDE_WHOLE),
        Err(reason) => output::said(&text!(CLI_INSIDE_DAMAGED, reason)),
    }));
    lines
}

fn as_json(store: &Store, whole: Whole<'_>) -> Json {
    let totals = store.totals();
    let sources = store.sources().iter().map(|source| {
        json!({
            "name": source.name,
            "form": source.format.name(),
            "signature": source.signature.code(),
            "asOf": source.as_of.map(|at| at.to_string()),
        })
    });
    let groups = store.groups().map(|(scope, hash_type, count)| {
        json!({"scope": scope.to_string(), "type": hash_type.name(), "hashes": count})
    });
    let filters = store.filters().map(|(scope, kind, octets)| {
        json!({"scope": scope.to_string(), "kind": kind.name(), "octets": octets})
    });
    output::present(json!({
        "hashes": totals.entries,
        "batches": totals.batches,
        "sequence": store.sequence(),
        "series": Some(store.series()).filter(|series| !series.is_empty()),
        "made": store.created().to_string(),
        "asOf": store.as_of().to_string(),
        "expires": store.expires().map(|at| at.to_string()),
        "signature": store.signature().code(),
        "leftOut": store.left_out(),
        "lists": sources.collect::<Vec<_>>(),
        "groups": groups.collect::<Vec<_>>(),
        "filters": filters.collect::<Vec<_>>(),
        "whole": whole.map(std::result::Result::is_ok),
        "damage": whole.and_then(|whole| Some(whole.as_ref().err()?.to_string())),
    }))
}

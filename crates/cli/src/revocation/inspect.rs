//! `hcert revocation inspect`: what is in a store.

use crate::exit::ExitStatus;
use crate::output;
use hcert::revocation::store::{Store, Totals};
use hcert::text::escape;
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
        checked.map_err(|error| error.to_string())
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

type Whole<'a> = Option<&'a std::result::Result<(), String>>;

fn signature(signature: &ListSignature) -> String {
    match signature {
        ListSignature::Good { signer } => format!("good, {signer}"),
        ListSignature::SignerExpired { signer } => {
            format!("good, of a signer who had expired: {signer}")
        }
        ListSignature::Unsigned => "none".to_owned(),
        ListSignature::NotChecked { reason } => format!("not checked: {reason}"),
    }
}

fn lines(store: &Store, whole: Whole<'_>) -> Vec<String> {
    let Totals {
        entries,
        batches,
        filters,
    } = store.totals();
    let expires = store
        .expires()
        .map_or_else(|| "never".to_owned(), |at| at.to_string());
    let mut lines = vec![
        format!(
            "{}, {}, {} of others",
            output::count(entries, "hash"),
            output::count(batches, "batch"),
            output::count(filters as u64, "filter")
        ),
        format!("made      {}", store.created()),
        format!("complete  {}", store.as_of()),
        format!("expires   {expires}"),
        format!("signature {}", escape(&signature(store.signature()))),
    ];
    if let Some(sequence) = store.sequence() {
        lines.push(format!("number    {sequence}"));
    }
    if !store.series().is_empty() {
        lines.push(format!("series    {}", escape(store.series())));
    }
    if store.left_out() > 0 {
        let items = output::count(store.left_out(), "item");
        lines.push(format!(
            "left out  {items} of the lists that could not be used"
        ));
    }
    lines.push("lists:".to_owned());
    for source in store.sources() {
        let as_of = source
            .as_of
            .map_or_else(String::new, |at| format!(", complete {at}"));
        lines.push(format!(
            "  {} ({}, signature {}{as_of})",
            escape(&source.name),
            source.format,
            escape(&signature(&source.signature))
        ));
    }
    lines.push("speaks of:".to_owned());
    let groups = store.groups();
    lines.extend(groups.map(|(scope, hash_type, count)| {
        format!("  {scope} {hash_type}: {}", output::count(count, "hash"))
    }));
    let filters = store.filters();
    lines.extend(filters.map(|(scope, kind, octets)| {
        format!("  {scope} {}: a filter of {octets} octets", kind.name())
    }));
    match whole {
        None => {}
        Some(Ok(())) => lines.push("every octet is what was written".to_owned()),
        Some(Err(reason)) => lines.push(format!("damaged: {reason}")),
    }
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
        "damage": whole.and_then(|whole| whole.as_ref().err()),
    }))
}

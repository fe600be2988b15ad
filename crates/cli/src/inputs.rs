//! The codes behind the arguments of a command, one by one. What cannot be fetched is told at once.

use crate::output;
use hcert::text;
use hcert_checkpoint::input::{self, Input};
use hcert_host::decoder;
use hcert_host::error::Result;
use hcert_host::inputs::{CODE_HINT, Source, fetch, is_argument_code};
use hcert_scan::scan::ScanLimits;
use std::ffi::OsString;

/// Hands over the codes behind all arguments one by one. What cannot be fetched is told, and the rest is
/// still looked at; the value is whether everything could be fetched.
pub(super) fn for_each(
    arguments: &[OsString],
    mut job: impl FnMut(Input) -> Result<()>,
) -> Result<bool> {
    let mut complete = true;
    let several = arguments
        .iter()
        .filter(|argument| is_argument_code(argument))
        .count()
        > 1;
    let mut codes = 0;
    for argument in arguments {
        match fetch(argument, CODE_HINT) {
            Ok(mut source) => {
                if several && is_argument_code(argument) {
                    codes += 1;
                    source.label = format!("argument#{codes}");
                }
                read(&source, &mut job)?;
            }
            Err(failure) => {
                output::failure(&failure);
                complete = false;
            }
        }
    }
    Ok(complete)
}

/// The codes in one source, in order.
pub(super) fn read(source: &Source, job: &mut impl FnMut(Input) -> Result<()>) -> Result<()> {
    let count = input::lines_without_code(&source.octets);
    if count > 0 {
        output::note(&text!(CLI_LINES_LEFT_ALONE, input = source.label, count));
    }
    let limits = ScanLimits::default();
    input::read_by(
        &decoder::scan_patiently,
        &source.label,
        &source.octets,
        &limits,
        &mut |input: Input| {
            if input.left_alone > 0 {
                let (input, count) = (&source.label, input.left_alone);
                output::warning(&text!(CLI_CODES_LEFT_ALONE, input, count));
            }
            job(input)
        },
    )
}

//! (To be written.)

use super::{ReadError, Request};
use crate::revocation::{Files, Sink};
use std::io;

pub(super) fn recognise(_names: &[String], _files: &dyn Files) -> io::Result<bool> {
    Ok(false)
}

pub(super) fn read(
    request: &Request<'_>,
    _files: &dyn Files,
    _sink: &mut dyn Sink,
) -> Result<(), ReadError> {
    Err(ReadError::Unknown {
        source: request.source.to_owned(),
        reason: "not built".into(),
    })
}

//! What every face does between what was handed in and a report: the codes in it ([`input`]), the check of one
//! ([`checkpoint`]), the report as JSON ([`report_json`]) and for a small screen ([`card`]), a verifier that works by
//! itself from one file ([`offline`]).

pub mod card;
pub mod checkpoint;
pub mod input;
pub mod issued_json;
pub mod keyboard;
pub mod offline;
pub mod other_json;
pub mod report_json;
pub mod rule_json;
pub mod schema;
pub mod status_json;
pub mod trust_json;

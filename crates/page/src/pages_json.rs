//! How the pages of one record look to programs.

use crate::produce::IssuedPages;
use crate::{DrawnCode, File, Format, PageError};
use hcert::codec::hex;
use hcert::norway::certificates::LeftOutJson;
use hcert::text::Lang;
use schemars::JsonSchema;
use serde::Serialize;
use std::fmt;

/// The pages of one record, every code on them read again and verified.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Pages")]
pub struct PagesJson {
    /// The record's name, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input: Option<String>,
    /// `green` or `red`.
    light: &'static str,
    /// When that changes, RFC 3339 in Norway's time; absent where it has no end.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    /// Every sheet, and how its code is drawn.
    sheets: Vec<SheetJson>,
    files: Vec<FileJson>,
    /// What is on no page.
    left_out: Vec<LeftOutJson>,
    /// Why the Norwegian page is not among them.
    #[serde(skip_serializing_if = "Option::is_none")]
    no_domestic_page: Option<&'static str>,
    /// Letters of the name that no face of the pages has.
    unwritable: usize,
    /// Whose they are in the ledger, in hexadecimal digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pseudonym: Option<String>,
    /// What the reader of a FHIR bundle noticed, and what should be known of how the codes were recorded.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// A file of pages: where it is, or what it holds.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "File")]
struct FileJson {
    name: String,
    #[serde(rename = "type")]
    form: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    /// Base64.
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<String>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Sheet")]
struct SheetJson {
    /// `no`, `eu-vaccination` and so on.
    sheet: String,
    /// Absent where the sheet has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<CodeJson>,
}

/// How a code is drawn.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "DrawnCode")]
struct CodeJson {
    /// 1 to 40.
    version: u8,
    /// `L`, `M`, `Q` or `H`.
    level: String,
    /// Whether the level is lower than Q, which did not fit.
    level_lowered: bool,
    modules: u16,
    module_pixels: u16,
    module_mm: f32,
    diagonal_mm: f32,
}

/// Where a file's octets are.
#[derive(Clone, Copy, Debug)]
pub enum Contents<'a> {
    /// In the object, in base64.
    Inside,
    /// In this folder.
    Below(&'a std::path::Path),
}

impl PagesJson {
    /// The object of a record's pages.
    ///
    /// # Errors
    /// As [`IssuedPages::drawn`].
    pub fn new(made: &IssuedPages, contents: Contents<'_>, lang: Lang) -> Result<Self, PageError> {
        let sheets = made.drawn()?.into_iter();
        let sheets = sheets.map(|(sheet, drawn)| SheetJson {
            sheet,
            code: drawn.map(CodeJson::new),
        });
        let left_out = made.left_out.iter();
        Ok(Self {
            input: None,
            light: made.status.light.code(),
            until: made.status.until.map(|until| until.in_oslo().to_string()),
            sheets: sheets.collect(),
            files: made
                .files()
                .map(|file| FileJson::new(file, contents))
                .collect(),
            left_out: left_out.map(|left| left.json(lang)).collect(),
            no_domestic_page: made.no_domestic.map(|why| why.get(lang)),
            unwritable: made.unwritable,
            pseudonym: None,
            notes: Vec::new(),
        })
    }

    /// The same with whose they are.
    #[must_use]
    pub fn with_pseudonym(mut self, pseudonym: Option<&[u8]>) -> Self {
        self.pseudonym = pseudonym.map(hex);
        self
    }
}

/// Shows no file.
impl fmt::Debug for PagesJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PagesJson({} files)", self.files.len())
    }
}

impl CodeJson {
    fn new(code: DrawnCode) -> Self {
        Self {
            version: code.version,
            level: code.level.to_string(),
            level_lowered: code.stepped_down,
            modules: code.modules,
            module_pixels: code.module_px,
            module_mm: code.module_mm,
            diagonal_mm: code.diagonal_mm,
        }
    }
}

impl FileJson {
    fn new(file: &File, contents: Contents<'_>) -> Self {
        use base64::Engine as _;
        use base64::engine::general_purpose::STANDARD;
        let (path, content) = match contents {
            Contents::Inside => (None, Some(STANDARD.encode(&file.octets))),
            Contents::Below(folder) => (Some(folder.join(&file.name).display().to_string()), None),
        };
        Self {
            name: file.name.clone(),
            form: media_type(&file.name),
            path,
            content,
        }
    }
}

/// The content type of a page's file by its ending.
fn media_type(name: &str) -> &'static str {
    let ending = |format: &Format| name.ends_with(&format!(".{}", format.ending()));
    Format::ALL
        .into_iter()
        .find(ending)
        .map_or("application/octet-stream", Format::media_type)
}

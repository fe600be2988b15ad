//! The way out: a file leaves only after the codes in it were read again, compared and verified.
//!
//! A PNG and a PDF are scanned as they are, an SVG is drawn first, and of an HTML page the pictures of
//! its codes are drawn.

use super::{Document, PageError, Sheet, fonts::Fonts, html, lay_all, pdf, png, svg};
use hcert::qr::render::QUIET_ZONE;
use hcert::time::Timestamp;
use hcert::verify::Verifier;
use hcert_scan::scan::{ScanLimits, Scanned, scan};
use std::collections::BTreeSet;
use std::fmt;

/// A format of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// One file for the whole document.
    Html,
    /// One file for the whole document.
    Pdf,
    /// A file for each sheet.
    Svg,
    /// A file for each sheet.
    Png,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Html, Self::Pdf, Self::Svg, Self::Png];

    /// The content type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Html => "text/html",
            Self::Pdf => "application/pdf",
            Self::Svg => "image/svg+xml",
            Self::Png => "image/png",
        }
    }

    /// The ending of a file's name, without the dot.
    #[must_use]
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Pdf => "pdf",
            Self::Svg => "svg",
            Self::Png => "png",
        }
    }
}

/// A finished file.
#[derive(Clone, PartialEq, Eq)]
pub struct File {
    /// Its name, without a folder.
    pub name: String,
    /// What is in it.
    pub octets: Vec<u8>,
}

impl fmt::Debug for File {
    /// Leaves out the content: it is a person's certificate.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("File")
            .field("name", &self.name)
            .field("octets", &self.octets.len())
            .finish()
    }
}

/// Makes the files of a document and checks them; all of them, or none.
///
/// # Errors
///
/// If a page cannot be made, or one of its codes cannot be read again, reads otherwise, or is not
/// genuine to the verifier at that time.
pub fn release(
    document: &Document,
    verifier: &Verifier,
    at: Timestamp,
    formats: &[Format],
) -> Result<Vec<File>, PageError> {
    names_differ(document)?;
    let laid = lay_all(document)?;
    let formats: BTreeSet<Format> = formats.iter().copied().collect();
    let fonts = Fonts::new()?;
    let mut files = Vec::new();
    for format in &formats {
        match format {
            Format::Html => {
                let page = html::write(document, &laid);
                let name = file_name(&document.stem, *format);
                let pictures = html::codes(&page);
                let drawn: Vec<_> = laid.iter().filter_map(|laid| laid.code.as_ref()).collect();
                count(&name, pictures.len(), drawn.len())?;
                let mut texts = Vec::new();
                for (picture, drawn) in pictures.into_iter().zip(drawn) {
                    let side = usize::from(drawn.modules) + 2 * QUIET_ZONE;
                    let side = u32::try_from(side).unwrap_or(u32::MAX);
                    let octets = png::draw_square(picture, side, drawn.module)?;
                    texts.extend(read(&name, &octets)?);
                }
                compare(&name, &texts, &expected(&document.sheets))?;
                files.push(File {
                    name,
                    octets: page.into_bytes(),
                });
            }
            Format::Pdf => {
                let name = file_name(&document.stem, *format);
                let octets = pdf::write(document, &laid)?;
                check(&name, &octets, &expected(&document.sheets))?;
                files.push(File { name, octets });
            }
            // Drawn together below, since the one is drawn from the other.
            Format::Svg | Format::Png => {}
        }
    }
    let (wants_svg, wants_png) = (
        formats.contains(&Format::Svg),
        formats.contains(&Format::Png),
    );
    if wants_svg || wants_png {
        for (sheet, laid) in document.sheets.iter().zip(&laid) {
            let picture = svg::draw(sheet, laid, &fonts, document.lang);
            let octets = png::draw(&picture)?;
            let kind = if wants_png { Format::Png } else { Format::Svg };
            check(
                &file_name(&sheet.name, kind),
                &octets,
                &expected(std::slice::from_ref(sheet)),
            )?;
            if wants_svg {
                files.push(File {
                    name: file_name(&sheet.name, Format::Svg),
                    octets: picture.into_bytes(),
                });
            }
            if wants_png {
                files.push(File {
                    name: file_name(&sheet.name, Format::Png),
                    octets,
                });
            }
        }
    }
    // What was read is what was expected, so that each code needs to be verified once.
    accepted(document, verifier, at)?;
    Ok(files)
}

/// Scans a finished PNG or PDF and compares the texts of its codes with those that should be there, in
/// any order. `file` is the name that an error gives.
///
/// # Errors
///
/// [`PageError::Scan`], [`PageError::CodeCount`] or [`PageError::CodeDiffers`].
pub fn check(file: &str, octets: &[u8], expected: &[&str]) -> Result<(), PageError> {
    compare(file, &read(file, octets)?, expected)
}

fn read(file: &str, octets: &[u8]) -> Result<Vec<Scanned>, PageError> {
    // A document of ours may have more pages than a stranger's may; each takes a page's memory only.
    let limits = ScanLimits {
        pages: 256,
        ..ScanLimits::default()
    };
    scan(octets, &limits).map_err(|error| PageError::Scan {
        file: file.to_owned(),
        error,
    })
}

fn compare(file: &str, found: &[Scanned], expected: &[&str]) -> Result<(), PageError> {
    count(file, found.len(), expected.len())?;
    let mut left: Vec<&str> = found.iter().map(|code| code.text.as_str()).collect();
    for (number, text) in expected.iter().enumerate() {
        match left.iter().position(|read| read == text) {
            Some(at) => {
                left.remove(at);
            }
            None => {
                return Err(PageError::CodeDiffers {
                    file: file.to_owned(),
                    number: number + 1,
                    found: left.first().map_or(0, |read| read.len()),
                    expected: text.len(),
                });
            }
        }
    }
    Ok(())
}

fn count(file: &str, found: usize, expected: usize) -> Result<(), PageError> {
    if found == expected {
        return Ok(());
    }
    Err(PageError::CodeCount {
        file: file.to_owned(),
        found,
        expected,
    })
}

fn accepted(document: &Document, verifier: &Verifier, at: Timestamp) -> Result<(), PageError> {
    for sheet in &document.sheets {
        for (number, text) in expected(std::slice::from_ref(sheet))
            .into_iter()
            .enumerate()
        {
            let report = verifier.verify(text, at);
            if report.verdict.is_genuine() {
                continue;
            }
            let wrong = report
                .findings
                .iter()
                .find(|finding| finding.outcome().is_against());
            return Err(PageError::NotAccepted {
                file: sheet.name.clone(),
                number: number + 1,
                verdict: report.verdict.code(),
                check: wrong.map_or_else(String::new, |finding| finding.code().to_owned()),
            });
        }
    }
    Ok(())
}

fn names_differ(document: &Document) -> Result<(), PageError> {
    let mut names = BTreeSet::new();
    match document
        .sheets
        .iter()
        .find(|sheet| !names.insert(&sheet.name))
    {
        Some(sheet) => Err(PageError::SameName {
            name: sheet.name.clone(),
        }),
        None => Ok(()),
    }
}

fn expected(sheets: &[Sheet]) -> Vec<&str> {
    let codes = sheets
        .iter()
        .filter_map(|sheet| sheet.front.code.as_ref().ok());
    codes.map(|code| code.text.as_str()).collect()
}

fn file_name(stem: &str, format: Format) -> String {
    format!("{stem}.{}", format.ending())
}

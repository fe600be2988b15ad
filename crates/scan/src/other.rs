//! Files of other formats than those that are read, told by what their specifications put in them.

use serde::{Deserialize, Serialize};
use std::fmt;

/// What a file of another format is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// A picture.
    Picture,
    /// Moving pictures.
    Video,
    /// A document of pages or of text.
    Document,
    /// A pass of a wallet on a telephone.
    Pass,
    /// Files packed into one.
    Archive,
    /// Text in another encoding.
    Text,
}

macro_rules! formats {
    ($($(#[$doc:meta])* $variant:ident $kind:ident $name:literal)*) => {
        /// A file format that is known by name and not read.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[non_exhaustive]
        pub enum OtherFormat { $($(#[$doc])* $variant,)* }

        impl OtherFormat {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// What it is for.
            #[must_use]
            pub fn kind(self) -> FileKind {
                match self { $(Self::$variant => FileKind::$kind,)* }
            }
        }

        impl fmt::Display for OtherFormat {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self { $(Self::$variant => $name,)* })
            }
        }
    };
}

formats! {
    /// What iPhones make.
    Heic Picture "HEIC"
    /// AV1 pictures.
    Avif Picture "AVIF"
    /// JPEG XL.
    JpegXl Picture "JPEG XL"
    /// JPEG 2000.
    Jpeg2000 Picture "JPEG 2000"
    /// What scanners and fax make.
    Tiff Picture "TIFF"
    /// Graphics Interchange Format.
    Gif Picture "GIF"
    /// Windows bitmap.
    Bmp Picture "BMP"
    /// Windows icon.
    Ico Picture "ICO"
    /// Photoshop.
    Psd Picture "PSD"
    /// Scalable vector graphics.
    Svg Picture "SVG"
    /// MPEG-4, QuickTime, Matroska.
    Video Video "MP4, MOV or MKV"
    /// Microsoft Word.
    Docx Document "DOCX"
    /// Microsoft Excel.
    Xlsx Document "XLSX"
    /// Microsoft PowerPoint.
    Pptx Document "PPTX"
    /// LibreOffice and others.
    OpenDocument Document "OpenDocument"
    /// Electronic books.
    Epub Document "EPUB"
    /// Microsoft Office before 2007, messages of Outlook, and documents with a password.
    CompoundFile Document "DOC, XLS or MSG"
    /// Rich text.
    Rtf Document "RTF"
    /// PostScript.
    PostScript Document "PostScript"
    /// A page of the web.
    Html Document "HTML"
    /// A letter with its headers.
    Mail Document "EML"
    /// A pass of Apple's wallet.
    Pkpass Pass "pkpass"
    /// Files packed by ZIP.
    Zip Archive "ZIP"
    /// A file packed by gzip.
    Gzip Archive "gzip"
    /// Files packed by 7-Zip.
    SevenZip Archive "7-Zip"
    /// Files packed by RAR.
    Rar Archive "RAR"
    /// What Windows programs call Unicode.
    Utf16 Text "UTF-16"
}

/// The format that a file begins like, if it is one of those that are not read.
#[must_use]
pub fn other_format(bytes: &[u8]) -> Option<OtherFormat> {
    use OtherFormat as F;
    let starts: [(&[u8], F); 21] = [
        (b"GIF87a", F::Gif),
        (b"GIF89a", F::Gif),
        (b"II*\0", F::Tiff),
        (b"MM\0*", F::Tiff),
        (b"II+\0", F::Tiff),
        (b"MM\0+", F::Tiff),
        (b"\xff\x0a", F::JpegXl),
        (b"\0\0\0\x0cJXL \r\n\x87\n", F::JpegXl),
        (b"\0\0\0\x0cjP  \r\n\x87\n", F::Jpeg2000),
        (b"\xff\x4f\xff\x51", F::Jpeg2000),
        (b"\0\0\x01\0", F::Ico),
        (b"8BPS", F::Psd),
        (b"\x1a\x45\xdf\xa3", F::Video),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", F::CompoundFile),
        (b"{\\rtf", F::Rtf),
        (b"%!PS", F::PostScript),
        (b"\x1f\x8b", F::Gzip),
        (b"7z\xbc\xaf\x27\x1c", F::SevenZip),
        (b"Rar!\x1a\x07", F::Rar),
        (b"\xff\xfe", F::Utf16),
        (b"\xfe\xff", F::Utf16),
    ];
    let by_start = starts.iter().find(|(start, _)| bytes.starts_with(start));
    if let Some((_, format)) = by_start {
        return Some(*format);
    }
    if bytes.get(4..8) == Some(b"ftyp") {
        return Some(match bytes.get(8..12).unwrap_or_default() {
            b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" | b"mif1" | b"msf1" => {
                F::Heic
            }
            b"avif" | b"avis" => F::Avif,
            _ => F::Video,
        });
    }
    // Two letters are a weak sign: what follows is the length of the file, and four octets of nothing.
    if bytes.starts_with(b"BM") && bytes.get(6..10) == Some(&[0; 4]) {
        return Some(F::Bmp);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return Some(packed(bytes));
    }
    marked_up(bytes)
}

/// The names of the files in a ZIP archive, as far as its octets show them: those of their own headers.
pub fn names_in_zip(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let at = rest.windows(4).position(|four| four == b"PK\x03\x04")?;
        let header = rest.get(at..)?;
        rest = header.get(4..)?;
        let length = header.get(26..28)?;
        let length = u16::from_le_bytes(length.try_into().ok()?);
        Some(header.get(30..30 + usize::from(length)).unwrap_or_default())
    })
}

/// What is packed as ZIP and has a name of its own.
fn packed(bytes: &[u8]) -> OtherFormat {
    use OtherFormat as F;
    // The names that tell stand among the first; an archive of any number is not gone through.
    let names: Vec<&[u8]> = names_in_zip(bytes).take(256).collect();
    let holds = |start: &[u8]| names.iter().any(|name| name.starts_with(start));
    let says = |what: &[u8]| {
        let head = bytes.get(..256).unwrap_or(bytes);
        head.windows(what.len()).any(|part| part == what)
    };
    match () {
        () if names.contains(&b"pass.json".as_slice()) => F::Pkpass,
        () if holds(b"word/") => F::Docx,
        () if holds(b"xl/") => F::Xlsx,
        () if holds(b"ppt/") => F::Pptx,
        () if says(b"application/vnd.oasis.opendocument") => F::OpenDocument,
        () if says(b"application/epub+zip") => F::Epub,
        () => F::Zip,
    }
}

/// Text that is a page, a picture or a letter and no code.
fn marked_up(bytes: &[u8]) -> Option<OtherFormat> {
    let head = bytes.get(..1024).unwrap_or(bytes);
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let head = head.trim_ascii_start().to_ascii_lowercase();
    let starts = |words: &[&str]| words.iter().any(|word| head.starts_with(word.as_bytes()));
    let holds = |word: &[u8]| head.windows(word.len()).any(|part| part == word);
    let is_markup = starts(&["<?xml", "<!--", "<!doctype"]);
    let headers = [
        "from:",
        "return-path:",
        "received:",
        "delivered-to:",
        "mime-version:",
    ];
    match () {
        () if starts(&["<svg"]) || (is_markup && holds(b"<svg")) => Some(OtherFormat::Svg),
        () if starts(&["<html", "<!doctype html"]) || (is_markup && holds(b"<html")) => {
            Some(OtherFormat::Html)
        }
        () if starts(&headers) => Some(OtherFormat::Mail),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An archive with empty files of these names, as far as it matters here.
    fn zip(names: &[&str]) -> Vec<u8> {
        let mut archive = Vec::new();
        for name in names {
            archive.extend(b"PK\x03\x04");
            archive.extend([0; 22]);
            archive.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
            archive.extend([0; 2]);
            archive.extend(name.as_bytes());
        }
        archive
    }

    #[test]
    fn files_that_people_send_instead_of_a_picture_are_known_by_name() {
        let bmp = [b"BM".as_slice(), &[70, 0, 0, 0], &[0; 8]].concat();
        let epub = [&zip(&["mimetype"]), b"application/epub+zip".as_slice()].concat();
        let odt = b"application/vnd.oasis.opendocument.text".as_slice();
        let odt = [&zip(&["mimetype"]), odt].concat();
        let rows: Vec<(Vec<u8>, &str)> = vec![
            (b"\0\0\0\x18ftypheic\0\0\0\0".to_vec(), "HEIC"),
            (b"\0\0\0\x18ftypmif1\0\0\0\0".to_vec(), "HEIC"),
            (b"\0\0\0\x1cftypavif\0\0\0\0".to_vec(), "AVIF"),
            (b"\0\0\0\x14ftypqt  \0\0\0\0".to_vec(), "MP4, MOV or MKV"),
            (b"II*\0\x08\0\0\0".to_vec(), "TIFF"),
            (b"MM\0*\0\0\0\x08".to_vec(), "TIFF"),
            (b"GIF89a\x01\0".to_vec(), "GIF"),
            (bmp, "BMP"),
            (b"\xff\x0a\xfa".to_vec(), "JPEG XL"),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(), "SVG"),
            (
                b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- x --><svg/>".to_vec(),
                "SVG",
            ),
            (b"<!DOCTYPE html><title>x</title>".to_vec(), "HTML"),
            (b"{\\rtf1\\ansi".to_vec(), "RTF"),
            (b"Received: from x\r\nMIME-Version: 1.0\r\n".to_vec(), "EML"),
            (zip(&["icon.png", "manifest.json", "pass.json"]), "pkpass"),
            (zip(&["[Content_Types].xml", "word/document.xml"]), "DOCX"),
            (zip(&["[Content_Types].xml", "xl/workbook.xml"]), "XLSX"),
            (odt, "OpenDocument"),
            (epub, "EPUB"),
            (zip(&["photo.jpg"]), "ZIP"),
            (
                b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0".to_vec(),
                "DOC, XLS or MSG",
            ),
            (b"\xff\xfeH\0C\x001\0".to_vec(), "UTF-16"),
        ];
        for (bytes, name) in rows {
            let found = other_format(&bytes).map(|format| format.to_string());
            assert_eq!(found.as_deref(), Some(name));
        }
    }

    #[test]
    fn what_may_be_a_code_or_is_read_is_taken_for_no_other_format() {
        for bytes in [
            b"HC1:6BFOXN".as_slice(),
            b"BMW certificate",
            b"{\"data\":{\"hdr\":{}}}",
            b"II",
            b"",
            b"PK",
            b"\x89PNG\r\n\x1a\n",
            b"%PDF-1.7",
            b"from here to there",
            b"<not markup that is known>",
        ] {
            assert_eq!(other_format(bytes), None, "{bytes:?}");
        }
    }

    #[test]
    fn a_cut_archive_ends_the_search_for_names() {
        let mut archive = zip(&["pass.json"]);
        for length in (0..archive.len()).rev() {
            archive.truncate(length);
            assert!(names_in_zip(&archive).count() <= 1);
        }
    }
}

//! PKCS #11 URIs (RFC 7512): which token, which key, which module, and where the PIN lies.
//!
//! `pkcs11:token=signing;object=dsc-1?module-path=/usr/lib/hsm.so&pin-source=file:/run/pin`
//!
//! The grammar of RFC 7512 2.3 is kept to: values are percent-encoded where a character is not in its list, no
//! attribute stands twice. Beyond it this reader decides:
//! - An attribute that it does not know is refused by name. In the path the RFC has it match nothing (2.5),
//!   so a key that is found by the rest would be somebody's guess. In the query the RFC would have it ignored
//!   (2.5, a SHOULD), but a misspelt `pin-source` must not go unseen: only `x-…` is ignored, and
//!   [`Uri::ignored`] names it.
//! - `pin-value` is refused. Every process of the machine can read the arguments of every other (RFC 7512 6);
//!   a PIN comes from a file or from a person.
//! - `pin-source` is a file: `file:/path`, `file:///path` or a plain path (2.4 leaves it to the
//!   application). No program is run for a PIN (`|command`).
//! - `type` is `private` or absent, because a signer is a private key.
//!
//! Errors name attributes and offsets, never values: a value may be a PIN at the wrong place.

use hcert::text::{Message, Text, ToText, messages};
use hcert::{in_english, text};
use std::fmt;
use std::str::FromStr;

/// The most octets of a URI.
pub const MAX_LENGTH: usize = 4096;

/// The scheme with its colon.
const SCHEME: &str = "pkcs11:";

/// Characters of a path attribute beside letters and digits (pk11-pchar, RFC 7512 2.3).
const PATH: &str = "-._~:[]@!$'()*+,=&";

/// The same of a query attribute (pk11-qchar).
const QUERY: &str = "-._~:[]@!$'()*+,=/?|";

/// What a URI says. An attribute that is absent matches anything (RFC 7512 2.5).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Uri {
    pub(super) token: Option<String>,
    pub(super) manufacturer: Option<String>,
    pub(super) serial: Option<String>,
    pub(super) model: Option<String>,
    pub(super) library_manufacturer: Option<String>,
    pub(super) library_description: Option<String>,
    /// Major and minor number; a minor number that is left out is 0.
    pub(super) library_version: Option<(u8, u8)>,
    pub(super) slot_manufacturer: Option<String>,
    pub(super) slot_description: Option<String>,
    pub(super) slot_id: Option<u64>,
    pub(super) object: Option<String>,
    /// Whether `type=private` was said.
    pub(super) private: Option<()>,
    pub(super) id: Option<Vec<u8>>,
    pub(super) pin_source: Option<String>,
    pub(super) module_path: Option<String>,
    pub(super) module_name: Option<String>,
    ignored: Vec<String>,
}

/// Why a text is no URI of a signer's key.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum UriError {
    /// It does not begin with `pkcs11:`.
    Scheme,
    /// It is longer than [`MAX_LENGTH`].
    Long {
        /// Its octets.
        found: usize,
    },
    /// It holds a PIN.
    PinValue,
    /// An attribute has no `=` or a name that no attribute can have.
    Attribute {
        /// `path` or `query`.
        part: &'static str,
        /// Which one of the part, from 1 on.
        number: usize,
    },
    /// An attribute stands twice.
    Twice {
        /// Its name.
        name: &'static str,
    },
    /// An attribute that is not known here.
    Unknown {
        /// `path` or `query`.
        part: &'static str,
        /// Its name.
        name: String,
    },
    /// A value holds a character that must be percent-encoded, or a `%` without two digits.
    Character {
        /// The attribute's name.
        name: &'static str,
        /// The offset in its value, in octets.
        offset: usize,
    },
    /// A value is no text in UTF-8, or holds NUL.
    Text {
        /// The attribute's name.
        name: &'static str,
    },
    /// A value has not the form that its attribute wants.
    Form {
        /// The attribute's name.
        name: &'static str,
        /// What is wanted.
        want: Message,
    },
}

impl ToText for UriError {
    fn to_text(&self) -> Text {
        match self {
            Self::Scheme => text!(URI_SCHEME),
            Self::Long { found } => text!(URI_LONG, found, most = MAX_LENGTH),
            Self::PinValue => text!(URI_PIN_VALUE),
            Self::Attribute { part, number } => text!(URI_ATTRIBUTE, part, number),
            Self::Twice { name } => text!(URI_TWICE, name),
            Self::Unknown { part, name } => text!(URI_UNKNOWN, part, name),
            Self::Character { name, offset } => text!(URI_CHARACTER, name, at = offset),
            Self::Text { name } => text!(URI_TEXT, name),
            Self::Form { name, want } => text!(URI_FORM, name, want),
        }
    }
}

in_english!(UriError: Error);

impl Uri {
    /// Whether a text means to be such a URI: it begins with the scheme, in capitals or not (RFC 3986 3.1).
    #[must_use]
    pub fn is_meant(text: &str) -> bool {
        let scheme = text.get(..SCHEME.len());
        scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case(SCHEME))
    }

    /// The file of the PKCS #11 module.
    #[must_use]
    pub fn module_path(&self) -> Option<&str> {
        self.module_path.as_deref()
    }

    /// The file that holds the PIN.
    #[must_use]
    pub fn pin_source(&self) -> Option<&str> {
        self.pin_source.as_deref()
    }

    /// Query attributes `x-…`, which mean nothing here.
    #[must_use]
    pub fn ignored(&self) -> &[String] {
        &self.ignored
    }

    /// The path alone, for messages: what names the key, without the module and the PIN's file.
    #[must_use]
    pub fn label(&self) -> String {
        format!("{SCHEME}{}", join(&self.path_attributes(), ';'))
    }

    fn read_path(&mut self, name: &str, value: &str) -> Result<(), UriError> {
        let text = |name| text(name, value, PATH);
        match name {
            "token" => once(&mut self.token, "token", text("token")?),
            "manufacturer" => once(
                &mut self.manufacturer,
                "manufacturer",
                text("manufacturer")?,
            ),
            "serial" => once(&mut self.serial, "serial", text("serial")?),
            "model" => once(&mut self.model, "model", text("model")?),
            "library-manufacturer" => {
                let name = "library-manufacturer";
                once(&mut self.library_manufacturer, name, text(name)?)
            }
            "library-description" => {
                let name = "library-description";
                once(&mut self.library_description, name, text(name)?)
            }
            "library-version" => once(
                &mut self.library_version,
                "library-version",
                version(value)?,
            ),
            "slot-manufacturer" => {
                let name = "slot-manufacturer";
                once(&mut self.slot_manufacturer, name, text(name)?)
            }
            "slot-description" => {
                let name = "slot-description";
                once(&mut self.slot_description, name, text(name)?)
            }
            "slot-id" => {
                let number = digits(value).ok_or(UriError::Form {
                    name: "slot-id",
                    want: messages::URI_WANT_NUMBER,
                })?;
                once(&mut self.slot_id, "slot-id", number)
            }
            "object" => once(&mut self.object, "object", text("object")?),
            "type" if value == "private" => once(&mut self.private, "type", ()),
            "type" => Err(UriError::Form {
                name: "type",
                want: messages::URI_WANT_PRIVATE,
            }),
            "id" => once(&mut self.id, "id", octets("id", value, PATH)?),
            name => Err(UriError::Unknown {
                part: "path",
                name: name.to_owned(),
            }),
        }
    }

    fn read_query(&mut self, name: &str, value: &str) -> Result<(), UriError> {
        let text = |name| text(name, value, QUERY);
        match name {
            "pin-source" => {
                let path = pin_file(&text("pin-source")?)?;
                once(&mut self.pin_source, "pin-source", path)
            }
            "module-path" => {
                let path = text("module-path")?;
                if path.is_empty() {
                    return Err(UriError::Form {
                        name: "module-path",
                        want: messages::URI_WANT_FILE,
                    });
                }
                once(&mut self.module_path, "module-path", path)
            }
            "module-name" => once(&mut self.module_name, "module-name", text("module-name")?),
            name if name.starts_with("x-") => {
                octets("x-", value, QUERY)?;
                self.ignored.push(name.to_owned());
                Ok(())
            }
            name => Err(UriError::Unknown {
                part: "query",
                name: name.to_owned(),
            }),
        }
    }

    fn path_attributes(&self) -> Vec<String> {
        let text = |name: &str, value: &Option<String>| {
            let value = value.as_ref()?;
            Some(format!("{name}={}", encode(value.as_bytes(), "")))
        };
        [
            text("token", &self.token),
            text("manufacturer", &self.manufacturer),
            text("serial", &self.serial),
            text("model", &self.model),
            text("library-manufacturer", &self.library_manufacturer),
            text("library-description", &self.library_description),
            self.library_version
                .map(|(major, minor)| format!("library-version={major}.{minor}")),
            text("slot-manufacturer", &self.slot_manufacturer),
            text("slot-description", &self.slot_description),
            self.slot_id.map(|id| format!("slot-id={id}")),
            text("object", &self.object),
            self.private.map(|()| "type=private".to_owned()),
            self.id
                .as_deref()
                .map(|id| format!("id={}", encode_all(id))),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

impl FromStr for Uri {
    type Err = UriError;

    fn from_str(text: &str) -> Result<Self, UriError> {
        let found = text.len();
        if found > MAX_LENGTH {
            return Err(UriError::Long { found });
        }
        if !Self::is_meant(text) {
            return Err(UriError::Scheme);
        }
        // Wherever it stands: behind a second question mark it would count as part of another value, and an
        // error about that value could show the PIN.
        if text.to_ascii_lowercase().contains("pin-value=") {
            return Err(UriError::PinValue);
        }
        let rest = text.get(SCHEME.len()..).unwrap_or_default();
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let mut uri = Self::default();
        for (part, content, delimiter) in [("path", path, ';'), ("query", query, '&')] {
            if content.is_empty() {
                continue;
            }
            for (index, attribute) in content.split(delimiter).enumerate() {
                let number = index + 1;
                let (name, value) = attribute
                    .split_once('=')
                    .filter(|(name, _)| is_name(name))
                    .ok_or(UriError::Attribute { part, number })?;
                match part {
                    "path" => uri.read_path(name, value)?,
                    _ => uri.read_query(name, value)?,
                }
            }
        }
        Ok(uri)
    }
}

impl fmt::Display for Uri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.label())?;
        let text = |name: &str, value: &Option<String>| {
            let value = value.as_ref()?;
            Some(format!("{name}={}", encode(value.as_bytes(), "/")))
        };
        let query = [
            text("pin-source", &self.pin_source),
            text("module-path", &self.module_path),
            text("module-name", &self.module_name),
        ];
        let query: Vec<String> = query.into_iter().flatten().collect();
        if !query.is_empty() {
            write!(f, "?{}", join(&query, '&'))?;
        }
        Ok(())
    }
}

/// The attributes `object` and `id` of a key, as a URI writes them.
pub(super) fn naming_key(object: &str, id: &[u8]) -> String {
    let uri = Uri {
        object: Some(object.to_owned()),
        id: Some(id.to_vec()),
        ..Uri::default()
    };
    join(&uri.path_attributes(), ';')
}

/// The attributes `token` and `serial` of a token, as a URI writes them.
pub(super) fn naming_token(token: &str, serial: &str) -> String {
    let uri = Uri {
        token: Some(token.to_owned()),
        serial: Some(serial.to_owned()),
        ..Uri::default()
    };
    join(&uri.path_attributes(), ';')
}

fn join(attributes: &[String], delimiter: char) -> String {
    attributes.join(delimiter.encode_utf8(&mut [0; 4]))
}

fn once<T>(slot: &mut Option<T>, name: &'static str, value: T) -> Result<(), UriError> {
    match slot.replace(value) {
        Some(_) => Err(UriError::Twice { name }),
        None => Ok(()),
    }
}

/// Whether an attribute can have this name (pk11-v-attr-nm-char).
fn is_name(name: &str) -> bool {
    let fits = |octet: u8| octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'_');
    !name.is_empty() && name.bytes().all(fits)
}

fn digits(text: &str) -> Option<u64> {
    let only = text.bytes().all(|octet| octet.is_ascii_digit());
    text.parse().ok().filter(|_| only)
}

fn version(value: &str) -> Result<(u8, u8), UriError> {
    let (major, minor) = value.split_once('.').unwrap_or((value, "0"));
    let number = |text| digits(text).and_then(|number| u8::try_from(number).ok());
    number(major).zip(number(minor)).ok_or(UriError::Form {
        name: "library-version",
        want: messages::URI_WANT_VERSION,
    })
}

/// Takes the percent-encoding off; every other character must be one of `allowed`, a letter or a digit.
fn octets(name: &'static str, value: &str, allowed: &str) -> Result<Vec<u8>, UriError> {
    let hex = |octet: Option<u8>| char::from(octet?).to_digit(16);
    let mut octets = Vec::with_capacity(value.len());
    let mut rest = value.bytes().enumerate();
    while let Some((offset, octet)) = rest.next() {
        let wrong = UriError::Character { name, offset };
        if octet == b'%' {
            let mut digit = || hex(rest.next().map(|(_, octet)| octet));
            let pair = digit().zip(digit());
            let number = pair.and_then(|(high, low)| u8::try_from(16 * high + low).ok());
            octets.push(number.ok_or(wrong)?);
        } else if octet.is_ascii_alphanumeric() || allowed.as_bytes().contains(&octet) {
            octets.push(octet);
        } else {
            return Err(wrong);
        }
    }
    Ok(octets)
}

fn text(name: &'static str, value: &str, allowed: &str) -> Result<String, UriError> {
    let text = String::from_utf8(octets(name, value, allowed)?);
    text.ok()
        .filter(|text| !text.contains('\0'))
        .ok_or(UriError::Text { name })
}

/// The file that a `pin-source` names. A file URI is decoded once more, because its own path is
/// percent-encoded too (RFC 8089 2).
fn pin_file(source: &str) -> Result<String, UriError> {
    let wrong = UriError::Form {
        name: "pin-source",
        want: messages::URI_WANT_PIN_SOURCE,
    };
    let file = source
        .get(..5)
        .filter(|scheme| scheme.eq_ignore_ascii_case("file:"))
        .and_then(|_| source.get(5..));
    let Some(file) = file else {
        // Another scheme, or a program whose output would be the PIN.
        let scheme = source.split_once(':').is_some_and(|(scheme, _)| {
            scheme.starts_with(|c: char| c.is_ascii_alphabetic())
                && !scheme.contains(|c: char| !c.is_ascii_alphanumeric() && !"+-.".contains(c))
        });
        let usable = !(source.is_empty() || source.starts_with('|') || scheme);
        return usable.then(|| source.to_owned()).ok_or(wrong);
    };
    let path = match file.strip_prefix("//") {
        Some(rest) => rest.strip_prefix("localhost").unwrap_or(rest),
        None => file,
    };
    if !path.starts_with('/') {
        return Err(wrong);
    }
    // What stands unencoded in the inner URI is taken as it is.
    let mut encoded = String::with_capacity(path.len());
    for c in path.chars() {
        match c == '%' || c.is_ascii_alphanumeric() || QUERY.contains(c) {
            true => encoded.push(c),
            false => encoded.push_str(&encode_all(c.encode_utf8(&mut [0; 4]).as_bytes())),
        }
    }
    text("pin-source", &encoded, QUERY).map_err(|_| wrong)
}

/// Percent-encodes all but the unreserved characters (RFC 3986 2.3) and those of `kept`.
fn encode(octets: &[u8], kept: &str) -> String {
    let mut text = String::with_capacity(octets.len());
    for octet in octets {
        let plain = octet.is_ascii_alphanumeric() || b"-._~".contains(octet);
        match plain || kept.as_bytes().contains(octet) {
            true => text.push(char::from(*octet)),
            false => text.push_str(&encode_all(&[*octet])),
        }
    }
    text
}

fn encode_all(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("%{octet:02X}")).collect()
}

#[cfg(test)]
mod tests;

//! Signers in hardware: `pkcs11:URI` with the certificate on the token, `pkcs11:URI,CERT` with it in a file.
//!
//! The PIN is read from the file that `pin-source` names, or from the terminal; never from an argument.
//! No message repeats the argument, because somebody may have written a PIN into it.

use crate::error::{Failure, Result};
use hcert::text::messages;

/// What a signer in hardware begins with.
const SCHEME: &str = "pkcs11:";

/// Whether a signer is meant to be in hardware.
pub fn is_meant(source: &str) -> bool {
    let scheme = source.get(..SCHEME.len());
    scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case(SCHEME))
}

/// Refuses a signer in hardware where only a key in a file signs: lists of keys.
pub fn refuse(source: &str) -> Result<()> {
    match is_meant(source) {
        true => {
            Err(Failure::new(messages::HOST_HARDWARE_NO_LISTS).hint(messages::HOST_GIVE_KEY_FILE))
        }
        false => Ok(()),
    }
}

#[cfg(not(feature = "pkcs11"))]
pub use absent::issuer;
#[cfg(feature = "pkcs11")]
pub use present::issuer;

#[cfg(not(feature = "pkcs11"))]
mod absent {
    use crate::error::{Failure, Result};
    use crate::notices::Notices;
    use hcert::issue::Issuer;
    use hcert::text::messages;

    /// This program knows no hardware.
    pub fn issuer(_: &str, _: &Notices) -> Result<Issuer> {
        Err(Failure::new(messages::HOST_HARDWARE_ABSENT).hint(messages::HOST_BUILD_HARDWARE))
    }
}

#[cfg(feature = "pkcs11")]
mod present {
    use crate::error::{Failure, Result};
    use crate::notices::Notices;
    use crate::{certificates, secrets};
    use hcert::issue::Issuer;
    use hcert::key::{PublicKey, Signer as _};
    use hcert::text;
    use hcert::text::{Message, messages};
    use hcert::trust::Dsc;
    use hcert_pkcs11::{Hsm, HsmError, HsmKey, Pin, PinFault, PinRequest, Tries, Uri, UriError};
    use std::io::Read as _;
    use std::path::{Path, PathBuf};
    use zeroize::Zeroizing;

    /// The variable that names the module for URIs without `module-path`.
    const MODULE: &str = "HCERT_PKCS11_MODULE";

    /// The most octets of a PIN, and of its file.
    const MAX_PIN: u64 = 1024;

    const CERTIFICATE_HINT: Message = messages::HOST_GIVE_CERTIFICATE;

    /// Finds the key and its certificate.
    pub fn issuer(source: &str, notices: &Notices) -> Result<Issuer> {
        let (text, file) = split(source);
        // Whoever mistypes the certificate's file gets it as a part of the URI.
        let comma = file.is_none() && text.contains(',');
        let uri: Uri = text.parse().map_err(|error: UriError| {
            let failure = Failure::new(text!(FILE_SYSTEM, path = "--signer pkcs11:…", error));
            match error {
                UriError::Character { .. } if comma => failure.hint(messages::HOST_COMMA),
                _ => failure,
            }
        })?;
        let label = uri.label();
        for name in uri.ignored() {
            notices.warning(text!(HOST_ATTRIBUTE_IGNORED, label, name));
        }
        let module = match uri.module_path() {
            Some(path) => PathBuf::from(path),
            None => std::env::var_os(MODULE)
                .filter(|path| !path.is_empty())
                .map(PathBuf::from)
                .ok_or_else(|| {
                    Failure::new(text!(HOST_NO_MODULE, label))
                        .hint(text!(HOST_NAME_MODULE, variable = MODULE))
                })?,
        };
        let in_file = file.map_or(Ok(Vec::new()), certificates::certificates)?;
        let known: Vec<PublicKey> = in_file.iter().map(|dsc| dsc.key.clone()).collect();
        let failed = |error: HsmError| {
            let failure = Failure::new(text!(FILE_SYSTEM, path = label, error));
            match &error {
                HsmError::Module { .. }
                | HsmError::NoKey { .. }
                | HsmError::NoPin { .. }
                | HsmError::NoToken { .. }
                | HsmError::OtherModule { .. }
                    if comma =>
                {
                    failure.hint(messages::HOST_COMMA)
                }
                HsmError::NoPin { .. } => failure.hint(messages::HOST_NAME_PIN_FILE),
                HsmError::Pin(PinFault::Wrong) => failure.hint(messages::HOST_CHECK_PIN),
                HsmError::NoPublicKey => failure.hint(CERTIFICATE_HINT),
                _ => failure,
            }
        };
        let hsm = Hsm::open(&module).map_err(failed)?;
        let mut ask = |request: &PinRequest| {
            let pin = match uri.pin_source() {
                Some(path) => from_file(Path::new(path), request.tries, notices),
                None => from_terminal(request),
            };
            Ok(Pin::new(pin?))
        };
        let key = hsm.key(&uri, &known, &mut ask).map_err(failed)?;
        let dsc = match file {
            Some(_) => in_file.into_iter().find(|dsc| dsc.key == key.public_key()),
            None => Some(on_token(&label, &key)?),
        };
        let dsc = dsc.ok_or_else(|| Failure::new(text!(HOST_KEY_OF_ANOTHER, source = label)))?;
        Issuer::new(Box::new(key), dsc)
            .map_err(|error| Failure::new(text!(FILE_SYSTEM, path = label, error)))
    }

    /// The URI and the certificate's file. A URI may hold commas itself: the last one parts the two only if a
    /// file follows.
    fn split(source: &str) -> (&str, Option<&Path>) {
        match source.rsplit_once(',') {
            Some((uri, file)) if Path::new(file).is_file() => (uri, Some(Path::new(file))),
            _ => (source, None),
        }
    }

    /// The one certificate on the token that is the key's.
    fn on_token(label: &str, key: &HsmKey) -> Result<Dsc> {
        let public = key.public_key();
        let read = key
            .certificates()
            .iter()
            .filter_map(|der| Dsc::from_der(key.name(), der).ok());
        let mut fitting = read.filter(|dsc| dsc.key == public);
        let message = match (fitting.next(), fitting.count()) {
            (Some(dsc), 0) => return Ok(dsc),
            (Some(_), more) => text!(HOST_SEVERAL_CERTIFICATES, label, count = more + 1),
            (None, _) => text!(HOST_NO_CERTIFICATE, label),
        };
        Err(Failure::new(message).hint(CERTIFICATE_HINT))
    }

    /// The PIN in a file: its first octets up to the newline at its end.
    fn from_file(
        path: &Path,
        tries: Tries,
        notices: &Notices,
    ) -> std::result::Result<String, String> {
        // A plain word may be the PIN itself at the wrong place.
        let name = match path.components().count() {
            0 | 1 => "pin-source (a file in this folder)".to_owned(),
            _ => format!("pin-source {}", text::escape(&path.display().to_string())),
        };
        // A job that runs again and again with a wrong PIN would lock the token.
        if tries == Tries::Last {
            return Err(
                "one more wrong PIN locks the token; it is not tried from a file, only at the terminal"
                    .to_owned(),
            );
        }
        let failed = |error: std::io::Error| format!("{name}: {error}");
        let file = std::fs::File::open(path).map_err(failed)?;
        secrets::warn_if_shared(&name, &file.metadata().map_err(failed)?, notices);
        // With room for more than is read: what is moved would leave a copy.
        let mut text = Zeroizing::new(String::with_capacity(2048));
        file.take(MAX_PIN + 1)
            .read_to_string(&mut text)
            .map_err(failed)?;
        if text.len() as u64 > MAX_PIN {
            return Err(format!("{name}: more than {MAX_PIN} octets"));
        }
        if text.ends_with('\n') {
            text.pop();
            if text.ends_with('\r') {
                text.pop();
            }
        }
        match text.is_empty() {
            true => Err(format!("{name}: is empty")),
            // As long as it is: whoever wipes it later takes it as it lies.
            false => Ok(text.as_str().to_owned()),
        }
    }

    /// The PIN that a person types and nobody sees.
    fn from_terminal(request: &PinRequest) -> std::result::Result<String, String> {
        let warning = match request.tries {
            Tries::Enough => "",
            Tries::Few => " (there was a wrong one before)",
            Tries::Last => " (one more wrong one locks the token)",
        };
        let prompt = format!("PIN of {}{warning}: ", request.token);
        let text = rpassword::prompt_password(text::escape(&prompt))
            .map_err(|error| format!("there is no terminal to ask for it ({error})"))?;
        let text = Zeroizing::new(text);
        match text.is_empty() {
            true => Err("none was typed".to_owned()),
            false => Ok(text.as_str().to_owned()),
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn only_a_file_behind_the_last_comma_is_a_certificate() {
            let folder = tempfile::tempdir().unwrap();
            let file = folder.path().join("cert.pem");
            std::fs::write(&file, "").unwrap();
            let file = file.to_str().unwrap();
            let with = format!("pkcs11:object=a,b,{file}");
            assert_eq!(split(&with), ("pkcs11:object=a,b", Some(Path::new(file))));
            for without in ["pkcs11:object=a", "pkcs11:object=a,b", "pkcs11:object=a,"] {
                assert_eq!(split(without), (without, None));
            }
        }

        #[test]
        fn a_pin_file_is_read_without_its_newline_and_never_for_the_last_try() {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("pin");
            let read = |content: &[u8], tries| {
                std::fs::write(&path, content).unwrap();
                from_file(&path, tries, &Notices::default())
            };
            for content in ["12 34", "12 34\n", "12 34\r\n"] {
                assert_eq!(read(content.as_bytes(), Tries::Few).unwrap(), "12 34");
            }
            assert_eq!(read(b"1\n\n", Tries::Enough).unwrap(), "1\n");
            let said = |result: std::result::Result<String, String>| result.unwrap_err();
            assert!(said(read(b"1234", Tries::Last)).contains("locks the token"));
            assert!(said(read(b"\n", Tries::Enough)).contains("is empty"));
            assert!(said(read(&[b'1'; 1025], Tries::Enough)).contains("more than 1024"));
            let binary = said(read(b"12\xff34", Tries::Enough));
            assert!(
                binary.contains("UTF-8") && !binary.contains("12"),
                "{binary}"
            );
        }

        #[test]
        fn a_pin_in_place_of_its_file_is_not_repeated() {
            let error =
                from_file(Path::new("9876"), Tries::Enough, &Notices::default()).unwrap_err();
            assert!(
                error.contains("No such file") && !error.contains("9876"),
                "{error}"
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signer_in_hardware_is_known_by_its_scheme() {
        for (source, meant) in [
            ("pkcs11:", true),
            ("PKCS11:token=a", true),
            ("pkcs11", false),
            ("keys", false),
            ("keys/pkcs11:a", false),
            ("ø", false),
        ] {
            assert_eq!(is_meant(source), meant, "{source}");
        }
    }

    #[cfg(not(feature = "pkcs11"))]
    #[test]
    fn without_the_feature_it_is_named_and_the_argument_is_not() {
        let failure = issuer("pkcs11:token=a?pin-value=1234", &Notices::default()).unwrap_err();
        assert!(failure.to_string().contains("feature pkcs11"));
        assert!(!failure.to_string().contains("1234"));
        let hint = failure.hint.unwrap().to_string();
        assert!(hint.contains("--features pkcs11"));
    }
}

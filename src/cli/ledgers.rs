//! The ledger behind a command line: codes are recorded before they are handed out.

use super::{Failure, Result, input, output};
use crate::codec::cbor::hex;
use crate::container::{Contexts, Limits, Unverified};
use crate::ledger::{Issued, Ledger, LedgerError, PersonId, PersonKey, Pseudonym};
use std::convert::Infallible;
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// Where codes are recorded.
#[derive(Debug, Default, clap::Args)]
pub(super) struct LedgerArgs {
    /// Record every code before it is handed out: a SQLite file, made if it is not there, or postgres://...
    /// (PGPASSWORD has its password)
    #[arg(long, value_name = "PATH|URL")]
    ledger: Option<Place>,
    /// Record whose it is, as a pseudonym under this key (at least 32 octets, raw or hexadecimal)
    #[arg(long, value_name = "FILE", requires = "ledger")]
    person_key: Option<PathBuf>,
}

/// The place of a ledger.
#[derive(Clone)]
pub(super) struct Place(String);

/// Shows nothing: a URL holds a password.
impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Place(redacted)")
    }
}

impl FromStr for Place {
    type Err = Infallible;

    fn from_str(text: &str) -> std::result::Result<Self, Infallible> {
        Ok(Self(text.to_owned()))
    }
}

impl Place {
    /// Opens a ledger that is there.
    pub(super) fn open_existing(&self) -> Result<Ledger> {
        let ledger = Ledger::open_existing(&self.complete()).map_err(Failure::from)?;
        self.warn_if_shared();
        Ok(ledger)
    }

    /// Opens a ledger and makes it if it is not there.
    fn open(&self) -> Result<Ledger> {
        let ledger = Ledger::open(&self.complete()).map_err(Failure::from)?;
        self.warn_if_shared();
        Ok(ledger)
    }

    /// A ledger that we made is its owner's alone; one that was put there may not be.
    fn warn_if_shared(&self) {
        // The place of a server is no file.
        if let Ok(metadata) = std::fs::metadata(&self.0) {
            output::warn_if_shared("the ledger", &metadata);
        }
    }

    fn complete(&self) -> String {
        with_password(&self.0, std::env::var(PASSWORD).ok().as_deref())
    }
}

/// The variable that has the password of a server, as for PostgreSQL's own programs: every process of the
/// machine can read the arguments of every other.
const PASSWORD: &str = "PGPASSWORD";

/// Puts a password into the URL of a server, unless it has one.
fn with_password(place: &str, password: Option<&str>) -> String {
    let rest = ["postgres://", "postgresql://"]
        .iter()
        .find_map(|scheme| place.strip_prefix(scheme));
    let (Some(rest), Some(password)) = (rest, password) else {
        return place.to_owned();
    };
    let (server, options) = rest.split_once('?').unwrap_or((rest, ""));
    let user = server.rsplit_once('@').map_or("", |(user, _)| user);
    let mut options = options.split('&');
    if user.contains(':') || options.any(|option| option.starts_with("password=")) {
        return place.to_owned();
    }
    let encoded: String = password
        .bytes()
        .map(|octet| format!("%{octet:02X}"))
        .collect();
    let joint = if rest.contains('?') { '&' } else { '?' };
    format!("{place}{joint}password={encoded}")
}

impl From<LedgerError> for Failure {
    fn from(error: LedgerError) -> Self {
        let failure = Self::new(&error);
        match error {
            LedgerError::Key { .. } | LedgerError::KeyText => {
                failure.hint("make a key with hcert revocation person-key --out FILE")
            }
            LedgerError::NoPostgres => failure.hint("build it with --features postgres"),
            LedgerError::Busy => failure.hint("try again when the other process has ended"),
            _ => failure,
        }
    }
}

/// Adds the pseudonym to a JSON object, where there is one.
pub(super) fn insert(object: &mut serde_json::Value, pseudonym: Option<Pseudonym>) {
    if let (Some(pseudonym), Some(object)) = (pseudonym, object.as_object_mut()) {
        object.insert("pseudonym".into(), hex(&pseudonym).into());
    }
}

/// Reads the key of the pseudonyms.
pub(super) fn person_key(path: &Path) -> Result<PersonKey> {
    let octets = input::read_file(path)?;
    if let Ok(metadata) = std::fs::metadata(path) {
        output::warn_if_shared(&path.display().to_string(), &metadata);
    }
    PersonKey::from_file(&octets).map_err(|error| {
        let failure = Failure::from(error);
        Failure {
            message: format!("{}: {}", path.display(), failure.message),
            ..failure
        }
    })
}

/// A ledger that is open for new codes.
pub(super) struct Recorder {
    ledger: Ledger,
    key: Option<PersonKey>,
}

impl Recorder {
    /// Opens the ledger of a command line; `None` where it names none.
    pub(super) fn open(args: &LedgerArgs) -> Result<Option<Self>> {
        let Some(place) = &args.ledger else {
            return Ok(None);
        };
        // The key first: without it no ledger is made.
        let key = args.person_key.as_deref().map(person_key).transpose()?;
        let ledger = place.open()?;
        Ok(Some(Self { ledger, key }))
    }

    /// The pseudonym of a person, where there is a key. `label` is the input's name.
    pub(super) fn pseudonym(&self, label: &str, person: Option<&PersonId>) -> Option<Pseudonym> {
        let key = self.key.as_ref()?;
        if person.is_none() {
            output::warning(&format!(
                "{label}: no date of birth or name, recorded without pseudonym"
            ));
        }
        person.map(|person| key.pseudonym(person))
    }

    /// Records codes that we have just signed, by signers of one country and of one person, all or none.
    pub(super) fn record(
        &mut self,
        codes: &[&str],
        country: Option<&str>,
        person: Option<Pseudonym>,
    ) -> Result<()> {
        let issued = codes.iter().map(|code| {
            // Our own codes were taken apart and verified when they were signed.
            Unverified::decode_as(code, &Limits::default(), Contexts::EuAndDomestic)
                .map_err(Failure::new)
                .and_then(|code| Ok(Issued::of(&code, country, person)?))
        });
        let issued: Vec<Issued> = issued.collect::<Result<_>>()?;
        self.ledger.record(&issued)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_from_the_environment_stands_back_behind_that_of_the_url() {
        let with = |place| with_password(place, Some("s3&c%"));
        for (place, joint) in [
            ("postgres://u@localhost/x", "?"),
            ("postgresql://u@%2Frun%2Fp/x?options=-c%20a", "&"),
        ] {
            let whole = with(place);
            assert_eq!(whole, format!("{place}{joint}password=%73%33%26%63%25"));
            #[cfg(feature = "postgres")]
            {
                let config: postgres::Config = whole.parse().unwrap();
                assert_eq!(config.get_password(), Some(&b"s3&c%"[..]));
                assert_eq!(config.get_dbname(), Some("x"));
            }
            assert_eq!(with_password(place, None), place);
        }
        for place in [
            "postgres://u:p@localhost/x",
            "postgres://u@localhost/x?a=b&password=p",
            "issued.db",
        ] {
            assert_eq!(with(place), place);
        }
    }
}

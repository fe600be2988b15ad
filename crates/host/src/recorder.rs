//! The ledger behind a command or a service: codes are recorded before they are handed out.

use crate::error::{Failure, Result};
use crate::notices::Notices;
use crate::secrets;
use hcert::container::{Contexts, Limits, Unverified};
use hcert::text::messages;
use hcert_ledger::{Issued, Ledger, LedgerError, PersonId, PersonKey, Pseudonym};
use serde::{Deserialize, Serialize};
use std::convert::Infallible;
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};

/// Where codes are recorded, and whose they are.
#[derive(Clone, Debug, Default)]
pub struct LedgerOptions {
    /// The ledger; nothing is recorded without it.
    pub place: Option<Place>,
    /// The file of the key of the pseudonyms; without it nobody's are recorded.
    pub person_key: Option<PathBuf>,
}

/// The place of a ledger.
#[derive(Clone)]
pub struct Place(String);

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
    ///
    /// # Errors
    /// It is not there, or cannot be opened.
    pub fn open_existing(&self, notices: &Notices) -> Result<Ledger> {
        let ledger = Ledger::open_existing(&self.complete()).map_err(Failure::from)?;
        self.warn_if_shared(notices);
        Ok(ledger)
    }

    /// Opens a ledger and makes it if it is not there.
    fn open(&self, notices: &Notices) -> Result<Ledger> {
        let ledger = Ledger::open(&self.complete()).map_err(Failure::from)?;
        self.warn_if_shared(notices);
        Ok(ledger)
    }

    /// A ledger that we made is its owner's alone; one that was put there may not be.
    fn warn_if_shared(&self, notices: &Notices) {
        // The place of a server is no file.
        if let Ok(metadata) = std::fs::metadata(&self.0) {
            secrets::warn_if_shared(messages::HOST_LEDGER, &metadata, notices);
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
                failure.hint(messages::HOST_MAKE_PERSON_KEY)
            }
            LedgerError::NoPostgres => failure.hint(messages::HOST_BUILD_POSTGRES),
            LedgerError::Busy => failure.hint(messages::HOST_LEDGER_BUSY),
            _ => failure,
        }
    }
}

/// Reads the key of the pseudonyms.
pub fn person_key(path: &Path, notices: &Notices) -> Result<PersonKey> {
    let octets = secrets::read(path, notices)?;
    PersonKey::from_file(&octets).map_err(|error| {
        let failure = Failure::from(error);
        Failure {
            message: hcert::text!(FILE_SYSTEM, path = path, error = failure.message),
            ..failure
        }
    })
}

/// What is told of a person without pseudonym, where there should be one.
pub const NO_PERSON: &str = "no date of birth or name, recorded without pseudonym";

/// Whose the codes are: pseudonyms, where there is a key for them.
pub struct People(Option<PersonKey>);

impl fmt::Debug for People {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "People(pseudonyms: {})", self.0.is_some())
    }
}

impl People {
    /// The pseudonym of a person, and what is to be told where there should be one and is none.
    pub fn pseudonym(
        &self,
        person: Option<&PersonId>,
    ) -> (Option<Pseudonym>, Option<&'static str>) {
        match (&self.0, person) {
            (None, _) => (None, None),
            (Some(_), None) => (None, Some(NO_PERSON)),
            (Some(key), Some(person)) => (Some(key.pseudonym(person)), None),
        }
    }
}

/// Codes that we have just signed, by signers of one country and of one person. They are nobody's until they
/// are recorded.
#[derive(Serialize, Deserialize)]
pub struct Fresh {
    codes: Vec<String>,
    country: Option<String>,
    person: Option<Pseudonym>,
    /// What the ledger keeps of them.
    #[serde(skip)]
    issued: Vec<Issued>,
}

impl fmt::Debug for Fresh {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fresh({} codes)", self.codes.len())
    }
}

impl Fresh {
    /// Takes them apart for the ledger.
    ///
    /// # Errors
    /// One of them is none of ours.
    pub fn new(
        codes: Vec<String>,
        country: Option<&str>,
        person: Option<Pseudonym>,
    ) -> Result<Self> {
        let fresh = Self {
            codes,
            country: country.map(str::to_owned),
            person,
            issued: Vec::new(),
        };
        fresh.taken_apart()
    }

    /// The same with what the ledger keeps, which is not written down with the codes.
    pub fn taken_apart(mut self) -> Result<Self> {
        let issued = self.codes.iter().map(|code| {
            // Our own codes were taken apart and verified when they were signed.
            Unverified::decode_as(code, &Limits::default(), Contexts::EuAndDomestic)
                .map_err(Failure::new)
                .and_then(|code| Ok(Issued::of(&code, self.country.as_deref(), self.person)?))
        });
        self.issued = issued.collect::<Result<_>>()?;
        Ok(self)
    }
}

/// A ledger that is open for new codes.
pub struct Recorder(Ledger);

impl fmt::Debug for Recorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Recorder({})", self.place())
    }
}

impl Recorder {
    /// Opens the ledger of a command line; `None` where it names none.
    pub fn open(options: &LedgerOptions, notices: &Notices) -> Result<Option<(Self, People)>> {
        let Some(place) = &options.place else {
            return Ok(None);
        };
        // The key first: without it no ledger is made.
        let key = options.person_key.as_deref();
        let key = key.map(|path| person_key(path, notices)).transpose()?;
        let ledger = place.open(notices)?;
        Ok(Some((Self(ledger), People(key))))
    }

    /// The file, or the server without user and password.
    pub fn place(&self) -> &str {
        self.0.place()
    }

    /// Records codes, all or none. Only then may any of them be handed out.
    pub fn record(&mut self, fresh: Vec<Fresh>) -> Result<()> {
        let issued: Vec<Issued> = fresh.into_iter().flat_map(|fresh| fresh.issued).collect();
        self.0.record(&issued)?;
        Ok(())
    }
}

/// A ledger that stays open for as long as a service runs, for one worker at a time.
pub struct LastingRecorder {
    place: Place,
    people: People,
    /// Nothing after an error: a server that went away may be there again.
    open: Mutex<Option<Ledger>>,
}

impl fmt::Debug for LastingRecorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LastingRecorder({:?})", self.place)
    }
}

impl LastingRecorder {
    /// Opens the ledger of a command line; `None` where it names none.
    pub fn open(options: &LedgerOptions, notices: &Notices) -> Result<Option<Self>> {
        let opened = options.place.clone().zip(Recorder::open(options, notices)?);
        Ok(opened.map(|(place, (Recorder(ledger), people))| Self {
            place,
            people,
            open: Mutex::new(Some(ledger)),
        }))
    }

    /// Records codes, all or none, and says what is to be told of whose they are.
    pub fn record(
        &self,
        codes: &[String],
        country: Option<&str>,
        person: Option<&PersonId>,
    ) -> Result<Option<&'static str>> {
        let (pseudonym, note) = self.people.pseudonym(person);
        let fresh = Fresh::new(codes.to_vec(), country, pseudonym)?;
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        // Once more with a new connection: what was recorded already, alike, is left as it is.
        for may_be_gone in [true, false] {
            let mut ledger = match open.take() {
                Some(ledger) => ledger,
                None => Ledger::open_existing(&self.place.complete())?,
            };
            match ledger.record(&fresh.issued) {
                Ok(_) => {
                    *open = Some(ledger);
                    break;
                }
                Err(_) if may_be_gone => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(note)
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

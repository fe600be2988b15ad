//! Keys in a hardware security module (PKCS #11 2.40, 3.x): the private key signs where it lies and never
//! comes out.
//!
//! [`Hsm::open`] loads the maker's module, [`Hsm::key`] finds the one token and the one private key that a
//! [`Uri`] names and logs in, and the [`HsmKey`] is a [`Signer`] like any other:
//!
//! - ES256 by `CKM_ECDSA` over the SHA-256 that is made here. Many tokens do not offer `CKM_ECDSA_SHA256`,
//!   and `CKM_ECDSA` signs octets of any length, so that the hash must be ours.
//! - PS256 by `CKM_RSA_PKCS_PSS` over the SHA-256 that is made here, with MGF1-SHA-256 and a salt of 32 octets.
//!   A token that offers only `CKM_SHA256_RSA_PKCS_PSS` hashes the message itself.
//!
//! A key is P-256 or RSA of 2,048 to 8,192 bits. Its public half comes from the private key object itself
//! (RSA), else from the public key object or the certificate with the same `CKA_ID`, else from certificates that
//! the caller has. Whichever it is, every signature is verified with it before it is handed out.
//!
//! **The PIN** is asked for once a token and process, by a function of the caller: this module reads no
//! terminal and no file. A wrong PIN is never tried again, because tokens lock after a few. A token with its own
//! key pad is asked to use that.
//!
//! The module is a program library that runs inside this process: load none that you would not run. It
//! stays loaded and initialised until the process ends.
//!
//! Not supported: keys that want their PIN for every signature (`CKA_ALWAYS_AUTHENTICATE`), finding modules
//! by `module-name`, EC keys on other curves.

mod error;
pub mod uri;

pub use error::{HsmError, PinFault, There};
pub use uri::{Uri, UriError};

use hcert::trust::components::{curve_key, ec_key, rsa_key};

use cryptoki::context::{CInitializeArgs, CInitializeFlags, Function, Pkcs11};
use cryptoki::error::{Error, RvError};
use cryptoki::mechanism::rsa::{PkcsMgfType, PkcsPssParams};
use cryptoki::mechanism::{Mechanism, MechanismType};
use cryptoki::object::{Attribute, AttributeType, KeyType, ObjectClass, ObjectHandle};
use cryptoki::session::{Session, SessionState, UserType};
use cryptoki::slot::{Slot, TokenInfo};
use cryptoki::types::{AuthPin, Ulong};
use hcert::key::{Algorithm, KeyError, PublicKey, Signer, sha256};
use hcert::text;
use hcert::text::Text;
use hcert::trust::Dsc;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// The most objects of one search that are looked at.
const MAX_OBJECTS: usize = 4096;

/// A PIN. It is wiped from memory afterwards and never shown.
pub struct Pin(AuthPin);

impl Pin {
    /// A PIN from its text.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(AuthPin::from(text))
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin(…)")
    }
}

/// How many wrong PINs the token still takes, as far as it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tries {
    /// It says nothing of a wrong one.
    Enough,
    /// There was a wrong one since the last login.
    Few,
    /// One more wrong PIN locks it.
    Last,
}

/// What the one who knows the PIN is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PinRequest {
    /// The token, as attributes of a URI.
    pub token: String,
    /// The wrong PINs that are left.
    pub tries: Tries,
}

/// The caller's way to a PIN. An error's text is passed on ([`HsmError::NoPin`]) and holds no PIN.
pub type AskPin<'a> = &'a mut dyn FnMut(&PinRequest) -> Result<Pin, Text>;

impl From<Error> for HsmError {
    fn from(error: Error) -> Self {
        let reason = told(&error);
        Self::Call { reason }
    }
}

/// What the module said, without the paragraph that the standard has on each return value.
fn told(error: &Error) -> Text {
    use RvError as Rv;
    match error {
        // A handle is no longer valid once its session has ended, or the user was logged out elsewhere.
        Error::Pkcs11(
            value @ (Rv::DeviceError
            | Rv::DeviceRemoved
            | Rv::KeyHandleInvalid
            | Rv::ObjectHandleInvalid
            | Rv::SessionClosed
            | Rv::SessionHandleInvalid
            | Rv::TokenNotPresent
            | Rv::UserNotLoggedIn),
            function,
        ) => text!(HARDWARE_GONE, detail = format!("C_{function:?}: {value:?}")),
        Error::Pkcs11(value, function) => Text::plain(format_args!("C_{function:?}: {value:?}")),
        other => Text::plain(other),
    }
}

/// A PKCS #11 module, loaded and initialised.
pub struct Hsm {
    context: Pkcs11,
    path: PathBuf,
}

impl fmt::Debug for Hsm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hsm({})", self.path.display())
    }
}

impl Hsm {
    /// Loads a module and initialises it; one that is already initialised in this process is shared.
    ///
    /// # Errors
    /// The file cannot be loaded, is no PKCS #11 module, or does not start.
    pub fn open(path: &Path) -> Result<Self, HsmError> {
        let failed = |error: &Error| HsmError::Module {
            path: path.to_owned(),
            reason: match error {
                Error::LibraryLoading(error) => Text::plain(error),
                error => told(error),
            },
        };
        let context = Pkcs11::new(path).map_err(|error| failed(&error))?;
        match context.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)) {
            Ok(()) | Err(Error::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => {}
            Err(error) => return Err(failed(&error)),
        }
        // A module that is unloaded without being ended leaves its threads and exit functions nowhere to go.
        std::mem::forget(context.clone());
        let path = path.to_owned();
        Ok(Self { context, path })
    }

    /// Finds the token and the private key that a URI names, and logs in. `known` are public keys of
    /// certificates that the caller has, for a token that holds the private half alone.
    ///
    /// `ask` is called at most once, and not at all if the token is logged in to already, has its own key
    /// pad, or asks for no PIN.
    ///
    /// # Errors
    /// None or several fit the URI, the token does not let us in, or the key is none that signs
    /// certificates.
    pub fn key(&self, uri: &Uri, known: &[PublicKey], ask: AskPin<'_>) -> Result<HsmKey, HsmError> {
        self.is_meant(uri)?;
        let (slot, token) = self.token(uri)?;
        let session = self.context.open_ro_session(slot)?;
        log_in(&session, &token, ask)?;
        let object = private_key(&session, uri)?;
        let search = Search::new(&session, object)?;
        let public = search.public_half(known)?;
        let algorithm = public.algorithm().ok_or_else(|| HsmError::KeyType {
            found: public.type_name(),
        })?;
        if search.flag(AttributeType::Sign)? == Some(false) {
            let attribute = "CKA_SIGN";
            return Err(HsmError::KeyUse { attribute });
        }
        if search.flag(AttributeType::AlwaysAuthenticate)? == Some(true) {
            let attribute = "CKA_ALWAYS_AUTHENTICATE";
            return Err(HsmError::KeyUse { attribute });
        }
        let scheme = Scheme::choose(algorithm, &self.context.get_mechanism_list(slot)?)?;
        let certificates = search.certificates()?;
        let name = format!(
            "{};{}",
            uri::naming_token(token.label(), token.serial_number()),
            search.name()
        );
        Ok(HsmKey {
            session: Mutex::new(session),
            object,
            public,
            algorithm,
            scheme,
            certificates,
            name,
        })
    }

    /// Whether the module is the one that the URI names.
    fn is_meant(&self, uri: &Uri) -> Result<(), HsmError> {
        let hold = |attribute, want: &Option<String>, found: &str| match want {
            Some(want) if want != found => Err(HsmError::OtherModule {
                attribute,
                want: want.clone(),
                found: found.to_owned(),
            }),
            _ => Ok(()),
        };
        // RFC 7512 2.3: the name of the file without what the system puts around it.
        let file = self.path.file_name().unwrap_or_default().to_string_lossy();
        let stem = file.split('.').next().unwrap_or_default();
        let bare = stem.strip_prefix("lib").unwrap_or(stem);
        if uri.module_name.as_deref() != Some(stem) {
            hold("module-name", &uri.module_name, bare)?;
        }
        let version = uri.library_version.map(|(a, b)| format!("{a}.{b}"));
        if uri.library_manufacturer.is_some()
            || uri.library_description.is_some()
            || version.is_some()
        {
            let info = self.context.get_library_info()?;
            let (manufacturer, description) = (info.manufacturer_id(), info.library_description());
            hold(
                "library-manufacturer",
                &uri.library_manufacturer,
                manufacturer,
            )?;
            hold("library-description", &uri.library_description, description)?;
            let found = info.library_version();
            let found = format!("{}.{}", found.major(), found.minor());
            hold("library-version", &version, &found)?;
        }
        Ok(())
    }

    /// The one initialised token that fits a URI.
    fn token(&self, uri: &Uri) -> Result<(Slot, TokenInfo), HsmError> {
        let fits =
            |want: &Option<String>, found: &str| want.as_ref().is_none_or(|want| want == found);
        let (mut all, mut fitting) = (There::default(), There::default());
        let mut chosen = None;
        for slot in self.context.get_slots_with_token()? {
            let token = match self.context.get_token_info(slot) {
                Ok(token) if token.token_initialized() => token,
                Ok(_) => continue,
                // One broken reader does not stand in the way of the others.
                Err(error) => {
                    all.add(|| format!("slot-id={} ({})", slot.id(), told(&error)));
                    continue;
                }
            };
            let name = || uri::naming_token(token.label(), token.serial_number());
            all.add(name);
            let mut right = fits(&uri.token, token.label())
                && fits(&uri.manufacturer, token.manufacturer_id())
                && fits(&uri.model, token.model())
                && fits(&uri.serial, token.serial_number())
                && uri.slot_id.is_none_or(|id| id == slot.id());
            if right && (uri.slot_description.is_some() || uri.slot_manufacturer.is_some()) {
                let info = self.context.get_slot_info(slot)?;
                right = fits(&uri.slot_description, info.slot_description().trim_end())
                    && fits(&uri.slot_manufacturer, info.manufacturer_id());
            }
            if right {
                fitting.add(name);
                chosen = Some((slot, token));
            }
        }
        match chosen {
            Some(_) if fitting.names.len() > 1 => Err(HsmError::SeveralTokens { there: fitting }),
            Some(chosen) => Ok(chosen),
            None => Err(HsmError::NoToken { there: all }),
        }
    }
}

/// Logs in as the user, unless another session of this process has done so: a login counts for all of them
/// (PKCS #11 2.40 base specification 5.6, C_Login).
fn log_in(session: &Session, token: &TokenInfo, ask: AskPin<'_>) -> Result<(), HsmError> {
    let state = session.get_session_info()?.session_state();
    let inside = matches!(state, SessionState::RoUser | SessionState::RwUser);
    if inside || !token.login_required() {
        return Ok(());
    }
    // Some tokens say "locked" of a PIN that was never set.
    if !token.user_pin_initialized() {
        return Err(HsmError::Pin(PinFault::NotSet));
    }
    if token.user_pin_locked() {
        return Err(HsmError::Pin(PinFault::Locked));
    }
    let pin = match token.protected_authentication_path() {
        true => None,
        false => {
            let request = PinRequest {
                token: uri::naming_token(token.label(), token.serial_number()),
                tries: match (token.user_pin_final_try(), token.user_pin_count_low()) {
                    (true, _) => Tries::Last,
                    (false, true) => Tries::Few,
                    (false, false) => Tries::Enough,
                },
            };
            Some(ask(&request).map_err(|reason| HsmError::NoPin { reason })?)
        }
    };
    let fault = match session.login(UserType::User, pin.as_ref().map(|pin| &pin.0)) {
        Ok(()) | Err(Error::Pkcs11(RvError::UserAlreadyLoggedIn, Function::Login)) => return Ok(()),
        Err(Error::Pkcs11(value, Function::Login)) => match value {
            RvError::PinIncorrect | RvError::PinInvalid | RvError::PinLenRange => PinFault::Wrong,
            RvError::PinLocked => PinFault::Locked,
            RvError::PinExpired => PinFault::Expired,
            RvError::UserPinNotInitialized => PinFault::NotSet,
            value => return Err(Error::Pkcs11(value, Function::Login).into()),
        },
        Err(error) => return Err(error.into()),
    };
    Err(HsmError::Pin(fault))
}

/// The one private key that fits a URI.
fn private_key(session: &Session, uri: &Uri) -> Result<ObjectHandle, HsmError> {
    let class = Attribute::Class(ObjectClass::PRIVATE_KEY);
    let mut template = vec![class.clone()];
    template.extend(
        uri.object
            .as_ref()
            .map(|label| Attribute::Label(label.as_bytes().to_vec())),
    );
    template.extend(uri.id.as_ref().map(|id| Attribute::Id(id.clone())));
    let list = |found: &[ObjectHandle]| {
        let mut there = There::default();
        for object in found {
            there.add(|| {
                Search::new(session, *object).map_or_else(
                    |_| text!(HARDWARE_UNREADABLE_KEY),
                    |search| search.name().into(),
                )
            });
        }
        there
    };
    match find(session, &template)?.as_slice() {
        [one] => Ok(*one),
        [] => {
            let there = list(&find(session, &[class])?);
            Err(HsmError::NoKey { there })
        }
        several => Err(HsmError::SeveralKeys {
            there: list(several),
        }),
    }
}

fn find(session: &Session, template: &[Attribute]) -> Result<Vec<ObjectHandle>, HsmError> {
    let found = session.iter_objects(template)?.take(MAX_OBJECTS);
    Ok(found.collect::<Result<_, _>>()?)
}

/// An attribute of an object; `None` if it has none or keeps it to itself.
fn attribute<T>(
    session: &Session,
    object: ObjectHandle,
    wanted: AttributeType,
    pick: impl Fn(Attribute) -> Option<T>,
) -> Result<Option<T>, HsmError> {
    let attributes = session.get_attributes(object, &[wanted])?;
    Ok(attributes.into_iter().find_map(pick))
}

fn octets(
    session: &Session,
    object: ObjectHandle,
    wanted: AttributeType,
) -> Result<Option<Vec<u8>>, HsmError> {
    attribute(session, object, wanted, |attribute| match attribute {
        Attribute::EcParams(octets)
        | Attribute::EcPoint(octets)
        | Attribute::Id(octets)
        | Attribute::Label(octets)
        | Attribute::Modulus(octets)
        | Attribute::PublicExponent(octets)
        | Attribute::Value(octets) => Some(octets),
        _ => None,
    })
}

/// A private key on its token, and what belongs to it there.
struct Search<'a> {
    session: &'a Session,
    object: ObjectHandle,
    label: String,
    id: Vec<u8>,
}

impl<'a> Search<'a> {
    fn new(session: &'a Session, object: ObjectHandle) -> Result<Self, HsmError> {
        let label = octets(session, object, AttributeType::Label)?.unwrap_or_default();
        Ok(Self {
            session,
            object,
            label: String::from_utf8_lossy(&label).into_owned(),
            id: octets(session, object, AttributeType::Id)?.unwrap_or_default(),
        })
    }

    /// Its name, as attributes of a URI.
    fn name(&self) -> String {
        uri::naming_key(&self.label, &self.id)
    }

    fn flag(&self, wanted: AttributeType) -> Result<Option<bool>, HsmError> {
        attribute(
            self.session,
            self.object,
            wanted,
            |attribute| match attribute {
                Attribute::Sign(flag) | Attribute::AlwaysAuthenticate(flag) => Some(flag),
                _ => None,
            },
        )
    }

    /// Objects of a class with the key's `CKA_ID`; none if it has no ID, which would fit anything without.
    fn beside(&self, class: ObjectClass) -> Result<Vec<ObjectHandle>, HsmError> {
        if self.id.is_empty() {
            return Ok(Vec::new());
        }
        let template = [Attribute::Class(class), Attribute::Id(self.id.clone())];
        find(self.session, &template)
    }

    /// The X.509 certificates with the key's `CKA_ID`, in DER.
    fn certificates(&self) -> Result<Vec<Vec<u8>>, HsmError> {
        let mut certificates = Vec::new();
        for object in self.beside(ObjectClass::CERTIFICATE)? {
            let value = octets(self.session, object, AttributeType::Value)?;
            certificates.extend(value.filter(|value| !value.is_empty()));
        }
        Ok(certificates)
    }

    fn key_type(&self, object: ObjectHandle) -> Result<Option<KeyType>, HsmError> {
        let wanted = AttributeType::KeyType;
        attribute(self.session, object, wanted, |attribute| match attribute {
            Attribute::KeyType(kind) => Some(kind),
            _ => None,
        })
    }

    fn public_half(&self, known: &[PublicKey]) -> Result<PublicKey, HsmError> {
        let kind = self.key_type(self.object)?;
        match kind {
            Some(KeyType::RSA) => {
                if let Some(public) = self.rsa(self.object)? {
                    return Ok(public);
                }
            }
            Some(KeyType::EC) => {
                // The private half names its curve; another one is told before its point is looked for.
                let curve = octets(self.session, self.object, AttributeType::EcParams)?;
                let key = curve.map(|curve| curve_key(&curve));
                if let Some(key) = key.filter(|key| key.algorithm().is_none()) {
                    return Ok(key);
                }
            }
            Some(kind) => return Ok(PublicKey::unsupported(format!("of type {kind}"))),
            None => {
                return Ok(PublicKey::unsupported(
                    "of a type that the token does not tell",
                ));
            }
        }
        let mut beside = Vec::new();
        for object in self.beside(ObjectClass::PUBLIC_KEY)? {
            if self.key_type(object)? == kind {
                beside.extend(match kind {
                    Some(KeyType::RSA) => self.rsa(object)?,
                    _ => self.ec(object)?,
                });
            }
        }
        if beside.is_empty() {
            let certificates = self.certificates()?;
            let read = certificates
                .iter()
                .filter_map(|der| Dsc::from_der("token", der).ok());
            beside.extend(read.map(|dsc| dsc.key));
        }
        if beside.is_empty() {
            let want = match kind {
                Some(KeyType::RSA) => Algorithm::Ps256,
                _ => Algorithm::Es256,
            };
            let fits = |key: &&PublicKey| key.algorithm() == Some(want);
            beside.extend(known.iter().filter(fits).cloned());
        }
        let first = beside.first().cloned().ok_or(HsmError::NoPublicKey)?;
        match beside.iter().all(|key| *key == first) {
            true => Ok(first),
            false => Err(HsmError::SeveralPublicKeys),
        }
    }

    fn rsa(&self, object: ObjectHandle) -> Result<Option<PublicKey>, HsmError> {
        let modulus = octets(self.session, object, AttributeType::Modulus)?;
        let exponent = octets(self.session, object, AttributeType::PublicExponent)?;
        let pair = modulus.zip(exponent);
        let pair = pair.filter(|(modulus, exponent)| !modulus.is_empty() && !exponent.is_empty());
        Ok(pair.map(|(modulus, exponent)| rsa_key(&modulus, &exponent)))
    }

    fn ec(&self, object: ObjectHandle) -> Result<Option<PublicKey>, HsmError> {
        let curve = octets(self.session, object, AttributeType::EcParams)?;
        let point = octets(self.session, object, AttributeType::EcPoint)?;
        Ok(curve
            .zip(point)
            .map(|(curve, point)| ec_key(&curve, &point)))
    }
}

/// What the token is asked to do with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scheme {
    /// ECDSA over a hash.
    Ecdsa,
    /// RSASSA-PSS over a hash.
    Pss,
    /// RSASSA-PSS over a message, hashed by the token.
    PssHashing,
}

impl Scheme {
    fn choose(alg: Algorithm, offered: &[MechanismType]) -> Result<Self, HsmError> {
        let offers = |mechanism| offered.contains(&mechanism);
        let want = match alg {
            Algorithm::Es256 if offers(MechanismType::ECDSA) => return Ok(Self::Ecdsa),
            Algorithm::Es256 => "CKM_ECDSA".into(),
            Algorithm::Ps256 if offers(MechanismType::RSA_PKCS_PSS) => return Ok(Self::Pss),
            Algorithm::Ps256 if offers(MechanismType::SHA256_RSA_PKCS_PSS) => {
                return Ok(Self::PssHashing);
            }
            Algorithm::Ps256 => {
                let (one, other) = ("CKM_RSA_PKCS_PSS", "CKM_SHA256_RSA_PKCS_PSS");
                text!(HARDWARE_PSS_EITHER, one, other)
            }
        };
        Err(HsmError::Mechanism { alg, want })
    }

    /// The mechanism with the parameters of the COSE algorithm (RFC 9053 2.1, RFC 8230 2).
    fn mechanism(self) -> Mechanism<'static> {
        let pss = PkcsPssParams {
            hash_alg: MechanismType::SHA256,
            mgf: PkcsMgfType::MGF1_SHA256,
            s_len: Ulong::new(32),
        };
        match self {
            Self::Ecdsa => Mechanism::Ecdsa,
            Self::Pss => Mechanism::RsaPkcsPss(pss),
            Self::PssHashing => Mechanism::Sha256RsaPkcsPss(pss),
        }
    }
}

/// A private key in hardware. Its session stays open as long as it lives; signatures are made one after the
/// other.
pub struct HsmKey {
    session: Mutex<Session>,
    object: ObjectHandle,
    public: PublicKey,
    algorithm: Algorithm,
    scheme: Scheme,
    certificates: Vec<Vec<u8>>,
    name: String,
}

impl HsmKey {
    /// The certificates on the token with the key's `CKA_ID`, in DER. They are not held against the key.
    #[must_use]
    pub fn certificates(&self) -> &[Vec<u8>] {
        &self.certificates
    }

    /// Token and key, as attributes of a URI.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl Signer for HsmKey {
    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    fn public_key(&self) -> PublicKey {
        self.public.clone()
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        let hash = sha256(message);
        let input = match self.scheme {
            Scheme::Ecdsa | Scheme::Pss => hash.as_slice(),
            Scheme::PssHashing => message,
        };
        let mechanism = self.scheme.mechanism();
        let signature = {
            // Nothing is left half done in a session by a thread that broke off.
            let session = self.session.lock().unwrap_or_else(PoisonError::into_inner);
            session.sign(&mechanism, self.object, input)
        };
        let signature = signature.map_err(|error| KeyError::Hardware(told(&error)))?;
        // Its length too: r‖s of 64 octets, or as long as the modulus.
        match self.public.verify(self.algorithm, message, &signature) {
            Ok(()) => Ok(signature),
            Err(error) => Err(KeyError::Hardware(text!(HARDWARE_SIGNATURE, error))),
        }
    }
}

impl fmt::Debug for HsmKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HsmKey({}, {})", self.algorithm, self.name)
    }
}

#[cfg(test)]
mod tests;

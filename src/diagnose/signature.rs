//! Which usual mistake would make a wrong signature good.
//!
//! What was signed is put together anew with one thing or two otherwise than RFC 9052 section 4.4 has it, and held
//! against the signature. Of an ECDSA signature follow the keys that could have made it, and an RSA signature opens to
//! a digest, so a list of thousands of keys costs no more than one.

mod kid;
mod structure;

use super::Envelope;
use super::encoded::encoded;
use crate::codec::hex;
use crate::deviation::coded;
use crate::key::pki::Hash;
use crate::key::recover::{Opened, Padding, open, p256_keys, pair_in_der};
use crate::key::{Algorithm, ES256_LENGTH, PublicKey, RSA_MIN_BITS, SignatureError};
use crate::text::{Text, ToText, messages};
use crate::trust::{Dsc, TrustList};
use crate::{in_english, text};
use std::collections::HashMap;
use structure::{Tried, all};

/// Octets of a payload beyond which mistakes are not looked for: every try hashes it.
const MOST_PAYLOAD: usize = 64 * 1024;

/// RSA keys of a list that are tried, beside those that the code names.
const MOST_RSA: usize = 1024;

/// How many mistakes at once are looked for.
const AT_ONCE: usize = 2;

coded! {
    /// The stable codes of mistakes.
    MistakeCode
    Context "context-string" "RFC 9052 4.4"
    Protected "signed-protected" "RFC 9052 4.4"
    External "external-data" "RFC 9052 4.4"
    Payload "signed-payload" "RFC 9052 4.4"
    Message "signed-message" "RFC 9052 4.4"
    Hash "hash" "RFC 9053 2.1; RFC 8230 2"
    Form "signature-form" "RFC 9053 2.1"
    Padding "rsa-padding" "RFC 8230 2"
    Alg "alg-named" "RFC 9052 3.1; hcert-spec 3.1.1"
    KeyShort "key-short" "RFC 8230 6.1"
    Authority "key-of-authority" "hcert-spec 5.2; RFC 5280 4.2.1.3"
    Kid "kid" "hcert-spec 3.3.1"
}

/// One thing that was done otherwise than it must be, and what is right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Which one.
    pub code: MistakeCode,
    /// What was done and what is right.
    pub text: Text,
}

impl Mistake {
    fn new(code: MistakeCode, text: Text) -> Self {
        Self { code, text }
    }
}

impl ToText for Mistake {
    fn to_text(&self) -> Text {
        self.text.clone()
    }
}

in_english!(Mistake);

/// What became of the search.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome<'a> {
    /// The signature is good as it stands.
    Good {
        /// Whose it is.
        signer: &'a Dsc,
    },
    /// The signature is good once these mistakes are made again.
    Mistaken {
        /// Whose it is.
        signer: &'a Dsc,
        /// One or several.
        mistakes: Vec<Mistake>,
    },
    /// The key made the signature over something that is none of what was tried.
    OtherContent {
        /// Whose it is.
        signer: &'a Dsc,
        /// How the signature differs beside.
        mistakes: Vec<Mistake>,
    },
    /// No key of the list made the signature, over nothing that was tried.
    NotFound,
    /// The payload is too large for so many tries.
    TooLarge {
        /// Its octets.
        found: usize,
        /// The octets up to which it is tried.
        limit: usize,
    },
}

/// What the keys of a list say about a signature.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnosis<'a> {
    /// What became of the search.
    pub outcome: Outcome<'a>,
    /// The keys with an identifier that the code names.
    pub named: Vec<&'a Dsc>,
    /// All keys that were tried.
    pub keys: usize,
    /// How the identifier in the code follows from a certificate of the list, where it is not the right one.
    pub kid: Option<(&'a Dsc, Mistake)>,
}

/// Looks for the key and the mistakes by which a signature is good.
///
/// ```
/// use hcert::codec::cose::Sign1;
/// use hcert::diagnose::{Envelope, MistakeCode, Outcome, signature};
/// use hcert::key::{Signer, SoftwareKey, sha256};
/// use hcert::TrustList;
/// let key = SoftwareKey::from_pem(&std::fs::read_to_string("keys/dsc-vaccination.key.pem")?)?;
/// let trust = TrustList::read("keys", &std::fs::read("keys/dsc-vaccination.pem")?)?;
/// let kid = trust.iter().next().ok_or("no key")?.kid.clone();
/// // The library that signs hashes by itself.
/// let octets = Sign1::encode(-7, &kid, &[0xa0], |message| key.sign(&sha256(message)))?;
/// let envelope = Envelope::read(&octets, 16).ok_or("no array of four")?;
/// let Outcome::Mistaken { mistakes, .. } = signature(&envelope, &trust).outcome else {
///     return Err("not found".into());
/// };
/// assert_eq!(mistakes[0].code, MistakeCode::Hash);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn signature<'a>(envelope: &Envelope<'_>, trust: &'a TrustList) -> Diagnosis<'a> {
    let kids = envelope.kids();
    let mut keys: Vec<&Dsc> = trust.iter().collect();
    keys.extend(trust.authorities());
    keys.extend(trust.others());
    // Those that the code names first, and always in the same order.
    keys.sort_by_cached_key(|dsc| {
        let place = kids.iter().position(|kid| *kid == dsc.kid);
        let place = place.unwrap_or(usize::MAX);
        (
            place,
            dsc.kid.clone(),
            dsc.source().to_owned(),
            dsc.key.encode(),
        )
    });
    let named: Vec<&Dsc> = keys
        .iter()
        .copied()
        .filter(|dsc| kids.contains(&dsc.kid))
        .collect();
    let search = Search {
        envelope,
        kids: &kids,
        keys: &keys,
        named: &named,
    };
    let outcome = search.outcome();
    let signer = match &outcome {
        Outcome::Good { .. } => None,
        Outcome::Mistaken { signer, .. } | Outcome::OtherContent { signer, .. } => Some(*signer),
        Outcome::NotFound | Outcome::TooLarge { .. } => None,
    };
    let kid = match (signer, named.is_empty()) {
        (None, true) => kids.first().and_then(|kid| {
            let made = |dsc: &&'a Dsc| Some((*dsc, kid::mistake(kid, dsc)?));
            keys.iter().find_map(made)
        }),
        _ => None,
    };
    Diagnosis {
        outcome,
        named,
        keys: keys.len(),
        kid,
    }
}

/// Whether the key's certificate is an authority's.
fn is_authority(dsc: &Dsc) -> bool {
    dsc.certificate.as_ref().is_some_and(|info| info.authority)
}

/// The octets of a signature in one form, and the mistake that this form is.
struct Form {
    octets: Vec<u8>,
    /// Whether there is another way to read it: then the mistake counts among those that are made at once.
    counts: bool,
    mistake: Option<Mistake>,
}

struct Search<'a, 'b> {
    envelope: &'b Envelope<'b>,
    kids: &'b [Vec<u8>],
    keys: &'b [&'a Dsc],
    named: &'b [&'a Dsc],
}

impl<'a> Search<'a, '_> {
    fn outcome(&self) -> Outcome<'a> {
        let found = self.envelope.payload().len();
        if found > MOST_PAYLOAD {
            let limit = MOST_PAYLOAD;
            return Outcome::TooLarge { found, limit };
        }
        let tried = all(self.envelope, AT_ONCE);
        let octets = self.envelope.signature();
        let by_rsa = || self.rsa(&octets, &tried);
        self.ecdsa(&octets, &tried)
            .or_else(by_rsa)
            .unwrap_or(Outcome::NotFound)
    }

    /// The outcome for a signer, with what is wrong about the key beside.
    fn mistaken(&self, signer: &'a Dsc, mut mistakes: Vec<Mistake>) -> Outcome<'a> {
        mistakes.extend(self.about(signer));
        match mistakes.is_empty() {
            true => Outcome::Good { signer },
            false => Outcome::Mistaken { signer, mistakes },
        }
    }

    /// What is wrong about the key itself: that the headers name another, that it may not sign.
    fn about(&self, signer: &Dsc) -> Vec<Mistake> {
        let mut found = Vec::new();
        let named = self.envelope.alg();
        let short = signer.key.verify(Algorithm::Ps256, &[], &[]);
        if let Err(SignatureError::KeyTooShort { bits }) = short {
            let text = text!(KEY_TOO_SHORT, bits, least = RSA_MIN_BITS);
            found.push(Mistake::new(MistakeCode::KeyShort, text));
        } else if let (Some(named), Some(alg)) = (named, signer.key.algorithm())
            && named.number() != Some(alg.cose().into())
        {
            let (key, want) = (signer.key.type_name(), alg.cose());
            let text = text!(MISTAKE_ALG, found = named, key, alg, want);
            found.push(Mistake::new(MistakeCode::Alg, text));
        }
        if is_authority(signer) {
            found.push(Mistake::new(
                MistakeCode::Authority,
                text!(MISTAKE_AUTHORITY),
            ));
        }
        if let Some(kid) = self.kids.first()
            && !self.kids.contains(&signer.kid)
        {
            found.push(kid::mistake(kid, signer).unwrap_or_else(|| kid::of_another(kid, signer)));
        }
        found
    }

    fn ecdsa(&self, octets: &[u8], tried: &[Tried]) -> Option<Outcome<'a>> {
        let mut by_key: HashMap<&PublicKey, &'a Dsc> = HashMap::new();
        let ours = |dsc: &&&Dsc| dsc.key.algorithm() == Some(Algorithm::Es256);
        // Of several with one key the first counts: one that the code names.
        for dsc in self.keys.iter().filter(ours) {
            by_key.entry(&dsc.key).or_insert(dsc);
        }
        if by_key.is_empty() {
            return None;
        }
        let forms = pairs(octets);
        let hashes = ecdsa_digests();
        for made in 0..=AT_ONCE {
            for form in &forms {
                for (place, (digest, slip)) in hashes.iter().enumerate() {
                    let beside = usize::from(form.counts) + usize::from(place > 0);
                    let Some(left) = made.checked_sub(beside) else {
                        continue;
                    };
                    for one in tried.iter().filter(|one| one.mistakes.len() == left) {
                        let Some(digest) = digest(one) else { continue };
                        let keys = p256_keys(&digest, &form.octets);
                        let Some(signer) = keys.iter().find_map(|key| by_key.get(key)) else {
                            continue;
                        };
                        let mut mistakes = one.mistakes.clone();
                        mistakes.extend(slip.iter().map(hash_mistake));
                        mistakes.extend(form.mistake.clone());
                        return Some(self.mistaken(signer, mistakes));
                    }
                }
            }
        }
        None
    }

    fn rsa(&self, octets: &[u8], tried: &[Tried]) -> Option<Outcome<'a>> {
        let is_rsa = |dsc: &&&'a Dsc| dsc.key.type_name().starts_with("RSA ");
        let keys = self.keys.iter().filter(is_rsa);
        let mut padded = None;
        for dsc in keys.take(self.named.len() + MOST_RSA) {
            for form in rsa_forms(octets) {
                for opened in open(&dsc.key, &form.octets) {
                    let mut beside: Vec<Mistake> = padding_mistake(&opened).into_iter().collect();
                    beside.extend(form.mistake.clone());
                    let found = (0..=AT_ONCE).find_map(|made| over(&opened, tried, made));
                    if let Some(mut mistakes) = found {
                        mistakes.extend(beside);
                        return Some(self.mistaken(dsc, mistakes));
                    }
                    if opened.sure && padded.is_none() {
                        beside.extend(self.about(dsc));
                        let (signer, mistakes) = (*dsc, beside);
                        padded = Some(Outcome::OtherContent { signer, mistakes });
                    }
                }
            }
        }
        padded
    }
}

/// The mistakes by which an opened RSA signature is over one of what was tried.
fn over(opened: &Opened, tried: &[Tried], made: usize) -> Option<Vec<Mistake>> {
    let digest = |octets: &[u8]| opened.hash.digest(octets);
    tried.iter().find_map(|one| {
        let plain = one.digest(opened.hash);
        let left = made.checked_sub(one.mistakes.len())?;
        let slip = match left {
            0 if opened.is_over(plain) => None,
            1 if opened.is_over(&digest(plain)) => Some(text!(HASH_TWICE, hash = opened.hash)),
            1 if opened.is_over(&digest(hex(plain).as_bytes())) => {
                Some(text!(HASH_OF_HEX, hash = opened.hash))
            }
            _ => return None,
        };
        let mut mistakes = one.mistakes.clone();
        mistakes.extend(slip.iter().map(hash_mistake));
        if slip.is_none() && opened.hash != Hash::Sha256 {
            mistakes.push(hash_mistake(&opened.hash.to_text()));
        }
        Some(mistakes)
    })
}

fn hash_mistake(found: &Text) -> Mistake {
    Mistake::new(MistakeCode::Hash, text!(MISTAKE_HASH, found))
}

fn padding_mistake(opened: &Opened) -> Option<Mistake> {
    const SALT: usize = 32;
    let found = match opened.padding {
        Padding::Pkcs1 => "RSASSA-PKCS1-v1_5 (RS256)".into(),
        // The hash is told by itself; a mask and a salt that go with it are no mistakes beside.
        Padding::Pss { salt, mask } if salt == opened.hash.length() && mask == opened.hash => {
            return None;
        }
        Padding::Pss { salt, mask } => text!(PADDING_PSS, salt, mask),
    };
    let text = text!(MISTAKE_PADDING, found, want = SALT);
    Some(Mistake::new(MistakeCode::Padding, text))
}

/// A digest of 32 octets of what was tried, and how it differs from SHA-256 once.
type Digest = fn(&Tried) -> Option<[u8; 32]>;

/// The ways to a digest for ECDSA on P-256, the right one first. Of a longer one the first octets count, a shorter one
/// is a smaller number (SEC 1 4.1.3).
fn ecdsa_digests() -> [(Digest, Option<Text>); 7] {
    fn number(digest: &[u8]) -> Option<[u8; 32]> {
        let start = digest.get(..32).unwrap_or(digest);
        let mut octets = [0; 32];
        let zeros = octets.len().checked_sub(start.len())?;
        octets.get_mut(zeros..)?.copy_from_slice(start);
        Some(octets)
    }
    let sha256 = Hash::Sha256;
    [
        (|one| number(one.digest(Hash::Sha256)), None),
        (
            |one| number(&Hash::Sha256.digest(one.digest(Hash::Sha256))),
            Some(text!(HASH_TWICE, hash = sha256)),
        ),
        (
            |one| number(&Hash::Sha256.digest(hex(one.digest(Hash::Sha256)).as_bytes())),
            Some(text!(HASH_OF_HEX, hash = sha256)),
        ),
        (
            |one| number(one.digest(Hash::Sha384)),
            Some(Hash::Sha384.to_text()),
        ),
        (
            |one| number(one.digest(Hash::Sha512)),
            Some(Hash::Sha512.to_text()),
        ),
        (
            |one| number(one.digest(Hash::Sha1)),
            Some(Hash::Sha1.to_text()),
        ),
        (|one| number(&one.start), Some(text!(HASH_NONE))),
    ]
}

fn form_mistake(found: &Text) -> Mistake {
    let text = text!(MISTAKE_FORM, found, want = ES256_LENGTH);
    Mistake::new(MistakeCode::Form, text)
}

/// The pairs r‖s that a signature can be read as.
fn pairs(octets: &[u8]) -> Vec<Form> {
    let one = |octets: Vec<u8>, found: Option<Text>| Form {
        octets,
        counts: false,
        mistake: found.as_ref().map(form_mistake),
    };
    if let Some(pair) = pair_in_der(octets) {
        return vec![one(pair, Some(messages::SIGNATURE_IN_DER.into()))];
    }
    if let Ok(whole) = <&[u8; ES256_LENGTH]>::try_from(octets) {
        let (r, s) = whole.split_at(ES256_LENGTH / 2);
        let backwards = |half: &[u8]| half.iter().rev().copied().collect::<Vec<u8>>();
        let (small_r, small_s) = (backwards(r), backwards(s));
        let other = |pair: [&[u8]; 2], found| Form {
            counts: true,
            ..one(pair.concat(), Some(found))
        };
        return vec![
            one(octets.to_vec(), None),
            other([s, r], "s‖r".into()),
            other([&small_r, &small_s], text!(SIGNATURE_LITTLE_ENDIAN)),
            other([&small_s, &small_r], text!(SIGNATURE_BACKWARDS)),
        ];
    }
    if let Some((form, inner)) = encoded(octets) {
        let found = form.into();
        let inner = pair_in_der(&inner).unwrap_or(inner);
        return vec![one(inner, Some(found))];
    }
    let half = ES256_LENGTH / 2;
    let mut forms = Vec::new();
    // Each number with the zero that keeps it positive elsewhere, or without zeros in front.
    for cut in half.saturating_sub(4)..=half + 1 {
        let Some((r, s)) = octets.split_at_checked(cut) else {
            continue;
        };
        let fit = |number: &[u8]| match number.len() {
            33 => number.strip_prefix(&[0]).map(<[u8]>::to_vec),
            28..=32 => Some([vec![0; half - number.len()], number.to_vec()].concat()),
            _ => None,
        };
        if let (Some(r), Some(s)) = (fit(r), fit(s)) {
            let found = text!(SIGNATURE_NUMBERS, r = cut, s = octets.len() - cut);
            forms.push(one([r, s].concat(), Some(found)));
        }
    }
    if octets.len() == ES256_LENGTH + 1 {
        let start = octets.get(..ES256_LENGTH).unwrap_or_default();
        let found = text!(SIGNATURE_RECOVERABLE);
        forms.push(one(start.to_vec(), Some(found)));
    }
    forms
}

/// The forms in which an RSA signature may stand.
fn rsa_forms(octets: &[u8]) -> Vec<Form> {
    let one = |octets: Vec<u8>, found: Option<Text>| Form {
        octets,
        counts: false,
        mistake: found.map(|found| {
            let text = text!(MISTAKE_FORM_RSA, found);
            Mistake::new(MistakeCode::Form, text)
        }),
    };
    let mut forms = vec![one(octets.to_vec(), None)];
    match encoded(octets) {
        Some((form, inner)) => forms.push(one(inner, Some(form.into()))),
        None => {
            let backwards = octets.iter().rev().copied().collect();
            forms.push(one(backwards, Some(text!(SIGNATURE_NUMBER_BACKWARDS))));
        }
    }
    forms
}

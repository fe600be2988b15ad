//! Public keys from their components, as tokens (PKCS #11) give them.

use crate::key::PublicKey;
use crate::key::pki::RSA_MAX_BITS;
use crate::key::pki::tlv::{self, Reader};
use crate::trust::Dsc;

/// What a key on this curve is, whatever its point.
pub fn curve_key(curve: &[u8]) -> PublicKey {
    ec_key(curve, &[&[4], [0; 64].as_slice()].concat())
}

/// A public key from `CKA_MODULUS` and `CKA_PUBLIC_EXPONENT`, which are big-endian numbers.
pub fn rsa_key(modulus: &[u8], exponent: &[u8]) -> PublicKey {
    let key = tlv::sequence(&[&tlv::unsigned(modulus), &tlv::unsigned(exponent)]);
    let kind = [tlv::object("1.2.840.113549.1.1.1"), vec![0x05, 0x00]].concat();
    let bits = tlv::element(tlv::BIT_STRING, &[&[0], key.as_slice()].concat());
    let public = from_spki(&tlv::sequence(&[&tlv::sequence(&[&kind]), &bits]));
    match tlv::without_zeros(modulus).len() > RSA_MAX_BITS / 8 {
        true => PublicKey::unsupported(public.type_name()),
        false => public,
    }
}

/// A public key from `CKA_EC_PARAMS` and `CKA_EC_POINT`. The point is an OCTET STRING around 04 ‖ x ‖ y
/// (PKCS #11 2.40 current mechanisms 2.3.3); some tokens leave the wrapping out.
pub fn ec_key(curve: &[u8], point: &[u8]) -> PublicKey {
    let wrapped = || {
        let mut reader = Reader::der(point);
        let inside = reader.take(tlv::OCTET_STRING, "EC point").ok()?;
        reader.end("EC point").ok()?;
        Some(inside.content)
    };
    // A bare point on P-256 may look wrapped too (x beginning with 3f), a wrapped one is never 65 octets long.
    let point = match point {
        [4, rest @ ..] if rest.len() == 64 => point,
        other => wrapped().unwrap_or(other),
    };
    if curve.first() != Some(&tlv::OID) {
        return PublicKey::unreadable("EC on an unnamed curve");
    }
    let kind = [&tlv::object("1.2.840.10045.2.1"), curve].concat();
    let bits = tlv::element(tlv::BIT_STRING, &[&[0], point].concat());
    from_spki(&tlv::sequence(&[&tlv::sequence(&[&kind]), &bits]))
}

fn from_spki(spki: &[u8]) -> PublicKey {
    Dsc::from_spki("token", &[], spki).map_or_else(
        |_| PublicKey::unreadable("a key that its token describes unreadably"),
        |dsc| dsc.key,
    )
}

#[cfg(test)]
mod tests;

use super::*;
use crate::key::{Algorithm, Signer as _, SoftwareKey, generate_p256};

const P256: &str = "1.2.840.10045.3.1.7";

/// The point of a fresh key whose x begins with this octet.
fn point_with(first: u8) -> (PublicKey, Vec<u8>) {
    loop {
        let key = SoftwareKey::from_pkcs8(&generate_p256().unwrap()).unwrap();
        let public = key.public_key();
        let point = public.encode().split_off(1);
        if point[1] == first {
            return (public, point);
        }
    }
}

#[test]
fn a_point_is_read_wrapped_and_bare() {
    let curve = tlv::object(P256);
    // 3f makes a bare point look like an OCTET STRING of 63 octets.
    for first in [0x3f, 0x80] {
        let (public, point) = point_with(first);
        let wrapped = tlv::element(tlv::OCTET_STRING, &point);
        assert_eq!(wrapped.len(), 67);
        assert_eq!(ec_key(&curve, &wrapped), public);
        assert_eq!(ec_key(&curve, &point), public);
        for wrong in [&wrapped[..66], &point[..64], &[], &[4, 0], &[0; 65]] {
            assert_eq!(ec_key(&curve, wrong).algorithm(), None);
        }
    }
}

#[test]
fn the_right_curve_is_known_without_a_point() {
    let alg = curve_key(&tlv::object(P256)).algorithm();
    assert_eq!(alg, Some(Algorithm::Es256));
}

#[test]
fn another_curve_is_named() {
    let point = vec![4; 97];
    for (curve, name) in [
        (tlv::object("1.3.132.0.34"), "EC P-384"),
        (tlv::object("1.3.132.0.35"), "EC P-521"),
        (tlv::object("1.3.132.0.10"), "EC on curve 1.3.132.0.10"),
        (tlv::sequence(&[]), "EC on an unnamed curve"),
    ] {
        let key = ec_key(&curve, &point);
        assert_eq!((key.type_name().as_str(), key.algorithm()), (name, None));
        assert_eq!(curve_key(&curve).type_name(), name);
    }
}

#[test]
fn an_rsa_key_has_the_bits_of_its_modulus() {
    let modulus = |bits: usize| {
        let mut modulus = vec![0; bits / 8];
        modulus[0] = 0x80;
        modulus
    };
    for (bits, alg) in [
        (1024, None),
        (2040, None),
        (2048, Some(Algorithm::Ps256)),
        (8192, Some(Algorithm::Ps256)),
        (8200, None),
    ] {
        let key = rsa_key(&modulus(bits), &[1, 0, 1]);
        assert_eq!(key.type_name(), format!("RSA {bits}"));
        assert_eq!(key.algorithm(), alg, "{bits}");
        // Zeros in front are not part of the number.
        let padded = [vec![0; 3], modulus(bits)].concat();
        assert_eq!(rsa_key(&padded, &[0, 1, 0, 1]), key);
    }
}

use super::*;

fn key() -> SoftwareKey {
    SoftwareKey::from_pkcs8(&generate_p256().unwrap()).unwrap()
}

#[test]
fn es256_signs_and_verifies_64_octets() {
    let (key, other) = (key(), key());
    let signature = key.sign(b"message").unwrap();
    assert_eq!(signature.len(), ES256_LENGTH);
    let public = key.public_key();
    assert_eq!(public.algorithm(), Some(Algorithm::Es256));
    assert_eq!(
        public.verify(Algorithm::Es256, b"message", &signature),
        Ok(())
    );
    assert_eq!(
        public.verify(Algorithm::Es256, b"messagE", &signature),
        Err(SignatureError::Invalid)
    );
    assert_eq!(
        other
            .public_key()
            .verify(Algorithm::Es256, b"message", &signature),
        Err(SignatureError::Invalid)
    );
}

#[test]
fn the_key_type_decides_the_algorithm() {
    let public = key().public_key();
    let error = public.verify(Algorithm::Ps256, b"", &[0; 256]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "PS256 needs a key of type RSA, this one is EC P-256"
    );
    let rsa = PublicKey::rsa(&[], 1024);
    assert_eq!(rsa.algorithm(), None);
    let error = rsa.verify(Algorithm::Ps256, b"", &[0; 128]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "RSA key of 1024 bits, at least 2048 are needed"
    );
    let p384 = PublicKey::unsupported("EC P-384");
    let error = p384.verify(Algorithm::Es256, b"", &[0; 96]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "ES256 needs a key of type EC P-256, this one is EC P-384"
    );
}

#[test]
fn signatures_of_another_length_are_refused_before_the_arithmetic() {
    let public = key().public_key();
    for found in [0, 3, 63, 65, 72, 96] {
        let error = public
            .verify(Algorithm::Es256, b"", &vec![1; found])
            .unwrap_err();
        assert_eq!(error, SignatureError::Length { found, want: 64 });
    }
}

#[test]
fn only_pkcs8_is_taken_and_the_rest_gets_advice() {
    let block = |label: &str| format!("-----BEGIN {label}-----\nAAAA\n-----END {label}-----\n");
    let message = |text: &str| SoftwareKey::from_pem(text).unwrap_err().to_string();
    assert!(message("").contains("no PEM block"));
    assert!(message(&block("EC PRIVATE KEY")).contains("openssl pkcs8 -topk8"));
    assert!(message(&block("ENCRYPTED PRIVATE KEY")).contains("encrypted"));
    assert!(message(&block("PRIVATE KEY")).contains("neither EC P-256"));
    assert!(message(&block("CERTIFICATE")).contains("no PEM block"));
}

#[test]
fn a_point_must_be_whole_and_uncompressed() {
    assert!(PublicKey::p256(&[4; 64]).is_none());
    assert!(PublicKey::p256(&[2; 33]).is_none());
    assert!(PublicKey::p256(&[3; 65]).is_none());
}

#[test]
fn the_block_of_a_private_key_is_read_as_the_crate_reads_it_and_is_wiped() {
    fn wiped(_: &impl zeroize::ZeroizeOnDrop) {}
    let der = generate_p256().unwrap();
    wiped(&der);
    for config in [
        pem::EncodeConfig::new(),
        pem::EncodeConfig::new().set_line_ending(pem::LineEnding::LF),
        pem::EncodeConfig::new().set_line_wrap(76),
    ] {
        let key = pem::encode_config(&pem::Pem::new("PRIVATE KEY", der.to_vec()), config);
        let other = pem::encode_config(&pem::Pem::new("CERTIFICATE", vec![7; 99]), config);
        // Message before it, another block before it, and behind it.
        for text in [
            key.clone(),
            format!("Bag Attributes\n  friendlyName: a\n{key}"),
            format!("{other}{key}"),
            format!("{key}{other}"),
            format!("  {}", key.replace('\n', "  \n")),
        ] {
            let read = pkcs8_from_pem(&text).unwrap();
            wiped(&read);
            assert_eq!(*read, *der, "{text}");
        }
        for text in [
            key.replace("END PRIVATE", "END"),
            key.replacen("MI", "M!", 1),
            key.replace("-----BEGIN", "----BEGIN"),
            key.get(..60).unwrap().to_owned(),
        ] {
            assert_eq!(pkcs8_from_pem(&text), Err(KeyError::NoPem), "{text}");
        }
    }
}

#[test]
fn an_ed25519_key_verifies_where_it_is_asked_for_and_takes_part_in_no_algorithm() {
    // RFC 8032 7.1, test 2.
    let octets = |text| crate::codec::unhex(text).unwrap();
    let point = octets("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
    let signature = octets(
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da\
         085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    );
    let public = PublicKey::ed25519(&point).unwrap();
    assert_eq!(public.verify_ed25519(&[0x72], &signature), Ok(()));
    let wrong = Err(SignatureError::Invalid);
    assert_eq!(public.verify_ed25519(&[0x73], &signature), wrong);
    let length = SignatureError::Length {
        found: 63,
        want: 64,
    };
    assert_eq!(public.verify_ed25519(&[0x72], &signature[1..]), Err(length));
    assert_eq!(
        (public.algorithm(), PublicKey::ed25519(&[0; 31])),
        (None, None)
    );
    for alg in [Algorithm::Es256, Algorithm::Ps256] {
        let error = public.verify(alg, &[0x72], &signature).unwrap_err();
        assert!(matches!(error, SignatureError::KeyType { .. }));
    }
    let error = key().public_key().verify_ed25519(&[0x72], &signature);
    assert_eq!(
        error.unwrap_err().to_string(),
        "EdDSA needs a key of type Ed25519, this one is EC P-256"
    );
    assert_eq!(PublicKey::decode(&public.encode()), Some(public.clone()));
    let spki = public.spki().unwrap();
    let dsc = crate::trust::Dsc::from_spki("list", b"kid", &spki).unwrap();
    assert_eq!(
        (dsc.key.type_name(), dsc.key),
        ("Ed25519".to_owned(), public)
    );
}

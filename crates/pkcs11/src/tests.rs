use super::*;

#[test]
fn the_hash_is_made_outside_wherever_the_token_allows_it() {
    use MechanismType as M;
    let (es, ps) = (Algorithm::Es256, Algorithm::Ps256);
    for (alg, offered, scheme) in [
        (es, vec![M::ECDSA_SHA256, M::ECDSA], Some(Scheme::Ecdsa)),
        (es, vec![M::ECDSA_SHA256, M::RSA_PKCS_PSS], None),
        (
            ps,
            vec![M::SHA256_RSA_PKCS_PSS, M::RSA_PKCS_PSS],
            Some(Scheme::Pss),
        ),
        (ps, vec![M::SHA256_RSA_PKCS_PSS], Some(Scheme::PssHashing)),
        (ps, vec![M::SHA256_RSA_PKCS, M::RSA_PKCS, M::ECDSA], None),
        (ps, vec![], None),
    ] {
        match (Scheme::choose(alg, &offered), scheme) {
            (Ok(found), Some(want)) => assert_eq!(found, want),
            (Err(HsmError::Mechanism { alg: found, .. }), None) => assert_eq!(found, alg),
            (found, want) => panic!("{found:?}, expected {want:?}"),
        }
    }
}

#[test]
fn a_long_list_of_what_is_there_ends() {
    let mut there = There::default();
    assert_eq!(there.to_string(), "there is none");
    for number in 0..20 {
        there.add(|| format!("object=k{number}"));
    }
    let told = there.to_string();
    assert!(told.starts_with("there: object=k0, object=k1, "), "{told}");
    assert!(told.ends_with("object=k15 and 4 more"), "{told}");
}

#[test]
fn a_file_that_is_no_module_is_told_with_its_path() {
    let nowhere = Hsm::open(Path::new("/nowhere/hsm.so"))
        .unwrap_err()
        .to_string();
    assert!(
        nowhere.starts_with("PKCS #11 module /nowhere/hsm.so: "),
        "{nowhere}"
    );
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    assert!(matches!(Hsm::open(&manifest), Err(HsmError::Module { .. })));
}

#[test]
fn a_key_in_hardware_can_be_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<HsmKey>();
    shared::<Hsm>();
}

#[test]
fn a_pin_shows_nothing() {
    assert_eq!(format!("{:?}", Pin::new("1234".to_owned())), "Pin(…)");
}

//! What the tests do with the library itself, in a process that knows the token's folder.

use super::{MODULE, PIN, SO_PIN, STEP, WRONG_PIN, root};
use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::mechanism::Mechanism;
use cryptoki::object::{Attribute, CertificateType, ObjectClass};
use cryptoki::session::{Session, UserType};
use cryptoki::types::AuthPin;
use hcert::key::{Algorithm, KeyError, Signer as _};
use hcert_pkcs11::{Hsm, HsmError, HsmKey, Pin, PinFault, Tries, Uri};
use std::path::{Path, PathBuf};

/// The certificate under each CKA_ID.
const CERTIFICATES: [(u8, &str); 9] = [
    (0x01, "dsc-all"),
    (0x02, "dsc-ps256"),
    (0x22, "dsc-recovery"),
    // Another key's.
    (0x23, "dsc-all"),
    (0x24, "dsc-all"),
    (0x24, "dsc-all"),
    (0x25, "dsc-all"),
    (0x26, "dsc-all"),
    // Another key's, beside a public key object.
    (0x2b, "dsc-all"),
];

/// What runs in a process that knows the token's folder; nothing when the tests run as usual.
#[test]
fn step() {
    let Ok(step) = std::env::var(STEP) else {
        return;
    };
    let module = PathBuf::from(std::env::var_os(MODULE).unwrap());
    match step.as_str() {
        "blank" => make_blank(&module),
        "fill" => fill(&module),
        "login" => login_counts_for_the_token(&module),
        "wrong" => a_wrong_pin_is_tried_once(&module),
        "ended" => a_session_that_ended_is_told(&module),
        other => panic!("no step {other}"),
    }
}

/// Puts the certificates beside the keys, takes one the right to sign, and makes one that asks every time.
fn fill(module: &Path) {
    let session = raw_session(module);
    session
        .login(UserType::User, Some(&AuthPin::from(PIN.to_owned())))
        .unwrap();
    let with_id = CERTIFICATES.map(|(id, name)| (vec![id], name));
    // A certificate without CKA_ID is no key's.
    for (id, name) in with_id.into_iter().chain([(Vec::new(), "dsc-all")]) {
        let text = std::fs::read(root().join(format!("keys/{name}.pem"))).unwrap();
        let der = pem::parse(&text).unwrap().into_contents();
        let attributes = [
            Attribute::Class(ObjectClass::CERTIFICATE),
            Attribute::CertificateType(CertificateType::X_509),
            Attribute::Token(true),
            Attribute::Private(false),
            Attribute::Id(id),
            Attribute::Subject(vec![0x30, 0]),
            Attribute::Value(der),
        ];
        session.create_object(&attributes).unwrap();
    }
    let mute = [
        Attribute::Class(ObjectClass::PRIVATE_KEY),
        Attribute::Id(vec![0x25]),
    ];
    let mute = session.find_objects(&mute).unwrap()[0];
    let nameless = session
        .find_objects(&[Attribute::Label(b"nameless".to_vec())])
        .unwrap()[0];
    session
        .update_attributes(nameless, &[Attribute::Id(Vec::new())])
        .unwrap();
    session
        .update_attributes(mute, &[Attribute::Sign(false)])
        .unwrap();
    let p256 = vec![0x06, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];
    let public = [
        Attribute::Token(true),
        Attribute::Id(vec![0x28]),
        Attribute::EcParams(p256),
    ];
    let private = [
        Attribute::Token(true),
        Attribute::Id(vec![0x28]),
        Attribute::Label(b"asks".to_vec()),
        Attribute::AlwaysAuthenticate(true),
    ];
    session
        .generate_key_pair(&Mechanism::EccKeyPairGen, &public, &private)
        .unwrap();
}

/// Makes a token that has no PIN for users yet.
fn make_blank(module: &Path) {
    let context = Pkcs11::new(module).unwrap();
    context
        .initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK))
        .unwrap();
    let free = |slot: &_| !context.get_token_info(*slot).unwrap().token_initialized();
    let slots = context.get_slots_with_token().unwrap();
    let slot = slots.into_iter().find(free).unwrap();
    let pin = AuthPin::from(SO_PIN.to_owned());
    context.init_token(slot, &pin, "blank").unwrap();
}

fn raw_session(module: &Path) -> Session {
    let context = Pkcs11::new(module).unwrap();
    // The library under test may have initialised it.
    let _ = context.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK));
    let slots = context.get_slots_with_initialized_token().unwrap();
    let signing = |slot: &_| context.get_token_info(*slot).unwrap().label() == "signing";
    context
        .open_rw_session(slots.into_iter().find(signing).unwrap())
        .unwrap()
}

fn key(hsm: &Hsm, object: &str, pin: &str, asked: &mut u32) -> Result<HsmKey, HsmError> {
    let uri: Uri = format!("pkcs11:token=signing;object={object}")
        .parse()
        .unwrap();
    hsm.key(&uri, &[], &mut |request| {
        *asked += 1;
        assert!(request.token.starts_with("token=signing;serial="));
        assert_ne!(request.tries, Tries::Last);
        Ok(Pin::new(pin.to_owned()))
    })
}

fn login_counts_for_the_token(module: &Path) {
    let mut asked = 0;
    let hsm = Hsm::open(module).unwrap();
    let ec = key(&hsm, "ec", PIN, &mut asked).unwrap();
    // Opened once more, as by a second signer.
    let rsa = key(&Hsm::open(module).unwrap(), "rsa", PIN, &mut asked).unwrap();
    assert_eq!(asked, 1, "one login counts for both");
    assert_eq!(
        (ec.algorithm(), rsa.algorithm()),
        (Algorithm::Es256, Algorithm::Ps256)
    );
    assert_eq!((ec.certificates().len(), rsa.certificates().len()), (1, 1));
    for (key, length) in [(&ec, 64), (&rsa, 256)] {
        let signature = key.sign(b"message").unwrap();
        assert_eq!(signature.len(), length);
        let public = key.public_key();
        assert_eq!(
            public.verify(key.algorithm(), b"message", &signature),
            Ok(())
        );
        assert!(
            public
                .verify(key.algorithm(), b"other", &signature)
                .is_err()
        );
    }
    // Many threads share one key.
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| (0..25).for_each(|_| drop(ec.sign(b"message").unwrap())));
        }
    });
    let shown = format!("{ec:?}");
    assert!(
        shown.starts_with("HsmKey(ES256, token=signing;serial="),
        "{shown}"
    );
    assert!(shown.ends_with(";object=ec;id=%01)"), "{shown}");
}

fn a_wrong_pin_is_tried_once(module: &Path) {
    let mut asked = 0;
    let hsm = Hsm::open(module).unwrap();
    for pin in [WRONG_PIN, "1", &"1".repeat(300)] {
        let wrong = key(&hsm, "ec", pin, &mut asked).unwrap_err();
        assert_eq!(wrong, HsmError::Pin(PinFault::Wrong));
    }
    assert_eq!(asked, 3);
    let uri: Uri = "pkcs11:token=signing;object=ec".parse().unwrap();
    let error = hsm.key(&uri, &[], &mut |request| {
        // The software token counts wrong ones without ever locking.
        assert_eq!(request.tries, Tries::Few);
        Err("nobody is there".into())
    });
    assert_eq!(error.unwrap_err().to_string(), "no PIN: nobody is there");
    key(&hsm, "ec", PIN, &mut asked).unwrap();
}

fn a_session_that_ended_is_told(module: &Path) {
    let hsm = Hsm::open(module).unwrap();
    let ec = key(&hsm, "ec", PIN, &mut 0).unwrap();
    ec.sign(b"message").unwrap();
    // Somebody logs out: it counts for every session of the process.
    raw_session(module).logout().unwrap();
    let Err(KeyError::Hardware(reason)) = ec.sign(b"message") else {
        panic!("signed without a login");
    };
    let reason = reason.to_string();
    assert!(reason.contains("its session has ended"), "{reason}");
}

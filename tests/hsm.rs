//! Keys in hardware, end to end, with SoftHSM2 in the place of hardware. Where it is not installed the tests
//! say so and pass.
//!
//! The software token finds its folder by an environment variable alone, so that whatever touches it runs
//! in a process of its own: the program, or this test binary once more ([`inside`]).
#![cfg(feature = "pkcs11")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test stops at the first surprise"
)]

use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::mechanism::Mechanism;
use cryptoki::object::{Attribute, CertificateType, ObjectClass};
use cryptoki::session::{Session, UserType};
use cryptoki::types::AuthPin;
use hcert::hsm::{Hsm, HsmError, HsmKey, Pin, PinFault, Tries, Uri};
use hcert::key::{Algorithm, KeyError, Signer as _};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

const PIN: &str = "kvist-4711";
const WRONG_PIN: &str = "kvist-4712";
const SO_PIN: &str = "kvist-9999";
const AT: [&str; 2] = ["--at", "2022-02-01T12:00:00Z"];
const PAYLOAD: &str = "testdata/payloads/vaccination-2-2.json";

/// The variables that tell a process of this binary what to do.
const STEP: &str = "HCERT_TEST_HSM_STEP";
const MODULE: &str = "HCERT_TEST_HSM_MODULE";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A folder with two tokens, `signing` and `spare`.
struct Token {
    folder: tempfile::TempDir,
    module: PathBuf,
}

/// The key that stands under each label, with its CKA_ID; `-` for one without a public key object.
const KEYS: [(&str, &str, &str); 11] = [
    ("ec", "01", "dsc-all"),
    ("rsa", "02", "dsc-ps256"),
    ("twin", "11", "dsc-test"),
    ("twin", "12", "dsc-recovery"),
    ("alone", "21", "-dsc-vaccination"),
    ("certified", "22", "-dsc-recovery"),
    ("crossed", "23", "-dsc-test"),
    ("renewed", "24", "dsc-all"),
    ("mute", "25", "dsc-all"),
    ("p384", "26", "p384"),
    ("short", "27", "rsa1024"),
];

/// The certificate under each CKA_ID.
const CERTIFICATES: [(u8, &str); 8] = [
    (0x01, "dsc-all"),
    (0x02, "dsc-ps256"),
    (0x22, "dsc-recovery"),
    // Another key's.
    (0x23, "dsc-all"),
    (0x24, "dsc-all"),
    (0x24, "dsc-all"),
    (0x25, "dsc-all"),
    (0x26, "dsc-all"),
];

impl Token {
    fn make(module: PathBuf) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let token = Self { folder, module };
        std::fs::create_dir(token.path("tokens")).unwrap();
        let setting = format!(
            "directories.tokendir = {}\nobjectstore.backend = file\nlog.level = ERROR\n",
            token.path("tokens").display()
        );
        std::fs::write(token.path("softhsm2.conf"), setting).unwrap();
        for (name, pin) in [("pin", PIN), ("wrong", WRONG_PIN)] {
            token.secret(name, &format!("{pin}\n"));
        }
        for label in ["signing", "spare"] {
            token.util(&[
                "--init-token",
                "--free",
                "--label",
                label,
                "--so-pin",
                SO_PIN,
            ]);
        }
        let p384 = rcgen::KeyPair::generate_for(&rcgen::PKCS_ECDSA_P384_SHA384).unwrap();
        token.secret("p384.key.pem", &p384.serialize_pem());
        let short = {
            use rsa::pkcs8::{EncodePrivateKey as _, LineEnding};
            let key = rsa::RsaPrivateKey::new(&mut rsa::rand_core::OsRng, 1024).unwrap();
            key.to_pkcs8_pem(LineEnding::LF).unwrap().to_string()
        };
        token.secret("rsa1024.key.pem", &short);
        for (label, id, name) in KEYS {
            let bare = name.trim_start_matches('-');
            let file = format!("{bare}.key.pem");
            let path = [root().join("keys").join(&file), token.path(&file)];
            let path = path.iter().find(|path| path.exists()).unwrap();
            let path = path.to_str().unwrap();
            let mut words = vec!["--import", path, "--token", "signing", "--label", label];
            words.extend(["--id", id]);
            words.extend(name.starts_with('-').then_some("--no-public-key"));
            token.util(&words);
        }
        token.step("fill");
        token
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn secret(&self, name: &str, text: &str) {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::write(self.path(name), text).unwrap();
        let mode = std::fs::Permissions::from_mode(0o600);
        std::fs::set_permissions(self.path(name), mode).unwrap();
    }

    fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .env("SOFTHSM2_CONF", self.path("softhsm2.conf"))
            .env_remove("HCERT_PKCS11_MODULE")
            .env("NO_COLOR", "1")
            .current_dir(root())
            .stdin(Stdio::null());
        command
    }

    fn util(&self, words: &[&str]) {
        let mut command = self.command("softhsm2-util");
        command.args(words).args(["--pin", PIN]);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{words:?}: {output:?}");
    }

    /// Runs one step of [`inside`].
    fn step(&self, name: &str) {
        let mut command = self.command(std::env::current_exe().unwrap());
        command.args(["--exact", "inside", "--nocapture"]);
        command.env(STEP, name).env(MODULE, &self.module);
        let output = command.output().unwrap();
        let told = String::from_utf8_lossy(&output.stdout);
        assert!(
            output.status.success() && told.contains("1 passed"),
            "{name}: {output:#?}"
        );
    }

    /// A URI on the token `signing` with the PIN in a file.
    fn uri(&self, attributes: &str) -> String {
        self.uri_with(attributes, "pin")
    }

    fn uri_with(&self, attributes: &str, pin_file: &str) -> String {
        format!(
            "pkcs11:token=signing;{attributes}?module-path={}&pin-source=file:{}",
            self.module.display(),
            self.path(pin_file).display()
        )
    }

    fn issue(&self, signer: &str) -> Output {
        let mut command = self.command(env!("CARGO_BIN_EXE_hcert"));
        command
            .args(["issue", PAYLOAD, "--signer", signer])
            .args(AT);
        silent(command.output().unwrap())
    }

    fn refused(&self, signer: &str) -> String {
        told(&self.issue(signer), 2)
    }
}

/// No output holds a PIN, whatever happened.
fn silent(output: Output) -> Output {
    for stream in [&output.stdout, &output.stderr] {
        let text = String::from_utf8_lossy(stream);
        assert!(!text.contains("kvist"), "a PIN in the output: {text}");
    }
    output
}

/// What was said on standard error by a command that ended so.
fn told(output: &Output, code: i32) -> String {
    let told = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(output.status.code(), Some(code), "{told}");
    assert_eq!(output.stdout.is_empty(), code != 0, "{told}");
    told
}

/// Issues a code and verifies it against the published certificates; the algorithm that it was signed by.
fn good(token: &Token, signer: &str) -> String {
    let issued = token.issue(signer);
    assert_eq!(told(&issued, 0), "");
    let code = String::from_utf8(issued.stdout).unwrap();
    let mut verify = token.command(env!("CARGO_BIN_EXE_hcert"));
    verify
        .args(["verify", "--json", "--trust", "keys"])
        .args(AT);
    let verified = verify.arg(code.trim()).output().unwrap();
    let line: serde_json::Value = serde_json::from_slice(&verified.stdout).unwrap();
    assert_eq!(
        (verified.status.code(), &line["verdict"]),
        (Some(0), &"accept".into()),
        "{line}"
    );
    line["certificate"]["alg"].as_str().unwrap().to_owned()
}

/// The tokens, made once; `None` where the software token is not installed.
fn token() -> Option<&'static Token> {
    static TOKEN: OnceLock<Option<Token>> = OnceLock::new();
    let token = TOKEN.get_or_init(|| {
        let places = [
            "/usr/lib/softhsm/libsofthsm2.so",
            "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
            "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
            "/usr/lib64/softhsm/libsofthsm2.so",
        ];
        let module = places
            .iter()
            .map(PathBuf::from)
            .find(|path| path.exists())?;
        let util = Command::new("softhsm2-util").arg("--version").output();
        util.ok().map(|_| Token::make(module))
    });
    if token.is_none() {
        println!("skipped: SoftHSM2 is not installed");
    }
    token.as_ref()
}

#[test]
fn a_key_in_hardware_signs_by_es256_and_by_ps256() {
    let Some(token) = token() else { return };
    assert_eq!(good(token, &token.uri("object=ec;type=private")), "ES256");
    assert_eq!(good(token, &token.uri("object=rsa")), "PS256");
    assert_eq!(good(token, &token.uri("id=%01")), "ES256");
}

#[test]
fn the_certificate_may_come_from_a_file() {
    let Some(token) = token() else { return };
    // The twins are told apart by their id; there is no certificate of theirs on the token.
    let twin = token.uri("object=twin;id=%11");
    let lack = token.refused(&twin);
    assert!(
        lack.contains("no certificate of the key with its CKA_ID on the token"),
        "{lack}"
    );
    assert!(lack.contains("pkcs11:…,CERT"), "{lack}");
    // A test signer signs no vaccination: the certificate in the file counts.
    let other = told(&token.issue(&format!("{twin},keys/dsc-test.pem")), 1);
    assert!(
        other.contains("no signer covers a vaccination certificate"),
        "{other}"
    );
    let wrong = token.refused(&format!("{twin},keys/dsc-all.pem"));
    assert!(
        wrong.contains("the key does not belong to the certificate"),
        "{wrong}"
    );
    assert_eq!(
        good(token, &format!("{},keys/dsc-all.pem", token.uri("id=%01"))),
        "ES256"
    );
    let nothing = token.refused("pkcs11:token=signing;object=ec,keys/nothing.pem?module-path=/m");
    assert!(
        nothing.contains("object: ") || nothing.contains("offset"),
        "{nothing}"
    );
}

#[test]
fn the_public_half_may_be_in_a_certificate_alone() {
    let Some(token) = token() else { return };
    let recovery = told(&token.issue(&token.uri("object=certified")), 1);
    assert!(
        recovery.contains("no signer covers a vaccination certificate"),
        "{recovery}"
    );
    let alone = token.uri("object=alone");
    let lack = token.refused(&alone);
    assert!(
        lack.contains("the key's public half is not on the token"),
        "{lack}"
    );
    assert_eq!(
        good(token, &format!("{alone},keys/dsc-vaccination.pem")),
        "ES256"
    );
}

#[test]
fn a_signature_that_does_not_stand_with_the_certificate_is_not_handed_out() {
    let Some(token) = token() else { return };
    let crossed = told(&token.issue(&token.uri("object=crossed")), 1);
    assert!(
        crossed.contains("does not stand with the public key"),
        "{crossed}"
    );
}

#[test]
fn several_certificates_of_one_key_are_not_chosen_from() {
    let Some(token) = token() else { return };
    let renewed = token.refused(&token.uri("object=renewed"));
    assert!(
        renewed.contains("2 certificates of the key on the token"),
        "{renewed}"
    );
    assert_eq!(
        good(
            token,
            &format!("{},keys/dsc-all.pem", token.uri("object=renewed"))
        ),
        "ES256"
    );
}

#[test]
fn none_and_several_are_told_with_what_is_there() {
    let Some(token) = token() else { return };
    let none = token.refused(&token.uri("object=nobody"));
    for part in [
        "no private key fits the URI",
        "object=ec;id=%01",
        "object=twin;id=%12",
    ] {
        assert!(none.contains(part), "{part}: {none}");
    }
    let twins = token.refused(&token.uri("object=twin"));
    assert!(
        twins.contains("several private keys fit the URI"),
        "{twins}"
    );
    assert!(
        twins.contains("object=twin;id=%11") && twins.contains("object=twin;id=%12"),
        "{twins}"
    );
    assert!(!twins.contains("object=ec"), "{twins}");
    let comma = token.refused(&format!("{},keys/nothing.pem", token.uri("object=ec")));
    assert!(comma.contains("pin-source"), "{comma}");
    let comma = token.refused(&token.uri("object=ec,keys"));
    assert!(
        comma.contains("what follows the last comma is no file"),
        "{comma}"
    );

    let query = format!("?module-path={}", token.module.display());
    let none = token.refused(&format!("pkcs11:token=elsewhere;object=ec{query}"));
    assert!(
        none.contains("no token fits the URI; there: token=s"),
        "{none}"
    );
    assert!(
        none.contains("token=signing;serial=") && none.contains("token=spare;serial="),
        "{none}"
    );
    let both = token.refused(&format!("pkcs11:object=ec{query}"));
    assert!(both.contains("several tokens fit the URI"), "{both}");
    for attribute in [
        "manufacturer=Other",
        "model=Other",
        "serial=0",
        "slot-id=77",
        "slot-description=O",
    ] {
        let none = token.refused(&format!("pkcs11:token=signing;{attribute}{query}"));
        assert!(
            none.contains("no token fits the URI"),
            "{attribute}: {none}"
        );
    }
}

#[test]
fn every_attribute_of_the_token_and_the_module_counts() {
    let Some(token) = token() else { return };
    let right = "manufacturer=SoftHSM%20project;model=SoftHSM%20v2;library-manufacturer=SoftHSM;\
                 slot-manufacturer=SoftHSM%20project;object=ec";
    assert_eq!(
        good(token, &format!("{}&module-name=softhsm2", token.uri(right))),
        "ES256"
    );
    for (attribute, name) in [
        ("library-manufacturer=Other", "library-manufacturer"),
        ("library-description=Other", "library-description"),
        ("library-version=99.1", "library-version"),
    ] {
        let other = token.refused(&token.uri(&format!("{attribute};object=ec")));
        assert!(other.contains(&format!("the URI wants {name}")), "{other}");
    }
    let other = token.refused(&format!("{}&module-name=other", token.uri("object=ec")));
    assert!(
        other.contains("the URI wants module-name \"other\""),
        "{other}"
    );
}

#[test]
fn keys_that_sign_no_certificate_are_refused_by_their_type_and_use() {
    let Some(token) = token() else { return };
    for (object, reason) in [
        (
            "p384",
            "the key is EC P-384; a signer's is EC P-256 or RSA of 2048 to 8192 bits",
        ),
        ("short", "the key is RSA 1024; a signer's is"),
        ("mute", "CKA_SIGN is false"),
        (
            "asks",
            "wants its PIN for every signature (CKA_ALWAYS_AUTHENTICATE)",
        ),
    ] {
        let refused = token.refused(&token.uri(&format!("object={object}")));
        assert!(refused.contains(reason), "{object}: {refused}");
    }
}

#[test]
fn the_module_is_named_by_the_uri_or_by_the_environment() {
    let Some(token) = token() else { return };
    let uri = format!(
        "pkcs11:token=signing;object=ec?pin-source={}",
        token.path("pin").display()
    );
    let lack = token.refused(&uri);
    assert!(
        lack.contains("module-path") && lack.contains("HCERT_PKCS11_MODULE"),
        "{lack}"
    );
    let with = |module: &Path| {
        let mut command = token.command(env!("CARGO_BIN_EXE_hcert"));
        command.args(["issue", PAYLOAD, "--signer", &uri]).args(AT);
        silent(command.env("HCERT_PKCS11_MODULE", module).output().unwrap())
    };
    told(&with(&token.module), 0);
    let missing = told(&with(Path::new("/nowhere/hsm.so")), 2);
    assert!(
        missing.contains("PKCS #11 module /nowhere/hsm.so"),
        "{missing}"
    );
}

#[test]
fn a_wrong_pin_is_told_and_shown_nowhere() {
    let Some(token) = token() else { return };
    let wrong = token.refused(&token.uri_with("object=ec", "wrong"));
    assert!(
        wrong.contains("did not take the PIN; it is not tried again"),
        "{wrong}"
    );
    let missing = token.refused(&token.uri_with("object=ec", "missing"));
    assert!(
        missing.contains("no PIN: pin-source") && missing.contains("missing: No such file"),
        "{missing}"
    );
    token.secret("empty", "\n");
    let empty = token.refused(&token.uri_with("object=ec", "empty"));
    assert!(empty.contains("is empty"), "{empty}");
    // Whoever writes the PIN where its file belongs does not read it in a log.
    let module = token.module.display();
    let instead = token.refused(&format!(
        "pkcs11:token=signing;object=ec?module-path={module}&pin-source={PIN}"
    ));
    assert!(instead.contains("no PIN: pin-source"), "{instead}");
}

#[test]
fn a_pin_in_the_uri_is_refused_in_whatever_place() {
    let Some(token) = token() else { return };
    let module = token.module.display();
    for uri in [
        format!("pkcs11:token=signing;object=ec?module-path={module}&pin-value={PIN}"),
        format!("pkcs11:token=signing;object=ec;pin-value={PIN}?module-path={module}"),
        format!("PKCS11:token=signing;object=ec?module-path={module}?PIN-VALUE={PIN}"),
        format!(
            "pkcs11:token=signing;object=ec?module-path={module}&pin-value={PIN},keys/dsc-all.pem"
        ),
    ] {
        let refused = token.refused(&uri);
        assert!(refused.contains("pin-value is not taken"), "{refused}");
    }
    for uri in [
        format!("pkcs11:token=signing;object=ec?module-path={module}&pin={PIN}"),
        format!("pkcs11:token=signing;object=ec?module-path={module}&{PIN}"),
        format!("pkcs11:token=signing;object=ec?module-path={module}&pin-source=pin:{PIN}"),
    ] {
        token.refused(&uri);
    }
}

#[test]
fn a_pin_file_that_others_can_read_is_warned_of() {
    use std::os::unix::fs::PermissionsExt as _;
    let Some(token) = token() else { return };
    let path = token.path("open");
    std::fs::write(&path, PIN).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
    let warned = told(&token.issue(&token.uri_with("object=ec", "open")), 0);
    assert!(warned.contains("others can read it (mode 644)"), "{warned}");
}

#[test]
fn what_the_query_says_to_others_is_named_and_passed_by() {
    let Some(token) = token() else { return };
    let warned = told(
        &token.issue(&format!("{}&x-vendor=1", token.uri("object=ec"))),
        0,
    );
    assert!(
        warned.contains("attribute x-vendor means nothing here"),
        "{warned}"
    );
}

#[test]
fn without_a_terminal_a_missing_pin_source_is_told() {
    let Some(token) = token() else { return };
    let uri = format!(
        "pkcs11:token=signing;object=ec?module-path={}",
        token.module.display()
    );
    // A session of its own has no terminal to fall back to.
    let mut command = token.command("setsid");
    command.args([
        "--wait",
        env!("CARGO_BIN_EXE_hcert"),
        "issue",
        PAYLOAD,
        "--signer",
        &uri,
    ]);
    let lack = told(&command.args(AT).output().unwrap(), 2);
    assert!(lack.contains("no PIN: there is no terminal"), "{lack}");
    assert!(lack.contains("pin-source=file:"), "{lack}");
}

#[test]
fn at_a_terminal_the_pin_is_asked_for_once_and_not_echoed() {
    let Some(token) = token() else { return };
    let line = format!(
        "'{}' issue {PAYLOAD} --at {} --signer 'pkcs11:token=signing;object=ec?module-path={module}' \
         --signer 'pkcs11:token=signing;object=rsa?module-path={module}'",
        env!("CARGO_BIN_EXE_hcert"),
        AT[1],
        module = token.module.display()
    );
    let mut command = token.command("script");
    command.args(["-qec", &line, "/dev/null"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let (mut keyboard, mut screen) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let mut seen = Vec::new();
    let mut octet = [0];
    // What is typed before the question is asked would be echoed by the terminal itself.
    while !seen.ends_with(b": ") && screen.read(&mut octet).unwrap() == 1 {
        seen.push(octet[0]);
    }
    std::thread::sleep(std::time::Duration::from_millis(300));
    writeln!(keyboard, "{PIN}").unwrap();
    screen.read_to_end(&mut seen).unwrap();
    let seen = String::from_utf8(seen).unwrap();
    assert!(child.wait().unwrap().success(), "{seen}");
    assert!(!seen.contains("kvist"), "{seen}");
    assert_eq!(
        seen.matches("PIN of token=signing;serial=").count(),
        1,
        "{seen}"
    );
    assert!(seen.contains("HC1:"), "{seen}");
}

#[test]
fn a_page_is_signed_by_a_key_in_hardware() {
    let Some(token) = token() else { return };
    let out = token.path("pages");
    let mut command = token.command(env!("CARGO_BIN_EXE_hcert"));
    command.args(["page", "testdata/records/booster.json", "--format", "html"]);
    command
        .arg("--out")
        .arg(&out)
        .args(["--at", "2022-02-01T12:00:00+01:00"]);
    let output = command
        .args(["--signer", &token.uri("object=ec")])
        .output()
        .unwrap();
    assert_eq!(silent(output).status.code(), Some(0));
    assert!(std::fs::read_dir(&out).unwrap().count() > 0);
}

#[test]
fn login_happens_once_and_a_session_that_ended_is_told() {
    let Some(token) = token() else { return };
    token.step("login");
    token.step("wrong");
    token.step("ended");
}

/// What runs in a process that knows the token's folder; nothing when the tests run as usual.
#[test]
fn inside() {
    let Ok(step) = std::env::var(STEP) else {
        return;
    };
    let module = PathBuf::from(std::env::var_os(MODULE).unwrap());
    match step.as_str() {
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
    for (id, name) in CERTIFICATES {
        let text = std::fs::read(root().join(format!("keys/{name}.pem"))).unwrap();
        let der = pem::parse(&text).unwrap().into_contents();
        let attributes = [
            Attribute::Class(ObjectClass::CERTIFICATE),
            Attribute::CertificateType(CertificateType::X_509),
            Attribute::Token(true),
            Attribute::Private(false),
            Attribute::Id(vec![id]),
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
        Err("nobody is there".to_owned())
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
    assert!(reason.contains("its session has ended"), "{reason}");
}

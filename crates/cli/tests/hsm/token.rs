//! The software token of the tests, and the program that uses it.

use super::{AT, MODULE, PAYLOAD, PIN, SO_PIN, STEP, WRONG_PIN, root};
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

/// A folder with the tokens `signing`, `spare`, and `blank`, which has no PIN.
pub(crate) struct Token {
    folder: tempfile::TempDir,
    pub(crate) module: PathBuf,
}

/// The key that stands under each label, with its CKA_ID; `-` for one without a public key object.
const KEYS: [(&str, &str, &str); 15] = [
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
    // Two pairs under one CKA_ID.
    ("double", "29", "dsc-test"),
    ("other-double", "29", "dsc-recovery"),
    // Loses its CKA_ID later.
    ("nameless", "2a", "-dsc-all"),
    ("stray", "2b", "dsc-test"),
];

impl Token {
    pub(crate) fn make(module: PathBuf) -> Self {
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
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
            words.extend(["--id", id, "--force"]);
            words.extend(name.starts_with('-').then_some("--no-public-key"));
            token.util(&words);
        }
        token.step("fill");
        token.step("blank");
        token
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn secret(&self, name: &str, text: &str) {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::write(self.path(name), text).unwrap();
        let mode = std::fs::Permissions::from_mode(0o600);
        std::fs::set_permissions(self.path(name), mode).unwrap();
    }

    pub(crate) fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .env("SOFTHSM2_CONF", self.path("softhsm2.conf"))
            .env_remove("HCERT_PKCS11_MODULE")
            .env("NO_COLOR", "1")
            .current_dir(root())
            .stdin(Stdio::null());
        command
    }

    pub(crate) fn util(&self, words: &[&str]) {
        let mut command = self.command("softhsm2-util");
        command.args(words).args(["--pin", PIN]);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{words:?}: {output:?}");
    }

    /// Runs one step of [`super::inside`].
    pub(crate) fn step(&self, name: &str) {
        let mut command = self.command(std::env::current_exe().unwrap());
        command.args(["--exact", "hsm::inside::step", "--nocapture"]);
        command.env(STEP, name).env(MODULE, &self.module);
        let output = command.output().unwrap();
        let told = String::from_utf8_lossy(&output.stdout);
        assert!(
            output.status.success() && told.contains("1 passed"),
            "{name}: {output:#?}"
        );
    }

    /// A URI on the token `signing` with the PIN in a file.
    pub(crate) fn uri(&self, attributes: &str) -> String {
        self.uri_with(attributes, "pin")
    }

    pub(crate) fn uri_with(&self, attributes: &str, pin_file: &str) -> String {
        format!(
            "pkcs11:token=signing;{attributes}?module-path={}&pin-source=file:{}",
            self.module.display(),
            self.path(pin_file).display()
        )
    }

    pub(crate) fn issue(&self, signer: &str) -> Output {
        let mut command = self.command(env!("CARGO_BIN_EXE_hcert"));
        command
            .args(["issue", PAYLOAD, "--signer", signer])
            .args(AT);
        silent(command.output().unwrap())
    }

    pub(crate) fn refused(&self, signer: &str) -> String {
        told(&self.issue(signer), 2)
    }
}

/// No output holds a PIN, whatever happened.
pub(crate) fn silent(output: Output) -> Output {
    for stream in [&output.stdout, &output.stderr] {
        let text = String::from_utf8_lossy(stream);
        assert!(!text.contains("kvist"), "a PIN in the output: {text}");
    }
    output
}

/// What was said on standard error by a command that ended so.
pub(crate) fn told(output: &Output, code: i32) -> String {
    let told = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(output.status.code(), Some(code), "{told}");
    assert_eq!(output.stdout.is_empty(), code != 0, "{told}");
    told
}

/// Issues a code and verifies it against the published certificates; the algorithm that it was signed by.
pub(crate) fn good(token: &Token, signer: &str) -> String {
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
        (Some(0), &"genuine".into()),
        "{line}"
    );
    line["certificate"]["alg"].as_str().unwrap().to_owned()
}

/// The tokens, made once, for one test after the other; `None` where the software token is not installed.
///
/// The software token writes its file anew at every login, and another process that reads it just then sees
/// half a token.
pub(crate) fn token() -> Option<MutexGuard<'static, Token>> {
    static TOKEN: OnceLock<Option<Mutex<Token>>> = OnceLock::new();
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
        util.ok().map(|_| Mutex::new(Token::make(module)))
    });
    if token.is_none() {
        println!("skipped: SoftHSM2 is not installed");
    }
    let token = token.as_ref()?;
    Some(token.lock().unwrap_or_else(PoisonError::into_inner))
}

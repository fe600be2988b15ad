//! The ledger, held to the same cases in both databases.
//!
//! PostgreSQL is tested where the environment names a server: `HCERT_TEST_POSTGRES`, a URL to a database in
//! which schemas may be made. Each case has a schema of its own, which is dropped in the end.

use super::*;
use hcert::revocation::HashType;

mod cases;
mod places;

/// Runs every case in both databases.
macro_rules! suite {
    ($($case:ident),* $(,)?) => {
        mod in_sqlite {
            $(#[test]
            fn $case() {
                super::cases::$case(&super::places::Folder::new().place());
            })*
        }

        #[cfg(feature = "postgres")]
        mod in_postgresql {
            $(#[test]
            fn $case() {
                if let Some(schema) = super::places::Schema::new(stringify!($case)) {
                    super::cases::$case(&schema.place());
                }
            })*
        }

        /// A case that stands in no list would never run.
        #[test]
        fn every_case_is_in_the_list() {
            let listed = [$(stringify!($case)),*];
            let written = include_str!("tests/cases.rs").lines();
            let written = written.filter_map(|line| line.strip_prefix("pub(super) fn "));
            for case in written.filter_map(|line| line.split('(').next()) {
                assert!(listed.contains(&case), "{case}");
            }
        }
    };
}

suite!(
    a_code_is_recorded_once_and_read_back_alike,
    a_code_with_other_content_is_refused_and_nothing_of_its_company_is_kept,
    everything_can_be_revoked_and_is_counted,
    revoking_again_changes_neither_moment_nor_reason,
    an_expired_certificate_is_not_revoked_but_counted,
    many_are_revoked_together_and_told_apart,
    a_certificate_is_batched_once_and_written_until_it_is_marked,
    a_signer_that_fails_leaves_everything_as_it_was,
    a_batch_has_a_thousand_entries_at_most,
    batches_are_cut_by_country_signer_and_expiry,
    the_same_ledger_gives_the_same_batches,
    each_chosen_hash_type_names_each_certificate_once,
    a_code_without_identifier_is_named_by_its_signature_whatever_is_chosen,
    an_identifier_that_is_shared_is_listed_once_unless_one_outlives_the_batch,
    what_expires_before_it_is_batched_is_left_out,
    the_walk_meets_every_row_once_and_no_other,
    a_job_that_fails_ends_the_walk,
    other_tables_are_refused_by_their_version,
    a_ledger_that_is_not_there_is_made_only_by_open,
    in_its_last_second_a_certificate_is_revoked_walked_and_batched,
    who_revokes_waits_for_who_writes,
    two_handles_at_once_lose_and_double_nothing,
    two_that_open_at_the_same_moment_make_one_ledger,
);

#[test]
fn nothing_shows_an_identifier_or_a_password() {
    let uvci = "URN:UVCI:01:NO:SECRET#X";
    let mut one = cases::issued(1);
    one.identifier = Some(Identifier::new(uvci, "NO"));
    let entry = Entry {
        issued: one,
        revoked: None,
    };
    let folder = places::Folder::new();
    let ledger = Ledger::open(&folder.place()).unwrap();
    let told = format!(
        "{entry:?} {:?} {:?} {ledger:?} {:?}",
        Whom::Uvci(uvci),
        LedgerError::Differs { signature: [1; 16] },
        [Value::from(uvci)],
    );
    assert!(!told.contains("SECRET"), "{told}");
    assert!(!told.contains(folder.place().as_str()), "{told}");
    let refused = "the nurse misread the card of Kari"
        .parse::<Reason>()
        .unwrap_err();
    let refused = refused.to_string();
    assert!(!refused.contains("Kari"), "{refused}");
}

#[cfg(not(feature = "postgres"))]
#[test]
fn a_program_without_postgresql_names_what_it_lacks() {
    for url in [
        "postgres://u:s3cret@localhost/x",
        "postgresql://localhost/x",
    ] {
        let error = Ledger::open(url).unwrap_err();
        assert_eq!(error, LedgerError::NoPostgres);
        assert!(error.to_string().contains("feature postgres"));
    }
}

#[cfg(unix)]
#[test]
fn a_file_is_readable_by_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = places::Folder::new();
    let mut ledger = Ledger::open(&folder.place()).unwrap();
    ledger.record(&[cases::issued(1)]).unwrap();
    let mut count = 0;
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{}", entry.path().display());
        count += 1;
    }
    assert!(count >= 2, "the ledger and its log");
}

#[test]
fn a_file_of_another_program_is_left_alone() {
    let folder = places::Folder::new();
    let path = folder.place();
    let other = rusqlite::Connection::open(&path).unwrap();
    other
        .execute_batch("CREATE TABLE bookmark (url TEXT)")
        .unwrap();
    drop(other);
    let before = std::fs::read(&path).unwrap();
    let error = Ledger::open(&path).unwrap_err();
    assert_eq!(
        error,
        LedgerError::Foreign {
            place: path.clone()
        }
    );
    assert_eq!(std::fs::read(&path).unwrap(), before);
    std::fs::write(&path, "not a database, but long enough to be taken for one").unwrap();
    assert!(matches!(Ledger::open(&path), Err(LedgerError::Open { .. })));
    for none in ["", ":memory:", "/nowhere/at/all.db"] {
        let refused = Ledger::open(none);
        assert!(matches!(refused, Err(LedgerError::Open { .. })), "{none}");
    }
}

#[test]
fn what_means_a_server_is_not_taken_for_a_file_and_not_repeated() {
    for place in [
        "POSTGRES://u:s3cret@127.0.0.1/x",
        "postgresql+tls://u:s3cret@127.0.0.1/x",
        "mysql://u:s3cret@127.0.0.1/x",
        "user=u password=s3cret dbname=x",
        "password=s3cret",
    ] {
        for error in [
            Ledger::open(place).unwrap_err(),
            Ledger::open_existing(place).unwrap_err(),
        ] {
            assert_eq!(error, LedgerError::Place, "{place}");
            assert!(!format!("{error} {error:?}").contains("s3cret"), "{error}");
        }
        assert!(!std::path::Path::new(place).exists(), "{place}");
    }
}

#[test]
fn a_ledger_survives_its_journal_being_cut_off() {
    let folder = places::Folder::new();
    let mut ledger = Ledger::open(&folder.place()).unwrap();
    ledger.record(&[cases::issued(1)]).unwrap();
    ledger.record(&[cases::issued(2)]).unwrap();
    // A copy of the files as they lie on the disk, the log cut within its last transaction.
    let copy = places::Folder::new();
    std::fs::copy(folder.place(), copy.place()).unwrap();
    let log = std::fs::read(format!("{}-wal", folder.place())).unwrap();
    std::fs::write(format!("{}-wal", copy.place()), &log[..log.len() - 100]).unwrap();
    let mut copied = Ledger::open_existing(&copy.place()).unwrap();
    assert_eq!(cases::all(&mut copied).len(), 1);
}

#[test]
fn our_codes_are_read_as_a_verifier_would_hash_them() {
    use hcert::container::{Contexts, Limits, Unverified};
    let codes = include_str!("../../../testdata/codes.txt");
    let text = codes.lines().next().unwrap();
    let code = Unverified::decode_as(text, &Limits::default(), Contexts::EuAndDomestic).unwrap();
    let issued = Issued::of(&code, Some("NO"), Some([9; 32])).unwrap();
    let payload = match code.peek().unwrap().0.content.unwrap() {
        hcert::container::cwt::Content::Dcc(value) => value,
        other => panic!("{other:?}"),
    };
    let marks = id::Marks {
        algorithm: hcert::key::Algorithm::Es256,
        signature: &code.sign1().signature,
        issuer: Some("NO"),
        signer_country: Some("NO"),
        payload: Some(&payload),
    };
    let candidates = id::candidates(&marks);
    for hash_type in HashType::ALL {
        let first = candidates.iter().find(|one| one.hash_type == hash_type);
        assert_eq!(
            issued.hash(hash_type),
            first.map(|one| one.hash),
            "{hash_type}"
        );
    }
    assert_eq!(signature_of(&code).unwrap(), issued.signature);
    assert_eq!(
        (issued.country, issued.person),
        (
            hcert::CountryCode::of_capitals("NO").unwrap(),
            Some([9; 32])
        )
    );
    assert_eq!(issued.kid.as_slice(), code.kid().unwrap());
    assert!(issued.issued_at < issued.expires_at);
    // The country of the key calls back, whatever the claims say; without one the claims do.
    let country = |signer| Issued::of(&code, signer, None).map(|issued| issued.country);
    assert_eq!(
        country(Some("DK")).unwrap(),
        hcert::CountryCode::of_capitals("DK").unwrap()
    );
    assert_eq!(
        country(None).unwrap(),
        hcert::CountryCode::of_capitals("NO").unwrap()
    );
    assert!(country(Some("Denmark")).is_err());
}

#[test]
fn a_name_of_a_batch_is_a_uuid_of_version_8() {
    let id = [
        0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0x8d, 0xef, 0xb0, 1, 2, 3, 4, 5, 6, 7,
    ];
    assert_eq!(batch_name(&id), "01234567-89ab-8def-b001-020304050607");
    let mut ledger = Ledger::open(&places::Folder::new().place()).unwrap();
    ledger.record(&[cases::issued(1)]).unwrap();
    cases::revoke_everything(&mut ledger);
    let batches = cases::publish(&mut ledger, &[HashType::Signature]);
    assert_eq!((batches[0].id[6] >> 4, batches[0].id[8] >> 6), (8, 2));
}

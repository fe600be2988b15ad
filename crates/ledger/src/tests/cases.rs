//! What holds of a ledger, whatever database it is in.

use super::super::*;
use hcert::revocation::HashType;
use hcert::revocation::id;
use std::convert::Infallible;

const SIGNATURE: &[HashType] = &[HashType::Signature];
const DAY: i64 = 86_400;

/// The moment of every case: 2022-02-01.
pub(in super::super) fn at() -> Timestamp {
    "2022-02-01T12:00:00Z".parse().unwrap()
}

fn kid(name: u8) -> [u8; 8] {
    [name; 8]
}

/// A certificate of a number; its signature's hash is spread by a SHA-256.
pub(in super::super) fn issued(number: u32) -> Issued {
    Issued {
        signature: id::truncated(&number.to_be_bytes()),
        identifier: Some(Identifier::new(&format!("URN:UVCI:01:NO:{number}"), "NO")),
        kid: kid(1),
        country: hcert::CountryCode::of_capitals("NO").unwrap(),
        issued_at: at().plus_seconds(-DAY),
        expires_at: at().plus_seconds(90 * DAY),
        person: None,
    }
}

fn with(number: u32, change: impl FnOnce(&mut Issued)) -> Issued {
    let mut one = issued(number);
    change(&mut one);
    one
}

fn open(place: &str) -> Ledger {
    Ledger::open(place).unwrap()
}

pub(in super::super) fn all(ledger: &mut Ledger) -> Vec<Entry> {
    filtered(ledger, &Filter::default())
}

fn filtered(ledger: &mut Ledger, filter: &Filter) -> Vec<Entry> {
    let mut found = Vec::new();
    let mut job = |entry| -> Result<(), LedgerError> {
        found.push(entry);
        Ok(())
    };
    ledger.each(filter, &mut job).unwrap();
    found
}

fn revoke(ledger: &mut Ledger, whom: &Whom<'_>) -> (u64, u64, u64) {
    let revoked = ledger.revoke(whom, at(), Reason::Correction).unwrap();
    (revoked.newly, revoked.already, revoked.expired)
}

pub(in super::super) fn revoke_everything(ledger: &mut Ledger) {
    for entry in all(ledger) {
        revoke(ledger, &Whom::Signature(entry.issued.signature));
    }
}

/// Signs like ECDSA: other octets each time.
fn sign(content: &[u8]) -> Result<Vec<u8>, Infallible> {
    static COUNT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    let count = COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    Ok([&count.to_be_bytes(), content].concat())
}

fn make(ledger: &mut Ledger, types: &[HashType]) -> (u64, u64) {
    let made = ledger.publish(types, at(), &mut sign).unwrap();
    (made.batches, made.entries)
}

/// Makes batches and takes them as published.
pub(in super::super) fn publish(ledger: &mut Ledger, types: &[HashType]) -> Vec<StoredBatch> {
    make(ledger, types);
    let batches = ledger.unpublished(at(), 100).unwrap();
    let ids: Vec<BatchId> = batches.iter().map(|batch| batch.id).collect();
    assert_eq!(ledger.mark_published(&ids, at()).unwrap(), ids.len() as u64);
    batches
}

fn content(batch: &StoredBatch) -> serde_json::Value {
    serde_json::from_slice(&batch.cms[8..]).unwrap()
}

fn hashes(batch: &StoredBatch) -> Vec<String> {
    let content = content(batch);
    let entries = content["entries"].as_array().unwrap().iter();
    entries
        .map(|entry| entry["hash"].as_str().unwrap().to_owned())
        .collect()
}

fn base64(hash: &Hash) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(hash)
}

pub(super) fn a_code_is_recorded_once_and_read_back_alike(place: &str) {
    let mut ledger = open(place);
    let domestic = with(2, |one| one.identifier = None);
    let person = with(3, |one| one.person = Some([7; 32]));
    let codes = [issued(1), domestic, person];
    let recorded = ledger.record(&codes).unwrap();
    assert_eq!((recorded.newly, recorded.already), (3, 0));
    let recorded = ledger.record(&codes[1..]).unwrap();
    assert_eq!((recorded.newly, recorded.already), (0, 2));
    drop(ledger);
    let mut found: Vec<Issued> = all(&mut open(place))
        .into_iter()
        .map(|one| one.issued)
        .collect();
    let mut codes = codes.to_vec();
    found.sort_by_key(|one| one.signature);
    codes.sort_by_key(|one| one.signature);
    assert_eq!(found, codes);
}

pub(super) fn a_code_with_other_content_is_refused_and_nothing_of_its_company_is_kept(place: &str) {
    let mut ledger = open(place);
    ledger.record(&[issued(1)]).unwrap();
    let changes: [fn(&mut Issued); 7] = [
        |one| one.identifier = None,
        |one| one.identifier = Some(Identifier::new("URN:UVCI:01:NO:OTHER", "NO")),
        |one| one.kid = kid(2),
        |one| one.country = hcert::CountryCode::of_capitals("SE").unwrap(),
        |one| one.issued_at = at(),
        |one| one.expires_at = at(),
        |one| one.person = Some([7; 32]),
    ];
    for change in changes {
        let signature = issued(1).signature;
        let refused = ledger.record(&[issued(2), with(1, change), issued(3)]);
        assert_eq!(refused, Err(LedgerError::Differs { signature }));
        assert_eq!(all(&mut ledger).len(), 1);
    }
}

pub(super) fn everything_can_be_revoked_and_is_counted(place: &str) {
    let mut ledger = open(place);
    let person = |number| with(number, |one| one.person = Some([7; 32]));
    let other_key = |number| with(number, |one| one.kid = kid(2));
    let codes = [
        issued(1),
        issued(2),
        person(3),
        person(4),
        other_key(5),
        other_key(6),
    ];
    ledger.record(&codes).unwrap();
    let cases = [
        (Whom::Uvci("URN:UVCI:01:NO:1"), (1, 0, 0)),
        (Whom::Uvci("URN:UVCI:01:NO:1"), (0, 1, 0)),
        (Whom::Uvci("URN:UVCI:01:NO:9"), (0, 0, 0)),
        (Whom::Uvci("urn:uvci:01:no:2"), (0, 0, 0)),
        (Whom::Signature(issued(2).signature), (1, 0, 0)),
        (Whom::Person([7; 32]), (2, 0, 0)),
        (Whom::Person([8; 32]), (0, 0, 0)),
        (Whom::Signature(issued(5).signature), (1, 0, 0)),
        (Whom::Kid(kid(2)), (1, 1, 0)),
        (Whom::Kid(kid(1)), (0, 4, 0)),
        (Whom::Kid(kid(3)), (0, 0, 0)),
    ];
    for (whom, counts) in cases {
        assert_eq!(revoke(&mut ledger, &whom), counts, "{whom:?}");
    }
}

pub(super) fn revoking_again_changes_neither_moment_nor_reason(place: &str) {
    let mut ledger = open(place);
    ledger.record(&[issued(1)]).unwrap();
    let whom = Whom::Kid(kid(1));
    ledger.revoke(&whom, at(), Reason::Fraud).unwrap();
    let again = ledger
        .revoke(&whom, at().plus_seconds(1), Reason::Other)
        .unwrap();
    assert_eq!((again.newly, again.already, again.found()), (0, 1, 1));
    assert_eq!(all(&mut ledger)[0].revoked, Some((at(), Reason::Fraud)));
    // Recorded again it stays revoked.
    ledger.record(&[issued(1)]).unwrap();
    assert_eq!(all(&mut ledger)[0].revoked, Some((at(), Reason::Fraud)));
}

pub(super) fn an_expired_certificate_is_not_revoked_but_counted(place: &str) {
    let mut ledger = open(place);
    let until = |number, seconds| with(number, |one| one.expires_at = at().plus_seconds(seconds));
    ledger
        .record(&[until(1, -DAY), until(2, -1), until(3, 0)])
        .unwrap();
    assert_eq!(revoke(&mut ledger, &Whom::Kid(kid(1))), (1, 0, 2));
    assert_eq!(revoke(&mut ledger, &Whom::Kid(kid(1))), (0, 1, 2));
    let revoked = Filter {
        revoked: true,
        ..Filter::default()
    };
    let found = filtered(&mut ledger, &revoked);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].issued, until(3, 0), "valid in its last second");
}

pub(super) fn many_are_revoked_together_and_told_apart(place: &str) {
    let mut ledger = open(place);
    ledger.record(&[issued(1), issued(2)]).unwrap();
    let whom = ["1", "9", "2", "1"].map(|number| format!("URN:UVCI:01:NO:{number}"));
    let whom: Vec<Whom<'_>> = whom.iter().map(|uvci| Whom::Uvci(uvci)).collect();
    let counts = ledger.revoke_all(&whom, at(), Reason::Key).unwrap();
    let counts: Vec<_> = counts.iter().map(|one| (one.newly, one.already)).collect();
    assert_eq!(counts, [(1, 0), (0, 0), (1, 0), (0, 1)]);
}

pub(super) fn a_certificate_is_batched_once_and_written_until_it_is_marked(place: &str) {
    let mut ledger = open(place);
    ledger.record(&[issued(1), issued(2)]).unwrap();
    assert_eq!(make(&mut ledger, SIGNATURE), (0, 0), "nothing is revoked");
    revoke(&mut ledger, &Whom::Signature(issued(1).signature));
    assert_eq!(make(&mut ledger, SIGNATURE), (1, 1));
    let first = ledger.unpublished(at(), 100).unwrap();
    // Made again after a crash: nothing new, and the very same octets, although signatures are random.
    drop(ledger);
    let mut ledger = open(place);
    assert_eq!(make(&mut ledger, SIGNATURE), (0, 0));
    assert_eq!(ledger.unpublished(at(), 100).unwrap(), first);
    assert_eq!(ledger.unpublished(at(), 0).unwrap(), []);
    let ends = first[0].expires;
    let until = |moment: Timestamp, ledger: &mut Ledger| {
        let waiting = ledger.unpublished(moment, 100).unwrap().len();
        (waiting, ledger.stored(moment, None, 100).unwrap().len())
    };
    assert_eq!(until(ends.plus_seconds(-1), &mut ledger), (1, 1));
    assert_eq!(
        until(ends, &mut ledger),
        (0, 0),
        "the gateway would refuse it"
    );
    let id = first[0].id;
    assert_eq!(ledger.mark_published(&[id, [9; 16]], at()).unwrap(), 1);
    assert_eq!(ledger.mark_published(&[id], at()).unwrap(), 0);
    assert_eq!(ledger.unpublished(at(), 100).unwrap(), []);
    // Once more, where the file was lost.
    assert_eq!(ledger.stored(at(), None, 100).unwrap(), first);
    assert_eq!(ledger.stored(at(), Some(id), 100).unwrap(), []);
    // What is revoked later makes another batch.
    revoke(&mut ledger, &Whom::Kid(kid(1)));
    let second = publish(&mut ledger, SIGNATURE);
    assert_eq!(hashes(&second[0]), [base64(&issued(2).signature)]);
    let stored = &first[0];
    assert_eq!(
        (
            stored.country,
            stored.kid,
            stored.hash_type,
            stored.expires,
            stored.entries
        ),
        (
            hcert::CountryCode::of_capitals("NO").unwrap(),
            kid(1),
            HashType::Signature,
            issued(1).expires_at.plus_seconds(1),
            1
        )
    );
    let expected = serde_json::json!({
        "country": "NO",
        "expires": "2022-05-02T12:00:01Z",
        "kid": "AQEBAQEBAQE=",
        "hashType": "SIGNATURE",
        "entries": [{"hash": base64(&issued(1).signature)}],
    });
    assert_eq!(content(stored), expected);
}

pub(super) fn a_signer_that_fails_leaves_everything_as_it_was(place: &str) {
    let mut ledger = open(place);
    let other = with(2, |one| one.kid = kid(2));
    ledger.record(&[issued(1), other]).unwrap();
    revoke_everything(&mut ledger);
    let mut left = 1;
    let mut failing = |content: &[u8]| {
        left -= 1;
        if left < 0 {
            Err("the card was pulled out")
        } else {
            Ok(content.to_vec())
        }
    };
    let error = ledger.publish(SIGNATURE, at(), &mut failing).unwrap_err();
    assert_eq!(error, LedgerError::Sign("the card was pulled out".into()));
    assert_eq!(
        ledger.unpublished(at(), 100).unwrap(),
        [],
        "the first batch is gone too"
    );
    assert_eq!(make(&mut ledger, SIGNATURE), (2, 2));
    assert!(ledger.publish(&[], at(), &mut sign).is_err());
}

pub(super) fn a_batch_has_a_thousand_entries_at_most(place: &str) {
    let mut ledger = open(place);
    let many = |range: std::ops::Range<u32>| range.map(issued).collect::<Vec<_>>();
    ledger.record(&many(0..1000)).unwrap();
    revoke(&mut ledger, &Whom::Kid(kid(1)));
    let batches = publish(&mut ledger, SIGNATURE);
    assert_eq!(
        batches
            .iter()
            .map(|batch| batch.entries)
            .collect::<Vec<_>>(),
        [1000]
    );
    ledger.record(&many(1000..2001)).unwrap();
    revoke(&mut ledger, &Whom::Kid(kid(1)));
    let mut batches = publish(&mut ledger, SIGNATURE);
    batches.sort_by_key(|batch| batch.entries);
    assert_eq!(
        batches
            .iter()
            .map(|batch| batch.entries)
            .collect::<Vec<_>>(),
        [1, 1000]
    );
    let mut all: Vec<String> = batches.iter().flat_map(hashes).collect();
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 1001);
    for batch in &batches {
        let hashes = hashes(batch);
        assert_eq!(hashes.len() as u64, batch.entries);
    }
}

pub(super) fn batches_are_cut_by_country_signer_and_expiry(place: &str) {
    let mut ledger = open(place);
    // Three groups; in each the order of `exp` runs against that of the numbers.
    let mut codes = Vec::new();
    for number in 0..30_u32 {
        codes.push(with(number, |one| {
            one.kid = kid(u8::try_from(number % 3 / 2).unwrap());
            one.country = if number % 3 == 0 {
                hcert::CountryCode::of_capitals("SE").unwrap()
            } else {
                hcert::CountryCode::of_capitals("NO").unwrap()
            };
            one.expires_at = at().plus_seconds(DAY * i64::from(100 - number / 6));
        }));
    }
    ledger.record(&codes).unwrap();
    revoke_everything(&mut ledger);
    let batches = publish(&mut ledger, SIGNATURE);
    assert_eq!(batches.len(), 3);
    for batch in &batches {
        let of_batch = |one: &&Issued| one.country == batch.country && one.kid == batch.kid;
        let mut expected: Vec<&Issued> = codes.iter().filter(of_batch).collect();
        expected.sort_by_key(|one| (one.expires_at, one.signature));
        let last = expected.last().unwrap().expires_at.plus_seconds(1);
        assert_eq!(batch.expires, last);
        assert_eq!(content(batch)["expires"], last.to_string());
        let expected: Vec<String> = expected.iter().map(|one| base64(&one.signature)).collect();
        assert_eq!(hashes(batch), expected);
    }
}

pub(super) fn the_same_ledger_gives_the_same_batches(place: &str) {
    let codes: Vec<Issued> = (0..40_u32)
        .map(|number| {
            with(number, |one| {
                one.kid = kid(u8::try_from(number % 3).unwrap());
                one.expires_at = at().plus_seconds(DAY * i64::from(number % 7 + 1));
            })
        })
        .collect();
    let batches = |ledger: &mut Ledger, codes: &[Issued]| {
        for code in codes {
            ledger.record(std::slice::from_ref(code)).unwrap();
            revoke(ledger, &Whom::Signature(code.signature));
        }
        let batches = publish(ledger, &HashType::ALL);
        batches
            .iter()
            .map(|batch| (batch.id, content(batch)))
            .collect::<Vec<_>>()
    };
    let forwards = batches(&mut open(place), &codes);
    let folder = super::places::Folder::new();
    let reversed: Vec<Issued> = codes.into_iter().rev().collect();
    let backwards = batches(&mut open(&folder.place()), &reversed);
    assert_eq!(forwards, backwards, "whatever the order and the database");
    assert_eq!(forwards.len(), 9);
}

pub(super) fn each_chosen_hash_type_names_each_certificate_once(place: &str) {
    let mut ledger = open(place);
    ledger.record(&[issued(1), issued(2)]).unwrap();
    revoke_everything(&mut ledger);
    assert_eq!(make(&mut ledger, SIGNATURE), (1, 2));
    // Chosen in any order, and twice.
    let types = [
        HashType::Uci,
        HashType::Signature,
        HashType::CountryCodeUci,
        HashType::Uci,
    ];
    assert_eq!(make(&mut ledger, &types), (2, 4));
    assert_eq!(make(&mut ledger, &types), (0, 0));
    let batches = ledger.unpublished(at(), 100).unwrap();
    for hash_type in HashType::ALL {
        let batch = batches
            .iter()
            .find(|batch| batch.hash_type == hash_type)
            .unwrap();
        let mut expected = [1, 2].map(|number| base64(&issued(number).hash(hash_type).unwrap()));
        let mut found = hashes(batch);
        expected.sort();
        found.sort();
        assert_eq!(found, expected, "{hash_type}");
        assert_eq!(content(batch)["hashType"], hash_type.name());
    }
}

pub(super) fn a_code_without_identifier_is_named_by_its_signature_whatever_is_chosen(place: &str) {
    let mut ledger = open(place);
    let domestic = with(2, |one| one.identifier = None);
    ledger.record(&[issued(1), domestic.clone()]).unwrap();
    revoke_everything(&mut ledger);
    let mut batches = publish(&mut ledger, &[HashType::Uci]);
    batches.sort_by_key(|batch| batch.hash_type);
    assert_eq!(batches.len(), 2);
    assert_eq!(hashes(&batches[0]), [base64(&domestic.signature)]);
    assert_eq!(
        hashes(&batches[1]),
        [base64(&issued(1).hash(HashType::Uci).unwrap())]
    );
}

pub(super) fn an_identifier_that_is_shared_is_listed_once_unless_one_outlives_the_batch(
    place: &str,
) {
    let mut ledger = open(place);
    let types = [HashType::Uci];
    let shared = |number, days| {
        with(number, |one| {
            one.identifier = Some(Identifier::new("URN:UVCI:01:NO:SAME", "NO"));
            one.expires_at = at().plus_seconds(DAY * days);
        })
    };
    ledger
        .record(&[shared(1, 10), shared(2, 20), shared(3, 20), shared(4, 5)])
        .unwrap();
    revoke_everything(&mut ledger);
    let batches = publish(&mut ledger, &types);
    assert_eq!((batches.len(), batches[0].entries), (1, 1));
    assert_eq!(batches[0].expires, shared(2, 20).expires_at.plus_seconds(1));
    // Some that the batch covers, with the same end, and one that outlives it.
    let covered: Vec<Issued> = (10..30).map(|number| shared(number, 20)).collect();
    ledger.record(&covered).unwrap();
    revoke_everything(&mut ledger);
    assert_eq!(make(&mut ledger, &types), (0, 0));
    ledger.record(&[shared(6, 21)]).unwrap();
    revoke_everything(&mut ledger);
    assert_eq!(make(&mut ledger, &types), (1, 1));
    assert_eq!(make(&mut ledger, &types), (0, 0));
    // By a second: in the one in which that batch counts no more.
    let mut last = shared(8, 21);
    last.expires_at = last.expires_at.plus_seconds(1);
    ledger.record(&[last]).unwrap();
    revoke_everything(&mut ledger);
    assert_eq!(make(&mut ledger, &types), (1, 1));
    let unnamed = "SELECT signature FROM hcert_certificate WHERE NOT EXISTS (
        SELECT 1 FROM hcert_entry WHERE certificate = signature)";
    assert!(ledger.database.query(unnamed, &[]).unwrap().is_empty());
    // Another signer's and another country's are another matter, also where the batch would last long enough.
    let (mut signer, mut country) = (shared(7, 5), shared(9, 5));
    signer.kid = kid(2);
    country.country = hcert::CountryCode::of_capitals("DK").unwrap();
    ledger.record(&[signer, country]).unwrap();
    revoke_everything(&mut ledger);
    assert_eq!(make(&mut ledger, &types), (2, 2));
}

pub(super) fn in_its_last_second_a_certificate_is_revoked_walked_and_batched(place: &str) {
    let mut ledger = open(place);
    let last = issued(1).expires_at;
    ledger.record(&[issued(1)]).unwrap();
    let all = Whom::Kid(kid(1));
    let revoked = ledger.revoke(&all, last, Reason::Key).unwrap();
    assert_eq!((revoked.newly, revoked.expired), (1, 0));
    let mut met = 0;
    let mut job = |_| -> Result<(), LedgerError> {
        met += 1;
        Ok(())
    };
    ledger.each_revoked(last, &mut job).unwrap();
    assert_eq!(met, 1);
    let made = ledger.publish(SIGNATURE, last, &mut sign).unwrap();
    assert_eq!((made.batches, made.entries), (1, 1));
}

pub(super) fn who_revokes_waits_for_who_writes(place: &str) {
    let mut first = open(place);
    first.record(&[issued(1)]).unwrap();
    first.database.begin().unwrap();
    schema::lock(&mut *first.database).unwrap();
    std::thread::scope(|scope| {
        let other = scope.spawn(|| revoke(&mut open(place), &Whom::Kid(kid(1))));
        std::thread::sleep(std::time::Duration::from_millis(300));
        assert!(!other.is_finished(), "else both count what one of them did");
        first.database.commit().unwrap();
        assert_eq!(other.join().unwrap(), (1, 0, 0));
    });
}

pub(super) fn what_expires_before_it_is_batched_is_left_out(place: &str) {
    let mut ledger = open(place);
    let short = with(1, |one| one.expires_at = at().plus_seconds(DAY));
    ledger.record(&[short, issued(2)]).unwrap();
    revoke_everything(&mut ledger);
    let later = at().plus_seconds(DAY + 1);
    let made = ledger.publish(&HashType::ALL, later, &mut sign).unwrap();
    assert_eq!((made.batches, made.entries), (3, 3));
    assert_eq!(
        make(&mut ledger, SIGNATURE),
        (1, 1),
        "before that it still counts"
    );
    let mut met = Vec::new();
    let mut job = |entry: Entry| -> Result<(), LedgerError> {
        met.push(entry.issued);
        Ok(())
    };
    ledger.each_revoked(later, &mut job).unwrap();
    assert_eq!(met, [issued(2)]);
}

pub(super) fn the_walk_meets_every_row_once_and_no_other(place: &str) {
    let mut ledger = open(place);
    let codes: Vec<Issued> = (0..2500_u32)
        .map(|number| {
            with(number, |one| {
                one.kid = kid(u8::try_from(number % 2).unwrap());
                one.person = (number % 5 == 0).then_some([7; 32]);
            })
        })
        .collect();
    ledger.record(&codes).unwrap();
    revoke(&mut ledger, &Whom::Person([7; 32]));
    let found = all(&mut ledger);
    assert_eq!(found.len(), 2500);
    assert!(
        found
            .windows(2)
            .all(|two| two[0].issued.signature < two[1].issued.signature)
    );
    let filter = |revoked, person, kid| Filter {
        revoked,
        person,
        kid,
        unexpired_at: None,
    };
    for (filter, count) in [
        (filter(true, None, None), 500),
        (filter(false, Some([7; 32]), None), 500),
        (filter(false, None, Some(kid(1))), 1250),
        (filter(true, Some([7; 32]), Some(kid(1))), 250),
        (filter(false, Some([8; 32]), None), 0),
    ] {
        assert_eq!(filtered(&mut ledger, &filter).len(), count, "{filter:?}");
    }
}

pub(super) fn a_job_that_fails_ends_the_walk(place: &str) {
    #[derive(Debug, PartialEq)]
    struct Full;
    impl From<LedgerError> for Full {
        fn from(error: LedgerError) -> Self {
            panic!("{error}")
        }
    }
    let mut ledger = open(place);
    ledger.record(&[issued(1), issued(2)]).unwrap();
    let mut met = 0;
    let mut job = |_: Entry| {
        met += 1;
        Err(Full)
    };
    assert_eq!(ledger.each(&Filter::default(), &mut job), Err(Full));
    assert_eq!(met, 1);
}

pub(super) fn other_tables_are_refused_by_their_version(place: &str) {
    for version in [VERSION + 1, 0] {
        let mut ledger = open(place);
        let sql = "UPDATE hcert_ledger SET version = $1";
        ledger.database.execute(sql, &[version.into()]).unwrap();
        for error in [Ledger::open(place), Ledger::open_existing(place)].map(Result::unwrap_err) {
            let LedgerError::Version { found, .. } = error else {
                panic!("{error}")
            };
            assert_eq!(found, version);
            let told = error.to_string();
            assert!(told.contains(&format!(
                "of version {version}, this program knows version 1"
            )));
        }
        ledger.database.execute(sql, &[VERSION.into()]).unwrap();
    }
}

pub(super) fn a_ledger_that_is_not_there_is_made_only_by_open(place: &str) {
    let missing = Ledger::open_existing(place);
    assert!(
        matches!(missing, Err(LedgerError::Open { .. })),
        "{missing:?}"
    );
    drop(open(place));
    Ledger::open_existing(place).unwrap();
}

pub(super) fn two_handles_at_once_lose_and_double_nothing(place: &str) {
    drop(open(place));
    let worker = |start: u32| {
        move || {
            let mut ledger = open(place);
            for number in start..start + 25 {
                // Both record and revoke some of the same.
                let shared = issued(1000 + number % 100);
                ledger.record(&[issued(number), shared]).unwrap();
                let hash = issued(number).signature;
                ledger
                    .revoke(&Whom::Signature(hash), at(), Reason::Other)
                    .unwrap();
                ledger
                    .revoke(&Whom::Kid(kid(1)), at(), Reason::Key)
                    .unwrap();
                make(&mut ledger, &[HashType::Signature, HashType::Uci]);
            }
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(worker(0));
        scope.spawn(worker(100));
    });
    let mut ledger = open(place);
    assert_eq!(all(&mut ledger).len(), 75);
    assert_eq!(
        make(&mut ledger, &[HashType::Signature, HashType::Uci]),
        (0, 0)
    );
    let batches = ledger.unpublished(at(), 1000).unwrap();
    for hash_type in [HashType::Signature, HashType::Uci] {
        let of_type = batches.iter().filter(|batch| batch.hash_type == hash_type);
        let mut found: Vec<String> = of_type.flat_map(hashes).collect();
        let count = found.len();
        found.sort();
        found.dedup();
        assert_eq!((found.len(), count), (75, 75), "{hash_type}");
    }
}

pub(super) fn two_that_open_at_the_same_moment_make_one_ledger(place: &str) {
    std::thread::scope(|scope| {
        for number in 0..8 {
            scope.spawn(move || open(place).record(&[issued(number)]).unwrap());
        }
    });
    assert_eq!(all(&mut open(place)).len(), 8);
}

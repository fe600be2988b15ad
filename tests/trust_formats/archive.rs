//! The EU's archive: entries that are not what they should be, and the archive that is written here.

use crate::trust_formats::lists::{List, Wish, kind};
use crate::trust_formats::makers::{detached, hex, pem, zipped};
use crate::trust_formats::world::world;
use crate::trust_formats::{Reading, keys, reasons};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hcert::TrustList;
use hcert::trust::formats::eu_zip;
use hcert::trust::{Anchors, Chain, Dsc, Request, TrustError, bundle};
use sha2::{Digest as _, Sha256};

fn signed(octets: Vec<u8>) -> Reading {
    let signature = STANDARD.encode(detached(&octets, &world().signer));
    let list = List {
        octets,
        companion: Some(signature.into_bytes()),
    };
    Reading::new(list, world().signer.anchor())
}

fn name(der: &[u8]) -> String {
    format!("DSC/DCC/NO/{}.pem", hex(&Sha256::digest(der)))
}

#[test]
fn what_is_written_is_read_again() {
    let w = world();
    let signers = vec![
        ("NO".to_owned(), w.no.der.clone()),
        ("SE".to_owned(), w.se.der.clone()),
        ("NO".to_owned(), w.no_rsa.der.clone()),
    ];
    let authorities = vec![
        ("SE".to_owned(), w.csca_se.made.der.clone()),
        ("NO".to_owned(), w.csca_no.made.der.clone()),
    ];
    let at = crate::trust_formats::at(crate::trust_formats::lists::FROM);
    let octets = eu_zip::write(&signers, &authorities, at).unwrap();
    let mut turned = signers;
    turned.reverse();
    assert_eq!(octets, eu_zip::write(&turned, &authorities, at).unwrap());

    let own = signed(octets).read();
    let usual = Reading::of(kind("eu-zip"), &Wish::default()).read();
    assert_eq!(own.as_of(), Some(at));
    assert!(own.problems().is_empty());
    assert_eq!(own.authorities().len(), 2);
    for (one, other) in keys(&own).into_iter().zip(keys(&usual)) {
        assert_eq!(
            (&one.kid, &one.key, &one.chain),
            (&other.kid, &other.key, &other.chain)
        );
    }

    let wrong = |country: &str, der: &[u8]| {
        let error = eu_zip::write(&[(country.to_owned(), der.to_vec())], &[], at);
        error.unwrap_err().to_string()
    };
    assert!(wrong("no", &w.no.der).contains("two letters"));
    assert!(wrong("../", &w.no.der).contains("two letters"));
    assert!(wrong("SE", &w.no.der).contains("under"));
    assert!(wrong("NO", b"garbage").contains("certificate"));
}

#[test]
fn entries_that_are_not_what_they_should_be_are_left_out() {
    let w = world();
    let (der, good) = (&w.no.der, pem(&w.no.der));
    let key = pem::encode(&pem::Pem::new("PUBLIC KEY", w.no.spki())).into_bytes();
    for (name, content, reason) in [
        (name(&w.se.der), good.clone(), "its name is not that"),
        (
            name(der).replace("/DCC/", "/PH4H/"),
            good.clone(),
            "no certificate for the DCC",
        ),
        (
            name(der).replace("/NO/", "/SE/"),
            good.clone(),
            "country \"NO\"",
        ),
        (
            name(der).replace("DSC/DCC/NO/", "DSC/DCC/NO/../NO/"),
            good.clone(),
            "no certificate",
        ),
        (
            format!("DSC/DCC/NO/{}.pem", hex(&w.no.kid())),
            good.clone(),
            "its name is not that",
        ),
        (name(der), b"garbage".to_vec(), "no PEM"),
        (name(&w.no.spki()), key, "PUBLIC KEY"),
        (
            name(der),
            [good, vec![b' '; 70_000]].concat(),
            "more than 65536 octets",
        ),
        (name(der), vec![0; 100_000_000], "more than 65536 octets"),
    ] {
        let other = (
            crate::trust_formats::archive::name(&w.no_rsa.der),
            pem(&w.no_rsa.der),
        );
        let list = signed(zipped(&[(name, content), other])).read();
        assert_eq!(list.len(), 1, "{reason}");
        let reasons = reasons(&list);
        assert_eq!(reasons.len(), 1, "{reasons:?}");
        assert!(reasons[0].contains(reason), "{reasons:?}");
        assert_eq!(list.find(&w.no_rsa.kid())[0].chain.code(), "no-authority");
    }
}

#[test]
fn an_archive_without_its_date_is_undated() {
    let w = world();
    let files = [(name(&w.no.der), pem(&w.no.der))];
    let list = signed(zipped(&files)).read();
    assert_eq!((list.as_of(), list.problems().len()), (None, 0));
    let mut files = files.to_vec();
    files.push(("Version.txt".into(), b"Export Timestamp: soon".to_vec()));
    let list = signed(zipped(&files)).read();
    assert_eq!((list.as_of(), list.problems().len()), (None, 1));
}

#[test]
fn a_forged_signer_is_left_out() {
    let w = world();
    let csca = (
        name(&w.csca_no.made.der).replace("DSC/", "CSCA/"),
        pem(&w.csca_no.made.der),
    );
    let list = signed(zipped(&[csca, (name(&w.forged.der), pem(&w.forged.der))])).read();
    assert_eq!((list.len(), list.authorities().len()), (0, 1));
    assert!(reasons(&list)[0].contains("issuer"), "{:?}", reasons(&list));
}

#[test]
fn a_forged_signer_is_left_out_of_a_folder_and_a_bundle_too() {
    let w = world();
    let read = |name: &str, der: &[u8]| TrustList::read(name, &pem(der)).unwrap();
    let mut folder = TrustList::new();
    for (name, made) in [
        ("forged.pem", &w.forged),
        ("no.pem", &w.no),
        ("se.pem", &w.se),
        ("csca.pem", &w.csca_no.made),
    ] {
        folder.merge(read(name, &made.der));
    }
    assert_eq!(folder.len(), 3);
    let mut unjudged = folder.clone();
    folder.judge_chains();
    let holds = |list: &TrustList| {
        assert!(list.find(&w.forged.kid()).is_empty());
        assert_eq!(list.find(&w.no.kid())[0].chain.code(), "good");
        // Nobody can tell of one whose authority is not there.
        assert_eq!(list.find(&w.se.kid())[0].chain.code(), "no-authority");
        assert_eq!(list.len(), 2);
    };
    holds(&folder);
    let told = reasons(&folder);
    assert_eq!(told.len(), 1);
    let kid = hex(&w.forged.kid());
    assert!(
        told[0].starts_with("forged.pem: ") && told[0].contains(&kid),
        "{told:?}"
    );
    assert!(told[0].contains("did not sign it"), "{told:?}");

    // A bundle that somebody made of what was judged otherwise.
    let bad = |dsc: &Dsc| Dsc {
        chain: Chain::Bad {
            reason: "it is another's".into(),
        },
        ..dsc.clone()
    };
    let [forged] = unjudged.find(&w.forged.kid()) else {
        panic!()
    };
    let forged = bad(forged);
    unjudged.remove(&w.forged.kid());
    unjudged.insert(forged);
    let octets = bundle::encode(
        &unjudged,
        crate::trust_formats::at(crate::trust_formats::NOW),
        None,
    );
    let anchors = Anchors::default();
    let request = Request::new(
        "bundle",
        &octets,
        crate::trust_formats::at(crate::trust_formats::NOW),
        &anchors,
    );
    let mut list = TrustList::load(&request, None).unwrap();
    assert_eq!(reasons(&list).len(), 1, "{:?}", reasons(&list));
    list.judge_chains();
    holds(&list);
}

#[test]
fn broken_archives_are_refused() {
    let w = world();
    let good = zipped(&[(name(&w.no.der), pem(&w.no.der))]);
    // The same entry twice in the directory.
    let mut twice = good.clone();
    let directory = good
        .windows(4)
        .position(|four| four == b"PK\x01\x02")
        .unwrap();
    let end = good
        .windows(4)
        .rposition(|four| four == b"PK\x05\x06")
        .unwrap();
    twice.splice(end..end, good[directory..end].iter().copied());
    let at = twice.len() - (good.len() - end);
    twice[at + 8] = 2;
    twice[at + 10] = 2;
    let length = u32::try_from(2 * (end - directory)).unwrap();
    twice[at + 12..at + 16].copy_from_slice(&length.to_le_bytes());
    for (what, octets) in [
        ("cut", good[..good.len() / 2].to_vec()),
        ("only a start", b"PK\x03\x04".to_vec()),
        ("twice", twice),
        (
            "many",
            b"PK\x05\x06"
                .iter()
                .copied()
                .chain(b"PK\x01\x02".repeat(100_001))
                .collect(),
        ),
    ] {
        let refused = signed(octets).load();
        assert!(
            matches!(refused, Err(TrustError::Malformed { .. })),
            "{what}: {refused:?}"
        );
    }
}

/// Where the directory of an archive has its entries.
fn directory(octets: &[u8]) -> Vec<usize> {
    let fours = octets.windows(4).enumerate();
    fours
        .filter(|(_, four)| *four == b"PK\x01\x02")
        .map(|(at, _)| at)
        .collect()
}

#[test]
fn entries_that_share_octets_are_refused() {
    // One certificate under two names, stored twice and once: a small archive that unpacks to as much as a large one.
    let w = world();
    let good = [
        (name(&w.no.der), pem(&w.no.der)),
        (name(&w.no_rsa.der), pem(&w.no_rsa.der)),
    ];
    let octets = zipped(&good);
    assert_eq!(signed(octets.clone()).read().len(), 2);
    let entries = directory(&octets);
    let offset = |entry: usize| entries[entry] + 42..entries[entry] + 46;
    for (to, from) in [(0, 1), (1, 0)] {
        let mut shared = octets.clone();
        let other = shared[offset(from)].to_vec();
        shared[offset(to)].copy_from_slice(&other);
        // The name that stands before the octets is that of the other entry, as it stands in the directory.
        let refused = signed(shared).load().unwrap_err().to_string();
        assert!(refused.contains("overlap"), "{refused}");
    }
    // An entry that reaches into the next one: its sizes in the directory are larger than it is.
    let mut longer = octets.clone();
    for place in [20, 24] {
        let at = entries[0] + place;
        let size = u32::from_le_bytes(octets[at..at + 4].try_into().unwrap());
        longer[at..at + 4].copy_from_slice(&(size + 40).to_le_bytes());
    }
    let refused = signed(longer).load().unwrap_err().to_string();
    assert!(refused.contains("overlap"), "{refused}");
}

#[test]
fn an_entry_that_stands_twice_is_refused() {
    let w = world();
    // Two entries of the same length of name, of which the second is then called as the first.
    let (one, other) = (name(&w.no.der), name(&w.se.der));
    let mut octets = zipped(&[
        (one.clone(), pem(&w.no.der)),
        (other.clone(), pem(&w.se.der)),
    ]);
    while let Some(at) = octets
        .windows(other.len())
        .position(|window| window == other.as_bytes())
    {
        octets[at..at + one.len()].copy_from_slice(one.as_bytes());
    }
    let refused = signed(octets).load().unwrap_err().to_string();
    assert!(refused.contains("stand twice"), "{refused}");
}

#[test]
fn the_signature_file_must_be_one() {
    let (octets, at) = (
        zipped(&[]),
        crate::trust_formats::at(crate::trust_formats::NOW),
    );
    let anchors = world().signer.anchor();
    for companion in [&b"?"[..], b"", b"AAAA", &[0xff, 0xfe]] {
        let mut request = Request::new("zip", &octets, at, &anchors);
        request.companion = Some(companion);
        assert!(TrustList::load(&request, None).is_err(), "{companion:?}");
    }
}

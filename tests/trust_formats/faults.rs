//! One thing wrong, in every form that can have it wrong.

use crate::common::at;
use crate::trust_formats::lists::{Entry, FROM, KINDS, Kind, UNTIL, Wish};
use crate::trust_formats::world::world;
use crate::trust_formats::{Reading, reasons};
use hcert::TrustList;
use hcert::trust::{Anchors, Dsc, Format, Request, StaleSigner, TrustError, chain};

fn wish(change: impl Fn(&mut Wish)) -> Wish {
    let mut wish = Wish::default();
    change(&mut wish);
    wish
}

/// Problems that a list has anyway.
fn usual(kind: &Kind) -> usize {
    usize::from(kind.format == Format::Switzerland)
}

#[test]
fn a_list_that_was_changed_is_refused_whole() {
    for kind in KINDS.iter().filter(|kind| kind.signed) {
        let changed = wish(|wish| wish.changed = true);
        let refused = Reading::of(kind, &changed).load();
        assert!(
            matches!(refused, Err(TrustError::Signature { .. })),
            "{}: {refused:?}",
            kind.name
        );
        // Not even where unpinned signers are only reported.
        let refused = Reading::of(kind, &changed).report();
        assert!(
            matches!(refused, Err(TrustError::Signature { .. })),
            "{}: {refused:?}",
            kind.name
        );
    }
}

#[test]
fn a_list_by_a_stranger_is_refused_or_reported() {
    for kind in KINDS.iter().filter(|kind| kind.signed) {
        let strange = wish(|wish| wish.by_stranger = true);
        let refused = Reading::of(kind, &strange).load();
        assert!(
            matches!(refused, Err(TrustError::Signature { .. })),
            "{}: {refused:?}",
            kind.name
        );
        let reported = Reading::of(kind, &strange).report();
        if kind.format == Format::Germany {
            // The list does not tell its signer: with a bare key pinned, another's is a wrong one.
            assert!(matches!(reported, Err(TrustError::Signature { .. })));
            continue;
        }
        let list = reported.expect(kind.name);
        assert_eq!(list.len(), 3, "{}", kind.name);
        for dsc in list.iter() {
            assert_eq!(
                dsc.provenance.signature.code(),
                "not-checked",
                "{}",
                kind.name
            );
        }
    }
}

#[test]
fn without_any_pinned_signer_a_signed_list_is_refused_or_reported() {
    for kind in KINDS.iter().filter(|kind| kind.signed) {
        let reading = || Reading::new((kind.make)(&Wish::default()), Anchors::default());
        let refused = reading().load();
        assert!(
            matches!(refused, Err(TrustError::Signature { .. })),
            "{}: {refused:?}",
            kind.name
        );
        let list = reading().report().expect(kind.name);
        assert_eq!(list.len(), 3, "{}", kind.name);
        assert!(
            list.iter()
                .all(|dsc| dsc.provenance.signature.code() == "not-checked"),
            "{}",
            kind.name
        );
    }
}

#[test]
fn a_pinned_certificate_that_has_expired_vouches_for_no_list_and_its_key_does() {
    // From 2021-06-01 to 2023-06-01; the lists last for longer.
    let lasting = wish(|wish| wish.until = at("2030-01-01T00:00:00Z"));
    let (last, late) = (at("2023-06-01T00:00:00Z"), at("2023-06-01T00:00:01Z"));
    for kind in KINDS.iter().filter(|kind| kind.signed) {
        let name = kind.name;
        let read = |anchors: Anchors, at, stale_signer| {
            let mut reading = Reading::of(kind, &lasting);
            (reading.anchors, reading.at) = (anchors, at);
            let request = Request {
                stale_signer,
                ..reading.request()
            };
            TrustList::load(&request, reading.format)
        };
        let anchors = || match kind.format {
            Format::Germany => world().signer.anchor(),
            _ => (kind.anchors)(),
        };
        assert!(read(anchors(), last, StaleSigner::Refuse).is_ok(), "{name}");
        let refused = read(anchors(), late, StaleSigner::Refuse);
        assert!(
            matches!(refused, Err(TrustError::SignerExpired { .. })),
            "{name}: {refused:?}"
        );
        let list = read(anchors(), late, StaleSigner::Warn).expect(name);
        for dsc in list.iter() {
            let signature = &dsc.provenance.signature;
            assert_eq!(signature.code(), "signer-expired", "{name}");
            assert!(signature.detail().contains("2023-06-01"), "{name}");
        }
        // What is pinned then is the key, whatever certificate there is of it. Roots are pinned as certificates.
        if !matches!(kind.format, Format::Netherlands | Format::Switzerland) {
            let Anchors {
                certificates,
                mut keys,
                ..
            } = anchors();
            keys.extend(certificates.iter().map(|der| chain::spki(der).expect(name)));
            let anchors = Anchors {
                certificates,
                keys,
                ..Anchors::default()
            };
            let list = read(anchors, late, StaleSigner::Refuse).expect(name);
            let code = |dsc: &Dsc| dsc.provenance.signature.code();
            assert!(list.iter().all(|dsc| code(dsc) == "good"), "{name}");
        }
    }
}

#[test]
fn the_dates_of_a_list_hold_with_five_minutes_for_clocks() {
    for kind in KINDS.iter().filter(|kind| kind.expires) {
        let load = |moment: &str, seconds: i64| {
            let mut reading = Reading::of(kind, &Wish::default());
            reading.at = at(moment).plus_seconds(seconds);
            reading.load()
        };
        assert!(load(UNTIL, 300).is_ok(), "{}", kind.name);
        let late = load(UNTIL, 301);
        assert!(
            matches!(late, Err(TrustError::Expired { .. })),
            "{}: {late:?}",
            kind.name
        );
        assert!(load(FROM, -300).is_ok(), "{}", kind.name);
        let early = load(FROM, -301);
        assert!(
            matches!(early, Err(TrustError::NotYetValid { .. })),
            "{}: {early:?}",
            kind.name
        );
    }
}

#[test]
fn a_key_under_a_foreign_country_is_left_out() {
    for kind in KINDS.iter().filter(|kind| kind.countries) {
        let moved = wish(|wish| wish.entries[0].country = "DE");
        let list = Reading::of(kind, &moved).read();
        assert_eq!(list.len(), 2, "{}", kind.name);
        assert_eq!(
            list.problems().len(),
            1,
            "{}: {:?}",
            kind.name,
            list.problems()
        );
        let reason = &reasons(&list)[0];
        assert!(reason.contains("\"DE\""), "{}: {reason}", kind.name);
    }
}

#[test]
fn an_item_at_odds_with_itself_is_left_out() {
    for kind in KINDS.iter().filter(|kind| kind.checked) {
        let tampered = wish(|wish| wish.entries[1].tampered = true);
        let list = Reading::of(kind, &tampered).read();
        // The WHO's identifiers are made anew from the certificates.
        let left = if kind.format == Format::Gdhcn { 3 } else { 2 };
        assert_eq!(list.len(), left, "{}", kind.name);
        let problems = list.problems().len();
        assert_eq!(
            problems,
            1 + usual(kind),
            "{}: {:?}",
            kind.name,
            list.problems()
        );
    }
}

#[test]
fn an_unreadable_certificate_costs_only_itself() {
    for kind in &KINDS {
        for garbage in [
            &b"garbage"[..],
            b"",
            &[0x30, 0x82, 0xff, 0xff],
            &[0x30; 300],
        ] {
            let broken = wish(|wish| {
                wish.entries[1].der = garbage.to_vec();
                wish.entries[1].spki = vec![0x30; garbage.len().min(90)];
            });
            let list = Reading::of(kind, &broken).read();
            assert_eq!(list.len(), 2, "{}", kind.name);
            let problems = list.problems().len();
            assert_eq!(
                problems,
                1 + usual(kind),
                "{}: {:?}",
                kind.name,
                list.problems()
            );
            for made in [&world().no, &world().no_rsa] {
                assert_eq!(list.find(&made.kid()).len(), 1, "{}", kind.name);
            }
        }
    }
}

#[test]
fn two_keys_under_one_identifier_are_both_kept() {
    let w = world();
    for kind in &KINDS {
        let twice = wish(|wish| {
            let kid = w.se.kid();
            wish.entries.push(Entry {
                kid,
                ..Entry::of("NO", &w.no)
            });
        });
        let list = Reading::of(kind, &twice).read();
        let found = list.find(&w.se.kid()).len();
        if kind.hashed {
            // Here an identifier is that of one certificate.
            assert_eq!((list.len(), found), (3, 1), "{}", kind.name);
            let problems = list.problems().len();
            let wrong = usize::from(kind.format == Format::Dgcg);
            assert!(problems >= wrong, "{}: {:?}", kind.name, list.problems());
        } else {
            assert_eq!((list.len(), found), (4, 2), "{}", kind.name);
            assert_eq!(list.problems().len(), usual(kind), "{}", kind.name);
        }
    }
}

#[test]
fn an_identifier_that_is_not_the_certificates_own_is_told() {
    let w = world();
    for kind in KINDS
        .iter()
        .filter(|kind| kind.certificates && !kind.hashed)
    {
        let other = wish(|wish| wish.entries[0].kid = vec![7; 8]);
        let list = Reading::of(kind, &other).read();
        let [dsc] = list.find(&[7; 8]) else {
            panic!("{}: not kept", kind.name);
        };
        assert!(list.find(&w.no.kid()).is_empty(), "{}", kind.name);
        let oddities = &dsc.certificate.as_ref().unwrap().oddities;
        assert!(
            oddities.iter().any(|odd| odd.contains("0707070707070707")),
            "{}",
            kind.name
        );
    }
}

#[test]
fn an_authority_among_the_signers_is_left_out() {
    let w = world();
    for kind in KINDS.iter().filter(|kind| kind.certificates) {
        let authority = wish(|wish| wish.entries[0] = Entry::of("NO", &w.csca_no.made));
        let list = Reading::of(kind, &authority).read();
        assert_eq!(list.len(), 2, "{}", kind.name);
        assert_eq!(
            list.problems().len(),
            1,
            "{}: {:?}",
            kind.name,
            list.problems()
        );
        let known = list
            .authorities()
            .iter()
            .filter(|dsc| dsc.kid == w.csca_no.made.kid());
        let own = matches!(kind.format, Format::Dgcg | Format::EuZip);
        assert_eq!(known.count(), usize::from(own), "{}", kind.name);
    }
}

#[test]
fn what_is_beside_a_list_may_not_be_missing() {
    for (name, report) in [("eu-zip", true), ("austria", true), ("switzerland", false)] {
        let alone = || {
            let kind = crate::trust_formats::lists::kind(name);
            let mut reading = Reading::of(kind, &Wish::default());
            reading.list.companion = None;
            reading
        };
        assert!(alone().load().is_err(), "{name}");
        // Without the list of active keys nobody knows which they are.
        let reported = alone().report();
        assert_eq!(reported.is_ok(), report, "{name}");
        for dsc in reported.iter().flat_map(TrustList::iter) {
            assert_eq!(dsc.provenance.signature.code(), "not-checked");
        }
    }
}

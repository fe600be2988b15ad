//! Codes at a control in Norway: domestic codes (`NO1:`), and EU certificates judged by the domestic rules.

use super::reasons::{Case, case, one};
use super::{Attempt, attempt};
use crate::common::{
    AT, Draft, EXPIRES, KeyType, Party, RECOVERY, TEST, VACCINATION, Wanted, at, party, purposes,
    world,
};
use ciborium::Value;
use hcert::trust::{Dsc, TrustList};
use hcert::verify::{Journey, Mode};
use hcert::{Policy, Verifier};

fn domestic_mode(verifier: Verifier) -> Verifier {
    verifier.with_policy(Policy {
        mode: Mode::Domestic,
        ..Policy::default()
    })
}

/// Turns a draft into a domestic code: the person alone, under the other identifier.
fn make_domestic(draft: &mut Draft) {
    draft.field("v", None);
    draft.field("ver", Some("1.0.0".into()));
    draft.text(|text| text.replacen("HC1:", "NO1:", 1));
}

/// A domestic code by the EC signer, checked in Norway.
fn domestic(edit: impl FnOnce(&mut Draft)) -> Attempt {
    let mut made = attempt(VACCINATION, |draft| {
        make_domestic(draft);
        edit(draft);
    });
    made.verifier = domestic_mode(made.verifier);
    made
}

fn domestic_by(signer: &Party, verifier: Verifier) -> Attempt {
    let mut draft = Draft::new(signer, VACCINATION);
    make_domestic(&mut draft);
    Attempt::new(&draft, signer, domestic_mode(verifier))
}

pub(super) fn plain() -> Attempt {
    domestic(|_| {})
}

pub(super) fn cases() -> Vec<Case> {
    let abroad = |country| {
        let wanted = Wanted {
            country,
            ..Wanted::default()
        };
        party(KeyType::P256, &wanted)
    };
    let (swedish, narrow) = (
        abroad("SE"),
        party(
            KeyType::P256,
            &Wanted {
                purposes: purposes(&[1]),
                ..Wanted::default()
            },
        ),
    );
    let bare = Dsc {
        certificate: None,
        country: None,
        ..world().ec.dsc.clone()
    };
    let bare: TrustList = [bare].into_iter().collect();
    let bare = domestic_by(&world().ec, Verifier::new(bare.dated(at(AT))));
    // Any Norwegian key will do, whatever its purposes.
    let by_narrow = || domestic_by(&narrow, one(&narrow));
    // The whole EU certificate under the other identifier, which nothing signs.
    let old = |draft: &mut Draft| draft.field("ver", Some("1.0.0".into()));
    let mut renamed = attempt(VACCINATION, |draft| {
        old(draft);
        draft.text(|text| text.replacen("HC1:", "NO1:", 1));
    });
    renamed.verifier = domestic_mode(renamed.verifier);
    let mut whole = attempt(VACCINATION, old);
    whole.verifier = domestic_mode(whole.verifier);
    let content =
        |name: &str, edit: fn(&mut Draft)| case("domestic-content", name, domestic(edit), plain());
    let mut cases = vec![
        case(
            "domestic-content",
            "an EU certificate under NO1",
            renamed,
            whole,
        ),
        content("an entry beside the person", |draft| {
            draft.field("v", Some(Value::Array(vec![])));
        }),
        content("a note beside the person", |draft| {
            draft.field("note", Some("x".into()))
        }),
        content("the version of an EU certificate", |draft| {
            draft.field("ver", Some("1.3.0".into()));
        }),
        content("no date of birth", |draft| draft.field("dob", None)),
        content("nobody's name", |draft| {
            draft.field("nam/fnt", None);
            draft.field("nam/gnt", None);
        }),
        case(
            "domestic-signer-foreign",
            "a Swedish signer",
            domestic_by(&swedish, one(&swedish)),
            by_narrow(),
        ),
        case("domestic-signer-unknown", "a bare key", bare, by_narrow()),
        case(
            "expired",
            "a domestic code",
            domestic(|draft| draft.claim(4, Some(at(AT).plus_seconds(-1).unix().into()))),
            domestic(|draft| draft.claim(4, Some(at(AT).unix().into()))),
        ),
    ];
    // It admits nowhere else, whatever the rules of the country are.
    let mut abroad = plain();
    abroad.journey = Some(Journey::to("XX".parse().unwrap(), at(AT)));
    cases.push(case("context-domestic", "on a journey", abroad, plain()));
    cases.extend(lights());
    // A person under the identifier of an EU certificate has no entry there.
    let person = attempt(VACCINATION, |draft| draft.field("v", None));
    cases.push(case(
        "schema-invalid",
        "a person under HC1",
        person,
        plain(),
    ));
    assert!(at(EXPIRES) > at(AT));
    cases
}

/// EU certificates that are good at the border and red in Norway.
fn lights() -> Vec<Case> {
    let red = |name: &str, entry: &str, edit: fn(&mut Draft)| {
        let mut bad = attempt(entry, edit);
        let mut good = attempt(entry, edit);
        (good.text, bad.verifier) = (bad.text.clone(), domestic_mode(bad.verifier));
        good.verifier = one(&world().ec);
        let mut case = case("domestic-red", name, bad, good);
        // A recovery's df is the EU's day 11 after fr, which the case moves.
        case.odd = entry == RECOVERY;
        case
    };
    let unreadable = |entry, path: &'static str| {
        let made = |value: Option<&str>| {
            let mut made = attempt(entry, |draft| {
                if let Some(value) = value {
                    draft.field(path, Some(value.into()));
                }
            });
            made.verifier = domestic_mode(made.verifier);
            made
        };
        case("domestic-open", path, made(Some("2021")), made(None))
    };
    vec![
        unreadable(VACCINATION, "v/0/dt"),
        unreadable(RECOVERY, "r/0/fr"),
        red("dose 1 of 2, ninety-eight days ago", VACCINATION, |draft| {
            draft.field("v/0/dn", Some(1.into()));
        }),
        red("dose 2 of 2, six days ago", VACCINATION, |draft| {
            draft.field("v/0/dt", Some("2021-10-26".into()));
        }),
        red("dose 2 of 3", VACCINATION, |draft| {
            draft.field("v/0/sd", Some(3.into()));
        }),
        red(
            "a vaccine that Norway does not count",
            VACCINATION,
            |draft| {
                draft.field("v/0/mp", Some("CoronaVac".into()));
            },
        ),
        red("a test of two days ago", TEST, |_| {}),
        red("nine days after the positive test", RECOVERY, |draft| {
            draft.field("r/0/fr", Some("2021-10-23".into()));
            draft.field("r/0/df", Some("2021-10-24".into()));
        }),
    ]
}

#[test]
fn a_good_domestic_code_names_its_holder_and_counts_in_norway_alone() {
    let mut code = plain();
    let report = code.report();
    assert!(report.verdict.is_accept(), "{:?}", report.verdict);
    let domestic = report.domestic.unwrap();
    assert_eq!(domestic.holder().birth_date.to_string(), "1964-08-12");
    assert_eq!(
        domestic.signed().expires_at().unwrap().to_string(),
        at(EXPIRES).to_string()
    );
    assert!(report.certificate.is_none());
    code.verifier = one(&world().ec);
    let border = code.report();
    assert_eq!(border.verdict.finding().unwrap().code(), "context-domestic");
    assert_eq!(border.verdict.code(), "cannot-verify");
    // Taken apart elsewhere, it is held to the mode all the same.
    use hcert::container::{Contexts, Limits, Unverified};
    let limits = Limits::default();
    let decoded = Unverified::decode_as(&code.text, &limits, Contexts::EuAndDomestic).unwrap();
    let border = code.verifier.verify_decoded(&decoded, code.at);
    assert_eq!(border.verdict.finding().unwrap().code(), "context-domestic");
    assert!(border.domestic.is_none());
}

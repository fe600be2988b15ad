use super::*;
use crate::documents::dcc::issue::check_plainly;
use proptest::prelude::*;

const PAYLOADS: [&str; 4] = [
    include_str!("../../../../testdata/payloads/vaccination-2-2.json"),
    include_str!("../../../../testdata/payloads/test-pcr.json"),
    include_str!("../../../../testdata/payloads/test-antigen.json"),
    include_str!("../../../../testdata/payloads/recovery.json"),
];

fn payloads() -> Vec<Payload> {
    PAYLOADS
        .iter()
        .map(|text| Payload::from_json(text).unwrap())
        .collect()
}

/// Every text of a payload.
fn texts(payload: &mut Payload) -> Vec<&mut String> {
    let person = &mut payload.person;
    let names = [
        &mut person.family,
        &mut person.given,
        &mut person.family_mrz,
        &mut person.given_mrz,
    ];
    let mut texts: Vec<&mut String> = names.into_iter().flatten().collect();
    texts.push(&mut payload.version);
    match &mut payload.entry {
        Entry::Vaccination(entry) => texts.extend([
            &mut entry.disease,
            &mut entry.vaccine,
            &mut entry.product,
            &mut entry.holder,
            &mut entry.country,
            &mut entry.issuer,
            &mut entry.uvci,
        ]),
        Entry::Test(entry) => {
            texts.extend([
                &mut entry.disease,
                &mut entry.test_type,
                &mut entry.sampled.as_mut().unwrap().text,
                &mut entry.result,
                &mut entry.country,
                &mut entry.issuer,
                &mut entry.uvci,
            ]);
            texts.extend(
                [&mut entry.name, &mut entry.device, &mut entry.centre]
                    .into_iter()
                    .flatten(),
            );
        }
        Entry::Recovery(entry) => texts.extend([
            &mut entry.disease,
            &mut entry.country,
            &mut entry.issuer,
            &mut entry.uvci,
        ]),
    }
    texts
}

/// What passes at a glance passes the plain way.
fn agrees(payload: &Payload) -> Result<(), TestCaseError> {
    let plain = check_plainly(payload);
    prop_assert!(!is_clean(payload) || plain.is_ok(), "{plain:?}");
    Ok(())
}

#[test]
fn what_is_issued_every_day_passes_at_a_glance() {
    for payload in payloads() {
        assert!(is_clean(&payload), "{}", payload.entry.kind());
        assert_eq!(check_plainly(&payload), Ok(()));
    }
}

#[test]
fn every_text_of_every_kind_is_looked_at() {
    let flaws = [
        "",
        " ",
        " x",
        "x ",
        "\u{1}",
        "u\u{308}",
        "\u{a0}x",
        "\u{1f600}",
        "x\u{0}",
    ];
    for (at, payload) in payloads().iter().enumerate() {
        for text in 0..texts(&mut payload.clone()).len() {
            for flaw in flaws.into_iter().chain([&*"x".repeat(81)]) {
                let mut payload = payload.clone();
                *texts(&mut payload)[text] = flaw.to_owned();
                let plain = check_plainly(&payload).is_ok();
                assert_eq!(is_clean(&payload), plain, "{at} {text} {flaw:?}");
                // A picture may stand in the name of an issuer or a centre, of all texts.
                assert!(!plain || flaw == "\u{1f600}", "{at} {text} {flaw:?}");
            }
        }
    }
}

#[test]
fn every_code_that_is_still_issued_passes_and_no_other_does() {
    for set in Set::ALL {
        for entry in set.entries() {
            for mut payload in payloads() {
                let field = match (set, &mut payload.entry) {
                    (Set::Disease, Entry::Recovery(of)) => &mut of.disease,
                    (Set::Country, Entry::Recovery(of)) => &mut of.country,
                    (Set::Vaccine, Entry::Vaccination(of)) => &mut of.vaccine,
                    (Set::Product, Entry::Vaccination(of)) => &mut of.product,
                    (Set::Holder, Entry::Vaccination(of)) => &mut of.holder,
                    (Set::TestResult, Entry::Test(of)) => &mut of.result,
                    (Set::TestDevice, Entry::Test(of)) => match &mut of.device {
                        Some(device) => device,
                        None => continue,
                    },
                    _ => continue,
                };
                *field = entry.code.to_owned();
                assert_eq!(
                    is_clean(&payload),
                    check_plainly(&payload).is_ok(),
                    "{}",
                    entry.code
                );
            }
        }
    }
}

#[test]
fn numbers_dates_and_what_belongs_together_are_looked_at() {
    let [mut vaccination, pcr, mut rat, recovery] = <[Payload; 4]>::try_from(payloads()).unwrap();
    let Entry::Vaccination(entry) = &mut vaccination.entry else {
        panic!("not a vaccination")
    };
    entry.dose = 0;
    assert!(!is_clean(&vaccination) && check_plainly(&vaccination).is_err());
    let Entry::Test(entry) = &mut rat.entry else {
        panic!("not a test")
    };
    entry.device = None;
    assert!(!is_clean(&rat) && check_plainly(&rat).is_err());
    for change in [
        (|test| test.device = Some("1232".into())) as fn(&mut Test),
        |test| test.centre = None,
        |test| test.test_type = ANTIGEN.into(),
    ] {
        let mut pcr = pcr.clone();
        let Entry::Test(entry) = &mut pcr.entry else {
            panic!("not a test")
        };
        change(entry);
        assert!(!is_clean(&pcr) && check_plainly(&pcr).is_err());
    }
    for change in [
        (|of| of.valid_from = of.first_positive.map(|day| day.plus_days(10))) as fn(&mut Recovery),
        |of| of.valid_until = of.first_positive.map(|day| day.plus_days(181)),
    ] {
        let mut recovery = recovery.clone();
        let Entry::Recovery(entry) = &mut recovery.entry else {
            panic!("not a recovery")
        };
        change(entry);
        assert!(!is_clean(&recovery) && check_plainly(&recovery).is_err());
    }
    for (family, given) in [(None, None), (Some("<"), None), (Some("<<"), Some("<"))] {
        let mut nobody = recovery.clone();
        nobody.person.family_mrz = family.map(str::to_owned);
        nobody.person.given_mrz = given.map(str::to_owned);
        assert!(!is_clean(&nobody) && check_plainly(&nobody).is_err());
    }
}

proptest! {
    #[test]
    fn what_passes_at_a_glance_passes_the_plain_way(
        kind in 0..PAYLOADS.len(),
        field in any::<prop::sample::Index>(),
        text in prop_oneof![
            "[A-Z<]{0,90}", "[ -~]{0,30}", "\\PC{0,12}", "[a-z\u{c0}-\u{17f} '.-]{0,90}",
            "URN:UVCI:01:[A-Z]{2}:[A-Z0-9/#:]{0,60}", "[0-9A-Z/-]{1,13}", "1\\.[0-9]\\.[0-9]",
            "2021-0[1-9]-1[0-9]T1[0-9]:00:00(Z|\\+02:00|\\+0200|\\.5Z)?",
        ],
        doses in (0..12i64, 0..12i64),
        days in (0..40i32, 100..200i32),
        year in 1890..2110i16,
        instant in any::<bool>(),
    ) {
        let mut payload = payloads().swap_remove(kind);
        let mut fields = texts(&mut payload);
        let at = field.index(fields.len());
        *fields[at] = text;
        if let Ok((date, _)) = BirthDate::read(&format!("{year}-02-03")) {
            payload.birth_date = date;
        }
        match &mut payload.entry {
            Entry::Vaccination(entry) => (entry.dose, entry.doses) = doses,
            Entry::Recovery(entry) => {
                entry.valid_from = entry.first_positive.map(|day| day.plus_days(days.0));
                entry.valid_until = entry.first_positive.map(|day| day.plus_days(days.1));
            }
            Entry::Test(entry) if instant => {
                entry.sampled = entry.sampled.as_ref().map(|sampled| sampled.instant().into());
            }
            Entry::Test(_) => {}
        }
        agrees(&payload)?;
    }
}

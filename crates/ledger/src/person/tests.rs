//! Who has which pseudonym.

use super::*;
use hcert::codec::hex;

const RECORD: &str = r#"{"person": {"familyName": "Øverland  Hansen", "givenName": "Åse-Kari",
    "dateOfBirth": "1964-08-12"}}"#;

fn key() -> PersonKey {
    PersonKey::new(&[7; 32]).unwrap()
}

fn of_record(text: &str) -> Pseudonym {
    let record = Record::from_json(text).unwrap();
    key().pseudonym(&PersonId::of_record(&record).unwrap())
}

fn of_names(fnt: &str, gnt: &str, born: &str) -> Pseudonym {
    let born = BirthDate::read(born).unwrap().0;
    key().pseudonym(&PersonId::names(fnt, gnt, born).unwrap())
}

#[test]
fn the_same_person_has_the_same_pseudonym_in_a_record_and_in_a_certificate() {
    let record = Record::from_json(RECORD).unwrap();
    let holder = Holder {
        person: record.person.to_dcc(),
        birth_date: record.person.date_of_birth,
    };
    let of_holder = key().pseudonym(&PersonId::of_holder(&holder).unwrap());
    assert_eq!(of_record(RECORD), of_holder);
    let other_fillers = of_names("<OEVERLAND<<HANSEN<", "AASE<KARI", "1964-08-12");
    assert_eq!(of_record(RECORD), other_fillers);
}

#[test]
fn the_message_is_the_parts_behind_their_lengths() {
    // Computed with Python's hmac over: length in eight octets and part, for each part.
    let expected = "8ff8834d42d9aedfe63671fa6868bcddb25e38b04d07eef11506ecb98b30ddea";
    assert_eq!(hex(&of_names("HANSEN", "KARI", "1964-08-12")), expected);
}

#[test]
fn whatever_differs_makes_another_person() {
    let all = [
        of_names("HANSEN", "KARI", "1964-08-12"),
        of_names("HANSEN<KARI", "", "1964-08-12"),
        of_names("", "HANSEN<KARI", "1964-08-12"),
        of_names("HANSENK", "ARI", "1964-08-12"),
        of_names("HANSEN", "KARI", "1964-08-13"),
        of_names("HANSEN", "KARI", "1964-08"),
        of_names("KARI", "HANSEN", "1964-08-12"),
        PersonKey::new(&[8; 32])
            .unwrap()
            .pseudonym(&PersonId::number(&"15858099657".parse().unwrap())),
        key().pseudonym(&PersonId::number(&"15858099657".parse().unwrap())),
    ];
    for (place, one) in all.iter().enumerate() {
        assert!(!all[..place].contains(one), "number {place}");
    }
}

#[test]
fn an_identity_number_goes_before_the_names() {
    let with = |number: &str, name: &str| {
        let json = RECORD
            .replace(
                "\"dateOfBirth\"",
                &format!("\"identityNumber\": \"{number}\", \"dateOfBirth\""),
            )
            .replace("Hansen", name);
        of_record(&json)
    };
    assert_eq!(with("15858099657", "Hansen"), with("15858099657", "Olsen"));
    assert_ne!(with("15858099657", "Hansen"), of_record(RECORD));
}

#[test]
fn who_cannot_be_told_from_others_has_none() {
    assert!(PersonId::names("HANSEN", "KARI", BirthDate::Unknown).is_none());
    assert!(PersonId::names("<", "", BirthDate::Year(1964)).is_none());
}

#[test]
fn a_key_is_long_enough_and_read_from_digits_or_octets() {
    assert_eq!(
        PersonKey::new(&[1; 31]).unwrap_err(),
        LedgerError::Key { octets: 31 }
    );
    let digits = format!("  {}\n", "0F".repeat(32));
    let person = PersonId::names("HANSEN", "", BirthDate::Year(1964)).unwrap();
    let raw = PersonKey::from_file(&[15; 32]).unwrap().pseudonym(&person);
    assert_eq!(
        PersonKey::from_file(digits.as_bytes())
            .unwrap()
            .pseudonym(&person),
        raw
    );
    // 62 digits are a short key in hexadecimal, and not a long one in octets.
    let short = PersonKey::from_file("0f".repeat(31).as_bytes());
    assert_eq!(short.unwrap_err(), LedgerError::Key { octets: 31 });
    assert!(PersonKey::from_file(b"").is_err());
    // A digit is lost, a line is broken, an editor put its mark before it, or it never was a key.
    let digits = "0f".repeat(32);
    for text in [
        &digits[1..],
        &format!("{}\n{}\n", &digits[..32], &digits[32..]),
        &format!("\u{feff}{digits}"),
        "correct horse battery staple, og blåbærsyltetøy",
    ] {
        let error = PersonKey::from_file(text.as_bytes()).unwrap_err();
        assert_eq!(error, LedgerError::KeyText, "{text}");
    }
    assert!(PersonKey::from_file(&[0xff; 40]).is_ok());
}

#[test]
fn nothing_of_key_or_person_is_shown() {
    let number = PersonId::number(&"15858099657".parse().unwrap());
    let names = PersonId::names("HANSEN", "KARI", BirthDate::Year(1964)).unwrap();
    let told = format!("{number:?} {names:?} {:?}", key());
    assert_eq!(
        told,
        "PersonId(number, redacted) PersonId(names, redacted) PersonKey(32 octets, redacted)"
    );
}

use super::*;

fn person(family: &str, given: &str) -> Person {
    let field = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Person {
        family_mrz: field(family),
        given_mrz: field(given),
        ..Person::default()
    }
}

/// `FNT<<GNT` of a certificate.
fn certificate(name: &str) -> Person {
    let (family, given) = name.split_once("<<").unwrap_or((name, ""));
    person(family, given)
}

#[test]
fn names_are_read_as_passports_print_them_and_as_people_type_them() {
    let oeverland = "OEVERLAND<<KARI<AAGOT";
    #[rustfmt::skip]
    let rows = [
        ("OEVERLAND<<KARI<AAGOT", oeverland),
        ("OEVERLAND<<KARI<AAGOT<<<<<<<<<<<<<<<<<<", oeverland),
        ("P<NOROEVERLAND<<KARI<AAGOT<<<<<<<<<<<<<<<<<<", oeverland),
        ("p<noroeverland<<kari<aagot<<<<<<<<<<<<<<<<<<", oeverland),
        // The second character tells the kind of passport, the issuer may have fewer than three letters.
        ("PDNOROEVERLAND<<KARI<AAGOT<<<<<<<<<<<<<<<<<<", oeverland),
        ("P<D<<MUELLER<<EVA<<<<<<<<<<<<<<<<<<<<<<<<<<<", "MUELLER<<EVA"),
        ("oeverland<<kari aagot", oeverland),
        ("  Øverland, Kari Aagot ", oeverland),
        ("øverland  kari  aagot", oeverland),
        ("O'Brien, Seán-Óg", "OBRIEN<<SEAN<OG"),
        // One name alone, with the fillers of an identity card's third line.
        ("ARKFREITH<<<<<<<<<<<<<<<<<<<<<", "ARKFREITH"),
        ("PEDERSEN<<P", "PEDERSEN<<P"),
        // A name of 44 characters is no line unless it begins like one.
        ("BENNELONG<WOOLOOMOOLOO<WARRANDYTE<<DINGO<POT", "BENNELONG<WOOLOOMOOLOO<WARRANDYTE<<DINGO<POT"),
    ];
    for (text, line) in rows {
        assert_eq!(PassportName::read(text).unwrap().line(), line, "{text}");
    }
}

#[test]
fn what_is_no_name_is_told_without_repeating_it() {
    use PassportNameError as E;
    let long = "K".repeat(81);
    let rows = [
        ("", E::Empty),
        (" <<<, ", E::Empty),
        ("0VERLAND<<KAR1", E::Characters { count: 1 }),
        ("OEVERLAND<<KARI «", E::Characters { count: 1 }),
        ("P<NOROEVERLAND<<KARI", E::Line { found: 20 }),
        (&long, E::TooLong { found: 81 }),
    ];
    for (text, error) in rows {
        assert_eq!(PassportName::read(text).unwrap_err(), error, "{text}");
        let (said, seen) = (error.to_string(), format!("{error:?}"));
        assert!(!said.contains("KAR") && !seen.contains("KAR"), "{said}");
    }
    let name = PassportName::read("OEVERLAND<<KARI").unwrap();
    assert_eq!(
        format!("{name:?}"),
        "PassportName(9 and 4 characters, redacted)"
    );
}

#[test]
fn a_machine_says_same_or_different_only_where_it_can() {
    use Agreement::{Cut, Different, Same, Unclear as U};
    use Unclear::{Abbreviated, Fewer, Order, Spelling};
    let cut = |field| Cut { field };
    #[rustfmt::skip]
    let rows = [
        // Passport, certificate (its FNT<<GNT), what can be told.
        ("OEVERLAND<<KARI<AAGOT", "OEVERLAND<<KARI<AAGOT", Same),
        ("OEVERLAND<<KARI<AAGOT", "<OEVERLAND<<<KARI<<AAGOT<", Same),
        ("øverland, kari aagot", "OEVERLAND<<KARI<AAGOT", Same),
        ("ARKFREITH<<<<<<", "ARKFREITH", Same),
        // 9303-4, names that are too long: the last position holds a letter.
        ("NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K", "NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<KRASUANG", cut(39)),
        ("BENNELONG<WOOLOOMOOLOO<WARRANDYTE<WARNA", "BENNELONG<WOOLOOMOOLOO<WARRANDYTE<WARNAMBOOL<<DINGO<POTOROO", cut(39)),
        ("NILAVADHANANANDA<<CHAYAPA<DEJT", "NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<KRASUANG", cut(30)),
        ("NILAVADHANANANDA<<CHAYAPA<DEJTH", "NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<KRASUANG", cut(31)),
        ("BENNELONG<WOOLOOMOOLOO<WARRANDYTE<W<<DI", "BENNELONG<WOOLOOMOOLOO<WARRANDYTE<WARNAMBOOL<<DINGO<POTOROO", U(Abbreviated)),
        ("NILAVADHANANANDA<<ARNPOL<PETCH<CHARONGU", "NILAVADHANANANDA<<ARNPOL<PETCHARAT<CHARONGUANG", U(Abbreviated)),
        // Not full: what is missing was not cut.
        ("OEVERLAND<<KARI<AA", "OEVERLAND<<KARI<AAGOT", Different(Differs::Given)),
        ("NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG", "NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONGKRASUANG", Different(Differs::Given)),
        // Full, and another name.
        ("NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K", "NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<PRASUANG", Different(Differs::Given)),
        // Spellings of one letter (9303-3, table A).
        ("OVERLAND<<KAARE", "OEVERLAND<<KARE", U(Spelling)),
        ("MULLER<<JURGEN", "MUELLER<<JUERGEN", U(Spelling)),
        ("MUXXLLER<<NUNXXEZ", "MUELLER<<NUNEZ", U(Spelling)),
        ("VAN<DER<BERG<<ANNA", "VANDERBERG<<ANNA", U(Spelling)),
        ("O<BRIEN<<SEAN", "OBRIEN<<SEAN", U(Spelling)),
        // Fewer names, none given, another order.
        ("OEVERLAND<<KARI<AAGOT", "OEVERLAND<<KARI", U(Fewer)),
        ("OEVERLAND<<KARI", "OEVERLAND<<KARI<AAGOT", U(Fewer)),
        ("OEVERLAND<<KARI", "OEVERLAND", U(Fewer)),
        ("GARCIA<LOPEZ<<MARIA", "GARCIA<<MARIA", U(Fewer)),
        ("OEVERLAND<<KARI", "KARI<<OEVERLAND", U(Order)),
        ("Øverland Kari", "OEVERLAND<<KARI", U(Order)),
        ("OEVERLAND<<AAGOT<KARI", "OEVERLAND<<KARI<AAGOT", U(Order)),
        ("ARKFREITH", "<<ARKFREITH", U(Order)),
        // Another person.
        ("OEVERLAND<<OLA", "OEVERLAND<<KARI", Different(Differs::Given)),
        ("OEVERLAND<<KARI<ANNE", "OEVERLAND<<KARI<AAGOT", Different(Differs::Given)),
        ("HANSEN<<KARI", "OEVERLAND<<KARI", Different(Differs::Family)),
        ("HANSEN<<OLA", "OEVERLAND<<KARI", Different(Differs::Both)),
        ("OEVERLAND<<KARI", "", Different(Differs::Both)),
    ];
    for (passport, name, agreement) in rows {
        let read = PassportName::read(passport).unwrap();
        assert_eq!(
            read.agreement(&certificate(name)),
            agreement,
            "{passport} {name}"
        );
    }
}

#[test]
fn what_the_holder_writes_speaks_for_the_passports_transliteration() {
    let mut serhii = person("SHEVCHENKO", "SERHII");
    serhii.family = Some("Шевченко".into());
    serhii.given = Some("Сергій".into());
    // The unmarked column of table B, where the register took the Ukrainian one.
    let passport = PassportName::read("SHEVCHENKO<<SERGII").unwrap();
    assert_eq!(
        passport.agreement(&serhii),
        Agreement::Unclear(Unclear::Spelling)
    );
    let without = person("SHEVCHENKO", "SERHII");
    assert_eq!(
        passport.agreement(&without),
        Agreement::Different(Differs::Given)
    );
}

#[test]
fn a_field_outside_the_machines_alphabet_is_put_into_it() {
    let odd = person("Øverland", "Kari Aagot");
    let passport = PassportName::read("OEVERLAND<<KARI<AAGOT").unwrap();
    assert_eq!(passport.agreement(&odd), Agreement::Same);
}

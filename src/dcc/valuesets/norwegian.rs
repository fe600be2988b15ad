//! Names in bokmål and nynorsk for what stands on a page or is shown at a control: the disease, the types
//! of vaccine and test, the results, and the countries of Europe and its certificates. Names of products and
//! companies are the same in every language. What is not here is shown by its English name.
//!
//! Country names are those of the Language Council of Norway's list.

use super::{Entry, Set};
use crate::lang::Words;

/// (set, code, bokmål, nynorsk).
#[rustfmt::skip] // the table as it is
const TERMS: &[(Set, &str, &str, &str)] = &[
    (Set::Disease, "840539006", "covid-19", "covid-19"),
    (Set::Vaccine, "1119305005", "Antigenvaksine mot SARS-CoV-2", "Antigenvaksine mot SARS-CoV-2"),
    (Set::Vaccine, "1119349007", "mRNA-vaksine mot SARS-CoV-2", "mRNA-vaksine mot SARS-CoV-2"),
    (Set::Vaccine, "1162643001", "Rekombinant spikeproteinvaksine mot SARS-CoV-2", "Rekombinant spikeproteinvaksine mot SARS-CoV-2"),
    (Set::Vaccine, "28531000087107", "Vaksine mot covid-19", "Vaksine mot covid-19"),
    (Set::Vaccine, "J07BX03", "Vaksine mot covid-19", "Vaksine mot covid-19"),
    (Set::TestType, "LP6464-4", "Nukleinsyretest (PCR)", "Nukleinsyretest (PCR)"),
    (Set::TestType, "LP217198-3", "Hurtigtest (antigen)", "Hurtigtest (antigen)"),
    (Set::TestResult, "260415000", "Ikke påvist", "Ikkje påvist"),
    (Set::TestResult, "260373001", "Påvist", "Påvist"),
    (Set::Country, "AD", "Andorra", "Andorra"),
    (Set::Country, "AE", "De forente arabiske emirater", "Dei sameinte arabiske emirata"),
    (Set::Country, "AL", "Albania", "Albania"),
    (Set::Country, "AM", "Armenia", "Armenia"),
    (Set::Country, "AT", "Østerrike", "Austerrike"),
    (Set::Country, "BE", "Belgia", "Belgia"),
    (Set::Country, "BG", "Bulgaria", "Bulgaria"),
    (Set::Country, "CA", "Canada", "Canada"),
    (Set::Country, "CH", "Sveits", "Sveits"),
    (Set::Country, "CV", "Kapp Verde", "Kapp Verde"),
    (Set::Country, "CY", "Kypros", "Kypros"),
    (Set::Country, "CZ", "Tsjekkia", "Tsjekkia"),
    (Set::Country, "DE", "Tyskland", "Tyskland"),
    (Set::Country, "DK", "Danmark", "Danmark"),
    (Set::Country, "EE", "Estland", "Estland"),
    (Set::Country, "ES", "Spania", "Spania"),
    (Set::Country, "FI", "Finland", "Finland"),
    (Set::Country, "FO", "Færøyene", "Færøyane"),
    (Set::Country, "FR", "Frankrike", "Frankrike"),
    (Set::Country, "GB", "Storbritannia", "Storbritannia"),
    (Set::Country, "GE", "Georgia", "Georgia"),
    (Set::Country, "GL", "Grønland", "Grønland"),
    (Set::Country, "GR", "Hellas", "Hellas"),
    (Set::Country, "HR", "Kroatia", "Kroatia"),
    (Set::Country, "HU", "Ungarn", "Ungarn"),
    (Set::Country, "IE", "Irland", "Irland"),
    (Set::Country, "IL", "Israel", "Israel"),
    (Set::Country, "IS", "Island", "Island"),
    (Set::Country, "IT", "Italia", "Italia"),
    (Set::Country, "LI", "Liechtenstein", "Liechtenstein"),
    (Set::Country, "LT", "Litauen", "Litauen"),
    (Set::Country, "LU", "Luxembourg", "Luxembourg"),
    (Set::Country, "LV", "Latvia", "Latvia"),
    (Set::Country, "MA", "Marokko", "Marokko"),
    (Set::Country, "MC", "Monaco", "Monaco"),
    (Set::Country, "MD", "Moldova", "Moldova"),
    (Set::Country, "ME", "Montenegro", "Montenegro"),
    (Set::Country, "MK", "Nord-Makedonia", "Nord-Makedonia"),
    (Set::Country, "MT", "Malta", "Malta"),
    (Set::Country, "NL", "Nederland", "Nederland"),
    (Set::Country, "NO", "Norge", "Noreg"),
    (Set::Country, "NZ", "New Zealand", "New Zealand"),
    (Set::Country, "PA", "Panama", "Panama"),
    (Set::Country, "PL", "Polen", "Polen"),
    (Set::Country, "PT", "Portugal", "Portugal"),
    (Set::Country, "RO", "Romania", "Romania"),
    (Set::Country, "RS", "Serbia", "Serbia"),
    (Set::Country, "RU", "Russland", "Russland"),
    (Set::Country, "SE", "Sverige", "Sverige"),
    (Set::Country, "SG", "Singapore", "Singapore"),
    (Set::Country, "SI", "Slovenia", "Slovenia"),
    (Set::Country, "SK", "Slovakia", "Slovakia"),
    (Set::Country, "SM", "San Marino", "San Marino"),
    (Set::Country, "TG", "Togo", "Togo"),
    (Set::Country, "TH", "Thailand", "Thailand"),
    (Set::Country, "TN", "Tunisia", "Tunisia"),
    (Set::Country, "TR", "Tyrkia", "Tyrkia"),
    (Set::Country, "TW", "Taiwan", "Taiwan"),
    (Set::Country, "UA", "Ukraina", "Ukraina"),
    (Set::Country, "US", "USA", "USA"),
    (Set::Country, "UY", "Uruguay", "Uruguay"),
    (Set::Country, "VA", "Vatikanstaten", "Vatikanstaten"),
    (Set::Country, "XK", "Kosovo", "Kosovo"),
];

/// The names of an entry; the English one where Norwegian has none.
pub(super) fn words(set: Set, entry: &Entry) -> Words {
    let found = TERMS
        .iter()
        .find(|(of, code, ..)| *of == set && *code == entry.code);
    let en = entry.label();
    match found {
        Some((_, _, nb, nn)) => Words { en, nb, nn },
        None => Words { en, nb: en, nn: en },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_term_is_one_of_its_set_and_stands_once() {
        for (index, (set, code, nb, nn)) in TERMS.iter().enumerate() {
            assert!(set.find(code).is_some(), "{code}");
            assert!(!nb.is_empty() && !nn.is_empty(), "{code}");
            let again = TERMS.iter().skip(index + 1);
            assert!(
                again
                    .into_iter()
                    .all(|other| (other.0, other.1) != (*set, *code)),
                "{code}"
            );
        }
        let country = |code: &str| Set::Country.words(code).unwrap();
        assert_eq!((country("NO").nn, country("NO").en), ("Noreg", "Norway"));
        assert_eq!(country("BR").nb, "Brazil");
        assert_eq!(Set::Country.words("ZZ"), None);
    }
}

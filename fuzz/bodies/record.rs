//! No text is a record or a bundle by accident, and what is one has a light and certificates, whenever it is
//! asked.

use hcert::Lang;
use hcert::norway::certificates::{Delivery, NIPH, certificates, uvci};
use hcert::norway::profile::Profile;
use hcert::norway::record::Record;
use hcert::norway::{fhir, light};

/// Tries one input.
pub(crate) fn run(octets: &[u8]) {
    let Ok(text) = std::str::from_utf8(octets) else {
        return;
    };
    let read = Record::from_json(text);
    let bundle = fhir::read(text).map(|reading| reading.record);
    for record in [read, bundle].into_iter().flatten() {
        // What is read is written and read alike.
        let again = Record::from_json(&record.to_json()).expect("our own form");
        assert!(again == record);
        for at in [
            "2020-01-01T00:00:00Z",
            "2021-11-01T12:00:00Z",
            "2031-01-01T00:00:00Z",
        ] {
            let at = at.parse().expect("an instant");
            let status = light::status(&record, at, Profile::on(at.in_oslo().date()));
            assert_eq!(
                status.ground.is_some(),
                status.light == light::Colour::Green
            );
            for one in &status.components {
                assert!(!one.rule.text(status.profile).get(Lang::Nn).contains('{'));
            }
            let mut fresh = || uvci([0; 13]);
            let made = certificates(&record, at, Delivery::AtOnce, NIPH, &mut fresh);
            assert!(made.certificates.len() <= 3);
        }
    }
}

//! Trust lists and signer certificates: bad items are told and cost only themselves; a certificate that
//! was read is the one that its own octets say.

use hcert::trust::{Dsc, TrustList, kid_of};

/// Tries one input.
pub(crate) fn run(octets: &[u8]) {
    if let Ok(dsc) = Dsc::from_der("fuzz", octets) {
        let info = dsc.certificate.as_ref().expect("it was read from one");
        assert_eq!(dsc.kid, kid_of(&info.der));
        assert!(octets.starts_with(&info.der));
        let again = Dsc::from_der("fuzz", &info.der).expect("its own octets");
        assert_eq!((&again.kid, &again.key), (&dsc.kid, &dsc.key));
        let _ = format!("{dsc:?} {info:?}");
    }
    if let Ok(dsc) = Dsc::from_spki("fuzz", b"kid", octets) {
        let _ = dsc
            .key
            .verify(hcert::key::Algorithm::Ps256, b"message", &[0; 256]);
        let _ = dsc
            .key
            .verify(hcert::key::Algorithm::Es256, b"message", &[0; 64]);
    }
    match TrustList::read("fuzz", octets) {
        Ok(list) => {
            assert_eq!(list.iter().count(), list.len());
            for dsc in list.iter() {
                assert!(list.find(&dsc.kid).contains(dsc));
            }
            let mut twice = list.clone();
            twice.merge(list.clone());
            assert_eq!(twice.len(), list.len());
            list.problems()
                .iter()
                .for_each(|problem| assert!(!problem.to_string().is_empty()));
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

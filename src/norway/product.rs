//! The vaccines that the Norwegian immunisation register (SYSVAK) has codes for, and what the rules need to
//! know of each: all are approved by the EMA.
//!
//! The types of vaccine are those that were issued in 2021; all are still active in the value set, although the
//! encoding instructions of 2023 name narrower ones. Intervals are days. Bivalent variants are recorded under the code of their parent. Not here: vaccines
//! that the EMA approved later and for which Norway published no interval.

use std::fmt;

/// A vaccine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Product {
    /// Comirnaty (BioNTech and Pfizer).
    Comirnaty,
    /// Spikevax (Moderna).
    Spikevax,
    /// Vaxzevria (AstraZeneca).
    Vaxzevria,
    /// Jcovden (Janssen).
    Jcovden,
    /// Nuvaxovid (Novavax).
    Nuvaxovid,
}

/// What is known of a vaccine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The code in SYSVAK.
    pub sysvak: &'static str,
    /// The name.
    pub name: &'static str,
    /// `mp`: the code of the product in certificates.
    pub code: &'static str,
    /// `ma`: the code of the marketing authorisation holder.
    pub holder: &'static str,
    /// `vp`: the code of the type of vaccine.
    pub vaccine: &'static str,
    /// Doses in the primary series.
    pub doses: u32,
    /// Days that must lie between the first dose and the next; 0 where nothing is prescribed.
    pub minimum_interval_days: i32,
}

impl Product {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Comirnaty,
        Self::Spikevax,
        Self::Vaxzevria,
        Self::Jcovden,
        Self::Nuvaxovid,
    ];

    /// What is known of it.
    #[must_use]
    pub const fn facts(self) -> Facts {
        let (sysvak, name, code, holder, vaccine, doses, minimum_interval_days) = match self {
            Self::Comirnaty => (
                "BNT03",
                "Comirnaty",
                "EU/1/20/1528",
                "ORG-100030215",
                "1119349007",
                2,
                19,
            ),
            Self::Spikevax => (
                "MOD03",
                "Spikevax",
                "EU/1/20/1507",
                "ORG-100031184",
                "1119349007",
                2,
                21,
            ),
            Self::Vaxzevria => (
                "ASZ03",
                "Vaxzevria",
                "EU/1/21/1529",
                "ORG-100001699",
                "1119305005",
                2,
                21,
            ),
            Self::Jcovden => (
                "JAN03",
                "Jcovden",
                "EU/1/20/1525",
                "ORG-100001417",
                "1119305005",
                1,
                0,
            ),
            Self::Nuvaxovid => (
                "NUV03",
                "Nuvaxovid",
                "EU/1/21/1618",
                "ORG-100032020",
                "1162643001",
                2,
                21,
            ),
        };
        Facts {
            sysvak,
            name,
            code,
            holder,
            vaccine,
            doses,
            minimum_interval_days,
        }
    }

    /// By its code in certificates (`mp`) alone.
    #[must_use]
    pub fn from_certificate(code: &str) -> Option<Self> {
        // The name under which Nuvaxovid stood in certificates before it was approved.
        if code == "NVX-CoV2373" {
            return Some(Self::Nuvaxovid);
        }
        Self::ALL
            .into_iter()
            .find(|product| product.facts().code == code)
    }

    /// By its code in SYSVAK or in certificates, case included.
    ///
    /// ```
    /// use hcert::norway::product::Product;
    /// assert_eq!(Product::from_code("BNT03"), Some(Product::Comirnaty));
    /// assert_eq!(Product::from_code("EU/1/20/1528"), Some(Product::Comirnaty));
    /// assert_eq!(Product::Comirnaty.facts().doses, 2);
    /// ```
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|product| {
            let facts = product.facts();
            facts.sysvak == code || facts.code == code
        })
    }
}

impl fmt::Display for Product {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.facts().name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::dcc::valuesets;

    #[test]
    fn the_codes_are_a_combination_that_may_be_issued() {
        for product in Product::ALL {
            let facts = product.facts();
            let encoding = valuesets::product(facts.code).unwrap();
            assert_eq!(encoding.holder, facts.holder, "{product}");
            let vaccine = valuesets::Set::Vaccine.find(facts.vaccine);
            assert!(vaccine.is_some_and(|entry| entry.active), "{product}");
            assert_eq!(Product::from_code(facts.code), Some(product));
            assert_eq!(Product::from_code(facts.sysvak), Some(product));
        }
        assert_eq!(Product::from_code("CoronaVac"), None);
    }
}

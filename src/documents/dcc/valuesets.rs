//! The EU value sets: which codes a certificate may carry and what they stand for.
//!
//! Sources: the eight value sets and the vaccine encoding instructions of release 2.12.0 of the
//! eHealth Network's value sets (guidelines v1.15 of 2023-05-23), the last one; for rapid tests
//! also the codes in the EU gateway's set of July 2023. Codes and flags are theirs; the names are
//! shortened, and those of countries are the short English ones.
//!
//! A code is text, also where it looks like a number, and is matched exactly, case included. Names
//! are for people and change (Janssen became Jcovden): never match on them.
//!
//! Not supported: languages other than English and Norwegian, validity dates of single codes (the release has none), codes of
//! clinical trials, and newer sets than the tables. The gateway's copy is the authoritative one.
//!
//! ```
//! use hcert::dcc::valuesets::Set;
//!
//! let product = Set::for_field("v", "mp").and_then(|set| set.find("EU/1/20/1528"));
//! assert_eq!(product.map(|entry| entry.name), Some("Comirnaty"));
//! assert!(Set::Vaccine.find("J07BX03").is_some_and(|entry| !entry.active));
//! ```

mod countries;
mod devices;
mod tables;

use crate::text::{self, Lang};
use std::borrow::Cow;

/// The release the tables are taken from.
pub const RELEASE: &str = "2.12.0";

/// The date of that release.
pub const RELEASE_DATE: &str = "2023-05-23";

/// One code of a value set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// The code as it stands in a certificate.
    pub code: &'static str,
    /// What it stands for, in English, shortened; empty for the rapid tests that are known by
    /// number alone.
    pub name: &'static str,
    /// Whether new certificates may carry it. An inactive code stays valid in older ones. True for
    /// the rapid tests known from the gateway alone, which come without the flag.
    pub active: bool,
}

impl Entry {
    /// The name, or the code where there is none.
    #[must_use]
    pub fn label(&self) -> &'static str {
        if self.name.is_empty() {
            self.code
        } else {
            self.name
        }
    }
}

const fn active(code: &'static str, name: &'static str) -> Entry {
    Entry {
        code,
        name,
        active: true,
    }
}

const fn retired(code: &'static str, name: &'static str) -> Entry {
    Entry {
        code,
        name,
        active: false,
    }
}

const fn unnamed(code: &'static str) -> Entry {
    active(code, "")
}

/// A vaccine and the codes to issue with it (`vaccines-covid-19-encoding-instructions`).
///
/// The instructions are of 2023 and bind new certificates. Older ones rightly carry other
/// combinations: until March 2022 there were three vaccine types alone, among them `J07BX03`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Product {
    /// `mp`: the product, a code of [`Set::Product`].
    pub product: &'static str,
    /// `ma`: its holder, a code of [`Set::Holder`].
    pub holder: &'static str,
    /// `vp`: the types it may be issued with, codes of [`Set::Vaccine`].
    pub vaccines: &'static [&'static str],
}

/// The combinations of product, holder and vaccine type, in the order of the product's code. Every
/// code of [`Set::Product`] has one.
#[must_use]
pub fn products() -> &'static [Product] {
    tables::ENCODINGS
}

/// The combination for a product (`mp`).
///
/// ```
/// use hcert::dcc::valuesets::product;
/// let comirnaty = product("EU/1/20/1528").unwrap();
/// assert_eq!(comirnaty.holder, "ORG-100030215");
/// assert!(comirnaty.vaccines.contains(&"1119349007"));
/// ```
#[must_use]
pub fn product(mp: &str) -> Option<&'static Product> {
    let rows = products();
    let at = rows.binary_search_by(|row| row.product.cmp(mp)).ok()?;
    rows.get(at)
}

/// One of the eight value sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Set {
    /// `tg`: the disease.
    Disease,
    /// `v.vp`: the type of vaccine.
    Vaccine,
    /// `v.mp`: the vaccine.
    Product,
    /// `v.ma`: the holder of its authorisation, or its maker.
    Holder,
    /// `t.tt`: the type of test.
    TestType,
    /// `t.ma`: the rapid test.
    TestDevice,
    /// `t.tr`: the result.
    TestResult,
    /// `co`: the country. The schema allows organisations too, which are not in the set.
    Country,
}

impl Set {
    /// All eight.
    pub const ALL: [Self; 8] = [
        Self::Disease,
        Self::Vaccine,
        Self::Product,
        Self::Holder,
        Self::TestType,
        Self::TestDevice,
        Self::TestResult,
        Self::Country,
    ];

    /// The set's name at the gateway and in rules (`external.valueSets`).
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Disease => "disease-agent-targeted",
            Self::Vaccine => "sct-vaccines-covid-19",
            Self::Product => "vaccines-covid-19-names",
            Self::Holder => "vaccines-covid-19-auth-holders",
            Self::TestType => "covid-19-lab-test-type",
            Self::TestDevice => "covid-19-lab-test-manufacturer-and-name",
            Self::TestResult => "covid-19-lab-result",
            Self::Country => "country-2-codes",
        }
    }

    /// The set's own date, `YYYY-MM-DD`. No version: codes were added under an unchanged date.
    #[must_use]
    pub fn date(self) -> &'static str {
        match self {
            Self::Disease | Self::TestType | Self::TestResult => "2021-04-27",
            Self::Vaccine => "2023-01-25",
            Self::Product => "2022-11-30",
            Self::Holder => "2022-01-26",
            Self::TestDevice => "2021-07-01",
            Self::Country => "2019-11-01",
        }
    }

    /// Its codes, inactive ones included, in the order of the code's bytes.
    #[must_use]
    pub fn entries(self) -> &'static [Entry] {
        match self {
            Self::Disease => tables::DISEASES,
            Self::Vaccine => tables::VACCINES,
            Self::Product => tables::PRODUCTS,
            Self::Holder => tables::HOLDERS,
            Self::TestType => tables::TEST_TYPES,
            Self::TestDevice => devices::DEVICES,
            Self::TestResult => tables::TEST_RESULTS,
            Self::Country => countries::COUNTRIES,
        }
    }

    /// Looks a code up.
    ///
    /// ```
    /// use hcert::dcc::valuesets::Set;
    /// assert_eq!(Set::Product.find("EU/1/20/1507").map(|entry| entry.name), Some("Spikevax"));
    /// assert_eq!(Set::Product.find("Spikevax"), None);
    /// ```
    #[must_use]
    pub fn find(self, code: &str) -> Option<&'static Entry> {
        let entries = self.entries();
        let at = entries
            .binary_search_by(|entry| entry.code.cmp(code))
            .ok()?;
        entries.get(at)
    }

    /// What a code stands for in a language: its name in `valuesets.ftl`, else the one of the set.
    ///
    /// ```
    /// use hcert::{Lang, dcc::valuesets::Set};
    /// assert_eq!(Set::Country.name("NO", Lang::Nn).as_deref(), Some("Noreg"));
    /// assert_eq!(Set::Product.name("EU/1/20/1528", Lang::Nn).as_deref(), Some("Comirnaty"));
    /// assert_eq!(Set::Country.name("ZZ", Lang::Nn), None);
    /// ```
    #[must_use]
    pub fn name(self, code: &str, lang: Lang) -> Option<Cow<'static, str>> {
        let entry = self.find(code)?;
        let english = entry.label();
        Some(match self.group() {
            Some(group) => text::name(&format!("{group}-{code}"), english, lang),
            None => english.into(),
        })
    }

    /// How the identifiers of the set's names begin, where languages have any.
    fn group(self) -> Option<&'static str> {
        match self {
            Self::Country => Some("country"),
            Self::Disease => Some("disease"),
            Self::TestResult => Some("test-result"),
            Self::TestType => Some("test-type"),
            Self::Vaccine => Some("vaccine"),
            _ => None,
        }
    }

    /// The set with this [`Set::id`].
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|set| set.id() == id)
    }

    /// The set a field of an entry takes its codes from: `group` is `v`, `t` or `r`. `None` for a
    /// field without codes.
    #[must_use]
    pub fn for_field(group: &str, field: &str) -> Option<Self> {
        Some(match (group, field) {
            ("v" | "t" | "r", "tg") => Self::Disease,
            ("v" | "t" | "r", "co") => Self::Country,
            ("v", "vp") => Self::Vaccine,
            ("v", "mp") => Self::Product,
            ("v", "ma") => Self::Holder,
            ("t", "tt") => Self::TestType,
            ("t", "ma") => Self::TestDevice,
            ("t", "tr") => Self::TestResult,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::fs;
    use std::path::PathBuf;

    use serde_json::Value;

    use super::*;

    #[test]
    fn names_in_other_languages_are_those_of_entries() {
        for lang in Lang::ALL.into_iter().filter(|lang| *lang != Lang::En) {
            let path = format!("i18n/{lang}/valuesets.ftl");
            let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
            let file = fs::read_to_string(root.join(&path)).unwrap();
            let ids = file.lines().filter_map(|line| line.split_once(" = "));
            let mut count = 0;
            for (id, _) in ids {
                let of = |set: &Set| {
                    let group = format!("{}-", set.group()?);
                    set.find(id.strip_prefix(&group)?)
                };
                assert!(Set::ALL.iter().any(|set| of(set).is_some()), "{path}: {id}");
                count += 1;
            }
            assert!(count > 70, "{path}");
        }
        let country = |code, lang| Set::Country.name(code, lang).unwrap();
        assert_eq!(country("NO", Lang::Nn), "Noreg");
        assert_eq!(country("NO", Lang::En), "Norway");
        assert_eq!(country("BR", Lang::Nb), "Brazil");
        assert_eq!(Set::Country.name("ZZ", Lang::Nb), None);
    }

    #[test]
    fn the_tables_are_sorted_and_sized() {
        // Entries and active ones, as the release counts them; rapid tests with the gateway's.
        let sizes = [
            (1, 1),
            (9, 8),
            (39, 35),
            (31, 31),
            (2, 2),
            (309, 307),
            (2, 2),
            (250, 250),
        ];
        for (set, (all, active)) in Set::ALL.into_iter().zip(sizes) {
            let entries = set.entries();
            assert_eq!(entries.len(), all, "{}", set.id());
            assert_eq!(
                entries.iter().filter(|e| e.active).count(),
                active,
                "{}",
                set.id()
            );
            assert!(entries.is_sorted_by(|a, b| a.code < b.code), "{}", set.id());
            for entry in entries {
                assert_eq!(set.find(entry.code), Some(entry));
                assert!(!entry.label().is_empty() && entry.label().trim() == entry.label());
            }
            assert_eq!(set.find(""), None);
            assert_eq!(set.find("zz"), None);
            assert_eq!(Set::from_id(set.id()), Some(set));
        }
        let named = Set::TestDevice
            .entries()
            .iter()
            .filter(|e| !e.name.is_empty());
        assert_eq!(named.clone().count(), 88);
        let names: BTreeSet<_> = named.map(|e| e.name).collect();
        assert_eq!(names.len(), 88, "no two tests share a name");
        assert_eq!(
            Set::from_id("vaccines-covid-19-encoding-instructions"),
            None
        );
    }

    #[test]
    fn products_name_known_codes() {
        let of = |rows: &'static [Entry]| rows.iter().map(|e| e.code).collect::<Vec<_>>();
        let mps: Vec<_> = products().iter().map(|p| p.product).collect();
        assert_eq!(mps, of(Set::Product.entries()));
        for row in products() {
            assert_eq!(product(row.product), Some(row));
            assert!(Set::Holder.find(row.holder).is_some(), "{}", row.product);
            assert!(!row.vaccines.is_empty());
            for vaccine in row.vaccines {
                assert!(
                    Set::Vaccine.find(vaccine).is_some_and(|e| e.active),
                    "{}",
                    row.product
                );
            }
        }
        assert_eq!(product("Comirnaty"), None);
    }

    #[test]
    fn fields() {
        assert_eq!(Set::for_field("v", "ma"), Some(Set::Holder));
        assert_eq!(Set::for_field("t", "ma"), Some(Set::TestDevice));
        assert_eq!(Set::for_field("r", "ma"), None);
        assert_eq!(Set::for_field("r", "tg"), Some(Set::Disease));
        assert_eq!(Set::for_field("x", "co"), None);
        assert_eq!(Set::Country.find("XK").map(|e| e.name), Some("Kosovo"));
        for absent in ["EL", "UK", "UNHCR", "no", ""] {
            assert_eq!(Set::Country.find(absent), None);
        }
    }

    /// The folder with the EU's own files, which are not part of the project.
    fn testdata() -> Option<PathBuf> {
        let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
        let folder = std::env::var_os("HCERT_TESTDATA").map_or_else(beside, PathBuf::from);
        folder
            .join("valuesets")
            .is_dir()
            .then(|| folder.join("valuesets"))
    }

    #[test]
    fn the_tables_agree_with_the_release() {
        let Some(folder) = testdata() else {
            println!("skipped: no value sets in HCERT_TESTDATA or ../shared/data");
            return;
        };
        let json = |path: PathBuf| -> Value {
            serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
        };
        let gateway = json(folder.join("compressed/gateway-2023-valueSets.json"));
        let mut compared = BTreeSet::new();
        for file in fs::read_dir(folder.join("release-2.12.0")).unwrap() {
            let official = json(file.unwrap().path());
            let id = official["valueSetId"].as_str().unwrap();
            let values = official["valueSetValues"].as_object().unwrap();
            compared.insert(id.to_owned());
            let Some(set) = Set::from_id(id) else {
                let theirs: BTreeMap<String, (String, BTreeSet<String>)> = values
                    .values()
                    .map(|row| {
                        let code = row["vaccine-code"].as_str().unwrap();
                        let codes = row["sct-codes"].as_array().unwrap();
                        let vaccines = codes.iter().map(|c| c.as_str().unwrap().to_owned());
                        let holder = row["vaccine-manufacturer"].as_str().unwrap().to_owned();
                        let code = code.trim_end_matches(" (deprecated)").to_owned();
                        (code, (holder, vaccines.collect()))
                    })
                    .collect();
                let ours = products().iter().map(|row| {
                    let vaccines = row.vaccines.iter().map(ToString::to_string).collect();
                    (row.product.to_owned(), (row.holder.to_owned(), vaccines))
                });
                assert_eq!(ours.collect::<BTreeMap<_, _>>(), theirs);
                continue;
            };
            assert_eq!(set.date(), official["valueSetDate"]);
            let mut theirs: BTreeMap<&str, bool> = BTreeMap::new();
            if set == Set::TestDevice {
                let codes = gateway[id].as_array().unwrap();
                theirs.extend(codes.iter().map(|code| (code.as_str().unwrap(), true)));
            }
            theirs.extend(
                values
                    .iter()
                    .map(|(k, v)| (k.as_str(), v["active"].as_bool().unwrap())),
            );
            let ours: BTreeMap<&str, bool> =
                set.entries().iter().map(|e| (e.code, e.active)).collect();
            assert_eq!(ours, theirs, "{id}");
        }
        assert_eq!(compared.len(), 9);
    }
}

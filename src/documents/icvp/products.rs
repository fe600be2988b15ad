//! The products that WHO approves for the yellow card: a table with its date, which an operator can replace.

use super::Disease;
use crate::text;
use crate::text::{Text, ToText};
use crate::time::Date;
use crate::{in_english, text::without_bom};
use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

/// Months for which a table counts as complete.
const CURRENT_MONTHS: i32 = 12;

/// The most rows of a table.
const MAX_ROWS: usize = 10_000;

/// The table that is part of this library.
static BUILT_IN: LazyLock<Arc<Products>> = LazyLock::new(|| {
    // A test holds that it can be read.
    let read = Products::read(include_str!("products.tsv"));
    Arc::new(read.unwrap_or_default())
});

/// One product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Product {
    /// Its id.
    pub id: String,
    /// The type of vaccine.
    pub vaccine: String,
    /// What it protects against.
    pub disease: Disease,
    /// Its trade name; empty where WHO's list has none.
    pub name: String,
    /// Its manufacturer.
    pub manufacturer: String,
    /// How it comes, and how many doses: `Vial, 10`.
    pub presentation: String,
}

impl Product {
    /// The trade name, or where there is none the type of vaccine.
    #[must_use]
    pub fn label(&self) -> &str {
        match self.name.is_empty() {
            true => &self.vaccine,
            false => &self.name,
        }
    }
}

/// A table of products and its date.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Products {
    date: Option<Date>,
    rows: HashMap<String, Product>,
}

/// Why a text is no table of products.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProductsError {
    /// No line `# date YYYY-MM-DD`.
    NoDate,
    /// A line that is no row.
    Row {
        /// Its number, from 1.
        line: usize,
        /// Columns found; five are needed.
        columns: usize,
    },
    /// A disease that no yellow card is about.
    Disease {
        /// The line's number, from 1.
        line: usize,
        /// What stands there.
        found: String,
    },
    /// An id that stands twice.
    Twice {
        /// The second line's number, from 1.
        line: usize,
    },
    /// More rows than any list has.
    TooMany {
        /// The most that are read.
        limit: usize,
    },
    /// No row.
    Empty,
}

impl ToText for ProductsError {
    fn to_text(&self) -> Text {
        match self {
            Self::NoDate => text!(PRODUCTS_NO_DATE),
            Self::Row { line, columns } => text!(PRODUCTS_ROW, line, columns),
            Self::Disease { line, found } => {
                text!(PRODUCTS_DISEASE, line, found = format!("{found:?}"))
            }
            Self::Twice { line } => text!(PRODUCTS_TWICE, line),
            Self::TooMany { limit } => text!(PRODUCTS_TOO_MANY, limit),
            Self::Empty => text!(PRODUCTS_EMPTY),
        }
    }
}

in_english!(ProductsError: Error);

impl Products {
    /// The table that is part of this library: WHO's of 2025-10-30.
    #[must_use]
    pub fn built_in() -> Arc<Self> {
        Arc::clone(&BUILT_IN)
    }

    /// Reads a table: lines of id, vaccine, disease (`yellow-fever` or `polio`), trade name, manufacturer and, where known,
    /// presentation and doses, with tabs between them. A line `# date YYYY-MM-DD` says when WHO gave it out; other lines
    /// with `#` are comments.
    ///
    /// ```
    /// use hcert::icvp::Products;
    /// let table = "# date 2026-11-01\nX1\tYellow Fever\tyellow-fever\tSTAMARIL\tSanofi\n";
    /// let products = Products::read(table)?;
    /// assert_eq!(products.find("X1").ok_or("not found")?.label(), "STAMARIL");
    /// assert!(products.is_current("2027-11-01".parse()?) && !products.is_current("2027-11-02".parse()?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// The first line that is none, or no date.
    pub fn read(text: &str) -> Result<Self, ProductsError> {
        let mut products = Self::default();
        for (index, line) in without_bom(text).lines().enumerate() {
            let number = index + 1;
            if let Some(comment) = line.strip_prefix('#') {
                let date = comment.trim().strip_prefix("date ");
                products.date = products
                    .date
                    .or_else(|| date.and_then(|date| date.trim().parse().ok()));
                continue;
            }
            if line.trim().is_empty() {
                continue;
            }
            if products.rows.len() == MAX_ROWS {
                return Err(ProductsError::TooMany { limit: MAX_ROWS });
            }
            let columns: Vec<&str> = line.split('\t').map(str::trim).collect();
            let [id, vaccine, disease, name, manufacturer, rest @ ..] = columns.as_slice() else {
                let (line, columns) = (number, columns.len());
                return Err(ProductsError::Row { line, columns });
            };
            let found = Disease::from_code(disease);
            let disease = found.ok_or_else(|| ProductsError::Disease {
                line: number,
                found: disease.chars().take(40).collect(),
            })?;
            let presentation = rest.iter().take(2).copied().collect::<Vec<_>>().join(", ");
            let product = Product {
                id: (*id).to_owned(),
                vaccine: (*vaccine).to_owned(),
                disease,
                name: (*name).to_owned(),
                manufacturer: (*manufacturer).to_owned(),
                presentation,
            };
            if products.rows.insert(product.id.clone(), product).is_some() {
                return Err(ProductsError::Twice { line: number });
            }
        }
        match (products.date, products.rows.is_empty()) {
            (None, _) => Err(ProductsError::NoDate),
            (_, true) => Err(ProductsError::Empty),
            _ => Ok(products),
        }
    }

    /// The product with an id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&Product> {
        self.rows.get(id)
    }

    /// All products, by id.
    #[must_use]
    pub fn all(&self) -> Vec<&Product> {
        let mut all: Vec<&Product> = self.rows.values().collect();
        all.sort_by(|one, other| one.id.cmp(&other.id));
        all
    }

    /// When WHO gave the table out.
    #[must_use]
    pub fn date(&self) -> Option<Date> {
        self.date
    }

    /// Whether a product that is not in it was approved by nobody: twelve months from its date.
    #[must_use]
    pub fn is_current(&self, today: Date) -> bool {
        self.date
            .is_some_and(|date| today <= date.plus_months(CURRENT_MONTHS))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_table_is_whos() {
        let products = Products::built_in();
        assert_eq!(products.rows.len(), 65);
        assert_eq!(products.date.unwrap().to_string(), "2025-10-30");
        let count = |disease| {
            let rows = products.rows.values();
            rows.filter(|row| row.disease == disease).count()
        };
        // Eleven and 49 of the value set, three and two of the second generation.
        assert_eq!(
            (count(Disease::YellowFever), count(Disease::Polio)),
            (14, 51)
        );
        let stamaril = products.find("YellowFeverProductd8a09f80301dc05e124f99ffe7711fc0");
        assert_eq!(stamaril.unwrap().label(), "STAMARIL");
        // WHO's rule for the ids of the value set: 24 letters and digits of the vaccine's type, `Product`, an MD5.
        let made = |row: &&Product| {
            let letters = row.vaccine.chars().filter(char::is_ascii_alphanumeric);
            let start: String = letters.take(24).collect();
            let digest = row.id.strip_prefix(&format!("{start}Product"));
            digest.is_some_and(|hex| hex.len() == 32 && hex.bytes().all(|b| b.is_ascii_hexdigit()))
        };
        assert_eq!(products.rows.values().filter(made).count(), 60);
    }

    #[test]
    fn what_is_no_table_is_refused_with_its_line() {
        let read = |text: &str| Products::read(text).unwrap_err();
        let row = "A\tYellow Fever\tyellow-fever\t\tM";
        let dated = format!("# date 2026-01-01\n{row}");
        assert!(Products::read(&dated).is_ok());
        assert_eq!(read(row), ProductsError::NoDate);
        assert_eq!(read("# date 2026-01-01\n"), ProductsError::Empty);
        assert_eq!(
            read(&format!("{dated}\n{row}")),
            ProductsError::Twice { line: 3 }
        );
        assert_eq!(
            read("# date 2026-01-01\nA\tB"),
            ProductsError::Row {
                line: 2,
                columns: 2
            }
        );
        let plague = read(&dated.replace("yellow-fever", "plague"));
        assert_eq!(
            plague.to_string(),
            "line 2: \"plague\" is neither yellow-fever nor polio"
        );
    }
}

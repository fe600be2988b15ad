//! Which document a command makes.

/// A document that is issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Kind {
    /// EU Digital COVID Certificates
    Dcc,
    /// International Certificates of Vaccination or Prophylaxis
    Icvp,
}

//! Health links: signed under −260/5, or by themselves. Who made one can be told, never what lies behind it.

use super::Run;
use super::finding::{Detail, Finding};
use super::report::Report;
use crate::codec::cbor::Item;
use crate::documents::link::judge::{Against, against};
use crate::documents::link::{read, read_text};

impl Run {
    /// The link, and that nobody has read what lies behind it.
    pub(super) fn check_link(&mut self, value: &Item<'_>) {
        let reading = read(value);
        self.deviations.extend(reading.deviations);
        for fault in &reading.faults {
            let detail = fault.into();
            self.note(Finding::LinkInvalid { detail });
        }
        let Some(link) = reading.content else {
            return;
        };
        for found in against(&link, self.at) {
            match found {
                // What a wrong clock says of it is no evidence.
                Against::Over { .. } if !self.clock_holds => {}
                Against::Over { exp, at } => self.note(Finding::LinkExpired { exp, at }),
                Against::Version { found: version } => self.note(Finding::LinkVersion { version }),
            }
        }
        let host = link.host().to_owned();
        self.note(Finding::LinkNotRead { host });
        self.link = Some(Box::new(link));
    }
}

impl Report {
    /// The report on a link that stands by itself: nobody signed it, so it proves nothing.
    pub(super) fn unsigned_link(text: &str) -> Self {
        let reading = read_text(text);
        let finding = match (&reading.content, reading.faults.first()) {
            (Some(link), _) => Finding::LinkUnsigned {
                host: link.host().to_owned(),
            },
            (None, Some(fault)) => Finding::LinkUnreadable {
                detail: fault.into(),
            },
            // A reading holds a link or a fault.
            (None, None) => Finding::LinkUnreadable {
                detail: Detail("".into()),
            },
        };
        Self {
            deviations: reading.deviations,
            link: reading.content.map(Box::new),
            ..Self::of_finding(finding)
        }
    }
}

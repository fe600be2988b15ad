//! What a person sees of a link: whom it would ask, and what for. Path, query and key are never shown.

use super::Link;
use crate::text::{Lang, Message, Text, escape, messages};

/// The link in one line: its host, and the holder's name for what lies there.
#[must_use]
pub fn line(link: &Link, lang: Lang) -> String {
    let host = escape(link.host());
    match &link.label {
        Some(label) => format!("{host}: {}", escape(label)),
        None => format!("{}: {host}", messages::LINK_HOST.get(lang)),
    }
}

/// The fields, each with what it is called.
#[must_use]
pub fn rows(link: &Link, lang: Lang) -> Vec<(&'static str, String)> {
    let host = match link.url.port() {
        Some(port) => format!("{}://{}:{port}", link.url.scheme(), link.host()),
        None => format!("{}://{}", link.url.scheme(), link.host()),
    };
    let mut rows: Vec<(Message, String)> = vec![(messages::LINK_HOST, escape(&host))];
    let label = link.label.as_deref().map(escape);
    rows.extend(label.map(|label| (messages::LINK_LABEL, label)));
    let known = [
        ('L', messages::LINK_LONG_TERM),
        ('P', messages::LINK_PASSCODE),
        ('U', messages::LINK_DIRECT),
    ];
    let flags = known.iter().filter(|(flag, _)| link.has(*flag));
    let flags: Vec<&str> = flags.map(|(_, message)| message.get(lang)).collect();
    if !flags.is_empty() {
        rows.push((messages::LINK_FLAGS, flags.join(", ")));
    }
    let expires = link.expires_at.map(|at| Text::from(at.in_oslo()));
    rows.extend(expires.map(|at| (messages::LINK_EXPIRES, at.get(lang).into_owned())));
    rows.into_iter()
        .map(|(label, value)| (label.get(lang), value))
        .collect()
}

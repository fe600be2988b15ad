//! The message files of a language, parsed when they are first asked for.

use super::{Message, Text};
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::OnceLock;

// `Lang` with a variant for each folder of `i18n`, and a constant for each message.
include!(concat!(env!("OUT_DIR"), "/languages.rs"));

struct Catalog {
    bundle: FluentBundle<FluentResource>,
    /// Every message with its places open.
    open: HashMap<String, Box<str>>,
}

impl Catalog {
    fn of(lang: Lang) -> Self {
        // Numbers are written as they are; the locale chooses between singular and plural.
        let locale = lang.code().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![locale]);
        bundle.set_use_isolating(false);
        if lang == Lang::Pseudo {
            bundle.set_transform(Some(accented));
        }
        let mut ids = Vec::new();
        // English first: what a language lacks is shown in it.
        for text in Lang::En.files().iter().chain(lang.files()) {
            // A test sees that every file is whole.
            let (Ok(resource) | Err((resource, _))) = FluentResource::try_new((*text).to_owned());
            ids.extend(resource.entries().filter_map(|entry| match entry {
                fluent_syntax::ast::Entry::Message(message) => Some(message.id.name.to_owned()),
                _ => None,
            }));
            bundle.add_resource_overriding(resource);
        }
        let mut catalog = Self {
            bundle,
            open: HashMap::with_capacity(ids.len()),
        };
        for id in ids {
            let text = catalog.format(&id, None).unwrap_or_default().into();
            catalog.open.insert(id, text);
        }
        catalog
    }

    fn format(&self, id: &str, args: Option<&FluentArgs<'_>>) -> Option<String> {
        let pattern = self.bundle.get_message(id)?.value()?;
        // A place without a value is written as `{$name}`.
        let text = self.bundle.format_pattern(pattern, args, &mut Vec::new());
        Some(text.into_owned())
    }
}

fn catalog(lang: Lang) -> &'static Catalog {
    static ALL: [OnceLock<Catalog>; LANGUAGES] = [const { OnceLock::new() }; LANGUAGES];
    static NONE: OnceLock<Catalog> = OnceLock::new();
    let place = ALL.get(lang as usize).unwrap_or(&NONE);
    place.get_or_init(|| Catalog::of(lang))
}

pub(super) fn text(id: &str, lang: Lang) -> &'static str {
    catalog(lang).open.get(id).map_or("", |text| text)
}

pub(super) fn fill(id: &str, lang: Lang, values: &[(&'static str, Text)]) -> String {
    let mut args = FluentArgs::with_capacity(values.len());
    for (name, value) in values {
        args.set(
            *name,
            match value {
                // Beyond 53 bits Fluent rounds.
                Text::Number(number) if number.unsigned_abs() < 1 << 53 => {
                    FluentValue::from(*number)
                }
                other => FluentValue::String(other.get(lang).into_owned().into()),
            },
        );
    }
    catalog(lang).format(id, Some(&args)).unwrap_or_default()
}

/// The name of something that its own table has in English: a country, an entry of a value set.
#[must_use]
pub fn name(id: &str, english: &'static str, lang: Lang) -> Cow<'static, str> {
    match catalog(lang).open.get(id) {
        Some(text) => Cow::Borrowed(&**text),
        None if lang == Lang::Pseudo => accented(english),
        None => Cow::Borrowed(english),
    }
}

/// The messages of a group, by their identifiers without its name, in order; places are left open.
pub fn group(
    group: &'static str,
    lang: Lang,
) -> impl Iterator<Item = (&'static str, &'static str)> {
    let all = &catalog(lang).open;
    let mut found: Vec<(&str, &str)> = all
        .iter()
        .filter_map(|(id, text)| Some((id.strip_prefix(group)?, &**text)))
        .collect();
    found.sort_unstable();
    found.into_iter()
}

/// A text as the pseudo-language has it: every vowel carries an accent, so that a word which was never a message is
/// seen.
fn accented(text: &str) -> Cow<'_, str> {
    let accent = |c| match c {
        'a' => 'á',
        'e' => 'é',
        'i' => 'í',
        'o' => 'ó',
        'u' => 'ú',
        'y' => 'ý',
        'A' => 'Á',
        'E' => 'É',
        'I' => 'Í',
        'O' => 'Ó',
        'U' => 'Ú',
        'Y' => 'Ý',
        other => other,
    };
    text.chars().map(accent).collect::<String>().into()
}

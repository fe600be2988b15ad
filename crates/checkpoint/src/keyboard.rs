//! A scanner and a computer that disagree about the keyboard.
//!
//! A keyboard wedge sends key numbers, not letters: set to a US keyboard it presses Shift and the key right of L
//! for `:`, and a computer that is set to Norwegian writes `Ø`. Every code then begins with `HC1Ø` and has other
//! signs exchanged too. What was typed is not repaired: which signs were exchanged is a guess, and a signature
//! does not forgive one. It is recognised by its start, and the officer is told which setting to change.

use hcert::text::{Lang, Message, messages};
use hcert::verify::{Class, Report};

/// What to do about a text that no identifier begins, if scanner and computer disagree about the keyboard.
#[must_use]
pub fn report_hint(report: &Report, text: &str, lang: Lang) -> Option<String> {
    let is_prefix = report.verdict.class() == Some(Class::Prefix);
    is_prefix.then(|| hint(text, lang)).flatten()
}

/// A keyboard by what it makes of the keys for `1` and `:` of a US keyboard.
struct Keyboard {
    one: &'static [char],
    colon: &'static [char],
    name: Message,
}

/// Keyboards of Europe on which a US scanner's `:` is something else, and the other way round.
const KEYBOARDS: [Keyboard; 9] = [
    Keyboard {
        one: &['1'],
        colon: &['Ø'],
        name: messages::KEYBOARD_NORWEGIAN,
    },
    Keyboard {
        one: &['1'],
        colon: &['Æ'],
        name: messages::KEYBOARD_DANISH,
    },
    Keyboard {
        one: &['1'],
        colon: &['Ö'],
        name: messages::KEYBOARD_SWEDISH,
    },
    Keyboard {
        // Digits need Shift here, unless caps lock is on.
        one: &['&', '1'],
        colon: &['M'],
        name: messages::KEYBOARD_FRENCH,
    },
    Keyboard {
        one: &['1'],
        colon: &['Ñ'],
        name: messages::KEYBOARD_SPANISH,
    },
    Keyboard {
        one: &['1'],
        colon: &['Ç'],
        name: messages::KEYBOARD_ITALIAN,
    },
    Keyboard {
        one: &['1'],
        colon: &['É'],
        name: messages::KEYBOARD_SWISS,
    },
    Keyboard {
        one: &['+', '1'],
        colon: &['"'],
        name: messages::KEYBOARD_CZECH,
    },
    // A scanner set to a Nordic or German keyboard, where : is Shift and the key of the full stop.
    Keyboard {
        one: &['1'],
        colon: &['>'],
        name: messages::KEYBOARD_US,
    },
];

/// What to do about a text that begins as a code does on the wrong keyboard.
pub fn hint(text: &str, lang: Lang) -> Option<String> {
    let keyboard = keyboard_of(text)?;
    Some(messages::KEYBOARD_HINT.fill(lang, &[("keyboard", keyboard.name.into())]))
}

fn keyboard_of(text: &str) -> Option<&'static Keyboard> {
    // A symbology identifier in front is not readable on the wrong keyboard either: three characters at most.
    let capitals: Vec<char> = text.chars().take(7).flat_map(char::to_uppercase).collect();
    capitals.windows(4).find_map(|start| match start {
        ['H', 'C', one, colon] | ['N', 'O', one, colon] => {
            let mut keyboards = KEYBOARDS.iter();
            keyboards.find(|keyboard| keyboard.one.contains(one) && keyboard.colon.contains(colon))
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wrong_keyboard_is_recognised_by_how_a_code_begins() {
        #[rustfmt::skip]
        let rows = [
            ("HC1ØNCFOXN`TSMAHN-H", "Norwegian"),
            ("hc1øncfoxn", "Norwegian"),
            ("NO1ØNCFOXN", "Norwegian"),
            ("¨Q3HC1ØNCFOXN", "Norwegian"),
            ("HC1ÆNCFOXN", "Danish"),
            ("HC1ÖNCFOXN", "Swedish, Finnish or German"),
            ("HC&MNCFOXN", "French"),
            ("hc1mncfoxn", "French"),
            ("HC1çNCFOXN", "Italian or Portuguese"),
            ("HC1>NCFOXN", "US English"),
        ];
        for (text, name) in rows {
            let found = keyboard_of(text).map(|keyboard| keyboard.name.get(Lang::En));
            assert_eq!(found, Some(name), "{text}");
        }
        for text in [
            "HC1:NCFOXN",
            "hc1:ncfoxn",
            "HC1NCFOXN",
            "HC2Ø",
            "HC1",
            "Ø",
            "",
            "XXXXHC1ØN",
        ] {
            assert!(keyboard_of(text).is_none(), "{text}");
        }
    }

    #[test]
    fn every_language_names_the_keyboard() {
        for lang in Lang::ALL {
            for keyboard in &KEYBOARDS {
                let start = format!("HC{}{}6BF", keyboard.one[0], keyboard.colon[0]);
                let hint = hint(&start, lang).unwrap();
                assert!(
                    hint.contains(keyboard.name.get(lang)) && !hint.contains('{'),
                    "{hint}"
                );
            }
        }
    }
}

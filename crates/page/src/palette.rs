//! The colours of the pages and the contrast between them.
//!
//! Colour does one thing: it marks the band. Everything else is ink, quiet ink and hairlines on white.
//! Contrast is that of WCAG 2.1 (success criterion 1.4.3): text needs 4.5:1, and every pair that the
//! pages use is in [`pairs`], where a test computes it.

use super::Tone;
use std::fmt;

/// An sRGB colour, eight bits a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Colour(
    /// Red.
    pub u8,
    /// Green.
    pub u8,
    /// Blue.
    pub u8,
);

impl fmt::Display for Colour {
    /// As CSS and SVG write it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

/// The paper.
pub const PAPER: Colour = Colour(0xff, 0xff, 0xff);
/// The modules of the code.
pub const BLACK: Colour = Colour(0, 0, 0);
/// Text in the first language.
pub const INK: Colour = Colour(0x14, 0x20, 0x2e);
/// Labels, and text in the second language.
pub const QUIET: Colour = Colour(0x52, 0x61, 0x6f);
/// Hairlines. They carry no meaning, so they need no contrast.
pub const RULE: Colour = Colour(0xd5, 0xdc, 0xe3);
/// Fold marks and the corners of a place that holds no code; decoration as well.
pub const MARK: Colour = Colour(0x9a, 0xa6, 0xb2);
/// The ground of a note.
pub const NOTE: Colour = Colour(0xee, 0xf2, 0xf6);

/// The colours of a band.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Band {
    /// Its ground.
    pub ground: Colour,
    /// Text on it.
    pub text: Colour,
    /// The ground of the light's band below it: a darker shade.
    pub deep: Colour,
    /// Quiet text on either of them.
    pub quiet: Colour,
}

/// The band of a tone.
#[must_use]
pub const fn band(tone: Tone) -> Band {
    match tone {
        Tone::Blue => Band {
            ground: Colour(0x0b, 0x3d, 0x91),
            deep: Colour(0x08, 0x2c, 0x69),
            quiet: Colour(0xd7, 0xe3, 0xf8),
            text: PAPER,
        },
        Tone::Green => Band {
            ground: Colour(0x0b, 0x6b, 0x3a),
            deep: Colour(0x08, 0x51, 0x2c),
            quiet: Colour(0xd6, 0xee, 0xe0),
            text: PAPER,
        },
        Tone::Red => Band {
            ground: Colour(0xa6, 0x1b, 0x1b),
            deep: Colour(0x7f, 0x13, 0x13),
            quiet: Colour(0xfb, 0xe1, 0xe1),
            text: PAPER,
        },
        Tone::Yellow => Band {
            ground: Colour(0xff, 0xe1, 0x4d),
            deep: Colour(0x8a, 0x6d, 0x00),
            quiet: Colour(0x3a, 0x44, 0x50),
            text: INK,
        },
    }
}

/// Every pair of a text and its ground on the pages of all tones.
#[must_use]
pub fn pairs() -> Vec<(Colour, Colour)> {
    let mut pairs = vec![(INK, PAPER), (QUIET, PAPER), (INK, NOTE), (QUIET, NOTE)];
    for tone in [Tone::Blue, Tone::Green, Tone::Red] {
        let band = band(tone);
        pairs.extend([(PAPER, band.deep), (band.quiet, band.deep)]);
    }
    for tone in [Tone::Blue, Tone::Green, Tone::Red, Tone::Yellow] {
        let band = band(tone);
        pairs.extend([(band.text, band.ground), (band.quiet, band.ground)]);
    }
    pairs
}

/// The contrast ratio of two colours, 1 to 21 (WCAG 2.1, "contrast ratio").
#[must_use]
pub fn contrast(one: Colour, other: Colour) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// WCAG 2.1, "relative luminance".
fn luminance(colour: Colour) -> f64 {
    let linear = |channel: u8| {
        let share = f64::from(channel) / 255.0;
        if share <= 0.040_45 {
            share / 12.92
        } else {
            ((share + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * linear(colour.0) + 0.7152 * linear(colour.1) + 0.0722 * linear(colour.2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_stands_out_from_its_ground() {
        for (text, ground) in pairs() {
            let ratio = contrast(text, ground);
            assert!(ratio >= 4.5, "{text} on {ground}: {ratio:.2}");
        }
        // The sign on the light and the light on its band are graphics that carry meaning (1.4.11).
        for tone in [Tone::Blue, Tone::Green, Tone::Red] {
            assert!(contrast(band(tone).deep, PAPER) >= 3.0);
        }
        assert!((contrast(BLACK, PAPER) - 21.0).abs() < 1e-9);
    }

    #[test]
    fn the_style_sheet_of_the_html_has_these_colours_and_no_others() {
        let css = include_str!("page.css");
        let mut known = vec![INK, QUIET, RULE, MARK, NOTE];
        for tone in [Tone::Blue, Tone::Green, Tone::Red, Tone::Yellow] {
            let Band {
                ground,
                deep,
                quiet,
                ..
            } = band(tone);
            known.extend([ground, deep, quiet]);
        }
        let known: Vec<String> = known.iter().map(ToString::to_string).collect();
        let hex =
            |part: &&str| part.len() >= 6 && part.bytes().take(6).all(|b| b.is_ascii_hexdigit());
        let used = css
            .split('#')
            .skip(1)
            .filter(hex)
            .map(|part| format!("#{}", &part[..6]));
        let used: Vec<String> = used.collect();
        assert!(used.len() >= known.len(), "{used:?}");
        for colour in &known {
            assert!(used.contains(colour), "{colour}");
        }
        assert!(used.iter().all(|colour| known.contains(colour)), "{used:?}");
    }
}

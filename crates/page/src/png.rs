//! A sheet as a PNG picture: A4 at 300 dpi, drawn from the very SVG.
//!
//! The picture has a palette: a page has a dozen colours and the steps between them at the edges of
//! letters, which are rounded to 256. That makes the file small and the writing of it fast. Should a page
//! have more colours it becomes 24 bits a pixel.

use super::PageError;
use hcert::text;
use hcert::text::Text;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};
use std::collections::HashMap;

/// Pixels of an A4 page at 300 dpi.
pub(super) const SIZE: (u32, u32) = (2480, 3508);
/// Pixels in a metre: 300 in 25.4 mm.
pub(super) const PX_PER_M: u32 = 11_811;

/// The colours of the pages and the steps from each to each.
type Colours = HashMap<[u8; 3], u8>;

/// Draws an SVG picture, one user unit a mm, as A4 at 300 dpi.
pub(super) fn draw(svg: &str) -> Result<Vec<u8>, PageError> {
    let scale = 300.0 / 25.4;
    encode(&raster(svg, scale, SIZE)?)
}

/// Draws a square SVG picture of `side` user units, `px` pixels each: the code in an HTML page, a mark.
pub fn draw_square(svg: &str, side: u32, px: u16) -> Result<Vec<u8>, PageError> {
    let size = side * u32::from(px);
    encode(&raster(svg, f32::from(px), (size, size))?)
}

fn raster(svg: &str, scale: f32, (width, height): (u32, u32)) -> Result<Pixmap, PageError> {
    let failed = |detail: Text| PageError::Draw { detail };
    let tree =
        Tree::from_str(svg, &Options::default()).map_err(|error| failed(Text::plain(error)))?;
    let mut pixels = Pixmap::new(width, height).ok_or_else(|| failed(text!(PAPER_MEMORY)))?;
    pixels.fill(resvg::tiny_skia::Color::WHITE);
    // The tree's size is in CSS pixels, 96 an inch, whatever its own units are.
    let natural = tree.size();
    let units = f32::from(u16::try_from(width).unwrap_or(u16::MAX)) / scale;
    let scale = match natural.width() > 0.0 && svg.contains("mm\"") {
        true => scale * 25.4 / 96.0,
        false => scale * units / natural.width(),
    };
    resvg::render(
        &tree,
        Transform::from_scale(scale, scale),
        &mut pixels.as_mut(),
    );
    Ok(pixels)
}

fn encode(pixels: &Pixmap) -> Result<Vec<u8>, PageError> {
    let octets = pixels.data();
    match indexed(octets) {
        Some((palette, indices)) => write(pixels, png::ColorType::Indexed, Some(palette), &indices),
        None => {
            let rgb: Vec<u8> = octets
                .chunks_exact(4)
                .flat_map(|pixel| pixel.iter().take(3).copied())
                .collect();
            write(pixels, png::ColorType::Rgb, None, &rgb)
        }
    }
}

fn write(
    pixels: &Pixmap,
    colour: png::ColorType,
    palette: Option<Vec<u8>>,
    data: &[u8],
) -> Result<Vec<u8>, PageError> {
    let mut out = Vec::with_capacity(256 << 10);
    let mut encoder = png::Encoder::new(&mut out, pixels.width(), pixels.height());
    encoder.set_color(colour);
    encoder.set_depth(png::BitDepth::Eight);
    if let Some(palette) = palette {
        encoder.set_palette(palette);
    }
    encoder.set_compression(png::Compression::Fast);
    encoder.set_filter(png::Filter::Up);
    encoder.set_pixel_dims(Some(png::PixelDimensions {
        xppu: PX_PER_M,
        yppu: PX_PER_M,
        unit: png::Unit::Meter,
    }));
    let written = encoder.write_header().and_then(|mut writer| {
        writer.write_image_data(data)?;
        writer.finish()
    });
    match written {
        Ok(()) => Ok(out),
        Err(error) => Err(PageError::Draw {
            detail: Text::plain(error),
        }),
    }
}

/// The picture with a palette: exact where 256 colours are enough, else with the channels of rare
/// colours rounded to 16 steps; or nothing, if that is not enough.
fn indexed(octets: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let mut counts: HashMap<[u8; 3], u32> = HashMap::new();
    for (colour, run) in runs(octets) {
        *counts.entry(colour).or_default() += run;
    }
    let mut colours: Vec<([u8; 3], u32)> = counts.into_iter().collect();
    // By how common, and then by colour, so that the same picture gives the same octets.
    colours.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    let exact = if colours.len() <= 256 { 256 } else { 32 };
    let mut palette: Vec<[u8; 3]> = Vec::new();
    let mut known: Colours = HashMap::new();
    let mut index_of = HashMap::new();
    for (number, (colour, _)) in colours.iter().enumerate() {
        let shown = if number < exact {
            *colour
        } else {
            colour.map(round)
        };
        let index = match known.get(&shown) {
            Some(index) => *index,
            None => {
                let index = u8::try_from(palette.len()).ok()?;
                palette.push(shown);
                known.insert(shown, index);
                index
            }
        };
        index_of.insert(*colour, index);
    }
    let mut indices = Vec::with_capacity(octets.len() / 4);
    for (colour, run) in runs(octets) {
        let index = index_of.get(&colour).copied()?;
        let run = usize::try_from(run).ok()?;
        indices.extend(std::iter::repeat_n(index, run));
    }
    Some((palette.concat(), indices))
}

/// Runs of pixels of one colour. The page is opaque, so the fourth channel says nothing.
fn runs(octets: &[u8]) -> impl Iterator<Item = ([u8; 3], u32)> {
    let mut pixels = octets.chunks_exact(4).filter_map(|pixel| match pixel {
        [red, green, blue, _] => Some([*red, *green, *blue]),
        _ => None,
    });
    let mut next = pixels.next();
    std::iter::from_fn(move || {
        let colour = next?;
        let mut run = 1;
        loop {
            next = pixels.next();
            if next != Some(colour) {
                return Some((colour, run));
            }
            run += 1;
        }
    })
}

/// To the nearest of 16 steps, white and black among them.
fn round(channel: u8) -> u8 {
    let step = (u16::from(channel) + 8) / 17;
    u8::try_from(step * 17).unwrap_or(u8::MAX)
}

//! Grey pictures: what is in them, parts of them, and their tones.

mod busy;
mod filters;
mod focus;
mod ground;

use std::borrow::Cow;

use crate::plane::Place;

pub(super) use busy::Busy;

/// A grey picture: a byte a pixel, 0 is black, rows from the top, no gaps between them.
#[derive(Clone)]
pub(super) struct Luma<'a> {
    pixels: Cow<'a, [u8]>,
    width: usize,
    height: usize,
}

/// A rectangle in pixels; `right` and `bottom` lie just outside.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rect {
    pub(super) left: usize,
    pub(super) top: usize,
    pub(super) right: usize,
    pub(super) bottom: usize,
}

impl Rect {
    pub(super) const fn width(self) -> usize {
        self.right - self.left
    }

    pub(super) const fn height(self) -> usize {
        self.bottom - self.top
    }
}

impl<'a> Luma<'a> {
    /// `None` unless there is at least one pixel and `pixels` is as long as the sides say.
    pub(super) fn new(
        pixels: impl Into<Cow<'a, [u8]>>,
        width: usize,
        height: usize,
    ) -> Option<Self> {
        let pixels = pixels.into();
        let fits = width > 0 && height > 0 && width.checked_mul(height) == Some(pixels.len());
        fits.then_some(Self {
            pixels,
            width,
            height,
        })
    }

    pub(super) fn pixels(&self) -> &[u8] {
        &self.pixels
    }

    pub(super) const fn width(&self) -> usize {
        self.width
    }

    pub(super) const fn height(&self) -> usize {
        self.height
    }

    pub(super) fn area(&self) -> usize {
        self.pixels.len()
    }

    fn rows(&self) -> impl DoubleEndedIterator<Item = &[u8]> + ExactSizeIterator {
        self.pixels.chunks_exact(self.width.max(1))
    }

    /// Row `y`, or the nearest there is.
    fn row(&self, y: usize) -> &[u8] {
        let start = y.min(self.height.saturating_sub(1)) * self.width;
        self.pixels
            .get(start..start + self.width)
            .unwrap_or_default()
    }

    /// Row `y`, empty outside.
    fn row_checked(&self, y: usize) -> &[u8] {
        let start = y.saturating_mul(self.width);
        self.pixels
            .get(start..start.saturating_add(self.width))
            .unwrap_or_default()
    }

    fn map(&self, f: impl Fn(u8) -> u8) -> Luma<'static> {
        self.with_pixels(self.pixels.iter().map(|&p| f(p)).collect())
    }

    /// A picture of the same size with other pixels, which must be as many.
    fn with_pixels(&self, pixels: Vec<u8>) -> Luma<'static> {
        Luma {
            pixels: pixels.into(),
            width: self.width,
            height: self.height,
        }
    }

    /// Dark for light.
    pub(super) fn inverted(&self) -> Luma<'static> {
        self.map(|p| 255 - p)
    }

    /// The part within `rect`, which must lie inside the picture, on a white margin.
    pub(super) fn cut(&self, rect: Rect, margin: usize) -> Luma<'static> {
        let width = rect.width() + 2 * margin;
        let height = rect.height() + 2 * margin;
        let mut pixels = vec![255; width * margin];
        pixels.reserve(width * (height - margin));
        for row in self.rows().take(rect.bottom).skip(rect.top) {
            pixels.resize(pixels.len() + margin, 255);
            pixels.extend_from_slice(row.get(rect.left..rect.right).unwrap_or_default());
            pixels.resize(pixels.len() + margin, 255);
        }
        pixels.resize(width * height, 255);
        Luma {
            pixels: pixels.into(),
            width,
            height,
        }
    }

    /// The whole picture on a white margin.
    pub(super) fn framed(&self, margin: usize) -> Luma<'static> {
        self.cut(
            Rect {
                left: 0,
                top: 0,
                right: self.width,
                bottom: self.height,
            },
            margin,
        )
    }

    /// The picture with white paper over a part of it, given by the corners of a polygon without
    /// dents, in no particular order.
    pub(super) fn without(&self, corners: &[Place]) -> Luma<'static> {
        let middle = Place::middle(corners.iter().copied());
        let angle = |place: &Place| (place.y - middle.y).atan2(place.x - middle.x);
        let mut around = corners.to_vec();
        around.sort_by(|a, b| angle(a).total_cmp(&angle(b)));
        let ends = around.iter().cycle().skip(1);
        let sides: Vec<(Place, Place)> = around.iter().copied().zip(ends.copied()).collect();
        let covered = |at: Place| {
            let right_of =
                |&(from, to): &(Place, Place)| to.minus(from).cross(at.minus(from)) >= 0.0;
            !sides.is_empty() && sides.iter().all(right_of)
        };
        let top = corners.iter().map(|p| p.y).fold(f32::INFINITY, f32::min);
        let bottom = corners.iter().map(|p| p.y).fold(0.0, f32::max);
        let mut pixels = self.pixels.to_vec();
        let rows = pixels.chunks_exact_mut(self.width.max(1)).enumerate();
        // Cut off at 0 and rounded down by `as`, which is where rows begin.
        for (y, row) in rows
            .take((bottom as usize).saturating_add(1))
            .skip(top as usize)
        {
            for (x, p) in row.iter_mut().enumerate() {
                if covered(Place::new(x as f32 + 0.5, y as f32 + 0.5)) {
                    *p = u8::MAX;
                }
            }
        }
        self.with_pixels(pixels)
    }

    /// The brightest 1 % white, the darkest 1 % black and the rest in between. `None` if the
    /// picture is as good as flat, or uses the full range already.
    pub(super) fn stretched(&self) -> Option<Luma<'static>> {
        let (low, high) = self.range();
        let span = u32::from(high.saturating_sub(low));
        if span < 4 || (low < 16 && high > 239) {
            return None;
        }
        let table: Vec<u8> = (0..=255_u8)
            .map(|p| {
                let above = u32::from(p.clamp(low, high) - low);
                u8::try_from(above * 255 / span).unwrap_or(u8::MAX)
            })
            .collect();
        Some(self.map(|p| table.get(usize::from(p)).copied().unwrap_or(p)))
    }

    /// The grey values below and above which 1 % of the pixels lie.
    pub(super) fn range(&self) -> (u8, u8) {
        let mut counts = [0_usize; 256];
        for &p in self.pixels.iter() {
            if let Some(count) = counts.get_mut(usize::from(p)) {
                *count += 1;
            }
        }
        let tail = self.pixels.len() / 100;
        let beyond = |(value, count): (u8, usize), seen: &mut usize| {
            *seen += count;
            (*seen > tail).then_some(value)
        };
        let (mut below, mut above) = (0, 0);
        let low = (0..=255)
            .zip(counts)
            .find_map(|entry| beyond(entry, &mut below));
        let high = (0..=255)
            .zip(counts)
            .rev()
            .find_map(|entry| beyond(entry, &mut above));
        (low.unwrap_or_default(), high.unwrap_or_default())
    }

    pub(super) fn is_flat(&self) -> bool {
        self.pixels.iter().all(|p| Some(p) == self.pixels.first())
    }

    /// The grey at a place between pixels, bilinear; white outside.
    pub(super) fn between(&self, x: f32, y: f32) -> u8 {
        let (left, top) = (x.floor(), y.floor());
        let (right_part, low_part) = (x - left, y - top);
        let at = |x: f32, y: f32| {
            // A negative float becomes 0 by `as`, hence the check.
            let inside = x >= 0.0 && y >= 0.0 && (x as usize) < self.width;
            let pixel = self
                .row_checked(y as usize)
                .get(x as usize)
                .filter(|_| inside);
            pixel.copied().map_or(255.0, f32::from)
        };
        let line = |y: f32| at(left, y) * (1.0 - right_part) + at(left + 1.0, y) * right_part;
        (line(top) * (1.0 - low_part) + line(top + 1.0) * low_part).round() as u8
    }

    /// What stands at a place of the picture.
    pub(super) fn grey(&self, at: Place) -> f32 {
        f32::from(self.between(at.x - 0.5, at.y - 0.5))
    }

    /// Does the whole picture look like one code? It is square or nearly so, not too small to hold
    /// one, and a fifth or more of it is on either side of the middle between its extremes: text
    /// has less ink, and an upright code half, a code that stands on its corner a quarter.
    pub(super) fn is_code_like(&self) -> bool {
        let (short, long) = (self.width.min(self.height), self.width.max(self.height));
        let (low, high) = self.range();
        let middle = u8::midpoint(low, high);
        let dark = self.pixels.iter().filter(|&&p| p <= middle).count();
        short >= 40
            && 2 * long <= 3 * short
            && (self.area() / 5..=self.area() / 5 * 4).contains(&dark)
    }
}

#[cfg(test)]
mod tests;

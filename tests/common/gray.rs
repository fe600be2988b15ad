//! Grey pictures, and what happens to them between a code and whoever reads it: optics, light, sampling.
//!
//! Plain definitions in floating point, slow and easy to check by eye; nothing here is shared with the scanner's
//! own filters.

use hcert::qr::render::{Level, Symbol};
use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::{DynamicImage, ExtendedColorType};
use rxing::aztec::encoder::aztec_encoder;

/// Sebastiano Vigna's splitmix64: the same numbers on every machine for the same seed.
#[derive(Clone, Debug)]
pub(crate) struct Random(u64);

impl Random {
    /// A stream of its own for each pair of seed and number.
    pub(crate) fn new(seed: u64, number: u64) -> Self {
        let mut random = Self(seed);
        let salt = random.next();
        Self(salt ^ number.wrapping_mul(0xd1b5_4a32_d192_ed03))
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// At least 0, less than 1.
    pub(crate) fn unit(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1_u64 << 24) as f32
    }

    pub(crate) fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.unit()
    }

    pub(crate) fn sign(&mut self) -> f32 {
        if self.next() >> 63 == 0 { 1.0 } else { -1.0 }
    }

    /// Normally distributed with mean 0 and deviation 1 (Box and Muller).
    pub(crate) fn normal(&mut self) -> f32 {
        let (u, v) = (1.0 - self.unit(), self.unit());
        (-2.0 * u.ln()).sqrt() * (std::f32::consts::TAU * v).cos()
    }
}

/// A grey picture: 0 is black, 255 white, rows from the top.
#[derive(Clone, Debug)]
pub(crate) struct Gray {
    pub pixels: Vec<f32>,
    pub width: usize,
    pub height: usize,
}

impl Gray {
    pub(crate) fn filled(width: usize, height: usize, value: f32) -> Self {
        Self {
            pixels: vec![value; width * height],
            width,
            height,
        }
    }

    /// A picture by what stands at each place; `(0.5, 0.5)` is the middle of the first pixel.
    pub(crate) fn drawn(width: usize, height: usize, mut at: impl FnMut(f32, f32) -> f32) -> Self {
        let place = |i: usize| ((i % width) as f32 + 0.5, (i / width) as f32 + 0.5);
        let pixels = (0..width * height)
            .map(|i| at(place(i).0, place(i).1))
            .collect();
        Self {
            pixels,
            width,
            height,
        }
    }

    /// The QR symbol of a text with modules of `px` pixels and a quiet zone of `quiet` modules.
    pub(crate) fn symbol(text: &str, level: Level, px: usize, quiet: usize) -> Self {
        let symbol = Symbol::encode(text, level).expect("a text that fits");
        Self::modules(symbol.width(), px, quiet, |x, y| symbol.is_dark(x, y))
    }

    /// The Aztec symbol of a text: with so many layers, if negative as a compact symbol; with 0 the smallest there is.
    pub(crate) fn aztec(text: &str, layers: i32, px: usize, quiet: usize) -> Self {
        let percent = aztec_encoder::DEFAULT_EC_PERCENT;
        let symbol = aztec_encoder::encode(text, percent, layers).expect("a text that fits");
        let dark = |x, y| symbol.getMatrix().get(x as u32, y as u32);
        Self::modules(symbol.getSize() as usize, px, quiet, dark)
    }

    fn modules(count: usize, px: usize, quiet: usize, dark: impl Fn(usize, usize) -> bool) -> Self {
        let side = (count + 2 * quiet) * px;
        let inside = quiet..quiet + count;
        Self::drawn(side, side, |x, y| {
            let (x, y) = (x as usize / px, y as usize / px);
            let inside = inside.contains(&x) && inside.contains(&y);
            if inside && dark(x - quiet, y - quiet) {
                0.0
            } else {
                255.0
            }
        })
    }

    /// As a decoder is given it.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.pixels
            .iter()
            .map(|p| p.round().clamp(0.0, 255.0) as u8)
            .collect()
    }

    pub(crate) fn map(mut self, mut f: impl FnMut(f32) -> f32) -> Self {
        self.pixels.iter_mut().for_each(|p| *p = f(*p));
        self
    }

    /// Changes each pixel by its place.
    pub(crate) fn map_at(mut self, mut f: impl FnMut(f32, f32, f32) -> f32) -> Self {
        let width = self.width;
        for (i, p) in self.pixels.iter_mut().enumerate() {
            *p = f((i % width) as f32 + 0.5, (i / width) as f32 + 0.5, *p);
        }
        self
    }

    fn pixel(&self, x: isize, y: isize, outside: f32) -> f32 {
        let inside =
            (0..self.width as isize).contains(&x) && (0..self.height as isize).contains(&y);
        if inside {
            self.pixels[y as usize * self.width + x as usize]
        } else {
            outside
        }
    }

    /// What stands at a place, bilinear.
    pub(crate) fn at(&self, x: f32, y: f32, outside: f32) -> f32 {
        let (x, y) = (x - 0.5, y - 0.5);
        let (left, top) = (x.floor(), y.floor());
        let (right_part, low_part) = (x - left, y - top);
        let (left, top) = (left as isize, top as isize);
        let line = |y| {
            self.pixel(left, y, outside) * (1.0 - right_part)
                + self.pixel(left + 1, y, outside) * right_part
        };
        line(top) * (1.0 - low_part) + line(top + 1) * low_part
    }

    /// The picture on a margin.
    pub(crate) fn framed(&self, margin: usize, value: f32) -> Self {
        let mut picture = Self::filled(self.width + 2 * margin, self.height + 2 * margin, value);
        picture.paste(self, margin, margin);
        picture
    }

    pub(crate) fn paste(&mut self, other: &Self, left: usize, top: usize) {
        for (y, row) in other.pixels.chunks(other.width).enumerate() {
            let start = (top + y) * self.width + left;
            self.pixels[start..start + other.width].copy_from_slice(row);
        }
    }

    /// Turned about its middle, on a canvas that holds all of it.
    pub(crate) fn rotated(&self, degrees: f32, outside: f32) -> Self {
        let (sin, cos) = degrees.to_radians().sin_cos();
        let (width, height) = (self.width as f32, self.height as f32);
        // A turn by 90 degrees is not to gain a pixel from rounding.
        let side = |a: f32, b: f32| (a * cos.abs() + b * sin.abs() - 0.01).ceil() as usize;
        let (new_width, new_height) = (side(width, height), side(height, width));
        let (middle_x, middle_y) = (new_width as f32 / 2.0, new_height as f32 / 2.0);
        Self::drawn(new_width, new_height, |x, y| {
            let (x, y) = (x - middle_x, y - middle_y);
            self.at(
                cos * x + sin * y + width / 2.0,
                cos * y - sin * x + height / 2.0,
                outside,
            )
        })
    }

    /// Out of focus: a Gaussian of `sigma` pixels.
    pub(crate) fn blurred(&self, sigma: f32) -> Self {
        let reach = (sigma * 4.0).ceil() as isize;
        let weights: Vec<f32> = (-reach..=reach)
            .map(|d| (-0.5 * (d as f32 / sigma).powi(2)).exp())
            .collect();
        let offsets = |dx: isize, dy: isize| (-reach..=reach).map(move |d| (d * dx, d * dy));
        let across: Vec<_> = offsets(1, 0).zip(weights.iter().copied()).collect();
        let down: Vec<_> = offsets(0, 1).zip(weights.iter().copied()).collect();
        self.averaged(&across).averaged(&down)
    }

    /// Moved while the shutter was open: a line of `length` pixels.
    pub(crate) fn moved(&self, length: f32, degrees: f32) -> Self {
        let (sin, cos) = degrees.to_radians().sin_cos();
        const STEPS: usize = 24;
        Self::drawn(self.width, self.height, |x, y| {
            let along = |i| length * ((i as f32 + 0.5) / STEPS as f32 - 0.5);
            let sum: f32 = (0..STEPS)
                .map(|i| self.at(x + cos * along(i), y + sin * along(i), 255.0))
                .sum();
            sum / STEPS as f32
        })
    }

    /// Each pixel the weighted mean of those at these offsets; the border continues outwards.
    fn averaged(&self, offsets: &[((isize, isize), f32)]) -> Self {
        let total: f32 = offsets.iter().map(|(_, weight)| weight).sum();
        let (right, bottom) = (self.width as isize - 1, self.height as isize - 1);
        Self::drawn(self.width, self.height, |x, y| {
            let (x, y) = (x as isize, y as isize);
            let of = |dx: isize, dy: isize| {
                self.pixel((x + dx).clamp(0, right), (y + dy).clamp(0, bottom), 0.0)
            };
            offsets
                .iter()
                .map(|&((dx, dy), weight)| weight * of(dx, dy))
                .sum::<f32>()
                / total
        })
    }

    /// Smaller by `factor`, each pixel the mean of what it covers; the grid of the new pixels begins at `phase`
    /// (part of a new pixel) before the old one.
    pub(crate) fn reduced(&self, factor: f32, phase: (f32, f32)) -> Self {
        // The mean over a rectangle, from sums over all rectangles that begin at the top left corner.
        let row = self.width + 1;
        let mut sums = vec![0.0_f64; row * (self.height + 1)];
        for y in 0..self.height {
            for x in 0..self.width {
                let pixel = f64::from(self.pixels[y * self.width + x]);
                sums[(y + 1) * row + x + 1] =
                    pixel + sums[y * row + x + 1] + sums[(y + 1) * row + x] - sums[y * row + x];
            }
        }
        let sum_to = |x: f32, y: f32| {
            let (x, y) = (
                x.clamp(0.0, self.width as f32),
                y.clamp(0.0, self.height as f32),
            );
            let (left, top) = (
                (x as usize).min(self.width - 1),
                (y as usize).min(self.height - 1),
            );
            let (a, b) = (f64::from(x - left as f32), f64::from(y - top as f32));
            let line = |y: usize| sums[y * row + left] * (1.0 - a) + sums[y * row + left + 1] * a;
            line(top) * (1.0 - b) + line(top + 1) * b
        };
        let side = |old: usize| (old as f32 / factor).ceil() as usize + 1;
        Self::drawn(side(self.width), side(self.height), |x, y| {
            let (x, y) = ((x - 0.5 - phase.0) * factor, (y - 0.5 - phase.1) * factor);
            let (right, bottom) = (x + factor, y + factor);
            let inside = (right.min(self.width as f32) - x.max(0.0)).max(0.0)
                * (bottom.min(self.height as f32) - y.max(0.0)).max(0.0);
            let sum = sum_to(right, bottom) - sum_to(x, bottom) - sum_to(right, y) + sum_to(x, y);
            // Beyond the border is white paper.
            (sum as f32 + 255.0 * (factor * factor - inside)) / (factor * factor)
        })
    }

    /// As a JPEG of this quality shows it.
    pub(crate) fn jpeg(&self, quality: u8) -> Self {
        let mut file = Vec::new();
        JpegEncoder::new_with_quality(&mut file, quality)
            .encode(
                &self.bytes(),
                self.width as u32,
                self.height as u32,
                ExtendedColorType::L8,
            )
            .expect("memory takes everything");
        let decoder = JpegDecoder::new(std::io::Cursor::new(file)).expect("our own JPEG");
        let read = DynamicImage::from_decoder(decoder)
            .expect("our own JPEG")
            .into_luma8();
        Self {
            pixels: read.into_raw().into_iter().map(f32::from).collect(),
            width: self.width,
            height: self.height,
        }
    }

    /// Seen through a plane: the corners of the picture (from the top left one, clockwise) come to lie at
    /// `corners` on a canvas of the given size.
    pub(crate) fn projected(
        &self,
        corners: [(f32, f32); 4],
        width: usize,
        height: usize,
        outside: f32,
    ) -> Self {
        let back = Plane::onto(corners).inverted();
        Self::drawn(width, height, |x, y| {
            let (u, v) = back.of(x, y);
            self.at(u * self.width as f32, v * self.height as f32, outside)
        })
    }
}

/// A projective map of the plane, as a matrix of three rows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plane([[f64; 3]; 3]);

impl Plane {
    /// The map that takes the unit square to these corners, from the top left one clockwise (Heckbert 1989, 2.2.3).
    pub(super) fn onto(corners: [(f32, f32); 4]) -> Self {
        let [(x0, y0), (x1, y1), (x2, y2), (x3, y3)] =
            corners.map(|(x, y)| (f64::from(x), f64::from(y)));
        let (dx1, dx2, sx) = (x1 - x2, x3 - x2, x0 - x1 + x2 - x3);
        let (dy1, dy2, sy) = (y1 - y2, y3 - y2, y0 - y1 + y2 - y3);
        let det = dx1 * dy2 - dx2 * dy1;
        let g = (sx * dy2 - dx2 * sy) / det;
        let h = (dx1 * sy - sx * dy1) / det;
        Self([
            [x1 - x0 + g * x1, x3 - x0 + h * x3, x0],
            [y1 - y0 + g * y1, y3 - y0 + h * y3, y0],
            [g, h, 1.0],
        ])
    }

    pub(super) fn inverted(self) -> Self {
        let [[a, b, c], [d, e, f], [g, h, i]] = self.0;
        Self([
            [e * i - f * h, c * h - b * i, b * f - c * e],
            [f * g - d * i, a * i - c * g, c * d - a * f],
            [d * h - e * g, b * g - a * h, a * e - b * d],
        ])
    }

    pub(super) fn of(self, x: f32, y: f32) -> (f32, f32) {
        let (x, y) = (f64::from(x), f64::from(y));
        let [u, v, w] = self.0.map(|[a, b, c]| a * x + b * y + c);
        ((u / w) as f32, (v / w) as f32)
    }
}

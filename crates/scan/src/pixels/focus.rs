//! Bringing a picture back into focus.

use super::Luma;

/// Pixels in each of the three running means that stand for the blur: close to a Gaussian of 3.5
/// pixels, which is the most that leaves anything of a symbol of four pixels a module. What is
/// blurred less comes out hard, and what is blurred more in a larger picture is as this when halved.
const WIDTH: usize = 7;

/// How often the estimate is corrected. Each time takes back a part of what is still missing; the
/// finest detail comes last.
const ROUNDS: usize = 24;

/// How much of the difference is added each time. From 2 on the estimate would run away.
const STEP: f32 = 1.8;

impl Luma<'_> {
    /// What the picture was before it was blurred.
    ///
    /// An estimate is blurred and compared with the picture, and the difference is added to it,
    /// again and again (van Cittert, 1931). What it cannot be, darker than the darkest or lighter
    /// than the lightest, is cut off each time: that keeps noise from growing, and it is the truth
    /// about a code, in which nothing lies between dark and light.
    pub(crate) fn refocused(&self) -> Luma<'static> {
        let seen: Vec<f32> = self.pixels.iter().map(|&p| f32::from(p)).collect();
        let (low, high) = self.range();
        let (low, high) = (f32::from(low), f32::from(high).max(f32::from(low)));
        let mut estimate = seen.clone();
        let (mut blurred, mut spare) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            blurred.clone_from(&estimate);
            for _ in 0..3 {
                mean_along_rows(&blurred, self.width, &mut spare);
                mean_down_columns(&spare, self.width, &mut blurred);
            }
            for ((estimate, blurred), seen) in estimate.iter_mut().zip(&blurred).zip(&seen) {
                *estimate = (*estimate + STEP * (seen - blurred)).clamp(low, high);
            }
        }
        self.with_pixels(estimate.iter().map(|p| p.round() as u8).collect())
    }
}

/// Each pixel the mean of the [`WIDTH`] around it in its row.
fn mean_along_rows(pixels: &[f32], width: usize, means: &mut Vec<f32>) {
    means.clear();
    let mut padded = Vec::with_capacity(width + WIDTH);
    for row in pixels.chunks_exact(width.max(1)) {
        padded.clear();
        padded.extend(row.iter().take(1).cycle().take(WIDTH / 2));
        padded.extend_from_slice(row);
        padded.extend(row.iter().rev().take(1).cycle().take(WIDTH / 2));
        let around = padded.windows(WIDTH);
        means.extend(around.map(|around| around.iter().sum::<f32>() / WIDTH as f32));
    }
}

/// Each pixel the mean of the [`WIDTH`] around it in its column.
fn mean_down_columns(pixels: &[f32], width: usize, means: &mut Vec<f32>) {
    let width = width.max(1);
    let last = (pixels.len() / width).saturating_sub(1);
    means.clear();
    means.resize(pixels.len(), 0.0);
    for (y, row) in means.chunks_exact_mut(width).enumerate() {
        for line in 0..WIDTH {
            let start = (y + line).saturating_sub(WIDTH / 2).min(last) * width;
            let other = pixels.get(start..start + width).unwrap_or_default();
            row.iter_mut().zip(other).for_each(|(sum, p)| *sum += p);
        }
        row.iter_mut().for_each(|sum| *sum /= WIDTH as f32);
    }
}

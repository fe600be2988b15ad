//! What a page asks of the renderer, found out by going through it without drawing.
//!
//! A form that is drawn a thousand times by a form that is drawn a thousand times is a few lines
//! long. The steps are counted here, and pictures that stand in the page itself are measured, before
//! the renderer spends memory on any of it.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use hayro::hayro_interpret::font::{Glyph, GlyphRun};
use hayro::hayro_interpret::kurbo::{Affine, BezPath, Rect};
use hayro::hayro_interpret::pattern::Pattern;
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps,
    InterpreterCache, InterpreterSettings, Paint, SoftMask, interpret_page,
};
use hayro::hayro_syntax::page::Page;

use super::{ScanError, ScanLimits, pictures};

/// Steps that the pages of a document may take: points of paths, glyphs, dashes, pictures. A dense
/// map has some hundred thousand; so many take the renderer half a gigabyte.
const STEPS: u64 = 4_000_000;

/// Goes through the pages one by one.
pub(super) struct DryRun<'l> {
    limits: &'l ScanLimits,
    left: u64,
}

impl<'l> DryRun<'l> {
    pub(super) const fn new(limits: &'l ScanLimits) -> Self {
        Self {
            limits,
            left: STEPS,
        }
    }

    /// Refuses a page that asks for too much.
    pub(super) fn check<'a>(
        &mut self,
        page: &Page<'a>,
        cache: &InterpreterCache<'a>,
    ) -> Result<(), ScanError> {
        let (width, height) = page.render_dimensions();
        let everything = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
        let settings = InterpreterSettings::default();
        let mut context = Context::new(Affine::IDENTITY, everything, cache, page.xref(), settings);
        // The interpreter cannot be told to stop, so it is left by unwinding, with the reason.
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            interpret_page(page, &mut context, self)
        }));
        outcome.map_err(|reason| match reason.downcast::<ScanError>() {
            Ok(error) => *error,
            // A fault in the interpreter: the renderer would meet it too.
            Err(fault) => resume_unwind(fault),
        })
    }

    fn step(&mut self, count: usize) {
        // Whatever is drawn is a step, be it empty.
        match self.left.checked_sub(count as u64 + 1) {
            Some(left) => self.left = left,
            None => self.stop(ScanError::TooManySteps { limit: STEPS }),
        }
    }

    fn stop(&self, error: ScanError) -> ! {
        resume_unwind(Box::new(error))
    }

    /// What a line is cut into, if it is dashed.
    fn dashes(&mut self, path: &BezPath, mode: &DrawMode) {
        if let DrawMode::Stroke(stroke) | DrawMode::FillAndStroke(_, stroke) = mode
            && !stroke.dash_array.is_empty()
        {
            let period: f64 = stroke.dash_array.iter().copied().map(f64::from).sum();
            let around = path.control_box();
            let length = (around.width() + around.height()) * path.elements().len() as f64;
            // Cut off at both ends by `as`; no period at all is no dash.
            let count = if period > 0.0 { length / period } else { 0.0 };
            self.step(count as usize);
        }
    }
}

impl<'a> DryRun<'_> {
    fn paint(&mut self, paint: &Paint<'a>) {
        if let Paint::Pattern(pattern) = paint
            && let Pattern::Tiling(tile) = pattern.as_ref()
        {
            let _ = tile.interpret(self, Affine::IDENTITY, false);
        }
    }

    fn mask(&mut self, mask: Option<&SoftMask<'a>>) {
        if let Some(mask) = mask {
            mask.interpret(self);
        }
    }

    fn props(&mut self, props: &DrawProps<'a>) {
        self.paint(&props.paint);
        self.mask(props.soft_mask.as_ref());
    }
}

impl<'a> Device<'a> for DryRun<'_> {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        self.step(path.elements().len());
        self.dashes(path, mode);
        self.props(&props);
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        self.step(clip.path.elements().len());
    }

    fn push_transparency_group(&mut self, _: f32, mask: Option<SoftMask<'a>>, _: BlendMode) {
        self.step(0);
        self.mask(mask.as_ref());
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        self.step(run.glyphs().len());
        for glyph in run.glyphs() {
            if let Glyph::Type3(glyph) = &**glyph {
                glyph.interpret(self, Affine::IDENTITY, Affine::IDENTITY, &props.paint);
            }
        }
        self.props(&props);
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        self.step(0);
        let checked = match &image {
            Image::Stencil(stencil) => pictures::check(stencil.stream(), self.limits),
            Image::Raster(raster) => pictures::check(raster.stream(), self.limits),
        };
        if let Err(error) = checked {
            self.stop(error);
        }
        self.mask(props.soft_mask.as_ref());
    }

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}
}

//! What is drawn, and the parts that it belongs to.

#[cfg(test)]
use crate::fonts::PT;
use crate::fonts::Piece;
use crate::palette::Colour;
use crate::symbol::Drawn;

/// A step of drawing, or the edge of a part of the structure.
#[derive(Clone)]
pub(crate) enum Op {
    /// From here on everything belongs to this part.
    Open(Part),
    /// The part opened last ends.
    Close,
    Text(Text),
    /// Decoration, unless it is in a [`Part::Figure`].
    Fill(Shape),
    Code(Drawn),
}

/// A part of the structure, as readers that speak know it.
#[derive(Clone)]
pub(crate) enum Part {
    Section,
    /// The page's heading, or (2) a panel's; with its words.
    Heading(u16, String),
    Paragraph,
    /// Labels and values.
    Table,
    /// A label and its value.
    Row,
    Label,
    Value,
    /// Numbered steps.
    Steps,
    /// A step.
    Item,
    /// Its number.
    Number,
    /// Its words.
    Body,
    /// A picture and what it shows.
    Figure {
        /// In words.
        alt: String,
        /// Left, top, width and height in mm.
        place: [f32; 4],
    },
}

/// A piece of text at its place.
#[derive(Clone)]
pub(crate) struct Text {
    /// mm.
    pub(crate) x: f32,
    /// mm.
    pub(crate) baseline: f32,
    pub(crate) piece: Piece,
}

impl Text {
    /// What a line takes above its baseline, in parts of the type size; capitals with marks fit.
    pub(crate) const ASCENT: f32 = 0.95;
    /// What it takes below.
    pub(crate) const DESCENT: f32 = 0.25;

    /// Left, top, right and bottom in mm.
    #[cfg(test)]
    pub(crate) fn extent(&self) -> [f32; 4] {
        let size = self.piece.style.size * PT;
        [
            self.x,
            self.baseline - Self::ASCENT * size,
            self.x + self.piece.width,
            self.baseline + Self::DESCENT * size,
        ]
    }
}

/// Closed outlines, filled with one colour. Where they overlap oppositely turned ones leave a hole.
#[derive(Clone)]
pub(crate) struct Shape {
    pub(crate) pen: Vec<Pen>,
    pub(crate) colour: Colour,
}

/// A move of the pen, in mm.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Pen {
    Move(f32, f32),
    Line(f32, f32),
    Curve([(f32, f32); 3]),
    Close,
}

impl Shape {
    pub(crate) fn rect(x: f32, y: f32, width: f32, height: f32, colour: Colour) -> Self {
        let (right, bottom) = (x + width, y + height);
        Self::polygon(&[(x, y), (right, y), (right, bottom), (x, bottom)], colour)
    }

    pub(crate) fn polygon(corners: &[(f32, f32)], colour: Colour) -> Self {
        let mut pen: Vec<Pen> = corners.iter().map(|(x, y)| Pen::Line(*x, *y)).collect();
        if let (Some(first), Some((x, y))) = (pen.first_mut(), corners.first()) {
            *first = Pen::Move(*x, *y);
        }
        pen.push(Pen::Close);
        Self { pen, colour }
    }

    /// Four curves, each off the circle by less than a part in 3,000.
    pub(crate) fn circle(x: f32, y: f32, radius: f32, colour: Colour) -> Self {
        let k = radius * 0.552_284_8;
        let r = radius;
        let curve = |a: (f32, f32), b: (f32, f32), c: (f32, f32)| {
            Pen::Curve([a, b, c].map(|(dx, dy)| (x + dx, y + dy)))
        };
        let pen = vec![
            Pen::Move(x + r, y),
            curve((r, k), (k, r), (0.0, r)),
            curve((-k, r), (-r, k), (-r, 0.0)),
            curve((-r, -k), (-k, -r), (0.0, -r)),
            curve((k, -r), (r, -k), (r, 0.0)),
            Pen::Close,
        ];
        Self { pen, colour }
    }

    /// Left, top, right and bottom in mm, of the corners and the curves' handles.
    #[cfg(test)]
    pub(crate) fn extent(&self) -> [f32; 4] {
        let mut extent = [f32::MAX, f32::MAX, f32::MIN, f32::MIN];
        let mut see = |(x, y): (f32, f32)| {
            extent[0] = extent[0].min(x);
            extent[1] = extent[1].min(y);
            extent[2] = extent[2].max(x);
            extent[3] = extent[3].max(y);
        };
        for pen in &self.pen {
            match pen {
                Pen::Move(x, y) | Pen::Line(x, y) => see((*x, *y)),
                Pen::Curve(points) => points.iter().copied().for_each(&mut see),
                Pen::Close => {}
            }
        }
        extent
    }

    fn shift(&mut self, dx: f32, dy: f32) {
        let shift = |x: &mut f32, y: &mut f32| {
            *x += dx;
            *y += dy;
        };
        for pen in &mut self.pen {
            match pen {
                Pen::Move(x, y) | Pen::Line(x, y) => shift(x, y),
                Pen::Curve(points) => points.iter_mut().for_each(|(x, y)| shift(x, y)),
                Pen::Close => {}
            }
        }
    }
}

impl Op {
    /// Moves it by mm. The code stays: it is put down last, on whole pixels.
    pub(crate) fn shift(&mut self, dx: f32, dy: f32) {
        match self {
            Self::Text(text) => {
                text.x += dx;
                text.baseline += dy;
            }
            Self::Fill(shape) => shape.shift(dx, dy),
            Self::Open(Part::Figure { place, .. }) => {
                let [x, y, _, _] = place;
                *x += dx;
                *y += dy;
            }
            Self::Open(_) | Self::Close | Self::Code(_) => {}
        }
    }
}

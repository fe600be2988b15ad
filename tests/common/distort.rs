//! Pictures of codes as people show them: 21 conditions with their parameters, five more that are nearer to a
//! camera, two of paper, and those of Aztec symbols. The tests and the bench use the same.
//!
//! A seed moves whatever is a matter of chance: noise, directions, phases, which corner moves, where a thumb lies.
//! The same seed gives the same pictures on every machine.

mod gray;

use gray::Plane;
pub(crate) use gray::{Gray, Random};
use hcert::qr::render::Level;
use std::path::Path;

/// Pixels in a module, and modules in the quiet zone, before anything happens to the picture.
pub(crate) const MODULE: usize = 4;
const QUIET: usize = 4;

/// What is done to a picture.
pub(crate) type Condition = (&'static str, fn(&Gray, &mut Random) -> Gray);

/// The conditions that are counted. Lengths are in pixels, of which a module has four.
pub(crate) const CONDITIONS: [Condition; 21] = [
    ("base 4 px/module", |picture, _| picture.clone()),
    ("rotate 15", |picture, random| {
        picture.rotated(15.0 * random.sign(), 255.0)
    }),
    ("rotate 30", |picture, random| {
        picture.rotated(30.0 * random.sign(), 255.0)
    }),
    ("rotate 45", |picture, random| {
        picture.rotated(45.0 * random.sign(), 255.0)
    }),
    ("rotate 90", |picture, random| {
        picture.rotated(90.0 * random.sign(), 255.0)
    }),
    ("blur sigma 1", |picture, _| picture.blurred(1.0)),
    ("blur sigma 2", |picture, _| picture.blurred(2.0)),
    ("blur sigma 3", |picture, _| picture.blurred(3.0)),
    ("jpeg q20", |picture, random| {
        picture.framed(random.next() as usize % 8, 255.0).jpeg(20)
    }),
    ("downscale 2 px/module", |picture, random| {
        reduced(picture, 2.0, random)
    }),
    ("downscale 1.5 px/module", |picture, random| {
        reduced(picture, 1.5, random)
    }),
    ("perspective 15 %", |picture, random| {
        perspective(picture, 0.15, random)
    }),
    ("perspective 25 %", |picture, random| {
        perspective(picture, 0.25, random)
    }),
    ("salt-pepper 2 %", |picture, random| {
        salt_and_pepper(picture, 0.02, random)
    }),
    ("salt-pepper 5 %", |picture, random| {
        salt_and_pepper(picture, 0.05, random)
    }),
    ("occlusion 5 %", |picture, random| {
        occluded(picture, 0.05, random)
    }),
    ("occlusion 10 %", |picture, random| {
        occluded(picture, 0.10, random)
    }),
    ("low contrast 110..145", |picture, _| {
        picture.clone().map(|p| 110.0 + p * 35.0 / 255.0)
    }),
    ("lighting gradient", lit_from_a_side),
    ("inverted", |picture, _| picture.clone().map(|p| 255.0 - p)),
    ("scene: grey, turned 12, blurred 1, noise", scene),
];

/// Conditions nearer to a camera, reported apart.
pub(crate) const FURTHER: [Condition; 5] = [
    ("page at an angle on a desk", page_on_a_desk),
    ("curled paper", curled),
    ("screen moiré", moire),
    ("glare", glare),
    ("motion blur", |picture, random| {
        let length = random.between(4.0, 7.0);
        noisy(
            picture.moved(length, random.between(0.0, 180.0)),
            2.0,
            random,
        )
    }),
];

/// Conditions of paper: what lies around a symbol, and what goes across it.
pub(crate) const PAPER: [Condition; 2] = [
    ("no quiet zone, on dark ground", on_dark_ground),
    ("a fold across", folded),
];

/// Conditions of Aztec symbols: upright, turned by any angle, seen at one, and all of it as a camera does.
pub(crate) const AZTEC: [Condition; 5] = [
    ("Aztec, upright", |picture, _| picture.clone()),
    ("Aztec, turned by any angle", any_way),
    ("Aztec, tilted 5 to 20 %", tilted),
    ("Aztec, turned and tilted", |picture, random| {
        tilted(&any_way(picture, random), random)
    }),
    (
        "Aztec, turned, tilted, blurred, noise",
        |picture, random| {
            let seen = tilted(&any_way(picture, random), random);
            let sigma = random.between(0.7, 1.4);
            let deviation = random.between(4.0, 10.0);
            noisy(
                seen.map(|p| 40.0 + p * 170.0 / 255.0).blurred(sigma),
                deviation,
                random,
            )
        },
    ),
];

/// A picture of a code, and what it says.
#[derive(Clone, Debug)]
pub(crate) struct Sample {
    pub text: String,
    pub picture: Gray,
}

/// `count` codes with different texts: those of the EU's vectors below `folder` where there are enough of them,
/// else the project's own and made ones, between 200 and 900 characters long.
pub(crate) fn samples(folder: Option<&Path>, count: usize) -> Vec<Sample> {
    let mut texts = folder.map(eu_texts).unwrap_or_default();
    // Every so-manieth, so that all countries have their part.
    if texts.len() >= count {
        texts = (0..count)
            .map(|i| texts[i * texts.len() / count].clone())
            .collect();
    } else {
        let own = crate::data::project().join("testdata/codes.txt");
        let own = std::fs::read_to_string(own).expect("testdata/codes.txt");
        texts = own.lines().map(str::to_owned).collect();
        texts.truncate(count);
        texts.extend((texts.len()..count).map(made_text));
    }
    let numbered = texts.into_iter().enumerate();
    numbered
        .map(|(number, text)| {
            let picture = Gray::symbol(&text, LEVELS[number % LEVELS.len()], MODULE, QUIET);
            Sample { text, picture }
        })
        .collect()
}

/// The same texts as Aztec symbols; of every five the last one is a short text in a compact symbol.
pub(crate) fn aztec_samples(folder: Option<&Path>, count: usize) -> Vec<Sample> {
    let numbered = samples(folder, count).into_iter().enumerate();
    numbered
        .map(|(number, sample)| {
            let mut text = sample.text;
            if number % 5 == 4 {
                // A compact symbol of four layers has room for 89 letters.
                text.truncate(10 + 7 * (number % 9));
            }
            let picture = Gray::aztec(&text, 0, MODULE, 2);
            Sample { text, picture }
        })
        .collect()
}

/// hcert-spec recommends Q, and most show that; some show less.
const LEVELS: [Level; 5] = [Level::Q, Level::Q, Level::M, Level::Q, Level::L];

/// The texts of the EU's vectors in the order of their files' names, each once.
fn eu_texts(folder: &Path) -> Vec<String> {
    let names = crate::data::project().join("testdata/eu-vectors.txt");
    let names = std::fs::read_to_string(names).expect("testdata/eu-vectors.txt");
    let mut texts: Vec<String> = Vec::new();
    for name in names.lines() {
        let Ok(vector) = std::fs::read(folder.join(name)) else {
            continue;
        };
        let vector: serde_json::Value = serde_json::from_slice(&vector).expect("a vector");
        let text = vector["PREFIX"].as_str().unwrap_or_default();
        if text.starts_with("HC1:") && text.len() > 200 && !texts.iter().any(|known| known == text)
        {
            texts.push(text.to_owned());
        }
    }
    texts
}

/// A file with a picture of a code, and what the code is to say where that is known.
pub(crate) struct Picture {
    pub name: String,
    pub file: Vec<u8>,
    pub text: Option<String>,
}

/// The pictures in the EU's vectors (`2DCODE`) and those beside them, below `folder`.
pub(crate) fn eu_pictures(folder: &Path) -> Vec<Picture> {
    use base64::Engine as _;
    let mut pictures = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(folder).expect("a folder of the test data");
        let mut paths: Vec<_> = entries
            .map(|entry| entry.expect("an entry").path())
            .collect();
        paths.sort();
        for path in paths {
            let name = path.display().to_string();
            if path.is_dir() {
                folders.push(path);
            } else if name.ends_with(".png") {
                let file = std::fs::read(&path).expect("a picture");
                pictures.push(Picture {
                    name,
                    file,
                    text: None,
                });
            } else if name.ends_with(".json") && !name.ends_with("Q1.json") {
                // Q1 is the vector of a picture that is none.
                let vector = std::fs::read(&path).expect("a vector");
                let vector: serde_json::Value = serde_json::from_slice(&vector).unwrap_or_default();
                let picture = vector["2DCODE"]
                    .as_str()
                    .and_then(|text| base64::engine::general_purpose::STANDARD.decode(text).ok());
                let text = vector["PREFIX"].as_str().map(str::to_owned);
                pictures.extend(picture.map(|file| Picture { name, file, text }));
            }
        }
    }
    pictures
}

/// Not a certificate, but as long as one and of the same characters.
fn made_text(number: usize) -> String {
    let mut random = Random::new(number as u64, 0);
    let length = 200 + random.next() as usize % 700;
    let alphabet = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    let body = (0..length).map(|_| char::from(alphabet[random.next() as usize % alphabet.len()]));
    format!("HC1:{}", body.collect::<String>())
}

/// The picture of a sample under a condition, as a decoder is given it: pixels, width, height.
pub(crate) fn distorted(
    sample: &Sample,
    number: usize,
    condition: &Condition,
    seed: u64,
) -> (Vec<u8>, usize, usize) {
    let name = condition
        .0
        .bytes()
        .fold(0, |sum: u64, byte| sum * 31 % 65_521 + u64::from(byte));
    let mut random = Random::new(seed, name * 1_000 + number as u64);
    let picture = (condition.1)(&sample.picture, &mut random);
    (picture.bytes(), picture.width, picture.height)
}

/// Turned by any angle.
fn any_way(picture: &Gray, random: &mut Random) -> Gray {
    picture.rotated(random.between(0.0, 360.0), 255.0)
}

/// As [`perspective`], by 5 to 20 % of the side.
fn tilted(picture: &Gray, random: &mut Random) -> Gray {
    let part = random.between(0.05, 0.20);
    perspective(picture, part, random)
}

fn reduced(picture: &Gray, px: f32, random: &mut Random) -> Gray {
    let phase = (random.unit(), random.unit());
    picture.reduced(MODULE as f32 / px, phase)
}

/// Each corner moved inwards by so much of the side along one side, along the other, along both or not at all, as
/// chance has it: a view from one side, from a corner, or a skewed one.
fn perspective(picture: &Gray, part: f32, random: &mut Random) -> Gray {
    let (width, height) = (picture.width as f32, picture.height as f32);
    let corners = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)].map(|(x, y): (f32, f32)| {
        let mut moved = |from: f32| match random.sign() > 0.0 {
            true => from + part * (1.0 - 2.0 * from),
            false => from,
        };
        (moved(x) * width, moved(y) * height)
    });
    picture.projected(corners, picture.width, picture.height, 255.0)
}

/// So many of the pixels black or white.
fn salt_and_pepper(picture: &Gray, part: f32, random: &mut Random) -> Gray {
    picture.clone().map(|p| match random.unit() / part {
        low if low < 0.5 => 0.0,
        high if high < 1.0 => 255.0,
        _ => p,
    })
}

/// A plain square over so much of the symbol's area, somewhere inside it: black, grey or white.
fn occluded(picture: &Gray, part: f32, random: &mut Random) -> Gray {
    let quiet = (QUIET * MODULE) as f32;
    let symbol = picture.width as f32 - 2.0 * quiet;
    let side = symbol * part.sqrt();
    let mut start = || quiet + random.between(0.0, symbol - side);
    let (left, top) = (start(), start());
    let value = [0.0, 128.0, 255.0][random.next() as usize % 3];
    picture.clone().map_at(|x, y, p| {
        let inside = (left..left + side).contains(&x) && (top..top + side).contains(&y);
        if inside { value } else { p }
    })
}

/// Full light at one edge, a quarter of it at the opposite one.
fn lit_from_a_side(picture: &Gray, random: &mut Random) -> Gray {
    let (sin, cos) = random.between(0.0, std::f32::consts::TAU).sin_cos();
    let (width, height) = (picture.width as f32, picture.height as f32);
    let reach = (cos.abs() * width + sin.abs() * height) / 2.0;
    picture.clone().map_at(|x, y, p| {
        let along = ((x - width / 2.0) * cos + (y - height / 2.0) * sin) / reach;
        p * (0.625 + 0.375 * along)
    })
}

/// On a grey ground, turned by 12 degrees, out of focus by one pixel, with a camera's noise.
fn scene(picture: &Gray, random: &mut Random) -> Gray {
    let ground = random.between(120.0, 180.0);
    let turned = picture
        .rotated(12.0 * random.sign(), ground)
        .framed(30, ground);
    noisy(turned.blurred(1.0), 10.0, random)
}

/// Cut out along its edges and laid on something dark, a little askew.
fn on_dark_ground(picture: &Gray, random: &mut Random) -> Gray {
    let quiet = QUIET * MODULE;
    let (width, height) = (picture.width - 2 * quiet, picture.height - 2 * quiet);
    let paper = Gray::drawn(width, height, |x, y| {
        let ink = picture.at(x + quiet as f32, y + quiet as f32, 255.0);
        45.0 + ink * 185.0 / 255.0
    });
    let ground = random.between(15.0, 70.0);
    let laid = paper
        .rotated(random.between(-12.0, 12.0), ground)
        .framed(24, ground);
    noisy(laid.blurred(0.7), 3.0, random)
}

/// Folded once and laid flat again: along the fold the ink is off and a shadow lies beside it, and the two halves
/// stand at an angle, so that one of them is shorter and darker.
fn folded(picture: &Gray, random: &mut Random) -> Gray {
    let (width, height) = (picture.width as f32, picture.height as f32);
    let (sin, cos) = random.between(0.0, std::f32::consts::PI).sin_cos();
    let away = random.between(-0.25, 0.25) * width;
    let (shorter, darker) = (random.between(0.88, 0.97), random.between(0.6, 0.85));
    let (worn, shadow) = (random.between(1.5, 3.5), random.between(2.0, 4.0));
    let paper = picture.framed(16, 255.0).map(|p| 35.0 + p * 205.0 / 255.0);
    let seen = Gray::drawn(paper.width, paper.height, |x, y| {
        // How far beyond the fold, in pixels.
        let beyond = (x - 16.0 - width / 2.0) * cos + (y - 16.0 - height / 2.0) * sin - away;
        if beyond.abs() < worn {
            return 215.0;
        }
        let moved = if beyond > 0.0 {
            beyond / shorter - beyond
        } else {
            0.0
        };
        let ink = paper.at(x + moved * cos, y + moved * sin, 240.0);
        let shade = if beyond > 0.0 { darker } else { 1.0 };
        let fold = (-(beyond.abs() - worn) / shadow).exp();
        ink * shade * (1.0 - 0.35 * fold)
    });
    noisy(seen.blurred(0.7), 3.0, random)
}

fn noisy(picture: Gray, deviation: f32, random: &mut Random) -> Gray {
    picture.map(|p| p + deviation * random.normal())
}

/// A printed page with a line of text and the code, tilted by 35 to 50 degrees against the camera and lying on a
/// wooden desk.
fn page_on_a_desk(picture: &Gray, random: &mut Random) -> Gray {
    let side = picture.width.max(picture.height);
    let (width, height) = (side + 120, side + 260);
    let mut page = Gray::filled(width, height, 245.0);
    page.paste(&picture.clone().map(|p| 30.0 + p * 215.0 / 255.0), 60, 60);
    let lines = (side + 80..height - 20).step_by(16);
    for top in lines {
        let end = width - 60 - random.next() as usize % 120;
        for left in (60..end).step_by(9) {
            let letter = Gray::filled(1 + random.next() as usize % 6, 8, 60.0);
            page.paste(&letter, left, top);
        }
    }
    // A pinhole over the page, tilted about an axis in the page and turned about the line of sight.
    let (tilt, turn) = (
        random.between(35.0, 50.0).to_radians(),
        random.between(0.0, std::f32::consts::TAU),
    );
    let axis = random.between(0.0, std::f32::consts::TAU);
    let (w, h) = (width as f32 / 2.0, height as f32 / 2.0);
    let distance = 3.0 * w.max(h);
    let corners = [(-w, -h), (w, -h), (w, h), (-w, h)].map(|(x, y)| {
        let (sin, cos) = axis.sin_cos();
        let (along, across) = (x * cos + y * sin, y * cos - x * sin);
        let depth = distance + across * tilt.sin();
        let (u, v) = (
            along * distance / depth,
            across * tilt.cos() * distance / depth,
        );
        let (sin, cos) = turn.sin_cos();
        (u * cos - v * sin, u * sin + v * cos)
    });
    let low = |pick: fn(&(f32, f32)) -> f32| corners.iter().map(pick).fold(f32::INFINITY, f32::min);
    let high =
        |pick: fn(&(f32, f32)) -> f32| corners.iter().map(pick).fold(f32::NEG_INFINITY, f32::max);
    let (left, top) = (low(|p| p.0) - 40.0, low(|p| p.1) - 40.0);
    let size = (high(|p| p.0) + 40.0 - left, high(|p| p.1) + 40.0 - top);
    let back = Plane::onto(corners.map(|(x, y)| (x - left, y - top))).inverted();
    let grain = random.between(0.02, 0.05);
    let seen = Gray::drawn(size.0 as usize, size.1 as usize, |x, y| {
        let (u, v) = back.of(x, y);
        let on_page = (0.0..1.0).contains(&u) && (0.0..1.0).contains(&v);
        if on_page {
            page.at(u * width as f32, v * height as f32, 245.0)
        } else {
            let along =
                (x * 0.05 + 3.0 * (y * grain).sin()).sin() + 0.5 * (y * 0.31 + x * 0.02).sin();
            95.0 + 22.0 * along
        }
    });
    let lit = lit_from_a_side(&seen, random).map(|p| 30.0 + 0.85 * p);
    noisy(lit.blurred(0.8), 4.0, random)
}

/// Paper around a cylinder, seen from in front: a sixth to a quarter of a turn of it.
fn curled(picture: &Gray, random: &mut Random) -> Gray {
    let half = random.between(0.52, 0.79);
    let upright = random.sign() > 0.0;
    let (width, height) = (picture.width as f32, picture.height as f32);
    let along = if upright { width } else { height };
    let radius = along / (2.0 * half);
    let distance = 4.0 * along;
    let bent = Gray::drawn(picture.width, picture.height, |x, y| {
        let (x, y) = (x - width / 2.0, y - height / 2.0);
        let (across, level) = if upright { (x, y) } else { (y, x) };
        // Where the line of sight meets the cylinder, whose nearest line lies in the picture's plane.
        let mut depth = 0.0;
        for _ in 0..8 {
            let there = across * (distance + depth) / distance;
            depth = radius - (radius * radius - there * there).max(0.0).sqrt();
        }
        let there = across * (distance + depth) / distance;
        let angle = (there / radius).clamp(-1.0, 1.0).asin();
        let (across, level) = (angle * radius, level * (distance + depth) / distance);
        let (u, v) = if upright {
            (across, level)
        } else {
            (level, across)
        };
        let shade = 0.45 + 0.55 * angle.cos();
        shade * picture.at(u + width / 2.0, v + height / 2.0, 255.0)
    });
    noisy(
        bent.framed(12, 150.0)
            .rotated(random.between(-8.0, 8.0), 150.0)
            .blurred(0.7),
        3.0,
        random,
    )
}

/// A screen's pixels with dark gaps between them, taken by a camera whose pixels are a little smaller and turned
/// against them.
fn moire(picture: &Gray, random: &mut Random) -> Gray {
    // A pixel of the screen is half a module, and each is drawn six wide: five of light and one of gap, with three
    // stripes of colour that differ in brightness.
    const DOT: usize = 6;
    let screen = picture.reduced(2.0, (0.0, 0.0));
    let lit = Gray::drawn(screen.width * DOT, screen.height * DOT, |x, y| {
        let (x, y) = (x as usize, y as usize);
        if x % DOT == DOT - 1 || y % DOT == DOT - 1 {
            return 8.0;
        }
        let stripe = [0.75, 0.75, 1.15, 1.15, 0.6][x % DOT];
        stripe * (14.0 + 0.94 * screen.pixels[y / DOT * screen.width + x / DOT])
    });
    let turned = lit.rotated(random.sign() * random.between(2.0, 6.0), 20.0);
    let seen = turned.reduced(
        DOT as f32 / random.between(1.7, 1.9),
        (random.unit(), random.unit()),
    );
    noisy(seen.map(|p| p * 1.1), 2.0, random)
}

/// A lamp's reflection over a fifth of the side, with a haze around it.
fn glare(picture: &Gray, random: &mut Random) -> Gray {
    let side = picture.width as f32;
    let (x0, y0) = (
        side * random.between(0.25, 0.75),
        side * random.between(0.25, 0.75),
    );
    let (core, haze) = (side * random.between(0.06, 0.10), side * 0.35);
    let (sin, cos) = random.between(0.0, std::f32::consts::PI).sin_cos();
    let paper = picture
        .clone()
        .map(|p| 40.0 + p * 150.0 / 255.0)
        .blurred(0.7);
    let seen = paper.map_at(|x, y, p| {
        let (x, y) = (x - x0, y - y0);
        let (u, v) = (x * cos + y * sin, (y * cos - x * sin) * 1.6);
        let away = (u * u + v * v).sqrt();
        p + 400.0 * (-0.5 * (away / core).powi(2)).exp()
            + 90.0 * (-0.5 * (away / haze).powi(2)).exp()
    });
    noisy(seen.map(|p| p.min(255.0)), 3.0, random)
}

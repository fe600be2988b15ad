use super::*;
use hcert::qr::render::{Level, Symbol};

/// Where a place of the symbol is in the picture: any function.
type Lens = dyn Fn(Place) -> Place;

/// A picture of a symbol, drawn module by module in squares of 8 x 8 dots.
fn seen(symbol: &Symbol, side: usize, lens: &Lens) -> Luma<'static> {
    const DOTS: usize = 8;
    let (mut sums, mut counts) = (vec![0_u32; side * side], vec![0_u32; side * side]);
    let modules = symbol.width();
    for y in 0..modules * DOTS {
        for x in 0..modules * DOTS {
            let dot = |i: usize| (i as f32 + 0.5) / DOTS as f32;
            let at = lens(Place::new(dot(x), dot(y)));
            let i = at.y as usize * side + at.x as usize;
            sums[i] += if symbol.is_dark(x / DOTS, y / DOTS) {
                0
            } else {
                255
            };
            counts[i] += 1;
        }
    }
    let pixels: Vec<u8> = sums
        .iter()
        .zip(&counts)
        .map(|(sum, count)| sum.checked_div(*count).unwrap_or(255) as u8)
        .collect();
    Luma::new(pixels, side, side).unwrap()
}

/// The corners of the finder patterns, each off by up to a third of a pixel.
fn finders(modules: usize, lens: &Lens) -> [Finder; 3] {
    let far = modules as f32 - 7.0;
    let mut state = 1_u32;
    let mut off = move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 16) as f32 / 65_536.0 * 0.6 - 0.3
    };
    [(0.0, far), (0.0, 0.0), (far, 0.0)].map(|(x, y)| {
        [(6.5, 0.5), (6.5, 6.5), (0.5, 6.5), (0.5, 0.5)]
            .map(|(dx, dy)| lens(Place::new(x + dx, y + dy)).plus(Place::new(off(), off())))
    })
}

/// The places of alignment patterns (ISO/IEC 18004, annex E).
fn stops(side: usize) -> Vec<f32> {
    let stops: &[u8] = match side {
        21 => &[],
        25 => &[6, 18],
        49 => &[6, 24, 42],
        89 => &[6, 30, 56, 82],
        _ => &[6, 26, 48, 70, 92],
    };
    stops.iter().map(|&stop| f32::from(stop) + 0.5).collect()
}

fn symbol(modules: usize) -> Symbol {
    let text = "HC1:GRID 0123456789";
    (1..900)
        .map(|length| text.chars().cycle().take(length).collect::<String>())
        .find_map(|text| {
            let symbol = Symbol::encode(&text, Level::Q).unwrap();
            (symbol.width() == modules).then_some(symbol)
        })
        .unwrap()
}

/// The part of the modules that is wrong in the likeliest grid, if there is one. The weakest error
/// correction mends 0.07 of the codewords.
fn wrong(modules: usize, side: usize, lens: &Lens) -> Option<f32> {
    let symbol = symbol(modules);
    let picture = seen(&symbol, side, lens);
    let mut grids = Grid::candidates(&picture, finders(modules, lens), stops);
    let grid = grids.next()?;
    assert_eq!(grid.side(), modules);
    let dark = grid.dark(0.0);
    let modules = 0..modules;
    let all = modules
        .clone()
        .flat_map(|y| modules.clone().map(move |x| (x, y)));
    // A mirrored symbol has its rows for columns; which it is, the decoder finds out.
    let wrong = |upright: bool| {
        let read = all.clone().zip(&dark).filter(|((x, y), dark)| {
            **dark
                != if upright {
                    symbol.is_dark(*x, *y)
                } else {
                    symbol.is_dark(*y, *x)
                }
        });
        read.count()
    };
    Some(wrong(true).min(wrong(false)) as f32 / dark.len() as f32)
}

/// A symbol of 4 pixels a module whose far side is half as long as the near one.
fn slanted(modules: usize, at: Place) -> Place {
    let size = modules as f32;
    let w = 1.0 + (at.x + 0.3 * at.y) / size;
    Place::new(
        30.0 + (8.0 * at.x + 0.5 * at.y) / w,
        40.0 + (0.7 * at.x + 7.0 * at.y) / w,
    )
}

#[test]
fn the_modules_of_a_slanted_symbol_are_found() {
    for modules in [21, 25, 49, 89] {
        let side = 8 * modules + 90;
        let off = wrong(modules, side, &move |at| slanted(modules, at)).unwrap();
        assert!(off < 0.005, "{modules}: {off}");
        let mirrored = wrong(modules, side, &move |at| {
            let Place { x, y } = slanted(modules, at);
            Place::new(y, x)
        });
        assert!(
            mirrored.unwrap() < 0.005,
            "{modules}, mirrored: {mirrored:?}"
        );
    }
}

#[test]
fn the_modules_of_a_symbol_on_bent_paper_are_found() {
    let bent = |at: Place| {
        let along = at.x / 89.0 - 0.5;
        // Seen from in front, the ends of a cylinder draw together and go back.
        let depth = 1.0 + 0.15 * along * along;
        let x = 200.0 * (1.2 * along).sin() / 0.6_f32.sin() / depth;
        Place::new(250.0 + x, 250.0 + 4.6 * (at.y - 44.5) / depth)
    };
    let off = wrong(89, 500, &bent).unwrap();
    assert!(off < 0.01, "{off}");
}

#[test]
fn corners_without_a_symbol_make_no_grid() {
    let lens = |at: Place| slanted(49, at);
    let blank = Luma::new(vec![255; 500 * 500], 500, 500).unwrap();
    let count = |finders| Grid::candidates(&blank, finders, stops).count();
    assert_eq!(count(finders(49, &lens)), 0);
    assert_eq!(count([[Place::default(); 4]; 3]), 0);
    let nowhere = Place::new(f32::NAN, f32::INFINITY);
    assert_eq!(count([[nowhere; 4]; 3]), 0);
    let far = Place::new(f32::MAX, f32::MIN);
    assert_eq!(count([[far; 4]; 3]), 0);
}

#[test]
fn weights_reproduce_a_cubic_and_are_one_at_their_stop() {
    let curve = |x: f32| 0.3 + x * (0.2 + x * (0.01 - 0.0003 * x));
    for count in [1, 2, 3, 4, 7] {
        let stops: Vec<f32> = (0..count).map(|i| 6.5 + 20.0 * i as f32).collect();
        for at in [0.5, 6.5, 20.0, 26.5, 80.0, 130.0] {
            let weights = cubic(&stops, at);
            let sum: f32 = weights.iter().map(|(_, weight)| weight).sum();
            assert!((sum - 1.0).abs() < 1e-3, "{count} {at}: {sum}");
            if count >= 4 {
                let value: f32 = weights.iter().map(|&(i, w)| w * curve(stops[i])).sum();
                let expected = curve(at);
                assert!(
                    (value - expected).abs() < 0.01,
                    "{count} {at}: {value} {expected}"
                );
            }
            if let Some(own) = stops.iter().position(|stop| *stop == at) {
                let (_, weight) = weights.iter().find(|(i, _)| *i == own).unwrap();
                assert!((weight - 1.0).abs() < 1e-6);
            }
        }
    }
    assert!(cubic(&[], 5.0).is_empty());
}

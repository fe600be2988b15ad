use super::*;

fn noise(width: usize, height: usize) -> Luma<'static> {
    let mut state = 7_u32;
    let pixels: Vec<u8> = (0..width * height)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        })
        .collect();
    Luma::new(pixels, width, height).unwrap()
}

fn at(picture: &Luma<'_>, x: i64, y: i64) -> i32 {
    let x = x.clamp(0, picture.width as i64 - 1) as usize;
    let y = y.clamp(0, picture.height as i64 - 1) as usize;
    i32::from(picture.pixels[y * picture.width + x])
}

#[test]
fn filters_agree_with_their_plain_definitions() {
    for (width, height) in [(1, 1), (1, 9), (9, 1), (2, 3), (17, 12)] {
        let picture = noise(width, height);
        let median = picture.median();
        for y in 0..height as i64 {
            for x in 0..width as i64 {
                let mut nine: Vec<i32> = (0..9)
                    .map(|i| at(&picture, x + i % 3 - 1, y + i / 3 - 1))
                    .collect();
                nine.sort_unstable();
                assert_eq!(at(&median, x, y), nine[4]);
            }
        }
        let doubled = picture.doubled();
        assert_eq!((doubled.width, doubled.height), (2 * width, 2 * height));
        for y in 0..2 * height as i64 {
            for x in 0..2 * width as i64 {
                let (cx, cy) = (x / 2, y / 2);
                let (nx, ny) = (cx + x % 2 * 2 - 1, cy + y % 2 * 2 - 1);
                let parts = 9 * at(&picture, cx, cy)
                    + 3 * at(&picture, nx, cy)
                    + 3 * at(&picture, cx, ny)
                    + at(&picture, nx, ny);
                assert_eq!(at(&doubled, x, y), (parts + 8) / 16);
            }
        }
    }
}

#[test]
fn stretching_uses_the_full_range_and_leaves_flat_pictures_alone() {
    let grey: Vec<u8> = (0..1000).map(|i| 110 + (i % 36) as u8).collect();
    let stretched = Luma::new(grey, 100, 10).unwrap().stretched().unwrap();
    assert_eq!(stretched.range(), (0, 255));
    assert!(
        Luma::new(vec![90; 100], 10, 10)
            .unwrap()
            .stretched()
            .is_none()
    );
    assert!(noise(50, 50).stretched().is_none());
}

#[test]
fn sizes_come_out_as_said() {
    let picture = noise(5, 3);
    let halved = picture.halved().unwrap();
    assert_eq!((halved.width, halved.height, halved.area()), (2, 1, 2));
    assert!(noise(1, 8).halved().is_none());
    let framed = picture.framed(2);
    assert_eq!((framed.width, framed.height, framed.area()), (9, 7, 63));
    assert_eq!(at(&framed, 2, 2), at(&picture, 0, 0));
    assert_eq!(at(&framed, 1, 2), 255);
    let enlarged = picture.enlarged(3);
    assert_eq!(
        (enlarged.width, enlarged.height, enlarged.area()),
        (15, 9, 135)
    );
    assert_eq!(at(&enlarged, 14, 8), at(&picture, 4, 2));
    assert!(Luma::new(vec![0; 6], 2, 2).is_none());
    assert!(Luma::new(vec![], 0, 5).is_none());
}

#[test]
fn busy_parts_are_the_patterned_ones() {
    let mut pixels = vec![255; 400 * 300];
    for (left, top, side) in [(40, 60, 100), (240, 150, 80)] {
        for y in top..top + side {
            for x in left..left + side {
                pixels[y * 400 + x] = if (x / 3 + y / 3) % 2 == 0 { 0 } else { 255 };
            }
        }
    }
    let parts = Luma::new(pixels, 400, 300).unwrap().busy().parts();
    assert_eq!(parts.len(), 2);
    for (part, (left, top, side)) in parts.iter().zip([(40, 60, 100), (240, 150, 80)]) {
        assert!(part.left <= left && part.left + 12 > left, "{part:?}");
        assert!(part.top <= top && part.top + 12 > top, "{part:?}");
        assert!(
            part.right >= left + side && part.right < left + side + 12,
            "{part:?}"
        );
        assert!(
            part.bottom >= top + side && part.bottom < top + side + 12,
            "{part:?}"
        );
    }
    assert!(
        Luma::new(vec![255; 10_000], 100, 100)
            .unwrap()
            .busy()
            .parts()
            .is_empty()
    );
}

#[test]
fn busy_cells_are_counted_and_may_be_covered() {
    let mut pixels = vec![255; 400 * 300];
    for y in 60..160 {
        for x in 40..140 {
            pixels[y * 400 + x] = if (x / 3 + y / 3) % 2 == 0 { 0 } else { 255 };
        }
    }
    let picture = Luma::new(pixels, 400, 300).unwrap();
    let busy = picture.busy();
    let part = busy.parts()[0];
    assert!(busy.filled(part) > 0.7, "{}", busy.filled(part));
    let left = Rect { right: 90, ..part };
    assert!(busy.filled(left) > 0.7);
    let elsewhere = Rect {
        left: 200,
        top: 200,
        right: 300,
        bottom: 300,
    };
    assert!(busy.filled(elsewhere) == 0.0);
    assert!(busy.all(|x, y| (36.0..144.0).contains(&x) && (56.0..164.0).contains(&y)));
    assert!(!busy.all(|x, _| x < 100.0));

    let corners = [(36.0, 56.0), (146.0, 166.0), (146.0, 56.0), (36.0, 166.0)];
    let rest = picture.without(&corners.map(|(x, y)| Place::new(x, y)));
    assert!(rest.is_flat());
    // A triangle leaves the other half.
    let rest = picture.without(&corners.map(|(x, y)| Place::new(x, y))[..3]);
    assert_eq!(
        (at(&rest, 130, 80), at(&rest, 50, 150)),
        (255, at(&picture, 50, 150))
    );
    let dark = rest.pixels.iter().filter(|p| **p == 0).count();
    assert!((2_000..3_000).contains(&dark), "{dark} of 5000");
    for none in [
        &[][..],
        &[Place::new(f32::NAN, 5.0); 4],
        &[Place::new(-9.0, f32::INFINITY); 4],
    ] {
        assert_eq!(picture.without(none).area(), picture.area());
    }
}

#[test]
fn a_blurred_code_is_brought_back_into_focus() {
    // Modules of four pixels, dark or light by chance.
    const MODULES: usize = 40;
    let side = 4 * MODULES;
    let modules = noise(MODULES, MODULES);
    let sharp = |x: i64, y: i64| {
        let (x, y) = (
            x.clamp(0, side as i64 - 1) / 4,
            y.clamp(0, side as i64 - 1) / 4,
        );
        if at(&modules, x, y) < 128 { 0.0 } else { 255.0 }
    };
    // A Gaussian of three pixels, as it is defined.
    let weight = |d: i64| (-0.5 * (d as f32 / 3.0).powi(2)).exp();
    let total: f32 = (-9..=9).map(weight).sum();
    let mut down = vec![0.0; side * side];
    for (i, p) in down.iter_mut().enumerate() {
        let (x, y) = ((i % side) as i64, (i / side) as i64);
        *p = (-9..=9).map(|d| weight(d) * sharp(x, y + d)).sum::<f32>() / total;
    }
    let blurred: Vec<u8> = (0..side * side)
        .map(|i| {
            let line = |d: i64| {
                let x = ((i % side) as i64 + d).clamp(0, side as i64 - 1);
                down[i / side * side + x as usize]
            };
            ((-9..=9).map(|d| weight(d) * line(d)).sum::<f32>() / total).round() as u8
        })
        .collect();
    let blurred = Luma::new(blurred, side, side).unwrap();
    let wrong = |picture: &Luma<'_>| {
        let centres = (0..MODULES * MODULES).map(|i| ((i % MODULES) as i64, (i / MODULES) as i64));
        centres
            .filter(|&(x, y)| {
                (at(picture, 4 * x + 2, 4 * y + 2) < 128) != (at(&modules, x, y) < 128)
            })
            .count()
    };
    let (before, after) = (wrong(&blurred), wrong(&blurred.refocused()));
    assert!(before > 200, "{before}");
    assert!(after < 20, "{after} of {}", MODULES * MODULES);
    for (width, height) in [(1, 1), (1, 9), (9, 1), (2, 3)] {
        assert_eq!(noise(width, height).refocused().area(), width * height);
    }
}

use super::*;
use proptest::prelude::*;

/// The penalty counted module by module, as the head of the file puts it: the oracle.
struct Plain<'a> {
    width: usize,
    is_dark: &'a dyn Fn(usize, usize) -> bool,
}

impl Plain<'_> {
    /// A row, or a column, as the colours of its modules.
    fn lines(&self) -> impl Iterator<Item = Vec<bool>> {
        let all = 0..self.width;
        let rows = all
            .clone()
            .map(|y| all.clone().map(|x| (self.is_dark)(x, y)).collect());
        let columns = all
            .clone()
            .map(|x| all.clone().map(|y| (self.is_dark)(x, y)).collect());
        rows.chain(columns).collect::<Vec<_>>().into_iter()
    }

    fn runs(&self) -> usize {
        let points = |line: Vec<bool>| -> usize {
            let runs = line.chunk_by(|a, b| a == b).map(<[bool]>::len);
            runs.filter(|length| *length >= 5)
                .map(|length| 3 + (length - 5))
                .sum()
        };
        self.lines().map(points).sum()
    }

    fn finders(&self) -> usize {
        let points = |line: Vec<bool>| {
            let dark = |at: isize| {
                let inside = usize::try_from(at).ok().and_then(|at| line.get(at));
                inside.copied().unwrap_or(false)
            };
            let width = isize::try_from(self.width).unwrap();
            let starts = (0..=width - 7).filter(|start| {
                let pattern = [true, false, true, true, true, false, true];
                let alike = (0..).zip(pattern).all(|(i, is)| dark(start + i) == is);
                let light_before = (1..=4).all(|i| !dark(start - i));
                let light_after = (7..=10).all(|i| !dark(start + i));
                alike && (light_before || light_after)
            });
            starts.count() * 40
        };
        self.lines().map(points).sum()
    }

    fn blocks(&self) -> usize {
        let mut points = 0;
        for y in 1..self.width {
            for x in 1..self.width {
                let dark = [(x, y), (x - 1, y), (x, y - 1), (x - 1, y - 1)]
                    .iter()
                    .filter(|(x, y)| (self.is_dark)(*x, *y))
                    .count();
                points += if dark == 0 || dark == 4 { 3 } else { 0 };
            }
        }
        points
    }

    fn balance(&self) -> usize {
        let all = (0..self.width).flat_map(|y| (0..self.width).map(move |x| (x, y)));
        let dark = all.filter(|(x, y)| (self.is_dark)(*x, *y)).count();
        (dark * 200 / (self.width * self.width)).abs_diff(100)
    }
}

fn assert_counted_alike(width: usize, is_dark: &dyn Fn(usize, usize) -> bool) {
    let plain = Plain { width, is_dark };
    let upright = Grid::new(width, is_dark);
    let turned = upright.transposed();
    let ours = [
        runs(&upright) + runs(&turned),
        finders(&upright) + finders(&turned),
        blocks(&upright),
        balance(&upright),
    ];
    let counted = [
        plain.runs(),
        plain.finders(),
        plain.blocks(),
        plain.balance(),
    ];
    assert_eq!(ours.map(|points| points as usize), counted, "width {width}");
    let all: usize = counted.iter().sum();
    assert_eq!(penalty(&upright, &turned) as usize, all);
}

fn width() -> impl Strategy<Value = usize> {
    (1_usize..=40).prop_map(|version| 17 + 4 * version)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Modules of random colour, in every mixture of dark and light.
    #[test]
    fn the_penalty_of_noise_is_that_counted_module_by_module(
        width in width(),
        share in 0..=255_u8,
        noise in prop::collection::vec(any::<u8>(), 177 * 177),
    ) {
        assert_counted_alike(width, &|x, y| noise[y * width + x] < share);
    }

    /// Finder patterns with light on either side, long runs and areas of one colour, in rows, in
    /// columns and at the edges: what noise hardly ever has.
    #[test]
    fn the_penalty_of_stripes_is_that_counted_module_by_module(
        width in width(),
        lines in prop::collection::vec(
            (prop::collection::vec(prop_oneof![
                4 => Just("1011101"), 2 => Just("0000"), 1 => Just("000"), 1 => Just("1"),
                1 => Just("11111"), 1 => Just("000000"),
            ], 60), 1..9_usize),
            177,
        ),
        across in any::<bool>(),
    ) {
        // Each line of patterns is as many modules thick as it says.
        let lines: Vec<Vec<bool>> = lines
            .into_iter()
            .flat_map(|(parts, thick)| {
                let line: Vec<bool> = parts.concat().bytes().map(|byte| byte == b'1').collect();
                vec![line; thick]
            })
            .collect();
        let dark = |along: usize, line: usize| lines[line].get(along).copied().unwrap_or(false);
        assert_counted_alike(width, &|x, y| if across { dark(x, y) } else { dark(y, x) });
    }
}

#[test]
fn one_colour_has_more_points_than_sixteen_bits_hold() {
    for width in [21, 65, 177] {
        for dark in [false, true] {
            assert_counted_alike(width, &|_, _| dark);
        }
    }
    let light = Grid::light(177);
    // Two by two, rows and columns, and no module dark.
    let points = 3 * 176 * 176 + 2 * 177 * (177 - 2) + 100;
    assert_eq!(penalty(&light, &light), points);
    assert!(points > u32::from(u16::MAX));
}

#[test]
fn masks_turn_the_free_modules_that_the_standard_names_and_no_others() {
    for (mask, [upright, turned]) in PATTERNS.iter().enumerate() {
        for width in [21, 97, 177] {
            let drawn = Grid::new(width, |x, y| (x * 7 + y * 3) % 5 == 0);
            let free = Grid::new(width, |x, y| (x + y) % 9 != 0);
            let masked_upright = masked(&drawn, &free, upright);
            let masked_turned = masked(&drawn.transposed(), &free.transposed(), turned);
            let expected = Grid::new(width, |x, y| {
                drawn.is_dark(x, y) != (free.is_dark(x, y) && turns(mask, y, x))
            });
            assert!(masked_upright == expected, "mask {mask}, width {width}");
            assert!(masked_turned == expected.transposed());
        }
    }
}

#[test]
fn the_format_information_is_that_of_the_standards_example() {
    // ISO/IEC 18004:2015, annex C: level M and mask 101.
    assert_eq!(format_information(Level::M, 0b101), 0b100_0000_1100_1110);
}

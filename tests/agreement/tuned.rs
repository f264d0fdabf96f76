//! `tuned` against `plain`: the same bits in every language, and at least as near to the exact answer.
//!
//! Nearness is measured as everywhere, on the scale of Σ |terms|: where a sum in order is exact by the luck of its
//! signs, lanes may be off by two units in the last place of that scale.

use ffi_workbench::kernels::{dot, sum};
use ffi_workbench::language::{Implementation, Variant};
use ffi_workbench::work::{DOT, DOT_F32, Kernel, SUM};

use crate::{U, exact, of_variant};

/// Lengths with no full row of lanes, with some, with a full block of rows, and with a remainder of each.
const LENGTHS: [usize; 8] = [3, 31, 32, 100, 511, 512, 5000, 20_011];

/// What a sum in order gets wrong, or what lanes could.
fn adversarial(n: usize) -> Vec<(&'static str, Vec<f64>)> {
    let each = |value: fn(usize) -> f64| (0..n).map(value).collect::<Vec<_>>();
    let sign = |k: usize| if k.is_multiple_of(2) { 1.0 } else { -1.0 };
    let mut huge_first = each(|k| 0.3 + (k % 7) as f64 / 3.0);
    huge_first[0] = 1e16;
    let mut cancelling = huge_first.clone();
    cancelling[n - 1] = -1e16;
    vec![
        ("1e16 before small values", huge_first),
        ("1e16 before and -1e16 behind small values", cancelling),
        ("alternating signs", (0..n).map(|k| sign(k) * 1e8 / 3.0).collect()),
        ("alternating signs that grow", (0..n).map(|k| sign(k) * (k as f64 + 0.1).powi(3)).collect()),
        ("subnormals", each(|k| 5e-324 * (1 + k % 5) as f64)),
        ("one value", each(|_| 0.1)),
        ("falling magnitudes", each(|k| 1.0 / (1.0 + k as f64).powi(2))),
        ("rising magnitudes", (0..n).map(|k| 1.0 / (1.0 + (n - k) as f64).powi(2)).collect()),
    ]
}

/// The answer of each variant; fails where the languages of one variant differ in a bit.
fn answers<F: Copy>(kernel: &Kernel, table: &[Implementation<F>], call: impl Fn(F) -> f64, what: &str) -> [f64; 2] {
    [Variant::Plain, Variant::Tuned].map(|variant| {
        let lines = of_variant(kernel, table, variant);
        let first = call(lines[0].run);
        for line in lines {
            let answer = call(line.run);
            assert_eq!(answer.to_bits(), first.to_bits(), "{what}: {} {}", line.id.language, variant.name());
        }
        first
    })
}

fn assert_as_near([plain, tuned]: [f64; 2], right: f64, rounding: f64, what: &str) {
    let [plain, tuned] = [plain, tuned].map(|answer| (answer - right).abs());
    assert!(tuned <= plain.max(rounding), "{what}: plain is {plain:e} from the exact answer, tuned {tuned:e}");
}

#[test]
fn a_tuned_sum_is_at_least_as_accurate_as_a_plain_one() {
    for n in LENGTHS {
        for (what, x) in adversarial(n) {
            let right = exact::sum(x.iter().copied());
            let what = format!("{what}, n = {n}");
            let rounding = rounding(x.iter().copied());
            assert_as_near(answers(&SUM, sum::IMPLEMENTATIONS, |run| run(&x), &what), right, rounding, &what);
        }
    }
}

#[test]
fn a_tuned_product_is_at_least_as_accurate_as_a_plain_one() {
    for n in LENGTHS {
        for (what, x) in adversarial(n) {
            let y: Vec<f64> = (0..n).map(|k| 1.0 + (k % 3) as f64 / 7.0).collect();
            let right = exact::dot(&x, &y);
            let what = format!("{what}, n = {n}");
            let rounding = rounding(x.iter().zip(&y).map(|(a, b)| a * b));
            assert_as_near(
                answers(&DOT, dot::IMPLEMENTATIONS, |run| run(&x, &y).unwrap(), &what),
                right,
                rounding,
                &what,
            );
        }
    }
}

#[test]
fn a_tuned_product_in_single_precision_is_at_least_as_accurate_as_a_plain_one() {
    for n in LENGTHS {
        for (what, x) in adversarial(n) {
            #[expect(clippy::cast_possible_truncation, reason = "to the precision that is tested")]
            let x: Vec<f32> = x.iter().map(|&value| value as f32).collect();
            let y: Vec<f32> = (0..n).map(|k| 1.0 + (k % 3) as f32 / 7.0).collect();
            let products = || x.iter().zip(&y).map(|(&a, &b)| f64::from(a) * f64::from(b));
            let right = exact::sum(products());
            let what = format!("{what}, n = {n}");
            let rounding =
                rounding(products()) * f64::from(f32::EPSILON) / f64::EPSILON + f64::from(f32::MIN_POSITIVE) * 1e-7;
            let run = |run: dot::FunctionF32| f64::from(run(&x, &y).unwrap());
            assert_as_near(answers(&DOT_F32, dot::IMPLEMENTATIONS_F32, run, &what), right, rounding, &what);
        }
    }
}

/// Two units in the last place on the scale of Σ |terms|.
fn rounding(terms: impl Iterator<Item = f64>) -> f64 {
    4.0 * U * terms.map(f64::abs).sum::<f64>()
}

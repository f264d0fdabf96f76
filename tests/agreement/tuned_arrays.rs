//! `moving_average` and `rsi`, `tuned`: one answer in every language, and how near it is.

use ffi_workbench::kernels::{moving_average, rsi, rsi_last};
use ffi_workbench::language::{ImplementationId, Language, Variant};
use ffi_workbench::work::{Array, MOVING_AVERAGE, Number, Problem, RSI, Work};
use proptest::prelude::*;

use crate::all_languages::all_languages;
use crate::arrays::{all_same, output, with_number};
use crate::bits::{assert_same, same};
use crate::{U, exact, gamma, inputs, tuned};

/// Inputs at which a careless sum loses everything: name, values.
fn adversarial(n: usize) -> Vec<(&'static str, Vec<f64>)> {
    let of = |value: &dyn Fn(usize) -> f64| (0..n).map(value).collect();
    let noise = |k: usize| ((k as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) as f64;
    vec![
        ("noise", of(&noise)),
        ("huge at first", of(&|k| if k == 0 { 1e16 } else { 1.0 + noise(k) * 1e-9 })),
        ("alternating", of(&|k| if k % 2 == 0 { 1e8 + noise(k) } else { -1e8 - noise(k + 7) })),
        ("subnormal", of(&|k| noise(k) * 5e-324)),
        ("constant", of(&|_| 0.1)),
        ("steps", of(&|k| (k / 700) as f64)),
        ("all magnitudes", of(&|k| noise(k) * 2_f64.powi(i32::try_from(k % 600).unwrap() - 300))),
        ("holes", of(&|k| if k % 997 == 500 { f64::NAN } else { noise(k) })),
        ("infinities", of(&|k| if k % 1009 == 600 { f64::INFINITY } else { noise(k) })),
    ]
}

proptest! {
    #[test]
    fn tuned_means_have_the_same_bits_in_every_language((x, window) in with_number(inputs::any(0..300), 1)) {
        let lines = tuned(&MOVING_AVERAGE, moving_average::IMPLEMENTATIONS);
        let right = output(lines[0].run, &x, window, x.len() - window + 1);
        for it in lines {
            let given = output(it.run, &x, window, right.len());
            prop_assert!(all_same(&given, &right), "{}: {given:?}, not {right:?}", it.id.language);
        }
    }

    #[test]
    fn tuned_indices_have_the_same_bits_in_every_language((x, period) in with_number(inputs::any(0..200), 2)) {
        let lines = tuned(&RSI, rsi::IMPLEMENTATIONS);
        let right = output(lines[0].run, &x, period, x.len() - period);
        for it in lines {
            let given = output(it.run, &x, period, right.len());
            prop_assert!(all_same(&given, &right), "{}: {given:?}, not {right:?}", it.id.language);
        }
    }

    #[test]
    fn the_last_indices_are_those_of_all((x, period) in with_number(inputs::any(0..200), 2), part in 0.0..1.0_f64) {
        for it in all_languages(&RSI, rsi_last::IMPLEMENTATIONS) {
            let all = output(it.run, &x, period, x.len() - period);
            #[expect(clippy::cast_possible_truncation, reason = "a share of the length")]
            let skipped = (part * all.len() as f64) as usize;
            let last = output(it.run, &x, period, all.len() - skipped);
            prop_assert!(all_same(&last, &all[skipped..]), "{}: {skipped} skipped", it.id.language);
        }
    }
}

/// Lengths about those of blocks, windows on both sides of where the tuned algorithm changes.
#[test]
fn tuned_means_are_the_same_in_every_language_and_as_near_as_documented() {
    for n in [1000, 1024, 3000] {
        for (name, x) in adversarial(n) {
            for window in [1, 2, 7, 31, 32, 33, 39, 40, 63, 64, 71, 257, 500, 999, 1000, n] {
                let who = format!("{name}, {n} elements, window {window}");
                let lines = tuned(&MOVING_AVERAGE, moving_average::IMPLEMENTATIONS);
                let right = output(lines[0].run, &x, window, n - window + 1);
                for it in lines {
                    let given = output(it.run, &x, window, right.len());
                    assert_same(&given, &right, &format!("{}: {who}", it.id.language));
                }
                let roundings = if window < 32 { window } else { window / 8 + 12 };
                for (i, values) in x.windows(window).enumerate().step_by(1 + window / 8) {
                    if values.iter().all(|value| value.is_finite()) {
                        let exact = exact::sum(values.iter().copied()) / window as f64;
                        let scale = exact::sum(values.iter().map(|value| value.abs())) / window as f64;
                        let bound = gamma(roundings, U) * scale + 5e-324;
                        assert!((right[i] - exact).abs() <= bound, "{who}: mean {i} is {:e}, not {exact:e}", right[i]);
                    } else {
                        let total: f64 = values.iter().sum();
                        assert!(same(right[i], total / window as f64), "{who}: mean {i} is {:e}", right[i]);
                    }
                }
            }
        }
    }
}

/// Below the window at which the algorithm changes; and so they do not depend on where the output is cut.
#[test]
fn tuned_means_of_short_windows_are_the_plain_ones() {
    for (name, x) in adversarial(3000) {
        for window in [1, 2, 7, 30, 31] {
            let plain = output(moving_average::rust, &x, window, x.len() - window + 1);
            for it in tuned(&MOVING_AVERAGE, moving_average::IMPLEMENTATIONS) {
                let given = output(it.run, &x, window, plain.len());
                assert_same(&given, &plain, &format!("{}: {name}, window {window}", it.id.language));
            }
        }
    }
}

#[test]
fn tuned_indices_are_the_same_in_every_language_and_no_less_accurate_than_plain() {
    let in_rust = |variant| ImplementationId { language: Language::Rust, variant };
    for n in [130, 137, 1000] {
        for (name, x) in adversarial(n) {
            for period in [1, 2, 14, 100, n - 1] {
                let who = format!("{name}, {n} elements, period {period}");
                let lines = tuned(&RSI, rsi::IMPLEMENTATIONS);
                let right = output(lines[0].run, &x, period, n - period);
                for it in lines {
                    let given = output(it.run, &x, period, right.len());
                    assert_same(&given, &right, &format!("{}: {who}", it.id.language));
                }
                // Means of subnormal changes are not what the reference was made for.
                if name == "subnormal" {
                    continue;
                }
                let numbers = vec![("period", Number::Integer(period as u64)), ("series", Number::Integer(1))];
                let problem = Problem { arrays: vec![("x", Array::from(&x[..]))], numbers };
                let expected = RSI.expected(&problem).unwrap();
                let [plain, tuned] = [Variant::Plain, Variant::Tuned].map(|variant| {
                    let work = Work::new(&RSI, in_rust(variant), &problem).unwrap();
                    let mut out = vec![f64::NAN; work.slots()];
                    work.fill_block(0, &mut out).unwrap();
                    expected.difference(&out)
                });
                assert!(tuned <= plain + 8.0 * U, "{who}: {tuned:e}, plain {plain:e}");
            }
        }
    }
}

/// The means of these changes are smaller than any number; their sums over the period are not.
#[test]
fn subnormal_changes_keep_their_proportion_in_tuned_indices() {
    let x = [0.0, 3.0, 2.0, 5.0, 4.0, 7.0].map(|k| k * 64.0 * 5e-324);
    for it in tuned(&RSI, rsi::IMPLEMENTATIONS) {
        assert_same(&output(it.run, &x, 5, 1), &[100.0 * (9.0 / 11.0)], it.id.language.name());
    }
}

#[test]
fn tuned_indices_are_exact_where_nothing_falls_or_nothing_changes() {
    let rising: Vec<f64> = (0..500_i32).map(|k| 0.1 * f64::from(k * k)).collect();
    let then_still = [&rising[..], &vec![rising[499]; 500]].concat();
    for it in tuned(&RSI, rsi::IMPLEMENTATIONS) {
        for period in [1, 2, 14, 499] {
            assert_same(
                &output(it.run, &rising, period, 500 - period),
                &vec![100.0; 500 - period],
                it.id.language.name(),
            );
            assert_same(
                &output(it.run, &[0.3; 500], period, 500 - period),
                &vec![0.0; 500 - period],
                it.id.language.name(),
            );
        }
        assert_same(&output(it.run, &then_still, 499, 501), &[100.0; 501], it.id.language.name());
    }
}

/// A long series in blocks against the same in one call.
#[test]
fn a_long_series_cut_into_blocks_has_the_tuned_index_of_one_call() {
    let n = 200_003;
    let (_, noise) = adversarial(n).swap_remove(0);
    let with = |at: usize, value: f64| {
        let mut x = noise.clone();
        x[at] = value;
        x
    };
    let still = [&noise[..100_000], &vec![noise[99_999]; n - 100_000]].concat();
    let series = [
        ("noise", noise.clone()),
        ("a hole", with(70_000, f64::NAN)),
        ("an infinity", with(1, f64::NEG_INFINITY)),
        ("overflow", with(90_000, f64::MAX)),
        ("large", with(10, 1e300)),
        ("still", still),
    ];
    for (name, x) in series {
        for (it, period) in all_languages(&RSI, rsi_last::IMPLEMENTATIONS).iter().zip([1, 2].into_iter().cycle()) {
            let numbers = vec![("period", Number::Integer(period)), ("series", Number::Integer(1))];
            let problem = Problem { arrays: vec![("x", Array::from(&x[..]))], numbers };
            let work = Work::new(&RSI, it.id, &problem).unwrap();
            assert!(work.grain() < work.slots() / 2);
            let mut out = vec![f64::NAN; work.slots()];
            // Backwards: no block needs one before it.
            let blocks: Vec<_> = out.chunks_mut(work.grain()).enumerate().collect();
            for (block, out) in blocks.into_iter().rev() {
                work.fill_block(block * work.grain(), out).unwrap();
            }
            let whole = output(it.run, &x, usize::try_from(period).unwrap(), out.len());
            for (i, (&a, &b)) in out.iter().zip(&whole).enumerate() {
                let near = same(a, b) || (a - b).abs() <= gamma(48, U) * 100.0;
                assert!(near, "{}: {name}, period {period}: value {i} is {a:e}, in one call {b:e}", it.id.language);
            }
        }
    }
}

#[test]
fn the_last_indices_are_refused_where_there_are_none() {
    for it in all_languages(&RSI, rsi_last::IMPLEMENTATIONS) {
        for given in [0, 5] {
            let refused = Err(rsi_last::Error::Output { given, needed: 4 });
            assert_eq!((it.run)(&[1.0; 6], 2, &mut vec![0.0; given]), refused, "{}", it.id.language);
        }
    }
}

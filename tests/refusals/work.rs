//! What a problem as a whole is refused for, with every implementation and where its expected answer is asked for.

use ffi_workbench::error::Error;
use ffi_workbench::kernels::{add, dot, exponential_smoothing, monte_carlo_pi, moving_average, rsi, series_pi};
use ffi_workbench::language::{ImplementationId, Language, Variant};
use ffi_workbench::work::{
    ADD, Array, DOT, DOT_F32, EXPONENTIAL_SMOOTHING, Element, KERNELS, Kernel, MONTE_CARLO_PI, MOVING_AVERAGE, Number,
    Problem, RSI, SERIES_PI, Work,
};

use crate::all_languages::all_languages;
use crate::parameters::parameters;

/// A problem of 60 items that breaks no rule.
fn sound(kernel: &Kernel) -> Problem<'static> {
    kernel.generate(60, 1, parameters(kernel, |default| default))
}

/// Each error that the problem meets: once for each implementation, and once for the expected answer.
fn errors(kernel: &'static Kernel, problem: &Problem<'_>) -> Vec<(String, Error)> {
    let who = |by: &str| format!("{} of {} in {by}", kernel.name, kernel.element.name());
    let mut errors = vec![];
    for &id in all_languages(kernel, &kernel.implementations()) {
        let Err(error) = Work::new(kernel, id, problem) else { panic!("{} accepts it", who(id.language.name())) };
        errors.push((who(id.language.name()), error));
    }
    let expected = kernel.expected(problem).expect_err("the expected answer refuses it too");
    errors.push((who("its expected answer"), expected));
    errors
}

#[track_caller]
fn assert_refused(kernel: &'static Kernel, change: impl Fn(&mut Problem<'static>), rule: impl ToString) {
    let mut problem = sound(kernel);
    change(&mut problem);
    for (who, error) in errors(kernel, &problem) {
        assert_eq!(error, Error::Refused { kernel: kernel.name, rule: rule.to_string() }, "{who}");
    }
}

#[track_caller]
fn assert_incomplete(kernel: &'static Kernel, problem: &Problem<'_>, needed: &str) {
    for (who, error) in errors(kernel, problem) {
        let Error::Incomplete { kernel: name, what } = error else { panic!("{who}: {error}") };
        assert_eq!((name, what), (kernel.name, needed), "{who}");
    }
}

fn set(problem: &mut Problem<'_>, name: &str, value: Number) {
    problem.numbers.iter_mut().find(|number| number.0 == name).expect("the problem has this number").1 = value;
}

fn set_integer(problem: &mut Problem<'_>, name: &str, value: usize) {
    set(problem, name, Number::Integer(value as u64));
}

/// Fewer elements in the array of this name.
fn shorten(problem: &mut Problem<'_>, name: &str, n: usize) {
    match &mut problem.arrays.iter_mut().find(|array| array.0 == name).expect("the problem has this array").1 {
        Array::I32(x) => x.to_mut().truncate(n),
        Array::F32(x) => x.to_mut().truncate(n),
        Array::F64(x) => x.to_mut().truncate(n),
    }
}

#[test]
fn a_sound_problem_is_refused_by_nobody() {
    for &kernel in KERNELS {
        let problem = sound(kernel);
        for &id in all_languages(kernel, &kernel.implementations()) {
            assert!(Work::new(kernel, id, &problem).is_ok(), "{} in {}", kernel.name, id.language);
        }
        assert!(kernel.expected(&problem).is_ok(), "{}", kernel.name);
    }
}

#[test]
fn a_problem_without_one_of_its_arrays_is_incomplete() {
    for &kernel in KERNELS {
        let names = sound(kernel).arrays.iter().map(|array| array.0).collect::<Vec<_>>();
        assert_eq!(names, kernel.inputs, "the arrays of {}, and of its description", kernel.name);
        let needed = format!("an array of {}", kernel.element.name());
        for missing in 0..kernel.inputs.len() {
            let (mut without, mut of_another_type) = (sound(kernel), sound(kernel));
            let (name, _) = without.arrays.remove(missing);
            let other =
                if kernel.element == Element::F64 { vec![1.0_f32; 60].into() } else { vec![1.0_f64; 60].into() };
            of_another_type.arrays[missing] = (name, other);
            assert_incomplete(kernel, &without, &needed);
            assert_incomplete(kernel, &of_another_type, &needed);
        }
    }
}

/// The kernel's parameters, and what it makes its own input from.
#[test]
fn a_problem_without_one_of_its_numbers_is_incomplete() {
    for &kernel in KERNELS {
        let numbers = sound(kernel).numbers;
        let mut described: Vec<_> = kernel.parameters.iter().map(|parameter| parameter.name).collect();
        if kernel.inputs.is_empty() {
            described.push("n");
        }
        for name in described {
            assert!(numbers.iter().any(|number| number.0 == name), "{} has no {name}", kernel.name);
        }
        for missing in 0..numbers.len() {
            let mut problem = sound(kernel);
            let (name, _) = problem.numbers.remove(missing);
            assert_incomplete(kernel, &problem, name);
        }
    }
}

/// A real number, even one without a fraction, is no count and no length. A whole number is real as well.
#[test]
fn a_real_number_for_a_whole_one_is_incomplete_and_a_whole_one_for_a_real_one_is_not() {
    let mut reals = 0;
    for &kernel in KERNELS {
        for (name, value) in sound(kernel).numbers {
            let mut problem = sound(kernel);
            match value {
                Number::Integer(value) => {
                    set(&mut problem, name, Number::Real(value as f64));
                    assert_incomplete(kernel, &problem, name);
                }
                Number::Real(_) => {
                    set_integer(&mut problem, name, 1);
                    for &id in all_languages(kernel, &kernel.implementations()) {
                        let error = Work::new(kernel, id, &problem).err();
                        let incomplete = matches!(error, Some(Error::Incomplete { .. }));
                        assert!(!incomplete, "{} in {}: {name}", kernel.name, id.language);
                    }
                    reals += 1;
                }
            }
        }
    }
    assert!(reals > 0, "no kernel has a real parameter");
}

#[test]
fn vectors_of_different_length_are_refused_as_a_whole() {
    for kernel in [&ADD, &DOT, &DOT_F32] {
        assert_refused(kernel, |problem| shorten(problem, "y", 59), dot::LengthMismatch { x: 60, y: 59 });
        assert_refused(kernel, |problem| shorten(problem, "x", 0), dot::LengthMismatch { x: 0, y: 60 });
    }
}

#[test]
fn a_number_of_terms_or_samples_outside_its_range_is_refused_as_a_whole() {
    for n in [0, series_pi::MAX_TERMS + 1, u64::MAX] {
        let change = |problem: &mut Problem<'_>| set(problem, "n", Number::Integer(n));
        assert_refused(&SERIES_PI, change, series_pi::Error::TermCount { n });
    }
    for n in [0, monte_carlo_pi::MAX_SAMPLES + 1, u64::MAX] {
        let change = |problem: &mut Problem<'_>| set(problem, "n", Number::Integer(n));
        assert_refused(&MONTE_CARLO_PI, change, format!("{n} samples are not in 1..=9007199254740992"));
    }
}

#[test]
fn a_window_or_a_period_outside_the_input_is_refused_as_a_whole() {
    for window in [0, 61, usize::MAX] {
        let error = moving_average::Error::Window { window, n: 60 };
        assert_refused(&MOVING_AVERAGE, |problem| set_integer(problem, "window", window), error);
    }
    for period in [0, 60, usize::MAX] {
        let error = rsi::Error::Period { period, n: 60 };
        assert_refused(&RSI, |problem| set_integer(problem, "period", period), error);
    }
    // What counts is the length of one series.
    let three_of_20 = |problem: &mut Problem<'static>| {
        set_integer(problem, "series", 3);
        set_integer(problem, "period", 20);
    };
    assert_refused(&RSI, three_of_20, rsi::Error::Period { period: 20, n: 20 });
    assert_refused(&RSI, |problem| shorten(problem, "x", 0), rsi::Error::Period { period: 14, n: 0 });
}

#[test]
fn series_of_unequal_length_are_refused() {
    for series in [0, 7, 61, usize::MAX] {
        let rule = format!("60 elements cannot be cut into {series} series of equal length");
        assert_refused(&RSI, |problem| set_integer(problem, "series", series), rule);
    }
}

#[test]
fn a_smoothing_weight_that_is_no_share_is_refused_as_a_whole() {
    for alpha in [0.0, -0.5, 1.5, f64::INFINITY, f64::NAN] {
        let error = exponential_smoothing::Error::Alpha { alpha };
        assert_refused(&EXPONENTIAL_SMOOTHING, |problem| set(problem, "alpha", Number::Real(alpha)), error);
    }
    for alpha in [0, 2, usize::MAX] {
        let error = exponential_smoothing::Error::Alpha { alpha: alpha as f64 };
        assert_refused(&EXPONENTIAL_SMOOTHING, |problem| set_integer(problem, "alpha", alpha), error);
    }
}

#[test]
fn a_pair_that_overflows_is_refused_when_its_block_is_filled() {
    let (x, y) = ([1, i32::MAX, 3], [1, 1, 1]);
    let problem = Problem { arrays: vec![("x", x[..].into()), ("y", y[..].into())], numbers: vec![] };
    for &id in all_languages(&ADD, &ADD.implementations()) {
        let work = Work::new(&ADD, id, &problem).expect("the shapes are right");
        let error = work.fill_block(0, &mut [0.0; 3]).expect_err("the second pair overflows");
        let rule = add::Overflow { i: i32::MAX, j: 1 }.to_string();
        assert_eq!(error, Error::Refused { kernel: "add", rule }, "{}", id.language);
    }
}

/// A language that the kernel is not written in, and a variant that it does not have in a language.
#[test]
fn an_implementation_that_a_kernel_lacks_is_named() {
    let mut lacking = 0;
    for &kernel in KERNELS {
        for &language in Language::ALL.iter().filter(|language| language.is_built()) {
            for &variant in Variant::ALL {
                let id = ImplementationId { language, variant };
                if !kernel.implementations().contains(&id) {
                    let error = Work::new(kernel, id, &sound(kernel)).err();
                    let kernel_name = kernel.name;
                    let expected = if kernel.languages.contains(&language) {
                        Error::NoImplementation { kernel: kernel_name, language, variant }
                    } else {
                        Error::NotWritten { kernel: kernel_name, language }
                    };
                    assert_eq!(error, Some(expected));
                    lacking += 1;
                }
            }
        }
    }
    assert!(lacking > 0, "every kernel has everything");
}

#[test]
fn a_language_left_out_of_the_build_is_named() {
    for &kernel in KERNELS {
        for &language in kernel.languages.iter().filter(|language| !language.is_built()) {
            for &variant in Variant::ALL {
                let error = Work::new(kernel, ImplementationId { language, variant }, &sound(kernel)).err();
                assert_eq!(error, Some(Error::NotBuilt { language }), "{}", kernel.name);
            }
        }
    }
}

//! What a problem as a whole is refused for, with every implementation and where its expected answer is asked for.

use ffi_workbench::error::{Error, KernelError};
use ffi_workbench::kernels::{monte_carlo_pi, series_pi};
use ffi_workbench::work::{Array, KERNELS, Kernel, Problem, Work};

use crate::every::{every, some};

/// A problem without fault.
fn sound(kernel: &dyn Kernel) -> Problem<'static> {
    kernel.generate(60, 1, kernel.about().parameters.iter().map(|parameter| (parameter.name, 1)).collect())
}

/// Each error that the problem meets: once for each implementation, and once for the expected answer.
fn errors(kernel: &'static dyn Kernel, problem: &Problem<'_>) -> Vec<(String, Error)> {
    let who = |by: &str| format!("{} of {} in {by}", kernel.about().name, kernel.about().element.name());
    let choices = kernel.implementations();
    let mut errors = vec![];
    for choice in every(&choices) {
        let Err(error) = Work::new(kernel, *choice, problem) else {
            panic!("{} accepts it", who(choice.language.name()))
        };
        errors.push((who(choice.language.name()), error));
    }
    errors
        .push((who("its expected answer"), kernel.expected(problem).expect_err("the expected answer refuses it too")));
    errors
}

#[track_caller]
fn assert_refused(name: &str, change: impl Fn(&mut Problem<'static>), right: KernelError) {
    let mut seen = 0;
    for &kernel in KERNELS.iter().filter(|kernel| kernel.about().name == name) {
        let mut problem = sound(kernel);
        change(&mut problem);
        for (who, error) in errors(kernel, &problem) {
            let Error::Refused { kernel, rule } = error else { panic!("{who}: {error}") };
            assert_eq!((kernel, rule), (name, right), "{who}");
            seen += 1;
        }
    }
    assert!(seen >= 4, "{name}: {seen} refusals");
}

fn set(problem: &mut Problem<'_>, name: &str, value: u64) {
    problem.numbers.iter_mut().find(|number| number.0 == name).expect("the problem has this number").1 = value;
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
        for &choice in some(&kernel.implementations()) {
            assert!(Work::new(kernel, choice, &problem).is_ok(), "{} in {}", kernel.about().name, choice.language);
        }
        assert!(kernel.expected(&problem).is_ok(), "{}", kernel.about().name);
    }
}

#[test]
fn a_problem_without_one_of_its_arrays_is_incomplete() {
    let mut seen = 0;
    for &kernel in KERNELS {
        let needs = format!("an array of {}", kernel.about().element.name());
        for missing in 0..kernel.about().inputs.len() {
            let (mut without, mut of_another_type) = (sound(kernel), sound(kernel));
            let (name, _) = without.arrays.remove(missing);
            let other = if needs.ends_with("f64") { vec![1.0_f32; 60].into() } else { vec![1.0_f64; 60].into() };
            of_another_type.arrays[missing] = (name, other);
            for (who, error) in [without, of_another_type].iter().flat_map(|problem| errors(kernel, problem)) {
                let Error::Incomplete { kernel: named, what } = error else { panic!("{who}: {error}") };
                assert_eq!((named, what), (kernel.about().name, needs.as_str()), "{who} without {name}");
                seen += 1;
            }
        }
    }
    assert!(seen >= 2 * 4 * 9, "{seen} refusals of nine arrays");
}

#[test]
fn a_problem_without_one_of_its_numbers_is_incomplete() {
    let mut seen = vec![];
    for &kernel in KERNELS {
        for missing in 0..sound(kernel).numbers.len() {
            let mut problem = sound(kernel);
            let (name, _) = problem.numbers.remove(missing);
            for (who, error) in errors(kernel, &problem) {
                let Error::Incomplete { kernel: named, what } = error else { panic!("{who}: {error}") };
                assert_eq!((named, what), (kernel.about().name, name), "{who}");
            }
            seen.push(name);
        }
    }
    assert_eq!(seen, ["n", "n", "seed", "window", "period", "series"]);
}

#[test]
fn vectors_of_different_length_are_refused_as_a_whole() {
    for kernel in ["add", "dot"] {
        assert_refused(kernel, |problem| shorten(problem, "y", 59), KernelError::LengthMismatch { x: 60, y: 59 });
        assert_refused(kernel, |problem| shorten(problem, "x", 0), KernelError::LengthMismatch { x: 0, y: 60 });
    }
}

#[test]
fn a_number_of_terms_outside_its_range_is_refused_as_a_whole() {
    for (kernel, most) in [("series_pi", series_pi::MOST_TERMS), ("monte_carlo_pi", monte_carlo_pi::MOST_SAMPLES)] {
        for n in [0, most + 1, u64::MAX] {
            assert_refused(kernel, |problem| set(problem, "n", n), KernelError::TermCountOutOfRange { n, most });
        }
    }
}

#[test]
fn a_window_or_a_period_outside_the_input_is_refused_as_a_whole() {
    for window in [0, 61, usize::MAX] {
        let error = KernelError::WindowOutOfRange { window, n: 60 };
        assert_refused("moving_average", |problem| set(problem, "window", window as u64), error);
    }
    for period in [0, 60, usize::MAX] {
        let error = KernelError::PeriodOutOfRange { period, n: 60 };
        assert_refused("rsi", |problem| set(problem, "period", period as u64), error);
    }
    // What counts is the length of one series.
    let three_of_20 = |problem: &mut Problem<'_>| {
        set(problem, "series", 3);
        set(problem, "period", 20);
    };
    assert_refused("rsi", three_of_20, KernelError::PeriodOutOfRange { period: 20, n: 20 });
    assert_refused("rsi", |problem| shorten(problem, "x", 0), KernelError::PeriodOutOfRange { period: 1, n: 0 });
}

#[test]
fn series_of_unequal_length_are_refused() {
    for series in [0, 7, 61, usize::MAX] {
        let error = KernelError::SeriesOutOfRange { series, n: 60 };
        assert_refused("rsi", |problem| set(problem, "series", series as u64), error);
    }
}

#[test]
fn a_pair_that_overflows_is_refused_when_its_block_is_filled() {
    let kernel = ffi_workbench::work::kernel("add", None).expect("add is a kernel");
    let (x, y) = ([1, i32::MAX, 3], [1, 1, 1]);
    let problem = Problem { arrays: vec![("x", x[..].into()), ("y", y[..].into())], numbers: vec![] };
    for &choice in some(&kernel.implementations()) {
        let work = Work::new(kernel, choice, &problem).expect("the shapes are right");
        let error = work.fill_block(0, &mut [0.0; 3]).expect_err("the second pair overflows");
        let Error::Refused { kernel: "add", rule } = error else { panic!("{}: {error}", choice.language) };
        assert_eq!(rule, KernelError::SumOutOfRange { i: i32::MAX, j: 1 }, "{}", choice.language);
    }
}

#[test]
#[cfg(not(feature = "fortran"))]
fn a_language_left_out_of_the_build_is_named() {
    use ffi_workbench::language::{Choice, Language, Variant};

    let choice = Choice { language: Language::Fortran, variant: Variant::Plain };
    for &kernel in KERNELS {
        let error = Work::new(kernel, choice, &sound(kernel)).err().expect("Fortran was left out");
        assert!(matches!(error, Error::LeftOut { language: Language::Fortran }), "{}: {error}", kernel.about().name);
    }
}

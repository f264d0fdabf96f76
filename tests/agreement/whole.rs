//! Each kernel of `work::KERNELS` cut into its blocks and put together again, against its own expected answer.

use ffi_workbench::executors::{EXECUTORS, Executor, Running};
use ffi_workbench::language::{Choice, Variant};
use ffi_workbench::work::{Array, Element, KERNELS, Kernel, Problem, Work, kernel};

use crate::bits::assert_same;
use crate::every::some;

/// A generated problem with the smallest parameters, so that it is defined for few elements.
fn problem(kernel: &dyn Kernel, size: u64) -> Problem<'static> {
    kernel.generate(size, 11, kernel.about().parameters.iter().map(|parameter| (parameter.name, 1)).collect())
}

fn answer(kernel: &'static dyn Kernel, choice: Choice, problem: &Problem<'_>) -> Vec<f64> {
    let work = Work::new(kernel, choice, problem).unwrap();
    let mut out = vec![f64::NAN; work.slots()];
    Running::start(&EXECUTORS[0], None).unwrap().fill(&work, &mut out).unwrap();
    work.answer(out)
}

/// Every implementation near the expected answer, and the same bits in every language of a variant.
fn assert_agreement(kernel: &'static dyn Kernel, problem: &Problem<'_>) {
    let about = kernel.about();
    let expected = kernel.expected(problem).unwrap();
    let choices = kernel.implementations();
    for variant in Variant::ALL {
        let mut first: Option<Vec<f64>> = None;
        for &choice in some(&choices).iter().filter(|choice| choice.variant == *variant) {
            let Choice { language, .. } = choice;
            let who = format!(
                "{} of {} in {language}, {}, size {}",
                about.name,
                about.element.name(),
                variant.name(),
                problem.size()
            );
            let given = answer(kernel, choice, problem);
            let difference = expected.difference(&given);
            assert!(difference <= about.tolerance, "{who}: {difference:e} from the expected answer");
            assert_same(&given, first.get_or_insert_with(|| given.clone()), &who);
        }
    }
}

/// One item before and after the ends of the runs and blocks that the kernels are cut into, all powers of two.
#[test]
fn every_kernel_agrees_around_the_ends_of_its_blocks() {
    for &kernel in KERNELS {
        let mut blocks = vec![];
        for size in [7, 12, 14, 16].map(|power| 1_u64 << power).iter().flat_map(|&size| [size - 1, size, size + 1]) {
            let problem = problem(kernel, size);
            assert_agreement(kernel, &problem);
            let work = Work::new(kernel, kernel.implementations()[0], &problem).unwrap();
            blocks.push(work.slots().div_ceil(work.grain()));
        }
        // One series of prices is one block, whatever its length.
        let several = kernel.about().name == "rsi" || (blocks.contains(&1) && blocks.last() >= Some(&2));
        assert!(several, "{}: {blocks:?} blocks", kernel.about().name);
    }
}

#[test]
fn every_kernel_agrees_on_few_elements() {
    for &kernel in KERNELS {
        let least = match kernel.about().name {
            "series_pi" | "monte_carlo_pi" | "moving_average" => 1,
            "rsi" => 2,
            _ => 0,
        };
        for size in [0, 1, 2, 3, 1000] {
            let problem = problem(kernel, size);
            if size >= least {
                assert_agreement(kernel, &problem);
            } else {
                assert!(kernel.expected(&problem).is_err(), "{}: size {size}", kernel.about().name);
                for &choice in some(&kernel.implementations()) {
                    assert!(
                        Work::new(kernel, choice, &problem).is_err(),
                        "{} in {}",
                        kernel.about().name,
                        choice.language
                    );
                }
            }
        }
    }
}

#[test]
fn several_series_of_prices_are_several_blocks_and_agree() {
    let kernel = ffi_workbench::work::kernel("rsi", None).unwrap();
    for (series, size) in [(1, 300), (3, 300), (7, 140), (100, 300)] {
        let problem = kernel.generate(size, 5, vec![("period", 2), ("series", series)]);
        let work = Work::new(kernel, kernel.implementations()[0], &problem).unwrap();
        assert_eq!((work.slots() / work.grain()) as u64, series);
        assert_agreement(kernel, &problem);
    }
}

#[test]
fn default_parameters_agree_too() {
    for &kernel in KERNELS {
        let numbers = kernel.about().parameters.iter().map(|parameter| (parameter.name, parameter.default)).collect();
        assert_agreement(kernel, &kernel.generate(20_011, 3, numbers));
    }
}

/// Inputs at which a careless expected answer, not the kernel, would be wrong.
#[test]
fn expected_answers_hold_beside_huge_tiny_and_overflowing_values() {
    let awkward = [
        ("moving_average", vec![1e40, 1.0, 1e-17, 1e-17, 1e-17], vec![("window", 3)]),
        ("moving_average", vec![1.0, f64::INFINITY, 2.0, 3.0, f64::NAN, 4.0], vec![("window", 2)]),
        ("rsi", vec![1e308, -1e308, 1e308, -1e308], vec![("period", 1), ("series", 1)]),
        ("rsi", vec![0.0, 5e-324, 0.0, 5e-324], vec![("period", 2), ("series", 1)]),
        ("sum", vec![1e308, 1e308, -1e308], vec![]),
    ];
    for (name, x, numbers) in awkward {
        let problem = Problem { arrays: vec![("x", Array::from(x))], numbers };
        assert_agreement(kernel(name, Some(Element::F64)).unwrap(), &problem);
    }
    for pair in [[1e30_f32, 1e30], [1e-30, 1e-30], [f32::MAX, 2.0], [1e-40, 1.0]] {
        let arrays = vec![("x", Array::from(vec![pair[0]])), ("y", Array::from(vec![pair[1]]))];
        assert_agreement(kernel("dot", Some(Element::F32)).unwrap(), &Problem { arrays, numbers: vec![] });
    }
}

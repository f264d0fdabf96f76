//! Each kernel of `work::KERNELS`, cut into its blocks and put together again, against its own expected answer. What a
//! kernel has is read from its description.

use std::collections::BTreeSet;

use ffi_workbench::error::Error;
use ffi_workbench::executors::{Executor, SERIAL, StartedExecutor};
use ffi_workbench::language::{ImplementationId, Language, Variant};
use ffi_workbench::work::{
    Array, DOT_F32, EXPONENTIAL_SMOOTHING, KERNELS, Kernel, MOVING_AVERAGE, Number, Problem, RSI, SUM, Work, find,
    names,
};

use crate::all_languages::all_languages;
use crate::bits::assert_same;
use crate::parameters::parameters;

/// A generated problem whose whole parameters are 1, so that it is defined for few elements; the default ones where the
/// kernel refuses that.
fn problem(kernel: &Kernel, size: u64) -> Problem<'static> {
    let smallest = kernel.generate(size, 11, parameters(kernel, |_| 1));
    if kernel.expected(&smallest).is_ok() { smallest } else { with_default_parameters(kernel, size) }
}

fn with_default_parameters(kernel: &Kernel, size: u64) -> Problem<'static> {
    kernel.generate(size, 3, parameters(kernel, |default| default))
}

/// The slots of an implementation, and its answer. Nothing was written before the first slot and after the last one.
fn slots_and_answer(kernel: &'static Kernel, id: ImplementationId, problem: &Problem<'_>) -> (usize, Vec<f64>) {
    const GUARD: f64 = -12345.678;
    let work = Work::new(kernel, id, problem).unwrap();
    let slots = work.slots();
    let mut guarded = vec![GUARD; slots + 16];
    let out = &mut guarded[8..slots + 8];
    out.fill(f64::NAN);
    StartedExecutor::start(&SERIAL, None).unwrap().fill(&work, out).unwrap();
    let answer = work.answer(out.to_vec());
    let who = format!("{} in {}: outside its output", kernel.name, id.language);
    assert_same(&[&guarded[..8], &guarded[slots + 8..]].concat(), &[GUARD; 16], &who);
    (slots, answer)
}

/// Every implementation near the expected answer, and the same bits in every language of a variant.
fn assert_agreement(kernel: &'static Kernel, problem: &Problem<'_>) {
    let expected = kernel.expected(problem).unwrap();
    let ids = kernel.implementations();
    for variant in Variant::ALL {
        let mut first: Option<Vec<f64>> = None;
        for &id in all_languages(kernel, &ids).iter().filter(|id| id.variant == *variant) {
            let (name, element, language) = (kernel.name, kernel.element.name(), id.language);
            let who = format!("{name} of {element} in {language}, {}, size {}", variant.name(), problem.size());
            let (slots, given) = slots_and_answer(kernel, id, problem);
            assert_eq!(given.len(), if kernel.gives_array { slots } else { 1 }, "{who}");
            let difference = expected.difference(&given);
            assert!(difference <= kernel.tolerance, "{who}: {difference:e} from the expected answer");
            assert_same(&given, first.get_or_insert_with(|| given.clone()), &who);
        }
    }
}

/// How many blocks the first implementation has; none where this build has no implementation.
fn blocks(kernel: &'static Kernel, problem: &Problem<'_>) -> Option<usize> {
    let id = *kernel.implementations().first()?;
    let work = Work::new(kernel, id, problem).unwrap();
    Some(work.slots().div_ceil(work.grain()))
}

/// Walks of `work::KERNELS` reach what the descriptions name, and the descriptions name what there is.
#[test]
fn descriptions_name_each_language_once_and_each_kernel_is_found() {
    let mut reached = BTreeSet::new();
    for &kernel in KERNELS {
        let name = kernel.name;
        let ids = kernel.implementations();
        let lines: BTreeSet<_> = all_languages(kernel, &ids).iter().collect();
        assert_eq!(lines.len(), ids.len(), "{name}: no line stands twice in the table");
        let languages: BTreeSet<_> = kernel.languages.iter().collect();
        assert_eq!(languages.len(), kernel.languages.len(), "{name}: no language stands twice in the description");
        reached.extend(ids.iter().map(|id| id.language));
        assert!(std::ptr::eq(find(name, Some(kernel.element)).unwrap(), kernel), "{name} is found by its name");
        assert!(names().contains(&name), "{name}");
    }
    let built = Language::ALL.iter().copied().filter(|language| language.is_built());
    assert_eq!(reached, built.collect(), "every language of this build has kernels");
}

/// One item before and after the ends of the runs and blocks that the kernels are cut into, all powers of two.
#[test]
fn every_kernel_agrees_around_the_ends_of_its_blocks() {
    let mut any_cut = false;
    for &kernel in KERNELS {
        let several = |&power: &u32| blocks(kernel, &problem(kernel, 1 << power)) > Some(1);
        // The first power of two with several blocks. A recurrence is one block, whatever its length.
        let max = kernel.default_size.ilog2().max(16);
        let first_cut = (7..=max).find(several);
        let mut seen = BTreeSet::new();
        let powers = BTreeSet::from([7, 12, 14, 16, first_cut.unwrap_or(16)]);
        for size in powers.into_iter().map(|power| 1_u64 << power).flat_map(|size| [size - 1, size, size + 1]) {
            let problem = problem(kernel, size);
            assert_agreement(kernel, &problem);
            seen.extend(blocks(kernel, &problem));
        }
        if first_cut.is_some() {
            assert!(seen.contains(&1) && seen.len() > 1, "{}: {seen:?} blocks", kernel.name);
            any_cut = true;
        }
    }
    assert!(any_cut, "no kernel is cut into blocks");
}

/// What an expected answer refuses, every implementation refuses, and nothing else.
#[test]
fn every_kernel_agrees_on_few_elements() {
    for &kernel in KERNELS {
        let mut accepted = vec![];
        for size in [0, 1, 2, 3, 1000] {
            let problem = problem(kernel, size);
            match kernel.expected(&problem) {
                Ok(_) => assert_agreement(kernel, &problem),
                Err(refused) => {
                    assert!(matches!(refused, Error::Refused { .. }), "{}: {refused}", kernel.name);
                    for &id in all_languages(kernel, &kernel.implementations()) {
                        let error = Work::new(kernel, id, &problem).err();
                        assert_eq!(error, Some(refused.clone()), "{} in {}", kernel.name, id.language);
                    }
                }
            }
            accepted.push(kernel.expected(&problem).is_ok());
        }
        assert!(accepted.is_sorted() && accepted[4], "{}: a size is refused, and a smaller one is not", kernel.name);
    }
}

#[test]
fn several_series_of_prices_are_several_blocks_and_agree() {
    for (series, size) in [(1, 300), (3, 300), (7, 140), (100, 300)] {
        let numbers = vec![("period", Number::Integer(2)), ("series", Number::Integer(series))];
        let problem = RSI.generate(size, 5, numbers);
        assert_eq!(blocks(&RSI, &problem).map(|blocks| blocks as u64), Some(series));
        assert_agreement(&RSI, &problem);
    }
}

#[test]
fn default_parameters_agree_too() {
    for &kernel in KERNELS {
        assert_agreement(kernel, &with_default_parameters(kernel, 20_011));
    }
}

/// Inputs at which a careless expected answer, not the kernel, would be wrong.
#[test]
fn expected_answers_hold_next_to_huge_tiny_and_overflowing_values() {
    let [window, period] = ["window", "period"].map(|name| move |value| (name, Number::Integer(value)));
    let alpha = |value| ("alpha", Number::Real(value));
    let one_series = ("series", Number::Integer(1));
    let awkward = [
        (&MOVING_AVERAGE, vec![1e40, 1.0, 1e-17, 1e-17, 1e-17], vec![window(3)]),
        (&MOVING_AVERAGE, vec![1.0, f64::INFINITY, 2.0, 3.0, f64::NAN, 4.0], vec![window(2)]),
        (&RSI, vec![1e308, -1e308, 1e308, -1e308], vec![period(1), one_series]),
        (&RSI, vec![0.0, 5e-324, 0.0, 5e-324], vec![period(2), one_series]),
        (&SUM, vec![1e308, 1e308, -1e308], vec![]),
        (&EXPONENTIAL_SMOOTHING, vec![1e300, 1.0, 1e-300, 5e-324, -1e300], vec![alpha(1e-9)]),
        (&EXPONENTIAL_SMOOTHING, vec![1.0, f64::INFINITY, 2.0, f64::NEG_INFINITY, 3.0], vec![alpha(0.5)]),
        (&EXPONENTIAL_SMOOTHING, vec![1e308, -1e308, f64::MAX, f64::MIN], vec![alpha(1.0)]),
        (&EXPONENTIAL_SMOOTHING, vec![5e-324, 0.0, -0.0, 1e-310], vec![alpha(0.3)]),
    ];
    for (kernel, x, numbers) in awkward {
        let problem = Problem { arrays: vec![("x", Array::from(x))], numbers };
        assert_agreement(kernel, &problem);
    }
    for pair in [[1e30_f32, 1e30], [1e-30, 1e-30], [f32::MAX, 2.0], [1e-40, 1.0]] {
        let arrays = vec![("x", Array::from(vec![pair[0]])), ("y", Array::from(vec![pair[1]]))];
        assert_agreement(&DOT_F32, &Problem { arrays, numbers: vec![] });
    }
}

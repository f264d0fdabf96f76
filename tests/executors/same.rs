//! The same bits, whoever computes them. What a kernel has is read from its description.

use std::collections::BTreeSet;

use ffi_workbench::executors::{Executor, SERIAL, StartedExecutor};
use ffi_workbench::language::ImplementationId;
use ffi_workbench::work::{KERNELS, Kernel, Number, Problem, RSI, SUM, Work};

use crate::all_languages::all_languages;
use crate::bits::assert_same;
use crate::parameters::parameters;
use crate::{all, supported};

/// The filled slots, which begin as something that no kernel gives, and the answer.
fn run(executor: &StartedExecutor, work: &Work<'_>) -> (Vec<f64>, Vec<f64>) {
    let mut out = vec![-12345.678; work.slots()];
    executor.fill(work, &mut out).unwrap();
    (out.clone(), work.answer(out))
}

/// Every executor against `serial`.
fn assert_bits(
    executors: &[(String, StartedExecutor)],
    kernel: &'static Kernel,
    id: ImplementationId,
    problem: &Problem<'_>,
) {
    let work = Work::new(kernel, id, problem).unwrap();
    let serial = StartedExecutor::start(&SERIAL, None).unwrap();
    let (slots, answer) = run(&serial, &work);
    assert!(!slots.contains(&-12345.678), "serial fills every slot");
    for (name, executor) in executors {
        let who = format!("{} in {} by {name}, size {}", kernel.name, id.language, problem.size());
        let (given_slots, given) = run(executor, &work);
        assert_same(&given_slots, &slots, &who);
        assert_same(&given, &answer, &who);
    }
}

/// Generated with the default parameters.
fn problem(kernel: &Kernel, size: u64) -> Problem<'static> {
    kernel.generate(size, 17, parameters(kernel, |default| default))
}

/// Sizes that are one block, that are whole blocks, and that leave a part of one.
fn sizes(kernel: &'static Kernel) -> BTreeSet<u64> {
    const LARGE: u64 = 1 << 18;
    let mut sizes = BTreeSet::from([100, 200_003]);
    let problem = problem(kernel, LARGE);
    for &id in all_languages(kernel, &kernel.implementations()) {
        let work = Work::new(kernel, id, &problem).unwrap();
        let (slots, grain) = (work.slots() as u64, work.grain() as u64);
        // An array has a slot for each element but a few, a number has a slot for each run of items.
        let (items, missing) = if kernel.gives_array { (1, LARGE - slots) } else { (LARGE.div_ceil(slots), 0) };
        if slots > grain {
            sizes.extend([2 * grain * items + missing, 3 * grain * items + missing + 5]);
        }
    }
    sizes
}

pub fn every_executor_and_every_number_of_workers_gives_the_bits_of_serial() {
    let executors = all();
    let (mut several_whole, mut with_a_part) = (0, 0);
    for &kernel in KERNELS {
        let (mut several, mut few) = (false, false);
        let sizes = sizes(kernel);
        for &size in &sizes {
            let problem = problem(kernel, size);
            for &id in all_languages(kernel, &kernel.implementations()) {
                let work = Work::new(kernel, id, &problem).unwrap();
                let (blocks, whole) = (work.slots().div_ceil(work.grain()), work.slots().is_multiple_of(work.grain()));
                several |= blocks > 1;
                // More workers than blocks.
                few |= blocks < 7;
                several_whole += usize::from(blocks > 1 && whole);
                with_a_part += usize::from(blocks > 1 && !whole);
                assert_bits(&executors, kernel, id, &problem);
            }
        }
        let cut = sizes.len() > 2;
        assert!(several || !cut, "{} is never cut into several blocks: {sizes:?}", kernel.name);
        assert!(few || kernel.implementations().is_empty(), "{} has more blocks than workers: {sizes:?}", kernel.name);
    }
    assert!(several_whole > 0 && with_a_part > 0, "{several_whole} of whole blocks, {with_a_part} with a part of one");
}

/// One series of prices is one block of `plain`; several are several.
pub fn several_series_are_several_blocks_for_every_executor() {
    let executors = all();
    for (size, series) in [(1 << 17, 8), ((1 << 18) + 2, 3)] {
        let numbers = vec![("period", Number::Integer(14)), ("series", Number::Integer(series))];
        let problem = RSI.generate(size, 17, numbers);
        for &id in all_languages(&RSI, &RSI.implementations()) {
            assert_bits(&executors, &RSI, id, &problem);
        }
        let work = Work::new(&RSI, RSI.implementations()[0], &problem).unwrap();
        assert_eq!((work.slots() / work.grain()) as u64, series);
    }
}

/// Kernels that take empty arrays.
pub fn empty_outputs_are_no_blocks_and_an_empty_sum() {
    let executors = all();
    let mut seen = BTreeSet::new();
    for &kernel in KERNELS {
        let problem = problem(kernel, 0);
        if kernel.expected(&problem).is_err() {
            continue;
        }
        for &id in all_languages(kernel, &kernel.implementations()) {
            let work = Work::new(kernel, id, &problem).unwrap();
            assert_eq!(work.slots(), 0);
            for (who, executor) in &executors {
                let (_, answer) = run(executor, &work);
                let right: &[f64] = if kernel.gives_array { &[] } else { &[0.0] };
                assert_same(&answer, right, &format!("{} in {} by {who}", kernel.name, id.language));
            }
        }
        seen.insert(kernel.gives_array);
    }
    assert_eq!(seen, BTreeSet::from([false, true]), "an empty array, and an empty sum");
}

pub fn far_more_workers_than_blocks_do_no_harm() {
    for kind in supported().filter(|kind| kind.max_workers >= 64) {
        let many = [(format!("{} with 64 workers", kind.name), StartedExecutor::start(kind, Some(64)).unwrap())];
        for &kernel in KERNELS {
            let problem = problem(kernel, 70_000);
            if let Some(&id) = kernel.implementations().first() {
                assert_bits(&many, kernel, id, &problem);
            }
        }
    }
}

pub fn one_executor_runs_work_after_work() {
    for (name, executor) in all() {
        for size in [5, 300_000, 0, 65_537] {
            let problem = problem(&SUM, size);
            for &id in all_languages(&SUM, &SUM.implementations()) {
                let work = Work::new(&SUM, id, &problem).unwrap();
                let (_, answer) = run(&executor, &work);
                let difference = SUM.expected(&problem).unwrap().difference(&answer);
                assert!(difference <= SUM.tolerance, "{name} in {}, {size}", id.language);
            }
        }
    }
}

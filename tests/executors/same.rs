//! The same bits, whoever computes them.

use std::collections::BTreeSet;

use ffi_workbench::executors::{EXECUTORS, Executor, Running, processes};
use ffi_workbench::language::Choice;
use ffi_workbench::work::{KERNELS, Kernel, Problem, Work};

use crate::bits::assert_same;
use crate::{all, every::some, here};

/// The filled slots, which begin as something that no kernel gives, and the answer.
fn run(running: &Running, work: &Work<'_>) -> (Vec<f64>, Vec<f64>) {
    let mut out = vec![-12345.678; work.slots()];
    running.fill(work, &mut out).unwrap();
    (out.clone(), work.answer(out))
}

/// Every executor against `serial`.
fn assert_bits(executors: &[(String, Running)], kernel: &'static dyn Kernel, choice: Choice, problem: &Problem<'_>) {
    let work = Work::new(kernel, choice, problem).unwrap();
    let serial = Running::start(&EXECUTORS[0], None).unwrap();
    assert_eq!(serial.kind.name, "serial");
    let (slots, answer) = run(&serial, &work);
    assert!(!slots.contains(&-12345.678), "serial fills every slot");
    for (name, running) in executors {
        let about = kernel.about();
        let who = format!("{} in {} by {name}, size {}", about.name, choice.language, problem.size());
        let (given_slots, given) = run(running, &work);
        assert_same(&given_slots, &slots, &who);
        assert_same(&given, &answer, &who);
    }
}

/// Generated with the default parameters; `rsi` with several series, as one alone is one block.
fn problem(kernel: &dyn Kernel, size: u64, series: u64) -> Problem<'static> {
    let parameters = kernel.about().parameters.iter();
    let number = |name, default| if name == "series" { series } else { default };
    let numbers = parameters.map(|parameter| (parameter.name, number(parameter.name, parameter.default)));
    kernel.generate(size, 17, numbers.collect())
}

/// Sizes that are one block, that are whole blocks, and that leave a part of one.
#[test]
fn every_executor_and_every_number_of_workers_gives_the_bits_of_serial() {
    let executors = all();
    for &kernel in KERNELS {
        let mut blocks = BTreeSet::new();
        // A window of 30 leaves 29 means fewer than elements.
        for (size, series) in [(100, 1), (1 << 17, 8), ((1 << 17) + 29, 1), ((1 << 18) + 5, 3), (200_003, 1)] {
            let problem = problem(kernel, size - size % series, series);
            for &choice in some(&kernel.implementations()) {
                let work = Work::new(kernel, choice, &problem).unwrap();
                blocks.insert((work.slots().div_ceil(work.grain()), work.slots().is_multiple_of(work.grain())));
                assert_bits(&executors, kernel, choice, &problem);
            }
        }
        let name = kernel.about().name;
        assert!(blocks.iter().any(|&(count, whole)| count > 1 && whole), "{name}: {blocks:?}");
        // A block of one slot has no part, and one series is one block.
        let parts =
            ["series_pi", "monte_carlo_pi", "rsi"].contains(&name) || blocks.iter().any(|&(n, whole)| n > 1 && !whole);
        assert!(parts, "{name}: {blocks:?}");
        // More workers than blocks.
        assert!(blocks.iter().any(|&(count, _)| count < 7), "{name}: {blocks:?}");
    }
}

#[test]
fn empty_arrays_are_no_blocks_and_an_empty_sum() {
    let executors = all();
    for name in ["add", "dot", "sum"] {
        for &kernel in KERNELS.iter().filter(|kernel| kernel.about().name == name) {
            let problem = problem(kernel, 0, 1);
            for &choice in some(&kernel.implementations()) {
                let work = Work::new(kernel, choice, &problem).unwrap();
                assert_eq!(work.slots(), 0);
                for (who, running) in &executors {
                    let (_, answer) = run(running, &work);
                    let right: &[f64] = if kernel.about().gives_array { &[] } else { &[0.0] };
                    assert_same(&answer, right, &format!("{name} in {} by {who}", choice.language));
                }
            }
        }
    }
}

#[test]
fn far_more_workers_than_blocks_do_no_harm() {
    processes::use_program(env!("CARGO_BIN_EXE_ffi-workbench"));
    for kind in here().filter(|kind| kind.most_workers >= 64) {
        let many = [(format!("{} with 64 workers", kind.name), Running::start(kind, Some(64)).unwrap())];
        for &kernel in KERNELS {
            let problem = problem(kernel, 70_000, 2);
            assert_bits(&many, kernel, kernel.implementations()[0], &problem);
        }
    }
}

#[test]
fn one_executor_runs_work_after_work() {
    let kernel = ffi_workbench::work::kernel("sum", None).unwrap();
    for (name, running) in all() {
        for size in [5, 300_000, 0, 65_537] {
            let problem = problem(kernel, size, 1);
            for &choice in some(&kernel.implementations()) {
                let work = Work::new(kernel, choice, &problem).unwrap();
                let (_, answer) = run(&running, &work);
                let expected = kernel.expected(&problem).unwrap();
                assert!(
                    expected.difference(&answer) <= kernel.about().tolerance,
                    "{name} in {}, {size}",
                    choice.language
                );
            }
        }
    }
}

//! Tuned kernels give the same bits in every language at every instruction-set level that this processor has.
//!
//! The level is one setting for the whole process, so this is one test.

use ffi_workbench::error::Error;
use ffi_workbench::executors::{EXECUTORS, Executor, Running};
use ffi_workbench::language::{Choice, Variant};
use ffi_workbench::level::Level;
use ffi_workbench::work::{KERNELS, Kernel, Problem, Work};

#[path = "../common/bits.rs"]
mod bits;

/// Sizes with no lane full, with some, with rows left over, with more than one run, and with the ends of all of them.
const SIZES: [u64; 12] = [1, 2, 31, 32, 33, 63, 65, 511, 1000, 4097, 65_537, 300_007];

#[test]
fn every_level_gives_the_same_bits_in_every_language() {
    let serial = Running::start(&EXECUTORS[0], None).unwrap();
    let mut compared = 0;
    for &kernel in KERNELS {
        // Each with a short and a long window or period.
        for (size, value) in
            SIZES.into_iter().flat_map(|size| [(size, 1 + u64::from(size.ilog2()) / 2), (size, size / 3)])
        {
            let numbers = kernel.about().parameters.iter().map(|parameter| match parameter.name {
                "series" => ("series", 1),
                name => (name, value),
            });
            let problem = kernel.generate(size, 3, numbers.collect());
            let mut first: Option<Vec<f64>> = None;
            for &level in Level::ALL.iter().filter(|level| level.is_here()) {
                level.force().unwrap();
                assert_eq!(Level::chosen(), level);
                for choice in tuned(kernel) {
                    let Some(answer) = answer(kernel, choice, &problem, &serial) else { continue };
                    let who = format!(
                        "{} {}, size {size} and {value}, {}",
                        kernel.about().name,
                        choice.language,
                        level.name()
                    );
                    bits::assert_same(&answer, first.get_or_insert_with(|| answer.clone()), &who);
                    compared += 1;
                }
            }
        }
    }
    assert!(compared >= SIZES.len() * 3 * 3, "only {compared} answers");
}

fn tuned(kernel: &dyn Kernel) -> impl Iterator<Item = Choice> {
    kernel.implementations().into_iter().filter(|choice| choice.variant == Variant::Tuned)
}

/// The answer, unless the problem is too small for the kernel.
fn answer(kernel: &'static dyn Kernel, choice: Choice, problem: &Problem<'_>, executor: &Running) -> Option<Vec<f64>> {
    let work = match Work::new(kernel, choice, problem) {
        Err(Error::Refused { .. }) => return None,
        work => work.unwrap(),
    };
    let mut out = vec![f64::NAN; work.slots()];
    executor.fill(&work, &mut out).unwrap();
    Some(work.answer(out))
}

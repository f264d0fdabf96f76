//! Tuned kernels give the same bits in every language at every instruction-set level of this build that this processor
//! has.
//!
//! The level is one setting for the whole process, so this is one test.

use std::collections::BTreeSet;

use ffi_workbench::error::Error;
use ffi_workbench::executors::{Executor, SERIAL, StartedExecutor};
use ffi_workbench::language::{ImplementationId, Variant};
use ffi_workbench::level::Level;
use ffi_workbench::work::{KERNELS, Kernel, Problem, Work};

#[path = "../common/bits.rs"]
mod bits;
#[path = "../common/parameters.rs"]
mod parameters;

/// Sizes with no lane full, with some, with rows left over, with more than one run, and with the ends of all of them.
const SIZES: [u64; 12] = [1, 2, 31, 32, 33, 63, 65, 511, 1000, 4097, 65_537, 300_007];

#[test]
fn every_level_gives_the_same_bits_in_every_language() {
    assert_levels();
    let serial = StartedExecutor::start(&SERIAL, None).unwrap();
    let supported: Vec<Level> = Level::ALL.iter().copied().filter(|level| level.is_supported()).collect();
    let mut any_tuned = false;
    for &kernel in KERNELS {
        let mut compared = BTreeSet::new();
        // Each with a short and a long window or period: the first parameter.
        for (size, value) in
            SIZES.into_iter().flat_map(|size| [(size, 1 + u64::from(size.ilog2()) / 2), (size, size / 3)])
        {
            let mut given = Some(value);
            let numbers = parameters::parameters(kernel, |default| given.take().unwrap_or(default));
            let problem = kernel.generate(size, 3, numbers);
            let mut first: Option<Vec<f64>> = None;
            for &level in &supported {
                level.force().unwrap();
                assert_eq!(Level::active(), level);
                for id in tuned(kernel) {
                    let Some(answer) = answer(kernel, id, &problem, &serial) else { continue };
                    let who = format!("{} {}, size {size} and {value}, {}", kernel.name, id.language, level.name());
                    bits::assert_same(&answer, first.get_or_insert_with(|| answer.clone()), &who);
                    compared.insert((level, id));
                }
            }
        }
        let all = supported.iter().flat_map(|&level| tuned(kernel).map(move |id| (level, id)));
        assert_eq!(compared, all.collect(), "{}: the levels and languages that were compared", kernel.name);
        any_tuned |= !compared.is_empty();
    }
    assert!(any_tuned, "no kernel is tuned");
}

/// The levels of this build: more than the baseline where they were asked for and the architecture has some. One that
/// this processor lacks cannot be forced.
fn assert_levels() {
    assert_eq!(Level::ALL[0], Level::Baseline);
    assert!(Level::Baseline.is_supported() && Level::ALL.is_sorted());
    assert_eq!(Level::ALL.len() > 1, cfg!(all(feature = "levels", target_arch = "x86_64")), "{:?}", Level::ALL);
    // A processor with AVX2 has all of the level v3.
    #[cfg(all(feature = "levels", target_arch = "x86_64"))]
    assert!(!is_x86_feature_detected!("avx2") || Level::best() >= Level::V3, "{:?}", Level::best());
    for &level in Level::ALL.iter().filter(|level| !level.is_supported()) {
        let refused = Error::LevelUnsupported { level: level.name(), best: Level::best().name() };
        assert_eq!(level.force(), Err(refused));
    }
}

fn tuned(kernel: &Kernel) -> impl Iterator<Item = ImplementationId> {
    kernel.implementations().into_iter().filter(|id| id.variant == Variant::Tuned)
}

/// The answer, unless the kernel refuses the problem, as a window that is longer than its input.
fn answer(
    kernel: &'static Kernel,
    id: ImplementationId,
    problem: &Problem<'_>,
    executor: &StartedExecutor,
) -> Option<Vec<f64>> {
    let work = match Work::new(kernel, id, problem) {
        Err(Error::Refused { .. }) => return None,
        work => work.unwrap(),
    };
    let mut out = vec![f64::NAN; work.slots()];
    executor.fill(&work, &mut out).unwrap();
    Some(work.answer(out))
}

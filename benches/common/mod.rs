//! One timed line of `languages` and `executors`: a kernel's work on an executor, its answer checked first.

use std::cell::LazyCell;
use std::hint::black_box;
use std::io::{self, Write};
use std::sync::Mutex;
use std::time::Instant;

use criterion::BenchmarkGroup;
use criterion::measurement::WallTime;
use ffi_workbench::executors::{Executor, StartedExecutor};
use ffi_workbench::huge_pages::HugePages;
use ffi_workbench::language::ImplementationId;
use ffi_workbench::measure::{Contender, median, sorted};
use ffi_workbench::work::{Expected, Kernel, Problem, Work};
use ffi_workbench_cli::report::{Summary, Timed};

#[global_allocator]
static ALLOCATOR: HugePages = HugePages;

/// The same input in every bench and every run.
const SEED: u64 = 1;

/// A kernel's problem of one size, and its expected answer.
pub struct Input {
    kernel: &'static Kernel,
    problem: Problem<'static>,
    expected: Expected,
}

impl Input {
    /// Made from the kernel's default parameters.
    pub fn new(kernel: &'static Kernel, size: u64) -> Self {
        let numbers = kernel.parameters.iter().map(|parameter| (parameter.name, parameter.default)).collect();
        let problem = kernel.generate(size, SEED, numbers);
        let expected = kernel.expected(&problem).expect("a generated problem breaks no rule");
        Self { kernel, problem, expected }
    }

    /// The work and its output, filled once: the answer was checked, and the memory is mapped.
    fn checked(&self, id: ImplementationId, executor: &StartedExecutor) -> (Work<'_>, Vec<f64>) {
        let work = Work::new(self.kernel, id, &self.problem).expect("it is a line of the kernel's table");
        let mut out = vec![f64::NAN; work.slots()];
        executor.fill(&work, &mut out).expect("a generated problem breaks no rule");
        let difference = self.expected.difference(&work.answer(out.clone()));
        assert!(
            difference <= self.kernel.tolerance,
            "{} {} in {} on {} workers of `{}`, size {}: off by {difference:e}, allowed {:e}",
            self.kernel.name,
            self.kernel.element.name(),
            id.language,
            executor.workers,
            executor.kind.name,
            self.problem.size(),
            self.kernel.tolerance,
        );
        (work, out)
    }
}

/// Adds one line to the group. The input is made, and the answer checked, only if the command line's filter lets the
/// line through.
pub fn time<F: FnOnce() -> Input>(
    group: &mut BenchmarkGroup<'_, WallTime>,
    line: String,
    input: &LazyCell<Input, F>,
    id: ImplementationId,
    executor: &StartedExecutor,
) {
    // Criterion calls the closure for every sample; the check is made in the first.
    let (mut ready, mut samples) = (None, Vec::new());
    group.bench_function(line, |bencher| {
        let (work, out) = ready.get_or_insert_with(|| input.checked(id, executor));
        bencher.iter_custom(|runs| {
            let start = Instant::now();
            for _ in 0..runs {
                executor.fill(black_box(work), black_box(out)).expect("the check before was the same run");
                black_box(out.as_ptr());
            }
            let elapsed = start.elapsed();
            samples.push(elapsed.as_secs_f64() / runs as f64);
            elapsed
        });
    });
    if let Some((work, _)) = &ready {
        let timed = Timed::new(&Contender { work, executor }, median(&sorted(samples.into_iter())));
        MEASURED.lock().expect("no bench panics while it records").push((input.problem.size(), timed));
    }
}

/// Sizes, and what was measured at them.
static MEASURED: Mutex<Vec<(u64, Timed)>> = Mutex::new(Vec::new());

/// The summary that `compare` ends with, of the largest size of each kernel.
pub fn summary(to: &mut dyn Write) -> io::Result<()> {
    let measured = MEASURED.lock().expect("no bench panics while it records");
    let largest = |timed: &Timed| {
        let same = measured.iter().filter(|(_, other)| (other.kernel, other.element) == (timed.kernel, timed.element));
        same.map(|(size, _)| *size).max()
    };
    let timed = measured.iter().filter(|(size, timed)| Some(*size) == largest(timed)).map(|(_, timed)| *timed);
    Summary::new(&timed.collect::<Vec<_>>()).write(to)
}

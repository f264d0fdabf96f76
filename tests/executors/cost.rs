//! What a run costs, wherever it is run.

use std::ops::ControlFlow;
use std::time::Duration;

use ffi_workbench::executors::{PROCESSES, SERIAL, StartedExecutor};
use ffi_workbench::machine::peak_memory;
use ffi_workbench::measure::{Contender, Measurement, measure_interleaved, measure_once};
use ffi_workbench::work::{SERIES_PI, Work};

/// Some ten milliseconds of one core.
const SIZE: u64 = 30_000_000;

pub fn worker_processes_count_with_their_cpu_time_and_their_memory() {
    if !cfg!(target_os = "linux") {
        return;
    }
    let problem = SERIES_PI.generate(SIZE, 1, vec![]);
    let work = Work::new(&SERIES_PI, SERIES_PI.implementations()[0], &problem).unwrap();
    let serial = StartedExecutor::start(&SERIAL, None).unwrap();
    let processes = StartedExecutor::start(&PROCESSES, Some(2)).unwrap();
    let contender = |executor| Contender { work: &work, executor };

    let alone = measure_once(&contender(&serial), None).unwrap().0;
    let check = |what: &str, processes: &Measurement| {
        // The same kernel takes the same CPU time, give or take what a busy machine does to a processor.
        let ratio = processes.cpu_seconds / alone.cpu_seconds;
        assert!((0.5..4.0).contains(&ratio), "{what}: {processes:?}, {alone:?}");
    };
    let once = measure_once(&contender(&processes), None).unwrap().0;
    let elsewhere = once.peak_memory_bytes - peak_memory();
    check("once", &once);
    assert!((1 << 20..1 << 30).contains(&elsewhere), "two processes have {elsewhere} bytes");

    let expected = SERIES_PI.expected(&problem).unwrap();
    let both = [contender(&serial), contender(&processes)];
    let measured = measure_interleaved(&both, &expected, Duration::ZERO, |_| ControlFlow::Continue(())).unwrap();
    check("interleaved", &measured[1]);
}

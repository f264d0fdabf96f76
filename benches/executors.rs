//! Every kernel on every executor, with one worker and with all cores, in Rust and in C: what more cores bring, and
//! what the executor costs.
//!
//! `cargo bench --bench executors`, or `-- rayon`, `-- sum/f64` for a part of it.

use std::cell::LazyCell;
use std::time::Duration;

use criterion::{Criterion, SamplingMode, Throughput, criterion_group};
use ffi_workbench::executors::{StartedExecutor, processes};
use ffi_workbench::work::KERNELS;

use common::{Input, summary, time};
use session::{executors_and_workers, executors_group, executors_ids, executors_line};

mod common;
mod session;

const WARM_UP: Duration = Duration::from_millis(300);
const MEASUREMENT: Duration = Duration::from_millis(900);

fn executors(criterion: &mut Criterion) {
    let start =
        |(kind, workers)| StartedExecutor::start(kind, Some(workers)).expect("the number of workers is allowed");
    let executors: Vec<StartedExecutor> = executors_and_workers().map(start).collect();

    for &kernel in KERNELS {
        let size = kernel.default_size;
        let input = LazyCell::new(|| Input::new(kernel, size));
        let mut group = criterion.benchmark_group(executors_group(kernel));
        group.throughput(Throughput::Elements(size));
        group.sampling_mode(SamplingMode::Flat); // some lines are too slow for more and more runs per sample
        for id in executors_ids(kernel) {
            for executor in &executors {
                let line = executors_line(id, (executor.kind, executor.workers));
                time(&mut group, line, &input, id, executor);
            }
        }
        group.finish();
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(10)
        .warm_up_time(WARM_UP)
        .measurement_time(MEASUREMENT)
        .nresamples(10_000);
    targets = executors
}

fn main() {
    processes::worker_entry();
    session::run("executors", (WARM_UP, MEASUREMENT), benches, summary);
}

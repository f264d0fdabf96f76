//! Every kernel on every executor, with one worker and with all cores, in Rust and in C: what more cores bring, and
//! what the executor costs.
//!
//! `cargo bench --bench executors`, or `-- rayon`, `-- sum/f64` for a part of it.

use std::cell::LazyCell;
use std::time::Duration;

use criterion::{Criterion, SamplingMode, Throughput, criterion_group};
use ffi_workbench::executors::{EXECUTORS, StartedExecutor, processes};
use ffi_workbench::language::{Language, Variant};
use ffi_workbench::machine::cores;
use ffi_workbench::work::KERNELS;

use common::{Input, name, time};

mod common;

fn executors(criterion: &mut Criterion) {
    let start =
        |(kind, workers)| StartedExecutor::start(kind, Some(workers)).expect("the number of workers is allowed");
    // `processes` needs Linux.
    let supported = || EXECUTORS.iter().copied().filter(|kind| kind.by_default || cfg!(target_os = "linux"));
    let one = supported().map(|kind| (kind, 1));
    let all = supported().map(|kind| (kind, cores().min(kind.max_workers))).filter(|&(_, workers)| workers > 1);
    let executors: Vec<StartedExecutor> = one.chain(all).map(start).collect();

    for &kernel in KERNELS {
        let size = kernel.default_size;
        let input = LazyCell::new(|| Input::new(kernel, size));
        let mut group =
            criterion.benchmark_group(format!("executors/{}/{}/{size}", kernel.name, kernel.element.name()));
        group.throughput(Throughput::Elements(size));
        group.sampling_mode(SamplingMode::Flat); // some lines are too slow for more and more runs per sample
        // The executor sees a function: C stands for every foreign language.
        let timed = |language| matches!(language, Language::Rust | Language::C);
        for id in kernel.implementations() {
            if !timed(id.language) || id.variant != Variant::Plain {
                continue;
            }
            for executor in &executors {
                let line = format!("{}-{}-{}", name(id), executor.kind.name, executor.workers);
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
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_millis(900))
        .nresamples(10_000);
    targets = executors
}

/// What `criterion_main!` writes, after a worker's main.
fn main() {
    processes::worker_entry();
    benches();
    Criterion::default().configure_from_args().final_summary();
}

//! Every kernel on every executor, with one worker and with all cores, in Rust and in C: what a second core brings, and
//! what the executor takes for it.
//!
//! `cargo bench --bench executors`, or `-- rayon`, `-- sum/f64` for a part of it.

use std::cell::LazyCell;
use std::time::Duration;

use criterion::{Criterion, SamplingMode, Throughput, criterion_group, criterion_main};
use ffi_workbench::executors::{EXECUTORS, Running, cores, processes};
use ffi_workbench::language::{Language, Variant};
use ffi_workbench::work::KERNELS;

use common::{Input, name, time};

mod common;

fn executors(criterion: &mut Criterion) {
    processes::use_program(env!("CARGO_BIN_EXE_ffi-workbench"));
    let start = |(kind, workers)| Running::start(kind, Some(workers)).expect("the number of workers is allowed");
    let one = EXECUTORS.iter().map(|kind| (kind, 1));
    let all = EXECUTORS.iter().map(|kind| (kind, cores().min(kind.most_workers))).filter(|&(_, workers)| workers > 1);
    let running: Vec<Running> = one.chain(all).map(start).collect();

    for &kernel in KERNELS {
        let (about, size) = (kernel.about(), kernel.about().default_size);
        let input = LazyCell::new(|| Input::new(kernel, size));
        let mut group = criterion.benchmark_group(format!("executors/{}/{}/{size}", about.name, about.element.name()));
        group.throughput(Throughput::Elements(size));
        group.sampling_mode(SamplingMode::Flat); // some lines are too slow for more and more runs a sample
        // Foreign languages are alike here: the executor sees a function.
        let alike = |language| matches!(language, Language::Rust | Language::C);
        for choice in kernel.implementations() {
            if !alike(choice.language) || choice.variant != Variant::Plain {
                continue;
            }
            for executor in &running {
                let id = format!("{}-{}-{}", name(choice), executor.kind.name, executor.workers);
                time(&mut group, id, &input, choice, executor);
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
criterion_main!(benches);

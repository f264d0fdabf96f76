//! Every kernel in each of its languages, from sizes that fit the cache to sizes that do not: one core, no executor in
//! between.
//!
//! `cargo bench --bench languages`, or `-- moving_average`, `-- dot/f32`, `-- /c-plain` for a part of it.

use std::cell::LazyCell;
use std::time::Duration;

use criterion::{Criterion, SamplingMode, Throughput, criterion_group, criterion_main};
use ffi_workbench::executors::{SERIAL, StartedExecutor};
use ffi_workbench::work::KERNELS;

use common::{Input, name, time};

mod common;

/// A few kilobytes of input: the innermost cache.
const SMALL: u64 = 1_000;

fn languages(criterion: &mut Criterion) {
    let serial = StartedExecutor::start(&SERIAL, None).expect("one worker is the calling thread");
    for &kernel in KERNELS {
        // The default takes some milliseconds for every kernel, whatever an element costs.
        let large = kernel.default_size;
        for size in [SMALL, (large / 100).max(SMALL), large] {
            let input = LazyCell::new(|| Input::new(kernel, size));
            let mut group =
                criterion.benchmark_group(format!("languages/{}/{}/{size}", kernel.name, kernel.element.name()));
            group.throughput(Throughput::Elements(size));
            group.sampling_mode(SamplingMode::Flat); // some lines are too slow for more and more runs per sample
            for id in kernel.implementations() {
                time(&mut group, name(id), &input, id, &serial);
            }
            group.finish();
        }
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_millis(1200))
        .nresamples(10_000);
    targets = languages
}
criterion_main!(benches);

//! Every kernel in every language, from sizes that fit the cache to sizes that do not: one core, no executor in between.
//!
//! `cargo bench --bench languages`, or `-- moving_average`, `-- dot/f32`, `-- /c-plain` for a part of it.

use std::cell::LazyCell;
use std::time::Duration;

use criterion::{Criterion, SamplingMode, Throughput, criterion_group, criterion_main};
use ffi_workbench::executors::{EXECUTORS, Running};
use ffi_workbench::work::KERNELS;

use common::{Input, name, time};

mod common;

/// A few kilobytes of input: the innermost cache.
const SMALL: u64 = 1_000;

fn languages(criterion: &mut Criterion) {
    let kind = EXECUTORS.iter().find(|kind| kind.name == "serial").expect("`serial` is in every build");
    let serial = Running::start(kind, None).expect("one worker is the calling thread");
    for &kernel in KERNELS {
        let about = kernel.about();
        // The default is some milliseconds long for every kernel, however dear its elements are.
        let large = about.default_size;
        for size in [SMALL, (large / 100).max(SMALL), large] {
            let input = LazyCell::new(|| Input::new(kernel, size));
            let mut group =
                criterion.benchmark_group(format!("languages/{}/{}/{size}", about.name, about.element.name()));
            group.throughput(Throughput::Elements(size));
            group.sampling_mode(SamplingMode::Flat); // some lines are too slow for more and more runs a sample
            for choice in kernel.implementations() {
                time(&mut group, name(choice), &input, choice, &serial);
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

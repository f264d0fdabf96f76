//! Every kernel in each of its languages, from sizes that fit the cache to sizes that do not: one core, no executor in
//! between.
//!
//! `cargo bench --bench languages`, or `-- moving_average`, `-- dot/f32`, `-- /c-plain` for a part of it.

use std::cell::LazyCell;
use std::time::Duration;

use criterion::{Criterion, SamplingMode, Throughput, criterion_group};
use ffi_workbench::executors::{SERIAL, StartedExecutor};
use ffi_workbench::work::KERNELS;

use common::{Input, summary, time};
use session::{languages_group, name, sizes};

mod common;
mod session;

const WARM_UP: Duration = Duration::from_millis(300);
const MEASUREMENT: Duration = Duration::from_millis(1200);

fn languages(criterion: &mut Criterion) {
    let serial = StartedExecutor::start(&SERIAL, None).expect("one worker is the calling thread");
    for &kernel in KERNELS {
        for size in sizes(kernel) {
            let input = LazyCell::new(|| Input::new(kernel, size));
            let mut group = criterion.benchmark_group(languages_group(kernel, size));
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
        .warm_up_time(WARM_UP)
        .measurement_time(MEASUREMENT)
        .nresamples(10_000);
    targets = languages
}

fn main() {
    session::run("languages", (WARM_UP, MEASUREMENT), benches, summary);
}

//! C++ against the same formula in Rust: the median of 100 000 values.

#[path = "../tests/native/mod.rs"]
mod native;

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use wrap_cpp::quantile;

fn languages(criterion: &mut Criterion) {
    // Steps of the golden ratio: spread evenly and in no order.
    let x: Vec<f64> = (0..100_000)
        .map(|k| (f64::from(k) * 0.618_033_988_75).fract())
        .collect();
    assert_eq!(
        quantile(&x, 0.5),
        Ok(native::quantile(&x, 0.5)),
        "C++ and Rust differ"
    );

    let mut group = criterion.benchmark_group("quantile");
    group.throughput(Throughput::Elements(x.len() as u64));
    group.bench_function("cpp", |bencher| {
        bencher.iter(|| black_box(quantile(black_box(&x), 0.5)))
    });
    group.bench_function("rust", |bencher| {
        bencher.iter(|| black_box(native::quantile(black_box(&x), 0.5)))
    });
    group.finish();
}

criterion_group!(benches, languages);
criterion_main!(benches);

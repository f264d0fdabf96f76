//! C against the same formula in Rust: 100 000 positions in a table of 1 000 points.

#[path = "../tests/native/mod.rs"]
mod native;

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use wrap_c::interpolate;

fn languages(criterion: &mut Criterion) {
    let table_x: Vec<f64> = (0..1_000).map(f64::from).collect();
    let table_y: Vec<f64> = table_x.iter().map(|x| x.sqrt()).collect();
    // Steps of the golden ratio are in no order, so the processor cannot guess the next search.
    let step = |k| (f64::from(k) * 0.618_033_988_75).fract();
    let x: Vec<f64> = (0..100_000).map(|k| 999.0 * step(k)).collect();
    let (mut out, mut expected) = (vec![0.0; x.len()], vec![0.0; x.len()]);

    interpolate(&table_x, &table_y, &x, &mut out).unwrap();
    native::interpolate(&table_x, &table_y, &x, &mut expected);
    assert!(out == expected, "C and Rust differ");

    let mut group = criterion.benchmark_group("interpolate");
    group.throughput(Throughput::Elements(x.len() as u64));
    group.bench_function("c", |bencher| {
        bencher.iter(|| interpolate(&table_x, &table_y, black_box(&x), black_box(&mut out)));
    });
    group.bench_function("rust", |bencher| {
        bencher
            .iter(|| native::interpolate(&table_x, &table_y, black_box(&x), black_box(&mut out)));
    });
    group.finish();
}

criterion_group!(benches, languages);
criterion_main!(benches);

//! GSL, which knows every number of degrees, against the closed form of even ones: 1 000 values
//! with 10 degrees of freedom.

#[path = "../tests/native/mod.rs"]
mod native;

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use link_installed::p_value;

fn languages(criterion: &mut Criterion) {
    let x: Vec<f64> = (0..1_000).map(|k| f64::from(k) * 0.03).collect();
    for &x in &x {
        let (p, native) = (p_value(x, 10).unwrap(), native::p_value_of_even(x, 10));
        assert!(
            (p.value - native).abs() <= p.error + 1e-14 * native,
            "{x}: {p:?}, not {native}"
        );
    }

    let mut group = criterion.benchmark_group("p_value");
    group.throughput(Throughput::Elements(x.len() as u64));
    group.bench_function("gsl", |bencher| {
        bencher.iter(|| {
            for &x in black_box(&x) {
                black_box(p_value(x, 10)).unwrap();
            }
        });
    });
    group.bench_function("rust", |bencher| {
        bencher.iter(|| {
            for &x in black_box(&x) {
                black_box(native::p_value_of_even(x, 10));
            }
        });
    });
    group.finish();
}

criterion_group!(benches, languages);
criterion_main!(benches);

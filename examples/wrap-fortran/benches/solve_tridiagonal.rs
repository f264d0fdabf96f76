//! Fortran against the same algorithm in Rust: 100 000 equations.

#[path = "../tests/native/mod.rs"]
mod native;

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use wrap_fortran::solve_tridiagonal;

fn languages(criterion: &mut Criterion) {
    let n = 100_000;
    let (beside, diagonal): (&[f64], &[f64]) = (&vec![-1.0; n - 1], &vec![2.5; n]);
    let rhs: Vec<f64> = (0..n).map(|k| (k as f64 * 0.01).sin()).collect();
    let (mut x, mut expected) = (vec![0.0; n], vec![0.0; n]);

    solve_tridiagonal(beside, diagonal, beside, &rhs, &mut x).unwrap();
    native::solve_tridiagonal(beside, diagonal, beside, &rhs, &mut expected);
    assert!(x == expected, "Fortran and Rust differ");

    let mut group = criterion.benchmark_group("solve_tridiagonal");
    group.throughput(Throughput::Elements(n as u64));
    group.bench_function("fortran", |bencher| {
        let solve = solve_tridiagonal;
        bencher.iter(|| solve(beside, diagonal, beside, black_box(&rhs), black_box(&mut x)));
    });
    group.bench_function("rust", |bencher| {
        let solve = native::solve_tridiagonal;
        bencher.iter(|| solve(beside, diagonal, beside, black_box(&rhs), black_box(&mut x)));
    });
    group.finish();
}

criterion_group!(benches, languages);
criterion_main!(benches);

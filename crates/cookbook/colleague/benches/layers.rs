//! What the layers cost: the same work by the declarations alone, by the safe layer, and by the idiomatic one. Each
//! answer is checked before it is timed.
#![expect(unsafe_code, reason = "calls of foreign functions that nothing checks")]

use std::ffi::{c_int, c_void};
use std::hint::black_box;
use std::ops::ControlFlow;

use cookbook_colleague::{Method, Model, find_root, raw, safe};
use criterion::{Criterion, criterion_group, criterion_main};

const START: [f64; 3] = [1.0, 0.0, 0.0];

/// 100 steps with an observer that adds up one amount.
fn run(c: &mut Criterion) {
    let handle = raw_model();
    let raw = || {
        unsafe extern "C" fn add(_: f64, y: *const f64, _: c_int, total: *mut c_void) -> c_int {
            // SAFETY: three species.
            let y = unsafe { *y };
            // SAFETY: the address of a number, given below.
            unsafe { *total.cast::<f64>() += y };
            0
        }
        let (mut y, mut total) = (START, 0.0);
        // SAFETY: three species; nobody else runs a model.
        unsafe { raw::kin_run(handle, y.as_mut_ptr(), black_box(1.0), Some(add), (&raw mut total).cast()) };
        total
    };
    let mut model = safe::Model::open("bench", 3, Method::RungeKutta, 0.01).expect("a good model");
    model.react(0, 1, 2.0).expect("a good reaction");
    model.react(1, 2, 1.0).expect("a good reaction");
    let safe = || {
        let (mut y, mut total) = (START, 0.0);
        let observer = |_: f64, y: &[f64]| {
            total += y[0];
            ControlFlow::Continue(())
        };
        model.run(&mut y, black_box(1.0), observer).expect("a good run");
        total
    };
    let mut model = Model::new("bench", 3, Method::RungeKutta, 0.01).expect("a good model");
    model.react(0, 1, 2.0).and_then(|model| model.react(1, 2, 1.0)).expect("good reactions");
    let idiomatic = || {
        let mut total = 0.0;
        let observer = |_: f64, y: &[f64]| {
            total += y[0];
            true
        };
        model.run_while(&START, black_box(1.0), observer).expect("a good run");
        total
    };
    let expected = raw();
    assert!((42.0..44.0).contains(&expected), "{expected}");
    assert_eq!([safe(), idiomatic()], [expected; 2]);

    let mut group = c.benchmark_group("run of 100 steps, observed");
    group.bench_function("raw", |b| b.iter(raw));
    group.bench_function("safe", |b| b.iter(safe));
    group.bench_function("idiomatic", |b| b.iter(idiomatic));
    group.finish();
    // SAFETY: opened by raw_model, and not used again.
    unsafe { raw::kin_close(handle) };
}

fn raw_model() -> *mut raw::kin_model {
    let mut options = std::mem::MaybeUninit::uninit();
    // SAFETY: it writes all of it.
    unsafe { raw::kin_options_init(options.as_mut_ptr()) };
    // SAFETY: written.
    let mut options = unsafe { options.assume_init() };
    options.species = 3;
    let mut model = std::ptr::null_mut();
    // SAFETY: three species, Runge-Kutta with step 0.01.
    assert_eq!(unsafe { raw::kin_open(&options, &mut model) }, 0);
    for (from, rate) in [(0, 2.0), (1, 1.0)] {
        // SAFETY: species 0 to 2.
        assert_eq!(unsafe { raw::kin_react(model, from, from + 1, rate) }, 0);
    }
    model
}

/// A search of about ten calls of a cheap function: the callback without user data is what costs.
fn root(c: &mut Criterion) {
    let raw = || {
        unsafe extern "C" fn f(x: &f64, fx: &mut f64, _: &mut c_int) {
            *fx = x * x - 2.0;
        }
        let (mut root, mut info) = (0.0, 0);
        // SAFETY: single numbers.
        unsafe { raw::kroot_(f, &black_box(0.0), &2.0, &1e-12, &mut root, &mut info) };
        root
    };
    let safe = || safe::root(|x| ControlFlow::Continue(x * x - 2.0), black_box(0.0), 2.0, 1e-12).expect("a root");
    let idiomatic = || find_root(black_box(0.0)..2.0, 1e-12, |x| Ok(x * x - 2.0)).expect("a root");
    assert!((raw() - 2.0_f64.sqrt()).abs() < 1e-12);
    assert_eq!([safe(), idiomatic()], [raw(); 2]);

    let mut group = c.benchmark_group("root");
    group.bench_function("raw", |b| b.iter(raw));
    group.bench_function("safe", |b| b.iter(safe));
    group.bench_function("idiomatic", |b| b.iter(idiomatic));
}

criterion_group!(benches, run, root);
criterion_main!(benches);

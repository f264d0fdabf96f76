//! What one call costs: the raw function of each language, its safe wrapper, and the wrapper through the table, on two
//! kernels that do next to nothing. The loop around the call is the same in every line.
//!
//! `cargo bench --bench call_overhead`. A time is that of one call.

#![expect(unsafe_code, reason = "raw functions are what the safe ones are compared with")]

use std::fmt::Debug;
use std::hint::black_box;
use std::io::{self, Write};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, Throughput, criterion_group};
use ffi_workbench::ffi;
use ffi_workbench::kernels::{add, dot};
use ffi_workbench::measure::{median, sorted};
use ffi_workbench_cli::report::Columns;

mod session;

/// Numbers that are added before the time is taken, to see that the sum is right.
const CALLS: i32 = 1000;

/// Their products are whole numbers, so every order of additions gives `DOT`.
const X: [f64; 8] = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0];
const Y: [f64; 8] = [8.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0];
const DOT: f64 = 120.0;

fn add_calls(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("call_overhead/add");
    group.throughput(Throughput::Elements(1));
    time_add(&mut group, "native-inlined", |i, j| i + j);
    time_add(&mut group, "native-not-inlined", add_not_inlined);
    // SAFETY: scalars by value, and the sum of a number below CALLS and 1 is inside int32_t, so it is defined in C.
    time_add(&mut group, "raw-c", |i, j| unsafe { ffi::c::wb_c_add(i, j) });
    // SAFETY: scalars by value, and the sum of a number below CALLS and 1 is inside int32_t, so it is defined in C++.
    time_add(&mut group, "raw-cxx", |i, j| unsafe { ffi::cpp::add(i, j) });
    #[cfg(feature = "fortran")]
    // SAFETY: scalars by value, and the sum of a number below CALLS and 1 is inside int32_t, so Fortran defines it.
    time_add(&mut group, "raw-fortran", |i, j| unsafe { ffi::fortran::wb_fortran_add(i, j) });
    time_add(&mut group, "safe-rust", |i, j| allowed(add::rust(i, j)));
    time_add(&mut group, "safe-c", |i, j| allowed(add::c(i, j)));
    time_add(&mut group, "safe-cpp", |i, j| allowed(add::cpp(i, j)));
    #[cfg(feature = "fortran")]
    time_add(&mut group, "safe-fortran", |i, j| allowed(add::fortran(i, j)));
    for line in add::IMPLEMENTATIONS {
        let run = black_box(line.run); // else the compiler calls the function it knows
        let id = format!("table-{}-{}", line.id.language.name(), line.id.variant.name());
        time_add(&mut group, &id, |i, j| allowed(run(i, j)));
    }
    group.finish();
}

fn dot_calls(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("call_overhead/dot_of_8");
    group.throughput(Throughput::Elements(1));
    time_dot(&mut group, "native-inlined", dot_inlined);
    time_dot(&mut group, "native-not-inlined", dot_not_inlined);
    // SAFETY: x and y both hold x.len() elements (time_dot passes two arrays of 8); C only reads them and keeps neither
    // pointer (FFI-CKPTR).
    time_dot(&mut group, "raw-c", |x, y| unsafe { ffi::c::wb_c_dot(x.as_ptr(), y.as_ptr(), x.len()) });
    // SAFETY: C++ reads as many elements of y as x holds, and time_dot passes two arrays of 8.
    time_dot(&mut group, "raw-cxx", |x, y| unsafe { ffi::cpp::dot(x, y) });
    #[cfg(feature = "fortran")]
    // SAFETY: the explicit shapes are x(n) and y(n), and time_dot passes two arrays of n = 8; Fortran only reads them
    // and keeps neither pointer (FFI-CKPTR).
    time_dot(&mut group, "raw-fortran", |x, y| unsafe {
        ffi::fortran::wb_fortran_dot(x.as_ptr(), y.as_ptr(), x.len())
    });
    time_dot(&mut group, "safe-rust", |x, y| allowed(dot::rust(x, y)));
    time_dot(&mut group, "safe-c", |x, y| allowed(dot::c(x, y)));
    time_dot(&mut group, "safe-cpp", |x, y| allowed(dot::cpp(x, y)));
    #[cfg(feature = "fortran")]
    time_dot(&mut group, "safe-fortran", |x, y| allowed(dot::fortran(x, y)));
    for line in dot::IMPLEMENTATIONS {
        let run = black_box(line.run); // else the compiler calls the function it knows
        let id = format!("table-{}-{}", line.id.language.name(), line.id.variant.name());
        time_dot(&mut group, &id, |x, y| allowed(run(x, y)));
    }
    group.finish();
}

fn time_add(group: &mut BenchmarkGroup<'_, WallTime>, id: &str, add: impl Fn(i32, i32) -> i32) {
    for i in 0..CALLS {
        assert_eq!(add(i, 1), i + 1, "{id} adds {i} and 1");
    }
    time_call(group, "add", id, || {
        black_box(add(black_box(7), black_box(1)));
    });
}

fn time_dot(group: &mut BenchmarkGroup<'_, WallTime>, id: &str, dot: impl Fn(&[f64], &[f64]) -> f64) {
    assert_eq!(dot(&X, &Y), DOT, "{id} multiplies and adds");
    time_call(group, "dot", id, || {
        black_box(dot(black_box(&X[..]), black_box(&Y[..])));
    });
}

/// Adds one line to the group: the time of a call in a loop.
#[inline(always)]
fn time_call(group: &mut BenchmarkGroup<'_, WallTime>, kernel: &'static str, id: &str, call: impl Fn()) {
    let mut samples = Vec::new();
    group.bench_function(id, |bencher| {
        bencher.iter_custom(|calls| {
            let start = Instant::now();
            for _ in 0..calls {
                call();
            }
            let elapsed = start.elapsed();
            samples.push(elapsed.as_secs_f64() / calls as f64);
            elapsed
        });
    });
    if !samples.is_empty() {
        let seconds = median(&sorted(samples.into_iter()));
        CALLS_TIMED.lock().expect("no bench panics while it records").push((kernel, id.to_owned(), seconds));
    }
}

#[inline(never)]
fn add_not_inlined(i: i32, j: i32) -> i32 {
    i + j
}

#[inline(always)]
fn dot_inlined(x: &[f64], y: &[f64]) -> f64 {
    let mut total = 0.0;
    for (a, b) in x.iter().zip(y) {
        total += a * b;
    }
    total
}

#[inline(never)]
fn dot_not_inlined(x: &[f64], y: &[f64]) -> f64 {
    dot_inlined(x, y)
}

/// The value, as a caller who trusts the inputs takes it: the branch is timed, a message is not.
fn allowed<T, E: Debug>(result: Result<T, E>) -> T {
    result.expect("the inputs break no rule")
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(50)
        .warm_up_time(WARM_UP)
        .measurement_time(MEASUREMENT)
        .nresamples(10_000);
    targets = add_calls, dot_calls
}

const WARM_UP: Duration = Duration::from_millis(500);
const MEASUREMENT: Duration = Duration::from_secs(2);

/// Kernel, way and seconds of each call.
static CALLS_TIMED: Mutex<Vec<(&str, String, f64)>> = Mutex::new(Vec::new());

/// A line for each way to call, in nanoseconds.
fn summary(to: &mut dyn Write) -> io::Result<()> {
    let timed = CALLS_TIMED.lock().expect("no bench panics while it records");
    let mut ways: Vec<&str> = timed.iter().map(|(_, way, _)| way.as_str()).collect();
    ways.sort_unstable_by_key(|way| timed.iter().position(|(_, known, _)| known == way));
    ways.dedup();
    let nanoseconds = |kernel: &str, way: &str| {
        let found = timed.iter().find(|(known, of, _)| (*known, of.as_str()) == (kernel, way));
        found.map_or_else(String::new, |(_, _, seconds)| format!("{:.2}", seconds * 1e9))
    };
    writeln!(to, "one call in nanoseconds")?;
    Columns::<&str>::new()
        .left("call", |way| *way)
        .right("add", |way| nanoseconds("add", way))
        .right("dot of 8", |way| nanoseconds("dot", way))
        .write_text(&ways, to)
}

fn main() {
    session::run("call_overhead", (WARM_UP, MEASUREMENT), benches, summary);
}

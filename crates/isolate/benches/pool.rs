//! What isolation costs: a task there and back, many small tasks, large arrays to a worker and back, a fault.

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, Throughput};
use ffi_isolate::{Pool, Shared, SharedMut, Tasks, worker_entry};

const MEGABYTE: usize = 1 << 17;

fn main() {
    let tasks = Tasks::new()
        .with("double", |x: f64| 2.0 * x)
        .with("ends", |x: Shared<f64>| (x[0], x[x.len() - 1]))
        .with("back", |x: Shared<f64>| x)
        .with("abort", abort)
        .with_fill("nothing", |_: &(), _: usize, _: &mut [f64]| Ok::<(), String>(()))
        .with_fill("ones", |_: &(), _: usize, out: &mut [f64]| {
            out.fill(1.0);
            Ok::<(), String>(())
        });
    worker_entry(&tasks);
    let mut criterion = Criterion::default().configure_from_args();
    tasks_there_and_back(&mut criterion);
    arrays(&mut criterion);
    faults(&mut criterion);
    criterion.final_summary();
}

fn abort() -> f64 {
    std::process::abort()
}

fn tasks_there_and_back(criterion: &mut Criterion) {
    let pool = Pool::builder().workers(2).build().unwrap();
    assert_eq!(pool.call("double", (1.5,)), Ok(3.0));
    let mut group = criterion.benchmark_group("tasks");
    group
        .bench_function("one there and back", |b| b.iter(|| pool.call::<_, f64>("double", (black_box(1.5),)).unwrap()));
    let items: Vec<f64> = (0..100_000).map(f64::from).collect();
    let doubled: Vec<f64> = pool.map("double", &items).unwrap();
    assert!(items.iter().zip(&doubled).all(|(x, y)| 2.0 * x == *y));
    group.throughput(Throughput::Elements(items.len() as u64));
    group.bench_function("100 000 by map", |b| b.iter(|| pool.map::<_, f64>("double", black_box(&items)).unwrap()));
    group.finish();
}

fn arrays(criterion: &mut Criterion) {
    let pool = Pool::builder().workers(2).build().unwrap();
    let mut group = criterion.benchmark_group("arrays of 800 MB");
    group.sample_size(10).measurement_time(Duration::from_secs(3));
    let mut x = SharedMut::<f64>::zeroed(800 * MEGABYTE).unwrap();
    x.fill(2.0);
    let x = x.freeze().unwrap();
    assert_eq!(pool.call("ends", (&x,)), Ok((2.0, 2.0)));
    group.bench_function("to a worker", |b| b.iter(|| pool.call::<_, (f64, f64)>("ends", (black_box(&x),)).unwrap()));
    group.bench_function("to a worker and back", |b| {
        b.iter(|| {
            let back: Shared<f64> = pool.call("back", (black_box(&x),)).unwrap();
            assert_eq!((back[0], back[back.len() - 1]), (2.0, 2.0));
        });
    });
    drop(x);
    group.bench_function("writable and back, nothing written", |b| {
        let mut array = Some(SharedMut::<f64>::zeroed(800 * MEGABYTE).unwrap());
        b.iter(|| array = Some(pool.fill("nothing", &(), array.take().unwrap(), 8 * MEGABYTE).unwrap()));
    });
    group.bench_function("writable and back, filled in 100 blocks", |b| {
        let mut array = Some(SharedMut::<f64>::zeroed(800 * MEGABYTE).unwrap());
        b.iter(|| array = Some(pool.fill("ones", &(), array.take().unwrap(), 8 * MEGABYTE).unwrap()));
        assert!(array.unwrap().iter().all(|&x| x == 1.0));
    });
    group.bench_function("frozen, after a first writing", |b| {
        b.iter_batched(
            || {
                let mut array = SharedMut::<f64>::zeroed(800 * MEGABYTE).unwrap();
                array.fill(1.0);
                array
            },
            |array| array.freeze().unwrap(),
            criterion::BatchSize::PerIteration,
        );
    });
    group.finish();
}

fn faults(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("faults");
    group.sample_size(20);
    let pool = Pool::builder().workers(1).quiet(true).build().unwrap();
    let fault = || {
        assert_eq!(pool.call::<_, f64>("abort", ()).unwrap_err().cause(), "SIGABRT");
        assert_eq!(pool.call("double", (1.5,)), Ok(3.0));
    };
    group.bench_function("error, new worker, next task", |b| b.iter(fault));
    let heap = vec![1_u8; 2 << 30];
    group.bench_function("the same with a heap of 2 GB", |b| b.iter(fault));
    assert!(black_box(heap).iter().all(|&x| x == 1));
    group.finish();
}

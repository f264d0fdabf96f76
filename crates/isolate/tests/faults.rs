//! Every fault of the list: its cause is named, the next task is served, nothing is left behind.

use std::time::{Duration, Instant};

use ffi_faults::{FAULTS, Needs, common};
use ffi_isolate::{Error, Pool, Shared, SharedMut, Tasks, worker_entry};

#[path = "support/resource_count.rs"]
mod resource_count;
mod support;

use resource_count::ResourceCount;

const LIMIT: u64 = 256 << 20;
const DEADLINE: Duration = Duration::from_millis(200);

fn main() {
    let tasks = Tasks::new()
        .with_result("fault", ffi_faults::run)
        .with_fill("half_written", ffi_faults::half_written)
        .with("double", double)
        .with("mixed", mixed)
        .with("common", common_mean)
        .with("private_pages", private_pages);
    worker_entry(&tasks);
    tests!(
        every_fault_is_named_and_the_next_task_is_served,
        every_fault_is_named_under_a_memory_limit_too,
        a_leaking_task_has_its_workers_replaced,
        a_soak_of_faults_loses_no_good_result,
        state_in_common_is_wrong_on_threads_right_behind_a_lock_and_right_in_processes,
    );
}

fn double(x: f64) -> f64 {
    2.0 * x
}

/// A good result for six of seven items, and one of the quick faults for each seventh.
fn mixed(item: u64) -> u64 {
    const QUICK: &[&str] =
        &["segfault", "abort", "exit", "panic", "throw", "sigkill", "corrupt-reply", "orphan", "double-free"];
    if item % 7 == 6 {
        let name = QUICK[usize::try_from(item / 7).unwrap() % QUICK.len()];
        let _ = ffi_faults::run(name.into());
    }
    item * item
}

fn common_mean(x: Shared<f64>) -> f64 {
    common::unlocked(&x)
}

fn private_pages() -> u64 {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
    let mut pages = statm.split(' ').skip(1).map(|pages| pages.parse::<u64>().unwrap());
    pages.next().unwrap() - pages.next().unwrap()
}

fn survive_every_fault(pool: &Pool, with_limit: bool) {
    let before = ResourceCount::at_rest();
    let mut wrong = Vec::new();
    for fault in FAULTS.iter().filter(|fault| with_limit || fault.needs != Needs::MemoryLimit) {
        let start = Instant::now();
        let reported = if fault.needs == Needs::Array {
            let array = SharedMut::<f64>::zeroed(10_000).unwrap();
            pool.fill("half_written", &(), array, 1_000).map(|_| 0.0)
        } else {
            // The other faults have as long as a busy machine needs.
            let deadline = if fault.needs == Needs::Deadline { DEADLINE } else { 100 * DEADLINE };
            pool.task("fault").deadline(deadline).call((fault.name,))
        };
        let time = start.elapsed();
        let cause = reported.as_ref().map_or_else(Error::cause, |_| "result".into());
        println!("{:2} {:16} {:14} {time:6.1?}  {reported:?}", fault.number, fault.name, cause);
        if !fault.reported.contains(&&*cause) {
            wrong.push(format!("{} was reported as {reported:?}, expected {:?}", fault.name, fault.reported));
        }
        let next = pool.map::<f64, f64>("double", [1.0, 2.0, 3.0]);
        if next != Ok(vec![2.0, 4.0, 6.0]) {
            wrong.push(format!("after {} came {next:?}", fault.name));
        }
        let after = ResourceCount::settle(before);
        if after != before {
            wrong.push(format!("{} left {after:?} of {before:?}", fault.name));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn every_fault_is_named_and_the_next_task_is_served() {
    let pool = Pool::builder().workers(2).quiet(true).build().unwrap();
    survive_every_fault(&pool, false);
}

fn every_fault_is_named_under_a_memory_limit_too() {
    let pool = Pool::builder().workers(2).memory_limit(LIMIT).quiet(true).build().unwrap();
    survive_every_fault(&pool, true);
}

fn a_leaking_task_has_its_workers_replaced() {
    let leaks = |pool: &Pool| {
        let mut ids = Vec::new();
        for _ in 0..20 {
            assert_eq!(pool.call::<_, f64>("fault", ("leak",)), Ok(1.0));
            ids.extend(pool.process_ids());
        }
        ids.dedup();
        let pages = pool.call::<(), u64>("private_pages", ()).unwrap();
        (ids.len(), pages * 4096)
    };
    let by_calls = Pool::builder().workers(1).recycle_after(5).build().unwrap();
    assert_eq!(leaks(&by_calls).0, 5, "20 calls, five for each worker, and the worker that waits");
    let by_memory = Pool::builder().workers(1).recycle_above(40 << 20).build().unwrap();
    let (workers, bytes) = leaks(&by_memory);
    assert!((4..=6).contains(&workers), "{workers} workers for 160 MiB in parts of 40");
    assert!(bytes < 60 << 20, "{bytes} bytes");
    let never = Pool::builder().workers(1).build().unwrap();
    assert!(leaks(&never).1 > 160 << 20, "the leak leaks");
}

/// `SOAK=10000 cargo test` for the long one.
fn a_soak_of_faults_loses_no_good_result() {
    let items: u64 = std::env::var("SOAK").ok().and_then(|items| items.parse().ok()).unwrap_or(700);
    let pool = Pool::builder().workers(4).deadline(Duration::from_secs(20)).quiet(true).build().unwrap();
    let before = ResourceCount::at_rest();
    let results: Vec<Result<u64, Error>> = pool.task("mixed").map_each(0..items).unwrap();
    assert_eq!(results.len() as u64, items);
    let mut causes = std::collections::BTreeMap::new();
    for (item, result) in (0..).zip(results) {
        match result {
            Ok(square) => assert!(square == item * item && item % 7 != 6, "{item}"),
            Err(error) => {
                assert!(item % 7 == 6, "{item}: {error}");
                *causes.entry(error.cause().into_owned()).or_insert(0) += 1;
            }
        }
    }
    println!("{causes:?}");
    assert_eq!(causes.len(), 7, "SIGSEGV, SIGABRT of three faults, two statuses, panic, SIGKILL, lost");
    assert_eq!(ResourceCount::settle(before), before);
}

fn state_in_common_is_wrong_on_threads_right_behind_a_lock_and_right_in_processes() {
    let arrays: Vec<Vec<f64>> = (1..=4).map(|k| vec![f64::from(k); 200_000]).collect();
    let expected = [1.0, 2.0, 3.0, 4.0];
    let on_threads = |mean: fn(&[f64]) -> f64| -> Vec<f64> {
        std::thread::scope(|scope| {
            let threads: Vec<_> = arrays.iter().map(|x| scope.spawn(move || mean(x))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        })
    };
    let attempts: Vec<_> = (0..50).map(|_| on_threads(common::unlocked)).collect();
    let wrong = attempts.iter().filter(|means| **means != expected).count();
    println!("without a lock {wrong} of {} attempts are wrong, as {:?}", attempts.len(), attempts[0]);
    assert!(wrong > 0);
    for _ in 0..10 {
        assert_eq!(on_threads(common::locked), expected);
    }
    let pool = Pool::builder().workers(4).build().unwrap();
    let shared: Vec<_> = arrays.iter().map(|x| Shared::copy_of(x).unwrap()).collect();
    for _ in 0..50 {
        assert_eq!(pool.task("common").chunk(1).map(shared.iter().cloned()), Ok(expected.to_vec()));
    }
}

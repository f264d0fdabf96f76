//! When workers are replaced, and when workers and pools end.

use rustix::process::{Pid, Signal};

use super::*;

pub fn workers_are_replaced_after_so_many_calls() {
    let pool = Pool::builder().workers(2).recycle_after(10).build().unwrap();
    let ids: Vec<u32> = pool.map("process_id_of", 0..100_u64).unwrap();
    let different: BTreeSet<u32> = ids.iter().copied().collect();
    assert!(different.len() >= 10, "{} processes", different.len());
    for id in different {
        assert!(ids.iter().filter(|&&other| other == id).count() <= 10);
    }
}

pub fn shared_arrays_do_not_count_against_the_memory_limit() {
    let pool = Pool::builder().workers(1).memory_limit(64 << 20).build().unwrap();
    let large = Shared::<u8>::copy_of(&vec![1; 200 << 20]).unwrap();
    for _ in 0..3 {
        assert_eq!(pool.call::<_, (usize, u64)>("pages", (large.clone(),)).unwrap().0, 200 << 20);
    }
    let out = pool.fill("index", &1.0, SharedMut::<f64>::zeroed(20 << 20).unwrap(), 1 << 20).unwrap();
    assert_eq!(out[out.len() - 1], (out.len() - 1) as f64);
    let error = pool.call::<_, Vec<u8>>("long", (100_usize << 20,)).unwrap_err();
    assert_eq!(error, Error::OutOfMemory { task: "long".into(), limit: 64 << 20 });
}

/// Printing a backtrace changes `errno`, by which a refusal is recognised. The limit leaves enough memory to print one.
pub fn a_refused_allocation_is_named_with_backtraces_on() {
    if std::env::var_os("RUST_BACKTRACE").is_none_or(|style| style != "1") {
        let mut this_test = std::process::Command::new(std::env::current_exe().unwrap());
        this_test.args(["--exact", "a_refused_allocation_is_named_with_backtraces_on"]).env("RUST_BACKTRACE", "1");
        assert!(this_test.status().unwrap().success());
        return;
    }
    let pool = Pool::builder().workers(1).memory_limit(1 << 30).build().unwrap();
    let error = pool.call::<_, Vec<u8>>("long", (2_usize << 30,)).unwrap_err();
    assert_eq!(error, Error::OutOfMemory { task: "long".into(), limit: 1 << 30 });
    assert_eq!(pool.call::<_, u8>("abort", ()).unwrap_err().cause(), "SIGABRT", "an abort is not a refusal");
}

pub fn threads_share_a_pool() {
    let pool = pool(2);
    std::thread::scope(|scope| {
        for thread in 0..6_u32 {
            let pool = &pool;
            scope.spawn(move || {
                for i in 0..50 {
                    let x = f64::from(100 * thread + i);
                    assert_eq!(pool.map("double", [x, x + 0.5]), Ok(vec![2.0 * x, 2.0 * x + 1.0]));
                }
            });
        }
    });
    assert_eq!(pool.process_ids().len(), 2);
}

pub fn a_worker_killed_while_idle_is_replaced_without_an_error() {
    let pool = pool(2);
    for _ in 0..5 {
        for id in pool.process_ids() {
            let process = Pid::from_raw(i32::try_from(id).unwrap()).unwrap();
            rustix::process::kill_process(process, Signal::KILL).unwrap();
        }
        assert_eq!(pool.map("double", [1.0, 2.0, 3.0]), Ok(vec![2.0, 4.0, 6.0]));
    }
}

pub fn a_pool_outlives_the_thread_that_used_it() {
    let pool = std::thread::spawn(|| pool(2)).join().unwrap();
    std::thread::scope(|scope| {
        // This thread makes the pool replace a worker, and ends.
        scope.spawn(|| assert!(pool.call::<_, u64>("exit_at", (1_u64, 1_u64)).is_err()));
    });
    std::thread::sleep(Duration::from_millis(50));
    let ids = pool.process_ids();
    assert_eq!(pool.map("double", [1.0, 2.0]), Ok(vec![2.0, 4.0]));
    assert_eq!(pool.process_ids().iter().collect::<BTreeSet<_>>(), ids.iter().collect());
}

pub fn dropping_a_pool_leaves_nothing() {
    let before = ResourceCount::at_rest();
    let pool = pool(3);
    let x = ramp(1000);
    pool.call::<_, Shared<f64>>("back", (x.clone(),)).unwrap();
    assert_eq!(ResourceCount::count().workers, 3);
    let start = Instant::now();
    drop(pool);
    assert!(start.elapsed() < Duration::from_secs(2), "workers end when their socket is closed");
    drop(x);
    assert_eq!(ResourceCount::settle(before), before);
}

/// Rust's handler names a stack overflow, and takes a raised SIGSEGV for a fault that comes again.
pub fn a_stack_overflow_is_an_abort_and_a_raised_signal_is_that_signal() {
    for limit in [None, Some(1 << 30)] {
        let builder = Pool::builder().workers(1).quiet(true);
        let pool = limit.into_iter().fold(builder, ffi_isolate::Builder::memory_limit).build().unwrap();
        assert_eq!(pool.call::<_, u64>("deep", (u64::MAX,)).unwrap_err().cause(), "SIGABRT", "{limit:?}");
        assert_eq!(pool.call::<_, u64>("deep", (1000_u64,)), Ok(1000));
        for signal in ["raise-segv", "raise-bus"] {
            let error = pool.call::<_, f64>("fault", (signal,)).unwrap_err();
            assert_eq!(error.cause(), if signal == "raise-segv" { "SIGSEGV" } else { "SIGBUS" });
        }
    }
}

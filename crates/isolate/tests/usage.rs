//! What the workers of a pool have used: CPU time and memory, of tasks that return and of tasks that do not.

use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use ffi_isolate::{Error, Pool, Tasks, worker_entry};
use rustix::time::{ClockId, clock_gettime};

#[path = "support/resource_count.rs"]
mod resource_count;
mod support;

use resource_count::ResourceCount;

/// The argument that makes this test a program that uses CPU time.
const BURN: &str = "burn";

/// CPU time of a task that uses much.
const MUCH: Duration = Duration::from_millis(120);

/// Far more CPU time than workers use for anything else between two looks at it.
const LITTLE: Duration = Duration::from_millis(60);

const MEGABYTE: usize = 1 << 20;

fn main() {
    let tasks = Tasks::new().with("burn", burn).with("burn_in_child", burn_in_child).with("touch", touch);
    worker_entry(&tasks);
    if std::env::args().nth(1).as_deref() == Some(BURN) {
        burn(1, String::new());
        return;
    }
    tests!(
        a_pool_that_does_nothing_uses_next_to_nothing,
        all_threads_of_all_workers_count,
        a_process_that_a_task_has_waited_for_counts,
        a_task_that_crashes_or_is_killed_has_used_what_it_has_used,
        workers_that_were_replaced_count,
        a_call_of_another_thread_counts_while_it_runs,
        the_peak_of_memory_counts_until_it_is_reset,
        the_peak_of_a_task_that_crashes_counts,
        the_peaks_of_as_many_workers_as_the_pool_has_count,
    );
}

/// Uses this much CPU time in each of the threads, and then ends as asked.
fn burn(threads: usize, end: String) {
    let burn = || {
        let used = || {
            let time = clock_gettime(ClockId::ThreadCPUTime);
            Duration::new(time.tv_sec.try_into().unwrap(), time.tv_nsec.try_into().unwrap())
        };
        let start = used();
        while used() - start < MUCH {}
    };
    thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(burn))));
    end_as(&end);
}

fn burn_in_child() {
    assert!(Command::new(std::env::current_exe().unwrap()).arg(BURN).status().unwrap().success());
}

/// Writes this much memory, gives it back, and ends as asked.
fn touch(megabytes: usize, end: String) -> u8 {
    let memory = std::hint::black_box(vec![1_u8; megabytes * MEGABYTE]);
    let last = memory[memory.len() - 1];
    drop(memory);
    end_as(&end);
    last
}

fn end_as(end: &str) {
    match end {
        "abort" => std::process::abort(),
        "exit" => std::process::exit(3),
        "hang" => thread::sleep(Duration::from_secs(60)),
        _ => {}
    }
}

fn pool(workers: usize) -> Pool {
    Pool::builder().workers(workers).quiet(true).build().unwrap()
}

/// What the pool's workers use meanwhile, in CPU time.
fn used(pool: &Pool, run: impl FnOnce()) -> Duration {
    let before = pool.usage().cpu_time;
    run();
    pool.usage().cpu_time - before
}

/// No less than asked for, and not much more.
fn assert_about(used: Duration, expected: Duration) {
    assert!(used >= expected && used < expected + LITTLE, "{used:?}, not {expected:?}");
}

fn a_pool_that_does_nothing_uses_next_to_nothing() {
    let pool = pool(2);
    assert!(pool.usage().cpu_time > Duration::ZERO, "starting took some");
    let used = used(&pool, || thread::sleep(MUCH));
    assert!(used < Duration::from_millis(10), "{used:?}");
}

fn all_threads_of_all_workers_count() {
    let pool = pool(2);
    assert_about(used(&pool, || pool.call("burn", (1_usize, "")).unwrap()), MUCH);
    assert_about(used(&pool, || pool.call("burn", (3_usize, "")).unwrap()), 3 * MUCH);
    let two = || drop(pool.starmap::<_, ()>("burn", [(1_usize, ""), (1, "")]).unwrap());
    assert_about(used(&pool, two), 2 * MUCH);
}

/// The system counts that in ticks of 10 ms.
fn a_process_that_a_task_has_waited_for_counts() {
    let pool = pool(1);
    let used = used(&pool, || pool.call("burn_in_child", ()).unwrap());
    assert_about(used + Duration::from_millis(20), MUCH);
}

fn a_task_that_crashes_or_is_killed_has_used_what_it_has_used() {
    let before = ResourceCount::at_rest();
    let pool = pool(2);
    for (end, cause) in [("abort", "SIGABRT"), ("exit", "exit status 3"), ("hang", "deadline")] {
        let call = || {
            let task = pool.task("burn").deadline(Duration::from_secs(3));
            assert_eq!(task.call::<_, ()>((2_usize, end)).unwrap_err().cause(), cause);
        };
        assert_about(used(&pool, call), 2 * MUCH);
    }
    drop(pool);
    assert_eq!(ResourceCount::settle(before), before);
}

fn workers_that_were_replaced_count() {
    let pool = Pool::builder().workers(1).recycle_after(1).build().unwrap();
    let three = || drop(pool.starmap::<_, ()>("burn", [(1_usize, ""), (1, ""), (1, "")]).unwrap());
    assert_about(used(&pool, three), 3 * MUCH);
}

fn a_call_of_another_thread_counts_while_it_runs() {
    let pool = pool(1);
    let before = pool.usage().cpu_time;
    thread::scope(|scope| {
        let call = scope.spawn(|| pool.task("burn").deadline(Duration::from_secs(3)).call::<_, ()>((1_usize, "hang")));
        let end = Instant::now() + Duration::from_secs(2);
        while pool.usage().cpu_time < before + MUCH && Instant::now() < end {
            thread::sleep(Duration::from_millis(5));
        }
        assert_about(pool.usage().cpu_time - before, MUCH);
        assert!(!call.is_finished());
        assert!(matches!(call.join().unwrap(), Err(Error::Timeout { .. })));
    });
    assert_about(pool.usage().cpu_time - before, MUCH);
}

fn peak(pool: &Pool) -> usize {
    usize::try_from(pool.usage().peak_memory_bytes).unwrap()
}

fn the_peak_of_memory_counts_until_it_is_reset() {
    let pool = pool(1);
    let idle = peak(&pool);
    assert!((MEGABYTE / 4..50 * MEGABYTE).contains(&idle), "{idle} bytes");
    assert_eq!(pool.call("touch", (100_usize, "")), Ok(1_u8));
    assert!((idle + 99 * MEGABYTE..idle + 120 * MEGABYTE).contains(&peak(&pool)), "{} bytes", peak(&pool));
    pool.reset_peak_memory();
    assert!(peak(&pool) < idle + 20 * MEGABYTE, "{} bytes after a reset", peak(&pool));
    assert_eq!(pool.call("touch", (50_usize, "")), Ok(1_u8));
    assert!((idle + 49 * MEGABYTE..idle + 70 * MEGABYTE).contains(&peak(&pool)), "{} bytes", peak(&pool));
}

fn the_peak_of_a_task_that_crashes_counts() {
    let pool = pool(1);
    assert!(pool.call::<_, u8>("touch", (200_usize, "abort")).is_err());
    assert!((200 * MEGABYTE..250 * MEGABYTE).contains(&peak(&pool)), "{} bytes", peak(&pool));
    // How much less it was is not known: a worker begins with the memory of this program, as the system sees it.
    pool.reset_peak_memory();
    let mine = std::hint::black_box(vec![1_u8; 300 * MEGABYTE]);
    assert!(pool.call::<_, u8>("touch", (10_usize, "abort")).is_err());
    assert!(pool.call::<_, u8>("touch", (10_usize, "abort")).is_err());
    assert!(peak(&pool) < 50 * MEGABYTE, "{} bytes, {} here", peak(&pool), mine.len());
}

fn the_peaks_of_as_many_workers_as_the_pool_has_count() {
    let pool = Pool::builder().workers(2).recycle_after(1).build().unwrap();
    for _ in 0..3 {
        assert_eq!(pool.starmap("touch", [(60_usize, ""), (60, "")]), Ok(vec![1_u8, 1]));
    }
    assert!((120 * MEGABYTE..180 * MEGABYTE).contains(&peak(&pool)), "{} bytes", peak(&pool));
    let task = pool.task("touch").deadline(Duration::from_millis(700));
    assert_eq!(task.call::<_, u8>((200_usize, "hang")).unwrap_err().cause(), "deadline");
    assert!((260 * MEGABYTE..320 * MEGABYTE).contains(&peak(&pool)), "{} bytes, one was killed", peak(&pool));
}

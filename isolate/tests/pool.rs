//! What a pool does when nothing goes wrong, and what it refuses.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use ffi_isolate::{Error, Pool, Shared, SharedMut, Tasks, worker_entry};
use serde::{Deserialize, Serialize};

mod support;

use support::Belongings;

fn main() {
    let tasks = Tasks::new()
        .with("double", |x: f64| 2.0 * x)
        .with("process_id", std::process::id)
        .with("process_id_of", |_: u64| std::process::id())
        .with("sleep", |milliseconds: u64| std::thread::sleep(Duration::from_millis(milliseconds)))
        .with("power", |x: f64, n: i32| x.powi(n))
        .with("eight", |a: u8, b: u8, c: u8, d: u8, e: u8, f: u8, g: u8, h: u8| [a, b, c, d, e, f, g, h])
        .with("greet", |name: String| format!("hello {name}"))
        .with("long", |n: usize| vec![1_u8; n])
        .with("length", |bytes: Vec<u8>| bytes.len())
        .with("panic_at", |x: u64, bad: u64| if x == bad { panic!("{x} is bad") } else { x })
        .with("exit_at", |x: u64, bad: u64| if x == bad { std::process::exit(9) } else { x })
        .with("slow_at", |x: u64, bad: u64| {
            if x == bad {
                std::thread::sleep(Duration::from_secs(60));
            }
            x
        })
        .with("pages", resident_pages)
        .with_result("root", |x: f64| if x < 0.0 { Err(format!("{x} has no root")) } else { Ok(x.sqrt()) })
        .with("kinds", kinds)
        .with("sum_of", |problem: Problem| problem.arrays.iter().flat_map(|x| x.iter()).sum::<f64>())
        .with("back", |x: Shared<f64>| x)
        .with("ramp", ramp)
        .with("ramps", |n: usize| (0..n).map(ramp).collect::<Vec<_>>())
        .with_fill("index", |scale: &f64, first: usize, out: &mut [f64]| {
            (0..).zip(out).for_each(|(i, out)| *out = scale * (first + i) as f64);
            Ok::<(), String>(())
        })
        .with_fill("bytes", |_: &(), first: usize, out: &mut [u8]| {
            out.fill(u8::try_from(first % 251).unwrap());
            Ok::<(), String>(())
        })
        .with_fill("scaled", |problem: &Problem, first: usize, out: &mut [f64]| {
            out.copy_from_slice(&problem.arrays[0][first..first + out.len()]);
            out.iter_mut().for_each(|x| *x *= problem.scale);
            Ok::<(), String>(())
        })
        .with_fill(
            "bad_block",
            |bad: &usize, first: usize, _: &mut [f64]| {
                if first == *bad { Err(format!("block {first} is bad")) } else { Ok(()) }
            },
        );
    worker_entry(&tasks);
    tests!(
        results_come_in_the_order_of_the_items,
        tasks_take_up_to_eight_arguments,
        a_workers_panic_or_own_error_is_an_error_and_the_worker_stays,
        map_gives_the_first_error_and_map_each_keeps_the_rest,
        no_item_is_run_twice_or_lost_when_a_worker_dies_in_the_middle_of_its_chunk,
        only_the_item_over_its_deadline_is_lost,
        a_call_has_its_own_deadline,
        values_longer_than_a_message_travel,
        arrays_of_every_type_travel_without_being_copied,
        arrays_lie_anywhere_in_arguments_and_results,
        hundreds_of_arrays_travel_at_once,
        a_worker_cannot_write_a_frozen_array,
        an_array_is_filled_in_blocks_of_any_size,
        a_failed_block_takes_the_array_with_it,
        workers_are_replaced_after_so_many_calls,
        shared_arrays_do_not_count_against_the_memory_limit,
        threads_share_a_pool,
        a_worker_killed_while_it_waits_is_replaced_in_silence,
        a_pool_outlives_the_thread_that_used_it,
        wrong_names_and_types_are_refused,
        impossible_pools_are_refused,
        a_program_that_is_no_worker_is_named,
        dropping_a_pool_leaves_nothing,
        the_readme_shows_the_example_that_is_tested,
    );
}

#[derive(Serialize, Deserialize)]
struct Problem {
    scale: f64,
    arrays: Vec<Shared<f64>>,
}

fn kinds(a: Shared<f32>, b: Shared<f64>, c: Shared<i32>, d: Shared<i64>, e: Shared<u8>) -> (f32, f64, i32, i64, u8) {
    (a.iter().sum(), b.iter().sum(), c.iter().sum(), d.iter().sum(), e.iter().sum())
}

fn ramp(n: usize) -> Shared<f64> {
    let mut x = SharedMut::zeroed(n).unwrap();
    (0..).zip(x.iter_mut()).for_each(|(i, x)| *x = f64::from(i));
    x.freeze().unwrap()
}

fn resident_pages(x: Shared<u8>) -> (usize, u64) {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
    let mut pages = statm.split(' ').skip(1).map(|pages| pages.parse::<u64>().unwrap());
    (x.len(), pages.next().unwrap() - pages.next().unwrap())
}

fn pool(workers: usize) -> Pool {
    Pool::builder().workers(workers).build().unwrap()
}

fn results_come_in_the_order_of_the_items() {
    for workers in [1, 2, 5] {
        let pool = pool(workers);
        assert_eq!(pool.workers(), workers);
        for n in [0, 1, 2, 7, 1000, 100_000] {
            let expected: Vec<f64> = (0..n).map(|i| 2.0 * f64::from(i)).collect();
            assert_eq!(pool.map("double", (0..n).map(f64::from)), Ok(expected));
        }
        for chunk in [1, 3, 1_000_000] {
            let expected: Vec<f64> = (0..100).map(|i| 2.0 * f64::from(i)).collect();
            assert_eq!(pool.task("double").chunk(chunk).map((0..100).map(f64::from)), Ok(expected));
        }
    }
    let pool = Pool::new().unwrap();
    assert_eq!(pool.workers(), std::thread::available_parallelism().unwrap().get());
}

fn tasks_take_up_to_eight_arguments() {
    let pool = pool(2);
    assert_eq!(pool.call("double", (1.5,)), Ok(3.0));
    assert_ne!(pool.call("process_id", ()), Ok(std::process::id()));
    assert_eq!(pool.starmap("power", [(2.0, 3), (3.0, 2)]), Ok(vec![8.0, 9.0]));
    assert_eq!(pool.call("eight", (1_u8, 2_u8, 3_u8, 4_u8, 5_u8, 6_u8, 7_u8, 8_u8)), Ok([1_u8, 2, 3, 4, 5, 6, 7, 8]));
    assert_eq!(pool.call::<_, String>("greet", ("you",)), Ok("hello you".into()));
}

fn a_workers_panic_or_own_error_is_an_error_and_the_worker_stays() {
    let pool = pool(1);
    let ids = pool.process_ids();
    let error = pool.call::<_, u64>("panic_at", (5_u64, 5_u64)).unwrap_err();
    assert!(matches!(&error, Error::Panic { message, .. } if message.starts_with("5 is bad (isolate/tests/pool.rs:")));
    assert_eq!(
        pool.call::<_, f64>("root", (-1.0,)),
        Err(Error::Task { task: "root".into(), message: "-1 has no root".into() })
    );
    assert_eq!(pool.call("root", (4.0,)), Ok(2.0));
    assert_eq!(pool.process_ids(), ids);
}

fn map_gives_the_first_error_and_map_each_keeps_the_rest() {
    let pool = pool(2);
    let items = [4.0, -1.0, 9.0, -2.0];
    let error = |x: f64| Err(Error::Task { task: "root".into(), message: format!("{x} has no root") });
    assert_eq!(pool.task("root").chunk(4).map::<f64, f64>(items), error(-1.0).map(|x| vec![x]));
    assert_eq!(pool.task("root").map_each(items), Ok(vec![Ok(2.0), error(-1.0), Ok(3.0), error(-2.0)]));
}

fn no_item_is_run_twice_or_lost_when_a_worker_dies_in_the_middle_of_its_chunk() {
    let pool = pool(2);
    for bad in [0_u64, 1, 499, 998, 999] {
        for chunk in [1, 10, 1000] {
            let items = (0..1000_u64).map(|x| (x, bad));
            let results = pool.task("exit_at").chunk(chunk).starmap_each::<_, u64>(items).unwrap();
            for (x, result) in (0..).zip(results) {
                let expected = if x == bad { Err(Error::Exit { task: "exit_at".into(), status: 9 }) } else { Ok(x) };
                assert_eq!(result, expected);
            }
        }
    }
    // Outcomes that fill the slate several times over.
    let items = [40_000_usize, 40_000, 40_000, 100_000, 10].map(|n| vec![1_u8; n]);
    assert_eq!(pool.task("length").chunk(5).map(items), Ok(vec![40_000_usize, 40_000, 40_000, 100_000, 10]));
    let lengths = [40_000_usize, 40_000, 0, 100_000, 10, 65_000];
    let vectors: Vec<Vec<u8>> = pool.task("long").chunk(6).map(lengths).unwrap();
    assert_eq!(vectors.iter().map(Vec::len).collect::<Vec<_>>(), lengths);
}

fn only_the_item_over_its_deadline_is_lost() {
    let deadline = Duration::from_millis(300);
    let pool = Pool::builder().workers(2).deadline(deadline).build().unwrap();
    for chunk in [1, 50] {
        let start = Instant::now();
        let items = (0..100_u64).map(|x| (x, 30_u64));
        let results = pool.task("slow_at").chunk(chunk).starmap_each::<_, u64>(items).unwrap();
        let time = start.elapsed();
        assert!(time >= deadline && time < 10 * deadline, "{time:?}");
        for (x, result) in (0..).zip(results) {
            let expected = if x == 30 { Err(Error::Timeout { task: "slow_at".into(), deadline }) } else { Ok(x) };
            assert_eq!(result, expected);
        }
    }
    // Each item has the whole deadline, however many share a chunk.
    assert_eq!(pool.task("sleep").chunk(10).map([100_u64; 10]), Ok(vec![(); 10]));
}

fn a_call_has_its_own_deadline() {
    let deadline = Duration::from_millis(50);
    let start = Instant::now();
    let result = pool(1).task("sleep").deadline(deadline).call::<_, ()>((60_000_u64,));
    assert_eq!(result, Err(Error::Timeout { task: "sleep".into(), deadline }));
    assert!(start.elapsed() < Duration::from_secs(5));
}

fn values_longer_than_a_message_travel() {
    let pool = pool(1);
    for n in [0_usize, 65_000, 65_536, 70_000, 10_000_000] {
        assert_eq!(pool.call("length", (vec![7_u8; n],)), Ok(n));
        assert_eq!(pool.call("long", (n,)), Ok(vec![1_u8; n]));
    }
}

fn arrays_of_every_type_travel_without_being_copied() {
    let pool = pool(2);
    let arrays = (
        Shared::<f32>::copy_of(&[1.0, 2.0]).unwrap(),
        Shared::<f64>::copy_of(&[3.0, 4.0]).unwrap(),
        Shared::<i32>::copy_of(&[5, 6]).unwrap(),
        Shared::<i64>::copy_of(&[7, 8]).unwrap(),
        Shared::<u8>::copy_of(&[]).unwrap(),
    );
    assert_eq!(pool.call("kinds", arrays), Ok((3.0_f32, 7.0, 11, 15_i64, 0_u8)));
    let large = Shared::<u8>::copy_of(&vec![1; 100 << 20]).unwrap();
    let (n, private_pages): (usize, u64) = pool.call("pages", (large.clone(),)).unwrap();
    assert_eq!(n, 100 << 20);
    assert!(private_pages * 4096 < 20 << 20, "{private_pages} private pages");
    // The same memory comes back, not a copy of it.
    let x = ramp(1000);
    let back: Shared<f64> = pool.call("back", (x.clone(),)).unwrap();
    assert_eq!(back[..], x[..]);
    let made: Vec<Shared<f64>> = pool.map("ramp", [0_usize, 1, 100_000]).unwrap();
    assert_eq!(made.iter().map(|x| x.iter().sum::<f64>()).collect::<Vec<_>>(), [0.0, 0.0, 4_999_950_000.0]);
}

fn arrays_lie_anywhere_in_arguments_and_results() {
    let pool = pool(2);
    let x = ramp(5);
    let problems = (0..20).map(|n| Problem { scale: 1.0, arrays: vec![x.clone(); n] });
    let sums: Vec<f64> = pool.map("sum_of", problems).unwrap();
    assert_eq!(sums, (0..20).map(|n| 10.0 * f64::from(n)).collect::<Vec<_>>());
    let ramps: Vec<Shared<f64>> = pool.call("ramps", (10_usize,)).unwrap();
    assert_eq!(ramps.iter().map(|x| x.len()).collect::<Vec<_>>(), (0..10).collect::<Vec<_>>());
    assert!(serde_json_like(&x), "no other serializer takes a shared array");
}

/// Whether postcard, used directly, refuses the array.
fn serde_json_like(x: &Shared<f64>) -> bool {
    postcard::to_stdvec(x).is_err()
}

fn hundreds_of_arrays_travel_at_once() {
    let pool = pool(1);
    let arrays: Vec<Shared<f64>> = (0..900).map(|_| ramp(2)).collect();
    assert_eq!(pool.call("sum_of", (Problem { scale: 1.0, arrays },)), Ok(900.0));
    let result = pool.call::<_, Vec<Shared<f64>>>("ramps", (500_usize,));
    assert!(matches!(&result, Err(Error::Task { message, .. }) if message.contains("500 arrays")), "{result:?}");
}

fn a_worker_cannot_write_a_frozen_array() {
    let pool = pool(1);
    let kept: Shared<f64> = pool.call("ramp", (10_usize,)).unwrap();
    let again = SharedMut::<f64>::zeroed(10).unwrap();
    let filled = pool.fill("index", &1.0, again, 3).unwrap().freeze().unwrap();
    assert_eq!(filled[..], kept[..]);
}

fn an_array_is_filled_in_blocks_of_any_size() {
    for workers in [1, 3] {
        let pool = pool(workers);
        for n in [0_usize, 1, 511, 512, 513, 10_000, 1_000_003] {
            for grain in [1_000, 4_096, 1 << 30] {
                let out = pool.fill("index", &2.0, SharedMut::<f64>::zeroed(n).unwrap(), grain).unwrap();
                assert!((0..).zip(&out[..]).all(|(i, &x)| x == 2.0 * f64::from(i)), "{n} in blocks of {grain}");
            }
        }
        let out = pool.fill("bytes", &(), SharedMut::<u8>::zeroed(1000).unwrap(), 7).unwrap();
        assert!((0..).zip(&out[..]).all(|(i, &x): (usize, _)| usize::from(x) == i / 7 * 7 % 251));
        let problem = Problem { scale: 3.0, arrays: vec![ramp(5000)] };
        let out = pool.fill("scaled", &problem, SharedMut::<f64>::zeroed(5000).unwrap(), 11).unwrap();
        assert!((0..).zip(&out[..]).all(|(i, &x)| x == 3.0 * f64::from(i)));
    }
}

fn a_failed_block_takes_the_array_with_it() {
    let pool = pool(2);
    let result = pool.fill("bad_block", &40_usize, SharedMut::<f64>::zeroed(100).unwrap(), 10);
    assert_eq!(result.unwrap_err(), Error::Task { task: "bad_block".into(), message: "block 40 is bad".into() });
    assert_eq!(Belongings::count().mappings, 0, "the array is gone");
}

fn workers_are_replaced_after_so_many_calls() {
    let pool = Pool::builder().workers(2).recycle_after(10).build().unwrap();
    let ids: Vec<u32> = pool.map("process_id_of", 0..100_u64).unwrap();
    let different: BTreeSet<u32> = ids.iter().copied().collect();
    assert!(different.len() >= 10, "{} processes", different.len());
    for id in different {
        assert!(ids.iter().filter(|&&other| other == id).count() <= 10);
    }
}

fn shared_arrays_do_not_count_against_the_memory_limit() {
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

fn threads_share_a_pool() {
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

fn a_worker_killed_while_it_waits_is_replaced_in_silence() {
    let pool = pool(2);
    for _ in 0..5 {
        for id in pool.process_ids() {
            std::process::Command::new("kill").args(["-9", &id.to_string()]).status().unwrap();
        }
        assert_eq!(pool.map("double", [1.0, 2.0, 3.0]), Ok(vec![2.0, 4.0, 6.0]));
    }
}

fn a_pool_outlives_the_thread_that_used_it() {
    let pool = std::thread::spawn(|| pool(2)).join().unwrap();
    std::thread::scope(|scope| {
        // This thread has a worker replaced, and ends.
        scope.spawn(|| assert!(pool.call::<_, u64>("exit_at", (1_u64, 1_u64)).is_err()));
    });
    std::thread::sleep(Duration::from_millis(50));
    let ids = pool.process_ids();
    assert_eq!(pool.map("double", [1.0, 2.0]), Ok(vec![2.0, 4.0]));
    assert_eq!(pool.process_ids().iter().collect::<BTreeSet<_>>(), ids.iter().collect());
}

fn wrong_names_and_types_are_refused() {
    let pool = pool(1);
    let reason = |error: Error| match error {
        Error::Refused { reason } => reason,
        other => panic!("{other:?}"),
    };
    assert!(reason(pool.call::<_, f64>("nothing", (1.0,)).unwrap_err()).starts_with("no task is called `nothing`"));
    assert_eq!(reason(pool.call::<_, f64>("double", (1_i32,)).unwrap_err()), "task `double` takes (f64,), not (i32,)");
    assert_eq!(reason(pool.call::<_, f32>("double", (1.0,)).unwrap_err()), "task `double` gives f64, not f32");
    assert_eq!(
        reason(pool.map_each_double().unwrap_err()),
        "task `double` takes (f64,), not (i32,)",
        "every way of asking"
    );
    assert_eq!(reason(pool.call::<_, f64>("index", (1.0,)).unwrap_err()), "task `index` fills arrays: call `fill`");
    let array = || SharedMut::<f64>::zeroed(10).unwrap();
    assert_eq!(reason(pool.fill("double", &1.0, array(), 5).unwrap_err()), "task `double` does not fill arrays");
    assert_eq!(reason(pool.fill("index", &1.0, array(), 0).unwrap_err()), "an array of 10 elements has no blocks of 0");
    assert!(reason(SharedMut::<f64>::zeroed(usize::MAX).unwrap_err()).contains("has too many bytes"));
    assert_eq!(pool.call("double", (2.0,)), Ok(4.0));
}

trait Wrong {
    fn map_each_double(&self) -> Result<Vec<Result<f64, Error>>, Error>;
}

impl Wrong for Pool {
    fn map_each_double(&self) -> Result<Vec<Result<f64, Error>>, Error> {
        self.task("double").map_each(0..100)
    }
}

fn impossible_pools_are_refused() {
    assert!(matches!(Pool::builder().workers(0).build(), Err(Error::Refused { .. })));
    let error = Pool::builder().program("/nowhere/at/all").build().unwrap_err();
    assert!(matches!(&error, Error::Spawn { reason } if reason.contains("No such file")), "{error}");
}

fn a_program_that_is_no_worker_is_named() {
    let before = Belongings::count();
    let error = Pool::builder().workers(3).program("/bin/true").build().unwrap_err();
    assert!(matches!(&error, Error::Spawn { reason } if reason.contains("`worker_entry` must come first")), "{error}");
    assert_eq!(Belongings::settle(before), before);
}

fn dropping_a_pool_leaves_nothing() {
    let before = Belongings::count();
    let pool = pool(3);
    let x = ramp(1000);
    pool.call::<_, Shared<f64>>("back", (x.clone(),)).unwrap();
    assert_eq!(Belongings::count().workers, 3);
    let start = Instant::now();
    drop(pool);
    assert!(start.elapsed() < Duration::from_secs(2), "workers go when they are told");
    drop(x);
    assert_eq!(Belongings::settle(before), before);
}

fn the_readme_shows_the_example_that_is_tested() {
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    let example = include_str!("../examples/five_lines.rs");
    let code = example.split_once("\n\n").unwrap().1;
    assert!(readme.contains(code), "README.md does not contain\n{code}");
}

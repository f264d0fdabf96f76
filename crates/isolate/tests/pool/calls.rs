//! Calls and maps: results, order, errors.

use super::*;

pub fn results_come_in_the_order_of_the_items() {
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

pub fn tasks_take_up_to_eight_arguments() {
    let pool = pool(2);
    assert_eq!(pool.call("double", (1.5,)), Ok(3.0));
    assert_ne!(pool.call("process_id", ()), Ok(std::process::id()));
    assert_eq!(pool.starmap("power", [(2.0, 3), (3.0, 2)]), Ok(vec![8.0, 9.0]));
    assert_eq!(pool.call("eight", (1_u8, 2_u8, 3_u8, 4_u8, 5_u8, 6_u8, 7_u8, 8_u8)), Ok([1_u8, 2, 3, 4, 5, 6, 7, 8]));
    assert_eq!(pool.call::<_, String>("greet", ("you",)), Ok("hello you".into()));
}

pub fn a_workers_panic_or_own_error_is_an_error_and_the_worker_stays() {
    let pool = pool(1);
    let ids = pool.process_ids();
    let error = pool.call::<_, u64>("panic_at", (5_u64, 5_u64)).unwrap_err();
    let Error::Panic { message, .. } = &error else { panic!("{error}") };
    assert!(message.starts_with("5 is bad (") && message.contains("isolate/tests/pool/main.rs:"), "{message}");
    assert_eq!(
        pool.call::<_, f64>("root", (-1.0,)),
        Err(Error::Task { task: "root".into(), message: "-1 has no root".into() })
    );
    assert_eq!(pool.call("root", (4.0,)), Ok(2.0));
    assert_eq!(pool.process_ids(), ids);
}

pub fn map_gives_the_first_error_and_map_each_keeps_the_rest() {
    let pool = pool(2);
    let items = [4.0, -1.0, 9.0, -2.0];
    let error = |x: f64| Err(Error::Task { task: "root".into(), message: format!("{x} has no root") });
    assert_eq!(pool.task("root").chunk(4).map::<f64, f64>(items), error(-1.0).map(|x| vec![x]));
    assert_eq!(pool.task("root").map_each(items), Ok(vec![Ok(2.0), error(-1.0), Ok(3.0), error(-2.0)]));
}

pub fn no_item_is_run_twice_or_lost_when_a_worker_dies_in_the_middle_of_its_chunk() {
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
    // Outcomes that fill the progress page several times over.
    let items = [40_000_usize, 40_000, 40_000, 100_000, 10].map(|n| vec![1_u8; n]);
    assert_eq!(pool.task("length").chunk(5).map(items), Ok(vec![40_000_usize, 40_000, 40_000, 100_000, 10]));
    let lengths = [40_000_usize, 40_000, 0, 100_000, 10, 65_000];
    let vectors: Vec<Vec<u8>> = pool.task("long").chunk(6).map(lengths).unwrap();
    assert_eq!(vectors.iter().map(Vec::len).collect::<Vec<_>>(), lengths);
}

pub fn only_the_item_over_its_deadline_is_lost() {
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

pub fn a_call_has_its_own_deadline() {
    let deadline = Duration::from_millis(50);
    let start = Instant::now();
    let result = pool(1).task("sleep").deadline(deadline).call::<_, ()>((60_000_u64,));
    assert_eq!(result, Err(Error::Timeout { task: "sleep".into(), deadline }));
    assert!(start.elapsed() < Duration::from_secs(5));
}

pub fn values_longer_than_a_message_travel() {
    let pool = pool(1);
    for n in [0_usize, 65_000, 65_536, 70_000, 10_000_000] {
        assert_eq!(pool.call("length", (vec![7_u8; n],)), Ok(n));
        assert_eq!(pool.call("long", (n,)), Ok(vec![1_u8; n]));
    }
}

//! Arrays in shared memory: as arguments, as results, filled in blocks.

use super::*;

pub fn arrays_of_every_type_travel_without_being_copied() {
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

pub fn arrays_lie_anywhere_in_arguments_and_results() {
    let pool = pool(2);
    let x = ramp(5);
    let problems = (0..20).map(|n| Problem { scale: 1.0, arrays: vec![x.clone(); n] });
    let sums: Vec<f64> = pool.map("sum_of", problems).unwrap();
    assert_eq!(sums, (0..20).map(|n| 10.0 * f64::from(n)).collect::<Vec<_>>());
    let ramps: Vec<Shared<f64>> = pool.call("ramps", (10_usize,)).unwrap();
    assert_eq!(ramps.iter().map(|x| x.len()).collect::<Vec<_>>(), (0..10).collect::<Vec<_>>());
    assert!(postcard_refuses(&x), "no other serializer takes a shared array");
}

/// Whether postcard, used directly, refuses the array.
fn postcard_refuses(x: &Shared<f64>) -> bool {
    postcard::to_stdvec(x).is_err()
}

pub fn hundreds_of_arrays_travel_at_once() {
    let pool = pool(1);
    let arrays: Vec<Shared<f64>> = (0..900).map(|_| ramp(2)).collect();
    assert_eq!(pool.call("sum_of", (Problem { scale: 1.0, arrays },)), Ok(900.0));
    let result = pool.call::<_, Vec<Shared<f64>>>("ramps", (500_usize,));
    assert!(matches!(&result, Err(Error::Task { message, .. }) if message.contains("500 arrays")), "{result:?}");
}

pub fn a_worker_cannot_write_a_frozen_array() {
    let pool = pool(1);
    let kept: Shared<f64> = pool.call("ramp", (10_usize,)).unwrap();
    let again = SharedMut::<f64>::zeroed(10).unwrap();
    let filled = pool.fill("index", &1.0, again, 3).unwrap().freeze().unwrap();
    assert_eq!(filled[..], kept[..]);
}

pub fn an_array_is_filled_in_blocks_of_any_size() {
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

pub fn a_failed_block_takes_the_array_with_it() {
    let pool = pool(2);
    let result = pool.fill("bad_block", &40_usize, SharedMut::<f64>::zeroed(100).unwrap(), 10);
    assert_eq!(result.unwrap_err(), Error::Task { task: "bad_block".into(), message: "block 40 is bad".into() });
    assert_eq!(ResourceCount::count().mappings, 0, "the array is gone");
}

/// The middle one of three blocks on one page writes ten elements beyond its end.
pub fn a_write_beyond_a_guarded_block_is_a_crash() {
    let open = pool(1);
    let guarded = Pool::builder().workers(2).guard_blocks(true).quiet(true).build().unwrap();
    for grain in [100, 512, 5000] {
        let array = || SharedMut::<f64>::zeroed(3 * grain).unwrap();
        let result = guarded.fill("beyond_block", &grain, array(), grain);
        assert_eq!(result.unwrap_err().cause(), "SIGSEGV", "blocks of {grain}");
        // Without guards the next block is written over, before or after its own task.
        let _ = open.task("beyond_block").chunk(3).fill(&grain, array(), grain);
        // A good task gives the same with and without.
        for pool in [&open, &guarded] {
            let out = pool.fill("index", &2.0, array(), grain).unwrap();
            assert!((0..).zip(&out[..]).all(|(i, &x)| x == 2.0 * f64::from(i)));
            let bytes = pool.fill("bytes", &(), SharedMut::<u8>::zeroed(1000).unwrap(), 7).unwrap();
            assert!((0..).zip(&bytes[..]).all(|(i, &x): (usize, _)| usize::from(x) == i / 7 * 7 % 251));
        }
    }
    // What lies in the array is there for the task, and stays where the task writes nothing.
    let mut array = SharedMut::<f64>::zeroed(1000).unwrap();
    array.fill(3.0);
    let out = guarded.fill("add_one", &(), array, 64).unwrap();
    assert!(out.iter().all(|&x| x == 4.0));
    // The copy does not count against the memory limit.
    let limited = Pool::builder().workers(1).guard_blocks(true).memory_limit(64 << 20).build().unwrap();
    let out = limited.fill("index", &1.0, SharedMut::<f64>::zeroed(20 << 20).unwrap(), 20 << 20).unwrap();
    assert_eq!(out[out.len() - 1], (out.len() - 1) as f64);
}

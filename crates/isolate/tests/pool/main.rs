//! What a pool does when nothing goes wrong, and what it refuses: its tasks, and the list of its tests.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use ffi_isolate::{Error, Pool, Shared, SharedMut, Tasks, worker_entry};
use serde::{Deserialize, Serialize};

#[path = "../support/resource_count.rs"]
mod resource_count;
#[path = "../support/mod.rs"]
mod support;

mod arrays;
mod calls;
mod refusals;
mod workers;

use arrays::*;
use calls::*;
use refusals::*;
use resource_count::ResourceCount;
use workers::*;

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
        .with("abort", || -> u8 { std::process::abort() })
        .with("deep", deep)
        .with_result("fault", ffi_faults::run)
        .with("pages", private_pages)
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
        .with_fill("beyond_block", ffi_faults::beyond_block)
        .with_fill("add_one", |_: &(), _: usize, out: &mut [f64]| {
            out.iter_mut().for_each(|x| *x += 1.0);
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
        a_write_beyond_a_guarded_block_is_a_crash,
        workers_are_replaced_after_so_many_calls,
        shared_arrays_do_not_count_against_the_memory_limit,
        a_refused_allocation_is_named_with_backtraces_on,
        a_stack_overflow_is_an_abort_and_a_raised_signal_is_that_signal,
        threads_share_a_pool,
        a_worker_killed_while_idle_is_replaced_without_an_error,
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

/// The argument, by as many calls.
fn deep(x: u64) -> u64 {
    let frame = std::hint::black_box([x; 20]);
    if x == 0 { 0 } else { 1 + deep(frame[7] - 1).min(frame[3]) }
}

fn ramp(n: usize) -> Shared<f64> {
    let mut x = SharedMut::zeroed(n).unwrap();
    (0..).zip(x.iter_mut()).for_each(|(i, x)| *x = f64::from(i));
    x.freeze().unwrap()
}

fn private_pages(x: Shared<u8>) -> (usize, u64) {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
    let mut pages = statm.split(' ').skip(1).map(|pages| pages.parse::<u64>().unwrap());
    (x.len(), pages.next().unwrap() - pages.next().unwrap())
}

fn pool(workers: usize) -> Pool {
    Pool::builder().workers(workers).build().unwrap()
}

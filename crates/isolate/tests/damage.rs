//! Tasks that damage what the worker needs to answer: its socket, its descriptors, the bytes of a result.

use std::fs::OpenOptions;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use ffi_isolate::{Error, Pool, Shared, SharedMut, Tasks, worker_entry};
use rustix::net::SendFlags;
use rustix::process::{PidfdFlags, PidfdGetfdFlags};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

#[path = "support/resource_count.rs"]
mod resource_count;
mod support;

use resource_count::ResourceCount;

fn main() {
    let tasks = Tasks::new()
        .with_result("fault_at", fault_at)
        .with("array_at", array_at)
        .with("empty_message", empty_message)
        .with("nested", nested)
        .with("nesting", |list: List| list.depth())
        .with("longer", |x: u64| Longer(x))
        .with("read_panics", |x: ReadPanics| x.0)
        .with("write_panics", WritePanics)
        .with("drop_panics", DropPanics)
        .with("argument_drop_panics", |x: DropPanics| x.0)
        .with("payload_panics", |x: u64| if x == 3 { std::panic::panic_any(DropPanics(3)) } else { x })
        .with_fill("fault_block", |bad: &(usize, String), first: usize, out: &mut [f64]| {
            if first == bad.0 {
                ffi_faults::run(bad.1.clone())?;
            }
            out.fill(1.0);
            Ok::<(), String>(())
        });
    worker_entry(&tasks);
    tests!(
        a_task_that_writes_to_every_descriptor_costs_no_result_and_no_item_runs_twice,
        a_task_that_closes_every_descriptor_costs_no_result_and_no_item_runs_twice,
        a_task_that_damages_the_socket_and_hangs_is_lost_and_no_other,
        every_item_checked_names_the_item_that_damaged_the_socket,
        a_damaged_socket_costs_an_array_at_most,
        an_array_is_filled_or_gone_when_a_block_damages_the_socket,
        what_a_lost_worker_sent_after_the_end_of_its_socket_is_read,
        a_result_with_bytes_left_over_is_that_items_error,
        a_result_that_is_nested_too_deeply_is_that_items_error,
        an_argument_that_is_nested_too_deeply_is_refused,
        panics_around_a_task_are_that_items_error,
        an_iterator_that_panics_leaves_nothing_behind,
    );
}

/// A file to which each run of an item appends the item's number.
struct Runs(PathBuf);

impl Runs {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("ffi-isolate-{name}-{}", std::process::id()));
        let _ = std::fs::remove_file(&path);
        Self(path)
    }

    fn path(&self) -> String {
        self.0.to_str().unwrap().into()
    }

    /// How often each of the first `n` items ran.
    fn counts(&self, n: usize) -> Vec<usize> {
        let bytes = std::fs::read(&self.0).unwrap_or_default();
        let mut counts = vec![0; n];
        bytes
            .chunks(8)
            .for_each(|item| counts[usize::try_from(u64::from_ne_bytes(item.try_into().unwrap())).unwrap()] += 1);
        counts
    }
}

impl Drop for Runs {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// Counts the run; then the fault, if this is the bad item. Results are of different lengths.
fn fault_at(runs: String, x: u64, bad: u64, fault: String) -> Result<String, String> {
    let mut file = OpenOptions::new().create(true).append(true).open(runs).unwrap();
    file.write_all(&x.to_ne_bytes()).unwrap();
    drop(file);
    if x == bad {
        ffi_faults::run(fault)?;
    }
    Ok(text(x))
}

fn text(x: u64) -> String {
    "x".repeat(usize::try_from(x * 37 % 300).unwrap())
}

/// The results of n items in chunks, and how often each ran. The item `bad` makes the fault.
fn with_fault(pool: &Pool, n: u64, chunk: usize, bad: u64, fault: &str) -> (Vec<Result<String, Error>>, Vec<usize>) {
    let runs = Runs::new(fault);
    let items = (0..n).map(|x| (runs.path(), x, bad, fault.to_string()));
    let results = pool.task("fault_at").chunk(chunk).starmap_each(items).unwrap();
    let counts = runs.counts(usize::try_from(n).unwrap());
    (results, counts)
}

fn costs_nothing(fault: &str) {
    for workers in [1, 2] {
        let pool = Pool::builder().workers(workers).quiet(true).build().unwrap();
        let before = ResourceCount::at_rest();
        for chunk in [1, 5, 70] {
            for bad in [0, 1, 31, 32, 60, 69] {
                let (results, counts) = with_fault(&pool, 70, chunk, bad, fault);
                for (x, result) in (0..).zip(results) {
                    assert_eq!(result, Ok(text(x)), "item {x}, {fault} at {bad} in chunks of {chunk}");
                }
                assert_eq!(counts, [1; 70], "{fault} at {bad} in chunks of {chunk}");
            }
        }
        assert_eq!(ResourceCount::settle(before), before);
    }
}

fn a_task_that_writes_to_every_descriptor_costs_no_result_and_no_item_runs_twice() {
    costs_nothing("scribble");
}

fn a_task_that_closes_every_descriptor_costs_no_result_and_no_item_runs_twice() {
    costs_nothing("close-all");
    costs_nothing("close-socket");
}

fn a_task_that_damages_the_socket_and_hangs_is_lost_and_no_other() {
    let pool = Pool::builder().workers(2).quiet(true).build().unwrap();
    for bad in [0, 33, 69] {
        let (results, counts) = with_fault(&pool, 70, 35, bad, "corrupt-reply");
        for (x, result) in (0..).zip(results) {
            match result {
                Ok(result) => assert!(x != bad && result == text(x)),
                Err(error) => assert!(x == bad && error.cause() == "lost", "{x}: {error}"),
            }
        }
        assert_eq!(counts, [1; 70]);
    }
}

fn every_item_checked_names_the_item_that_damaged_the_socket() {
    let pool = Pool::builder().workers(2).check_every_item(true).quiet(true).build().unwrap();
    for fault in ["scribble", "close-all", "close-socket", "corrupt-reply"] {
        for chunk in [1, 70] {
            for bad in [0, 1, 40, 69] {
                let (results, counts) = with_fault(&pool, 70, chunk, bad, fault);
                let wrong: Vec<_> = (0..).zip(&results).filter(|(x, result)| **result != Ok(text(*x))).collect();
                let [(item, Err(Error::Lost { .. }))] = wrong[..] else { panic!("{fault} at {bad}: {wrong:?}") };
                assert_eq!((item, counts), (bad, vec![1; 70]), "{fault} at {bad} in chunks of {chunk}");
            }
        }
    }
    assert_eq!(with_fault(&pool, 70, 35, 70, "").0.len(), 70);
    let arrays: Vec<Shared<f64>> = pool.starmap("array_at", (0..40_u64).map(|x| (x, 50_u64))).unwrap();
    assert!((0..).zip(&arrays).all(|(x, array)| array[0] == f64::from(x)));
}

fn array_at(x: u64, bad: u64) -> Shared<f64> {
    if x == bad {
        let _ = ffi_faults::run("close-all".into());
    }
    Shared::copy_of(&[x as f64]).unwrap()
}

/// Descriptors travel by the socket alone.
fn a_damaged_socket_costs_an_array_at_most() {
    let pool = Pool::builder().workers(1).quiet(true).build().unwrap();
    for bad in [0_u64, 7, 19] {
        let results: Vec<Result<Shared<f64>, Error>> =
            pool.task("array_at").chunk(20).starmap_each((0..20_u64).map(|x| (x, bad))).unwrap();
        for (x, result) in (0_u64..).zip(results) {
            match result {
                Ok(array) => assert!(x != bad && array[0] == x as f64),
                Err(error) => assert!(x == bad && error.cause() == "lost", "{x}: {error}"),
            }
        }
    }
}

fn an_array_is_filled_or_gone_when_a_block_damages_the_socket() {
    let pool = Pool::builder().workers(2).quiet(true).build().unwrap();
    for fault in ["close-all", "close-socket"] {
        for bad in [0_usize, 30, 90] {
            let array = SharedMut::<f64>::zeroed(1000).unwrap();
            let out = pool.task("fault_block").chunk(7).fill(&(bad, fault), array, 10).unwrap();
            assert!(out.iter().all(|&x| x == 1.0), "{fault} at {bad}");
        }
    }
}

/// Writes more than it reads: what is left over belongs to no result.
#[derive(Debug, PartialEq)]
struct Longer(u64);

impl Serialize for Longer {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 % 10 == 3 { (self.0, 7_u8).serialize(serializer) } else { (self.0,).serialize(serializer) }
    }
}

impl<'de> Deserialize<'de> for Longer {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <(u64,)>::deserialize(deserializer).map(|(x,)| Self(x))
    }
}

fn a_result_with_bytes_left_over_is_that_items_error() {
    let pool = Pool::builder().workers(2).build().unwrap();
    let results: Vec<Result<Longer, Error>> = pool.task("longer").chunk(50).map_each(0..200_u64).unwrap();
    for (x, result) in (0..).zip(results) {
        match result {
            Ok(result) => assert!(x % 10 != 3 && result == Longer(x)),
            Err(error) => assert!(x % 10 == 3 && error.to_string().contains("left over"), "{x}: {error}"),
        }
    }
}

/// A text that the program takes long to read if it begins with `s`.
#[derive(Debug, PartialEq, Serialize)]
struct Slow(String);

impl<'de> Deserialize<'de> for Slow {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text.starts_with('s') {
            std::thread::sleep(Duration::from_millis(200));
        }
        Ok(Self(text))
    }
}

/// Texts that are messages of their own. The second item sends an empty message first, and the third never returns.
fn empty_message(x: u64) -> Slow {
    let this = rustix::process::pidfd_open(rustix::process::getpid(), PidfdFlags::empty()).unwrap();
    let descriptors = |number| rustix::process::pidfd_getfd(&this, number, PidfdGetfdFlags::empty()).ok();
    match x {
        1 => (0..4096).filter_map(descriptors).for_each(|fd| {
            // What is no socket refuses.
            let _ = rustix::net::send(fd, &[], SendFlags::NOSIGNAL);
        }),
        2 => std::thread::sleep(Duration::from_secs(60)),
        _ => {}
    }
    Slow((if x == 0 { "s" } else { "x" }).repeat(70_000))
}

/// An empty message looks like the end of the socket. While the program reads the first result, the worker sends the
/// second after it, and begins the third, which is lost.
fn what_a_lost_worker_sent_after_the_end_of_its_socket_is_read() {
    let pool = Pool::builder().workers(1).build().unwrap();
    let results: Vec<Result<Slow, Error>> = pool.task("empty_message").chunk(4).map_each(0..4_u64).unwrap();
    let causes: Vec<_> =
        results.iter().map(|result| result.as_ref().map_or_else(Error::cause, |_| "ok".into())).collect();
    assert_eq!(causes, ["ok", "ok", "lost", "ok"], "{:?}", results[1].as_ref().err());
}

/// Lists in lists.
#[derive(Debug, Serialize, Deserialize)]
struct List(Option<Box<List>>);

impl List {
    fn depth(&self) -> usize {
        std::iter::successors(self.0.as_deref(), |list| list.0.as_deref()).count()
    }
}

fn nested(depth: usize) -> List {
    (0..depth).fold(List(None), |list, _| List(Some(Box::new(list))))
}

fn a_result_that_is_nested_too_deeply_is_that_items_error() {
    let pool = Pool::builder().workers(1).build().unwrap();
    let results: Vec<Result<List, Error>> = pool.task("nested").chunk(3).map_each([10_usize, 30_000, 100]).unwrap();
    assert_eq!(results[0].as_ref().map(List::depth), Ok(10));
    assert_eq!(results[2].as_ref().map(List::depth), Ok(100));
    let error = results[1].as_ref().unwrap_err();
    assert!(matches!(error, Error::Lost { reason, .. } if reason.contains("nested too deeply")), "{error}");
    assert_eq!(pool.call("nesting", (nested(200),)), Ok(200_usize));
    let refused = pool.call::<_, usize>("nesting", (nested(20_000),)).unwrap_err();
    assert!(matches!(&refused, Error::Refused { reason } if reason.contains("nested too deeply")), "{refused}");
    // A thread of the default size has room for as much.
    std::thread::scope(|scope| {
        let pool = &pool;
        scope.spawn(move || assert!(pool.call::<_, List>("nested", (30_000_usize,)).is_err()));
    });
}

/// A thread of the default size would overflow.
fn an_argument_that_is_nested_too_deeply_is_refused() {
    let pool = Pool::builder().workers(1).build().unwrap();
    let refused = |call: &(dyn Fn(&List) -> Result<(), Error> + Sync)| {
        let refusal = || {
            let mut list = nested(500_000);
            let refusal = call(&list).unwrap_err();
            // Its drop would overflow as well.
            while let Some(next) = list.0.take() {
                list = *next;
            }
            refusal
        };
        let refusal = std::thread::scope(|scope| scope.spawn(refusal).join().unwrap());
        assert!(refusal.to_string().contains("cannot be sent: nested too deeply"), "{refusal}");
    };
    refused(&|list| pool.call("nesting", (list,)).map(|_: usize| ()));
    refused(&|list| pool.map("nesting", [list]).map(|_: Vec<usize>| ()));
    refused(&|list| pool.fill("nesting", list, SharedMut::<f64>::zeroed(10)?, 5).map(drop));
    assert_eq!(pool.call("nesting", (nested(200),)), Ok(200_usize));
}

/// Reading a 3 panics.
#[derive(Serialize)]
struct ReadPanics(u64);

impl<'de> Deserialize<'de> for ReadPanics {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let x = u64::deserialize(deserializer)?;
        assert!(x != 3, "3 cannot be read");
        Ok(Self(x))
    }
}

/// Writing a 3 panics.
#[derive(Debug, PartialEq, Deserialize)]
struct WritePanics(u64);

impl Serialize for WritePanics {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        assert!(self.0 != 3, "3 cannot be written");
        self.0.serialize(serializer)
    }
}

/// Dropping a 3 panics, in a worker.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct DropPanics(u64);

impl Drop for DropPanics {
    fn drop(&mut self) {
        let in_worker = std::env::args().nth(1).is_some_and(|argument| argument == "ffi-isolate-worker");
        assert!(self.0 != 3 || !in_worker, "3 cannot be dropped");
    }
}

fn panics_around_a_task_are_that_items_error() {
    fn check<A: Serialize, R: DeserializeOwned>(task: &str, message: &str, argument: impl Fn(u64) -> A) {
        let pool = Pool::builder().workers(1).build().unwrap();
        for round in 0..2 {
            let results: Vec<Result<R, Error>> = pool.task(task).chunk(6).map_each((0..6).map(&argument)).unwrap();
            for (x, result) in (0..).zip(results) {
                match result {
                    Ok(_) => assert_ne!(x, 3, "{task}"),
                    Err(Error::Panic { message: text, .. }) => {
                        assert!(x == 3 && text.contains(message), "{task}, round {round}, {x}: {text}");
                    }
                    Err(other) => panic!("{task}, round {round}, {x}: {other}"),
                }
            }
        }
    }
    check::<_, u64>("read_panics", "3 cannot be read", ReadPanics);
    check::<_, WritePanics>("write_panics", "3 cannot be written", |x| x);
    check::<_, u64>("argument_drop_panics", "3 cannot be dropped", DropPanics);
    check::<_, u64>("payload_panics", "no text", |x| x);
    // A result that was good before its Drop panicked is good.
    let pool = Pool::builder().workers(1).build().unwrap();
    assert_eq!(pool.map("drop_panics", 0..6_u64), Ok((0..6).map(DropPanics).collect::<Vec<_>>()));
}

fn an_iterator_that_panics_leaves_nothing_behind() {
    let pool = Pool::builder().workers(1).build().unwrap();
    let x = Shared::copy_of(&[1.0]).unwrap();
    let items = (0..3).map(|item| if item == 2 { panic!("no more items") } else { x.clone() });
    let start = Instant::now();
    assert!(catch_unwind(AssertUnwindSafe(|| pool.map::<_, u64>("longer", items))).is_err());
    assert!(postcard::to_stdvec(&x).is_err(), "no other serializer takes a shared array");
    assert_eq!(pool.call("longer", (1_u64,)), Ok(Longer(1)));
    assert!(start.elapsed() < Duration::from_secs(5));
}

//! Every fault at every position of a chunk, and random mixtures of faults: the outcome and the cause of each item, how
//! often it ran, and what is left behind.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::os::unix::fs::FileExt;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use ffi_faults::{FAULTS, surroundings};
use ffi_isolate::{Error, Pool, Tasks, worker_entry};

#[path = "support/resource_count.rs"]
mod resource_count;
mod support;

use resource_count::ResourceCount;

/// The argument that makes this test a program without standard streams.
const WITHOUT_STREAMS: &str = "without-streams";

/// Faults that take no time, and at once what becomes of a chunk: an end of the process by each way out, a result of a
/// damaged worker, a panic. `corrupt-reply` and `loop` take their deadlines.
const QUICK: &[&str] = &[
    "segfault",
    "abort",
    "exit",
    "_exit",
    "stack",
    "double-free",
    "orphan",
    "fork-returns",
    "close-low",
    "close-all",
    "panic",
    "throw",
    "divide",
    "scribble",
    "close-socket",
    "sigkill",
    "raise-segv",
];
const CLOSES: &[&str] = &["close-all", "close-socket"];
const SLOW: &[&str] = &["corrupt-reply", "loop", "sigstop"];

/// Longer than the time after which a damaged worker is lost.
const DEADLINE: Duration = Duration::from_millis(400);

fn main() {
    worker_entry(&Tasks::new().with_result("item", item));
    if std::env::args().nth(1).as_deref() == Some(WITHOUT_STREAMS) {
        surroundings::close_streams();
        matrix(&pool(2, false), QUICK, 5, &[0, 2, 4]);
        std::process::exit(0);
    }
    tests!(
        every_fault_at_every_position_costs_one_item,
        every_fault_costs_one_item_where_every_item_is_checked,
        every_fault_costs_one_item_under_a_timer_and_a_handler_of_children,
        every_fault_costs_one_item_without_standard_streams,
        a_soup_of_faults_costs_its_faulty_items,
    );
}

fn pool(workers: usize, check_every_item: bool) -> Pool {
    Pool::builder().workers(workers).check_every_item(check_every_item).deadline(DEADLINE).quiet(true).build().unwrap()
}

/// A text as long as the item says, after the run has been counted and the fault has happened.
fn item(runs: String, x: u64, fault: String) -> Result<String, String> {
    let file = OpenOptions::new().read(true).write(true).open(runs).map_err(|reason| reason.to_string())?;
    let mut count = [0];
    file.read_exact_at(&mut count, x).map_err(|reason| reason.to_string())?;
    count[0] += if planted("twice", x) { 2 } else { 1 };
    file.write_all_at(&count, x).map_err(|reason| reason.to_string())?;
    drop(file);
    if planted("read", x) {
        let values: Box<[u8]> = Box::new([1; 24]);
        std::hint::black_box(element_after(&values));
    }
    if !fault.is_empty() {
        ffi_faults::run(fault)?;
    }
    Ok(text(if planted("result", x) { x + 1 } else { x }))
}

/// Whether `make evidence` has planted a fault in the eighth item, which this test must find.
fn planted(bug: &str, x: u64) -> bool {
    x == 8 && std::env::var("PLANTED_BUG").is_ok_and(|name| name == bug)
}

/// One of the planted faults: AddressSanitizer must find it.
#[expect(unsafe_code, reason = "a planted bug")]
fn element_after(values: &[u8]) -> u8 {
    let after = values.as_ptr().wrapping_add(values.len());
    // SAFETY: there is none, and that is the bug.
    unsafe { after.read() }
}

/// Results of changing width; a few are longer than a message.
fn text(x: u64) -> String {
    let width = if x % 41 == 7 { 70_000 } else { x * 37 % 300 };
    "x".repeat(usize::try_from(width).unwrap())
}

/// A file with a byte for each item: how often it ran.
struct Runs(PathBuf);

impl Runs {
    fn new(items: usize) -> Self {
        let path = std::env::temp_dir().join(format!("ffi-isolate-matrix-{}", std::process::id()));
        std::fs::write(&path, vec![0; items]).unwrap();
        assert!(File::open(&path).is_ok());
        Self(path)
    }
}

impl Drop for Runs {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// Runs items, each with the fault of its name or none, and says what is wrong; empty if nothing is.
fn wrong(pool: &Pool, faults: &[&str], chunk: usize, strict: bool) -> Vec<String> {
    let runs = Runs::new(faults.len());
    let path = runs.0.to_str().unwrap();
    let items = (0..).zip(faults).map(|(x, fault): (u64, _)| (path, x, *fault));
    let results: Vec<Result<String, Error>> = pool.task("item").chunk(chunk).starmap_each(items).unwrap();
    let counts = std::fs::read(path).unwrap();
    let mut wrong = Vec::new();
    let closed = faults.iter().any(|fault| CLOSES.contains(fault));
    let damaged = closed || faults.contains(&"scribble");
    for ((x, result), (fault, count)) in (0..).zip(results).zip(faults.iter().zip(counts)) {
        let damages = CLOSES.contains(fault) || *fault == "scribble";
        let expected: &[&str] = match FAULTS.iter().find(|known| known.name == *fault) {
            _ if strict && damages => &["lost"],
            Some(fault) => fault.reported,
            None => &["result"],
        };
        let cause = result.as_ref().map_or_else(Error::cause, |_| "result".into());
        // What only the socket can carry is gone when an item before has closed it, and a worker that shall end because
        // of an item before is not given the whole deadline.
        let lost = (closed && text(x).len() > 65_000) || (damaged && SLOW.contains(fault));
        let right = (expected.contains(&&*cause) || lost && cause == "lost")
            && !result.is_ok_and(|result| result != text(x))
            && count == 1;
        if !right {
            wrong.push(format!("item {x} of {} with `{fault}`: {cause}, ran {count} times", faults.len()));
        }
    }
    wrong
}

/// Each of the faults at these positions of a chunk that has a good chunk before and after it.
fn matrix(pool: &Pool, faults: &[&str], chunk: usize, positions: &[usize]) {
    matrix_with(pool, faults, chunk, positions, false);
}

fn matrix_with(pool: &Pool, faults: &[&str], chunk: usize, positions: &[usize], strict: bool) {
    let before = ResourceCount::at_rest();
    for fault in faults {
        for position in positions {
            let mut items = vec![""; 3 * chunk];
            items[chunk + position] = fault;
            let wrong = wrong(pool, &items, chunk, strict);
            assert!(wrong.is_empty(), "{fault} at {position} of {chunk}: {wrong:#?}");
        }
    }
    assert_eq!(ResourceCount::settle(before), before);
}

fn every_fault_at_every_position_costs_one_item() {
    matrix(&pool(2, false), QUICK, 5, &[0, 1, 2, 3, 4]);
    // Around the item after which the socket is looked at, with one worker.
    matrix(&pool(1, false), QUICK, 70, &[0, 30, 31, 32, 69]);
    matrix(&pool(2, false), SLOW, 5, &[0, 2, 4]);
}

fn every_fault_costs_one_item_where_every_item_is_checked() {
    let pool = pool(2, true);
    matrix_with(&pool, QUICK, 5, &[0, 2, 4], true);
    matrix_with(&pool, SLOW, 5, &[2], true);
}

fn every_fault_costs_one_item_under_a_timer_and_a_handler_of_children() {
    surroundings::handle_children(true);
    surroundings::tick(true);
    let result = std::panic::catch_unwind(|| {
        matrix(&pool(2, false), QUICK, 5, &[0, 2, 4]);
        matrix(&pool(2, false), SLOW, 5, &[2]);
    });
    surroundings::tick(false);
    surroundings::handle_children(false);
    result.unwrap();
}

fn every_fault_costs_one_item_without_standard_streams() {
    let this = std::env::current_exe().unwrap();
    let output = std::process::Command::new(this).arg(WITHOUT_STREAMS).output().unwrap();
    assert!(output.status.success(), "{}", output.status);
}

/// Random numbers: SplitMix64.
struct Random(u64);

impl Random {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % most as u64).unwrap()
    }
}

/// `SOUP=100000 cargo test` for a long one; `SEED=7` for another one.
fn a_soup_of_faults_costs_its_faulty_items() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<usize>().ok());
    let items = number("SOUP").unwrap_or(3_000);
    let mut random = Random(number("SEED").unwrap_or(1) as u64);
    let before = ResourceCount::at_rest();
    let (mut done, mut kinds) = (0, BTreeMap::new());
    let start = Instant::now();
    while done < items {
        let pool = pool(1 + random.below(4), false);
        let count = 1 + random.below(300);
        let (chunk, every) = (1 + random.below(80), 2 + random.below(40));
        let mut faults = vec![""; count];
        for fault in &mut faults {
            if random.below(every) == 0 {
                *fault = if random.below(50) == 0 {
                    SLOW[random.below(SLOW.len())]
                } else {
                    QUICK[random.below(QUICK.len())]
                };
                *kinds.entry(*fault).or_insert(0) += 1;
            }
        }
        let wrong = wrong(&pool, &faults, chunk, false);
        assert!(wrong.is_empty(), "after {done} items, {count} in chunks of {chunk} by {pool:?}: {wrong:#?}");
        done += count;
    }
    println!("{done} items in {:.1?}, faults: {kinds:?}", start.elapsed());
    println!("amount: {done} items, {} faults", kinds.values().sum::<i32>());
    assert_eq!(ResourceCount::settle(before), before);
}

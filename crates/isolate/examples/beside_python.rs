//! The same four measurements with this crate and with Python's multiprocessing, in one run. It needs `python3`.
//!
//! `cargo run --release -p ffi-isolate --example beside_python`

use std::process::Command;
use std::time::{Duration, Instant};

use ffi_isolate::{Error, Pool, Shared, SharedMut, Tasks, worker_entry};

/// Elements of the large array: 80 MB, because Python takes seconds even for that.
const LARGE: usize = 10_000_000;

const PYTHON: &str = include_str!("beside_python.py");

fn main() -> Result<(), Error> {
    worker_entry(&Tasks::new().with("double", |x: f64| 2.0 * x).with("back", |x: Shared<f64>| x).with("die", die));
    let pool = Pool::builder().workers(2).quiet(true).build()?;
    let items: Vec<f64> = (0..100_000).map(f64::from).collect();
    let mut large = SharedMut::<f64>::zeroed(LARGE)?;
    large.fill(2.0);
    let large = large.freeze()?;
    let ours = [
        median(3000, || assert_eq!(pool.call("double", (1.0,)), Ok(2.0))),
        median(20, || assert_eq!(pool.map::<_, f64>("double", &items).map(|y| y.len()), Ok(items.len()))),
        median(20, || assert_eq!(pool.call::<_, Shared<f64>>("back", (&large,)).map(|y| y[LARGE - 1]), Ok(2.0))),
        median(50, || {
            assert_eq!(
                pool.call::<_, f64>("die", ()).map_err(|error| error.cause().into_owned()),
                Err("SIGABRT".into())
            );
            assert_eq!(pool.call("double", (1.0,)), Ok(2.0));
        }),
    ];
    let python = python();
    let what =
        ["one task there and back", "100 000 tasks by map", "80 MB there and back", "a crash, and the next task"];
    println!("{:28}{:>12}{:>12}{:>10}", "median", "ffi-isolate", "Python", "ratio");
    for ((what, ours), python) in what.iter().zip(ours).zip(python) {
        let ratio = python.map_or("-".into(), |python| format!("{:.1}", python.as_secs_f64() / ours.as_secs_f64()));
        let python = python.map_or("hangs".into(), |python| format!("{python:.1?}"));
        println!("{what:28}{:>12}{python:>12}{ratio:>10}", format!("{ours:.1?}"));
    }
    Ok(())
}

fn die() -> f64 {
    std::process::abort()
}

fn median(times: usize, mut run: impl FnMut()) -> Duration {
    let time = |()| {
        let start = Instant::now();
        run();
        start.elapsed()
    };
    let mut times: Vec<Duration> = std::iter::repeat_n((), times).map(time).collect();
    times.sort();
    times[times.len() / 2]
}

/// Python's times in the same order, from one number a line, in seconds; None where Python cannot finish.
fn python() -> [Option<Duration>; 4] {
    let answer = Command::new("python3").args(["-c", PYTHON]).output().map(|output| output.stdout).unwrap_or_default();
    let text = String::from_utf8_lossy(&answer);
    let mut seconds = text.lines().map(|line| line.parse().ok().map(Duration::from_secs_f64));
    std::array::from_fn(|_| seconds.next().flatten())
}

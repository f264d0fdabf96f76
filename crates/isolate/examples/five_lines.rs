//! A colleague's function that aborts the process costs its caller one error.

use ffi_isolate::{Error, Pool, Tasks, worker_entry};

fn colleague(x: f64) -> f64 {
    if x == 3.0 { std::process::abort() } else { x.sqrt() }
}

fn main() -> Result<(), Error> {
    worker_entry(&Tasks::new().with("colleague", colleague));
    let pool = Pool::new()?;
    assert_eq!(pool.map::<f64, f64>("colleague", [1.0, 4.0, 9.0])?, [1.0, 2.0, 3.0]);
    let error = pool.call::<(f64,), f64>("colleague", (3.0,)).unwrap_err();
    assert_eq!(error.to_string(), "task `colleague` was ended by SIGABRT");
    Ok(())
}

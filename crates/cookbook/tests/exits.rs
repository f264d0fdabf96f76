//! A library that ends its process, in worker processes.

use ffi_cookbook::exits::mean_unchecked;
use ffi_isolate::{Error, Pool, Tasks, worker_entry};

fn main() -> Result<(), Error> {
    worker_entry(&Tasks::new().with("mean", |x: Vec<f64>| mean_unchecked(&x)));
    let pool = Pool::builder().workers(2).quiet(true).build()?;
    let mean = |x: &[f64]| pool.call::<(Vec<f64>,), f64>("mean", (x.to_vec(),));
    for _ in 0..3 {
        assert_eq!(mean(&[1.0, 3.0])?, 2.0);
        // `stop 3` and `error stop`
        assert!(matches!(mean(&[]), Err(Error::Exit { status: 3, .. })), "{:?}", mean(&[]));
        assert!(matches!(mean(&[f64::NAN]), Err(Error::Exit { status: 1, .. })), "{:?}", mean(&[f64::NAN]));
    }
    Ok(())
}

//! A library that ends the program: `STOP`, `exit`, `abort`, an assertion, a signal; or that never returns.
//!
//! | the other side | |
//! | --- | --- |
//! | promises | the mean, for arguments that it likes |
//! | does not promise | to return for others |
//!
//! **Idiom.** The arguments that end it are refused before the call, as far as they are known: NaN and no elements
//! here. What is not known runs in a worker process: [`ffi_isolate::Pool`] starts it, hands the arguments over and
//! makes every end of it an error with its cause. A jump out of `STOP` by `longjmp` or `atexit` does not help: frames
//! of Rust may lie between, and the runtime is half closed.
//!
//! **Rules.** FFI-SAFEWRAPPING, FFI-CKINRUST.
//!
//! **Otherwise.** `mean` of no elements without either: "STOP 3", and the program's exit code was 3.
//!
//! A worker is the same program, started again: the first line of `main` turns it into one.
//!
//! ```standalone_crate
//! use ffi_cookbook::exits::{mean, mean_unchecked};
//! use ffi_isolate::{Error, Pool, Tasks, worker_entry};
//!
//! fn main() -> Result<(), Error> {
//!     worker_entry(&Tasks::new().with("mean", |x: Vec<f64>| mean_unchecked(&x)));
//!     let pool = Pool::new()?;
//!     assert_eq!(pool.call::<(Vec<f64>,), f64>("mean", (vec![1.0, 2.0],))?, 1.5);
//!     assert!(matches!(pool.call::<(Vec<f64>,), f64>("mean", (vec![],)), Err(Error::Exit { .. })));
//!     assert_eq!(mean(&[f64::NAN]), None); // refused, and nothing ends
//!     Ok(())
//! }
//! ```
//!
//! `exits.f90`:
#![doc = concat!("```fortran\n", include_str!("exits.f90"), "```")]
#![expect(unsafe_code, reason = "calls Fortran")]

unsafe extern "C" {
    fn ck_mean_or_stop(n: i64, x: *const f64, mean: *mut f64);
}

/// Mean of `x`; `None` where the library would end the program.
pub fn mean(x: &[f64]) -> Option<f64> {
    let ends = x.is_empty() || x.iter().any(|value| value.is_nan());
    (!ends).then(|| mean_unchecked(x))
}

/// Mean of `x`, or the end of this process: for workers.
pub fn mean_unchecked(x: &[f64]) -> f64 {
    let n = i64::try_from(x.len()).expect("a slice has at most isize::MAX bytes");
    let mut mean = 0.0;
    // SAFETY: x holds n elements, which Fortran reads; it writes one number. That it may end the process is safe.
    unsafe { ck_mean_or_stop(n, x.as_ptr(), &mut mean) };
    mean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_the_program_is_refused() {
        assert_eq!(mean(&[]), None);
        assert_eq!(mean(&[1.0, f64::NAN]), None);
        assert_eq!(mean(&[1.0, f64::INFINITY]), Some(f64::INFINITY));
    }
}

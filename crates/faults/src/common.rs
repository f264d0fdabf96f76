//! A mean that keeps its state in a Fortran COMMON block: wrong on threads, right behind a lock, right in processes.

use std::sync::{Mutex, PoisonError};

use crate::foreign;

static STATE: Mutex<()> = Mutex::new(());

/// The mean of `x`, one caller at a time.
pub fn locked(x: &[f64]) -> f64 {
    let _one_at_a_time = STATE.lock().unwrap_or_else(PoisonError::into_inner);
    foreign::common(x)
}

/// The mean of `x`, if no other thread of this process is in here. Otherwise some number: the threads add to one total.
///
/// It is here to show that. The numbers are the only thing that goes wrong; no address depends on them.
pub fn unlocked(x: &[f64]) -> f64 {
    foreign::common(x)
}

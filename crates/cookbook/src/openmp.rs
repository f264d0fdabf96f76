//! C that starts threads of its own (OpenMP), called from threads of ours (rayon).
//!
//! | the other side | |
//! | --- | --- |
//! | promises | the sum, with as many threads as it is told |
//! | does not promise | to know that it is called eight times at once; the same bits for another number of threads |
//!
//! **Idiom.** One of the two has the cores. Under rayon each call gets one OpenMP thread, by the library's argument as
//! here, or by `omp_set_num_threads(1)` on each of rayon's threads (it is a setting of the calling thread), or by
//! `OMP_NUM_THREADS=1` for the whole program. The pool of `libgomp` is for good: it is there until the program ends.
//!
//! **Rules.** FFI-SAFEWRAPPING.
//!
//! **Otherwise.** Eight threads whose calls asked for eight OpenMP threads each: 65 threads on two cores.
//!
//! ```
//! let x: Vec<f64> = (0..1000).map(f64::from).collect();
//! assert_eq!(ffi_cookbook::openmp::sums_of_squares(&x, 100).len(), 10);
//! assert_eq!(ffi_cookbook::openmp::sums_of_squares(&x[..3], 100), [5.0]);
//! ```
//!
//! `openmp.c`, compiled with `-fopenmp`:
#![doc = concat!("```c\n", include_str!("openmp.c"), "```")]
#![expect(unsafe_code, reason = "calls C")]

use std::ffi::c_int;

use rayon::prelude::*;

unsafe extern "C" {
    fn ck_sum_of_squares(x: *const f64, n: usize, threads: c_int) -> f64;
}

/// Sum of the squares of each block of `block` elements, on all of rayon's threads. A block of 0 counts as one of 1.
pub fn sums_of_squares(x: &[f64], block: usize) -> Vec<f64> {
    x.par_chunks(block.max(1)).map(sum_of_squares).collect()
}

fn sum_of_squares(x: &[f64]) -> f64 {
    // SAFETY: x holds n elements, which C reads; one thread is at least one.
    unsafe { ck_sum_of_squares(x.as_ptr(), x.len(), 1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Threads of this process whose name begins so; a team of OpenMP has the name of the thread that started it.
    fn threads(name: &str) -> usize {
        let tasks = std::fs::read_dir("/proc/self/task").unwrap();
        let names = tasks.filter_map(|task| std::fs::read_to_string(task.ok()?.path().join("comm")).ok());
        names.filter(|found| found.starts_with(name)).count()
    }

    #[test]
    fn no_thread_is_started_but_rayons() {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(4).thread_name(|k| format!("ck-rayon-{k}"));
        let pool = pool.build().unwrap();
        pool.broadcast(|_| ()); // each has its name when it runs
        let x = vec![2.0; 100_000];
        pool.install(|| {
            assert_eq!(sums_of_squares(&x, 1000), [4000.0; 100]);
            assert_eq!(threads("ck-rayon-"), 4);
            // SAFETY: as in sum_of_squares; two threads are at least one.
            let sum = unsafe { ck_sum_of_squares(x.as_ptr(), x.len(), 2) };
            assert_eq!((sum, threads("ck-rayon-")), (400_000.0, 5));
        });
    }
}

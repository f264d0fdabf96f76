//! Declarations of the bad code, and safe functions for it as far as its callers survive it.
//!
//! "Safe" here means what it can mean for code that exists to crash: these must run in a worker process.
#![expect(unsafe_code, reason = "declares the bad code and calls it")]

/// A wrapper of the same name for each function without arguments that a fault is made of.
macro_rules! faults {
    ($($name:ident)*) => {
        mod raw {
            unsafe extern "C" {
                $(pub fn $name() -> f64;)*
            }
        }
        $(
            pub(crate) fn $name() -> f64 {
                // SAFETY: none. It breaks its process on purpose; the caller has chosen a process for that.
                unsafe { raw::$name() }
            }
        )*
    };
}

faults! {
    fault_segfault fault_abort fault_exit_0 fault_exit_7 fault_divide fault_kill fault_stack_overflow
    fault_raise_segv fault_raise_bus
    fault_loop fault_deaf_loop fault_stop_itself fault_orphan fault_fork_returns fault_traced
    fault_double_free fault_heap_smash fault_leak
    fault_close_low fault_noise fault_corrupt_reply fault_close_socket fault_scribble fault_close_all
    fault_throw fault_terminate
}

/// The most that a hog takes where nothing limits it.
const MOST: usize = 4 << 30;

unsafe extern "C" {
    fn fault_half_written(out: *mut f64, n: usize);
    fn fault_fork_in_block(out: *mut f64, n: usize);
    fn fault_beyond_block(out: *mut f64, n: usize);
    fn fault_call_back(callback: extern "C" fn(f64) -> f64) -> f64;
    #[link_name = "fault_hog"]
    fn raw_hog(most: usize) -> f64;
    #[link_name = "fault_hog_cpp"]
    fn raw_hog_cpp(most: usize) -> f64;
}

pub(crate) fn fault_hog() -> f64 {
    // SAFETY: it takes memory and writes to what it took; where there is none it crashes on purpose.
    unsafe { raw_hog(MOST) }
}

pub(crate) fn fault_hog_cpp() -> f64 {
    // SAFETY: it takes memory until an exception ends the process, on purpose.
    unsafe { raw_hog_cpp(MOST) }
}

/// Writes half of `out` and aborts.
pub(crate) fn half_written(out: &mut [f64]) {
    // SAFETY: out holds out.len() elements, and C writes half of them before it ends the process.
    unsafe { fault_half_written(out.as_mut_ptr(), out.len()) }
}

/// Fills `out` with 99, in a process that forks.
pub(crate) fn fork_in_block(out: &mut [f64]) {
    // SAFETY: out holds out.len() elements, and C writes no others. That a child writes them too is the fault; it has
    // its own copy of them, unless somebody shares them with it.
    unsafe { fault_fork_in_block(out.as_mut_ptr(), out.len()) }
}

/// Fills `out` with 1, and writes beyond its end.
pub(crate) fn beyond_block(out: &mut [f64]) {
    // SAFETY: none. It writes ten elements beyond the block on purpose; the caller has chosen a process for that.
    unsafe { fault_beyond_block(out.as_mut_ptr(), out.len()) }
}

pub(crate) fn fault_panic_in_c() -> f64 {
    // SAFETY: C calls the function once; the panic ends the process before it can unwind into C.
    unsafe { fault_call_back(panicking) }
}

extern "C" fn panicking(x: f64) -> f64 {
    panic!("a panic in a callback for {x}")
}

#[cfg(feature = "fortran")]
pub(crate) use fortran::*;

#[cfg(feature = "fortran")]
mod fortran {
    use super::{MOST, panicking};

    unsafe extern "C" {
        fn fault_fortran_stop() -> f64;
        fn fault_fortran_stop_3() -> f64;
        fn fault_fortran_error_stop() -> f64;
        fn fault_fortran_open() -> f64;
        fn fault_fortran_allocate_twice() -> f64;
        fn fault_fortran_hog(most: usize) -> f64;
        fn fault_fortran_bounds(i: i32) -> f64;
        fn fault_fortran_call_back(callback: extern "C" fn(f64) -> f64) -> f64;
        fn common_start();
        fn common_add(x: f64);
        fn common_mean() -> f64;
    }

    pub(crate) fn stop() -> f64 {
        // SAFETY: it ends the process by exit.
        unsafe { fault_fortran_stop() }
    }

    pub(crate) fn stop_3() -> f64 {
        // SAFETY: it ends the process by exit.
        unsafe { fault_fortran_stop_3() }
    }

    pub(crate) fn error_stop() -> f64 {
        // SAFETY: it ends the process by exit.
        unsafe { fault_fortran_error_stop() }
    }

    pub(crate) fn open() -> f64 {
        // SAFETY: the runtime ends the process by exit.
        unsafe { fault_fortran_open() }
    }

    pub(crate) fn allocate_twice() -> f64 {
        // SAFETY: the runtime ends the process by exit.
        unsafe { fault_fortran_allocate_twice() }
    }

    pub(crate) fn hog_fortran() -> f64 {
        // SAFETY: it takes memory until the runtime ends the process.
        unsafe { fault_fortran_hog(MOST) }
    }

    pub(crate) fn bounds() -> f64 {
        // SAFETY: 11 is out of the bounds, which the compiled check finds before the access.
        unsafe { fault_fortran_bounds(11) }
    }

    pub(crate) fn panic_in_fortran() -> f64 {
        // SAFETY: Fortran calls the function once; the panic ends the process before it can unwind into Fortran.
        unsafe { fault_fortran_call_back(panicking) }
    }

    /// The mean that keeps its state in COMMON.
    pub(crate) fn common(x: &[f64]) -> f64 {
        // SAFETY: plain stores to a COMMON block that nobody else points into.
        unsafe { common_start() };
        for &x in x {
            // SAFETY: as above.
            unsafe { common_add(x) };
        }
        // SAFETY: as above; a division by 0 elements gives NaN.
        unsafe { common_mean() }
    }
}

//! Asking for memory before it is needed: what the tuned kernels that fill arrays share in Rust.
//!
//! They read and write in bursts, between which they add and divide. The processor's own prefetching sees too little of
//! that.

/// Elements of a cache line: 64 bytes.
const LINE: usize = 8;

/// Asks for these elements and does not wait for them. Rust has a stable prefetch intrinsic on x86-64 alone; elsewhere
/// this does nothing.
#[inline(always)]
pub fn prefetch(elements: &[f64]) {
    for line in elements.chunks(LINE) {
        #[cfg(target_arch = "x86_64")]
        {
            use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
            // SAFETY: the address is that of an element, and a prefetch neither changes nor traps anything.
            unsafe { _mm_prefetch::<_MM_HINT_T0>(line.as_ptr().cast()) };
        }
        #[cfg(not(target_arch = "x86_64"))]
        let _ = line;
    }
}

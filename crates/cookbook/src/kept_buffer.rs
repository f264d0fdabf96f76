//! A callback that lends a buffer, which the library reads until the next call: `long reader(void *user, float
//! **data)`.
//!
//! | the other side | |
//! | --- | --- |
//! | promises | it reads as many samples as the callback said |
//! | does not promise | to be done with them when the callback has returned: it keeps the pointer until the next call |
//!
//! **Idiom.** The closure fills a `Vec`, which belongs to the slot and not to the closure: [`LentBuffer`] keeps what
//! was lent alive and in place until the next call has filled another one, also if the closure panics. 0 samples end
//! it.
//!
//! **Rules.** FFI-NOPANIC, FFI-MEM-OWNER.
//!
//! **Otherwise.** A `Vec` local to the trampoline: freed at its return, read afterwards. valgrind: "Invalid read of
//! size 4 ... inside a block of size 16 free'd".
//!
//! ```
//! use ffi_cookbook::kept_buffer::loudest_group;
//!
//! let mut blocks = vec![vec![5.0], vec![1.0, 1.0, 3.0]].into_iter(); // groups (5, 1) and (1, 3)
//! let loudest = loudest_group(2, |samples| samples.extend(blocks.next().unwrap_or_default()))?;
//! assert_eq!(loudest, Some(3.0));
//! # Ok::<(), ffi_glue::Refusal>(())
//! ```
//!
//! `kept_buffer.c`:
#![doc = concat!("```c\n", include_str!("kept_buffer.c"), "```")]
#![expect(unsafe_code, reason = "calls C, and is called by it")]

use std::ffi::{c_long, c_void};

use ffi_glue::{Closure, LentBuffer, Refusal, count, within};

unsafe extern "C" {
    fn ck_loudest_group(
        reader: Option<unsafe extern "C" fn(*mut c_void, *mut *const f32) -> c_long>,
        user: *mut c_void,
        size: c_long,
    ) -> f64;
}

/// Mean of the loudest group of `size` samples, which `fill` provides in blocks of any length: it adds to an empty
/// list, and adds nothing at the end. `None` if there is no whole group, or none above -1.
pub fn loudest_group<F: FnMut(&mut Vec<f32>)>(size: usize, fill: F) -> Result<Option<f64>, Refusal> {
    let size = count(within("size", size, 1..)?)?;
    let reader = Closure::new((fill, LentBuffer::<f32>::new()));
    // SAFETY: size >= 1; the trampoline is that of this F, whose slot `user` is until the call returns.
    let loudest = reader.during(|user| unsafe { ck_loudest_group(Some(trampoline::<F>), user, size) })?;
    Ok(Some(loudest).filter(|loudest| *loudest > -1.0))
}

unsafe extern "C" fn trampoline<F: FnMut(&mut Vec<f32>)>(user: *mut c_void, data: *mut *const f32) -> c_long {
    let read = |(fill, buffer): &mut (F, LentBuffer<f32>)| {
        let samples = buffer.refill(fill);
        Ok((samples.as_ptr(), count(samples.len())?))
    };
    // SAFETY: C hands on the user data that `loudest_group` gave it, for this F.
    match unsafe { Closure::<(F, LentBuffer<f32>)>::call(user, read) } {
        Some((samples, n)) if !data.is_null() => {
            // SAFETY: not null; C has room for a pointer there.
            unsafe { data.write(samples) };
            n
        }
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_go_across_blocks() {
        for block in 1..8 {
            let mut samples = (1..=12_u8).map(f32::from).peekable();
            let loudest = loudest_group(3, |buffer| buffer.extend(samples.by_ref().take(block)));
            assert_eq!(loudest, Ok(Some(11.0)), "blocks of {block}");
        }
    }

    #[test]
    fn a_panic_ends_the_samples_while_c_still_has_the_last_block() {
        let mut calls = 0;
        let panicking = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let _never = loudest_group(2, |samples| {
                calls += 1;
                assert_eq!(calls, 1, "no more");
                samples.push(1.0);
            });
        }));
        assert!(panicking.is_err());
    }

    #[test]
    fn no_samples_and_no_size_are_no_group() {
        assert_eq!(loudest_group(2, |_| ()), Ok(None));
        assert!(loudest_group(0, |_| ()).is_err());
        assert!(loudest_group(usize::MAX, |_| ()).is_err());
    }
}

//! A struct that is an argument list, as libsamplerate's `SRC_DATA` is.
//!
//! | the other side | |
//! | --- | --- |
//! | promises | it stays within `in_frames` and `out_frames`, and fills in `used` and `made` |
//! | does not promise | to refuse NaN: `ratio < 1.0 / 256` is false for it; to return for 0 channels: it asserts |
//!
//! **Idiom.** The struct stays private and lives during the call. The arguments of the safe function are slices; the
//! frames are computed from their lengths. Ranges are checked so that NaN is outside ([`within`]), and the counts that
//! come back are checked before they slice anything ([`returned`]).
//!
//! **Rules.** FFI-CKINRUST, FFI-CTYPE, FFI-TCONS.
//!
//! **Otherwise.** The ratio NaN was status 0, success, with 4 frames made and -9223372036854775808 used.
//!
//! ```
//! use ffi_cookbook::argument_struct::{Progress, resample};
//!
//! let (input, mut output) = ([1.0, 2.0, 3.0], [0.0; 10]);
//! assert_eq!(resample(&input, &mut output, 1, 2.0)?, Progress { used: 3, made: 6 });
//! assert_eq!(output[..6], [1.0, 1.0, 2.0, 2.0, 3.0, 3.0]);
//! let refused = resample(&input, &mut output, 1, f64::NAN).unwrap_err();
//! assert_eq!(refused.to_string(), "ratio is NaN, and must be at least 0.00390625 and at most 256");
//! # Ok::<(), ffi_cookbook::argument_struct::ResampleError>(())
//! ```
//!
//! `argument_struct.c`:
#![doc = concat!("```c\n", include_str!("argument_struct.c"), "```")]
#![expect(unsafe_code, reason = "calls C")]

use std::ffi::{c_int, c_long};
use std::mem::offset_of;

use ffi_glue::{Refusal, count, returned, within};

#[repr(C)]
struct Resampling {
    input: *const f32,
    output: *mut f32,
    in_frames: c_long,
    out_frames: c_long,
    used: c_long,
    made: c_long,
    channels: c_int,
    ratio: f64,
}

const _: () = assert!(offset_of!(Resampling, ratio) + 8 == size_of::<Resampling>());

unsafe extern "C" {
    fn ck_resample(resampling: *mut Resampling) -> c_int;
}

/// How far a call came, in frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "named in full")]
pub struct Progress {
    pub used: usize,
    pub made: usize,
}

/// Why nothing was made.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the sentences name the values")]
pub enum ResampleError {
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("{samples} samples are not whole frames of {channels} channels")]
    Frames { samples: usize, channels: usize },
    #[error("the library returned status {0}")]
    Status(c_int),
}

/// Repeats or leaves out frames of `input`, so that there are `ratio` as many, until one array is at its end.
pub fn resample(input: &[f32], output: &mut [f32], channels: usize, ratio: f64) -> Result<Progress, ResampleError> {
    within("channels", channels, 1..=128)?;
    within("ratio", ratio, 1.0 / 256.0..=256.0)?;
    let frames = |samples: usize| match samples % channels {
        0 => Ok(samples / channels),
        _ => Err(ResampleError::Frames { samples, channels }),
    };
    let (in_frames, out_frames) = (frames(input.len())?, frames(output.len())?);
    let mut resampling = Resampling {
        input: input.as_ptr(),
        output: output.as_mut_ptr(),
        in_frames: count(in_frames)?,
        out_frames: count(out_frames)?,
        used: 0,
        made: 0,
        channels: count(channels)?,
        ratio,
    };
    // SAFETY: input and output hold in_frames and out_frames frames of `channels` samples (computed above), and do not
    // overlap, output being borrowed mutably; channels > 0 and the ratio is in its range. C keeps no pointer.
    match unsafe { ck_resample(&mut resampling) } {
        0 => {}
        status => return Err(ResampleError::Status(status)),
    }
    let used = returned("used", resampling.used, in_frames)?;
    let made = returned("made", resampling.made, out_frames)?;
    Ok(Progress { used, made })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_c_would_assert_or_let_through_is_refused() {
        let mut output = [0.0; 4];
        assert!(matches!(resample(&[1.0], &mut output, 0, 1.0), Err(ResampleError::Refused(_))));
        for ratio in [f64::NAN, 0.0, -1.0, 257.0, f64::INFINITY] {
            assert!(matches!(resample(&[1.0], &mut output, 1, ratio), Err(ResampleError::Refused(_))), "{ratio}");
        }
        assert_eq!(resample(&[1.0], &mut output, 2, 1.0), Err(ResampleError::Frames { samples: 1, channels: 2 }));
    }

    #[test]
    fn either_array_may_end_first_or_be_empty() {
        let mut output = [0.0; 4];
        assert_eq!(resample(&[1.0, 2.0], &mut output, 2, 1.0), Ok(Progress { used: 1, made: 1 }));
        assert_eq!(resample(&[1.0; 8], &mut output, 1, 0.5), Ok(Progress { used: 8, made: 4 }));
        assert_eq!(resample(&[], &mut output, 1, 1.0), Ok(Progress { used: 0, made: 0 }));
        assert_eq!(resample(&[1.0], &mut [], 1, 1.0), Ok(Progress { used: 0, made: 0 }));
    }

    #[test]
    fn a_status_and_a_count_of_nonsense_are_errors() {
        assert!(returned("used", c_long::MIN, 3).is_err());
        assert_eq!(ResampleError::Status(1).to_string(), "the library returned status 1");
    }
}

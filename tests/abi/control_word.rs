//! The floating-point modes of the calling thread: a foreign library may have changed them when it was loaded (one
//! linked with `-ffast-math` sets flush-to-zero), or while it ran.

use std::hint::black_box;

use ffi_workbench::language::ImplementationId;
use ffi_workbench::work::{KERNELS, Kernel, Work};

use crate::all_languages::all_languages;
use crate::parameters::parameters;
use crate::raw;

/// What is wrong with the modes, if anything.
fn fault() -> Option<String> {
    let word = control_word();
    if !is_clean(word) {
        return Some(format!("the control word is {word:#x}"));
    }
    let half = black_box(f64::MIN_POSITIVE) / black_box(2.0);
    if half == 0.0 {
        return Some("subnormal results are flushed to zero".into());
    }
    if black_box(half) * black_box(2.0) != f64::MIN_POSITIVE {
        return Some("subnormal operands are taken for zero".into());
    }
    for sign in [1.0, -1.0] {
        // Half a unit in the last place is a tie, three quarters are not.
        let [tie, more] = [0.5, 0.75].map(|part| black_box(sign) + black_box(sign * part * f64::EPSILON));
        if tie != sign || more != sign * (1.0 + f64::EPSILON) {
            return Some("rounding is not to nearest, ties to even".into());
        }
    }
    None
}

/// MXCSR.
#[cfg(target_arch = "x86_64")]
fn control_word() -> u64 {
    let mut word = 0_u32;
    // SAFETY: `stmxcsr` stores four bytes at the address of `word`, which is four bytes that nothing else uses, and
    // changes neither stack nor flags.
    unsafe { std::arch::asm!("stmxcsr [{}]", in(reg) &raw mut word, options(nostack, preserves_flags)) };
    word.into()
}

/// Flush-to-zero (bit 15), rounding (14, 13) and denormals-are-zero (6) off, all six exceptions masked (7 to 12). The
/// low six bits only say what has happened.
#[cfg(target_arch = "x86_64")]
fn is_clean(word: u64) -> bool {
    word & !0x3f == 0x1f80
}

/// FPCR.
#[cfg(target_arch = "aarch64")]
fn control_word() -> u64 {
    let word: u64;
    // SAFETY: `mrs` reads a register that user code may read, and touches neither memory nor stack.
    unsafe { std::arch::asm!("mrs {}, fpcr", out(reg) word, options(nomem, nostack, preserves_flags)) };
    word
}

/// Round to nearest, nothing flushed, no traps.
#[cfg(target_arch = "aarch64")]
fn is_clean(word: u64) -> bool {
    word == 0
}

/// Elsewhere the arithmetic alone decides.
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
fn control_word() -> u64 {
    0
}

#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
fn is_clean(_word: u64) -> bool {
    true
}

#[test]
fn no_kernel_changes_the_floating_point_modes() {
    assert_eq!(fault(), None, "before any call");
    let prices = [1.0, 5e-324, 1e308, -1e308, f64::NAN, f64::INFINITY, 2.0];
    for raw in raw::all() {
        let check = |kernel| assert_eq!(fault(), None, "after {kernel} in {}", raw.language);
        black_box((raw.add)(black_box(1), 2));
        check("add");
        black_box((raw.dot)(black_box(&prices), &prices));
        check("dot");
        black_box((raw.dot_f32)(black_box(&[1e-45, 3e38]), &[0.5, 3e38]));
        check("dot_f32");
        black_box((raw.sum)(black_box(&prices)));
        check("sum");
        black_box((raw.series_pi)(1000, 1, 999));
        check("series_pi");
        black_box((raw.monte_carlo_pi)(1, 0, 1001));
        check("monte_carlo_pi");
        black_box((raw.philox4x32_10)([1; 4], [2; 2]));
        check("philox4x32_10");
        (raw.moving_average)(black_box(&prices), 2, &mut [0.0; 6]);
        check("moving_average");
        (raw.rsi)(black_box(&prices), 2, &mut [0.0; 5]);
        check("rsi");
    }
}

/// Every implementation of every kernel, those that have no raw symbol here among them.
#[test]
fn no_implementation_changes_the_floating_point_modes() {
    let run = |kernel: &'static Kernel, id: ImplementationId| {
        let problem = kernel.generate(1000, 1, parameters(kernel, |default| default));
        let work = Work::new(kernel, id, &problem).expect("a generated problem breaks no rule");
        let mut out = vec![0.0; work.slots().min(work.grain())];
        work.fill_block(0, black_box(&mut out)).expect("a generated problem breaks no rule");
    };
    for &kernel in KERNELS {
        for &id in all_languages(kernel, &kernel.implementations()) {
            run(kernel, id);
            let (language, variant) = (id.language, id.variant.name());
            assert_eq!(fault(), None, "after {}, {variant}, in {language}", kernel.name);
        }
    }
}

/// A thread inherits its modes from the one that starts it, or from the operating system.
#[test]
fn a_new_thread_has_clean_floating_point_modes() {
    assert_eq!(std::thread::spawn(fault).join().expect("the thread does not panic"), None);
}

#[test]
#[cfg(target_arch = "x86_64")]
fn flushing_rounding_and_unmasked_exceptions_would_be_noticed() {
    assert!(is_clean(0x1f80) && is_clean(0x1fbf));
    for bit in [6, 7, 8, 9, 10, 11, 12, 13, 14, 15] {
        assert!(!is_clean(0x1f80 ^ (1 << bit)), "bit {bit}");
    }
}

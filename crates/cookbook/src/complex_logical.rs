//! Complex numbers and logicals of Fortran.
//!
//! | the other side | |
//! | --- | --- |
//! | promises | `complex(c_double_complex)` is two doubles, `logical(c_bool)` one byte |
//! | does not promise | which byte stands for true: the standard names none, ifx writes -1 in a default logical |
//!
//! **Idiom.** A `repr(C)` pair for complex; num_complex's `Complex<f64>` is one. A logical is read as the integer of
//! its size, `u8` or `c_int`, and compared with 0: never declared as `bool`, of which every value but 0 and 1 is
//! undefined behaviour. Towards Fortran, `true` is 1.
//!
//! **Rules.** FFI-CKNONROBUST (`bool` is not robust), FFI-CTYPE, FFI-TCONS.
//!
//! **Otherwise.** -1 read as a `bool`: the number that it converts to was 255, it was not equal to `true`, and printing
//! it wrote other texts of the program to the terminal and ended with SIGSEGV.
//!
//! ```
//! use ffi_cookbook::complex_logical::{Complex, Roots, is_negative, roots};
//!
//! assert_eq!(roots(0.0, -4.0), Roots::Real([2.0, -2.0]));
//! assert_eq!(roots(0.0, 4.0), Roots::Complex([Complex { re: 0.0, im: 2.0 }, Complex { re: 0.0, im: -2.0 }]));
//! assert!(is_negative(-0.5));
//! ```
//!
//! `complex_logical.f90`:
#![doc = concat!("```fortran\n", include_str!("complex_logical.f90"), "```")]
#![expect(unsafe_code, reason = "calls Fortran")]

use std::ffi::c_int;

/// re + i·im.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[expect(missing_docs, reason = "real and imaginary part")]
pub struct Complex {
    pub re: f64,
    pub im: f64,
}

const _: () = assert!(size_of::<Complex>() == 16 && align_of::<Complex>() == align_of::<f64>());

// SAFETY: the declarations are those of complex_logical.f90; ck_conjugate has an answer for every number.
unsafe extern "C" {
    fn ck_roots(b: f64, c: f64, roots: *mut [Complex; 2], are_real: *mut u8);
    safe fn ck_conjugate(z: Complex) -> Complex;
    fn ck_is_negative(x: f64, negative: *mut c_int);
}

/// The two roots of a quadratic equation.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(missing_docs, reason = "named by their type")]
pub enum Roots {
    Real([f64; 2]),
    Complex([Complex; 2]),
}

/// The roots of x² + bx + c.
pub fn roots(b: f64, c: f64) -> Roots {
    let mut roots = [Complex::default(); 2];
    let mut are_real = 0;
    // SAFETY: Fortran writes two complex numbers and one byte, which is what the references point to.
    unsafe { ck_roots(b, c, &mut roots, &mut are_real) };
    match are_real {
        0 => Roots::Complex(roots),
        _ => Roots::Real(roots.map(|root| root.re)),
    }
}

/// The conjugate, by Fortran.
pub fn conjugate(z: Complex) -> Complex {
    ck_conjugate(z)
}

/// Whether `x` is negative.
pub fn is_negative(x: f64) -> bool {
    let mut negative = 0;
    // SAFETY: Fortran writes one integer, which is what the reference points to.
    unsafe { ck_is_negative(x, &mut negative) };
    negative != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn complex_numbers_travel_by_value() {
        assert_eq!(conjugate(Complex { re: 1.0, im: 2.0 }), Complex { re: 1.0, im: -2.0 });
        assert_eq!(conjugate(Complex { re: f64::MAX, im: f64::INFINITY }).im, f64::NEG_INFINITY);
    }

    #[test]
    fn every_true_is_true() {
        let mut raw = 7;
        // SAFETY: as in `is_negative`.
        unsafe { ck_is_negative(-1.0, &mut raw) };
        assert_eq!(raw, -1); // neither 0 nor 1
        assert!(is_negative(-1.0) && !is_negative(1.0) && !is_negative(f64::NAN));
    }

    #[test]
    fn equations_that_are_none_have_roots_that_are_nan() {
        let Roots::Complex(roots) = roots(f64::NAN, 1.0) else { panic!("NaN is not real") };
        assert!(roots[0].re.is_nan());
    }
}

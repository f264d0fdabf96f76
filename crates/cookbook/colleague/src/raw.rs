//! The declarations: of the C half by bindgen from `kinetics.h`, of the Fortran half by hand.
//!
//! Fortran 77 has no header. A routine `KSTEP` is the symbol `kstep_`, every argument is an address, and each
//! `CHARACTER` has a length behind all other arguments. References stand for the addresses of single numbers, which are
//! never null.
#![expect(unsafe_code, reason = "declarations of foreign functions")]
#![expect(missing_docs, reason = "the header has the documentation")]
#![expect(non_camel_case_types, reason = "the names are C's")]

use core::ffi::{c_char, c_int, c_void};

include!(concat!(env!("OUT_DIR"), "/kinetics.rs"));

/// `CALL F(N, T, Y, YDOT, RPAR)`
pub type Rates = unsafe extern "C" fn(n: &c_int, t: &f64, y: *const f64, ydot: *mut f64, rpar: *mut c_void);

/// `CALL F(X, FX, IFLAG)`
pub type Objective = unsafe extern "C" fn(x: &f64, fx: &mut f64, iflag: &mut c_int);

/// `COMMON /KINST/ H, TLAST, NST, NFE`
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Kinst {
    pub h: f64,
    pub tlast: f64,
    pub nst: c_int,
    pub nfe: c_int,
}

unsafe extern "C" {
    pub fn kstep_(
        f: Rates,
        n: &c_int,
        t: &mut f64,
        y: *mut f64,
        tout: &f64,
        rtol: &f64,
        atol: &f64,
        work: *mut f64,
        lwork: &c_int,
        rpar: *mut c_void,
        istate: &mut c_int,
    );
    pub fn kroot_(f: Objective, a: &f64, b: &f64, tol: &f64, root: &mut f64, info: &mut c_int);
    pub fn kromsg_(info: &c_int, text: *mut c_char, text_length: usize);

    pub static mut kinst_: Kinst;
}

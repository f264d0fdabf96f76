//! What goes wrong without the safe layer, made to happen by the declarations alone.
#![expect(unsafe_code, reason = "calls of foreign functions that nothing checks")]

use std::ffi::{c_int, c_void};
use std::mem::MaybeUninit;
use std::process::Command;
use std::sync::{Mutex, MutexGuard, PoisonError};

use cookbook_colleague::raw;

/// The library's statics belong to one test at a time.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

unsafe extern "C" fn decay(_: &c_int, _: &f64, y: *const f64, ydot: *mut f64, rate: *mut c_void) {
    // SAFETY: `step` below passes the address of a number.
    let rate = unsafe { *rate.cast::<f64>() };
    // SAFETY: KSTEP passes one number.
    let y = unsafe { *y };
    // SAFETY: and another.
    unsafe { *ydot = -rate * y };
}

struct Raw {
    t: f64,
    y: f64,
    rate: f64,
    work: [f64; 26],
    istate: c_int,
}

impl Raw {
    fn new(rate: f64) -> Self {
        Self { t: 0.0, y: 1.0, rate, work: [0.0; 26], istate: 1 }
    }

    fn step(&mut self, tout: f64) -> f64 {
        let rate = (&raw mut self.rate).cast();
        let (y, work, istate) = (&raw mut self.y, self.work.as_mut_ptr(), &mut self.istate);
        // SAFETY: one number, a workspace of 6 + 20, and a closure that gets the rate back.
        unsafe { raw::kstep_(decay, &1, &mut self.t, y, &tout, &1e-3, &1e-6, work, &26, rate, istate) };
        self.y
    }
}

#[test]
fn two_integrations_in_turn_disturb_each_other_through_common() {
    let _alone = alone();
    let times = [0.2, 0.4, 0.6, 0.8];
    let mut slow = Raw::new(1.0);
    let by_itself = times.map(|t| slow.step(t));
    let (mut slow, mut fast) = (Raw::new(1.0), Raw::new(1000.0));
    let in_turn = times.map(|t| {
        let y = slow.step(t);
        fast.step(t);
        y
    });
    assert_eq!(by_itself[0], in_turn[0]);
    assert_ne!(by_itself, in_turn, "the second one's step size is used by the first");
}

fn options() -> raw::kin_options {
    let mut options = MaybeUninit::uninit();
    // SAFETY: it writes all of it.
    unsafe { raw::kin_options_init(options.as_mut_ptr()) };
    // SAFETY: written.
    unsafe { options.assume_init() }
}

fn open(options: &raw::kin_options) -> Result<*mut raw::kin_model, c_int> {
    let mut model = std::ptr::null_mut();
    // SAFETY: locals.
    match unsafe { raw::kin_open(options, &mut model) } {
        0 => Ok(model),
        code => Err(code),
    }
}

#[test]
fn a_run_inside_a_run_ruins_it() {
    let _alone = alone();
    unsafe extern "C" fn nested(_: f64, y: *const f64, _: c_int, model: *mut c_void) -> c_int {
        // SAFETY: one species.
        let mut other = unsafe { *y } * 100.0;
        // SAFETY: the model that is running.
        unsafe { raw::kin_run(model.cast(), &mut other, 0.01, Some(look), std::ptr::null_mut()) };
        // SAFETY: still one species; a static of kin_run's.
        c_int::from(unsafe { *y } > 1.0)
    }
    unsafe extern "C" fn look(_: f64, _: *const f64, _: c_int, _: *mut c_void) -> c_int {
        0
    }
    let model = open(&options()).unwrap();
    let mut y = 0.5;
    // SAFETY: one species.
    let status = unsafe { raw::kin_run(model, &mut y, 0.01, Some(nested), model.cast()) };
    assert_eq!(status, raw::KIN_ERR_STOPPED.cast_signed(), "the observer's y is now that of the other run");
    // SAFETY: opened above.
    unsafe { raw::kin_close(model) };
}

#[test]
fn nan_goes_through_the_librarys_own_checks() {
    let _alone = alone();
    let model = open(&raw::kin_options { step: f64::NAN, ..options() }).expect("NaN <= 0 is false");
    // SAFETY: opened above.
    unsafe { raw::kin_close(model) };
    assert_eq!(open(&raw::kin_options { step: -1.0, ..options() }), Err(raw::KIN_ERR_ARGUMENT.cast_signed()));
}

#[test]
fn a_wrong_argument_that_has_an_error_code_ends_the_process() {
    const CHILD: &str = "COOKBOOK_COLLEAGUE_ASSERTS";
    if std::env::var_os(CHILD).is_some() {
        let _ = open(&raw::kin_options { species: 0, ..options() });
        std::process::exit(0);
    }
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "a_wrong_argument_that_has_an_error_code_ends_the_process", "--nocapture"]);
    let output = child.env(CHILD, "1").output().unwrap();
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("options->species > 0"), "{output:?}");
}

#[test]
fn the_common_block_is_as_large_as_it_was_declared() {
    let archive = concat!(env!("OUT_DIR"), "/libkinetics_f.a");
    let symbols = Command::new("nm").args(["-S", archive]).output().unwrap();
    let symbols = String::from_utf8(symbols.stdout).unwrap();
    // Common symbols have their size where others have their address.
    let line = symbols.lines().find(|line| line.ends_with(" kinst_")).expect("the block has a symbol");
    let size = line.split_whitespace().filter_map(|word| usize::from_str_radix(word, 16).ok()).find(|size| *size > 16);
    assert_eq!(size, Some(size_of::<raw::Kinst>()), "{line}");
}

//! The library's functions, which no argument can misuse.
//!
//! | what the library does not check | here |
//! | --- | --- |
//! | `species <= 0`, species out of range: `assert` ends the process | refused before |
//! | `step`, `rate`, tolerances, times: NaN goes through its checks | refused before |
//! | how many steps there are to `until` | at most [`MAX_STEPS`] |
//! | how long `y`, `dydt`, `WORK` are | lengths are compared; the workspace is made here |
//! | `kin_run` and `kin_detail` use statics of the whole process | a lock; a run inside a run is an error |
//! | `KSTEP` has state in COMMON between calls | a session for each [`Integrator`] |
//! | `KROOT` has no argument for user data | a slot for each thread |
#![expect(unsafe_code, reason = "calls of foreign functions")]

use std::ffi::{c_int, c_void};
use std::mem::MaybeUninit;
use std::ops::ControlFlow;
use std::ptr::{self, NonNull};

use ffi_glue::{
    Block, Closure, Commons, Entered, Extent, FINITE, In, Lock, NOT_NEGATIVE, Out, Owned, POSITIVE, Padded, Refusal,
    Session, Slot, all_finite, char_array, count, lend, returned, static_str, within,
};

use crate::raw;

/// Species of one model, at most.
pub const MAX_SPECIES: usize = raw::KIN_MAX_SPECIES as usize;

/// Steps of one run, at most.
pub const MAX_STEPS: f64 = 1e9;

/// Why there is no result.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Error {
    /// An argument, or something that came back, broke a rule.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// An array has another length than there are species.
    #[error("{what} has {n} elements, and there are {species} species")]
    Length {
        /// The array.
        what: &'static str,
        /// Its length.
        n: usize,
        /// What it should be.
        species: usize,
    },
    /// The C half returned an error code.
    #[error("{message}: {detail}")]
    Library {
        /// `KIN_ERR_..`
        code: c_int,
        /// What `kin_strerror` says.
        message: &'static str,
        /// What `kin_detail` says.
        detail: String,
    },
    /// `KROOT` found no root.
    #[error("no root: {message}")]
    NoRoot {
        /// `INFO`
        info: c_int,
        /// What `KROMSG` says.
        message: String,
    },
    /// `KSTEP` took 2000 steps, and was not there yet: call again.
    #[error("2000 steps were not enough to get to {tout}; it is at {t}")]
    TooManySteps {
        /// Where it is.
        t: f64,
        /// Where it should be.
        tout: f64,
    },
    /// `KSTEP` could not meet the tolerances, or the rates were not finite.
    #[error("the step has become too small at {t}")]
    StepTooSmall {
        /// Where it is.
        t: f64,
    },
    /// An integration that failed before.
    #[error("the integration has failed before")]
    Failed,
}

/// How a model is stepped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Order 1.
    Euler,
    /// Order 2.
    Heun,
    /// Order 4.
    RungeKutta,
}

impl From<Method> for c_int {
    fn from(method: Method) -> c_int {
        let constant = match method {
            Method::Euler => raw::KIN_EULER,
            Method::Heun => raw::KIN_HEUN,
            Method::RungeKutta => raw::KIN_RK4,
        };
        // bindgen makes the constants of an unnamed enum c_uint, and functions take int: they are 0 to 2.
        constant.cast_signed()
    }
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// At its time.
    AtTheEnd,
    /// Where the observer stopped it.
    Stopped,
}

// ---- The C half -----------------------------------------------------------------------------------------------------

/// Around every function that writes `detail` or `stage` in kinetics.c.
static LIBRARY: Lock = Lock::new();

/// "1.2.0"
pub fn version() -> &'static str {
    // SAFETY: no arguments and no state.
    let version = unsafe { raw::kin_version() };
    // SAFETY: a literal in the library, which is linked statically.
    unsafe { static_str(version) }.unwrap_or("unknown")
}

/// What a status means; the lock says that `detail` is still that of this call.
fn check(status: c_int, _library: &Entered<'_>) -> Result<(), Error> {
    if status == raw::KIN_OK.cast_signed() {
        return Ok(());
    }
    // SAFETY: any code is fine.
    let message = unsafe { raw::kin_strerror(status) };
    // SAFETY: null or a literal in the library, which is linked statically.
    let message = unsafe { static_str(message) }.unwrap_or("a code that the library does not know");
    // SAFETY: no arguments.
    let detail = unsafe { raw::kin_detail() };
    // SAFETY: a static array that vsnprintf has ended, and that nobody writes under the lock; it is copied here.
    let detail = unsafe { std::ffi::CStr::from_ptr(detail) }.to_string_lossy().into_owned();
    Err(Error::Library { code: status, message, detail })
}

/// `kin_model`: a handle.
#[derive(Debug)]
pub struct Model {
    handle: Owned<raw::kin_model>,
    species: usize,
    step: f64,
}

// SAFETY: the model is memory of malloc without ties to a thread; what functions write besides it is under LIBRARY.
unsafe impl Send for Model {}
// SAFETY: every function that gets it from `&self` takes it as const and only reads it.
unsafe impl Sync for Model {}

impl Model {
    /// `kin_open`
    ///
    /// # Errors
    /// `species` is not in 1 to 64, `step` is not positive and finite, or `name` has more than 15 bytes or a NUL in it.
    pub fn open(name: &str, species: usize, method: Method, step: f64) -> Result<Self, Error> {
        within("species", species, 1..=MAX_SPECIES)?;
        within("step", step, POSITIVE)?;
        let name = char_array(name)?;
        let mut options = MaybeUninit::uninit();
        // SAFETY: it writes all of a kin_options.
        unsafe { raw::kin_options_init(options.as_mut_ptr()) };
        // SAFETY: it is written. What a newer version adds has its default.
        let mut options: raw::kin_options = unsafe { options.assume_init() };
        options.species = count(species)?;
        options.method = method.into();
        options.step = step;
        options.name = name;

        let library = LIBRARY.enter()?;
        let mut handle = ptr::null_mut();
        // SAFETY: species is positive, which kin_open asserts, and the name has its NUL; both addresses are of locals,
        // and it keeps neither.
        check(unsafe { raw::kin_open(&options, &mut handle) }, &library)?;
        let close = |handle: NonNull<raw::kin_model>| {
            // SAFETY: from kin_open, once.
            unsafe { raw::kin_close(handle.as_ptr()) }
        };
        // SAFETY: kin_open has succeeded: a model that is ours, for kin_close to take, on any thread.
        Ok(Self { handle: unsafe { Owned::new(handle, close) }?, species, step })
    }

    /// `kin_species`, as it was given to `open`.
    pub fn species(&self) -> usize {
        self.species
    }

    /// `kin_react`
    ///
    /// # Errors
    /// A species that there is not, a rate that is negative, infinite or NaN, or the 257th reaction.
    pub fn react(&mut self, from: usize, to: usize, rate: f64) -> Result<(), Error> {
        within("from", from, ..self.species)?;
        within("to", to, ..self.species)?;
        within("rate", rate, NOT_NEGATIVE)?;
        let (from, to) = (count(from)?, count(to)?);
        let library = LIBRARY.enter()?;
        // SAFETY: both species are there, which it asserts; `&mut self` says that nobody reads the model meanwhile.
        check(unsafe { raw::kin_react(self.handle.as_ptr(), from, to, rate) }, &library)
    }

    /// `kin_rates`
    ///
    /// # Errors
    /// Another length than there are species.
    pub fn rates(&self, y: &[f64], dydt: &mut [f64]) -> Result<(), Error> {
        self.check_length("y", y.len())?;
        self.check_length("dydt", dydt.len())?;
        // SAFETY: both have as many elements as there are species; it reads the model and y and writes dydt.
        unsafe { raw::kin_rates(self.handle.as_ptr(), y.as_ptr(), dydt.as_mut_ptr()) };
        Ok(())
    }

    /// `kin_run`: steps `y` from time 0 to the multiple of the step that is next to `until`.
    ///
    /// # Errors
    /// Another length than there are species, a `y` that is not finite, an `until` of more than [`MAX_STEPS`] steps, or
    /// a run inside an observer.
    ///
    /// # Panics
    /// With the observer's own panic; `y` is then where it was stopped.
    pub fn run<F>(&self, y: &mut [f64], until: f64, observer: F) -> Result<Ended, Error>
    where
        F: FnMut(f64, &[f64]) -> ControlFlow<()>,
    {
        self.check_length("y", y.len())?;
        all_finite("y", y)?;
        within("until", until, NOT_NEGATIVE)?;
        within("until / step", until / self.step, 0.0..=MAX_STEPS)?;
        let library = LIBRARY.enter()?;
        let status = Closure::new(observer).during(|user| {
            // SAFETY: y has as many elements as there are species; its statics are ours under the lock; the number of
            // steps fits in a long. `observe::<F>` gets `user` back, and neither is kept.
            unsafe { raw::kin_run(self.handle.as_ptr(), y.as_mut_ptr(), until, Some(observe::<F>), user) }
        })?;
        if status == raw::KIN_ERR_STOPPED.cast_signed() {
            return Ok(Ended::Stopped);
        }
        check(status, &library)?;
        Ok(Ended::AtTheEnd)
    }

    /// `kin_describe`
    pub fn describe(&self) -> String {
        // SAFETY: no bytes are written where there are none.
        let mut n = unsafe { raw::kin_describe(self.handle.as_ptr(), ptr::null_mut(), 0) };
        let mut buffer = Vec::new();
        // Once more if it has grown meanwhile.
        while n >= buffer.len() {
            buffer.resize(n + 1, 0_u8);
            // SAFETY: as many bytes as it is told.
            n = unsafe { raw::kin_describe(self.handle.as_ptr(), buffer.as_mut_ptr().cast(), buffer.len()) };
        }
        buffer.truncate(n);
        String::from_utf8_lossy(&buffer).into_owned()
    }

    fn check_length(&self, what: &'static str, n: usize) -> Result<(), Error> {
        if n == self.species { Ok(()) } else { Err(Error::Length { what, n, species: self.species }) }
    }
}

/// kin_run's observer. Once something is wrong, it says stop.
unsafe extern "C" fn observe<F>(t: f64, y: *const f64, species: c_int, user: *mut c_void) -> c_int
where
    F: FnMut(f64, &[f64]) -> ControlFlow<()>,
{
    let body = |observer: &mut F| {
        // SAFETY: a static of kin_run's with `species` elements, which it leaves alone until this has returned.
        let y = unsafe { lend(In(y, species)) }?;
        Ok(observer(t, y))
    };
    // SAFETY: kin_run hands on what `run` gave it: a closure of this F, inside `during`.
    let go_on = unsafe { Closure::<F>::call(user, body) };
    c_int::from(go_on != Some(ControlFlow::Continue(())))
}

// ---- The Fortran half -----------------------------------------------------------------------------------------------

static KSTEP: Commons<1> = {
    let blocks = [Block::of(&raw mut raw::kinst_)];
    // SAFETY: COMMON /KINST/ is a static of this type (a test compares the sizes), and KSTEP alone uses it, which is
    // called in `Integrator::step` alone, inside `run`.
    unsafe { Commons::new(blocks) }
};

/// One integration by `KSTEP`: its arguments that must stay as they are between calls, and its COMMON block.
#[derive(Debug)]
pub struct Integrator<F> {
    rates: Closure<F>,
    session: Session<1>,
    work: Vec<f64>,
    t: f64,
    y: Vec<f64>,
    tolerances: (f64, f64),
    state: State,
}

/// First -> Going on success or after too many steps; both -> Failed on any other error, and when `F` panics.
#[derive(Debug, Clone, Copy, PartialEq)]
enum State {
    First,
    Going,
    Failed,
}

impl<F: FnMut(f64, &[f64], &mut [f64])> Integrator<F> {
    /// At time `t` with `y`. `rates(t, y, ydot)` sets `ydot`, which has the length of `y`.
    ///
    /// # Errors
    /// An empty `y`, or one that is not finite or too long for the workspace; a time that is not finite; tolerances
    /// that are negative or NaN, or both zero.
    pub fn new(rates: F, t: f64, y: &[f64], rtol: f64, atol: f64) -> Result<Self, Error> {
        within("length of y", y.len(), 1..)?;
        all_finite("y", y)?;
        within("t", t, FINITE)?;
        within("rtol", rtol, NOT_NEGATIVE)?;
        within("atol", atol, NOT_NEGATIVE)?;
        within("rtol + atol", rtol + atol, POSITIVE)?;
        let work = (Extent::of(y.len()) * 6 + 20).size()?;
        Ok(Self {
            rates: Closure::new(rates),
            session: KSTEP.session()?,
            work: vec![0.0; work],
            t,
            y: y.to_vec(),
            tolerances: (rtol, atol),
            state: State::First,
        })
    }

    /// `KSTEP`: to time `tout`, which is not before the present one.
    ///
    /// # Errors
    /// A time that is earlier, or not finite; what `KSTEP` says; a call from inside `rates` of any integration.
    ///
    /// # Panics
    /// With the panic of `rates`. The integration has then failed.
    pub fn step(&mut self, tout: f64) -> Result<(), Error> {
        let mut istate = match self.state {
            State::First => 1,
            State::Going => 2,
            State::Failed => return Err(Error::Failed),
        };
        within("tout", tout, self.t..=f64::MAX)?;
        let (n, lwork) = (count(self.y.len())?, count(self.work.len())?);
        let (t, y, work, (rtol, atol)) = (&mut self.t, self.y.as_mut_ptr(), self.work.as_mut_ptr(), self.tolerances);
        let rates = &self.rates;
        let before = std::mem::replace(&mut self.state, State::Failed);
        let called = self.session.run(|| {
            rates.during(|rpar| {
                // SAFETY: y has n numbers and work lwork >= 6 n + 20, which were not touched since the last call; the
                // COMMON block is this session's. It hands rpar on to `give_rates::<F>`, and keeps no pointer.
                unsafe { raw::kstep_(give_rates::<F>, &n, t, y, &tout, &rtol, &atol, work, &lwork, rpar, &mut istate) }
            })
        });
        match called {
            // Not called: the integration is what it was.
            Err(refusal) => {
                self.state = before;
                return Err(refusal.into());
            }
            Ok(ended) => ended?,
        }
        match istate {
            2 => self.state = State::Going,
            -1 => {
                self.state = State::Going;
                return Err(Error::TooManySteps { t: self.t, tout });
            }
            _ => return Err(Error::StepTooSmall { t: self.t }),
        }
        Ok(())
    }

    /// The present time.
    pub fn t(&self) -> f64 {
        self.t
    }

    /// `y` at the present time.
    pub fn y(&self) -> &[f64] {
        &self.y
    }
}

impl<F> Integrator<F> {
    /// `NST` and `NFE` of COMMON /KINST/: accepted steps and calls of `rates`.
    ///
    /// # Errors
    /// A call from inside `rates`.
    pub fn counts(&mut self) -> Result<(usize, usize), Error> {
        // SAFETY: inside `run` the block is this session's, and nobody writes it.
        let block = self.session.run(|| unsafe { raw::kinst_ })?;
        let limit = usize::MAX;
        Ok((returned("NST", block.nst, limit)?, returned("NFE", block.nfe, limit)?))
    }
}

/// KSTEP's `F`. Once something is wrong, the rates are NaN, which KSTEP takes for a step that is too large: it gives up
/// by itself.
unsafe extern "C" fn give_rates<F>(n: &c_int, t: &f64, y: *const f64, ydot: *mut f64, rpar: *mut c_void)
where
    F: FnMut(f64, &[f64], &mut [f64]),
{
    // SAFETY: two parts of KSTEP's arrays with n numbers each, which do not overlap; it leaves them alone meanwhile.
    let Ok((y, ydot)) = (unsafe { lend((In(y, *n), Out(ydot, *n))) }) else { return };
    let body = |rates: &mut F| {
        rates(*t, y, ydot);
        Ok(())
    };
    // SAFETY: KSTEP hands on what `step` gave it: a closure of this F, inside `during`.
    let given = unsafe { Closure::<F>::call(rpar, body) };
    if given.is_none() {
        ydot.fill(f64::NAN);
    }
}

thread_local! {
    static KROOT: Slot = const { Slot::new() };
}

/// `KROOT`: where `f` is zero between `a` and `b`, to `tol`. `f` can stop the search.
///
/// # Errors
/// Ends that are not finite or not in order, a tolerance that is negative or not finite; what `KROOT` says.
///
/// # Panics
/// With the panic of `f`.
pub fn root<F: FnMut(f64) -> ControlFlow<(), f64>>(f: F, a: f64, b: f64, tol: f64) -> Result<f64, Error> {
    within("a", a, FINITE)?;
    within("b", b, a..=f64::MAX)?;
    within("tol", tol, NOT_NEGATIVE)?;
    let (mut root, mut info) = (f64::NAN, 0);
    Closure::new(f).during_in(&KROOT, || {
        // SAFETY: single numbers. It has no state (its locals are on the stack by -frecursive), and keeps no pointer.
        unsafe { raw::kroot_(give_value::<F>, &a, &b, &tol, &mut root, &mut info) }
    })?;
    match info {
        1 => Ok(within("root", root, FINITE)?),
        _ => Err(Error::NoRoot { info, message: root_message(info) }),
    }
}

/// KROOT's `F`. Once something is wrong, it says stop.
unsafe extern "C" fn give_value<F: FnMut(f64) -> ControlFlow<(), f64>>(x: &f64, fx: &mut f64, iflag: &mut c_int) {
    // SAFETY: KROOT calls this inside `root` alone, which has put a closure of this F into the slot of this thread.
    match unsafe { Closure::<F>::call_in(&KROOT, |f| Ok(f(*x))) } {
        Some(ControlFlow::Continue(value)) => *fx = value,
        Some(ControlFlow::Break(())) | None => *iflag = -1,
    }
}

/// `KROMSG`
fn root_message(info: c_int) -> String {
    let mut text = Padded::<40>::blank();
    // SAFETY: text has as many bytes as its length says; it writes all of them and keeps no pointer.
    unsafe { raw::kromsg_(&info, text.as_mut_ptr(), text.hidden_len()) };
    text.as_str().unwrap_or("?").into()
}

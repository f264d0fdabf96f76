//! Closures that foreign code calls: functions of the C library, and stand-ins in Rust for what it does not have. The
//! stand-ins know nothing of closures, as C does not.
#![expect(unsafe_code, reason = "foreign calls and trampolines")]

use std::cell::{Cell, RefCell};
use std::cmp::Ordering;
use std::ffi::{CString, c_char, c_int, c_void};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr::NonNull;
use std::rc::Rc;
use std::sync::Mutex;

use ffi_glue::*;

type Visit = extern "C" fn(c_int, *mut c_void) -> c_int;

/// `int each(int n, int (*visit)(int, void *), void *user)`: calls until `visit` is not 0.
extern "C" fn each(n: c_int, visit: Visit, user: *mut c_void) -> c_int {
    (0..n).map(|i| visit(i, user)).find(|status| *status != 0).unwrap_or(0)
}

/// `double sum(int n, double (*f)(int, void *), void *user)`: cannot be stopped.
extern "C" fn sum(n: c_int, f: extern "C" fn(c_int, *mut c_void) -> f64, user: *mut c_void) -> f64 {
    (0..n).map(|i| f(i, user)).sum()
}

extern "C" fn visit<F: FnMut(c_int) -> c_int>(i: c_int, user: *mut c_void) -> c_int {
    // SAFETY: `each` and `sum` hand on the user data that `during` gave them for the same F.
    unsafe { Closure::<F>::call(user, |f| Ok(f(i))) }.unwrap_or(-1)
}

extern "C" fn value<F: FnMut(c_int) -> f64>(i: c_int, user: *mut c_void) -> f64 {
    // SAFETY: as above.
    unsafe { Closure::<F>::call(user, |f| Ok(f(i))) }.unwrap_or(f64::NAN)
}

fn each_of<F: FnMut(c_int) -> c_int>(n: c_int, f: F) -> Result<c_int, Refusal> {
    Closure::new(f).during(|user| each(n, visit::<F>, user))
}

fn sum_of<F: FnMut(c_int) -> f64>(n: c_int, f: F) -> Result<f64, Refusal> {
    Closure::new(f).during(|user| sum(n, value::<F>, user))
}

/// The message of a panic.
fn message<R>(call: impl FnOnce() -> R) -> String {
    let payload = catch_unwind(AssertUnwindSafe(call)).err().expect("it panics");
    payload.downcast_ref::<&str>().map(|text| (*text).into()).or(payload.downcast_ref::<String>().cloned()).unwrap()
}

/// Sets a flag when it is dropped: a frame that was unwound, or an object that was freed.
struct Dropped<'a>(&'a Cell<bool>);

impl Drop for Dropped<'_> {
    fn drop(&mut self) {
        self.0.set(true);
    }
}

#[test]
fn a_closure_borrows_from_its_caller_and_may_stop_the_call() {
    let mut seen = vec![];
    let status = each_of(10, |i| {
        seen.push(i);
        if i == 2 { 7 } else { 0 }
    });
    assert_eq!((status, seen), (Ok(7), vec![0, 1, 2]));
    assert_eq!(sum_of(4, f64::from), Ok(6.0));
}

#[test]
fn a_panic_stops_the_call_and_is_resumed_after_it() {
    let (mut calls, unwound) = (0, Cell::new(false));
    let text = message(|| {
        each_of(10, |i| {
            let _frame = Dropped(&unwound);
            calls += 1;
            if i == 3 { panic!("at {i}") } else { 0 }
        })
    });
    assert_eq!((text.as_str(), calls, unwound.get()), ("at 3", 4, true));
}

#[test]
fn a_caller_that_cannot_be_stopped_gets_nan_and_the_closure_is_left_alone() {
    let mut calls = 0;
    let closure = Closure::new(|i: c_int| {
        calls += 1;
        if i == 1 { std::panic::panic_any("mine") } else { f64::from(i) }
    });
    let total = Cell::new(0.0);
    let text = message(|| closure.during(|user| total.set(sum(5, value_of(&closure), user))));
    assert_eq!((text.as_str(), total.get().is_nan()), ("mine", true));
    drop(closure);
    assert_eq!(calls, 2);
}

/// The trampoline for a closure whose type cannot be named.
fn value_of<F: FnMut(c_int) -> f64>(_: &Closure<F>) -> extern "C" fn(c_int, *mut c_void) -> f64 {
    value::<F>
}

#[test]
fn a_closure_can_be_called_again_after_its_panic() {
    let mut first = true;
    let closure = Closure::new(|i: c_int| if std::mem::take(&mut first) { panic!("once") } else { f64::from(i) });
    let f = value_of(&closure);
    assert_eq!(message(|| closure.during(|user| sum(3, f, user))), "once");
    assert_eq!(closure.during(|user| sum(3, f, user)), Ok(3.0));
}

#[test]
fn what_a_callback_is_given_is_refused_by_a_value() {
    extern "C" fn bad<F: FnMut(&[f64]) -> c_int>(n: c_int, user: *mut c_void) -> c_int {
        let body = |f: &mut F| {
            // SAFETY: an array of -1 elements is refused.
            let x = unsafe { lend(In(std::ptr::null(), n - 1)) }?;
            Ok(f(x))
        };
        // SAFETY: as `visit`.
        unsafe { Closure::<F>::call(user, body) }.unwrap_or(-5)
    }
    fn call<F: FnMut(&[f64]) -> c_int>(f: F) -> (Result<c_int, Refusal>, c_int) {
        let status = Cell::new(0);
        let result = Closure::new(f).during(|user| {
            status.set(each(3, bad::<F>, user));
            status.get()
        });
        (result, status.get())
    }
    let (result, status) = call(|x| c_int::try_from(x.len()).unwrap());
    assert!(result.unwrap_err().to_string().starts_with("count is -1"));
    assert_eq!(status, -5);
}

#[test]
fn a_closure_that_is_called_while_it_runs_is_an_error() {
    // The library calls back from inside what the callback calls.
    let user_data = Cell::new(std::ptr::null_mut());
    let again: Cell<Option<Visit>> = Cell::new(None);
    let panics = Cell::new(false);
    let closure = Closure::new(|_: c_int| {
        let status = each(2, again.get().unwrap(), user_data.get());
        assert_eq!(status, -1, "the policy");
        if panics.get() { panic!("after it") } else { 0 }
    });
    fn visit_of<F: FnMut(c_int) -> c_int>(_: &Closure<F>) -> Visit {
        visit::<F>
    }
    again.set(Some(visit_of(&closure)));
    let outer = Cell::new(0);
    let call = || {
        closure.during(|user| {
            user_data.set(user);
            outer.set(each(1, visit_of(&closure), user));
        })
    };
    assert_eq!((call(), outer.get()), (Err(Refusal::Nested), -1));
    panics.set(true);
    assert_eq!(message(call), "after it", "a panic is not lost in an error");
}

#[test]
fn a_call_inside_a_call_with_one_closure_is_an_error() {
    let closure = Closure::new(f64::from as fn(c_int) -> f64);
    let f = value_of(&closure);
    let result = closure.during(|_| closure.during(|user| sum(1, f, user)));
    assert_eq!(result, Ok(Err(Refusal::Nested)));
    assert_eq!(closure.during(|user| sum(3, f, user)), Ok(3.0));
}

#[test]
fn a_kept_closure_is_called_inside_during_alone() {
    let calls = Rc::new(Cell::new(0));
    let counted = Rc::clone(&calls);
    let kept = Kept::new(Closure::new(move |i: c_int| {
        counted.set(counted.get() + 1);
        f64::from(i)
    }));
    // The library is told the address once, and the handle with the closure moves.
    let (user, f) = (kept.user_data(), value_of(&kept));
    let handle = Some(kept);
    assert!(sum(2, f, user).is_nan());
    let kept = handle.as_ref().unwrap();
    assert_eq!(kept.during(|again| (again == user, sum(3, f, user))), Ok((true, 3.0)));
    assert_eq!(calls.get(), 3);
    drop(handle);
    assert_eq!(Rc::strong_count(&calls), 1);
}

#[test]
fn no_user_data_is_the_policy_alone() {
    assert_eq!(each(1, visit::<fn(c_int) -> c_int>, std::ptr::null_mut()), -1);
}

#[test]
fn a_closure_and_its_panic_can_be_moved_to_another_thread() {
    let closure = Kept::new(Closure::new(|i: c_int| if i == 1 { panic!("there") } else { f64::from(i) }));
    let f = value_of(&closure);
    let (text, closure) = std::thread::scope(|scope| {
        let there = scope.spawn(move || (message(|| closure.during(|user| sum(2, f, user))), closure));
        there.join().unwrap()
    });
    assert_eq!(text, "there");
    assert_eq!(closure.during(|user| sum(1, f, user)), Ok(0.0));
}

#[test]
fn a_callback_on_another_thread_is_an_error_and_does_not_run() {
    let calls = Cell::new(0);
    let closure = Closure::new(|i: c_int| {
        calls.set(calls.get() + 1);
        i
    });
    fn visit_of<F: FnMut(c_int) -> c_int>(_: &Closure<F>) -> Visit {
        visit::<F>
    }
    let visit = visit_of(&closure);
    let result = closure.during(|user| {
        let address = user.expose_provenance();
        std::thread::spawn(move || visit(5, std::ptr::with_exposed_provenance_mut(address))).join().unwrap()
    });
    assert_eq!((result, calls.get()), (Err(Refusal::OtherThread), 0));
}

#[test]
fn several_closures_are_one_tuple_and_give_back_what_they_gathered() {
    extern "C" fn first<F: FnMut(c_int) -> c_int, G>(i: c_int, user: *mut c_void) -> c_int {
        // SAFETY: as `visit`, with the pair of F and G.
        unsafe { Closure::<(F, G)>::call(user, |(f, _)| Ok(f(i))) }.unwrap_or(-1)
    }
    extern "C" fn second<F, G: FnMut(c_int) -> c_int>(i: c_int, user: *mut c_void) -> c_int {
        // SAFETY: as above.
        unsafe { Closure::<(F, G)>::call(user, |(_, g)| Ok(g(i))) }.unwrap_or(-1)
    }
    fn both<F: FnMut(c_int) -> c_int, G: FnMut(c_int) -> c_int>(f: F, g: G) -> Result<c_int, Refusal> {
        Closure::new((f, g)).during(|user| each(2, first::<F, G>, user) + each(3, second::<F, G>, user))
    }
    let (mut a, mut b) = (0, 0);
    let status = both(
        |_| {
            a += 1;
            0
        },
        |_| {
            b += 1;
            0
        },
    );
    assert_eq!((status, a, b), (Ok(0), 2, 3));
    let mut closure = Closure::new(Vec::<c_int>::new());
    closure = Closure::new(closure.into_inner());
    assert!(closure.into_inner().is_empty());
}

#[test]
fn a_destructor_takes_a_closure_that_the_library_has_kept() {
    let dropped = Cell::new(false);
    let guard = Dropped(&dropped);
    let kept = Kept::new(Closure::new(move |i: c_int| {
        let _ = &guard;
        f64::from(i)
    }));
    fn destroy_of<T>(_: &Kept<T>) -> unsafe extern "C" fn(*mut c_void) {
        Kept::<T>::destroy
    }
    let destroy = destroy_of(&kept);
    let user = kept.into_user_data();
    assert!(!dropped.get());
    // SAFETY: from into_user_data of the same type, once.
    unsafe { destroy(user) };
    assert!(dropped.get());
}

unsafe extern "C" {
    fn strdup(text: *const c_char) -> *mut c_char;
    fn free(memory: *mut c_void);
    fn qsort(data: *mut c_void, n: usize, size: usize, compare: extern "C" fn(&f64, &f64) -> c_int);
}

thread_local! {
    static COMPARE: Slot = const { Slot::new() };
}

extern "C" fn compare<F: FnMut(&f64, &f64) -> Ordering>(a: &f64, b: &f64) -> c_int {
    // SAFETY: qsort calls this inside `sort` alone, which has put a Closure<F> of this F into COMPARE.
    unsafe { Closure::<F>::call_in(&COMPARE, |f| Ok(f(a, b) as c_int)) }.unwrap_or(0)
}

/// By the C library's `qsort`, which has no user data and cannot be stopped.
fn sort<F: FnMut(&f64, &f64) -> Ordering>(data: &mut [f64], f: F) -> Result<(), Refusal> {
    let (address, n) = (data.as_mut_ptr().cast(), data.len());
    // SAFETY: n numbers of 8 bytes, which qsort permutes whatever the comparison says; it keeps no pointer.
    Closure::new(f).during_in(&COMPARE, || unsafe { qsort(address, n, 8, compare::<F>) })
}

#[test]
#[cfg_attr(miri, ignore = "qsort is not Rust")]
fn a_closure_without_user_data_sorts() {
    let (mut data, mut calls) = ([3.0, 1.0, 2.0], 0);
    sort(&mut data, |a, b| {
        calls += 1;
        a.total_cmp(b)
    })
    .unwrap();
    assert_eq!(data, [1.0, 2.0, 3.0]);
    assert!(calls >= 2);
    sort(&mut [], |_, _| unreachable!()).unwrap();
}

#[test]
#[cfg_attr(miri, ignore = "qsort is not Rust")]
fn a_call_inside_a_callback_has_the_slot_for_itself_and_gives_it_back() {
    let (mut outer, inner) = ([3.0, 1.0, 2.0], RefCell::new(vec![]));
    sort(&mut outer, |a, b| {
        let mut pair = [*a, *b];
        sort(&mut pair, |a, b| b.total_cmp(a)).unwrap();
        inner.borrow_mut().push(pair);
        a.total_cmp(b)
    })
    .unwrap();
    assert_eq!(outer, [1.0, 2.0, 3.0]);
    assert!(inner.borrow().iter().all(|[a, b]| a >= b));
}

#[test]
#[cfg_attr(miri, ignore = "qsort is not Rust")]
fn a_panic_below_qsort_is_resumed_above_it_and_empties_the_slot() {
    let mut data = [3.0, 1.0, 2.0];
    assert_eq!(message(|| sort(&mut data, |_, _| panic!("below"))), "below");
    data.sort_by(f64::total_cmp);
    assert_eq!(data, [1.0, 2.0, 3.0], "permuted at most");
    assert_eq!(compare::<fn(&f64, &f64) -> Ordering>(&0.0, &0.0), 0, "no closure is left in the slot");
    // The inner panic goes through the outer comparison, and both calls of qsort have returned.
    let text = message(|| {
        sort(&mut data, |_, _| {
            sort(&mut [2.0, 1.0], |_, _| panic!("innermost")).unwrap();
            Ordering::Equal
        })
    });
    assert_eq!(text, "innermost");
}

#[test]
#[cfg_attr(miri, ignore = "qsort is not Rust")]
fn threads_have_a_slot_each() {
    std::thread::scope(|scope| {
        for seed in 0..4_u32 {
            scope.spawn(move || {
                let mut data: Vec<f64> = (0..500_u32).map(|i| f64::from((i * 7919 + seed) % 503)).collect();
                let mut calls = 0;
                sort(&mut data, |a, b| {
                    calls += 1;
                    a.total_cmp(b)
                })
                .unwrap();
                assert!(data.is_sorted() && calls > 500);
            });
        }
    });
}

#[test]
#[cfg_attr(miri, ignore = "strdup is not Rust")]
fn a_string_that_c_made_is_freed_by_c() {
    let release = |copy: NonNull<c_char>| {
        // SAFETY: a copy that strdup made, once.
        unsafe { free(copy.as_ptr().cast()) }
    };
    let copy = |text: &CString| {
        // SAFETY: a NUL at its end; strdup keeps no pointer.
        let copy = unsafe { strdup(text.as_ptr()) };
        // SAFETY: null or a copy that is ours, which `release` takes once.
        unsafe { OwnedText::new(copy, release) }.unwrap()
    };
    let text = copy(&CString::new("naïve").unwrap());
    assert_eq!((text.as_str(), text.to_bytes().len()), (Ok("naïve"), 6));
    assert_eq!(copy(&CString::new([0xff]).unwrap()).as_str(), Err(Refusal::NotUtf8 { valid_up_to: 0 }));
    // SAFETY: null is refused.
    assert_eq!(unsafe { OwnedText::new(std::ptr::null_mut(), |_| ()) }.err(), Some(Refusal::Null));
}

#[test]
fn a_lock_is_an_error_inside_itself_and_waits_for_other_threads() {
    static LOCK: Lock = Lock::new();
    static LOG: Mutex<Vec<u32>> = Mutex::new(vec![]);
    let entered = LOCK.enter().unwrap();
    assert_eq!(LOCK.enter().unwrap_err(), Refusal::Nested);
    let other = std::thread::spawn(|| {
        let _entered = LOCK.enter().unwrap();
        LOG.lock().unwrap().push(2);
    });
    std::thread::sleep(std::time::Duration::from_millis(50));
    LOG.lock().unwrap().push(1);
    drop(entered);
    other.join().unwrap();
    assert_eq!(*LOG.lock().unwrap(), [1, 2]);
    // A panic in Rust, after which the foreign frames are gone, does not lock the library up.
    assert_eq!(
        message(|| {
            let _entered = LOCK.enter().unwrap();
            panic!("inside")
        }),
        "inside"
    );
    assert!(LOCK.enter().is_ok());
}

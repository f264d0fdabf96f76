//! Sessions over COMMON blocks, which are statics here as they are in an object of gfortran's.
#![expect(unsafe_code, reason = "statics as the foreign side has them")]

use std::panic::{AssertUnwindSafe, catch_unwind};

use ffi_glue::*;

/// `common /position/ n, x(3)`
#[repr(C)]
struct Position {
    n: i32,
    x: [f64; 3],
}

static mut POSITION: Position = Position { n: 0, x: [0.0, 0.5, 0.0] };
static mut LAST: u8 = 7;

/// `subroutine step(by)`: its state is in COMMON from one call to the next.
extern "C" fn step(by: f64) -> f64 {
    let position = &raw mut POSITION;
    // SAFETY: only called inside `run`, under its lock.
    let Position { n, x } = unsafe { &mut *position };
    *n += 1;
    x[1] += by;
    // SAFETY: as above.
    unsafe { LAST += 1 };
    x[1] * f64::from(*n)
}

/// `integer function last()`
extern "C" fn last() -> u8 {
    // SAFETY: as in `step`.
    unsafe { LAST }
}

static LIBRARY: Commons<2> = {
    let blocks = [Block::of(&raw mut POSITION), Block::of(&raw mut LAST)];
    // SAFETY: two statics of these types, touched by `step` and `last` alone, which are called inside `run`.
    unsafe { Commons::new(blocks) }
};

#[test]
fn two_computations_in_turn_give_what_each_gives_alone() {
    let alone = |by: f64| {
        let mut session = LIBRARY.session().unwrap();
        [1, 2, 3].map(|_| session.run(|| step(by)).unwrap())
    };
    let (a, b) = (alone(1.0), alone(0.25));
    assert_eq!((a, b), ([1.5, 5.0, 10.5], [0.75, 2.0, 3.75]));
    let (mut one, mut two) = (LIBRARY.session().unwrap(), LIBRARY.session().unwrap());
    let in_turn = [0, 1, 2].map(|_| (one.run(|| step(1.0)).unwrap(), two.run(|| step(0.25)).unwrap()));
    assert_eq!(in_turn.map(|(a, _)| a), a);
    assert_eq!(in_turn.map(|(_, b)| b), b);
    assert_eq!(one.run(|| last()), Ok(10), "every block is swapped");
}

#[test]
fn threads_wait_for_each_other_and_have_sessions_of_their_own() {
    std::thread::scope(|scope| {
        for by in [0.5, 1.0, 2.0] {
            scope.spawn(move || {
                let mut session = LIBRARY.session().unwrap();
                for i in 1..=200 {
                    let n = f64::from(i);
                    assert_eq!(session.run(|| step(by)), Ok((0.5 + n * by) * n));
                }
            });
        }
    });
}

#[test]
fn a_session_inside_another_is_an_error_that_disturbs_neither() {
    let (mut outer, mut inner) = (LIBRARY.session().unwrap(), LIBRARY.session().unwrap());
    outer.run(|| step(1.0)).unwrap();
    let nested = outer.run(|| {
        let made_inside = LIBRARY.session().unwrap().run(|| step(9.0));
        (inner.run(|| step(9.0)), made_inside)
    });
    assert_eq!(nested, Ok((Err(Refusal::Nested), Err(Refusal::Nested))));
    assert_eq!(outer.run(|| step(1.0)), Ok(5.0));
    assert_eq!(inner.run(|| step(1.0)), Ok(1.5));
}

#[test]
fn a_clone_goes_on_from_the_same_state() {
    let mut session = LIBRARY.session().unwrap();
    session.run(|| step(1.0)).unwrap();
    let mut clone = session.clone();
    assert_eq!(session.run(|| step(1.0)), Ok(5.0));
    assert_eq!(clone.run(|| step(0.5)), Ok(4.0));
}

#[test]
fn a_panic_leaves_the_state_of_the_last_call_and_the_lock_open() {
    let mut session = LIBRARY.session().unwrap();
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        session.run(|| {
            step(1.0);
            panic!("after the foreign call")
        })
    }));
    assert!(panicked.is_err());
    assert_eq!(session.run(|| step(1.0)), Ok(5.0));
}

#[test]
fn a_first_session_is_not_made_from_inside_the_library() {
    static mut BLOCK: [u8; 16] = [3; 16];
    static OTHER: Commons<1> = {
        let blocks = [Block::of(&raw mut BLOCK)];
        // SAFETY: nothing but this test has it, and uses it inside `run`.
        unsafe { Commons::new(blocks) }
    };
    let mut session = OTHER.session().unwrap();
    assert!(session.run(|| OTHER.session().is_ok()).unwrap(), "what the block held at first is known");
    let changed = session.run(|| {
        // SAFETY: inside `run`.
        unsafe { BLOCK[15] = 9 };
    });
    assert_eq!(changed, Ok(()));
    // SAFETY: inside `run`.
    let value = || unsafe { BLOCK[15] };
    assert_eq!((session.run(value), OTHER.session().unwrap().run(value)), (Ok(9), Ok(3)));
}

//! The wrapped library: its answers, and that no argument, closure or thread can misuse it.

use std::cell::{Cell, RefCell};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use cookbook_colleague::safe::{self, Ended, Integrator};
use cookbook_colleague::{Error, Integration, Method, Model, find_root, version};
use ffi_glue::Refusal;

/// A -> B -> C, which has a closed form.
fn decay(method: Method) -> Model {
    let mut model = Model::new("decay", 3, method, 0.01).unwrap();
    model.react(0, 1, 2.0).unwrap().react(1, 2, 1.0).unwrap();
    model
}

fn decayed(t: f64) -> [f64; 3] {
    let (a, b) = ((-2.0 * t).exp(), 2.0 * ((-t).exp() - (-2.0 * t).exp()));
    [a, b, 1.0 - a - b]
}

fn error(y: &[f64], t: f64) -> f64 {
    y.iter().zip(decayed(t)).map(|(y, expected)| (y - expected).abs()).fold(0.0, f64::max)
}

/// The text of a panic, or of the error of a call that must fail.
fn panic_text<R>(call: impl FnOnce() -> R) -> String {
    let payload = catch_unwind(AssertUnwindSafe(call)).err().expect("it panics");
    (*payload.downcast_ref::<&str>().expect("a literal")).into()
}

fn sentence<R>(result: Result<R, Error>) -> String {
    result.err().expect("it is refused").to_string()
}

#[test]
fn methods_have_the_orders_that_they_should() {
    let errors = [Method::Euler, Method::Heun, Method::RungeKutta]
        .map(|method| error(&decay(method).run(&[1.0, 0.0, 0.0], 1.0).unwrap(), 1.0));
    for (error, bound) in errors.iter().zip([1e-2, 1e-4, 1e-9]) {
        assert!((bound / 100.0..bound).contains(error), "{errors:?}");
    }
    assert_eq!(version(), "1.2.0");
}

#[test]
fn a_model_describes_itself_however_long_it_is() {
    assert_eq!(decay(Method::Heun).to_string(), "decay: 3 species, 2 reactions, Heun with step 0.01");
    let empty = Model::new("", 64, Method::Euler, 1e-300).unwrap();
    assert_eq!(empty.to_string(), ": 64 species, 0 reactions, Euler with step 1e-300");
}

#[test]
fn what_the_library_asserts_is_refused_before() {
    let open = |name: &str, species, step| sentence(Model::new(name, species, Method::Euler, step));
    assert_eq!(open("a", 0, 1.0), "species is 0, and must be at least 1 and at most 64");
    assert_eq!(open("a", 65, 1.0), "species is 65, and must be at least 1 and at most 64");
    assert!(open("a", 1, f64::NAN).starts_with("step is NaN"));
    assert!(open("a", 1, 0.0).starts_with("step is 0"));
    assert!(open("a", 1, f64::INFINITY).starts_with("step is inf"));
    assert!(Model::new("fifteen bytes!!", 1, Method::Euler, 1.0).unwrap().to_string().starts_with("fifteen bytes!!:"));
    assert_eq!(open("sixteen bytes!!!", 1, 1.0), "a text of 16 bytes does not fit in 15");
    assert_eq!(open("a\0b", 1, 1.0), "a text has a NUL after 1 bytes");

    let mut model = decay(Method::Euler);
    assert_eq!(sentence(model.react(3, 0, 1.0)), "from is 3, and must be below 3");
    assert_eq!(sentence(model.react(0, usize::MAX, 1.0)), "to is 18446744073709551615, and must be below 3");
    assert!(sentence(model.react(0, 1, f64::NAN)).starts_with("rate is NaN"));
    assert!(sentence(model.react(0, 1, -1.0)).starts_with("rate is -1"));
    assert_eq!(sentence(model.rates(&[1.0])), "y has 1 elements, and there are 3 species");
    assert_eq!(sentence(model.run(&[1.0; 4], 1.0)), "y has 4 elements, and there are 3 species");
    assert_eq!(sentence(model.run(&[1.0, f64::NAN, 0.0], 1.0)), "y[1] is NaN, and must be finite");
    assert!(sentence(model.run(&[1.0; 3], f64::INFINITY)).starts_with("until is inf"));
    assert!(sentence(model.run(&[1.0; 3], 1e300)).starts_with("until / step is"));
    assert!(sentence(model.run(&[1.0; 3], -1.0)).starts_with("until is -1"));
}

#[test]
fn the_librarys_own_errors_come_with_its_words() {
    let mut model = Model::new("full", 2, Method::Euler, 1.0).unwrap();
    for _ in 0..256 {
        model.react(0, 1, 0.0).unwrap();
    }
    let full = model.react(0, 1, 0.0).unwrap_err();
    assert_eq!(full, Error::Library { code: 3, message: "the model is full", detail: "256 reactions".into() });
    assert_eq!(full.to_string(), "the model is full: 256 reactions");
}

#[test]
fn an_observer_sees_every_step_and_may_stop() {
    let points = decay(Method::RungeKutta).trajectory(&[1.0, 0.0, 0.0], 0.5).unwrap();
    assert_eq!(points.len(), 51);
    assert!(points.iter().all(|(t, y)| error(y, *t) < 1e-9));

    let model = safe::Model::open("m", 1, Method::Euler, 1.0).unwrap();
    let (mut y, mut seen) = ([1.0], vec![]);
    let ended = model.run(&mut y, 10.0, |t, _| {
        seen.push(t);
        if t >= 3.0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert_eq!((ended, seen), (Ok(Ended::Stopped), vec![1.0, 2.0, 3.0]));
    assert_eq!(model.run(&mut y, 0.0, |_, _| panic!("no steps")), Ok(Ended::AtTheEnd));
}

#[test]
fn a_panic_in_an_observer_stops_the_run_and_comes_out_above_it() {
    let model = decay(Method::Heun);
    let calls = Cell::new(0);
    let text = panic_text(|| {
        model.run_while(&[1.0, 0.0, 0.0], 1.0, |_, _| {
            calls.set(calls.get() + 1);
            if calls.get() == 3 { panic!("the third") } else { true }
        })
    });
    assert_eq!((text.as_str(), calls.get()), ("the third", 3));
    // The lock is open, and the model is as it was.
    assert!(error(&model.run(&[1.0, 0.0, 0.0], 1.0).unwrap(), 1.0) < 1e-4);
}

#[test]
fn a_run_inside_a_run_is_an_error_and_disturbs_nothing() {
    let model = decay(Method::RungeKutta);
    let alone = model.run(&[1.0, 0.0, 0.0], 1.0).unwrap();
    let nested = RefCell::new(vec![]);
    let end = model.run_while(&[1.0, 0.0, 0.0], 1.0, |_, y| {
        nested.borrow_mut().push(model.run(y, 1.0));
        // What has no state can be called.
        model.rates(y).is_ok() && model.to_string().starts_with("decay")
    });
    assert_eq!(end, Ok(alone));
    assert_eq!(nested.borrow().len(), 100);
    assert!(nested.borrow().iter().all(|run| *run == Err(Error::Refused(Refusal::Nested))));
}

#[test]
fn threads_run_models_one_after_the_other() {
    let model = decay(Method::RungeKutta);
    let alone = model.run(&[1.0, 0.0, 0.0], 2.0).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..20 {
                    assert_eq!(model.run(&[1.0, 0.0, 0.0], 2.0).as_ref(), Ok(&alone));
                }
            });
        }
    });
}

#[test]
fn an_integration_is_as_exact_as_it_is_told() {
    let model = decay(Method::Euler);
    let mut integration = Integration::of_model(&model, &[1.0, 0.0, 0.0]).unwrap();
    for t in [0.1, 0.1, 1.0, 3.0] {
        let found = error(integration.advance(t).unwrap(), t);
        assert!(found < 1e-7, "{found} at {t}");
    }
    assert!((50..2000).contains(&integration.steps().unwrap()));
    let rates = |_: f64, y: &[f64], ydot: &mut [f64]| ydot[0] = -y[0];
    let steps = |tolerance| {
        let mut integration = Integration::with_tolerances(0.0, &[1.0], tolerance, 0.0, rates).unwrap();
        let y = integration.advance(5.0).unwrap()[0];
        assert!((y / (-5.0_f64).exp() - 1.0).abs() < 100.0 * tolerance);
        integration.steps().unwrap()
    };
    let (coarse, fine) = (steps(1e-4), steps(1e-10));
    assert!(20 * coarse < fine, "{coarse} and {fine} steps");
}

#[test]
fn more_steps_than_one_call_makes_are_made_in_several() {
    let oscillator = |_: f64, y: &[f64], ydot: &mut [f64]| {
        ydot[0] = y[1];
        ydot[1] = -y[0];
    };
    let mut once = Integrator::new(oscillator, 0.0, &[1.0, 0.0], 1e-10, 1e-12).unwrap();
    assert!(matches!(once.step(100.0), Err(Error::TooManySteps { tout: 100.0, t }) if t > 0.0 && t < 100.0));
    let mut integration = Integration::with_tolerances(0.0, &[1.0, 0.0], 1e-10, 1e-12, oscillator).unwrap();
    let y = integration.advance(30.0).unwrap();
    assert!((y[0] - 30.0_f64.cos()).abs() < 1e-6);
    assert!(integration.steps().unwrap() > 2000);
}

#[test]
fn two_integrations_in_turn_give_what_each_gives_alone() {
    let slow = |_: f64, y: &[f64], ydot: &mut [f64]| ydot[0] = -y[0];
    let fast = |_: f64, y: &[f64], ydot: &mut [f64]| ydot[0] = -50.0 * y[0];
    let times = [0.25, 0.5, 0.75, 1.0];
    let alone = |rates: fn(f64, &[f64], &mut [f64])| {
        let mut integration = Integration::new(0.0, &[1.0], rates).unwrap();
        (times.map(|t| integration.advance(t).unwrap()[0]), integration.steps().unwrap())
    };
    let (a, b) = (alone(slow), alone(fast));
    let (mut one, mut two) =
        (Integration::new(0.0, &[1.0], slow).unwrap(), Integration::new(0.0, &[1.0], fast).unwrap());
    let in_turn = times.map(|t| (one.advance(t).unwrap()[0], two.advance(t).unwrap()[0]));
    assert_eq!((in_turn.map(|(y, _)| y), one.steps().unwrap()), a);
    assert_eq!((in_turn.map(|(_, y)| y), two.steps().unwrap()), b);
}

#[test]
fn an_integration_inside_the_rates_of_another_is_an_error() {
    let inner = RefCell::new(None);
    let mut outer = Integration::new(0.0, &[1.0], |_, y: &[f64], ydot: &mut [f64]| {
        let mut nested = Integration::new(0.0, &[1.0], |_, _, ydot: &mut [f64]| ydot[0] = 1.0).unwrap();
        let _ = inner.borrow_mut().get_or_insert(nested.advance(1.0).map(<[f64]>::to_vec));
        ydot[0] = -y[0];
    })
    .unwrap();
    assert!((outer.advance(1.0).unwrap()[0] - (-1.0_f64).exp()).abs() < 1e-7);
    drop(outer);
    assert_eq!(inner.into_inner(), Some(Err(Error::Refused(Refusal::Nested))));
}

#[test]
fn a_panic_in_rates_comes_out_and_ends_the_integration() {
    let calls = Cell::new(0);
    let mut integration = Integration::new(0.0, &[1.0], |_, _, ydot: &mut [f64]| {
        calls.set(calls.get() + 1);
        if calls.get() == 10 {
            panic!("the tenth");
        }
        ydot[0] = 1.0;
    })
    .unwrap();
    assert_eq!(panic_text(|| integration.advance(5.0).map(<[f64]>::to_vec)), "the tenth");
    assert_eq!(calls.get(), 10, "not called again");
    assert_eq!(integration.advance(5.0), Err(Error::Failed));
    // Another one is not disturbed.
    let mut other = Integration::new(0.0, &[1.0], |_, _, ydot: &mut [f64]| ydot[0] = 1.0).unwrap();
    assert!((other.advance(1.0).unwrap()[0] - 2.0).abs() < 1e-12);
}

#[test]
fn what_kstep_does_not_check_is_refused() {
    fn new(t: f64, y: &[f64], rtol: f64, atol: f64) -> String {
        sentence(Integration::with_tolerances(t, y, rtol, atol, |_, _, _| ()))
    }
    assert_eq!(new(0.0, &[], 1.0, 1.0), "length of y is 0, and must be at least 1");
    assert_eq!(new(0.0, &[f64::NAN], 1.0, 1.0), "y[0] is NaN, and must be finite");
    assert!(new(f64::NAN, &[1.0], 1.0, 1.0).starts_with("t is NaN"));
    assert!(new(0.0, &[1.0], f64::NAN, 1.0).starts_with("rtol is NaN"));
    assert!(new(0.0, &[1.0], 0.0, -1.0).starts_with("atol is -1"));
    assert!(new(0.0, &[1.0], 0.0, 0.0).starts_with("rtol + atol is 0"));

    let mut integration = Integration::new(1.0, &[1.0], |_, _, ydot: &mut [f64]| ydot[0] = 1.0).unwrap();
    assert!(sentence(integration.advance(0.5)).starts_with("tout is 0.5, and must be at least 1"));
    assert!(sentence(integration.advance(f64::NAN)).starts_with("tout is NaN"));
    assert!(sentence(integration.advance(f64::INFINITY)).starts_with("tout is inf"));
    assert!(integration.advance(2.0).is_ok(), "what was refused has not ended it");
    let mut singular = Integration::new(0.0, &[1.0], |_, y: &[f64], ydot: &mut [f64]| ydot[0] = y[0] * y[0]).unwrap();
    assert!(matches!(singular.advance(2.0), Err(Error::StepTooSmall { t }) if (0.9..1.1).contains(&t)));
    let mut nan = Integration::new(0.0, &[1.0], |_, _, ydot: &mut [f64]| ydot[0] = f64::NAN).unwrap();
    assert_eq!(nan.advance(2.0), Err(Error::StepTooSmall { t: 0.0 }));
}

#[test]
fn a_root_is_found_and_what_is_none_is_said_in_the_librarys_words() {
    let cosine = find_root(0.0..3.0, 1e-14, |x| Ok(x.cos())).unwrap();
    assert!((cosine - std::f64::consts::FRAC_PI_2).abs() < 1e-13);
    let no_root = |f: fn(f64) -> f64| find_root(1.0..2.0, 0.0, |x| Ok(f(x)));
    assert_eq!(sentence(no_root(|x| x)), "no root: f has the same sign at both ends");
    assert_eq!(sentence(no_root(|x| if x < 1.5 { -1.0 } else { f64::NAN })), "no root: too many calls of f");
    assert!(sentence(find_root(2.0..1.0, 0.0, Ok)).starts_with("b is 1, and must be at least 2"));
    assert!(sentence(find_root(f64::NAN..1.0, 0.0, Ok)).starts_with("a is NaN"));
    assert!(sentence(find_root(0.0..1.0, f64::NAN, Ok)).starts_with("tol is NaN"));
    assert_eq!(sentence(find_root(1.0..1.0, 0.0, Ok)), "no root: improper input");
    assert_eq!(sentence(safe::root(|_| ControlFlow::Break(()), 0.0, 1.0, 0.0)), "no root: stopped by f");
}

#[test]
fn the_error_of_a_root_s_function_is_the_error_of_the_search() {
    let calls = Cell::new(0);
    let found = find_root(0.0..1.0, 0.0, |_| {
        calls.set(calls.get() + 1);
        Err(Error::Failed)
    });
    assert_eq!((found, calls.get()), (Err(Error::Failed), 1));
    assert_eq!(panic_text(|| find_root(0.0..1.0, 0.0, |_| panic!("mine"))), "mine");
}

#[test]
fn a_search_inside_a_search_and_an_integration_inside_that_are_fine() {
    // KROOT has no state, so nothing is locked for it.
    let root = find_root(0.0..2.0, 1e-10, |x| {
        let inner = find_root(-1.0..5.0, 1e-12, |y| Ok(y - x * x))?;
        let mut integration = Integration::new(0.0, &[0.0], |_, _, ydot: &mut [f64]| ydot[0] = 1.0)?;
        Ok(inner + integration.advance(1.0)?[0] - 3.0)
    });
    assert!((root.unwrap() - 2.0_f64.sqrt()).abs() < 1e-8);
}

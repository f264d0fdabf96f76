//! What a Rust program meets: no name and no convention of the library is left.
#![forbid(unsafe_code)]

use std::fmt::{self, Display, Formatter};
use std::ops::{ControlFlow, Range};

use crate::safe::{self, Error, Integrator, Method};

/// Species that turn into each other at constant rates.
#[derive(Debug)]
pub struct Model(safe::Model);

impl Model {
    /// A model without reactions. `step` is the step of time of [`run`](Self::run).
    ///
    /// # Errors
    /// `species` is not in 1 to 64, `step` is not positive and finite, or `name` has more than 15 bytes or a NUL in it.
    pub fn new(name: &str, species: usize, method: Method, step: f64) -> Result<Self, Error> {
        Ok(Self(safe::Model::open(name, species, method, step)?))
    }

    /// Adds a reaction: `rate` times the amount of `from` turns into `to`, per time.
    ///
    /// # Errors
    /// A species that there is not, a rate that is negative, infinite or NaN, or the 257th reaction.
    pub fn react(&mut self, from: usize, to: usize, rate: f64) -> Result<&mut Self, Error> {
        self.0.react(from, to, rate)?;
        Ok(self)
    }

    /// How fast each amount changes.
    ///
    /// # Errors
    /// `amounts` has another length than there are species.
    pub fn rates(&self, amounts: &[f64]) -> Result<Vec<f64>, Error> {
        let mut rates = vec![0.0; self.0.species()];
        self.0.rates(amounts, &mut rates)?;
        Ok(rates)
    }

    /// The amounts at time `until`, from `start` at time 0.
    ///
    /// # Errors
    /// As [`trajectory`](Self::trajectory).
    pub fn run(&self, start: &[f64], until: f64) -> Result<Vec<f64>, Error> {
        self.run_while(start, until, |_, _| true)
    }

    /// The amounts at time `until`, or at the first step at which `go_on(time, amounts)` is false.
    ///
    /// # Errors
    /// As [`trajectory`](Self::trajectory).
    pub fn run_while(
        &self,
        start: &[f64],
        until: f64,
        mut go_on: impl FnMut(f64, &[f64]) -> bool,
    ) -> Result<Vec<f64>, Error> {
        let mut amounts = start.to_vec();
        let observer = |t, y: &[f64]| if go_on(t, y) { ControlFlow::Continue(()) } else { ControlFlow::Break(()) };
        self.0.run(&mut amounts, until, observer)?;
        Ok(amounts)
    }

    /// The amounts after each step.
    ///
    /// # Errors
    /// `start` has another length than there are species or is not finite; `until` is negative, not finite, or more
    /// than 1e9 steps; this is called from inside a run's closure.
    pub fn trajectory(&self, start: &[f64], until: f64) -> Result<Trajectory, Error> {
        let mut points = vec![(0.0, start.to_vec())];
        self.run_while(start, until, |t, y| {
            points.push((t, y.to_vec()));
            true
        })?;
        Ok(points)
    }
}

/// Times and amounts.
pub type Trajectory = Vec<(f64, Vec<f64>)>;

impl Display for Model {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.describe())
    }
}

/// An integration of dy/dt = f(t, y) whose steps have the size that the tolerances ask for.
#[derive(Debug)]
pub struct Integration<F>(Integrator<F>);

impl<F: FnMut(f64, &[f64], &mut [f64])> Integration<F> {
    /// At time `t` with `y`. `rates(t, y, ydot)` sets `ydot`.
    ///
    /// # Errors
    /// An empty `y`, one that is not finite, or one that is too long.
    pub fn new(t: f64, y: &[f64], rates: F) -> Result<Self, Error> {
        Self::with_tolerances(t, y, 1e-8, 1e-10, rates)
    }

    /// The same, with a relative and an absolute tolerance for one step.
    ///
    /// # Errors
    /// As [`new`](Self::new); tolerances that are negative, not finite or both 0.
    pub fn with_tolerances(t: f64, y: &[f64], relative: f64, absolute: f64, rates: F) -> Result<Self, Error> {
        Ok(Self(Integrator::new(rates, t, y, relative, absolute)?))
    }

    /// `y` at time `t`, however many steps it takes.
    ///
    /// # Errors
    /// A time before the last one; the tolerances cannot be met; a call from inside `rates` of any integration.
    pub fn advance(&mut self, t: f64) -> Result<&[f64], Error> {
        loop {
            let before = self.0.t();
            match self.0.step(t) {
                // Not stuck: each of the 2000 steps went on.
                Err(Error::TooManySteps { t, .. }) if t > before => {}
                ended => break ended?,
            }
        }
        Ok(self.0.y())
    }

    /// The steps that were taken.
    ///
    /// # Errors
    /// A call from inside `rates` of any integration.
    pub fn steps(&mut self) -> Result<usize, Error> {
        Ok(self.0.counts()?.0)
    }
}

impl<'a> Integration<Box<dyn FnMut(f64, &[f64], &mut [f64]) + 'a>> {
    /// Of a model, from time 0 with `start`.
    ///
    /// # Errors
    /// `start` has another length than there are species, or is not finite.
    pub fn of_model(model: &'a Model, start: &[f64]) -> Result<Self, Error> {
        model.rates(start)?; // its length
        // The lengths are those of `start`.
        Self::new(0.0, start, Box::new(|_, y, ydot| model.0.rates(y, ydot).expect("the lengths were checked")))
    }
}

/// Where `f` is zero in the range, to `tolerance`; `f` has another sign at either end.
///
/// # Errors
/// An empty range, or one that is not finite; the same sign at both ends; 100 calls were not enough; or the error of
/// `f`, which ends the search.
pub fn find_root(
    range: Range<f64>,
    tolerance: f64,
    mut f: impl FnMut(f64) -> Result<f64, Error>,
) -> Result<f64, Error> {
    let mut failed = None;
    let found = safe::root(
        |x| match f(x) {
            Ok(value) => ControlFlow::Continue(value),
            Err(error) => {
                failed = Some(error);
                ControlFlow::Break(())
            }
        },
        range.start,
        range.end,
        tolerance,
    );
    match failed {
        Some(error) => Err(error),
        None => found,
    }
}

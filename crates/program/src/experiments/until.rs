//! π to a tolerance: threads refine one estimate, which a lock guards, until it is near enough.
//!
//! The interval of the integral ∫₀¹ 4/(1 + x²) dx is cut into [`PANELS`] panels. A *block* is one panel at one *level*:
//! at level l every panel has 2ˡ terms of the midpoint rule. The threads take the blocks of level 0, then those of
//! level 1, and so on; a finer value of a panel replaces the coarser one, and the estimate is the sum over the panels.
//! It begins at 0.
//!
//! Why it converges: with h = 1/N the error of the midpoint rule on a panel from a to b is h²/24 · (f'(a) − f'(b)), and
//! a level divides it by 4. Why it does not pass π by accident on the way: the panels above x = 1/√3, whose error is
//! negative (−0.598 h²/24 together), are refined before those below, whose error is positive (2.598 h²/24). So within a
//! level the error rises to 2.449 h²/24, falls to 0.5 h²/24, and stays positive.
//!
//! Why a tolerance can be too small: a block adds [`RUN`] terms at a time in double precision and the runs in
//! double-double precision, so that the additions of one run and the few roundings of a term bound the error, by
//! [`FLOOR`].

use std::f64::consts::PI;
use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::{Builder, scope, yield_now};
use std::time::{Duration, Instant};

use ffi_workbench::error::Error as RunError;
use ffi_workbench::kernels::series_pi::{self, Function};
use ffi_workbench::work::SERIES_PI;
use twofloat::TwoFloat;

use crate::error::Error;

/// Panels of the interval, and the largest number of workers that have something to do.
pub const PANELS: u64 = 64;

/// Terms that are added in double precision.
pub const RUN: u64 = 32;

/// What rounding can amount to: a unit roundoff for each addition of a run and for each of eight operations around it.
pub const FLOOR: f64 = (RUN + 8) as f64 * PI * f64::EPSILON / 2.0;

/// The tolerances that are surely reached: half of the smallest is left to the truncation error.
pub const MIN_TOLERANCE: f64 = 2.0 * FLOOR;

/// The largest tolerance: beyond it nothing is to be computed.
pub const MAX_TOLERANCE: f64 = 1.0;

/// Where a run ends.
#[derive(Debug, Clone, Copy)]
pub struct Goal {
    /// The largest |estimate − π| that is near enough.
    pub tolerance: f64,
    /// After so long no block is begun.
    pub time_limit: Duration,
}

/// A block that was computed, and the estimate with it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// Since the threads began together.
    pub seconds: f64,
    /// Which worker, from 0.
    pub worker: usize,
    /// How often its panel has been halved.
    pub level: u32,
    /// Which panel, from 0 at x = 0.
    pub panel: u64,
    /// Terms of the block.
    pub terms: u64,
    /// π, as far as it is known with this block.
    pub estimate: f64,
}

/// What the threads did.
#[derive(Debug, Clone)]
pub struct Run {
    /// All blocks, in the order in which they entered the estimate.
    pub steps: Vec<Step>,
    /// The step that reached the goal, if one did.
    pub reached: Option<usize>,
    /// From the common beginning to the end of the last thread.
    pub seconds: f64,
}

impl Run {
    /// Terms of all blocks.
    pub fn terms(&self) -> u64 {
        self.steps.iter().map(|step| step.terms).sum()
    }

    /// Blocks that a worker finished after the goal was reached.
    pub fn past_the_goal(&self, worker: usize) -> usize {
        let after = self.reached.map_or(self.steps.len(), |reached| reached + 1);
        self.steps[after..].iter().filter(|step| step.worker == worker).count()
    }

    /// π at the goal, or as far as it was known in the end.
    pub fn estimate(&self) -> f64 {
        self.reached.map(|reached| &self.steps[reached]).or(self.steps.last()).map_or(0.0, |step| step.estimate)
    }
}

/// Refines the estimate until the goal. No worker begins a block after it; each ends the one that it is at.
///
/// # Errors
/// [`Error::ToleranceOutOfRange`] and [`RunError::WorkersOutOfRange`] where the numbers are outside their rules,
/// [`RunError::Spawn`] where the system gives no thread.
pub fn until(kernel: Function, workers: usize, goal: Goal) -> Result<Run, Error> {
    check(workers, goal.tolerance)?;
    let state = Mutex::new(State::new(goal));
    let start_gate = Mutex::new(false);
    scope(|scope| {
        // The threads wait for this lock until all of them are started, or cancelled where the system refuses one.
        let mut all_started = locked(&start_gate);
        let (state, start_gate) = (&state, &start_gate);
        let handles: Result<Vec<_>, _> = (0..workers)
            .map(|worker| {
                Builder::new().spawn_scoped(scope, move || {
                    let all_started = *locked(start_gate);
                    if all_started { work(kernel, worker, state) } else { Ok(()) }
                })
            })
            .collect();
        *all_started = handles.is_ok();
        locked(state).start = Instant::now();
        drop(all_started);
        let handles = handles.map_err(|reason| RunError::Spawn(reason.to_string()))?;
        let results = handles.into_iter().map(|handle| handle.join().expect("refining does not panic"));
        results
            .collect::<Result<(), _>>()
            .map_err(|rule| RunError::Refused { kernel: SERIES_PI.name, rule: rule.to_string() })
    })?;
    let State { steps, reached, start, .. } = state.into_inner().unwrap_or_else(PoisonError::into_inner);
    Ok(Run { steps, reached, seconds: start.elapsed().as_secs_f64() })
}

/// Refuses what cannot be reached.
fn check(workers: usize, tolerance: f64) -> Result<(), Error> {
    let max = usize::try_from(PANELS).unwrap_or(usize::MAX);
    if workers == 0 || workers > max {
        return Err(RunError::WorkersOutOfRange { executor: "until", workers, max }.into());
    }
    let reason = if tolerance < MIN_TOLERANCE {
        "below it the rounding of double precision decides and not the number of terms"
    } else if tolerance <= MAX_TOLERANCE {
        return Ok(());
    } else {
        "beyond it nothing is to be computed"
    };
    Err(Error::ToleranceOutOfRange { tolerance, min: MIN_TOLERANCE, max: MAX_TOLERANCE, reason })
}

/// One thread: take a block, compute it without the lock, put it into the estimate.
fn work(kernel: Function, worker: usize, state: &Mutex<State>) -> Result<(), series_pi::Error> {
    while let Some(block) = { locked(state).next() } {
        let value = block.value(kernel)?;
        locked(state).put(worker, block, value);
        // Where there are fewer cores than threads, the others come to their turn as well.
        yield_now();
    }
    Ok(())
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A panel at a level.
#[derive(Debug, Clone, Copy)]
struct Block {
    level: u32,
    panel: u64,
}

impl Block {
    /// The series' terms that it stands for, and their number in the whole series.
    fn terms(self) -> (u64, Range<u64>) {
        let each = 1 << self.level;
        (PANELS * each, self.panel * each..(self.panel + 1) * each)
    }

    /// The panel's part of π: runs of the kernel, added in double-double precision.
    fn value(self, kernel: Function) -> Result<TwoFloat, series_pi::Error> {
        let (n, terms) = self.terms();
        let mut total = TwoFloat::from_f64(0.0);
        let mut first = terms.start;
        while first < terms.end {
            let last = terms.end.min(first + RUN);
            total += kernel(n, first..last)?;
            first = last;
        }
        Ok(total)
    }
}

/// What the threads share.
struct State {
    goal: Goal,
    start: Instant,
    /// The number of the next block: level by level, in each from the last panel to the first.
    next: u64,
    /// Each panel's finest value so far, and its level.
    panels: Vec<Option<(u32, TwoFloat)>>,
    steps: Vec<Step>,
    reached: Option<usize>,
}

impl State {
    fn new(goal: Goal) -> Self {
        let panels = (0..PANELS).map(|_| None).collect();
        Self { goal, start: Instant::now(), next: 0, panels, steps: Vec::new(), reached: None }
    }

    /// The next block, unless the goal is reached or the time is over.
    fn next(&mut self) -> Option<Block> {
        if self.reached.is_some() || self.start.elapsed() >= self.goal.time_limit {
            return None;
        }
        let level = u32::try_from(self.next / PANELS).unwrap_or(u32::MAX);
        let panel = PANELS - 1 - self.next % PANELS;
        self.next += 1;
        Some(Block { level, panel })
    }

    fn put(&mut self, worker: usize, block: Block, value: TwoFloat) {
        #[expect(clippy::cast_possible_truncation, reason = "below PANELS")]
        let finest = &mut self.panels[block.panel as usize];
        // A thread that was asleep may come with a value that has been refined since.
        if finest.is_none_or(|(level, _)| level < block.level) {
            *finest = Some((block.level, value));
        }
        let estimate = self.panels.iter().flatten().fold(TwoFloat::from_f64(0.0), |total, (_, value)| total + value);
        let estimate = f64::from(estimate);
        let (_, terms) = block.terms();
        self.steps.push(Step {
            seconds: self.start.elapsed().as_secs_f64(),
            worker,
            level: block.level,
            panel: block.panel,
            terms: terms.end - terms.start,
            estimate,
        });
        if self.reached.is_none() && (estimate - PI).abs() <= self.goal.tolerance {
            self.reached = Some(self.steps.len() - 1);
        }
    }
}

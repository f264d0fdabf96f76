//! What a run costs and whether its answer is right: [`measure_once`] and [`measure_interleaved`].

use std::cell::Cell;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use crate::error::Error;
use crate::executors::{Executor, StartedExecutor};
use crate::machine::{cpu_time, peak_memory, reset_peak_memory};
use crate::work::{Expected, Work};

/// An implementation and an executor that are measured together.
pub struct Contender<'a, 'p> {
    /// The problem and the implementation.
    pub work: &'a Work<'p>,
    /// What runs it.
    pub executor: &'a StartedExecutor,
}

/// What was measured of one contender.
#[derive(Debug, Clone)]
pub struct Measurement {
    /// The answer, and whether it is right.
    pub verdict: Verdict,
    /// Wall-clock time of each run in seconds, sorted.
    pub seconds: Vec<f64>,
    /// Median CPU time of all threads in seconds, those of the executor's other processes included.
    pub cpu_seconds: f64,
    /// Largest resident memory during the runs in bytes. The executor's other processes count with their own largest;
    /// pages that processes share count in each.
    pub peak_memory_bytes: u64,
}

/// An answer in short, and how it compares with the expected one.
#[derive(Debug, Clone, Copy)]
pub struct Verdict {
    /// Elements of the answer when it is an array.
    pub length: Option<usize>,
    /// The answer, or the sum of the elements of an array.
    pub answer: f64,
    /// The comparison, where an expected answer was computed.
    pub check: Option<Check>,
}

/// An answer held against the expected one.
#[derive(Debug, Clone, Copy)]
pub struct Check {
    /// The expected answer, or the sum of the elements of an array.
    pub reference: f64,
    /// [`Expected::difference`].
    pub difference: f64,
    /// Whether the difference is within the kernel's tolerance, and every run gave the same bits.
    pub agrees: bool,
}

/// One run: its measurement, and the answer itself.
///
/// # Errors
/// What the executor or the kernel refuses.
pub fn measure_once(
    contender: &Contender<'_, '_>,
    expected: Option<&Expected>,
) -> Result<(Measurement, Vec<f64>), Error> {
    let mut out = vec![0.0; contender.work.slots()];
    let sample = sample(contender, 1, &mut out)?;
    let answer = contender.work.answer(out);
    let verdict = Verdict::of(contender.work, &answer, expected);
    Ok((Measurement::of(verdict, &[sample]), answer))
}

/// All contenders in turn, A B C A B C, so that a machine whose speed drifts slows all alike. The first round warms up
/// and is where the answers are checked; more rounds follow as long as they fit into `budget`, and one in any case. A
/// run that is too short for the clock is repeated within its turn, and the mean counts.
///
/// `progress` is told the share of the budget that is used, after each run. Where it breaks, no run follows, and the
/// result is what was measured so far: contenders of which there is nothing are missing at its end.
///
/// # Errors
/// What an executor or the kernel refuses.
pub fn measure_interleaved(
    contenders: &[Contender<'_, '_>],
    expected: &Expected,
    budget: Duration,
    mut progress: impl FnMut(f64) -> ControlFlow<()>,
) -> Result<Vec<Measurement>, Error> {
    let start = Instant::now();
    let stopped = Cell::new(false);
    let mut share = || {
        let share = (start.elapsed().as_secs_f64() / budget.as_secs_f64()).min(1.0);
        stopped.set(progress(share).is_break() || stopped.get());
    };
    let mut run = |contender: &Contender<'_, '_>, repeats: u32, out: &mut Vec<f64>| {
        // No element of an earlier answer can pass for one of this run.
        out.clear();
        out.resize(contender.work.slots(), f64::NAN);
        let sample = sample(contender, repeats, out);
        share();
        sample
    };

    let mut out = Vec::new();
    let (mut verdicts, mut repeats) = (Vec::new(), Vec::new());
    for contender in contenders {
        let warm_up = run(contender, 1, &mut out)?;
        let answer = contender.work.answer(std::mem::take(&mut out));
        verdicts.push((Verdict::of(contender.work, &answer, Some(expected)), warm_up.fingerprint));
        out = answer;
        repeats.push(calibrate(warm_up.seconds, |repeats| Ok(run(contender, repeats, &mut out)?.seconds))?);
        if stopped.get() {
            return Ok(Vec::new());
        }
    }
    let mut samples = vec![Vec::new(); contenders.len()];
    'rounds: loop {
        let round = Instant::now();
        for ((contender, samples), &repeats) in contenders.iter().zip(&mut samples).zip(&repeats) {
            samples.push(run(contender, repeats, &mut out)?);
            if stopped.get() {
                break 'rounds;
            }
        }
        if start.elapsed() + round.elapsed() > budget {
            break;
        }
    }
    let measured = verdicts.into_iter().zip(samples).take_while(|(_, samples)| !samples.is_empty());
    let measurements = measured.map(|((mut verdict, fingerprint), samples)| {
        if let Some(check) = &mut verdict.check {
            check.agrees &= samples.iter().all(|sample| sample.fingerprint == fingerprint);
        }
        Measurement::of(verdict, &samples)
    });
    Ok(measurements.collect())
}

/// How often a run is repeated within its turn, so that reading the clocks, some 100 ns, is less than one part in 1000.
/// `run` takes a number of repeats and gives the seconds of one run; the first run took `seconds`. First runs are
/// slower than the rest, so it takes several guesses.
fn calibrate(mut seconds: f64, mut run: impl FnMut(u32) -> Result<f64, Error>) -> Result<u32, Error> {
    const MIN_SECONDS: f64 = 1e-4;
    const MAX_REPEATS: u32 = 10_000;
    let mut repeats = 1;
    loop {
        let needed = MIN_SECONDS / seconds;
        if f64::from(repeats) >= needed || repeats == MAX_REPEATS {
            return Ok(repeats);
        }
        #[expect(clippy::cast_possible_truncation, reason = "between 1 and the maximum, whatever was measured")]
        let guess = (1.2 * needed).min(f64::from(MAX_REPEATS)) as u32;
        repeats = guess.max(2 * repeats).min(MAX_REPEATS);
        seconds = run(repeats)?;
    }
}

/// One turn: the mean of its runs.
#[derive(Debug, Clone, Copy)]
struct Sample {
    seconds: f64,
    cpu_seconds: f64,
    peak_memory_bytes: u64,
    /// Differs, almost surely, when any bit of the output does.
    fingerprint: u64,
}

fn sample(contender: &Contender<'_, '_>, repeats: u32, out: &mut [f64]) -> Result<Sample, Error> {
    let executor = contender.executor;
    reset_peak_memory();
    executor.reset_peak_elsewhere();
    // Looking at other processes takes time: the clocks of this one begin after it and end before.
    let before = executor.used_elsewhere();
    let (cpu, start) = (cpu_time(), Instant::now());
    for _ in 0..repeats {
        executor.fill(contender.work, out)?;
    }
    let (elapsed, cpu) = (start.elapsed(), cpu_time().saturating_sub(cpu));
    let after = executor.used_elsewhere();
    let mean = |total: Duration| total.as_secs_f64() / f64::from(repeats);
    Ok(Sample {
        seconds: mean(elapsed),
        cpu_seconds: mean(cpu + after.cpu_time.saturating_sub(before.cpu_time)),
        peak_memory_bytes: peak_memory() + after.peak_memory,
        fingerprint: out.iter().fold(0, |sum: u64, slot| sum.wrapping_mul(3).wrapping_add(slot.to_bits())),
    })
}

impl Verdict {
    fn of(work: &Work<'_>, answer: &[f64], expected: Option<&Expected>) -> Self {
        let kernel = work.kernel();
        let one_number = |values: &[f64]| if kernel.gives_array { values.iter().sum() } else { values[0] };
        let check = |expected: &Expected| {
            let difference = expected.difference(answer);
            Check { reference: one_number(expected.values()), difference, agrees: difference <= kernel.tolerance }
        };
        Self {
            length: kernel.gives_array.then_some(answer.len()),
            answer: one_number(answer),
            check: expected.map(check),
        }
    }
}

impl Measurement {
    fn of(verdict: Verdict, samples: &[Sample]) -> Self {
        Self {
            verdict,
            seconds: sorted(samples.iter().map(|sample| sample.seconds)),
            cpu_seconds: median(&sorted(samples.iter().map(|sample| sample.cpu_seconds))),
            peak_memory_bytes: samples.iter().map(|sample| sample.peak_memory_bytes).max().unwrap_or(0),
        }
    }

    /// Median wall-clock time in seconds.
    pub fn median(&self) -> f64 {
        median(&self.seconds)
    }
}

/// The values in ascending order.
pub fn sorted(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values
}

/// The middle of sorted values, or the mean of the middle two.
pub fn median(sorted: &[f64]) -> f64 {
    let n = sorted.len();
    if n == 0 { f64::NAN } else { (sorted[(n - 1) / 2] + sorted[n / 2]) / 2.0 }
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;
    use std::time::Duration;

    use super::{Contender, calibrate, measure_interleaved};
    use crate::executors::{SERIAL, StartedExecutor};
    use crate::work::{SUM, Work};

    #[test]
    fn what_was_measured_before_a_break_is_the_result() {
        // So long that no run is repeated: a warm-up is one run.
        let problem = SUM.generate(2_000_000, 1, Vec::new());
        let ids = SUM.implementations().into_iter();
        let works: Vec<_> = ids.map(|id| Work::new(&SUM, id, &problem).unwrap()).collect();
        let executor = StartedExecutor::start(&SERIAL, None).unwrap();
        let contenders: Vec<_> = works.iter().map(|work| Contender { work, executor: &executor }).collect();
        let expected = SUM.expected(&problem).unwrap();
        let n = contenders.len();
        for (last, measured) in [(1, 0), (n, 0), (n + 1, 1), (2 * n - 1, n - 1), (2 * n, n), (3 * n, n)] {
            let mut runs = 0;
            let progress = |_| {
                runs += 1;
                if runs < last { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            };
            let all = measure_interleaved(&contenders, &expected, Duration::from_secs(3600), progress).unwrap();
            assert_eq!(all.len(), measured, "{last} runs of {n} contenders");
            assert!(all.iter().all(|it| it.verdict.check.unwrap().agrees && it.seconds.len() == (last - 1) / n));
        }
    }

    #[test]
    fn a_slow_first_run_does_not_make_turns_too_short() {
        let mut runs = 0;
        let repeats = calibrate(5e-6, |_| {
            runs += 1;
            Ok(1e-7)
        });
        let repeats = repeats.unwrap();
        assert!((1000..2000).contains(&repeats), "{repeats}");
        assert_eq!(runs, 2);
        assert_eq!(calibrate(0.0, |_| Ok(0.0)).unwrap(), 10_000);
        assert_eq!(calibrate(1.0, |_| unreachable!("it is long enough")).unwrap(), 1);
    }
}

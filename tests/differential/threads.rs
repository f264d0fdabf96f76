//! Every implementation on several threads at once gives each of them the answer that it gives alone. Under
//! ThreadSanitizer, state that the threads share is found even where it changes no answer.

use std::fmt::Debug;
use std::thread::scope;

use ffi_workbench::kernels::{
    add, dot, exponential_smoothing, monte_carlo_pi, moving_average, rsi, rsi_last, series_pi, sum,
};
use ffi_workbench::language::Implementation;
use ffi_workbench::level::Level;

use crate::inputs::Random;
use crate::{level_is_mine, raw};

const THREADS: usize = 4;
const TIMES: usize = 20;

/// Each line of a table on all threads at the same time.
fn together<F: Copy + Sync, A: PartialEq + Debug + Sync>(
    name: &str,
    table: &[Implementation<F>],
    run: impl Fn(F) -> A + Sync,
) {
    let guard = level_is_mine();
    for level in Level::ALL.iter().filter(|level| level.is_supported()) {
        level.force().expect("the processor has it");
        for it in table {
            let right = run(it.run);
            let again = || {
                for _ in 0..TIMES {
                    let (language, variant) = (it.id.language, it.id.variant.name());
                    assert_eq!(run(it.run), right, "{name}: {language} {variant} at {}", level.name());
                }
            };
            on_all_threads(&again);
        }
    }
    drop(guard);
}

/// Each thread is joined: the end of a scope is a synchronisation that ThreadSanitizer does not see.
fn on_all_threads(run: &(dyn Fn() + Sync)) {
    scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(run)).collect();
        threads.into_iter().for_each(|thread| thread.join().expect("no answer differs"));
    });
}

fn bits(out: &[f64]) -> Vec<u64> {
    out.iter().map(|value| value.to_bits()).collect()
}

pub fn threads_do_not_disturb_each_other() {
    let mut random = Random::new(1, "threads");
    let mut prices = || (0..1500).map(|_| random.share()).collect::<Vec<f64>>();
    let (x, y) = (prices(), prices());
    #[expect(clippy::cast_possible_truncation, reason = "any numbers will do")]
    let [x32, y32] = [&x, &y].map(|x| x.iter().map(|&value| value as f32).collect::<Vec<_>>());
    let filled = |length: usize, run: &dyn Fn(&mut [f64])| {
        let mut out = vec![0.0; length];
        run(&mut out);
        bits(&out)
    };
    together("add", add::IMPLEMENTATIONS, |add| add(2, 40));
    together("dot", dot::IMPLEMENTATIONS, |dot| dot(&x, &y).unwrap().to_bits());
    together("dot_f32", dot::IMPLEMENTATIONS_F32, |dot| dot(&x32, &y32).unwrap().to_bits());
    together("sum", sum::IMPLEMENTATIONS, |sum| sum(&x).to_bits());
    together("series_pi", series_pi::IMPLEMENTATIONS, |series| series(9000, 17..1500).unwrap().to_bits());
    together("monte_carlo_pi", monte_carlo_pi::IMPLEMENTATIONS, |hits| hits(7, 3..1500).unwrap());
    for window in [5, 100] {
        together("moving_average", moving_average::IMPLEMENTATIONS, |average| {
            filled(x.len() + 1 - window, &|out| average(&x, window, out).unwrap())
        });
        together("rsi", rsi::IMPLEMENTATIONS, |rsi| filled(x.len() - window, &|out| rsi(&x, window, out).unwrap()));
        together("rsi_last", rsi_last::IMPLEMENTATIONS, |rsi| filled(700, &|out| rsi(&x, window, out).unwrap()));
    }
    together("exponential_smoothing", exponential_smoothing::IMPLEMENTATIONS, |smooth| {
        filled(x.len(), &|out| smooth(&x, 0.3, out).unwrap())
    });
    for raw in raw::all() {
        let right = (raw.philox4x32_10)([1, 2, 3, 4], [5, 6]);
        on_all_threads(&|| assert_eq!((raw.philox4x32_10)([1, 2, 3, 4], [5, 6]), right, "{}", raw.language));
    }
}

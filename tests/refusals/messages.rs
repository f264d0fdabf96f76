//! Each error's sentence holds its values, in the caller's words.

use ffi_workbench::error::Error;
use ffi_workbench::kernels::{add, dot, exponential_smoothing, monte_carlo_pi, moving_average, rsi, series_pi};
use ffi_workbench::language::{Language, Variant};

#[test]
fn the_sentence_of_a_broken_rule_holds_its_values() {
    let rules: [(&dyn std::error::Error, &str); 10] = [
        (&add::Overflow { i: -7, j: 8 }, "the sum -7 + 8 is outside the 32-bit integers"),
        (&dot::LengthMismatch { x: 7, y: 8 }, "x has 7 elements and y has 8; they must be equal"),
        (&series_pi::Error::Terms { first: 7, last: 8, n: 9 }, "the terms 7..8 are not inside 0..9"),
        (&series_pi::Error::TermCount { n: 7 }, "7 terms are not in 1..=1000000000000"),
        (
            &monte_carlo_pi::SamplesOutOfRange { first: 8, last: 7 },
            "the samples 8..7 are not inside 0..9007199254740992",
        ),
        (&moving_average::Error::Window { window: 7, n: 8 }, "window 7 is not in 1..=8, the length of x"),
        (&moving_average::Error::Output { needed: 7, given: 8 }, "out has 8 elements, the result has 7"),
        (&rsi::Error::Period { period: 7, n: 8 }, "period 7 is not in 1..8, the length of x"),
        (&exponential_smoothing::Error::Alpha { alpha: 1.5 }, "alpha 1.5 is not above 0 and at most 1"),
        (&exponential_smoothing::Error::Output { needed: 7, given: 8 }, "out has 8 elements, the result has 7"),
    ];
    for (error, sentence) in rules {
        assert_eq!(error.to_string(), sentence);
        let whole = Error::Refused { kernel: "kernel", rule: sentence.into() };
        assert_eq!(whole.to_string(), format!("kernel: {sentence}"));
    }
}

#[test]
fn the_sentence_of_a_failed_run_holds_its_values() {
    let (language, variant) = (Language::Fortran, Variant::Plain);
    for (error, sentence) in [
        (Error::NotBuilt { language }, "Fortran was left out of this build; build again with the feature `fortran`"),
        (Error::NotWritten { kernel: "sum", language }, "sum is not written in Fortran"),
        (Error::NoImplementation { kernel: "sum", language, variant }, "sum has no variant `plain` in Fortran"),
        (
            Error::LevelUnsupported { level: "v4", best: "v3" },
            "this processor lacks the instructions of level `v4`; its highest is `v3`",
        ),
        (
            Error::Incomplete { kernel: "sum", what: "an array of f64" },
            "sum needs an array of f64, which its problem does not hold",
        ),
        (
            Error::WorkersOutOfRange { executor: "serial", workers: 7, max: 8 },
            "7 workers are not in 1..=8 for the executor `serial`",
        ),
        (Error::NoWorkerProcess("no more processes".into()), "no worker process: no more processes"),
        (Error::Worker { kernel: "sum", cause: "it was lost".into() }, "sum in a worker process: it was lost"),
        (Error::Spawn("no more threads".into()), "cannot start a worker thread: no more threads"),
    ] {
        assert_eq!(error.to_string(), sentence);
    }
}

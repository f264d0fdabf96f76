//! Each error's sentence holds its values, in the caller's words.

use std::path::PathBuf;

use ffi_workbench::error::{Error, KernelError};
use ffi_workbench::language::{Language, Variant};

#[test]
fn the_sentence_of_a_broken_rule_holds_its_values() {
    for (error, sentence) in [
        (KernelError::SumOutOfRange { i: -7, j: 8 }, "the sum -7 + 8 is outside the 32-bit integers"),
        (KernelError::LengthMismatch { x: 7, y: 8 }, "x has 7 elements and y has 8; they must be equal"),
        (KernelError::TermsOutOfRange { first: 7, last: 8, n: 9 }, "the terms 7..8 are not inside 0..9"),
        (KernelError::TermCountOutOfRange { n: 7, most: 8 }, "7 terms are not in 1..=8"),
        (KernelError::WindowOutOfRange { window: 7, n: 8 }, "window 7 is not in 1..=8, the length of x"),
        (KernelError::PeriodOutOfRange { period: 7, n: 8 }, "period 7 is not in 1..8, the length of x"),
        (KernelError::OutputLength { needed: 7, given: 8 }, "out has 8 elements, the result has 7"),
        (KernelError::SeriesOutOfRange { series: 7, n: 8 }, "8 elements cannot be cut into 7 series of equal length"),
    ] {
        assert_eq!(error.to_string(), sentence);
        let whole = Error::Refused { kernel: "kernel", rule: error };
        assert_eq!(whole.to_string(), format!("kernel: {sentence}"));
    }
}

#[test]
fn the_sentence_of_a_failed_run_holds_its_values() {
    let (language, variant) = (Language::Fortran, Variant::Plain);
    for (error, sentence) in [
        (Error::LeftOut { language }, "Fortran was left out of this build; build again with the feature `fortran`"),
        (Error::NoImplementation { kernel: "sum", language, variant }, "sum has no variant `plain` in Fortran"),
        (
            Error::Incomplete { kernel: "sum", what: "an array of f64" },
            "sum needs an array of f64, which its problem does not hold",
        ),
        (
            Error::WorkersOutOfRange { executor: "serial", workers: 7, most: 8 },
            "7 workers are not in 1..=8 for the executor `serial`",
        ),
        (
            Error::TooLarge { kernel: "sum", size: 7, needed: "8 GiB".into(), free: "9 MiB".into() },
            "size 7 of sum needs 8 GiB of memory, and 9 MiB are free",
        ),
        (Error::NoWorkerProcess("no more processes".into()), "no worker process: no more processes"),
        (Error::Worker { kernel: "sum", cause: "it was lost".into() }, "sum in a worker process: it was lost"),
        (Error::Spawn("no more threads".into()), "cannot start a worker thread: no more threads"),
        (Error::File { path: PathBuf::from("x.npy"), reason: "is empty".into() }, "x.npy: is empty"),
    ] {
        assert_eq!(error.to_string(), sentence);
    }
}

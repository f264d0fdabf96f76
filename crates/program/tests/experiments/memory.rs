//! Little and much memory: the same answers, to the last bit.

use ffi_workbench_cli::error::Error;
use ffi_workbench_cli::experiments::foreign;
use ffi_workbench_cli::experiments::memory::{CASES, expected};

use crate::FOREIGN_ARRAYS;

#[test]
fn every_case_gives_the_expected_answer_and_those_of_a_kernel_the_same_bits() {
    let _alone = FOREIGN_ARRAYS.lock().unwrap();
    for n in [1, 2, 4095, 4096, 4097, 200_001] {
        for cases in CASES.chunk_by(|a, b| std::ptr::eq(a.kernel, b.kernel)) {
            let answers: Vec<_> = cases.iter().map(|case| case.run(n, 7).unwrap().answer).collect();
            assert!(answers.iter().all(|answer| answer.to_bits() == answers[0].to_bits()), "{n}: {answers:?}");
            let kernel = cases[0].kernel;
            let expected = expected(kernel, n, 7).unwrap();
            assert!(expected.difference(&answers[..1]) <= kernel.tolerance, "{} of {n}: {answers:?}", kernel.name);
        }
    }
}

#[test]
fn no_samples_have_no_hits_in_c() {
    assert_eq!(foreign::monte_carlo_pi_arrays(1, 0).unwrap(), 0);
}

#[test]
fn arrays_that_no_memory_holds_are_refused_in_c() {
    for n in [1 << 50, u64::MAX] {
        let refused = foreign::monte_carlo_pi_arrays(1, n).unwrap_err();
        assert!(matches!(refused, Error::Foreign { .. }) && refused.to_string().contains(&n.to_string()), "{refused}");
    }
}

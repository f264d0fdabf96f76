//! The harness of tests whose main is a worker's main too.

use libtest_mimic::{Arguments, Trial};

/// Runs the tests and ends the process.
pub fn run(tests: &[(&str, fn())]) -> ! {
    let trial = |&(name, test): &(&str, fn())| {
        Trial::test(name, move || {
            test();
            Ok(())
        })
    };
    libtest_mimic::run(&Arguments::from_args(), tests.iter().map(trial).collect()).exit()
}

/// Names of test functions become tests. One that is not in the list is dead code, which the compiler names.
macro_rules! tests {
    ($($name:ident),* $(,)?) => { crate::trials::run(&[$((stringify!($name), $name)),*]) };
}

pub(crate) use tests;

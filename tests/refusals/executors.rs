//! What an executor cannot have.

use ffi_workbench::error::Error;
use ffi_workbench::executors::{EXECUTORS, Running, processes};

#[test]
fn no_workers_and_too_many_workers_are_refused() {
    assert!(EXECUTORS.len() >= 3);
    processes::use_program(env!("CARGO_BIN_EXE_ffi-workbench"));
    for kind in EXECUTORS {
        for asked in [0, kind.most_workers + 1, usize::MAX] {
            let Err(error) = Running::start(kind, Some(asked)) else { panic!("{} has {asked} workers", kind.name) };
            let Error::WorkersOutOfRange { executor, workers, most } = error else { panic!("{}: {error}", kind.name) };
            assert_eq!((executor, workers, most), (kind.name, asked, kind.most_workers));
        }
        if kind.name == "processes" && !cfg!(target_os = "linux") {
            continue;
        }
        assert_eq!(Running::start(kind, Some(1)).map(|running| running.workers).ok(), Some(1), "{}", kind.name);
    }
}

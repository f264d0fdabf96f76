//! Results by slots and by the join value: the bits of the executors, for any number of threads.

use ffi_workbench::executors::{Executor, SERIAL, StartedExecutor};
use ffi_workbench::work::{ADD, KERNELS, Problem, Work};
use ffi_workbench_cli::experiments::threads::WAYS;

#[test]
fn both_ways_give_the_bits_of_the_executor_serial() {
    for kernel in KERNELS {
        let numbers = kernel.parameters.iter().map(|parameter| (parameter.name, parameter.default)).collect();
        let problem = kernel.generate(300_001, 1, numbers);
        for id in kernel.implementations() {
            let work = Work::new(kernel, id, &problem).unwrap();
            let mut serial = vec![0.0; work.slots()];
            StartedExecutor::start(&SERIAL, None).unwrap().fill(&work, &mut serial).unwrap();
            for (way, threads) in WAYS.iter().flat_map(|way| [1, 2, 3, 7, 64].map(|threads| (way, threads))) {
                let out = (way.run)(&work, threads).unwrap();
                let same = out.iter().map(|x| x.to_bits()).eq(serial.iter().map(|x| x.to_bits()));
                assert!(same, "{} in {} by {}, {threads} threads", kernel.name, id.language, way.name);
            }
        }
    }
}

#[test]
fn what_a_kernel_refuses_comes_back_from_a_thread() {
    let values = [vec![1, i32::MAX], vec![1, 1]];
    let arrays = ADD.inputs.iter().copied().zip(values.map(Into::into)).collect();
    let problem = Problem { arrays, numbers: vec![] };
    for id in ADD.implementations() {
        let work = Work::new(&ADD, id, &problem).unwrap();
        for way in WAYS {
            let refused = (way.run)(&work, 2).unwrap_err().to_string();
            assert!(refused.contains("2147483647 + 1"), "{}: {refused}", way.name);
        }
    }
}

//! Parameters for a kernel that the test does not know by name.

use ffi_workbench::work::{Kernel, Number};

/// The default parameters of a kernel; `whole` replaces those that are whole numbers.
pub fn parameters(kernel: &Kernel, mut whole: impl FnMut(u64) -> u64) -> Vec<(&'static str, Number)> {
    let value = |default| match default {
        Number::Integer(default) => Number::Integer(whole(default)),
        real @ Number::Real(_) => real,
    };
    let names = kernel.parameters.iter().map(|parameter| parameter.name);
    names.zip(kernel.parameters.iter().map(|parameter| parameter.default).map(value)).collect()
}

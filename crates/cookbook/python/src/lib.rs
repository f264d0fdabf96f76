//! The kernels of ffi-workbench as a module for Python: `import ffi_workbench_kernels`.
//!
//! | the other side | |
//! | --- | --- |
//! | promises | it hands over objects of any type; numpy says element type, strides and whether they are contiguous |
//! | does not promise | that nobody else writes the array meanwhile, once the interpreter's lock is let go |
//!
//! **Idiom.** `PyReadonlyArray1<f64>` is an array of that element type and dimension, or a TypeError; `as_slice` is a
//! slice of its own elements, or an error where there are strides. A `Vec` becomes the result without a copy. Errors
//! are ValueError with the kernel's own sentence, and pyo3 makes an exception of a panic. The lock is held during the
//! call: other threads of Python could write the array otherwise, which Rust says nobody does.
//!
//! **Rules.** FFI-NOPANIC, FFI-CKNONROBUST, FFI-SAFEWRAPPING.
#![forbid(unsafe_code)]

use ffi_workbench::kernels::{dot, moving_average, rsi, series_pi, sum};
use ffi_workbench::language::{Implementation, Language, Variant};
use numpy::{IntoPyArray, PyArray1, PyReadonlyArray1};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

/// Sum of the products of the elements of x and y.
#[pyfunction]
#[pyo3(name = "dot", signature = (x, y, language = "rust", tuned = true))]
fn py_dot(x: PyReadonlyArray1<'_, f64>, y: PyReadonlyArray1<'_, f64>, language: &str, tuned: bool) -> PyResult<f64> {
    let run = implementation(dot::IMPLEMENTATIONS, language, tuned)?;
    run(slice("x", &x)?, slice("y", &y)?).map_err(refused)
}

/// Sum of the elements of x.
#[pyfunction]
#[pyo3(name = "sum", signature = (x, language = "rust", tuned = true))]
fn py_sum(x: PyReadonlyArray1<'_, f64>, language: &str, tuned: bool) -> PyResult<f64> {
    let run = implementation(sum::IMPLEMENTATIONS, language, tuned)?;
    Ok(run(slice("x", &x)?))
}

/// Means of all windows of x: len(x) - window + 1 values.
#[pyfunction]
#[pyo3(name = "moving_average", signature = (x, window, language = "rust", tuned = true))]
fn py_moving_average<'py>(
    py: Python<'py>,
    x: PyReadonlyArray1<'py, f64>,
    window: usize,
    language: &str,
    tuned: bool,
) -> PyResult<Bound<'py, PyArray1<f64>>> {
    let run = implementation(moving_average::IMPLEMENTATIONS, language, tuned)?;
    let x = slice("x", &x)?;
    let mut out = vec![0.0; moving_average::output_length(x.len(), window).map_err(refused)?];
    run(x, window, &mut out).map_err(refused)?;
    Ok(out.into_pyarray(py))
}

/// Wilder's relative strength index of the prices x, in percent: len(x) - period values.
#[pyfunction]
#[pyo3(name = "rsi", signature = (x, period = 14, language = "rust", tuned = true))]
fn py_rsi<'py>(
    py: Python<'py>,
    x: PyReadonlyArray1<'py, f64>,
    period: usize,
    language: &str,
    tuned: bool,
) -> PyResult<Bound<'py, PyArray1<f64>>> {
    let run = implementation(rsi::IMPLEMENTATIONS, language, tuned)?;
    let x = slice("x", &x)?;
    let mut out = vec![0.0; rsi::output_length(x.len(), period).map_err(refused)?];
    run(x, period, &mut out).map_err(refused)?;
    Ok(out.into_pyarray(py))
}

/// Pi by the midpoint rule with n terms.
#[pyfunction]
#[pyo3(name = "series_pi", signature = (n, language = "rust", tuned = true))]
fn py_series_pi(n: u64, language: &str, tuned: bool) -> PyResult<f64> {
    let run = implementation(series_pi::IMPLEMENTATIONS, language, tuned)?;
    let sum = run(n, 0..n).map_err(refused)?;
    Ok(sum)
}

/// Numerical kernels in Rust, C, C++ and Fortran, for one-dimensional numpy arrays of float64.
#[pymodule]
fn ffi_workbench_kernels(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(py_dot, module)?)?;
    module.add_function(wrap_pyfunction!(py_sum, module)?)?;
    module.add_function(wrap_pyfunction!(py_moving_average, module)?)?;
    module.add_function(wrap_pyfunction!(py_rsi, module)?)?;
    module.add_function(wrap_pyfunction!(py_series_pi, module)?)?;
    Ok(())
}

/// The function of the table in this language.
fn implementation<F: Copy>(table: &[Implementation<F>], language: &str, tuned: bool) -> PyResult<F> {
    let wanted = Language::ALL
        .iter()
        .find(|it| it.name() == language)
        .ok_or_else(|| PyValueError::new_err(format!("language {language:?} is none of rust, c, cpp, fortran")))?;
    let variant = if tuned { Variant::Tuned } else { Variant::Plain };
    let found = table.iter().find(|it| it.id.language == *wanted && it.id.variant == variant);
    found.map(|it| it.run).ok_or_else(|| PyValueError::new_err(format!("this kernel is not there in {language}")))
}

/// The elements, if they lie one behind the other.
fn slice<'a>(name: &str, x: &'a PyReadonlyArray1<'_, f64>) -> PyResult<&'a [f64]> {
    let contiguous = x.as_slice();
    contiguous
        .map_err(|_| PyValueError::new_err(format!("{name} is not contiguous: pass numpy.ascontiguousarray({name})")))
}

fn refused(error: impl std::fmt::Display) -> PyErr {
    PyValueError::new_err(error.to_string())
}

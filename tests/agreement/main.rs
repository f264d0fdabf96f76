//! Every line of every table gives the right answer, and `plain` gives it to the last bit in every language.
//!
//! - `oracle`: the kernels once more, as naively as they can be written: what `plain` must equal bit by bit.
//! - `exact`: the same quantities without rounding: what every variant must be near to.
//! - `inputs`: arrays, ordinary and adversarial, for proptest.
//! - `scalars`, `reductions`, `series`, `arrays`: the tables against these three.
//! - `tuned`, `tuned_arrays`: how accurate `tuned` is.
//! - `golden`: the tables against TA-Lib and pandas.
//! - `whole`: each kernel of `work::KERNELS`, cut into its blocks, against its own expected answer.

#[path = "../common/all_languages.rs"]
mod all_languages;
mod arrays;
#[path = "../common/bits.rs"]
mod bits;
mod exact;
mod golden;
mod inputs;
mod oracle;
#[path = "../common/parameters.rs"]
mod parameters;
mod reductions;
mod scalars;
mod series;
mod tuned;
mod tuned_arrays;
mod whole;

use all_languages::all_languages;
use ffi_workbench::language::{Implementation, Variant};
use ffi_workbench::work::Kernel;

/// Unit roundoff of double precision.
const U: f64 = f64::EPSILON / 2.0;

/// Largest relative error of n roundings in a row (Higham 2002, section 3.1).
fn gamma(n: usize, u: f64) -> f64 {
    let nu = n as f64 * u;
    nu / (1.0 - nu)
}

/// The lines of a variant that every language of the kernel has.
#[track_caller]
fn of_variant<F: Copy>(kernel: &Kernel, table: &[Implementation<F>], variant: Variant) -> Vec<Implementation<F>> {
    let lines: Vec<_> = table.iter().copied().filter(|it| it.id.variant == variant).collect();
    all_languages(kernel, &lines);
    lines
}

#[track_caller]
fn plain<F: Copy>(kernel: &Kernel, table: &[Implementation<F>]) -> Vec<Implementation<F>> {
    of_variant(kernel, table, Variant::Plain)
}

#[track_caller]
fn tuned<F: Copy>(kernel: &Kernel, table: &[Implementation<F>]) -> Vec<Implementation<F>> {
    of_variant(kernel, table, Variant::Tuned)
}

//! Every line of every table gives the right answer, and `plain` gives it to the last bit in every language.
//!
//! - `oracle`: the kernels once more, as naively as they can be written: what `plain` must equal bit by bit.
//! - `exact`: the same quantities without rounding: what every variant must be near to.
//! - `inputs`: arrays, ordinary and adversarial, for proptest.
//! - `scalars`, `reductions`, `series`, `arrays`: the tables against the three of them; `tuned`, `tuned_arrays`: how near
//!   `tuned` is.
//! - `golden`: the tables against TA-Lib and pandas.
//! - `whole`: `work::KERNELS`, each kernel cut into its blocks, against its own expected answer.

mod arrays;
#[path = "../common/bits.rs"]
mod bits;
#[path = "../common/every.rs"]
mod every;
mod exact;
mod golden;
mod inputs;
mod oracle;
mod reductions;
mod scalars;
mod series;
mod tuned;
mod tuned_arrays;
mod whole;

/// Unit roundoff of double precision.
const U: f64 = f64::EPSILON / 2.0;

/// Largest relative error of n roundings in a row (Higham 2002, section 3.1).
fn gamma(n: usize, u: f64) -> f64 {
    let nu = n as f64 * u;
    nu / (1.0 - nu)
}

//! Every documented error happens, in every language, with the right values in it, and nothing was written to `out`.
//!
//! - `kernels`: what the safe functions refuse, one test for each broken rule.
//! - `work`: what a problem as a whole is refused for.
//! - `executors`: what an executor cannot have.
//! - `messages`: each error's sentence holds its values.

#[path = "../common/all_languages.rs"]
mod all_languages;
mod executors;
mod kernels;
mod messages;
#[path = "../common/parameters.rs"]
mod parameters;
mod work;

//! Numerical kernels in Rust, C, C++ and Fortran: called safely from Rust, run on all cores, checked and measured.
//!
//! The claim: no argument makes a function of this crate misbehave, and every implementation of a kernel gives the
//! answer that its documentation says. The limit: the first rests on the contracts written in `csrc/c/kernels.h`,
//! `csrc/cpp/kernels.hpp` and `fortran/kernels.h`. The wrappers check every condition in them; that the foreign code
//! keeps its side is shown by tests and not proved by a compiler. The raw declarations in [`ffi`] check nothing, and
//! they are `unsafe`.
//!
//! Call one kernel in one language:
//!
//! ```
//! use ffi_workbench::kernels::{dot, moving_average};
//!
//! let (x, y) = ([1.0, 2.0, 3.0], [4.0, 5.0, 6.0]);
//! assert_eq!(dot::c(&x, &y)?, dot::rust(&x, &y)?);
//!
//! let mut means = [0.0; 2];
//! moving_average::cpp(&x, 2, &mut means)?;
//! assert_eq!(means, [1.5, 2.5]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Or run it on all cores, with the same bits for every executor and number of workers:
//!
//! ```
//! use ffi_workbench::executors::{EXECUTORS, Executor, StartedExecutor};
//! use ffi_workbench::language::{ImplementationId, Language, Variant};
//! use ffi_workbench::work::{SERIES_PI, Work};
//!
//! let problem = SERIES_PI.generate(1_000_000, 0, vec![]);
//! let in_c = ImplementationId { language: Language::C, variant: Variant::Plain };
//! let work = Work::new(&SERIES_PI, in_c, &problem)?;
//! for kind in EXECUTORS.iter().filter(|kind| kind.by_default) {
//!     let mut out = vec![0.0; work.slots()];
//!     StartedExecutor::start(kind, None)?.fill(&work, &mut out)?;
//!     assert!((work.answer(out)[0] - std::f64::consts::PI).abs() < 1e-12, "{}", kind.name);
//! }
//! # Ok::<(), ffi_workbench::error::Error>(())
//! ```
//!
//! The modules stand below in the order in which they use each other: each needs only those above it.

pub mod error;
pub mod huge_pages;
pub mod language;
pub mod level;
pub mod machine;
pub mod philox;

pub mod ffi;

pub mod kernels;

pub mod work;

pub mod executors;

pub mod build_info;
pub mod measure;

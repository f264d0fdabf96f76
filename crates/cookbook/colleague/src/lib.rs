//! Species that turn into each other: a colleague's library in C and Fortran 77, wrapped in three layers.
//!
//! | layer | what it is | who it is for |
//! | --- | --- | --- |
//! | [`raw`] | the declarations, as in the header and the Fortran sources; nothing is checked | the safe layer |
//! | [`safe`] | the same functions, which no argument can misuse | whoever knows the library |
//! | this one | types, closures, errors and iterators, as a Rust program has them | everybody else |
//!
//! ```
//! use cookbook_colleague::{Integration, Method, Model, find_root};
//!
//! // A turns into B, and B into C.
//! let mut model = Model::new("decay", 3, Method::RungeKutta, 0.01)?;
//! model.react(0, 1, 2.0)?.react(1, 2, 1.0)?;
//! assert_eq!(model.to_string(), "decay: 3 species, 2 reactions, Runge-Kutta with step 0.01");
//!
//! // In steps of equal size, by the C half.
//! let end = model.run(&[1.0, 0.0, 0.0], 1.0)?;
//! assert!((end[0] - (-2.0_f64).exp()).abs() < 1e-9);
//!
//! // By the Fortran half: steps of the right size, and the time when half of A is left.
//! let half_life = find_root(0.0..1.0, 1e-12, |t| {
//!     let mut integration = Integration::of_model(&model, &[1.0, 0.0, 0.0])?;
//!     Ok(integration.advance(t)?[0] - 0.5)
//! })?;
//! assert!((half_life - 0.5 * 2.0_f64.ln()).abs() < 1e-6);
//! # Ok::<(), cookbook_colleague::Error>(())
//! ```

pub mod raw;
pub mod safe;
mod idiomatic;

pub use idiomatic::{Integration, Model, Trajectory, find_root};
pub use safe::{Error, Method, version};

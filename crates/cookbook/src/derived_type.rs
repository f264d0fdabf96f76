//! A Fortran derived type.
//!
//! | the other side | |
//! | --- | --- |
//! | promises | `bind(C)`: the members in order, as C lays them out |
//! | does not promise | a layout without `bind(C)` or `sequence`; and what has `allocatable` members cannot have it |
//!
//! **Idiom.** `type, bind(C)` there, `repr(C)` here, asserts of size and offsets. A type that cannot be `bind(C)` stays
//! on the other side, behind a [handle](crate::allocatable).
//!
//! **Rules.** FFI-CTYPE, FFI-TCONS, MEM-UNINIT (what `intent(out)` writes whole).
//!
//! **Otherwise.** Without `repr(C)`, rustc put the id behind the numbers, and the centre of two bodies was (1e-323,
//! NaN, NaN).
//!
//! ```
//! use ffi_cookbook::derived_type::{Body, mass_centre};
//!
//! let at = |x: f64, mass| Body { id: 0, position: [x, 0.0, 0.0], mass };
//! let centre = mass_centre(&[at(0.0, 1.0), at(4.0, 3.0)]).unwrap();
//! assert_eq!(centre, Body { id: 2, position: [3.0, 0.0, 0.0], mass: 4.0 });
//! ```
//!
//! `derived_type.f90`:
#![doc = concat!("```fortran\n", include_str!("derived_type.f90"), "```")]
#![expect(unsafe_code, reason = "calls Fortran")]

use std::mem::{MaybeUninit, offset_of};

/// A body in space.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(missing_docs, reason = "named as in Fortran")]
pub struct Body {
    pub id: i32,
    pub position: [f64; 3],
    pub mass: f64,
}

const _: () = {
    assert!(offset_of!(Body, position) == align_of::<f64>());
    assert!(offset_of!(Body, mass) == offset_of!(Body, position) + 24);
    assert!(size_of::<Body>() == offset_of!(Body, mass) + 8);
};

unsafe extern "C" {
    fn ck_mass_centre(n: i64, bodies: *const Body, centre: *mut Body);
}

/// The body that all together are like; `None` without bodies, or if there are more than its id can count.
pub fn mass_centre(bodies: &[Body]) -> Option<Body> {
    let n = i32::try_from(bodies.len()).ok().filter(|n| *n > 0)?;
    let mut centre = MaybeUninit::uninit();
    // SAFETY: bodies holds n >= 1 of them, laid out as in Fortran (asserted above), which reads them; it writes
    // one, which is what centre holds.
    unsafe { ck_mass_centre(n.into(), bodies.as_ptr(), centre.as_mut_ptr()) };
    // SAFETY: intent(out): the subroutine has written every member.
    Some(unsafe { centre.assume_init() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_bodies_have_no_centre() {
        assert_eq!(mass_centre(&[]), None);
    }

    #[test]
    fn every_axis_has_its_own_centre() {
        let body = |position, mass| Body { id: -1, position, mass };
        let centre = mass_centre(&[body([1.0, 2.0, 3.0], 1.0), body([3.0, 6.0, 9.0], 1.0)]);
        assert_eq!(centre, Some(Body { id: 2, position: [2.0, 4.0, 6.0], mass: 2.0 }));
        assert!(mass_centre(&[body([1.0; 3], 0.0)]).unwrap().position[0].is_nan());
    }
}

//! A struct by value and by pointer.
//!
//! | the other side | |
//! | --- | --- |
//! | promises | it reads and writes the fields, and keeps no pointer |
//! | does not promise | a layout: that depends on target, order of the fields and flags (`-fpack-struct`) |
//!
//! **Idiom.** `repr(C)`, the fields in C's order, and asserts of size and offsets that the compiler checks in every
//! build. `&T` for `const T *`, `&mut T` for `T *`. All fields are plain numbers, so every bit pattern is valid; a
//! `bool` or an enum among them would need [another page](crate::enums).
//!
//! **Rules.** FFI-CTYPE (`repr(C)`), FFI-TCONS (the types agree on both sides), FFI-MEM-NODROP (no `Drop` by value).
//!
//! **Otherwise.** With `weight` declared between `from` and `to`, the length of the segment from (0, 0) to (3, 4) came
//! out as 3.
//!
//! ```
//! use ffi_cookbook::structs::{Point, Segment, middle};
//!
//! let (from, to) = (Point { x: 0.0, y: 0.0 }, Point { x: 3.0, y: 4.0 });
//! let mut segment = Segment { colour: 7, from, to, weight: -1 };
//! assert_eq!(segment.length(), 5.0);
//! segment.reverse();
//! assert_eq!(segment, Segment { colour: 7, from: to, to: from, weight: -1 });
//! assert_eq!(middle(from, to), Point { x: 1.5, y: 2.0 });
//! ```
//!
//! `structs.c`:
#![doc = concat!("```c\n", include_str!("structs.c"), "```")]
#![expect(unsafe_code, reason = "calls C")]

use std::mem::offset_of;

/// A point in the plane.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(missing_docs, reason = "coordinates")]
pub struct Point {
    pub x: f64,
    pub y: f64,
}

/// A segment between two points.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(missing_docs, reason = "named as in C")]
pub struct Segment {
    pub colour: u8,
    pub from: Point,
    pub to: Point,
    pub weight: i32,
}

const _: () = {
    assert!(size_of::<Point>() == 16 && align_of::<Point>() == align_of::<f64>());
    assert!(offset_of!(Point, y) == 8);
    assert!(size_of::<Segment>() == 40 + align_of::<f64>());
    assert!(offset_of!(Segment, from) == align_of::<f64>()); // seven bytes of padding, where f64 is aligned to 8
    assert!(offset_of!(Segment, to) == offset_of!(Segment, from) + 16);
    assert!(offset_of!(Segment, weight) == offset_of!(Segment, to) + 16);
};

// SAFETY: the declarations are those of structs.c, which build.rs compares; ck_middle reads its arguments alone.
unsafe extern "C" {
    safe fn ck_middle(a: Point, b: Point) -> Point;
    fn ck_length(segment: *const Segment) -> f64;
    fn ck_reverse(segment: *mut Segment);
}

/// Middle of two points.
pub fn middle(a: Point, b: Point) -> Point {
    ck_middle(a, b)
}

impl Segment {
    /// Distance from one end to the other.
    pub fn length(&self) -> f64 {
        // SAFETY: self is a whole segment, laid out as in C (asserted above); C reads it and keeps no pointer.
        unsafe { ck_length(self) }
    }

    /// Exchanges the ends.
    pub fn reverse(&mut self) {
        // SAFETY: as in length; self is borrowed mutably, and every value that C writes is a valid one.
        unsafe { ck_reverse(self) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_are_not_finite_pass_through() {
        let far = Point { x: f64::INFINITY, y: f64::NAN };
        let half = middle(far, Point { x: 0.0, y: 0.0 });
        assert!(half.x.is_infinite() && half.y.is_nan());
    }

    #[test]
    fn every_field_arrives_where_it_belongs() {
        let mut segment =
            Segment { colour: 255, from: Point { x: 1.0, y: 2.0 }, to: Point { x: 3.0, y: 4.0 }, weight: i32::MIN };
        segment.reverse();
        assert_eq!((segment.colour, segment.weight), (255, i32::MIN));
        assert_eq!((segment.from, segment.to), (Point { x: 3.0, y: 4.0 }, Point { x: 1.0, y: 2.0 }));
    }
}

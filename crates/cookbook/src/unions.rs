//! A union with a tag.
//!
//! | the other side | |
//! | --- | --- |
//! | promises | the tag says which member was written |
//! | does not promise | that the tag is one of the two that are known |
//!
//! **Idiom.** A private `repr(C)` union inside a private `repr(C)` struct; outside, an enum with fields. Reading a
//! member is `unsafe` and stands once, behind the match on the tag.
//!
//! **Rules.** FFI-CTYPE (an enum with fields is no C type), FFI-CKNONROBUST, FFI-NOENUM.
//!
//! **Otherwise.** The real 2.5, read as the integer without a look at the tag, was 4612811918334230528.
//!
//! ```
//! use ffi_cookbook::unions::Cell;
//!
//! assert_eq!(Cell::Integer(21).double(), Ok(Cell::Integer(42)));
//! assert_eq!(Cell::Real(2.5).double(), Ok(Cell::Real(5.0)));
//! ```
//!
//! `unions.c`:
#![doc = concat!("```c\n", include_str!("unions.c"), "```")]
#![expect(unsafe_code, reason = "calls C, reads a union")]

use std::mem::offset_of;

/// A cell of a table.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(missing_docs, reason = "named by its type")]
pub enum Cell {
    Integer(i64),
    Real(f64),
}

/// A kind of cell that this page does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a cell of kind {0} is neither an integer (0) nor a real number (1)")]
pub struct UnknownKind(pub i32);

#[repr(C)]
#[derive(Clone, Copy)]
union RawValue {
    integer: i64,
    real: f64,
}

#[repr(C)]
#[derive(Clone, Copy)]
struct RawCell {
    kind: i32,
    value: RawValue,
}

const _: () = assert!(size_of::<RawCell>() == 8 + align_of::<i64>() && offset_of!(RawCell, value) == align_of::<i64>());

const INTEGER: i32 = 0;
const REAL: i32 = 1;

// SAFETY: the declarations are those of unions.c, which build.rs compares; both have an answer for every argument.
unsafe extern "C" {
    safe fn ck_double_cell(cell: RawCell) -> RawCell;
    safe fn ck_cell_of_kind(kind: i32, bits: i64) -> RawCell;
}

impl Cell {
    /// Twice the cell; integers wrap.
    pub fn double(self) -> Result<Self, UnknownKind> {
        ck_double_cell(self.into()).try_into()
    }

    /// The cell that the library makes of a kind and 64 bits.
    pub fn of_kind(kind: i32, bits: i64) -> Result<Self, UnknownKind> {
        ck_cell_of_kind(kind, bits).try_into()
    }
}

impl From<Cell> for RawCell {
    fn from(cell: Cell) -> Self {
        match cell {
            Cell::Integer(integer) => Self { kind: INTEGER, value: RawValue { integer } },
            Cell::Real(real) => Self { kind: REAL, value: RawValue { real } },
        }
    }
}

impl TryFrom<RawCell> for Cell {
    type Error = UnknownKind;

    fn try_from(RawCell { kind, value }: RawCell) -> Result<Self, UnknownKind> {
        match kind {
            // SAFETY: the tag says that this member was written, and every bit pattern is an i64.
            INTEGER => Ok(Self::Integer(unsafe { value.integer })),
            // SAFETY: the tag says that this member was written, and every bit pattern is an f64.
            REAL => Ok(Self::Real(unsafe { value.real })),
            unknown => Err(UnknownKind(unknown)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_kind_is_an_error() {
        assert_eq!(Cell::of_kind(2, 0), Err(UnknownKind(2)));
        assert_eq!(Cell::of_kind(i32::MIN, -1), Err(UnknownKind(i32::MIN)));
    }

    #[test]
    fn each_kind_is_read_as_what_it_is() {
        assert_eq!(Cell::of_kind(INTEGER, 5), Ok(Cell::Integer(5)));
        assert_eq!(Cell::of_kind(REAL, 2.5_f64.to_bits().cast_signed()), Ok(Cell::Real(2.5)));
        assert_eq!(Cell::Integer(i64::MAX).double(), Ok(Cell::Integer(-2)));
    }
}

//! The subtle unsafe lines that every wrapper of a C or Fortran library needs, written once, each with its proof.
//!
//! | the foreign side | the item |
//! | --- | --- |
//! | `int f(double (*g)(double, void *), void *user)` | [`Closure::during`], [`Closure::call`] |
//! | `external fcn`, `qsort(.., compare)`: no user data | [`Slot`], [`Closure::during_in`], [`Closure::call_in`] |
//! | a callback that a handle keeps; its destructor | [`Kept`]; [`Kept::into_user_data`], [`Kept::destroy`] |
//! | a callback that lends its buffer until its next call | [`LentBuffer`] |
//! | what a callback is given: `const double *x, int n` | [`lend`] |
//! | `a(lda, *)`, `m`, `n`: a matrix with a leading dimension | [`Columns`], [`ColumnsMut`] |
//! | `character(len=8)`, `character(len=*)` with a hidden length | [`Padded`], [`hidden`], [`fortran_text`] |
//! | `char name[32]`; `const char *version(void)` | [`char_array`], [`c_text`]; [`static_str`] |
//! | `int n`; a workspace of `(n*(3*n+13))/2` | [`count`]; [`Extent`] |
//! | `frames_used`, `info`, an index from 1, a logical | [`returned`], [`filled`], [`from_one`], [`truth`] |
//! | "ratio in 1/256 to 256", whose check lets NaN through | [`within`] with [`FINITE`] and its like, [`all_finite`] |
//! | state inside one call | [`Lock`] |
//! | state in COMMON between calls | [`Commons`], [`Session`] |
//! | a handle, an array or a string that the library frees | [`Owned`], [`OwnedSlice`], [`OwnedText`] |
//!
//! What is refused is one type, [`Refusal`], whose sentence names the value and the rule.
//!
//! Without the feature `std` there are no closures, locks and sessions; `alloc` is always used.
#![no_std]
#![expect(unsafe_code, reason = "the lines that wrappers need not write")]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::ffi::{CStr, c_char, c_int, c_void};
use core::fmt::{self, Display, Formatter};
use core::marker::PhantomData;
use core::mem::{MaybeUninit, size_of};
use core::ops::{Add, Bound, Deref, DerefMut, Div, Index, IndexMut, Mul, RangeBounds, RangeInclusive, Sub};
use core::ptr::NonNull;
use core::slice;

#[cfg(feature = "std")]
pub use calls::{Block, Closure, Commons, Entered, Lock, Session, Slot};

// ---- What is refused ------------------------------------------------------------------------------------------------

/// Why a value did not cross the boundary: one sentence, with the value and the rule.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Refusal {
    /// A value outside its range, or NaN. It may have come from the caller or from the library.
    OutOfRange {
        /// The name of the value.
        what: &'static str,
        /// The value.
        value: Value,
        /// The least that it may be.
        low: Bound<Value>,
        /// The most that it may be.
        high: Bound<Value>,
    },
    /// An infinity or NaN in an array.
    NotFinite {
        /// The name of the array.
        what: &'static str,
        /// Where it stands, from 0.
        index: usize,
        /// What stands there.
        value: f64,
    },
    /// More elements than a count of the foreign side can hold, or than memory can.
    TooMany {
        /// The number of elements, where it could be computed.
        n: Option<usize>,
        /// The bits of the count.
        bits: usize,
    },
    /// A null pointer where there must be an object.
    Null,
    /// A pointer that is not aligned for its type.
    Misaligned,
    /// A matrix that does not fit in its array, or whose leading dimension is less than its rows.
    Shape {
        /// Rows.
        rows: usize,
        /// Columns.
        columns: usize,
        /// Elements from one column to the next.
        ld: usize,
        /// Elements of the array.
        len: usize,
    },
    /// Text that is longer than the foreign side's `character(len=room)`.
    TooLong {
        /// Bytes of the text.
        bytes: usize,
        /// Bytes that there are.
        room: usize,
    },
    /// A `char` array without a NUL in it.
    NoNul {
        /// Bytes of the array.
        room: usize,
    },
    /// A NUL inside a text, where C would see its end.
    InteriorNul {
        /// Bytes before it.
        at: usize,
    },
    /// Text that is not UTF-8.
    NotUtf8 {
        /// Bytes before the first bad one.
        valid_up_to: usize,
    },
    /// A call from inside a callback, into a library that cannot be entered twice.
    Nested,
    /// A callback that did not come on the thread that made the call.
    OtherThread,
}

/// A number in a [`Refusal`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value {
    /// Whole, of a signed type.
    Signed(i64),
    /// Whole, of an unsigned type.
    Unsigned(u64),
    /// Real.
    Real(f64),
}

impl Display for Value {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Value::Signed(value) => value.fmt(f),
            Value::Unsigned(value) => value.fmt(f),
            // Not three hundred digits.
            Value::Real(value) if value.is_finite() && *value != 0.0 && !(1e-5..1e16).contains(&value.abs()) => {
                write!(f, "{value:e}")
            }
            Value::Real(value) => value.fmt(f),
        }
    }
}

macro_rules! values {
    ($($Type:ty => $Kind:ident as $Wide:ty),*) => {$(
        impl From<$Type> for Value {
            fn from(value: $Type) -> Self {
                Value::$Kind(value as $Wide)
            }
        }
    )*};
}
values!(i8 => Signed as i64, i16 => Signed as i64, i32 => Signed as i64, i64 => Signed as i64, isize => Signed as i64,
        u8 => Unsigned as u64, u16 => Unsigned as u64, u32 => Unsigned as u64, u64 => Unsigned as u64,
        usize => Unsigned as u64, f32 => Real as f64, f64 => Real as f64);

impl Display for Refusal {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::OutOfRange { what, value, low, high } => {
                write!(f, "{what} is {value}, and must be ")?;
                match (Limit::low(low), Limit::high(high)) {
                    (None, None) => write!(f, "a number"),
                    (Some(end), None) | (None, Some(end)) => end.fmt(f),
                    (Some(low), Some(high)) if low == high => low.fmt(f),
                    (Some(low), Some(high)) => write!(f, "{low} and {high}"),
                }
            }
            Refusal::NotFinite { what, index, value } => write!(f, "{what}[{index}] is {value}, and must be finite"),
            Refusal::TooMany { n: Some(n), bits } => write!(f, "{n} does not fit in a count of {bits} bits"),
            Refusal::TooMany { n: None, bits } => write!(f, "the size does not fit in a count of {bits} bits"),
            Refusal::Null => write!(f, "a null pointer came where there must be an object"),
            Refusal::Misaligned => write!(f, "a pointer came that is not aligned for its type"),
            Refusal::Shape { rows, columns, ld, len } => write!(
                f,
                "a matrix of {rows} rows and {columns} columns with leading dimension {ld} is not in {len} elements"
            ),
            Refusal::TooLong { bytes, room } => write!(f, "a text of {bytes} bytes does not fit in {room}"),
            Refusal::NoNul { room } => write!(f, "a text has no end within {room} bytes"),
            Refusal::InteriorNul { at } => write!(f, "a text has a NUL after {at} bytes"),
            Refusal::NotUtf8 { valid_up_to } => write!(f, "a text is not UTF-8 after {valid_up_to} bytes"),
            Refusal::Nested => write!(f, "the library was called from inside its own callback"),
            Refusal::OtherThread => write!(f, "the callback came outside the call or on another thread"),
        }
    }
}

/// One end of a range, in words.
#[derive(PartialEq)]
enum Limit<'a> {
    Finite,
    AtLeast(&'a Value),
    Above(&'a Value),
    AtMost(&'a Value),
    Below(&'a Value),
}

impl<'a> Limit<'a> {
    fn low(end: &'a Bound<Value>) -> Option<Self> {
        Some(match end {
            Bound::Included(Value::Real(f64::MIN)) => Self::Finite,
            Bound::Included(Value::Real(f64::MIN_POSITIVE)) => Self::Above(&Value::Real(0.0)),
            Bound::Included(end) => Self::AtLeast(end),
            Bound::Excluded(end) => Self::Above(end),
            Bound::Unbounded => return None,
        })
    }

    fn high(end: &'a Bound<Value>) -> Option<Self> {
        Some(match end {
            Bound::Included(Value::Real(f64::MAX)) => Self::Finite,
            Bound::Included(end) => Self::AtMost(end),
            Bound::Excluded(end) => Self::Below(end),
            Bound::Unbounded => return None,
        })
    }
}

impl Display for Limit<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Limit::Finite => write!(f, "finite"),
            Limit::AtLeast(end) => write!(f, "at least {end}"),
            Limit::Above(end) => write!(f, "above {end}"),
            Limit::AtMost(end) => write!(f, "at most {end}"),
            Limit::Below(end) => write!(f, "below {end}"),
        }
    }
}

impl core::error::Error for Refusal {}

// ---- Numbers --------------------------------------------------------------------------------------------------------

/// The numbers that are neither infinite nor NaN, for [`within`].
pub const FINITE: RangeInclusive<f64> = f64::MIN..=f64::MAX;

/// The finite numbers from 0, for [`within`].
pub const NOT_NEGATIVE: RangeInclusive<f64> = 0.0..=f64::MAX;

/// The finite numbers above 0, for [`within`]; those below the least normal one are taken for 0.
pub const POSITIVE: RangeInclusive<f64> = f64::MIN_POSITIVE..=f64::MAX;

/// `value`, if it is in the range; NaN is in none.
///
/// ```
/// use ffi_glue::within;
/// assert_eq!(within("ratio", 2.0, 1.0 / 256.0..=256.0), Ok(2.0));
/// let nan = within("ratio", f64::NAN, 0.5..=256.0).unwrap_err();
/// assert_eq!(nan.to_string(), "ratio is NaN, and must be at least 0.5 and at most 256");
/// assert!(within("channels", 0, 1..=128).is_err());
/// let zero = within("step", 0.0, ffi_glue::POSITIVE).unwrap_err();
/// assert_eq!(zero.to_string(), "step is 0, and must be above 0 and finite");
/// ```
///
/// # Errors
/// [`Refusal::OutOfRange`]. NaN is refused by `..` too.
pub fn within<T: Copy + PartialOrd + Into<Value>>(
    what: &'static str,
    value: T,
    range: impl RangeBounds<T>,
) -> Result<T, Refusal> {
    // A NaN is neither less nor greater, so a range without ends would let it through.
    if range.contains(&value) && value.partial_cmp(&value).is_some() {
        return Ok(value);
    }
    let (low, high) = (range.start_bound().map(|end| (*end).into()), range.end_bound().map(|end| (*end).into()));
    Err(Refusal::OutOfRange { what, value: value.into(), low, high })
}

/// `values`, if there is no NaN and no infinity among them.
///
/// ```
/// assert!(ffi_glue::all_finite("x", &[1.0, 2.0]).is_ok());
/// let refused = ffi_glue::all_finite("x", &[1.0, f64::NAN]).unwrap_err();
/// assert_eq!(refused.to_string(), "x[1] is NaN, and must be finite");
/// ```
///
/// # Errors
/// [`Refusal::NotFinite`] for the first that is not.
pub fn all_finite<'a, T: Copy + Into<f64>>(what: &'static str, values: &'a [T]) -> Result<&'a [T], Refusal> {
    match values.iter().position(|value| !(*value).into().is_finite()) {
        None => Ok(values),
        Some(index) => Err(Refusal::NotFinite { what, index, value: values[index].into() }),
    }
}

/// `n` as a count of the foreign side.
///
/// ```
/// use ffi_glue::count;
/// assert_eq!(count::<i32>(1000), Ok(1000));
/// let refused = count::<i32>(3_000_000_000).unwrap_err();
/// assert_eq!(refused.to_string(), "3000000000 does not fit in a count of 32 bits");
/// ```
///
/// # Errors
/// [`Refusal::TooMany`].
pub fn count<C: TryFrom<usize>>(n: usize) -> Result<C, Refusal> {
    C::try_from(n).map_err(|_| Refusal::TooMany { n: Some(n), bits: 8 * size_of::<C>() })
}

/// The size of a workspace, computed so that no step leaves what a `c_int` holds: the library computes it too.
///
/// ```
/// use ffi_glue::Extent;
/// let lwa = |n: usize| { let n = Extent::of(n); (n * (n * 3 + 13) / 2).count() };
/// assert_eq!(lwa(10), Ok(215));
/// assert!(lwa(30_000).is_err()); // 1 350 195 000 would fit; before it is halved it does not
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extent(Option<c_int>);

impl Extent {
    /// `n` itself.
    pub fn of(n: usize) -> Self {
        Self(c_int::try_from(n).ok())
    }

    /// The size, as the library's count.
    ///
    /// # Errors
    /// A step did not fit, divided by zero, or the size is negative.
    pub fn count(self) -> Result<c_int, Refusal> {
        within("size", self.0.ok_or(Refusal::TooMany { n: None, bits: c_int::BITS as usize })?, 0..)
    }

    /// The size, for an array.
    ///
    /// # Errors
    /// As [`count`](Self::count).
    pub fn size(self) -> Result<usize, Refusal> {
        returned("size", self.count()?, usize::MAX)
    }
}

impl From<usize> for Extent {
    fn from(n: usize) -> Self {
        Self::of(n)
    }
}

macro_rules! extent_operators {
    ($($Operator:ident $method:ident $checked:ident),*) => {$(
        impl<R: Into<Extent>> $Operator<R> for Extent {
            type Output = Extent;

            fn $method(self, other: R) -> Extent {
                Extent(self.0.zip(other.into().0).and_then(|(a, b)| a.$checked(b)))
            }
        }
    )*};
}
extent_operators!(Add add checked_add, Sub sub checked_sub, Mul mul checked_mul, Div div checked_div);

/// A count that came back, if it is in `0..=limit`: before it slices anything.
///
/// ```
/// use ffi_glue::returned;
/// assert_eq!(returned("frames_used", 3_i64, 10), Ok(3));
/// let refused = returned("frames_used", i64::MIN, 10).unwrap_err();
/// assert_eq!(refused.to_string(), "frames_used is -9223372036854775808, and must be at least 0 and at most 10");
/// ```
///
/// # Errors
/// [`Refusal::OutOfRange`].
pub fn returned<T>(what: &'static str, value: T, limit: usize) -> Result<usize, Refusal>
where
    T: Copy + TryInto<usize> + Into<Value>,
{
    let out_of_range = Refusal::OutOfRange {
        what,
        value: value.into(),
        low: Bound::Included(0_usize.into()),
        high: Bound::Included(limit.into()),
    };
    value.try_into().ok().filter(|n| *n <= limit).ok_or(out_of_range)
}

/// An index that came back and counts from 1, as one of `n` that count from 0.
///
/// ```
/// assert_eq!(ffi_glue::from_one("ipvt", 3_i32, 3), Ok(2));
/// assert!(ffi_glue::from_one("ipvt", 0_i32, 3).is_err());
/// ```
///
/// # Errors
/// [`Refusal::OutOfRange`].
pub fn from_one<T>(what: &'static str, index: T, n: usize) -> Result<usize, Refusal>
where
    T: Copy + TryInto<usize> + Into<Value>,
{
    let (low, high) = (Bound::Included(1_usize.into()), Bound::Included(n.into()));
    let index_from_one = index.try_into().ok().filter(|index| (1..=n).contains(index));
    index_from_one.map(|index| index - 1).ok_or(Refusal::OutOfRange { what, value: index.into(), low, high })
}

/// A logical that came back as a number: only 0 and 1 are a `bool`.
///
/// ```
/// assert_eq!(ffi_glue::truth("converged", 1_u8), Ok(true));
/// assert!(ffi_glue::truth("converged", 255_u8).is_err());
/// ```
///
/// # Errors
/// [`Refusal::OutOfRange`].
pub fn truth<T: Copy + TryInto<usize> + Into<Value>>(what: &'static str, value: T) -> Result<bool, Refusal> {
    Ok(returned(what, value, 1)? == 1)
}

/// The first `n` elements of an output array, where `n` came back from the function that filled it.
///
/// ```
/// use std::mem::MaybeUninit;
/// let mut out = [MaybeUninit::<f64>::uninit(); 4];
/// out[0].write(1.5);
/// // SAFETY: one element was written.
/// assert_eq!(unsafe { ffi_glue::filled("n", &mut out, 1_i32) }, Ok(&mut [1.5][..]));
/// // SAFETY: five elements are refused before they are looked at.
/// assert!(unsafe { ffi_glue::filled("n", &mut out, 5_i32) }.is_err());
/// ```
///
/// # Safety
/// If `n` is at most the length of `out`, the function has written that many elements.
///
/// # Errors
/// [`Refusal::OutOfRange`].
pub unsafe fn filled<'a, T, N>(what: &'static str, out: &'a mut [MaybeUninit<T>], n: N) -> Result<&'a mut [T], Refusal>
where
    N: Copy + TryInto<usize> + Into<Value>,
{
    let n = returned(what, n, out.len())?;
    // SAFETY: `out` has n elements, n being checked, and the caller says that they are written. The lifetime is that of
    // `out`, which nobody else can use meanwhile.
    Ok(unsafe { slice::from_raw_parts_mut(out.as_mut_ptr().cast::<T>(), n) })
}

// ---- Matrices -------------------------------------------------------------------------------------------------------

/// A matrix in column-major order: element (i, j) is at `i + j * ld`. Rows `rows..ld` of a column are not seen.
///
/// ```
/// use ffi_glue::Columns;
/// let a = Columns::new(&[1.0, 2.0, 0.0, 3.0, 4.0], 2, 2, 3)?; // two columns of two; one element between them
/// assert_eq!((a[(1, 0)], a.column(1)), (2.0, &[3.0, 4.0][..]));
/// assert!(Columns::new(&[0.0; 6], 9, 2, 3).is_err()); // 9 rows do not fit in a leading dimension of 3
/// # Ok::<(), ffi_glue::Refusal>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Columns<'a, T> {
    data: &'a [T],
    rows: usize,
    columns: usize,
    ld: usize,
}

impl<'a, T> Columns<'a, T> {
    /// A view of `data`, whose columns begin `ld` elements apart.
    ///
    /// # Errors
    /// [`Refusal::Shape`]: `ld` is 0 or less than `rows`, or `data` is shorter than `(columns - 1) * ld + rows`.
    pub fn new(data: &'a [T], rows: usize, columns: usize, ld: usize) -> Result<Self, Refusal> {
        check_shape(rows, columns, ld, data.len())?;
        Ok(Self { data, rows, columns, ld })
    }

    /// The number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The number of columns.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// The elements from one column to the next.
    pub fn ld(&self) -> usize {
        self.ld
    }

    /// Where element (0, 0) stands, for the foreign side; dangling if the matrix is empty.
    pub fn as_ptr(&self) -> *const T {
        self.data.as_ptr()
    }

    /// Column `j`.
    ///
    /// # Panics
    /// There is no such column.
    pub fn column(&self, j: usize) -> &'a [T] {
        &self.data[span(self.rows, self.columns, self.ld, j)]
    }
}

impl<T> Index<(usize, usize)> for Columns<'_, T> {
    type Output = T;

    fn index(&self, (i, j): (usize, usize)) -> &T {
        &self.column(j)[i]
    }
}

/// [`Columns`] that can be written. What lies between the columns cannot.
///
/// ```
/// let mut data = [0.0; 5];
/// let mut a = ffi_glue::ColumnsMut::new(&mut data, 2, 2, 3)?;
/// a[(0, 1)] = 7.0;
/// a.column_mut(0).fill(1.0);
/// assert_eq!(data, [1.0, 1.0, 0.0, 7.0, 0.0]);
/// # Ok::<(), ffi_glue::Refusal>(())
/// ```
#[derive(Debug)]
pub struct ColumnsMut<'a, T> {
    data: &'a mut [T],
    rows: usize,
    columns: usize,
    ld: usize,
}

impl<'a, T> ColumnsMut<'a, T> {
    /// A view of `data`, whose columns begin `ld` elements apart.
    ///
    /// # Errors
    /// As [`Columns::new`].
    pub fn new(data: &'a mut [T], rows: usize, columns: usize, ld: usize) -> Result<Self, Refusal> {
        check_shape(rows, columns, ld, data.len())?;
        Ok(Self { data, rows, columns, ld })
    }

    /// The same matrix, to be read: its rows, columns and leading dimension.
    pub fn as_columns(&self) -> Columns<'_, T> {
        Columns { data: self.data, rows: self.rows, columns: self.columns, ld: self.ld }
    }

    /// Where element (0, 0) stands, for the foreign side to write; dangling if the matrix is empty.
    pub fn as_mut_ptr(&mut self) -> *mut T {
        self.data.as_mut_ptr()
    }

    /// Column `j`.
    ///
    /// # Panics
    /// There is no such column.
    pub fn column_mut(&mut self, j: usize) -> &mut [T] {
        &mut self.data[span(self.rows, self.columns, self.ld, j)]
    }
}

impl<T> Index<(usize, usize)> for ColumnsMut<'_, T> {
    type Output = T;

    fn index(&self, (i, j): (usize, usize)) -> &T {
        &self.data[span(self.rows, self.columns, self.ld, j)][i]
    }
}

impl<T> IndexMut<(usize, usize)> for ColumnsMut<'_, T> {
    fn index_mut(&mut self, (i, j): (usize, usize)) -> &mut T {
        &mut self.column_mut(j)[i]
    }
}

/// The elements that a matrix spans, if it is one. Not `ld * columns`: the last column need not have the elements
/// that lie between the others.
fn check_shape(rows: usize, columns: usize, ld: usize, len: usize) -> Result<usize, Refusal> {
    let empty = rows == 0 || columns == 0;
    let needed = if empty { Some(0) } else { ld.checked_mul(columns - 1).and_then(|n| n.checked_add(rows)) };
    let fits = needed.filter(|needed| ld >= rows.max(1) && *needed <= len);
    fits.ok_or(Refusal::Shape { rows, columns, ld, len })
}

fn span(rows: usize, columns: usize, ld: usize, j: usize) -> core::ops::Range<usize> {
    assert!(j < columns, "column {j} of {columns}");
    let start = if rows == 0 { 0 } else { j * ld };
    start..start + rows
}

// ---- What a callback is given ---------------------------------------------------------------------------------------

/// `const double *x, int n`, as a callback gets it.
#[derive(Debug, Clone, Copy)]
pub struct In<T, N>(pub *const T, pub N);

/// `double *x, int n`: an array that a callback writes.
#[derive(Debug, Clone, Copy)]
pub struct Out<T, N>(pub *mut T, pub N);

/// `a(ld, columns)` with `rows` rows in use: a matrix that a callback writes.
#[derive(Debug, Clone, Copy)]
pub struct OutColumns<T, N> {
    /// Element (1, 1).
    pub data: *mut T,
    /// Rows.
    pub rows: N,
    /// Columns.
    pub columns: N,
    /// The leading dimension.
    pub ld: N,
}

/// Pointers that [`lend`] turns into references: [`In`], [`Out`], [`OutColumns`] and tuples of them.
pub trait Lent<'a> {
    /// The references.
    type References;

    /// See [`lend`].
    ///
    /// # Safety
    /// See [`lend`].
    ///
    /// # Errors
    /// See [`lend`].
    unsafe fn lend(self) -> Result<Self::References, Refusal>;
}

/// The arrays that a callback was given, as slices; null and zero elements is an empty slice.
///
/// Scalars need no such thing: a parameter of a callback can be declared as `&c_int` and `&mut c_int`.
///
/// ```
/// use ffi_glue::{In, Out, lend};
/// extern "C" fn double(n: &i32, x: *const f64, out: *mut f64) {
///     // SAFETY: the caller passes two arrays of n elements that do not overlap, and leaves them alone meanwhile.
///     let Ok((x, out)) = (unsafe { lend((In(x, *n), Out(out, *n))) }) else { return };
///     out.iter_mut().zip(x).for_each(|(out, x)| *out = 2.0 * x);
/// }
/// let mut out = [0.0; 2];
/// double(&2, [1.0, 2.0].as_ptr(), out.as_mut_ptr());
/// assert_eq!(out, [2.0, 4.0]);
/// double(&-1, std::ptr::null(), out.as_mut_ptr()); // refused
/// ```
///
/// # Safety
/// Each pointer that is not null points to as many initialised elements as its count says, for the lifetime that the
/// caller picks: the time of the callback. Meanwhile nobody else writes them, and nobody else reads those of [`Out`]
/// and [`OutColumns`]; so no two of these overlap.
///
/// # Errors
/// A count is negative or more than memory can hold; a pointer is null with a count above 0, or misaligned.
pub unsafe fn lend<'a, L: Lent<'a>>(pointers: L) -> Result<L::References, Refusal> {
    // SAFETY: the caller's promise is this function's.
    unsafe { pointers.lend() }
}

/// The number of elements behind a pointer, if they can be a slice.
fn check_array<T, N>(data: *const T, n: N) -> Result<usize, Refusal>
where
    N: Copy + TryInto<usize> + Into<Value>,
{
    let n = returned("count", n, isize::MAX.unsigned_abs() / size_of::<T>().max(1))?;
    match n {
        0 => Ok(0), // the pointer may then be anything
        _ if data.is_null() => Err(Refusal::Null),
        _ if !data.is_aligned() => Err(Refusal::Misaligned),
        n => Ok(n),
    }
}

impl<'a, T: 'a, N: Copy + TryInto<usize> + Into<Value>> Lent<'a> for In<T, N> {
    type References = &'a [T];

    unsafe fn lend(self) -> Result<&'a [T], Refusal> {
        match check_array(self.0, self.1)? {
            0 => Ok(&[]),
            // SAFETY: not null, aligned, not larger than memory (checked); n initialised elements that nobody writes
            // for 'a (the caller's promise).
            n => Ok(unsafe { slice::from_raw_parts(self.0, n) }),
        }
    }
}

impl<'a, T: 'a, N: Copy + TryInto<usize> + Into<Value>> Lent<'a> for Out<T, N> {
    type References = &'a mut [T];

    unsafe fn lend(self) -> Result<&'a mut [T], Refusal> {
        match check_array(self.0, self.1)? {
            0 => Ok(&mut []),
            // SAFETY: not null, aligned, not larger than memory (checked); n initialised elements that nobody else
            // reads or writes for 'a (the caller's promise).
            n => Ok(unsafe { slice::from_raw_parts_mut(self.0, n) }),
        }
    }
}

impl<'a, T: 'a, N: Copy + TryInto<usize> + Into<Value>> Lent<'a> for OutColumns<T, N> {
    type References = ColumnsMut<'a, T>;

    unsafe fn lend(self) -> Result<ColumnsMut<'a, T>, Refusal> {
        let size = |n| returned("count", n, usize::MAX);
        let (rows, columns, ld) = (size(self.rows)?, size(self.columns)?, size(self.ld)?);
        let len = check_shape(rows, columns, ld, usize::MAX)?;
        // SAFETY: the elements from the first to the last of the matrix are those that the caller promises.
        let data = unsafe { Out(self.data, len).lend() }?;
        ColumnsMut::new(data, rows, columns, ld)
    }
}

macro_rules! lent_tuples {
    ($(($($L:ident $index:tt),*))*) => {$(
        impl<'a, $($L: Lent<'a>),*> Lent<'a> for ($($L,)*) {
            type References = ($($L::References,)*);

            unsafe fn lend(self) -> Result<Self::References, Refusal> {
                // SAFETY: the caller's promise is for each of them.
                Ok(($(unsafe { self.$index.lend() }?,)*))
            }
        }
    )*};
}
lent_tuples!((A 0, B 1) (A 0, B 1, C 2) (A 0, B 1, C 2, D 3) (A 0, B 1, C 2, D 3, E 4));

// ---- Text -----------------------------------------------------------------------------------------------------------

/// Text for `character(len=N)`: padded with blanks, without a NUL.
///
/// ```
/// use ffi_glue::Padded;
/// let name = Padded::<8>::new("euler")?;
/// assert_eq!((name.as_bytes(), name.as_str()), (b"euler   ", Ok("euler")));
/// assert!(Padded::<2>::new("euler").is_err()); // not cut off
/// # Ok::<(), ffi_glue::Refusal>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Padded<const N: usize>([u8; N]);

impl<const N: usize> Padded<N> {
    /// `text` and blanks after it.
    ///
    /// # Errors
    /// [`Refusal::TooLong`].
    pub fn new(text: &str) -> Result<Self, Refusal> {
        let mut padded = Self::blank();
        let room = padded.0.get_mut(..text.len()).ok_or(Refusal::TooLong { bytes: text.len(), room: N })?;
        room.copy_from_slice(text.as_bytes());
        Ok(padded)
    }

    /// Blanks, for the foreign side to write over.
    pub fn blank() -> Self {
        Self([b' '; N])
    }

    /// All bytes with the blanks.
    pub fn as_bytes(&self) -> &[u8; N] {
        &self.0
    }

    /// Where the text begins, to be read.
    pub fn as_ptr(&self) -> *const c_char {
        self.0.as_ptr().cast()
    }

    /// Where the text begins, to be written.
    pub fn as_mut_ptr(&mut self) -> *mut c_char {
        self.0.as_mut_ptr().cast()
    }

    /// The hidden length, which stands after all other arguments: a `size_t` since gfortran 8.
    pub fn hidden_len(&self) -> usize {
        N
    }

    /// The text without the blanks after it.
    ///
    /// # Errors
    /// [`Refusal::NotUtf8`]: the foreign side wrote something else.
    pub fn as_str(&self) -> Result<&str, Refusal> {
        text(trim_blanks(&self.0))
    }
}

/// `text` for `character(len=*), intent(in)`: the address and the hidden length. No copy, no blanks, no NUL.
///
/// ```
/// assert_eq!(ffi_glue::hidden("abc").1, 3);
/// ```
pub fn hidden(text: &str) -> (*const c_char, usize) {
    (text.as_ptr().cast(), text.len())
}

/// Fortran's text without the blanks at its end.
///
/// ```
/// assert_eq!(ffi_glue::trim_blanks(b" a b  "), b" a b");
/// ```
pub fn trim_blanks(text: &[u8]) -> &[u8] {
    let end = text.iter().rposition(|byte| *byte != b' ').map_or(0, |last| last + 1);
    &text[..end]
}

/// Text that Fortran handed to a callback: `character(len=*)` with its hidden length, without the blanks at its end.
///
/// ```
/// let (message, length) = ffi_glue::hidden("step too small  ");
/// // SAFETY: `message` has `length` bytes for the rest of the program.
/// assert_eq!(unsafe { ffi_glue::fortran_text(message, length) }, Ok("step too small"));
/// ```
///
/// # Safety
/// If `data` is not null, it points to `length` initialised bytes, which nobody writes for the lifetime that the caller
/// picks.
///
/// # Errors
/// A null pointer, a length that memory cannot hold, or bytes that are not UTF-8.
pub unsafe fn fortran_text<'a>(data: *const c_char, length: usize) -> Result<&'a str, Refusal> {
    // SAFETY: `length` bytes that nobody writes for 'a, as the caller says; lend checks the rest.
    let bytes = unsafe { lend(In(data.cast::<u8>(), length)) }?;
    text(trim_blanks(bytes))
}

/// Text in a `char name[32]` that a library has filled: up to its NUL, which must be there.
///
/// ```
/// use ffi_glue::c_text;
/// let name = [b'a', b'b', 0, b'?'].map(|byte| byte as std::ffi::c_char);
/// assert_eq!(c_text(&name), Ok("ab"));
/// assert!(c_text(&name[..2]).is_err()); // strncpy leaves no NUL when the text is too long
/// ```
///
/// # Errors
/// [`Refusal::NoNul`] or [`Refusal::NotUtf8`].
pub fn c_text(array: &[c_char]) -> Result<&str, Refusal> {
    // SAFETY: c_char is i8 or u8, so these are as many initialised bytes; the lifetime is that of `array`.
    let bytes = unsafe { slice::from_raw_parts(array.as_ptr().cast::<u8>(), array.len()) };
    let c_str = CStr::from_bytes_until_nul(bytes).map_err(|_| Refusal::NoNul { room: bytes.len() })?;
    text(c_str.to_bytes())
}

/// `text` for a `char name[N]`: with a NUL after it, and more up to the end.
///
/// ```
/// let name = ffi_glue::char_array::<8>("euler")?;
/// assert_eq!(ffi_glue::c_text(&name), Ok("euler"));
/// assert!(ffi_glue::char_array::<5>("euler").is_err()); // no room for the NUL
/// # Ok::<(), ffi_glue::Refusal>(())
/// ```
///
/// # Errors
/// [`Refusal::TooLong`] or [`Refusal::InteriorNul`].
pub fn char_array<const N: usize>(text: &str) -> Result<[c_char; N], Refusal> {
    if text.len() >= N {
        return Err(Refusal::TooLong { bytes: text.len(), room: N.saturating_sub(1) });
    }
    if let Some(at) = text.find('\0') {
        return Err(Refusal::InteriorNul { at });
    }
    let mut array = [0; N];
    array.iter_mut().zip(text.bytes()).for_each(|(to, byte)| *to = c_char::from_ne_bytes([byte]));
    Ok(array)
}

/// A string that the library keeps for ever: `const char *version(void)`, the message of an error code.
///
/// ```
/// // SAFETY: a literal with a NUL at its end.
/// assert_eq!(unsafe { ffi_glue::static_str(c"1.2.3".as_ptr()) }, Ok("1.2.3"));
/// // SAFETY: null is refused.
/// assert!(unsafe { ffi_glue::static_str(std::ptr::null()) }.is_err());
/// ```
///
/// # Safety
/// `string` is null, or has a NUL at its end, is never written or freed again, and its library is never unloaded.
///
/// # Errors
/// [`Refusal::Null`] or [`Refusal::NotUtf8`].
pub unsafe fn static_str(string: *const c_char) -> Result<&'static str, Refusal> {
    if string.is_null() {
        return Err(Refusal::Null);
    }
    // SAFETY: not null; a NUL at its end and unchanged for the rest of the program, as the caller says.
    let c_str: &'static CStr = unsafe { CStr::from_ptr(string) };
    text(c_str.to_bytes())
}

fn text(bytes: &[u8]) -> Result<&str, Refusal> {
    str::from_utf8(bytes).map_err(|error| Refusal::NotUtf8 { valid_up_to: error.valid_up_to() })
}

// ---- What the library owns, and what it keeps -----------------------------------------------------------------------

/// An object that the library made and frees itself, such as a handle.
///
/// ```
/// use std::{ffi::{c_char, c_void}, ptr::NonNull};
/// use ffi_glue::Owned;
/// unsafe extern "C" {
///     fn strdup(text: *const c_char) -> *mut c_char;
///     fn free(memory: *mut c_void);
/// }
/// // SAFETY: Owned calls it once for each copy.
/// let release = |copy: NonNull<c_char>| unsafe { free(copy.as_ptr().cast()) };
/// // SAFETY: the literal has a NUL; strdup keeps no pointer to it.
/// let copy = unsafe { strdup(c"ab".as_ptr()) };
/// // SAFETY: strdup gives null or memory that is ours, which `release` gives back.
/// let copy = unsafe { Owned::new(copy, release) }?;
/// assert!(!copy.as_ptr().is_null());
/// # Ok::<(), ffi_glue::Refusal>(())
/// ```
///
/// It is neither `Send` nor `Sync`; whoever knows that the library allows it says so for the type around it.
#[derive(Debug)]
pub struct Owned<T> {
    object: NonNull<T>,
    free: unsafe fn(NonNull<T>),
}

impl<T> Owned<T> {
    /// Takes over `object`, which is given to `free` when this is dropped.
    ///
    /// # Safety
    /// `object` is null, or an object that nobody else frees and that `free` can be called with, once, on whatever
    /// thread this is dropped.
    ///
    /// # Errors
    /// [`Refusal::Null`].
    pub unsafe fn new(object: *mut T, free: unsafe fn(NonNull<T>)) -> Result<Self, Refusal> {
        Ok(Self { object: NonNull::new(object).ok_or(Refusal::Null)?, free })
    }

    /// The object, for the library's functions.
    pub fn as_ptr(&self) -> *mut T {
        self.object.as_ptr()
    }

    /// The object, which is now the caller's to free.
    pub fn into_raw(self) -> *mut T {
        let object = self.as_ptr();
        core::mem::forget(self);
        object
    }
}

impl<T> Drop for Owned<T> {
    fn drop(&mut self) {
        // SAFETY: `new`'s caller said that `free` can be called once with this object, and it is dropped once.
        unsafe { (self.free)(self.object) }
    }
}

/// An array that the library made and frees itself.
#[derive(Debug)]
pub struct OwnedSlice<T> {
    /// `None` for a null pointer, which has no elements.
    data: Option<Owned<T>>,
    n: usize,
}

impl<T> OwnedSlice<T> {
    /// Takes over `n` elements, which are given to `free` when this is dropped; also when `n` is refused.
    ///
    /// # Safety
    /// As [`Owned::new`]; and if `n` is a possible count, that many elements are initialised, and nobody else uses
    /// them.
    ///
    /// # Errors
    /// A count that is negative or more than memory can hold; a pointer that is null with a count above 0, or
    /// misaligned.
    pub unsafe fn new<N>(data: *mut T, n: N, free: unsafe fn(NonNull<T>)) -> Result<Self, Refusal>
    where
        N: Copy + TryInto<usize> + Into<Value>,
    {
        // SAFETY: the caller's promise is that of Owned::new. It comes first, so that what is refused is freed too.
        let owned = unsafe { Owned::new(data, free) }.ok();
        Ok(Self { data: owned, n: check_array(data, n)? })
    }
}

impl<T> OwnedSlice<T> {
    fn as_ptr(&self) -> *mut T {
        let data = self.data.as_ref().filter(|_| self.n > 0);
        data.map_or(NonNull::dangling().as_ptr(), Owned::as_ptr)
    }
}

impl<T> Deref for OwnedSlice<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        // SAFETY: n initialised elements that nobody else uses (promised to `new`), aligned and not too many (checked
        // there); with n = 0 the pointer dangles.
        unsafe { slice::from_raw_parts(self.as_ptr(), self.n) }
    }
}

impl<T> DerefMut for OwnedSlice<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        // SAFETY: as in `deref`, and `&mut self` is the only way to them.
        unsafe { slice::from_raw_parts_mut(self.as_ptr(), self.n) }
    }
}

/// A string that the library made and frees itself: `char *describe(..)`.
#[derive(Debug)]
pub struct OwnedText(Owned<c_char>);

impl OwnedText {
    /// Takes over `string`, which is given to `free` when this is dropped.
    ///
    /// # Safety
    /// As [`Owned::new`]; and unless it is null, `string` has a NUL at its end, and nobody else writes it.
    ///
    /// # Errors
    /// [`Refusal::Null`].
    pub unsafe fn new(string: *mut c_char, free: unsafe fn(NonNull<c_char>)) -> Result<Self, Refusal> {
        // SAFETY: the caller's promise is that of Owned::new.
        unsafe { Owned::new(string, free) }.map(Self)
    }

    /// The text.
    ///
    /// # Errors
    /// [`Refusal::NotUtf8`].
    pub fn as_str(&self) -> Result<&str, Refusal> {
        text(self.to_bytes())
    }
}

impl Deref for OwnedText {
    type Target = CStr;

    fn deref(&self) -> &CStr {
        // SAFETY: not null (Owned), a NUL at its end, and nobody writes it while this is borrowed (promised to `new`).
        unsafe { CStr::from_ptr(self.0.as_ptr()) }
    }
}

/// A value whose address a library keeps: the user data of a callback that outlives the call in which it was given.
///
/// Not a `Box`: whoever moves a box says that no other pointer to its content is in use.
///
/// ```
/// use ffi_glue::Kept;
/// let kept = Kept::new(5);
/// let address = kept.user_data();
/// let moved = kept;
/// assert_eq!((moved.user_data(), *moved), (address, 5));
/// // Or the library frees it, by the destructor that it takes beside the user data.
/// let (user, destroy) = (moved.into_user_data(), Kept::<i32>::destroy);
/// // SAFETY: `user` comes from into_user_data of the same type, and this is the one call with it.
/// unsafe { destroy(user) };
/// ```
#[derive(Debug)]
pub struct Kept<T> {
    value: NonNull<T>,
    owns: PhantomData<T>,
}

// SAFETY: it owns its value as a box does, and gives out nothing but shared references to it.
unsafe impl<T: Send> Send for Kept<T> {}
// SAFETY: as above.
unsafe impl<T: Sync> Sync for Kept<T> {}

impl<T> Kept<T> {
    /// Moves `value` to where it stays.
    pub fn new(value: T) -> Self {
        Self { value: NonNull::from(Box::leak(Box::new(value))), owns: PhantomData }
    }

    /// The value's address, for the library to keep while this lives.
    pub fn user_data(&self) -> *mut c_void {
        self.value.as_ptr().cast()
    }

    /// The value's address, for a library that ends it by [`destroy`](Self::destroy).
    pub fn into_user_data(self) -> *mut c_void {
        let user = self.user_data();
        core::mem::forget(self);
        user
    }

    /// Drops the value: the destructor that a library calls with its user data. A panic in it aborts the process.
    ///
    /// # Safety
    /// `user` is null, or comes from [`into_user_data`](Self::into_user_data) of the same `T` and is not used again.
    /// The library calls this on a thread to which `T` may be sent.
    pub unsafe extern "C" fn destroy(user: *mut c_void) {
        if let Some(value) = NonNull::new(user.cast::<T>()) {
            drop(Self { value, owns: PhantomData });
        }
    }
}

impl<T> Deref for Kept<T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: the value lives as long as this, and nothing gives out `&mut` to it.
        unsafe { self.value.as_ref() }
    }
}

impl<T> Drop for Kept<T> {
    fn drop(&mut self) {
        // SAFETY: it came from a box in `new`, and is dropped once: into_user_data forgets, destroy makes the one
        // owner.
        drop(unsafe { Box::from_raw(self.value.as_ptr()) });
    }
}

/// The items that a callback lends to its caller until its next call: `long read(void *user, float **data)`.
///
/// They stay where they are until [`refill`](Self::refill) has succeeded, also when the buffer moves, or when the
/// closure that fills it panics.
///
/// ```
/// let mut buffer = ffi_glue::LentBuffer::new();
/// let lent = buffer.refill(|items| items.extend([1.0_f32, 2.0]));
/// assert_eq!(lent, [1.0, 2.0]); // hand out lent.as_ptr() and lent.len()
/// assert!(buffer.refill(|_| {}).is_empty());
/// ```
#[derive(Debug, Default)]
pub struct LentBuffer<T> {
    lent: Vec<T>,
    next: Vec<T>,
}

impl<T> LentBuffer<T> {
    /// No items.
    pub const fn new() -> Self {
        Self { lent: Vec::new(), next: Vec::new() }
    }

    /// Lends the items that `fill` adds to an empty list, in place of those before.
    pub fn refill(&mut self, fill: impl FnOnce(&mut Vec<T>)) -> &[T] {
        self.next.clear();
        fill(&mut self.next);
        core::mem::swap(&mut self.lent, &mut self.next);
        &self.lent
    }
}

// ---- What needs std: closures whose panics are caught, locks, sessions ---------------------------------------------

#[cfg(feature = "std")]
mod calls {
    use core::any::Any;
    use core::cell::{Cell, UnsafeCell};
    use core::ffi::c_void;
    use core::fmt::{self, Formatter};
    use core::mem::{MaybeUninit, size_of};
    use core::ptr::{self, NonNull};
    use core::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
    use std::boxed::Box;
    use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
    use std::sync::{Mutex, MutexGuard, OnceLock};
    use std::thread::LocalKey;
    use std::vec::Vec;

    use super::Refusal;

    /// A closure that foreign code calls, and what became of it: the closure slot.
    ///
    /// [`during`](Self::during) makes the foreign call and gives it the user data; a generic `extern "C"` function, the
    /// trampoline, gets them back and runs the closure by [`call`](Self::call). No panic crosses the foreign frames: it
    /// is caught, the closure is not called again, and `during` resumes it after the foreign function has returned.
    ///
    /// `call` is `None` once something went wrong, and the trampoline then gives its policy: what stops the caller.
    ///
    /// | the caller stops | `call(..)` |
    /// | --- | --- |
    /// | on a status | `.unwrap_or(-1)`, or `*iflag = -1` |
    /// | at the end of the input | `.unwrap_or(0)`: zero items |
    /// | not at all, or by itself | `.unwrap_or(f64::NAN)` |
    ///
    /// ```
    /// use std::ffi::{c_int, c_void};
    /// use ffi_glue::{Closure, Refusal};
    ///
    /// // int each(int n, int (*visit)(int, void *), void *user): until visit is not 0
    /// extern "C" fn each(n: c_int, visit: extern "C" fn(c_int, *mut c_void) -> c_int, user: *mut c_void) -> c_int {
    ///     (0..n).map(|i| visit(i, user)).find(|stop| *stop != 0).unwrap_or(0)
    /// }
    ///
    /// extern "C" fn trampoline<F: FnMut(c_int) -> bool>(i: c_int, user: *mut c_void) -> c_int {
    ///     // SAFETY: `each` hands on the user data that `during` gave it below, for the same F.
    ///     let go_on = unsafe { Closure::<F>::call(user, |visit| Ok(visit(i))) };
    ///     go_on.map_or(-1, |go_on| c_int::from(!go_on))
    /// }
    ///
    /// fn visit<F: FnMut(c_int) -> bool>(n: c_int, visit: F) -> Result<c_int, Refusal> {
    ///     Closure::new(visit).during(|user| each(n, trampoline::<F>, user))
    /// }
    ///
    /// let mut seen = vec![];
    /// visit(3, |i| { seen.push(i); true })?;
    /// assert_eq!(seen, [0, 1, 2]);
    /// assert!(std::panic::catch_unwind(|| visit(3, |_| panic!("mine"))).is_err());
    /// # Ok::<(), Refusal>(())
    /// ```
    pub struct Closure<F> {
        /// The thread that is inside `during`; 0 outside of it. The one field that other threads read, with the next.
        thread: AtomicUsize,
        strayed: AtomicBool,
        running: Cell<bool>,
        failed: Cell<bool>,
        failure: Cell<Option<Failure>>,
        closure: UnsafeCell<F>,
    }

    enum Failure {
        Panicked(Box<dyn Any + Send>),
        Refused(Refusal),
    }

    impl<F> Closure<F> {
        /// A slot with this closure, or with a tuple of those that one foreign function calls.
        pub fn new(closure: F) -> Self {
            Self {
                thread: AtomicUsize::new(0),
                strayed: AtomicBool::new(false),
                running: Cell::new(false),
                failed: Cell::new(false),
                failure: Cell::new(None),
                closure: UnsafeCell::new(closure),
            }
        }

        /// Runs `foreign`, which makes the foreign call with the user data that it is given.
        ///
        /// A library that was given the address earlier ([`Kept::user_data`](super::Kept::user_data)) calls the closure
        /// only during this.
        ///
        /// # Panics
        /// With the closure's own panic, if there was one.
        ///
        /// # Errors
        /// What `call`'s `body` refused; [`Refusal::Nested`], if the closure was called while it ran, or if this is a
        /// call inside another; [`Refusal::OtherThread`], if it was called on another thread.
        pub fn during<R>(&self, foreign: impl FnOnce(*mut c_void) -> R) -> Result<R, Refusal> {
            if self.thread.load(Ordering::Relaxed) != 0 {
                return Err(Refusal::Nested);
            }
            self.strayed.store(false, Ordering::Relaxed);
            self.failed.set(false);
            self.failure.set(None);
            let result = {
                let _inside = Inside::new(&self.thread);
                foreign(ptr::from_ref(self).cast_mut().cast())
            };
            match self.failure.take() {
                Some(Failure::Panicked(payload)) => resume_unwind(payload),
                Some(Failure::Refused(refusal)) => Err(refusal),
                None if self.strayed.load(Ordering::Relaxed) => Err(Refusal::OtherThread),
                None => Ok(result),
            }
        }

        /// For a trampoline: runs `body` with the closure. `None` says that it did not, and that the trampoline gives
        /// its policy: the closure has panicked or `body` has refused what it was given, now or earlier; or this call
        /// is nested in another, outside [`during`](Self::during), or on another thread.
        ///
        /// # Safety
        /// `user` is null, or the address of a `Closure<F>`, of this very `F`, that is alive.
        pub unsafe fn call<R>(user: *mut c_void, body: impl FnOnce(&mut F) -> Result<R, Refusal>) -> Option<R> {
            let this = NonNull::new(user.cast::<Self>())?;
            // SAFETY: a Closure<F> that is alive, as the caller says, of which there are only shared references. On
            // another thread than its own nothing but its atomic fields is read.
            let this = unsafe { this.as_ref() };
            if this.thread.load(Ordering::Relaxed) != this_thread() {
                this.strayed.store(true, Ordering::Relaxed);
                return None;
            }
            if this.failed.get() {
                return None;
            }
            if this.running.replace(true) {
                this.fail(Failure::Refused(Refusal::Nested));
                return None;
            }
            // SAFETY: `running` was false and is now true, and this is the thread that runs `during`: no other `&mut
            // F`.
            let closure = unsafe { &mut *this.closure.get() };
            let ended = catch_unwind(AssertUnwindSafe(|| body(closure)));
            this.running.set(false);
            let failure = match ended {
                Ok(Ok(result)) if !this.failed.get() => return Some(result),
                Ok(Ok(_)) => return None,
                Ok(Err(refusal)) => Failure::Refused(refusal),
                Err(payload) => Failure::Panicked(payload),
            };
            this.fail(failure);
            None
        }

        /// [`during`](Self::during), for a library that hands no user data on: `slot` has them for this thread.
        ///
        /// # Panics
        /// As `during`.
        ///
        /// # Errors
        /// As `during`.
        pub fn during_in<R>(&self, slot: &'static LocalKey<Slot>, foreign: impl FnOnce() -> R) -> Result<R, Refusal> {
            self.during(|user| slot.with(|slot| slot.hold(user, foreign)))
        }

        /// [`call`](Self::call), for a trampoline without user data.
        ///
        /// # Safety
        /// Whenever the library can make this call on this thread, the innermost [`during_in`](Self::during_in) with
        /// `slot` is that of a `Closure<F>` of this very `F`, or there is none.
        pub unsafe fn call_in<R>(
            slot: &'static LocalKey<Slot>,
            body: impl FnOnce(&mut F) -> Result<R, Refusal>,
        ) -> Option<R> {
            // SAFETY: `slot` holds null, or the address of a Closure<F> that is inside `during`, and so alive.
            unsafe { Self::call(slot.with(|slot| slot.user.get()), body) }
        }

        /// The closure, and whatever it has gathered.
        pub fn into_inner(self) -> F {
            self.closure.into_inner()
        }

        /// The first failure is the one that counts, but for a panic, which is never lost.
        fn fail(&self, failure: Failure) {
            let panicked = matches!(failure, Failure::Panicked(_));
            if !self.failed.replace(true) || panicked {
                self.failure.set(Some(failure));
            }
        }
    }

    impl<F> fmt::Debug for Closure<F> {
        fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
            f.debug_struct("Closure").finish_non_exhaustive()
        }
    }

    /// Where a thread keeps the user data of a library that hands none on: `qsort`, or Fortran's `external fcn`.
    ///
    /// One for each foreign function and trampoline. A call inside a callback has it for itself, and gives it back.
    ///
    /// ```
    /// use ffi_glue::{Closure, Refusal, Slot};
    /// use std::{cmp::Ordering, ffi::{c_int, c_void}};
    ///
    /// unsafe extern "C" {
    ///     fn qsort(data: *mut c_void, n: usize, size: usize, compare: extern "C" fn(&f64, &f64) -> c_int);
    /// }
    /// thread_local! { static COMPARE: Slot = const { Slot::new() } }
    ///
    /// extern "C" fn trampoline<F: FnMut(&f64, &f64) -> Ordering>(a: &f64, b: &f64) -> c_int {
    ///     // SAFETY: qsort calls this inside `sort` only, which has put a Closure<F> of this F into COMPARE.
    ///     unsafe { Closure::<F>::call_in(&COMPARE, |compare| Ok(compare(a, b) as c_int)) }.unwrap_or(0)
    /// }
    ///
    /// fn sort<F: FnMut(&f64, &f64) -> Ordering>(data: &mut [f64], compare: F) -> Result<(), Refusal> {
    ///     let (address, n) = (data.as_mut_ptr().cast(), data.len());
    ///     // SAFETY: n elements of 8 bytes, which qsort permutes; it keeps no pointer.
    ///     Closure::new(compare).during_in(&COMPARE, || unsafe { qsort(address, n, 8, trampoline::<F>) })
    /// }
    ///
    /// let mut data = [2.0, 3.0, 1.0];
    /// sort(&mut data, |a, b| b.total_cmp(a))?;
    /// assert_eq!(data, [3.0, 2.0, 1.0]);
    /// # Ok::<(), Refusal>(())
    /// ```
    #[derive(Debug)]
    pub struct Slot {
        user: Cell<*mut c_void>,
    }

    impl Slot {
        /// Empty, for `thread_local! { static NAME: Slot = const { Slot::new() } }`.
        pub const fn new() -> Self {
            Self { user: Cell::new(ptr::null_mut()) }
        }

        fn hold<R>(&self, user: *mut c_void, foreign: impl FnOnce() -> R) -> R {
            let _restored = Restored { user: &self.user, before: self.user.replace(user) };
            foreign()
        }
    }

    impl Default for Slot {
        fn default() -> Self {
            Self::new()
        }
    }

    /// Puts back what a slot held, also when the foreign call's own Rust panics.
    struct Restored<'a> {
        user: &'a Cell<*mut c_void>,
        before: *mut c_void,
    }

    impl Drop for Restored<'_> {
        fn drop(&mut self) {
            self.user.set(self.before);
        }
    }

    // ---- Locks and sessions -----------------------------------------------------------------------------------------

    /// A number for this thread that no other living thread has, and that is not 0.
    fn this_thread() -> usize {
        std::thread_local! { static HERE: u8 = const { 0 } }
        HERE.with(|here| ptr::from_ref(here).addr())
    }

    /// Says which thread is inside something, and that none is when this is dropped.
    struct Inside<'a>(&'a AtomicUsize);

    impl<'a> Inside<'a> {
        fn new(thread: &'a AtomicUsize) -> Self {
            thread.store(this_thread(), Ordering::Relaxed);
            Self(thread)
        }
    }

    impl Drop for Inside<'_> {
        fn drop(&mut self) {
            self.0.store(0, Ordering::Relaxed);
        }
    }

    /// A lock for a library that has state inside one call, or that may not be called by two threads at a time.
    ///
    /// Not for a library that is only thought to have state: a lock makes a call from inside a callback an error, also
    /// where the library could be entered twice.
    ///
    /// ```
    /// use ffi_glue::{Lock, Refusal};
    /// static LIBRARY: Lock = Lock::new();
    /// let entered = LIBRARY.enter()?;
    /// assert_eq!(LIBRARY.enter().unwrap_err(), Refusal::Nested); // where a Mutex would wait for ever
    /// drop(entered);
    /// assert!(LIBRARY.enter().is_ok());
    /// # Ok::<(), Refusal>(())
    /// ```
    #[derive(Debug, Default)]
    pub struct Lock {
        mutex: Mutex<()>,
        holder: AtomicUsize,
    }

    /// The right to call the library, until it is dropped.
    pub struct Entered<'a> {
        // In this order: the thread is taken off the lock before the lock is opened.
        _inside: Inside<'a>,
        _guard: MutexGuard<'a, ()>,
    }

    impl Lock {
        /// Open.
        pub const fn new() -> Self {
            Self { mutex: Mutex::new(()), holder: AtomicUsize::new(0) }
        }

        /// Waits until no other thread is in the library.
        ///
        /// # Errors
        /// [`Refusal::Nested`]: this thread is in it already.
        pub fn enter(&self) -> Result<Entered<'_>, Refusal> {
            // No thread but this one writes its number, so it need not be ordered with anything.
            if self.holder.load(Ordering::Relaxed) == this_thread() {
                return Err(Refusal::Nested);
            }
            // A panic while it was held was Rust's own: the foreign frames had returned.
            let guard = self.mutex.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
            Ok(Entered { _inside: Inside::new(&self.holder), _guard: guard })
        }
    }

    impl fmt::Debug for Entered<'_> {
        fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
            f.write_str("Entered")
        }
    }

    /// A named COMMON block, or any other static of the foreign side: where it is and how large.
    #[derive(Debug, Clone, Copy)]
    pub struct Block {
        address: *mut u8,
        bytes: usize,
    }

    impl Block {
        /// The block that `address` points to, as large as `T`: `Block::of(&raw mut dvod01_)`.
        pub const fn of<T>(address: *mut T) -> Self {
            Self { address: address.cast(), bytes: size_of::<T>() }
        }
    }

    /// The COMMON blocks in which a library keeps its state from one call to the next, and the lock around its calls.
    ///
    /// Two computations in turn disturb each other through the blocks, on one thread too; a lock for each call does not
    /// help. Each gets a [`Session`].
    ///
    /// ```
    /// use ffi_glue::{Block, Commons};
    /// // subroutine step: common /walk/ n; n = n + 1
    /// static mut WALK: i32 = 0;
    /// // SAFETY: WALK is touched inside `run` only.
    /// fn step() -> i32 { unsafe { WALK += 1; WALK } }
    ///
    /// static LIBRARY: Commons<1> = {
    ///     let blocks = [Block::of(&raw mut WALK)];
    ///     // SAFETY: WALK is alive for ever, and touched by `step` alone, which is called inside `run`.
    ///     unsafe { Commons::new(blocks) }
    /// };
    /// let (mut a, mut b) = (LIBRARY.session()?, LIBRARY.session()?);
    /// assert_eq!([a.run(step)?, a.run(step)?, b.run(step)?, a.run(step)?], [1, 2, 1, 3]);
    /// assert!(a.run(|| LIBRARY.session().unwrap().run(step)).unwrap().is_err()); // not from inside
    /// # Ok::<(), ffi_glue::Refusal>(())
    /// ```
    #[derive(Debug)]
    pub struct Commons<const N: usize> {
        blocks: [Block; N],
        lock: Lock,
        /// What the blocks held when the first session was made.
        initial: OnceLock<Vec<MaybeUninit<u8>>>,
    }

    // SAFETY: the addresses are read and written under the lock alone, which `new`'s caller extends to the library
    // itself.
    unsafe impl<const N: usize> Sync for Commons<N> {}
    // SAFETY: as above.
    unsafe impl<const N: usize> Send for Commons<N> {}

    impl<const N: usize> Commons<N> {
        /// These blocks.
        ///
        /// # Safety
        /// Each block is alive for the rest of the program and of that size, no two overlap, and from now on nothing
        /// but the foreign functions that are called inside [`Session::run`] reads or writes them, on that thread.
        pub const unsafe fn new(blocks: [Block; N]) -> Self {
            Self { blocks, lock: Lock::new(), initial: OnceLock::new() }
        }

        /// A session that begins with what the blocks held at first: zeros, or what BLOCK DATA says.
        ///
        /// # Errors
        /// [`Refusal::Nested`], where no session was made before: the blocks then no longer hold what they did at
        /// first.
        pub fn session(&'static self) -> Result<Session<N>, Refusal> {
            let initial = match self.initial.get() {
                Some(initial) => initial,
                None => {
                    let entered = self.lock.enter()?;
                    self.initial.get_or_init(|| {
                        let mut state = std::vec![MaybeUninit::uninit(); self.blocks.iter().map(|b| b.bytes).sum()];
                        self.copy_out(&entered, &mut state);
                        state
                    })
                }
            };
            Ok(Session { commons: self, state: initial.clone() })
        }

        fn copy_in(&self, _entered: &Entered<'_>, mut state: &[MaybeUninit<u8>]) {
            for Block { address, bytes } in self.blocks {
                let (block, rest) = state.split_at(bytes);
                // SAFETY: `block` has as many bytes as the foreign block, and does not overlap it. The lock is held, so
                // nobody else reads or writes the foreign one (promised to `new`).
                unsafe { ptr::copy_nonoverlapping(block.as_ptr().cast(), address, bytes) };
                state = rest;
            }
        }

        fn copy_out(&self, _entered: &Entered<'_>, mut state: &mut [MaybeUninit<u8>]) {
            for Block { address, bytes } in self.blocks {
                let (block, rest) = state.split_at_mut(bytes);
                // SAFETY: as in copy_in.
                unsafe { ptr::copy_nonoverlapping(address, block.as_mut_ptr().cast(), bytes) };
                state = rest;
            }
        }
    }

    /// One computation's own copy of the COMMON blocks. A clone goes on from the same state.
    #[derive(Debug, Clone)]
    pub struct Session<const N: usize> {
        commons: &'static Commons<N>,
        state: Vec<MaybeUninit<u8>>,
    }

    impl<const N: usize> Session<N> {
        /// Runs `foreign`, which calls the library, on this session's own state: copied in before and out after, also
        /// when it panics. Other threads wait meanwhile.
        ///
        /// # Errors
        /// [`Refusal::Nested`]: this thread is inside a session's `run` already.
        pub fn run<R>(&mut self, foreign: impl FnOnce() -> R) -> Result<R, Refusal> {
            let entered = self.commons.lock.enter()?;
            self.commons.copy_in(&entered, &self.state);
            let _swapped = Swapped { session: self, entered };
            Ok(foreign())
        }
    }

    /// Takes the state out of the blocks again, and then opens the lock.
    struct Swapped<'a, const N: usize> {
        session: &'a mut Session<N>,
        entered: Entered<'static>,
    }

    impl<const N: usize> Drop for Swapped<'_, N> {
        fn drop(&mut self) {
            self.session.commons.copy_out(&self.entered, &mut self.session.state);
        }
    }
}

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

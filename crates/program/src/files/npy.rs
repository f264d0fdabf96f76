//! NumPy's `.npy`: arrays of numbers in one dimension (NEP 1), versions 1.0, 2.0 and 3.0.

use std::io::{self, Read, Write};

use ffi_workbench::work::{Array, Element};

use self::header::{Header, Type};
use super::source::Source;
use crate::excerpt::{WORD, excerpt};
use crate::machine::free_memory;

mod header;

/// What a `.npy` file begins with.
pub(super) const MAGIC: &[u8; 6] = b"\x93NUMPY";

/// Bytes that are read or written at a time: a multiple of every element's size.
const CHUNK: usize = 1 << 16;

/// Reads elements of one type and returns them as the first type of the list that is wanted. Each function gives the
/// value in that type, or none where there is no such value.
macro_rules! exactly {
    ($data:expr, $own:ty => $($element:ident $to:ty: $value:expr),+) => {{
        let is_big = $data.is_big;
        $(if $data.wanted.contains(&Element::$element) {
            let own = move |bytes| if is_big { <$own>::from_be_bytes(bytes) } else { <$own>::from_le_bytes(bytes) };
            return $data.read::<{ size_of::<$own>() }, $own, $to>(Element::$element, own, $value).map(Array::from);
        })+
        Err($data.not_among())
    }};
}

/// The array in a `.npy` file as one of the wanted types, or what is wrong with it.
pub(super) fn read(source: Source, wanted: &[Element]) -> Result<Array<'static>, String> {
    let length = source.length;
    read_from(source.into_reader(), length, wanted)
}

/// The array in a stream in the format, of this many bytes where they are known.
pub(super) fn read_from(
    mut file: impl Read,
    length: Option<u64>,
    wanted: &[Element],
) -> Result<Array<'static>, String> {
    let (header, header_bytes) = header::read(&mut file).map_err(|reason| format!("not a NumPy array: {reason}"))?;
    let Header { kind, fortran_order: _, shape } = header;
    // With one dimension that is not 1 there is one order of the elements.
    let ([n] | [n, 1]) = shape[..] else {
        return Err(format!("an array of shape {}; one dimension is needed", excerpt(&format!("{shape:?}"), WORD)));
    };
    let Type::Plain(code) = kind else {
        return Err("an array of records; plain numbers are needed".to_owned());
    };
    let holds = length.map(|length| length.saturating_sub(header_bytes));
    let (is_big, name) = match code.strip_prefix(['<', '|', '=']) {
        Some(name) => (false, name),
        None => (code.starts_with('>'), code.strip_prefix('>').unwrap_or_default()),
    };
    let data = Data { file, n, holds, is_big, code: &code, wanted };
    // The types that can hold the values, the best first.
    match name {
        "f8" => exactly!(data, f64 => F64 f64: Some),
        "f4" => exactly!(data, f32 => F32 f32: Some, F64 f64: |x| Some(x.into())),
        "f2" => exactly!(data, u16 => F32 f32: |x| Some(half(x)), F64 f64: |x| Some(half(x).into())),
        "i8" => exactly!(data, i64 => F64 f64: |x| double(x, x.unsigned_abs()), I32 i32: |x| x.try_into().ok()),
        "u8" => exactly!(data, u64 => F64 f64: |x| double(x, x), I32 i32: |x| x.try_into().ok()),
        "i4" => exactly!(data, i32 => I32 i32: Some, F64 f64: |x| Some(x.into())),
        "u4" => exactly!(data, u32 => F64 f64: |x| Some(x.into()), I32 i32: |x| x.try_into().ok()),
        "i2" => {
            exactly!(data, i16 => I32 i32: |x| Some(x.into()), F64 f64: |x| Some(x.into()), F32 f32: |x| Some(x.into()))
        }
        "u2" => {
            exactly!(data, u16 => I32 i32: |x| Some(x.into()), F64 f64: |x| Some(x.into()), F32 f32: |x| Some(x.into()))
        }
        "i1" => {
            exactly!(data, i8 => I32 i32: |x| Some(x.into()), F64 f64: |x| Some(x.into()), F32 f32: |x| Some(x.into()))
        }
        "u1" => {
            exactly!(data, u8 => I32 i32: |x| Some(x.into()), F64 f64: |x| Some(x.into()), F32 f32: |x| Some(x.into()))
        }
        "b1" => exactly!(
            data, u8 => F64 f64: |x| Some((x != 0).into()), I32 i32: |x| Some((x != 0).into()), F32 f32: |x| Some((x != 0).into())
        ),
        _ => Err(data.not_among()),
    }
}

/// Writes doubles, as version 1.0.
pub(super) fn write(file: &mut dyn Write, values: &[f64]) -> io::Result<()> {
    file.write_all(&header::of_doubles(values.len()))?;
    for chunk in values.chunks(CHUNK / size_of::<f64>()) {
        let bytes: Vec<u8> = chunk.iter().flat_map(|value| value.to_le_bytes()).collect();
        file.write_all(&bytes)?;
    }
    Ok(())
}

/// What follows a header: `n` elements of the type `code`.
struct Data<'a, R> {
    file: R,
    n: u64,
    /// Bytes after the header, where the file has a length.
    holds: Option<u64>,
    /// Whether the first byte of an element is its highest.
    is_big: bool,
    code: &'a str,
    wanted: &'a [Element],
}

impl<R: Read> Data<'_, R> {
    /// The elements, each made of its `N` bytes by `own` and of that by `value`.
    ///
    /// Into an array that has its length from the beginning: one that grows is moved, and loses its huge pages. A file
    /// that is shorter than its header says, or an array that memory cannot hold, is refused before anything is
    /// allocated.
    fn read<const N: usize, O: Copy + ToString, T: Default>(
        mut self,
        element: Element,
        own: impl Fn([u8; N]) -> O,
        value: impl Fn(O) -> Option<T>,
    ) -> Result<Vec<T>, String> {
        let Self { n, .. } = self;
        let bytes = n.saturating_mul(N as u64);
        if let Some(holds) = self.holds.filter(|&holds| holds < bytes) {
            return Err(truncated(n, bytes, holds));
        }
        let too_many = || format!("its {n} elements do not fit into memory");
        if free_memory().is_some_and(|free| n.saturating_mul(size_of::<T>() as u64) > free) {
            return Err(too_many());
        }
        let mut values = Vec::new();
        values.try_reserve_exact(usize::try_from(n).map_err(|_| too_many())?).map_err(|_| too_many())?;
        let mut chunk = vec![0; CHUNK];
        let mut left = bytes;
        while left > 0 {
            let part = usize::try_from(left).map_or(CHUNK, |left| left.min(CHUNK));
            let chunk = &mut chunk[..part];
            self.file.read_exact(chunk).map_err(|error| match error.kind() {
                // The file was cut while it was read, or has no length.
                io::ErrorKind::UnexpectedEof => format!("truncated: its header says {n} elements, {bytes} bytes"),
                _ => error.to_string(),
            })?;
            let (before, mut unfit) = (values.len(), None);
            values.extend(chunk.as_chunks().0.iter().enumerate().map(|(index, &bytes)| {
                let own = own(bytes);
                value(own).unwrap_or_else(|| {
                    unfit.get_or_insert((index, own));
                    T::default()
                })
            }));
            if let Some((index, own)) = unfit {
                let (number, own, kind) = (before + index + 1, own.to_string(), element.name());
                return Err(format!("element {number} is {own}, which does not fit {kind} exactly"));
            }
            left -= part as u64;
        }
        // The checksum of compressed data is compared at their end.
        self.file.read(&mut [0]).map_err(|error| error.to_string())?;
        Ok(values)
    }

    fn not_among(&self) -> String {
        let names: Vec<_> = self.wanted.iter().map(|element| element.name()).collect();
        format!(
            "its elements are `{}`, which do not fit {} exactly (convert them with ndarray.astype)",
            excerpt(self.code, WORD),
            names.join(" or ")
        )
    }
}

/// An integer as a double, if there is one that is equal: the significant bits of its magnitude are at most 53.
fn double<I: Integer>(value: I, magnitude: u64) -> Option<f64> {
    let significant = magnitude.checked_ilog2().map_or(0, |highest| highest + 1 - magnitude.trailing_zeros());
    (significant <= f64::MANTISSA_DIGITS).then(|| value.rounded())
}

trait Integer {
    /// The nearest double.
    fn rounded(self) -> f64;
}

impl Integer for i64 {
    fn rounded(self) -> f64 {
        self as f64
    }
}

impl Integer for u64 {
    fn rounded(self) -> f64 {
        self as f64
    }
}

/// A number in half precision (IEEE 754 binary16: 1 bit of sign, 5 of exponent, 10 of fraction), exactly.
fn half(bits: u16) -> f32 {
    let bits = u32::from(bits);
    let (sign, exponent, fraction) = ((bits & 0x8000) << 16, (bits >> 10) & 0x1f, bits & 0x3ff);
    let magnitude = match exponent {
        // Steps of 2⁻²⁴, whose bits in single precision are those of 1 with 24 less in the exponent.
        0 => fraction as f32 * f32::from_bits((127 - 24) << 23),
        0x1f => f32::from_bits((0xff << 23) | (fraction << 13)),
        _ => f32::from_bits(((exponent + 127 - 15) << 23) | (fraction << 13)),
    };
    f32::from_bits(magnitude.to_bits() | sign)
}

fn truncated(n: u64, bytes: u64, holds: u64) -> String {
    format!("truncated: its header says {n} elements, {bytes} bytes, and it holds {holds}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_precision_is_exact() {
        for bits in 0..=u16::MAX {
            let (exponent, fraction) = (i32::from((bits >> 10) & 0x1f), f64::from(bits & 0x3ff) / 1024.0);
            let sign = if bits & 0x8000 == 0 { 1.0 } else { -1.0 };
            let expected = match exponent {
                0 => sign * fraction * 2_f64.powi(-14),
                0x1f if fraction == 0.0 => sign * f64::INFINITY,
                0x1f => f64::NAN,
                _ => sign * (1.0 + fraction) * 2_f64.powi(exponent - 15),
            };
            let given = f64::from(half(bits));
            assert!(given.to_bits() == expected.to_bits() || (given.is_nan() && expected.is_nan()), "{bits:#x}");
        }
    }

    #[test]
    fn integers_are_doubles_where_they_are_exact() {
        for (value, exact) in
            [(0, true), (1 << 53, true), ((1 << 53) + 1, false), ((1 << 53) + 2, true), (i64::MAX, false)]
        {
            for value in [value, -value] {
                assert_eq!(double(value, value.unsigned_abs()).is_some(), exact, "{value}");
            }
        }
        assert_eq!(double(i64::MIN, i64::MIN.unsigned_abs()), Some(-9_223_372_036_854_775_808.0));
        assert_eq!(double(u64::MAX, u64::MAX), None);
    }
}

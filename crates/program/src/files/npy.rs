//! NumPy's `.npy`: one-dimensional, little-endian arrays of numbers (NEP 1), versions 1.0, 2.0 and 3.0.

use std::fs::{File, Metadata};
use std::io::{self, Read, Write};
use std::path::Path;

use ffi_workbench::work::{Array, Element};

use self::header::{Header, Type};
use crate::excerpt::{WORD, excerpt};
use crate::machine::free_memory;

mod header;

/// Bytes that are read or written at a time: a multiple of every element's size.
const CHUNK: usize = 1 << 16;

/// Reads elements of one type and returns them as the first type of the list that is wanted.
macro_rules! exactly {
    ($data:expr, $own:ty => $($element:ident $to:ty),+) => {{
        $(if $data.wanted.contains(&Element::$element) {
            return $data.read(|bytes| <$to>::from(<$own>::from_le_bytes(bytes))).map(Array::from);
        })+
        Err($data.not_among())
    }};
}

/// The array in a `.npy` file as one of the wanted types, or what is wrong with it.
pub(super) fn read(path: &Path, wanted: &[Element]) -> Result<Array<'static>, String> {
    let mut file = File::open(path).map_err(|error| error.to_string())?;
    let (header, header_bytes) = header::read(&mut file).map_err(|reason| format!("not a NumPy array: {reason}"))?;
    let Header { kind, fortran_order, shape } = header;
    let [n] = shape[..] else {
        return Err(format!("an array of shape {}; one dimension is needed", excerpt(&format!("{shape:?}"), WORD)));
    };
    if fortran_order {
        return Err("in Fortran order; C order is needed (numpy.ascontiguousarray)".to_owned());
    }
    let Type::Plain(code) = kind else {
        return Err("an array of records; plain numbers are needed".to_owned());
    };
    let regular = file.metadata().ok().filter(Metadata::is_file);
    let file_holds = regular.map(|metadata| metadata.len().saturating_sub(header_bytes));
    let data = Data { file, n, file_holds, code: &code, wanted };
    // The types that hold every value of the file's own, the best first.
    match code.as_str() {
        "<f8" => exactly!(data, f64 => F64 f64),
        "<f4" => exactly!(data, f32 => F32 f32, F64 f64),
        "<i4" => exactly!(data, i32 => I32 i32, F64 f64),
        "<u4" => exactly!(data, u32 => F64 f64),
        "<i2" => exactly!(data, i16 => I32 i32, F64 f64, F32 f32),
        "<u2" => exactly!(data, u16 => I32 i32, F64 f64, F32 f32),
        "|i1" => exactly!(data, i8 => I32 i32, F64 f64, F32 f32),
        "|u1" => exactly!(data, u8 => I32 i32, F64 f64, F32 f32),
        big if big.starts_with('>') => {
            let big = excerpt(big, WORD);
            Err(format!("big-endian (`{big}`); little-endian is needed (ndarray.astype)"))
        }
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
struct Data<'a> {
    file: File,
    n: u64,
    /// Bytes after the header, where the file has a length.
    file_holds: Option<u64>,
    code: &'a str,
    wanted: &'a [Element],
}

impl Data<'_> {
    /// The elements, each made of its `N` bytes by `value`.
    ///
    /// Into an array that has its length from the beginning: one that grows is moved, and loses its huge pages. A file
    /// that is shorter than its header says, or an array that memory cannot hold, is refused before anything is
    /// allocated.
    fn read<const N: usize, T>(mut self, value: impl Fn([u8; N]) -> T) -> Result<Vec<T>, String> {
        let Self { n, .. } = self;
        let bytes = n.saturating_mul(N as u64);
        if let Some(holds) = self.file_holds.filter(|&holds| holds < bytes) {
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
            values.extend(chunk.as_chunks().0.iter().map(|&bytes| value(bytes)));
            left -= part as u64;
        }
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

fn truncated(n: u64, bytes: u64, holds: u64) -> String {
    format!("truncated: its header says {n} elements, {bytes} bytes, and it holds {holds}")
}

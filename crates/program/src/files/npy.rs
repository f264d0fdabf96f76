//! NumPy's `.npy`: one-dimensional, little-endian arrays of numbers (NEP 1).

use std::fs::File;
use std::io::{self, BufReader, Seek, Write};
use std::path::Path;

use ffi_workbench::work::{Array, Element};
use npyz::{DType, NpyFile, Order, TypeStr, WriteOptions, WriterBuilder};

use crate::machine::free_memory;

/// Reads elements of one type and returns them as the first type of the list that is wanted. Into an array that has its
/// length from the beginning: one that grows is moved, and loses its huge pages.
macro_rules! exactly {
    ($npy:expr, $wanted:expr, $code:expr, $own:ty => $($element:ident $to:ty),+) => {{
        $(if $wanted.contains(&Element::$element) {
            let mut values: Vec<$to> = Vec::with_capacity(usize::try_from($npy.len()).unwrap_or(0));
            for value in $npy.data::<$own>().map_err(|error| error.to_string())? {
                values.push(<$to>::from(value.map_err(|error| error.to_string())?));
            }
            return Ok(values.into());
        })+
        Err(not_among(&$code, $wanted))
    }};
}

/// The array in a `.npy` file as one of the wanted types, or what is wrong with it.
pub(super) fn read(path: &Path, wanted: &[Element]) -> Result<Array<'static>, String> {
    let mut file = BufReader::with_capacity(1 << 20, File::open(path).map_err(|error| error.to_string())?);
    let header = npyz::NpyHeader::from_reader(&mut file).map_err(|error| format!("not a NumPy array: {error}"))?;
    let &[n] = header.shape() else {
        return Err(format!("an array of shape {:?}; one dimension is needed", header.shape()));
    };
    if header.order() == Order::Fortran {
        return Err("in Fortran order; C order is needed (numpy.ascontiguousarray)".to_owned());
    }
    let DType::Plain(kind) = header.dtype() else {
        return Err("an array of records; plain numbers are needed".to_owned());
    };
    check_length(&mut file, n, &kind)?;
    let npy = NpyFile::with_header(header, file);
    let code = kind.to_string();
    // The types that hold every value of the file's own, the best first.
    match code.as_str() {
        "<f8" => exactly!(npy, wanted, code, f64 => F64 f64),
        "<f4" => exactly!(npy, wanted, code, f32 => F32 f32, F64 f64),
        "<i4" => exactly!(npy, wanted, code, i32 => I32 i32, F64 f64),
        "<u4" => exactly!(npy, wanted, code, u32 => F64 f64),
        "<i2" => exactly!(npy, wanted, code, i16 => I32 i32, F64 f64, F32 f32),
        "<u2" => exactly!(npy, wanted, code, u16 => I32 i32, F64 f64, F32 f32),
        "|i1" => exactly!(npy, wanted, code, i8 => I32 i32, F64 f64, F32 f32),
        "|u1" => exactly!(npy, wanted, code, u8 => I32 i32, F64 f64, F32 f32),
        big if big.starts_with('>') => Err(format!("big-endian (`{big}`); little-endian is needed (ndarray.astype)")),
        other => Err(not_among(other, wanted)),
    }
}

/// Writes doubles.
pub(super) fn write(file: &mut dyn Write, values: &[f64]) -> io::Result<()> {
    let mut npy = WriteOptions::new().default_dtype().shape(&[values.len() as u64]).writer(file).begin_nd()?;
    npy.extend(values.iter().copied())?;
    npy.finish()
}

/// Refuses a file that is shorter than its header says, or an array that memory cannot hold, before anything is
/// allocated.
fn check_length(file: &mut BufReader<File>, n: u64, kind: &TypeStr) -> Result<(), String> {
    let bytes = u64::try_from(kind.num_bytes().unwrap_or(0)).unwrap_or(u64::MAX).saturating_mul(n);
    let regular = file.get_ref().metadata().ok().filter(std::fs::Metadata::is_file);
    if let (Some(file_bytes), Ok(header)) = (regular.map(|metadata| metadata.len()), file.stream_position()) {
        let data = file_bytes.saturating_sub(header);
        if data < bytes {
            return Err(format!("truncated: its header says {n} elements, {bytes} bytes, and it holds {data}"));
        }
    }
    match free_memory() {
        // An element takes at most eight bytes, however small it is in the file.
        Some(free) if n.saturating_mul(8) > free => Err(format!("its {n} elements do not fit into memory")),
        _ => Ok(()),
    }
}

fn not_among(code: &str, wanted: &[Element]) -> String {
    let names: Vec<_> = wanted.iter().map(|element| element.name()).collect();
    format!(
        "its elements are `{code}`, which do not fit {} exactly (convert them with ndarray.astype)",
        names.join(" or ")
    )
}

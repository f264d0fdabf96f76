//! A file as a stream of bytes, decompressed where it is in gzip: [`Source`].

use std::fs::{File, Metadata};
use std::io::{self, Cursor, Read};
use std::path::Path;

use flate2::read::MultiGzDecoder;

/// Bytes at the beginning of a file by which it is told what is in it.
const SAMPLE: u64 = 1 << 16;

/// What is at the beginning of a file in gzip.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// A file whose beginning is known.
///
/// What a compressed file holds is read piece by piece as from any other, and whoever reads it bounds what is kept.
pub(super) struct Source {
    /// The first bytes, at most [`SAMPLE`].
    pub(super) start: Vec<u8>,
    /// Whether these are all.
    pub(super) is_whole: bool,
    /// All bytes, where they can be known before they are read.
    pub(super) length: Option<u64>,
    rest: Box<dyn Read>,
}

impl Source {
    /// The file at a path; `-` is standard input.
    pub(super) fn open(path: &Path) -> Result<Self, String> {
        if is_standard_input(path) {
            return Self::new(io::stdin(), None);
        }
        let file = File::open(path).map_err(|error| error.to_string())?;
        let length = file.metadata().ok().filter(Metadata::is_file).map(|metadata| metadata.len());
        Self::new(file, length)
    }

    fn new(mut file: impl Read + 'static, mut length: Option<u64>) -> Result<Self, String> {
        let first = first_bytes(&mut file, 2)?;
        let is_gzip = first == GZIP;
        let whole = Cursor::new(first).chain(file);
        let mut rest: Box<dyn Read> = Box::new(whole);
        if is_gzip {
            length = None;
            rest = Box::new(Gunzip(MultiGzDecoder::new(rest)));
        }
        let start = first_bytes(&mut rest, SAMPLE)?;
        let is_whole = (start.len() as u64) < SAMPLE;
        Ok(Self { start, is_whole, length, rest })
    }

    /// All bytes from the first on.
    pub(super) fn into_reader(self) -> Box<dyn Read> {
        Box::new(Cursor::new(self.start).chain(self.rest))
    }
}

/// Whether a path means standard input.
pub fn is_standard_input(path: &Path) -> bool {
    path.as_os_str() == "-"
}

fn first_bytes(file: &mut impl Read, n: u64) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    file.take(n).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    Ok(bytes)
}

/// A decompressor whose errors say what it is.
struct Gunzip<R>(R);

impl<R: Read> Read for Gunzip<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer).map_err(|error| io::Error::new(error.kind(), format!("its gzip data are damaged: {error}")))
    }
}

//! Real files, damaged in ways that nobody thought of: every reader gives an array or a sentence, in bounded time and
//! memory.
//!
//! `FUZZ=100000 cargo test -p ffi-workbench-cli --test cli mutations` reads that many files; without it there are some
//! thousands. `FUZZ_SEED=7` makes others. A file that fails is left where the message says.

use std::env;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use ffi_workbench::machine::peak_memory;
use ffi_workbench::work::Element;
use ffi_workbench_cli::files::{self, Decimal, Delimiter, FileOptions, TextOptions, Thousands};
use ffi_workbench_cli::prices::{self, DateFormat, Duplicates, Reading};

use crate::{doubles, npy};

const FILES: u64 = 4000;

/// The longest that one small file may take, on a machine that does much else at the time.
const TIME: Duration = Duration::from_secs(10);

/// The most memory that the process may have, which reads small files only.
const MEMORY: u64 = 1 << 30;

/// Bytes of a message.
const SENTENCE: usize = 1000;

/// SplitMix64 (Steele, Lea, Flood 2014).
pub struct Random(u64);

impl Random {
    /// A sequence of its own for each item of each seed.
    pub fn new(seed: u64, item: u64) -> Self {
        Self(seed.wrapping_mul(0x1_0000_0001).wrapping_add(item << 32))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % n.max(1) as u64).unwrap()
    }

    pub fn one<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }
}

/// A file name and what a program would have written into it.
fn real_files() -> Vec<(String, Vec<u8>)> {
    let values = [1.5, -2.0, 0.25, 1e30, f32::NAN, 7.0];
    let floats = values.map(f32::to_le_bytes).concat();
    let integers: Vec<u8> = [1_i32, -2, 3, i32::MAX].iter().flat_map(|x| x.to_le_bytes()).collect();
    let records = "[('a', '<f8'), ('b', '|S3', (2, 2))]";
    let mut all = Vec::new();
    for first in [
        doubles(&values.map(f64::from)),
        npy("<f4", "(6,)", false, &floats),
        npy("<i4", "(4,)", false, &integers),
        npy(">f8", "(2, 3)", true, &[0; 48]),
        String::from_utf8_lossy(&npy("<f8", "(6,)", false, b"")).replace("'<f8'", records).into_bytes(),
    ] {
        for version in [1, 2, 3] {
            let length: &[u8] = if version == 1 { &first[8..10] } else { &[first[8], first[9], 0, 0] };
            all.push(("x.npy".to_owned(), [b"\x93NUMPY", [version, 0].as_slice(), length, &first[10..]].concat()));
        }
    }
    let csv = [
        "x\n1.5\n2\n-3e1\n0\n",
        "1\n2\n3\n",
        "date,price\r\n2020-01-01, 1.5\r\n2020-01-02,\"2.25\"\r\n",
        "a,\"b \"\"c\"\"\",x\n1,2,3\n4,5,6\n",
    ];
    all.extend(csv.map(|text| ("x.csv".to_owned(), text.as_bytes().to_vec())));
    let prices = [
        "Date,Open,Close\n2024-01-01,1,2.5\n2024-01-02,2,3.5\n2024-01-09,2,null\n",
        "timestamp,price\n1704067200,1\n1704153600,2\n1704153600,2\n",
        "\u{feff}time,price\n2024-03-10T01:00:00-05:00,1\n2024-03-10 03:00,2\n",
        "day,last\n01.02.2024,1\n02.02.2024,2\n",
    ];
    all.extend(prices.map(|text| ("p.csv".to_owned(), text.as_bytes().to_vec())));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/dialects");
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut paths: Vec<_> = paths.filter(|path| files::Format::of(path).is_some()).collect();
    paths.sort();
    assert!(paths.len() > 60);
    all.extend(paths.iter().map(|path| {
        (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read(path).expect("a readable file"))
    }));
    all
}

/// The file with one kind of damage more.
fn damage(bytes: &mut Vec<u8>, random: &mut Random) {
    let (from, to) = (random.below(bytes.len() + 1), random.below(bytes.len() + 1));
    let part = from.min(to)..from.max(to);
    match random.below(9) {
        // A bit is flipped, a byte is another one.
        0 if !bytes.is_empty() => {
            let index = random.below(bytes.len());
            bytes[index] ^= 1 << random.below(8);
        }
        1 if !bytes.is_empty() => {
            let index = random.below(bytes.len());
            bytes[index] = random.next().to_le_bytes()[0];
        }
        // The file is cut, a part is missing, repeated, or comes elsewhere.
        2 => bytes.truncate(from),
        3 => drop(bytes.drain(part)),
        4 => {
            let repeated = bytes[part].repeat(1 + random.below(40));
            bytes.splice(from..from, repeated);
        }
        5 => {
            let moved: Vec<u8> = bytes.drain(part).collect();
            let index = random.below(bytes.len() + 1);
            bytes.splice(index..index, moved);
        }
        // Brackets and quotes in and out of each other; signs with a meaning.
        6 => {
            let open =
                random.one(&["[", "(", "{", "([", "'", "\"", "{'a':", "[(", ",", "\n", "\r", "\"\"", "9", "\u{feff}"]);
            let many = [1, 24, 1000, 20_000][random.below(4)];
            bytes.splice(from..from, open.repeat(many).into_bytes());
        }
        // A number is blown up.
        7 => {
            let digits: Vec<_> = (0..bytes.len()).filter(|&index| bytes[index].is_ascii_digit()).collect();
            let large = random.one(&[
                "99999999999999999999",
                "18446744073709551615",
                "4294967296",
                "1e999",
                "-0",
                "NaN",
                "1e-400",
            ]);
            if !digits.is_empty() {
                let index = digits[random.below(digits.len())];
                bytes.splice(index..=index, large.bytes());
            }
        }
        // The length of a header.
        _ if bytes.len() > 12 => {
            let index = 6 + random.below(6);
            bytes[index] = *random.one(&[&0_u8, &1, &2, &3, &0x7f, &0xff]);
        }
        _ => bytes.extend(random.next().to_le_bytes()),
    }
}

/// What the user may say of a text.
fn text(random: &mut Random) -> TextOptions {
    let some = |random: &mut Random, words: &[&'static str]| match random.below(3) {
        0 => Some(*words.get(random.below(words.len())).unwrap()),
        _ => None,
    };
    TextOptions {
        delimiter: some(random, &["comma", "semicolon", "tab", "blanks", "|"])
            .map(|word| Delimiter::new(word).unwrap()),
        decimal: some(random, &[".", ","]).map(|word| Decimal::new(word).unwrap()),
        thousands: some(random, &["none", "comma", "point", "space", "'"]).map(|word| Thousands::new(word).unwrap()),
    }
}

/// Reads a file in all ways there are, each of them chosen by chance.
fn read(path: &Path, random: &mut Random) -> Result<(), String> {
    let prices_wanted = files::Format::of(path) == Some(files::Format::Text) && random.below(2) == 0;
    let result = if prices_wanted {
        let name = |random: &mut Random| match random.below(3) {
            0 => Some((*random.one(&["date", "price", "1", "\u{1b}"])).to_owned()),
            _ => None,
        };
        let format = (random.below(4) == 0).then(|| DateFormat::new(random.one(&["%d.%m.%Y", "%Y-%m-%d", "%s"])));
        let reading = Reading {
            text: text(random),
            date: name(random),
            price: name(random),
            format: format.transpose().expect("a format"),
            duplicates: [Duplicates::Refuse, Duplicates::First, Duplicates::Last][random.below(3)],
        };
        prices::read(path, &reading).map(|prices| {
            assert_eq!(prices.dates.len(), prices.values.len());
            for column in &prices.others {
                assert_eq!(column.values.len(), prices.values.len());
            }
            prices.describe();
            prices::weekly(&prices);
        })
    } else {
        let name = |of: &[Option<&str>], random: &mut Random| of[random.below(of.len())].map(str::to_owned);
        let options = FileOptions {
            column: name(&[None, None, Some("price"), Some("x"), Some("1"), Some("\u{1b}[2J")], random),
            array: name(&[None, None, None, Some("x"), Some("\u{1b}[2J")], random),
            text: text(random),
        };
        let types: &[Element] =
            random.one(&[&[Element::F64][..], &[Element::F32], &[Element::I32], &[Element::F64, Element::F32]]);
        files::read(path, &options, types).map(drop)
    };
    match result {
        Ok(()) => Ok(()),
        Err(error) => {
            let said = planted(path, error.to_string());
            let is_sentence = said.len() <= SENTENCE && !said.chars().any(char::is_control);
            if is_sentence { Ok(()) } else { Err(format!("no sentence, but {} bytes: {said:?}", said.len())) }
        }
    }
}

/// What is wrong with a reader that `make evidence` has planted, which this test must find.
fn planted(path: &Path, said: String) -> String {
    match env::var("PLANTED_BUG").as_deref() {
        // The length in a header is trusted.
        Ok("panic") => {
            let bytes = fs::read(path).expect("the file is there");
            let length = usize::from(bytes.get(8).copied().unwrap_or(0));
            format!("{said}{}", bytes[..length].len())
        }
        Ok("time") if said.contains("header") => loop {
            thread::sleep(TIME);
        },
        Ok("sentence") => said + "\u{1b}[31m",
        _ => said,
    }
}

#[test]
fn a_damaged_file_gives_an_array_or_a_sentence() {
    let number = |name: &str| env::var(name).ok().map(|text| text.parse().expect("a number of files, or a seed"));
    let (count, seed): (u64, u64) = (number("FUZZ").unwrap_or(FILES), number("FUZZ_SEED").unwrap_or(1));
    let folder = tempfile::tempdir().expect("a folder for temporary files");
    let place = folder.path().to_owned();
    let (done, results) = channel();
    thread::spawn(move || {
        let real = real_files();
        for file in 0..count {
            let mut random = Random::new(seed, file);
            let (name, bytes) = real[random.below(real.len())].clone();
            let mut bytes = bytes;
            for _ in 0..random.below(4) {
                damage(&mut bytes, &mut random);
            }
            bytes.truncate(1 << 21);
            let path = place.join(&name);
            fs::write(&path, bytes).expect("the folder is writable");
            let result = catch_unwind(AssertUnwindSafe(|| read(&path, &mut random)));
            let result = result.unwrap_or_else(|_| Err("a panic".to_owned()));
            let failed = result.is_err();
            if done.send(result.map_err(|reason| (name, reason))).is_err() || failed {
                return;
            }
        }
    });
    for file in 0..count {
        let result =
            results.recv_timeout(TIME).unwrap_or_else(|_| Err((String::new(), format!("not read within {TIME:?}"))));
        if let Err((name, reason)) = result {
            let kept = folder.keep();
            panic!("file {file} of seed {seed}: {reason}; it is {} in {}", name, kept.display());
        }
    }
    println!("amount: {count} files");
    let memory = peak_memory();
    assert!(memory < MEMORY, "{memory} bytes of memory at the peak");
}

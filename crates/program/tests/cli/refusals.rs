//! Wrong input on purpose: a sentence with the value in it, the right exit code, nothing on standard output, no file.

use ffi_workbench::language::Language;
use ffi_workbench::work::KERNELS;

use crate::{Sandbox, doubles, npy, stderr};

/// A command line, its exit code, and words that the sentence holds.
type Case<'a> = (&'a str, i32, &'a [&'a str]);

pub fn refused(sandbox: &Sandbox, cases: &[Case<'_>]) {
    let before = sandbox.names();
    for &(line, code, words) in cases {
        let output = sandbox.run(line);
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(code), "{line}: {said}");
        assert!(said.starts_with("error: "), "{line}: {said}");
        assert!(!said.contains("panicked"), "{line}: {said}");
        for word in words {
            assert!(said.contains(word), "{line}: no `{word}` in: {said}");
        }
        assert!(output.stdout.is_empty(), "{line} printed a result");
        assert_eq!(sandbox.names(), before, "{line} left a file");
    }
}

#[test]
fn a_wrong_command_line_is_refused_with_code_2() {
    refused(
        &Sandbox::new(),
        &[
            ("run sums", 2, &["sums", "monte_carlo_pi", "'sum'"]),
            ("man comparee", 2, &["`comparee` is not a command", "compare, run"]),
            ("run sum --language fortan", 2, &["fortan", "rust, c, cpp, fortran", "'fortran'"]),
            ("run sum --executor thread", 2, &["'thread'", "serial", "processes", "'threads'"]),
            ("run sum --variant tumed", 2, &["tumed", "plain"]),
            ("run sum --type f32", 2, &["f64", "f32"]),
            ("run sum --size 0", 2, &["'0'", "at least 1"]),
            ("run sum --size -5", 2, &["-5"]),
            ("run sum --size 1.5", 2, &["1.5", "whole number"]),
            ("run sum --size 1e15", 2, &["1000000000000000", "8.00 PB", "free"]),
            ("run sum --size 1e18", 2, &["size 1000000000000000000", "free"]),
            ("run sum --size 1e20", 2, &["'1e20'", "whole number from 1 to 18446744073709551615"]),
            ("run sum --size 18446744073709551615", 2, &["18446744073709551615", "free"]),
            ("run monte_carlo_pi --size 9e15", 2, &["9000000000000000", "free"]),
            ("run series_pi --size 1e13", 2, &["10000000000000", "1000000000000"]),
            ("run moving_average --window 0", 2, &["'0'", "--window"]),
            ("run moving_average --size 10 --window 11", 2, &["window 11", "1..=10"]),
            ("run rsi --size 10 --period 10", 2, &["period 10", "1..10"]),
            ("run rsi --size 10 --series 3", 2, &["10 elements", "3 series"]),
            ("run exponential_smoothing --language c --alpha 1.5", 2, &["alpha 1.5", "above 0", "at most 1"]),
            ("run exponential_smoothing --language c --alpha 0", 2, &["alpha 0 ", "above 0"]),
            ("run exponential_smoothing --language c --alpha -0.5", 2, &["alpha -0.5", "above 0"]),
            ("run exponential_smoothing --language c --alpha NaN", 2, &["'NaN'", "--alpha", "finite number"]),
            ("run exponential_smoothing --language c --alpha inf", 2, &["'inf'", "--alpha", "finite number"]),
            ("run exponential_smoothing --language c --alpha half", 2, &["'half'", "--alpha", "finite number"]),
            ("run sum --alpha 0.5", 2, &["--alpha", "sum"]),
            ("run sum --window 3", 2, &["--window", "sum"]),
            ("run sum --workers 2", 2, &["2 workers", "1..=1", "serial"]),
            ("run sum --executor threads --workers 0", 2, &["0 workers", "1..=1024"]),
            ("run sum --executor rayon --workers 5000", 2, &["5000", "1..=1024"]),
            ("run sum --output y.npy", 2, &["sum", "one number"]),
            ("run rsi --output y.txt", 2, &["y.txt", ".npy", ".csv"]),
            ("run sum --input x.xlsx", 2, &["x.xlsx", ".npy", ".csv", ".gz"]),
            ("run sum --input x.csv.zip", 2, &["x.csv.zip", ".npy", ".csv", ".gz"]),
            ("run dot --input - --input2 -", 2, &["standard input", "--input2"]),
            ("run sum --input x.csv --delimiter ab", 2, &["'ab'", "--delimiter", "semicolon"]),
            ("run sum --input x.csv --delimiter .", 2, &["'.'", "--delimiter"]),
            ("run sum --input x.csv --decimal ;", 2, &["';'", "--decimal", "point", "comma"]),
            ("run sum --input x.csv --thousands x", 2, &["'x'", "--thousands", "apostrophe"]),
            ("run sum --delimiter , --size 10", 2, &["--input"]),
            ("run dot --input x.npy", 2, &["dot", "--input2"]),
            ("run sum --input x.npy --input2 x.npy", 2, &["sum", "one array"]),
            ("run series_pi --input x.npy", 2, &["series_pi", "own input"]),
            ("run sum --input x.npy --size 3", 2, &["--input", "--size"]),
            ("compare --input x.npy", 2, &["--input", "one kernel"]),
            ("compare --seconds 0", 2, &["'0'", "seconds"]),
            ("scaling", 2, &["KERNEL"]),
            ("scaling sum --workers 0", 2, &["0 workers", "1..=1024"]),
            ("scaling sum --workers two", 2, &["two", "--workers"]),
            ("scaling sum --executor serial --workers 2", 2, &["2 workers", "1..=1", "serial"]),
            ("scaling sum --plot picture.png", 2, &["picture.png", ".svg"]),
            ("scaling sum --window 3", 2, &["--window", "sum"]),
            ("accuracy dot", 2, &["dot", "series_pi"]),
            ("accuracy --most 0", 2, &["'0'", "at least 1"]),
            ("accuracy --most 1e13", 2, &["10000000000000", "1..=1000000000000"]),
            ("accuracy --plot picture.png", 2, &["picture.png", ".svg"]),
            ("prices", 2, &["<FILE>"]),
            ("prices p.csv --example", 2, &["--example"]),
            ("prices p.csv --window 0", 2, &["'0'", "--window"]),
            ("prices p.csv --date-format date", 2, &["date", "%Y"]),
            ("prices p.csv --days 5", 2, &["--days", "FILE"]),
            ("prices p.csv --plot picture.png", 2, &["picture.png", ".svg"]),
            ("comparr", 2, &["comparr", "'compare'"]),
            ("run", 2, &["KERNEL"]),
        ],
    );
}

#[test]
fn a_language_that_a_kernel_lacks_is_named() {
    let sandbox = Sandbox::new();
    let lacks = KERNELS.iter().flat_map(|kernel| {
        let missing = |language: &&Language| language.is_built() && !kernel.languages.contains(language);
        Language::ALL.iter().filter(missing).map(|language| (kernel.name, language))
    });
    for (kernel, language) in lacks {
        let said = format!("{kernel} is not written in {language}");
        let word = language.name();
        refused(
            &sandbox,
            &[
                (&format!("run {kernel} --language {word}"), 2, &[&said]),
                (&format!("threads {kernel} --language {word}"), 2, &[&said]),
                (&format!("compare {kernel} --language {word}"), 2, &["none of the kernels", "these languages"]),
                (&format!("scaling {kernel} --language {word}"), 2, &[kernel, "does not come in these languages"]),
            ],
        );
    }
}

#[test]
fn a_bad_npy_file_is_refused_with_code_1() {
    let sandbox = Sandbox::new();
    let whole = doubles(&[1.0, 2.0, 3.0]);
    sandbox
        .put("truncated.npy", &whole[..whole.len() - 1])
        .put("fortran.npy", npy("<f8", "(2, 1, 1)", true, &[0; 16]))
        .put("flat.npy", npy("<f8", "(1, 2)", false, &[0; 16]))
        .put("scalar.npy", npy("<f8", "()", false, &[0; 8]))
        .put("huge.npy", npy("<f8", "(900000000000,)", false, &[0; 16]))
        .put("complex.npy", npy("<c16", "(1,)", false, &[0; 16]))
        .put("text.npy", npy("<U1", "(2,)", false, &[0; 8]))
        .put("long.npy", npy("<i8", "(1,)", false, &[1, 0, 0, 0, 0, 0, 0x20, 0]))
        .put("double.npy", &whole)
        .put("nested.npy", [b"\x93NUMPY\x01\0\x22\0{'descr': ".as_slice(), &[b'['; 24]].concat())
        .put("long_header.npy", b"\x93NUMPY\x02\0\xff\xff\xff\xff")
        .put("empty.npy", "")
        .put("junk.npy", "price\n1.5\n")
        .put("cut_header.npy", &whole[..20]);
    refused(
        &sandbox,
        &[
            ("run sum --input none.npy", 1, &["none.npy", "No such file"]),
            ("run sum --input truncated.npy", 1, &["truncated.npy", "3 elements", "24 bytes", "23"]),
            ("run sum --input fortran.npy", 1, &["fortran.npy", "[2, 1, 1]", "one dimension"]),
            ("run sum --input flat.npy", 1, &["flat.npy", "[1, 2]", "one dimension"]),
            ("run sum --input scalar.npy", 1, &["scalar.npy", "[]", "one dimension"]),
            ("run sum --input huge.npy", 1, &["huge.npy", "900000000000"]),
            ("run sum --input complex.npy", 1, &["complex.npy", "<c16"]),
            ("run sum --input text.npy", 1, &["text.npy", "<U1"]),
            ("run sum --input long.npy", 1, &["long.npy", "element 1", "9007199254740993", "f64"]),
            ("run dot --type f32 --input double.npy --input2 double.npy", 1, &["double.npy", "<f8", "f32"]),
            ("run sum --input nested.npy", 1, &["nested.npy", "not a NumPy array", "within a list"]),
            ("run sum --input long_header.npy", 1, &["long_header.npy", "4294967295 bytes", "65535"]),
            ("run sum --input empty.npy", 1, &["empty.npy", "not a NumPy array"]),
            ("run sum --input junk.npy", 1, &["junk.npy", "not a NumPy array"]),
            ("run sum --input cut_header.npy", 1, &["cut_header.npy", "not a NumPy array"]),
            ("run sum --input double.npy --column price", 1, &["double.npy", "price", "no columns"]),
            ("run sum --input double.npy --array x", 1, &["double.npy", "no .npz file", "`x`"]),
        ],
    );
}

#[test]
fn a_bad_csv_file_is_refused_with_code_1() {
    let sandbox = Sandbox::new();
    sandbox
        .put("word.csv", "date,price\n2020,1.5\n2021,abc\n")
        .put("hole.csv", "date,price\n2020,\n")
        .put("twice.csv", "x,price,x,price\n1,2,3,4\n")
        .put("one_line.csv", "1,".repeat(1 << 20))
        .put("open_quote.csv", format!("x\n1\n\"{}", "2\n".repeat(1 << 20)))
        .put("ragged.csv", "date,price\n2020,1.5\n2021\n")
        .put("empty.csv", "");
    refused(
        &sandbox,
        &[
            ("run sum --input word.csv --column price", 1, &["word.csv", "row 2", "`price`", "`abc`"]),
            (
                "run add --input hole.csv --input2 hole.csv --column price",
                1,
                &["hole.csv", "row 1", "`price`", "empty"],
            ),
            (
                "run sum --input ragged.csv --column price",
                1,
                &["ragged.csv", "line 3", "1 cell", "2", "`,`", "--delimiter"],
            ),
            ("run sum --input twice.csv --column price", 1, &["columns 2 and 4", "`price`"]),
            ("run sum --input one_line.csv --column 1", 1, &["line 1 ", "1048576 bytes", "line ends"]),
            ("run sum --input open_quote.csv", 1, &["line 3 ", "1048576 bytes", "closing quote"]),
            ("run sum --input empty.csv", 1, &["empty.csv", "empty"]),
            ("run sum --input word.csv --column cost", 1, &["word.csv", "`cost`", "date, price"]),
            ("run sum --input word.csv", 1, &["word.csv", "date, price", "--column"]),
        ],
    );
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut to = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    to.write_all(bytes).unwrap();
    to.finish().unwrap()
}

/// A `.npz` file with one array `x` in it, stored.
fn npz(array: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut archive = rawzip::ZipArchiveWriter::new(Vec::new());
    let (mut entry, config) = archive.new_file("x.npy").start().unwrap();
    let mut writer = config.wrap(&mut entry);
    writer.write_all(array).unwrap();
    let (_, descriptor) = writer.finish().unwrap();
    entry.finish(descriptor).unwrap();
    archive.finish().unwrap()
}

#[test]
fn a_bad_compressed_file_is_refused_with_code_1() {
    let sandbox = Sandbox::new();
    let (whole, array) = (gzip(b"x\n1.5\n"), npz(&doubles(&[1.0, 2.0, 3.0])));
    let mut wrong_sum = array.clone();
    let second = wrong_sum.windows(8).position(|bytes| bytes == 2.0_f64.to_le_bytes()).unwrap();
    wrong_sum[second] ^= 1;
    let middle = whole.len() / 2;
    sandbox
        .put("cut.csv.gz", &whole[..whole.len() - 9])
        .put("flipped.csv.gz", [&whole[..middle], &[whole[middle] ^ 0xff], &whole[middle + 1..]].concat())
        .put("plain.npy.gz", gzip(b"x\n1.5\n"))
        .put("row.csv.gz", gzip(&vec![b'1'; 50 << 20]))
        .put("truncated.npy.gz", gzip(&npy("<f8", "(3,)", false, &[0; 16])))
        .put("huge.npy.gz", gzip(&npy("<f8", "(900000000000,)", false, &[0; 16])))
        .put("huge.npz", npz(&npy("<f8", "(900000000000,)", false, &[0; 16])))
        .put("truncated.npz", npz(&npy("<f8", "(3,)", false, &[0; 16])))
        .put("cut.npz", &array[..array.len() - 30])
        .put("wrong_sum.npz", wrong_sum)
        .put("text.npz", "x\n1.5\n");
    refused(
        &sandbox,
        &[
            ("run sum --input cut.csv.gz", 1, &["cut.csv.gz", "gzip data are damaged"]),
            ("run sum --input flipped.csv.gz", 1, &["flipped.csv.gz", "gzip data are damaged"]),
            ("run sum --input plain.npy.gz", 1, &["plain.npy.gz", "not a NumPy array"]),
            ("run sum --input row.csv.gz", 1, &["row.csv.gz", "line 1 ", "1048576 bytes"]),
            ("prices row.csv.gz", 1, &["row.csv.gz", "line 1 ", "1048576 bytes"]),
            ("run sum --input truncated.npy.gz", 1, &["truncated.npy.gz", "3 elements", "24 bytes"]),
            ("run sum --input huge.npy.gz", 1, &["huge.npy.gz", "900000000000", "memory"]),
            ("run sum --input huge.npz", 1, &["huge.npz", "`x`", "900000000000"]),
            ("run sum --input truncated.npz", 1, &["truncated.npz", "`x`", "3 elements", "24 bytes"]),
            ("run sum --input cut.npz", 1, &["cut.npz", "not a .npz file"]),
            ("run sum --input wrong_sum.npz", 1, &["wrong_sum.npz", "`x`", "hecksum"]),
            ("run sum --input text.npz", 1, &["text.npz", "not a .npz file"]),
            ("run sum --input none.npz", 1, &["none.npz", "No such file"]),
        ],
    );
}

#[test]
fn input_that_a_kernel_is_not_defined_for_is_refused_with_code_1() {
    let sandbox = Sandbox::new();
    let integers = |values: [i32; 2]| npy("<i4", "(2,)", false, &values.map(i32::to_le_bytes).concat());
    sandbox
        .put("x.npy", doubles(&[1.0, 2.0, 3.0]))
        .put("y.npy", doubles(&[1.0, 2.0]))
        .put("none.npy", doubles(&[]))
        .put("i.npy", integers([1, i32::MAX]))
        .put("j.npy", integers([2, 1]));
    refused(
        &sandbox,
        &[
            ("run dot --input x.npy --input2 y.npy", 1, &["3", "2", "equal"]),
            ("run moving_average --input x.npy --window 4", 1, &["window 4", "1..=3"]),
            ("run moving_average --input none.npy --window 1", 1, &["window 1", "0"]),
            ("run rsi --input x.npy --period 3 --output z.npy", 1, &["period 3", "1..3"]),
            ("run add --input i.npy --input2 j.npy --language c", 1, &["2147483647 + 1", "32-bit"]),
            ("run rsi --size 100 --output nowhere/y.npy", 1, &["nowhere"]),
            ("scaling sum --size 100 --plot nowhere/y.svg", 1, &["nowhere"]),
        ],
    );
}

#[test]
fn a_bad_price_file_is_refused_with_code_1() {
    let sandbox = Sandbox::new();
    sandbox
        .put("p.csv", "date,price\n2024-01-01,1\n2024-01-02,2\n2024-01-03,x\n")
        .put("twice.csv", "date,price\n2024-01-01,1\n2024-01-01,2\n")
        .put("names.csv", "Date,close,Close\n2024-01-01,1,2\n")
        .put("dates.csv", "date,Date,close\n2024-01-01,2024-01-02,2\n")
        .put("one_line.csv", format!("date,price\n{}", "1,".repeat(1 << 20)))
        .put("short.csv", "date,price\n2024-01-01,1\n2024-01-02,2\n");
    refused(
        &sandbox,
        &[
            ("prices none.csv", 1, &["none.csv", "No such file"]),
            ("prices p.csv --plot p.svg", 1, &["p.csv", "row 3, line 4", "`x`"]),
            ("prices p.csv --price cost", 1, &["`cost`", "date, price"]),
            ("prices names.csv", 1, &["columns 2 and 3", "`close`"]),
            ("prices dates.csv", 1, &["columns 1 and 2", "`date`"]),
            ("prices one_line.csv", 1, &["line 2 ", "1048576 bytes"]),
            ("prices twice.csv", 1, &["row 2, line 3", "row 1, line 2", "--duplicates"]),
            ("prices short.csv --plot nowhere/p.svg", 1, &["nowhere"]),
        ],
    );
}

/// Something from a file or a command line that is long and steers a terminal.
fn hostile(length: usize) -> String {
    "\x1b]0;title\x07\u{9b}31m\u{202e}".chars().cycle().take(length).collect()
}

fn is_safe_to_print(line: &str, said: &str) {
    assert!(said.len() < 3000, "{line}: {} bytes", said.len());
    let bad = said.chars().find(|&c| (c.is_control() && c != '\n') || c == '\u{202e}');
    assert_eq!(bad, None, "{line}: {said:?}");
}

#[test]
fn no_message_is_long_or_steers_a_terminal_whatever_a_file_holds() {
    let sandbox = Sandbox::new();
    let hostile = hostile(200_000);
    let header = format!(
        "{{'descr': '{}', 'fortran_order': False, 'shape': (1,)}}",
        hostile.chars().take(20_000).collect::<String>()
    );
    let length = u16::try_from(header.len()).unwrap().to_le_bytes();
    let strange = format!("{{'{}': 1}}", hostile.chars().take(20_000).collect::<String>());
    let strange_length = u16::try_from(strange.len()).unwrap().to_le_bytes();
    sandbox
        .put("cell.csv", format!("x\n{hostile}\n"))
        .put("nul.csv", "x\n\0\x1b[2J\n")
        .put("name.csv", format!("{hostile},b\n1,2\n"))
        .put("names.csv", format!("{hostile},{hostile}\n1,2\n"))
        .put("date.csv", format!("date,price\n{hostile},1\n"))
        .put("price.csv", format!("date,price\n2024-01-01,{hostile}\n"))
        .put("descr.npy", [b"\x93NUMPY\x01\0", length.as_slice(), header.as_bytes()].concat())
        .put("key.npy", [b"\x93NUMPY\x01\0", strange_length.as_slice(), strange.as_bytes()].concat());
    for line in [
        "run sum --input cell.csv",
        "run sum --input nul.csv",
        "run sum --input name.csv",
        "run sum --input name.csv --column c",
        "run sum --input name.csv --column b --window 1",
        "run sum --input names.csv",
        "run sum --input descr.npy",
        "run sum --input key.npy",
        "prices name.csv",
        "prices names.csv --date a",
        "prices date.csv",
        "prices date.csv --date-format %Y-%m-%d",
        "prices price.csv",
    ] {
        let output = sandbox.run(line);
        let said = stderr(&output);
        assert!(matches!(output.status.code(), Some(1 | 2)), "{line}: {said}");
        assert!(said.starts_with("error: "), "{line}: {said}");
        is_safe_to_print(line, &said);
    }
}

#[test]
fn no_message_is_long_or_steers_a_terminal_whatever_the_command_line_holds() {
    let sandbox = Sandbox::new();
    sandbox.put("x.csv", "date,price\n1,2\n").put("x.npy", doubles(&[1.0]));
    for hostile in [hostile(20_000), "x".repeat(100_000), "\x1b[2J".to_owned(), "a\nb".to_owned()] {
        for line in [
            "?",
            "run ?",
            "run sum --?",
            "run sum --size=?",
            "run sum --size ?",
            "run sum --language ?",
            "run sum --input ?",
            "run sum --input ?.npy",
            "run sum --input x.csv --column ?",
            "run sum --input x.npy --column ?",
            "run rsi --output ?/y.npy",
            "run exponential_smoothing --alpha ?",
            "scaling sum --workers 1,?",
            "scaling sum --plot ?/y.svg",
            "prices x.csv --date ?",
            "prices x.csv --price ?",
            "prices x.csv --date-format ?",
            "prices x.csv --date-format %Y?",
            "prices ?",
            "--level ? list",
        ] {
            let words = line.split(' ').map(|word| word.replace('?', &hostile));
            let output = sandbox.command("").args(words).output().expect("the program starts");
            let said = stderr(&output);
            assert!(matches!(output.status.code(), Some(1 | 2)), "{line}: {said:?}");
            is_safe_to_print(line, &said);
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn what_a_limit_on_memory_does_not_allow_is_refused_with_a_sentence() {
    use std::process::Command;
    let sandbox = Sandbox::new();
    // 800 MB of zeros that take no room on a disk.
    sandbox.put("x.npy", npy("<f8", "(100000000,)", false, &[]));
    let file = std::fs::OpenOptions::new().append(true).open(sandbox.path("x.npy")).unwrap();
    file.set_len(file.metadata().unwrap().len() + 800_000_000).unwrap();
    sandbox.put("x.csv", "1\n".repeat(16_000_000)).put("x.csv.gz", gzip("1\n".repeat(16_000_000).as_bytes()));
    let dates: String = (0..4_000_000).map(|k| format!("{k},1\n")).collect();
    sandbox.put("p.csv", dates);
    for (limit, line, code, words) in [
        ("-v 400000", "run sum --size 1e8", 2, "free"),
        ("-v 400000", "run rsi --size 2e7 --no-check", 2, "free"),
        ("-d 400000", "run sum --size 1e8", 2, "free"),
        ("-v 400000", "run sum --input x.npy", 1, "do not fit into memory"),
        ("-v 300000", "run sum --input x.csv", 1, "do not fit into memory"),
        ("-v 300000", "run sum --input x.csv.gz", 1, "do not fit into memory"),
        ("-v 300000", "prices p.csv", 1, "do not fit into memory"),
    ] {
        let script = format!("ulimit {limit} && exec \"$0\" {line}");
        let mut command = Command::new("sh");
        command.current_dir(sandbox.folder.path()).args(["-c", &script, env!("CARGO_BIN_EXE_ffi-workbench")]);
        let output = command.output().expect("there is a shell");
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(code), "{limit}, {line}: {said}");
        assert!(said.starts_with("error: ") && said.contains(words), "{limit}, {line}: {said}");
    }
}

#[cfg(not(feature = "fortran"))]
#[test]
fn a_language_that_was_left_out_is_named() {
    let words: &[&str] = &["Fortran", "left out", "`fortran`"];
    refused(&Sandbox::new(), &[("run sum --language fortran", 2, words), ("compare --language fortran", 2, words)]);
}

/// A command line of every command, which takes no long time.
const EVERY_COMMAND: &[&str] = &[
    "--help",
    "--version",
    "compare sum --size 1000 --seconds 0.1",
    "compare sum --size 1000 --seconds 0.1 --format csv",
    "run sum --size 10",
    "run sum --size 10 --format json",
    "list",
    "scaling sum --size 1000 --workers 2 --seconds 0.1",
    "accuracy --most 10",
    "prices --example --days 100",
    "prices prices.csv",
    "throughput sum --max-size 500",
    "grain sum --size 1000",
    "until --tolerance 1e-6",
    "race --visitors 100 --repeats 1 --patience 1",
    "threads sum --size 1000 --workers 2 --repeats 1",
    "memory --size 1000",
    "windows --size 1000 --seconds 0.1",
    "deadlock --transfers 2000 --patience 100",
    "pool --workers 3 --items 12 --additions 1e6 --elements 1000",
    #[cfg(all(feature = "faults", target_os = "linux"))]
    "faults",
    #[cfg(all(feature = "faults", feature = "fortran", target_os = "linux"))]
    "shared-state --attempts 1",
    "completions bash",
    "man",
];

#[test]
fn every_command_is_silent_when_its_reader_has_gone() {
    let sandbox = Sandbox::new();
    sandbox.put("prices.csv", sandbox.printed("prices --example --days 100"));
    let commands = sandbox.printed("--help");
    let commands = commands.split("Commands:").nth(1).unwrap().split("Options:").next().unwrap();
    for command in commands.lines().filter_map(|line| line.strip_prefix("  ")?.split(' ').next()) {
        let tried = |line: &str| line.split(' ').next() == Some(command);
        assert!(matches!(command, "" | "help") || EVERY_COMMAND.iter().any(|line| tried(line)), "{command}");
    }
    for line in EVERY_COMMAND {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let output = sandbox.command(line).stdout(writer).output().expect("the program starts");
        assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""), "{line}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_standard_output_that_cannot_be_written_is_an_error_and_no_panic() {
    let sandbox = Sandbox::new();
    for line in ["list", "completions bash", "run sum --size 10 --format json", "compare sum --size 1000 --seconds 0.1"]
    {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("Linux has it");
        let output = sandbox.command(line).stdout(full).output().expect("the program starts");
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(1), "{line}: {said}");
        assert!(said.contains("standard output") && !said.contains("panicked"), "{line}: {said}");
    }
}

#[test]
fn the_option_and_the_variable_of_the_level_follow_one_rule_and_the_option_wins() {
    let sandbox = Sandbox::new();
    let run = |variable: Option<&str>, line: &str| {
        let mut command = sandbox.command(line);
        match variable {
            Some(level) => command.env("FFI_WORKBENCH_LEVEL", level),
            None => command.env_remove("FFI_WORKBENCH_LEVEL"),
        };
        command.output().expect("the program starts")
    };
    for level in ["v9", "Baseline", "\u{1b}[2J"] {
        let by_option = run(None, &format!("list --level {level}"));
        let by_variable = run(Some(level), "list");
        assert_eq!(by_option.status.code(), Some(2), "{level}");
        assert!(stderr(&by_option).contains("baseline"), "{level}: {}", stderr(&by_option));
        assert_eq!((by_variable.status.code(), stderr(&by_variable)), (Some(2), stderr(&by_option)), "{level}");
        for line in ["list --level baseline", "--level baseline list", "list --level=baseline"] {
            let both = run(Some(level), line);
            let text = String::from_utf8_lossy(&both.stdout);
            let in_use = text.lines().find(|line| line.contains("in use")).unwrap_or_default();
            assert!(both.status.success() && in_use.starts_with("| baseline"), "{line}: {}", stderr(&both));
        }
    }
    assert!(run(Some("baseline"), "list").status.success());
}

#[test]
fn sizes_are_read_with_letters_wherever_a_size_is_taken() {
    let sandbox = Sandbox::new();
    for (line, key, value) in [
        ("run sum --size 1k", "size", 1000),
        ("run moving_average --size 1.5k --window 1k", "length", 501),
        ("throughput sum --max-size 1k", "size", 1000),
        ("memory --size 1k", "size", 1000),
    ] {
        let rows = sandbox.rows(line);
        assert_eq!(rows[rows.len() - 1][key], value, "{line}");
    }
    refused(
        &sandbox,
        &[("run sum --size 1q", 2, &["'1q'", "whole number"]), ("run sum --size 0k", 2, &["at least 1"])],
    );
}

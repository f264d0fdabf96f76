//! Files as pandas, numpy, spreadsheets and sites of prices write them give what pandas and numpy read, or a sentence.
//!
//! `tests/data/dialects/make.py` made the files and `expected.json`.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::files::data;
use crate::{Sandbox, stderr};

/// All cases, with the file of each in a sandbox.
fn cases() -> (Sandbox, Vec<Value>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/dialects");
    let sandbox = Sandbox::new();
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, sandbox.path(path.file_name().unwrap().to_str().unwrap())).unwrap();
    }
    let all: Vec<Value> = serde_json::from_slice(&fs::read(folder.join("expected.json")).unwrap()).unwrap();
    let cases: Vec<_> = all.into_iter().filter(|case| case["file"].is_string()).collect();
    (sandbox, cases)
}

/// The command line of a case: the options of the command, then those of the case.
fn words(command: &str, case: &Value) -> Vec<String> {
    let options = case["options"].as_array().unwrap().iter().map(|word| word.as_str().unwrap().to_owned());
    command.split(' ').map(str::to_owned).chain(options).collect()
}

fn number(value: &Value) -> f64 {
    match value.as_str() {
        Some(word) => word.parse().unwrap(),
        None => value.as_f64().unwrap_or(f64::NAN),
    }
}

fn numbers(values: &Value) -> Vec<f64> {
    values.as_array().unwrap().iter().map(number).collect()
}

/// Whether both are equal, to `tolerance` of the expected.
#[track_caller]
fn assert_equal(given: &[f64], expected: &[f64], tolerance: f64, who: &str) {
    assert_eq!(given.len(), expected.len(), "{who}");
    for (index, (&given, &expected)) in given.iter().zip(expected).enumerate() {
        let is_equal = given == expected || (given - expected).abs() <= tolerance * expected.abs();
        assert!(is_equal || (given.is_nan() && expected.is_nan()), "{who}, {index}: {given}, not {expected}");
    }
}

/// The program's answer to a command line; the file is its input, by its name or as standard input.
fn said(sandbox: &Sandbox, words: &[String], input: Option<&str>) -> (Option<i32>, String, String) {
    let mut command = sandbox.command("");
    command.args(words);
    if let Some(input) = input {
        command.stdin(fs::File::open(sandbox.path(input)).unwrap());
    }
    let output = command.output().expect("the program starts");
    (output.status.code(), stderr(&output), String::from_utf8(output.stdout).unwrap())
}

#[test]
fn a_file_in_any_dialect_is_read_as_pandas_and_numpy_read_it_or_refused_with_a_sentence() {
    let (sandbox, cases) = cases();
    let mut files: Vec<_> = cases.iter().map(|case| case["file"].as_str().unwrap()).collect();
    files.dedup();
    assert!(files.len() > 60, "{}", files.len());
    for case in &cases {
        let file = case["file"].as_str().unwrap();
        let who = format!("{file} {}", case["options"]);
        if !case["values"].is_null() {
            is_array(&sandbox, case, file, &who);
        } else if !case["prices"].is_null() {
            is_series(&sandbox, case, file, &who);
        } else {
            let command = match case["command"].as_str() {
                Some("prices") => format!("prices {file}"),
                _ => format!("run sum --input {file}"),
            };
            let (code, said, printed) = said(&sandbox, &words(&command, case), None);
            assert_eq!((code, printed.as_str()), (Some(1), ""), "{who}: {said}");
            assert!(said.starts_with("error: ") && said.lines().count() == 1, "{who}: {said}");
            for word in case["refused"].as_array().unwrap() {
                assert!(said.contains(word.as_str().unwrap()), "{who}: no {word} in {said}");
            }
        }
    }
}

/// The mean of each single value is the value.
fn is_array(sandbox: &Sandbox, case: &Value, file: &str, who: &str) {
    let expected = numbers(&case["values"]);
    for input in [file, "-"] {
        if input == "-" && file.ends_with(".npz") {
            continue;
        }
        let command = format!("run moving_average --window 1 --no-check --input {input} --output out.npy");
        let (code, said, _) = said(sandbox, &words(&command, case), Some(file));
        assert_eq!((code, said.as_str()), (Some(0), ""), "{who}");
        let bytes = data(sandbox, "out.npy");
        let given: Vec<f64> = bytes.as_chunks().0.iter().map(|&bytes| f64::from_le_bytes(bytes)).collect();
        assert_equal(&given, &expected, 0.0, who);
    }
}

fn is_series(sandbox: &Sandbox, case: &Value, file: &str, who: &str) {
    let expected = &case["prices"];
    for input in [file, "-"] {
        let command = format!("prices {input} --window 5 --period 3 --format json");
        let (code, said, printed) = said(sandbox, &words(&command, case), Some(file));
        assert_eq!((code, said.as_str()), (Some(0), ""), "{who}");
        let given: Value = serde_json::from_str(&printed).unwrap();
        let days = given["days"].as_array().unwrap();
        let of = |rows: &[Value], field: &str| -> Vec<f64> { rows.iter().map(|row| number(&row[field])).collect() };
        // A daily series has no times.
        let time = |date: &Value| format!("{}T00:00:00", date.as_str().unwrap())[..19].to_owned();
        let dates: Vec<_> = days.iter().map(|day| time(&day["date"])).collect();
        let expected_dates: Vec<_> = expected["dates"].as_array().unwrap().iter().map(time).collect();
        assert_eq!(dates, expected_dates, "{who}");
        assert_equal(&of(days, "price"), &numbers(&expected["price"]), 0.0, who);
        assert_equal(&of(days, "moving_average"), &numbers(&expected["moving_average"]), 1e-12, who);

        let describe = given["describe"].as_array().unwrap();
        assert_eq!(describe.len(), expected["describe"].as_object().unwrap().len(), "{who}");
        for column in describe {
            let name = column["column"].as_str().unwrap();
            for (what, value) in expected["describe"][name].as_object().expect(name) {
                assert_equal(&[number(&column[what])], &[number(value)], 1e-12, &format!("{who}, {name}, {what}"));
            }
        }
        let weeks = given["weeks"].as_array().unwrap();
        for (what, values) in expected["weeks"].as_object().unwrap() {
            let who = format!("{who}, {what} of the weeks");
            if what == "week_end" {
                let ends: Vec<_> = weeks.iter().map(|week| week["week_end"].clone()).collect();
                assert_eq!(&ends, values.as_array().unwrap(), "{who}");
            } else {
                assert_equal(&of(weeks, what), &numbers(values), 1e-12, &who);
            }
        }
    }
}

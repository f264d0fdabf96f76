//! `moving_average` against pandas and `rsi` against TA-Lib, whose answers lie in `tests/golden`.

use std::collections::BTreeMap;

use ffi_workbench::kernels::{moving_average, rsi};
use ffi_workbench::work::{MOVING_AVERAGE, RSI};

use crate::all_languages::all_languages;

/// The columns of a golden file by name, without the cells that are not defined.
fn columns(text: &str) -> BTreeMap<String, Vec<f64>> {
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
    let names: Vec<String> = reader.headers().expect("a golden file has names").iter().map(String::from).collect();
    let mut columns = BTreeMap::new();
    for record in reader.records() {
        for (name, cell) in names.iter().zip(&record.expect("a golden file has rows")) {
            let column: &mut Vec<f64> = columns.entry(name.clone()).or_default();
            if !cell.is_empty() {
                column.push(cell.parse().expect("a cell is a number"));
            }
        }
    }
    columns
}

fn prices() -> BTreeMap<String, Vec<f64>> {
    columns(include_str!("../golden/prices.csv"))
}

#[track_caller]
fn assert_near(given: &[f64], golden: &[f64], who: &str) {
    for (k, (&a, &b)) in given.iter().zip(golden).enumerate() {
        assert!((a - b).abs() <= 1e-12 * b.abs(), "{who}: value {k} is {a}, not {b}");
    }
}

#[test]
fn every_language_gives_the_moving_averages_of_pandas() {
    let columns = prices();
    let x = &columns["price"];
    assert_eq!(x.len(), 300);
    for it in all_languages(&MOVING_AVERAGE, moving_average::IMPLEMENTATIONS) {
        for window in [1, 5, 30, 300] {
            let golden = &columns[&format!("moving_average_{window}")];
            let mut out = vec![f64::NAN; golden.len()];
            (it.run)(x, window, &mut out).unwrap();
            assert_near(&out, golden, &format!("{}, window {window}", it.id.language));
        }
    }
}

#[test]
fn every_language_gives_the_indices_of_ta_lib() {
    let columns = prices();
    let x = &columns["price"];
    for it in all_languages(&RSI, rsi::IMPLEMENTATIONS) {
        for period in [2, 14, 299] {
            let golden = &columns[&format!("rsi_{period}")];
            let mut out = vec![f64::NAN; golden.len()];
            (it.run)(x, period, &mut out).unwrap();
            assert_near(&out, golden, &format!("{}, period {period}", it.id.language));
        }
    }
}

/// No change, no losses and no gains: what is documented is what TA-Lib does.
#[test]
fn every_language_gives_the_edges_of_ta_lib() {
    let columns = columns(include_str!("../golden/edges.csv"));
    for it in all_languages(&RSI, rsi::IMPLEMENTATIONS) {
        for (name, everywhere) in [("constant", 0.0), ("rises", 100.0), ("falls", 0.0)] {
            let golden = &columns[&format!("{name}_rsi_14")];
            assert_eq!(golden, &[everywhere; 16], "TA-Lib: {name}");
            let mut out = [f64::NAN; 16];
            (it.run)(&columns[name], 14, &mut out).unwrap();
            assert_eq!(out, [everywhere; 16], "{}: {name}", it.id.language);
        }
    }
}

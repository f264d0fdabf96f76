//! `pool`: results in the order of the arguments, from other processes than this one.

use std::collections::BTreeSet;

use crate::Sandbox;
use crate::refusals::refused;

#[test]
fn every_result_is_that_of_its_arguments_and_comes_from_a_worker_process() {
    let rows = Sandbox::new().rows("pool --workers 3 --items 12 --additions 1e6 --elements 1000");
    let of = |call: &str| rows.iter().filter(|row| row["call"] == call).collect::<Vec<_>>();
    let squares = of("map of a slow square");
    for (x, row) in (1..).zip(&squares) {
        assert_eq!(
            (&row["arguments"], row["result"].as_f64()),
            (&x.to_string().into(), Some(f64::from(x * x))),
            "{row}"
        );
    }
    for (x, row) in (1..).zip(of("starmap of a slow product")) {
        let arguments = format!("({x}, {})", x + 1);
        assert_eq!(
            (row["arguments"].as_str(), row["result"].as_f64()),
            (Some(&*arguments), Some(f64::from(x * (x + 1))))
        );
    }
    for call in ["starmap, array copied", "starmap, array shared"] {
        let sums: Vec<_> = of(call).iter().map(|row| row["result"].as_f64().unwrap()).collect();
        assert_eq!(sums, (1..=12).map(|k| f64::from(1000 * k)).collect::<Vec<_>>(), "{call}");
    }
    assert!(rows.len() == 4 * 12 && rows.iter().all(|row| row["agrees"] == true), "{rows:?}");
    let processes: BTreeSet<_> = squares.iter().map(|row| row["process"].as_u64()).collect();
    assert!((1..=3).contains(&processes.len()), "{processes:?}");
}

#[test]
fn the_table_shows_both_ends_of_many_results_and_fits_a_terminal() {
    let table = Sandbox::new().printed("pool --workers 2 --items 20 --additions 1000 --elements 10");
    for words in
        ["2 workers, started in", "| 20        |    400 |", "(20, 21)", "...", "| map of a slow square ", "speed-up"]
    {
        assert!(table.contains(words), "no `{words}` in {table}");
    }
    assert!(table.lines().all(|line| line.chars().count() <= 80), "{table}");
}

#[test]
fn wrong_numbers_are_refused() {
    refused(
        &Sandbox::new(),
        &[
            ("pool --workers 0", 2, &["0", "1..=256"]),
            ("pool --items 0", 2, &["'0'", "at least 1"]),
            ("pool --items 1e5", 2, &["100000", "10000"]),
            ("pool --additions 1e13", 2, &["10000000000000", "1000000000000"]),
            ("pool --elements 1e9", 2, &["1000000000", "100000000"]),
        ],
    );
}

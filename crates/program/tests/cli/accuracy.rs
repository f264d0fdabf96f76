//! `accuracy`: the estimates come nearer to π as the theory says, and the picture shows it.

use std::f64::consts::PI;
use std::fs;

use ffi_workbench::work::SERIES_PI;

use crate::{Sandbox, languages};

#[test]
fn the_midpoint_rule_is_off_by_what_it_cuts_off_until_rounding_takes_over() {
    let sandbox = Sandbox::new();
    let languages = languages(&SERIES_PI);
    let rows = sandbox.rows(&format!("accuracy series_pi --most 1e7 --language {}", languages.join(",")));
    assert!(rows.len() >= languages.len() * 8, "{} rows", rows.len());
    for row in &rows {
        let [n, error, theory, estimate] = ["n", "error", "theory", "estimate"].map(|key| row[key].as_f64().unwrap());
        assert_eq!(row["agrees"], true, "{row}");
        assert!(n == 1.0 || (error - theory).abs() < 1e-3 * theory + 1e-13, "{row}");
        assert!(error > 0.0 && (error - (estimate - PI).abs()).abs() < 2e-16, "{row}");
    }
}

#[test]
fn random_points_stay_within_four_deviations() {
    let rows = Sandbox::new().rows("accuracy monte_carlo_pi --most 250_000 --seed 3");
    assert_eq!(rows.iter().map(|row| row["n"].as_u64().unwrap()).max(), Some(250_000));
    for row in rows.iter().filter(|row| row["n"].as_u64() >= Some(100)) {
        assert!(row["error"].as_f64() < Some(4.0 * row["theory"].as_f64().unwrap()), "{row}");
        assert_eq!(row["agrees"], true, "{row}");
    }
}

#[test]
fn both_estimates_are_in_the_table_and_in_the_picture() {
    let sandbox = Sandbox::new();
    let text = sandbox.printed("accuracy --most 1000 --language rust,c --plot a.svg");
    assert!(text.contains("series_pi") && text.contains("monte_carlo_pi") && text.contains("picture: a.svg"), "{text}");
    let svg = fs::read_to_string(sandbox.path("a.svg")).unwrap();
    // Equal bits are one curve.
    for words in ["1/(12 N²)", "1.64/√N", "the double nearest to π", "Rust, C (plain)", "|estimate − π|"] {
        assert!(svg.contains(words), "no `{words}`");
    }
}

//! What the safe function refuses, and that its values are right.

mod native;

use link_installed::{PValueError, p_value};

#[test]
fn what_gsl_does_not_notice_is_refused() {
    assert!(matches!(
        p_value(f64::NAN, 1),
        Err(PValueError::NotFinite { .. })
    ));
    let chi_squared = f64::INFINITY;
    assert_eq!(
        p_value(chi_squared, 1),
        Err(PValueError::NotFinite { chi_squared })
    );
    assert_eq!(p_value(1.0, 0), Err(PValueError::NoDegrees));
}

/// If it ended the process, this test would not end.
#[test]
fn what_gsl_refuses_is_an_error_and_does_not_end_the_process() {
    let error = p_value(-1.0, 2).unwrap_err();
    assert_eq!(error, PValueError::Negative { chi_squared: -1.0 });
    assert_eq!(error.to_string(), "chi squared is -1, which is negative");
}

#[test]
fn after_an_error_the_next_call_is_right() {
    p_value(-1.0, 2).unwrap_err();
    assert_eq!(p_value(0.0, 2).unwrap().value, 1.0);
}

/// The values that every textbook prints, to 16 digits; each has a few roundings.
#[test]
fn the_table_of_the_five_percent_level_is_met() {
    for (degrees, chi_squared) in [
        (1, 3.841458820694124),
        (3, 7.814727903251178),
        (5, 11.070497693516351),
    ] {
        let p = p_value(chi_squared, degrees).unwrap();
        assert!(
            (p.value - 0.05).abs() < 1e-15 + p.error,
            "{degrees} degrees: {p:?}"
        );
    }
}

/// Within GSL's own estimate of its error and the roundings of the closed form: at most 3 for each
/// of its 20 terms, of 2⁻⁵³ each.
#[test]
fn gsl_agrees_with_the_closed_form_of_even_degrees() {
    for degrees in (2..=40).step_by(2) {
        for chi_squared in (0..200).map(f64::from) {
            let (p, native) = (
                p_value(chi_squared, degrees).unwrap(),
                native::p_value_of_even(chi_squared, degrees),
            );
            let tolerance = p.error + 60.0 * native * f64::EPSILON / 2.0;
            assert!(
                (p.value - native).abs() <= tolerance,
                "{chi_squared}, {degrees}: {p:?}, not {native}"
            );
        }
    }
}

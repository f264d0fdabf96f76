//! What the safe function refuses, what it writes, and that its values are right.

mod native;

use wrap_fortran::solve_tridiagonal;

/// The sentence for arrays of ones of these lengths.
fn refusal(below: usize, diagonal: usize, above: usize, rhs: usize, x: usize) -> String {
    let ones = [1.0; 9];
    let (below, diagonal, above) = (&ones[..below], &ones[..diagonal], &ones[..above]);
    let error = solve_tridiagonal(below, diagonal, above, &ones[..rhs], &mut vec![0.0; x]);
    error.unwrap_err().to_string()
}

#[test]
fn what_fortran_does_not_check_is_refused_with_the_values() {
    let needed = |start: &str| format!("{start}; with this diagonal it must have");
    assert!(refusal(3, 3, 2, 3, 3).starts_with(&needed("below has 3 elements")));
    assert!(refusal(2, 3, 1, 3, 3).starts_with(&needed("above has 1 elements")));
    assert!(refusal(2, 3, 2, 4, 3).starts_with(&needed("rhs has 4 elements")));
    assert!(refusal(2, 3, 2, 3, 2).starts_with(&needed("x has 2 elements")));
    assert!(refusal(1, 0, 0, 0, 0).starts_with(&needed("below has 1 elements")));
}

#[test]
fn a_zero_pivot_is_an_error_that_names_its_row() {
    assert_eq!(
        refusal(1, 2, 1, 2, 2),
        "the pivot of row 1 is 0, and rows are not exchanged"
    );
}

#[test]
fn elements_beyond_the_end_are_untouched() {
    let mut larger = [7.0; 5];
    solve_tridiagonal(&[0.0], &[2.0, 4.0], &[0.0], &[1.0, 1.0], &mut larger[1..3]).unwrap();
    assert_eq!(larger, [7.0, 0.5, 0.25, 7.0, 7.0]);
}

#[test]
fn no_equation_and_one_equation_are_fine() {
    solve_tridiagonal(&[], &[], &[], &[], &mut []).unwrap();
    let mut x = [0.0];
    solve_tridiagonal(&[], &[4.0], &[], &[1.0], &mut x).unwrap();
    assert_eq!(x, [0.25]);
}

/// Exactly: the same operations in the same order, and neither compiler may fuse them. Fortran's
/// local array is too large for the stack of a thread.
#[test]
fn fortran_agrees_with_rust_on_many_threads() {
    let n = 300_000;
    let beside: Vec<f64> = (1..n).map(|k| f64::from(k).sin()).collect();
    let diagonal: Vec<f64> = (0..n).map(|k| 3.0 + f64::from(k).cos()).collect();
    let mut expected = vec![0.0; diagonal.len()];
    native::solve_tridiagonal(&beside, &diagonal, &beside, &diagonal, &mut expected);
    let agree = || {
        let mut x = vec![0.0; diagonal.len()];
        solve_tridiagonal(&beside, &diagonal, &beside, &diagonal, &mut x).unwrap();
        assert!(x == expected, "Fortran and Rust differ");
    };
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(agree);
        }
    });
}

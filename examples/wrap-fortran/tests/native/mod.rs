//! The same algorithm in Rust: the tests hold Fortran against it, and the bench compares the two.

pub fn solve_tridiagonal(
    below: &[f64],
    diagonal: &[f64],
    above: &[f64],
    rhs: &[f64],
    x: &mut [f64],
) {
    let n = diagonal.len();
    let mut ratio = vec![0.0; n];
    for k in 0..n {
        let (left, before) = if k > 0 {
            (below[k - 1], k - 1)
        } else {
            (0.0, 0)
        };
        let pivot = diagonal[k] - left * ratio[before];
        x[k] = (rhs[k] - left * x[before]) / pivot;
        ratio[k] = above.get(k).unwrap_or(&0.0) / pivot;
    }
    for k in (1..n).rev() {
        x[k - 1] -= ratio[k - 1] * x[k];
    }
}

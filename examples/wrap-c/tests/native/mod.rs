//! The same formula in Rust: the tests hold C against it, and the bench compares the two.

pub fn interpolate(table_x: &[f64], table_y: &[f64], x: &[f64], out: &mut [f64]) {
    for (x, out) in x.iter().zip(out) {
        *out = match table_x.partition_point(|point| point <= x) {
            0 => table_y[0],
            k if k == table_x.len() => table_y[k - 1],
            k => {
                let share = (x - table_x[k - 1]) / (table_x[k] - table_x[k - 1]);
                table_y[k - 1] + share * (table_y[k] - table_y[k - 1])
            }
        };
    }
}

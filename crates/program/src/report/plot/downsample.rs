//! As much of a long line as a picture can show: [`downsample`].

/// The line in pieces without gaps: of the points in each of `columns` columns of pixels the first, lowest, highest and
/// last, which cover the same pixels as all of them.
pub(super) fn downsample(pieces: Vec<Vec<[f64; 2]>>, (low, high): (f64, f64), columns: u32) -> Vec<Vec<[f64; 2]>> {
    let points: usize = pieces.iter().map(Vec::len).sum();
    if points <= 4 * columns as usize {
        return pieces;
    }
    let column = |point: &[f64; 2]| ((point[0] - low) / (high - low) * f64::from(columns)).floor();
    pieces
        .into_iter()
        .map(|piece| piece.chunk_by(|a, b| column(a) == column(b)).flat_map(outermost).collect())
        .collect()
}

/// The first, lowest, highest and last of the points, in their order, each once.
fn outermost(points: &[[f64; 2]]) -> Vec<[f64; 2]> {
    let by_height = |&a: &usize, &b: &usize| points[a][1].total_cmp(&points[b][1]);
    let lowest = (0..points.len()).min_by(by_height).unwrap_or(0);
    let highest = (0..points.len()).max_by(by_height).unwrap_or(0);
    let mut kept = vec![0, lowest, highest, points.len() - 1];
    kept.sort_unstable();
    kept.dedup();
    kept.into_iter().map(|index| points[index]).collect()
}

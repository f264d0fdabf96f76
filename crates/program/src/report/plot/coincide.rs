//! Lines that lie on each other: [`Lines`] gives each of them its own stripes, and markers side by side.

use super::canvas::UNIT;

/// A line through pixels, in pieces between its gaps, from left to right.
pub(super) type Line = Vec<Vec<(i32, i32)>>;

/// The width of a stripe, in units.
const STRIPE: i32 = 13 * UNIT;

/// Lines that are nearer than this cannot be told apart.
const NEAR: f64 = 3.0 * UNIT as f64;

/// The lines of a panel.
pub(super) struct Lines(pub(super) Vec<Line>);

/// A line's place among those that it coincides with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    /// Its index, from 0.
    index: i32,
    /// How many lines there are.
    of: i32,
    /// Which lines they are, a bit for each.
    lines: u64,
}

impl Lines {
    /// What is drawn of a line: all of it, but where it coincides with others one stripe in as many as they are.
    pub(super) fn stripes(&self, own: usize) -> Line {
        let is_own = |stripe: i32| {
            let [left, right] = [stripe * STRIPE, (stripe + 1) * STRIPE];
            // Lines that cross each other are apart at one end.
            let places = [left, (left + right) / 2, right].map(|x| self.place(own, x));
            let Place { index, of, lines } = places[1];
            places.iter().any(|place| place.lines != lines) || stripe.rem_euclid(of) == index
        };
        self.0[own].iter().flat_map(|piece| parts(piece, &is_own)).collect()
    }

    /// How far the marker at a point of a line stands beside the point, in units, so that all of several are seen.
    pub(super) fn beside(&self, own: usize, (x, _): (i32, i32)) -> i32 {
        let Place { index, of, .. } = self.place(own, x);
        (2 * index - (of - 1)) * 5 * UNIT
    }

    /// The place of a line at an x, among those that are near it or near one that is.
    fn place(&self, own: usize, x: i32) -> Place {
        let mut heights: Vec<(f64, usize)> =
            self.0.iter().enumerate().filter_map(|(index, line)| Some((height(line, x)?, index))).collect();
        heights.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut groups = heights.chunk_by(|a, b| b.0 - a.0 < NEAR);
        let group = groups.find(|group| group.iter().any(|&(_, index)| index == own)).unwrap_or_default();
        let count = |before: usize| group.iter().filter(|&&(_, index)| index < before).count();
        let number = |count: usize| i32::try_from(count).unwrap_or(0);
        let lines =
            group.iter().fold(0, |lines, &(_, index)| lines | 1_u64.rotate_left(u32::try_from(index).unwrap_or(0)));
        Place { index: number(count(own)), of: number(group.len()).max(1), lines }
    }
}

/// The y of a line at an x, where it has one.
fn height(line: &Line, x: i32) -> Option<f64> {
    let piece =
        line.iter().find(|piece| piece.first().is_some_and(|p| p.0 <= x) && piece.last().is_some_and(|p| p.0 >= x))?;
    let right = piece.partition_point(|point| point.0 < x);
    let (to, from) = (piece[right], piece[right.saturating_sub(1)]);
    let width = f64::from(to.0 - from.0);
    let share = if width > 0.0 { f64::from(x - from.0) / width } else { 1.0 };
    Some(f64::from(from.1) + f64::from(to.1 - from.1) * share)
}

/// The parts of a line in the stripes that are its own.
fn parts(line: &[(i32, i32)], is_own: &dyn Fn(i32) -> bool) -> Line {
    let (Some(first), Some(last)) = (line.first(), line.last()) else { return Vec::new() };
    let stripes = first.0.div_euclid(STRIPE)..=last.0.div_euclid(STRIPE);
    let own: Vec<i32> = stripes.clone().filter(|&stripe| is_own(stripe)).collect();
    if line.len() == 1 || own.len() == stripes.count() {
        return vec![line.to_vec()];
    }
    let mut parts: Line = Vec::new();
    // Stripes that follow each other are one part.
    for run in own.chunk_by(|a, b| b - a == 1) {
        let (left, right) = (run[0] * STRIPE, (run[run.len() - 1] + 1) * STRIPE);
        let whole = vec![line.to_vec()];
        let edge = |x: i32| {
            #[expect(clippy::cast_possible_truncation, reason = "pixels of a picture")]
            height(&whole, x).map(|y| (x, y.round() as i32))
        };
        let within = line.iter().copied().filter(|point| (left..=right).contains(&point.0));
        parts.push(edge(left).into_iter().chain(within).chain(edge(right)).collect());
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(from: (i32, i32), to: (i32, i32)) -> Line {
        vec![vec![(from.0 * STRIPE, from.1 * UNIT), (to.0 * STRIPE, to.1 * UNIT)]]
    }

    #[test]
    fn lines_that_lie_on_each_other_share_the_stripes() {
        let lines = Lines(vec![line((0, 0), (8, 0)), line((0, 1), (8, 1)), line((0, 50), (8, 50))]);
        let stripes = |own: usize| -> Vec<i32> {
            let starts = lines.stripes(own).into_iter().map(|part| part[0].0 / STRIPE);
            starts.collect()
        };
        assert_eq!((stripes(0), stripes(1)), (vec![0, 2, 4, 6, 8], vec![1, 3, 5, 7]));
        assert_eq!(lines.stripes(2), line((0, 50), (8, 50)), "a line alone is whole");
        assert_eq!([0, 1, 2].map(|own| lines.beside(own, (STRIPE, 0))), [-5 * UNIT, 5 * UNIT, 0]);
    }

    #[test]
    fn every_stripe_of_lines_that_coincide_for_a_while_is_drawn_by_one_of_them() {
        let bent = |points: &[(i32, i32)]| vec![points.iter().map(|p| (p.0 * STRIPE, p.1 * UNIT)).collect::<Vec<_>>()];
        let lines = Lines(vec![
            bent(&[(0, 0), (4, 0), (8, 40)]),
            bent(&[(0, 1), (6, 1), (8, 30)]),
            bent(&[(0, 90), (4, 2), (8, 41)]),
        ]);
        let drawn: Vec<Line> = (0..3).map(|own| lines.stripes(own)).collect();
        for stripe in 0..8 {
            let x = stripe * STRIPE + STRIPE / 2;
            for own in 0..3 {
                let y = height(&lines.0[own], x).unwrap();
                let covers = |line: &Line| {
                    line.iter().any(|part| height(&vec![part.clone()], x).is_some_and(|it| (it - y).abs() < 2.0 * NEAR))
                };
                assert!(drawn.iter().any(covers), "line {own} has a gap in stripe {stripe}");
            }
        }
    }

    #[test]
    fn lines_that_cross_are_whole() {
        let lines = Lines(vec![line((0, 0), (8, 80)), line((0, 80), (8, 0))]);
        assert_eq!(lines.stripes(0), line((0, 0), (8, 80)));
    }
}

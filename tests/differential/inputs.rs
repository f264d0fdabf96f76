//! Random numbers, and arrays made of them: ordinary ones, all bit patterns, and what careless code gets wrong.

/// SplitMix64 (Steele, Lea, Flood 2014).
pub struct Random(u64);

impl Random {
    /// A sequence of its own for each name.
    pub fn new(seed: u64, name: &str) -> Self {
        let start = name.bytes().fold(seed, |hash, byte| hash.wrapping_mul(0x1_0000_01b3) ^ u64::from(byte));
        Self(start.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// 0 ≤ x < n.
    pub fn below(&mut self, n: u64) -> u64 {
        self.next() % n.max(1)
    }

    pub fn index(&mut self, n: usize) -> usize {
        usize::try_from(self.below(n as u64)).expect("below a usize")
    }

    pub fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.index(of.len())]
    }

    /// 0 ≤ x < 1.
    pub fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// A length: mostly short, often on either side of a vector's, a row's or a block's, seldom some thousands.
pub fn length(random: &mut Random, min: usize) -> usize {
    let n = match random.below(8) {
        0 => random.index(9),
        1..=3 => random.index(150),
        4..=6 => (random.one(&[4, 8, 16, 32, 64, 128, 512, 1024]) * (1 + random.index(3)) + random.index(3)) - 1,
        _ => random.index(3000),
    };
    n.max(min)
}

/// A window or a period in `1..=max`: the ends, both sides of where algorithms change, and any.
pub fn window(random: &mut Random, max: usize) -> usize {
    let window = match random.below(6) {
        0 => 1,
        1 => max - random.index(3).min(max - 1),
        2 => 30 + random.index(5),
        3 => random.one(&[7, 8, 9, 14, 63, 64, 65]),
        _ => 1 + random.index(max),
    };
    window.clamp(1, max)
}

/// Numbers that decide whether code is right at the edges.
const HARD: [f64; 14] = [
    f64::NAN,
    f64::INFINITY,
    f64::NEG_INFINITY,
    f64::MAX,
    f64::MIN,
    f64::MIN_POSITIVE,
    5e-324,
    -5e-324,
    1e-310,
    0.0,
    -0.0,
    1.0,
    1e16,
    -1e308,
];

/// An array of `n` numbers, all of one kind.
pub fn array(random: &mut Random, n: usize) -> Vec<f64> {
    let ordinary = |random: &mut Random| (random.share() - 0.5) * 2000.0;
    let constant = ordinary(random);
    let kind = random.below(9);
    let element = |k: usize| match kind {
        0 | 1 => ordinary(random),
        // Prices.
        2 => (random.below(1 << 20) as f64) / 64.0,
        // All bit patterns, NaN among them.
        3 => f64::from_bits(random.next()),
        // All magnitudes.
        4 => f64::from_bits((random.next() & !(0x7ff << 52)) | (random.below(0x7ff) << 52)),
        5 => f64::from_bits(random.next() & (u64::MAX >> 12)),
        // What was added comes off again.
        6 => (if k.is_multiple_of(2) { 1e8 } else { -1e8 }) + random.share(),
        7 => constant,
        _ => match random.below(6) {
            0 => random.one(&HARD),
            _ => ordinary(random),
        },
    };
    (0..n).map(element).collect()
}

/// The same in single precision.
pub fn array_f32(random: &mut Random, n: usize) -> Vec<f32> {
    let kind = random.below(4);
    let element = |_| match kind {
        0 | 1 => {
            #[expect(clippy::cast_possible_truncation, reason = "any number will do")]
            let value = ((random.share() - 0.5) * 2000.0) as f32;
            value
        }
        2 => f32::from_bits(u32::try_from(random.next() >> 32).expect("32 bits")),
        _ => {
            random.one(&[f32::NAN, f32::INFINITY, f32::MIN, f32::MAX, 1e-40, -1e-45, 0.0, -0.0, 1.0, 3.5, 16_777_217.0])
        }
    };
    (0..n).map(element).collect()
}

//! The known-answer vectors of Random123 (`kat_vectors`, philox4x32 with 10 rounds) in all languages.

use ffi_workbench::philox::{halves, philox4x32_10};

use crate::raw;

type Answer = ([u32; 4], [u32; 2], [u32; 4]);

const ANSWERS: [Answer; 3] = [
    ([0; 4], [0; 2], [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]),
    ([u32::MAX; 4], [u32::MAX; 2], [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]),
    (
        [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344],
        [0xa409_3822, 0x299f_31d0],
        [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1],
    ),
];

#[test]
fn the_random_words_are_the_known_answers_in_every_language() {
    let foreign = raw::all().into_iter().map(|raw| (raw.language, raw.philox4x32_10));
    for (language, philox) in foreign.chain([("rust", philox4x32_10 as fn(_, _) -> _)]) {
        for (counter, key, words) in ANSWERS {
            assert_eq!(philox(counter, key), words, "{language}: counter {counter:08x?}, key {key:08x?}");
        }
    }
}

/// A counter of more than 32 bits and a seed of more than 32 bits: both words of each must arrive.
#[test]
fn large_seeds_and_sample_numbers_arrive_whole() {
    for (seed, first) in [(u64::MAX, 0), (0x0123_4567_89ab_cdef, (1 << 53) - 1000), (1 << 63, 1 << 40)] {
        let last = first + 1000;
        let hits = (first..last).filter(|&sample| is_hit(seed, sample)).count() as i64;
        assert!((700..870).contains(&hits), "{hits} hits among 1000 samples");
        for raw in raw::all() {
            assert_eq!((raw.monte_carlo_pi)(seed, first, last), hits, "{}: seed {seed:x}", raw.language);
        }
    }
}

fn is_hit(seed: u64, sample: i64) -> bool {
    let pair = sample.cast_unsigned() / 2;
    let [low, high] = halves(pair);
    let word = philox4x32_10([low, high, 0, 0], halves(seed));
    let [x, y] = if sample % 2 == 0 { [word[0], word[1]] } else { [word[2], word[3]] }.map(|word| u64::from(word / 2));
    x * x + y * y < 1 << 62
}

//! Philox4x32-10, a counter-based generator of random numbers (Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as
//! easy as 1, 2, 3", SC11): each number depends on its counter and on the key alone, so any part of a sequence can be
//! made anywhere.

/// The multipliers of the two words of a counter that are multiplied in a round.
pub const MULTIPLIERS: [u32; 2] = [0xD251_1F53, 0xCD9E_8D57];

/// What the two words of the key grow by from round to round.
pub const KEY_STEPS: [u32; 2] = [0x9E37_79B9, 0xBB67_AE85];

/// Four random words: ten rounds of Philox4x32 on a counter under a key.
///
/// ```
/// use ffi_workbench::philox::philox4x32_10;
///
/// assert_eq!(philox4x32_10([0; 4], [0; 2]), [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]); // Random123
/// ```
pub fn philox4x32_10(counter: [u32; 4], key: [u32; 2]) -> [u32; 4] {
    let (mut word, mut round_key) = (counter, key);
    for _ in 0..10 {
        let [low0, high0] = halves(u64::from(MULTIPLIERS[0]) * u64::from(word[0]));
        let [low1, high1] = halves(u64::from(MULTIPLIERS[1]) * u64::from(word[2]));
        word = [high1 ^ word[1] ^ round_key[0], low1, high0 ^ word[3] ^ round_key[1], low0];
        round_key = [round_key[0].wrapping_add(KEY_STEPS[0]), round_key[1].wrapping_add(KEY_STEPS[1])];
    }
    word
}

/// The low and the high word of a 64-bit number: a seed as a key, a sample's number as a part of a counter.
#[expect(clippy::cast_possible_truncation, reason = "the low half is what is asked for")]
#[inline]
pub fn halves(x: u64) -> [u32; 2] {
    [x as u32, (x >> 32) as u32]
}

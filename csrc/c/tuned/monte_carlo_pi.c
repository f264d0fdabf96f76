#include "kernels.h"
#ifdef __x86_64__
#include <immintrin.h>
#endif

/* Lanes of 64-bit integers that hold a 32-bit word each in their lower halves; what the upper halves hold does not
 * matter. gcc has no loop for the product of lower halves: it multiplies all 64 bits, by vpmullq or by several
 * vpmuludq, which halves the speed. So vpmuludq is named, in the registers of each level. */
#if defined(__AVX512F__)
typedef __m512i Register;
#define PRODUCTS(a, b) _mm512_maskz_mul_epu32(0xFF, (Register)(a), (Register)(b))
#elif defined(__AVX2__)
typedef __m256i Register;
#define PRODUCTS(a, b) _mm256_mul_epu32((Register)(a), (Register)(b))
#elif defined(__x86_64__)
typedef __m128i Register;
#define PRODUCTS(a, b) _mm_mul_epu32((Register)(a), (Register)(b))
#else
typedef uint64_t Register __attribute__((vector_size(16)));
#define PRODUCTS(a, b) (((Register)(a) & UINT32_MAX) * ((Register)(b) & UINT32_MAX))
#endif
typedef uint64_t Lanes __attribute__((vector_size(sizeof(Register))));
typedef uint32_t Halves __attribute__((vector_size(sizeof(Register))));

/* Independent registers of counters: one alone would wait for its own products. */
enum { ROUNDS = 10, LANES = sizeof(Lanes) / sizeof(uint64_t), REGISTERS = 4, COUNTERS = REGISTERS * LANES };

/* One round of Philox4x32; the upper halves of words 1 and 3 keep the rest of the products. */
static inline void philox_round(Lanes word[4], uint64_t key0, uint64_t key1) {
    const Lanes m0 = (Lanes){0} + UINT64_C(0xD2511F53), m1 = (Lanes){0} + UINT64_C(0xCD9E8D57);
    const Lanes p0 = (Lanes)PRODUCTS(word[0], m0), p1 = (Lanes)PRODUCTS(word[2], m1);
    word[0] = (p1 >> 32) ^ word[1] ^ key0;
    word[1] = p1;
    word[2] = (p0 >> 32) ^ word[3] ^ key1;
    word[3] = p0;
}

/* 1 in the lanes whose point lies outside: x^2 + y^2 is below 2^63, so its bit 62 is the answer. */
static inline Lanes miss(Lanes a, Lanes b) {
    const Halves x = (Halves)a >> 1, y = (Halves)b >> 1;
    return ((Lanes)PRODUCTS(x, x) + (Lanes)PRODUCTS(y, y)) >> 62;
}

/* Hits among the counters [first, last), both multiples of COUNTERS, so that a counter's upper word is that of all. */
static int64_t hits_in_lanes(uint64_t seed, int64_t first, int64_t last) {
    uint64_t key0[ROUNDS], key1[ROUNDS];
    for (uint64_t round = 0; round < ROUNDS; ++round) {
        key0[round] = (seed & UINT32_MAX) + round * UINT64_C(0x9E3779B9);
        key1[round] = (seed >> 32) + round * UINT64_C(0xBB67AE85);
    }
    Lanes count, misses = {0};
    for (int l = 0; l < LANES; ++l) count[l] = (uint64_t)l;
    for (int64_t p = first; p < last; p += COUNTERS) {
        Lanes word[REGISTERS][4];
        for (int r = 0; r < REGISTERS; ++r) {
            word[r][0] = count + (uint64_t)(p + r * LANES);
            word[r][1] = (Lanes){0} + ((uint64_t)p >> 32);
            word[r][2] = word[r][3] = (Lanes){0};
        }
#pragma GCC unroll 10
        for (int round = 0; round < ROUNDS; ++round)
            for (int r = 0; r < REGISTERS; ++r) philox_round(word[r], key0[round], key1[round]);
        for (int r = 0; r < REGISTERS; ++r) misses += miss(word[r][0], word[r][1]) + miss(word[r][2], word[r][3]);
    }
    int64_t hits = 2 * (last - first);
    for (int l = 0; l < LANES; ++l) hits -= (int64_t)misses[l];
    return hits;
}

int64_t LEVEL_SYMBOL(wb_c_monte_carlo_pi_tuned)(uint64_t seed, int64_t first, int64_t last) {
    const int64_t step = 2 * COUNTERS, begin = (first + step - 1) / step * step, end = last / step * step;
    if (begin >= end) return wb_c_monte_carlo_pi(seed, first, last);
    return wb_c_monte_carlo_pi(seed, first, begin) + hits_in_lanes(seed, begin / 2, end / 2) +
           wb_c_monte_carlo_pi(seed, end, last);
}

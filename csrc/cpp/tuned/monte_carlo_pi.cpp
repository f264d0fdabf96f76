#include "kernels.hpp"
#ifdef __x86_64__
#include <immintrin.h>
#endif

namespace workbench::LEVEL {
namespace {

// Lanes of 64-bit integers that hold a 32-bit word each in their lower halves; what the upper halves hold does not
// matter. gcc has no loop for the product of lower halves: it multiplies all 64 bits, by vpmullq or by several
// vpmuludq, which halves the speed. So vpmuludq is named, in the registers of each level.
#if defined(__AVX512F__)
using Register = __m512i;
#define PRODUCTS(a, b) _mm512_maskz_mul_epu32(0xFF, (Register)(a), (Register)(b))
#elif defined(__AVX2__)
using Register = __m256i;
#define PRODUCTS(a, b) _mm256_mul_epu32((Register)(a), (Register)(b))
#elif defined(__x86_64__)
using Register = __m128i;
#define PRODUCTS(a, b) _mm_mul_epu32((Register)(a), (Register)(b))
#else
typedef std::uint64_t Register __attribute__((vector_size(16)));
#define PRODUCTS(a, b) (((Register)(a) & UINT32_MAX) * ((Register)(b) & UINT32_MAX))
#endif
typedef std::uint64_t Words __attribute__((vector_size(sizeof(Register))));
typedef std::uint32_t Halves __attribute__((vector_size(sizeof(Register))));

// Independent registers of counters: one alone would wait for its own products.
constexpr int ROUNDS = 10, LANES = sizeof(Words) / sizeof(std::uint64_t), REGISTERS = 4, COUNTERS = REGISTERS * LANES;

// One round of Philox4x32; the upper halves of words 1 and 3 keep the rest of the products.
inline void philox_round(Words (&word)[4], std::uint64_t key0, std::uint64_t key1) {
    const Words m0 = Words{} + UINT64_C(0xD2511F53), m1 = Words{} + UINT64_C(0xCD9E8D57);
    const Words p0 = (Words)PRODUCTS(word[0], m0), p1 = (Words)PRODUCTS(word[2], m1);
    word[0] = (p1 >> 32) ^ word[1] ^ key0;
    word[1] = p1;
    word[2] = (p0 >> 32) ^ word[3] ^ key1;
    word[3] = p0;
}

// 1 in the lanes whose point lies outside: x^2 + y^2 is below 2^63, so its bit 62 is the answer.
inline Words miss(Words a, Words b) {
    const Halves x = (Halves)a >> 1, y = (Halves)b >> 1;
    return ((Words)PRODUCTS(x, x) + (Words)PRODUCTS(y, y)) >> 62;
}

// Hits among the counters [first, last), both multiples of COUNTERS, so that a counter's upper word is that of all.
std::int64_t hits_in_lanes(std::uint64_t seed, std::int64_t first, std::int64_t last) {
    std::uint64_t key0[ROUNDS], key1[ROUNDS];
    for (std::uint64_t round = 0; round < ROUNDS; ++round) {
        key0[round] = (seed & UINT32_MAX) + round * UINT64_C(0x9E3779B9);
        key1[round] = (seed >> 32) + round * UINT64_C(0xBB67AE85);
    }
    Words count{}, misses{};
    for (int l = 0; l < LANES; ++l) count[l] = static_cast<std::uint64_t>(l);
    for (std::int64_t p = first; p < last; p += COUNTERS) {
        Words word[REGISTERS][4];
        for (int r = 0; r < REGISTERS; ++r) {
            word[r][0] = count + static_cast<std::uint64_t>(p + r * LANES);
            word[r][1] = Words{} + (static_cast<std::uint64_t>(p) >> 32);
            word[r][2] = word[r][3] = Words{};
        }
#pragma GCC unroll 10
        for (int round = 0; round < ROUNDS; ++round)
            for (int r = 0; r < REGISTERS; ++r) philox_round(word[r], key0[round], key1[round]);
        for (int r = 0; r < REGISTERS; ++r) misses += miss(word[r][0], word[r][1]) + miss(word[r][2], word[r][3]);
    }
    std::int64_t hits = 2 * (last - first);
    for (int l = 0; l < LANES; ++l) hits -= static_cast<std::int64_t>(misses[l]);
    return hits;
}

} // namespace

std::int64_t monte_carlo_pi_tuned(std::uint64_t seed, std::int64_t first, std::int64_t last) {
    const std::int64_t step = 2 * COUNTERS, begin = (first + step - 1) / step * step, end = last / step * step;
    if (begin >= end) return monte_carlo_pi(seed, first, last);
    return monte_carlo_pi(seed, first, begin) + hits_in_lanes(seed, begin / 2, end / 2) +
           monte_carlo_pi(seed, end, last);
}

} // namespace workbench::LEVEL

#include "kernels.h"

/* Philox4x32-10: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11. */
static inline void philox4x32_10(uint32_t word[4], uint32_t key0, uint32_t key1) {
    for (int round = 0; round < 10; ++round) {
        const uint64_t p0 = UINT64_C(0xD2511F53) * word[0];
        const uint64_t p1 = UINT64_C(0xCD9E8D57) * word[2];
        word[0] = (uint32_t)(p1 >> 32) ^ word[1] ^ key0;
        word[1] = (uint32_t)p1;
        word[2] = (uint32_t)(p0 >> 32) ^ word[3] ^ key1;
        word[3] = (uint32_t)p0;
        key0 += UINT32_C(0x9E3779B9);
        key1 += UINT32_C(0xBB67AE85);
    }
}

void wb_c_philox4x32_10(const uint32_t *counter, const uint32_t *key, uint32_t *out) {
    for (int w = 0; w < 4; ++w) out[w] = counter[w];
    philox4x32_10(out, key[0], key[1]);
}

/* 31 bits a coordinate: x^2 + y^2 fits 64 bits, so the test needs no rounding and every language counts the same
 * hits. */
static inline int64_t hit(uint32_t a, uint32_t b) {
    const uint64_t x = a >> 1, y = b >> 1;
    return x * x + y * y < (UINT64_C(1) << 62);
}

int64_t wb_c_monte_carlo_pi(uint64_t seed, int64_t first, int64_t last) {
    int64_t hits = 0;
    /* Samples 2p and 2p + 1 share counter p; the first or the last pair may be cut in half. */
    for (int64_t p = first / 2; 2 * p < last; ++p) {
        uint32_t word[4] = {(uint32_t)p, (uint32_t)((uint64_t)p >> 32), 0, 0};
        philox4x32_10(word, (uint32_t)seed, (uint32_t)(seed >> 32));
        if (2 * p >= first) hits += hit(word[0], word[1]);
        if (2 * p + 1 < last) hits += hit(word[2], word[3]);
    }
    return hits;
}

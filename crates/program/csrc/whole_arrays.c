#include "whole_arrays.h"

#include <stdbool.h>
#include <stdlib.h>

/* Ten rounds of Philox4x32; counter[4], key[2], out[4]. The library's function, as in its csrc/c/kernels.h. */
void wb_c_philox4x32_10(const uint32_t *counter, const uint32_t *key, uint32_t *out);

/* 31 bits, as in wb_c_monte_carlo_pi. */
static double fraction(uint32_t word) { return (double)(word >> 1) / 2147483648.0; }

static int64_t count(uint64_t seed, size_t n, double *x, double *y, double *distance, bool *hit) {
    const uint32_t key[2] = {(uint32_t)seed, (uint32_t)(seed >> 32)};
    for (size_t k = 0; k < n; k += 2) {
        const uint64_t p = k / 2;
        const uint32_t counter[4] = {(uint32_t)p, (uint32_t)(p >> 32), 0, 0};
        uint32_t word[4];
        wb_c_philox4x32_10(counter, key, word);
        for (size_t half = 0; half < 2 && k + half < n; ++half) {
            x[k + half] = fraction(word[2 * half]);
            y[k + half] = fraction(word[2 * half + 1]);
        }
    }
    for (size_t k = 0; k < n; ++k) distance[k] = x[k] * x[k] + y[k] * y[k];
    for (size_t k = 0; k < n; ++k) hit[k] = distance[k] < 1.0;
    int64_t hits = 0;
    for (size_t k = 0; k < n; ++k) hits += hit[k];
    return hits;
}

int32_t wb_c_monte_carlo_pi_arrays(uint64_t seed, size_t n, int64_t *hits) {
    double *x = calloc(n, sizeof *x), *y = calloc(n, sizeof *y), *distance = calloc(n, sizeof *distance);
    bool *hit = calloc(n, sizeof *hit);
    const bool whole = n == 0 || (x && y && distance && hit);
    if (whole) *hits = count(seed, n, x, y, distance, hit);
    free(x);
    free(y);
    free(distance);
    free(hit);
    return whole ? 0 : -1;
}

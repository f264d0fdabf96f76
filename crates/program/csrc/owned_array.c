#include "owned_array.h"

#include <stdatomic.h>
#include <stdlib.h>

/* Ten rounds of Philox4x32; counter[4], key[2], out[4]. The library's function, as in its csrc/c/kernels.h. */
void wb_c_philox4x32_10(const uint32_t *counter, const uint32_t *key, uint32_t *out);

static atomic_int_fast64_t alive;

/* 53 bits. */
static double fraction(uint32_t high, uint32_t low) {
    return (double)(((uint64_t)high << 32 | low) >> 11) / 9007199254740992.0;
}

/* Numbers 2p and 2p + 1 of the series that the seed gives; out[2]. */
static void pair(uint64_t seed, uint64_t p, double *out) {
    const uint32_t key[2] = {(uint32_t)seed, (uint32_t)(seed >> 32)};
    const uint32_t counter[4] = {(uint32_t)p, (uint32_t)(p >> 32), 0, 1};
    uint32_t word[4];
    wb_c_philox4x32_10(counter, key, word);
    out[0] = fraction(word[0], word[1]);
    out[1] = fraction(word[2], word[3]);
}

void wb_fill_uniform(uint64_t seed, double *x, size_t n) {
    for (size_t k = 0; k + 1 < n; k += 2) pair(seed, k / 2, x + k);
    if (n % 2) {
        double last[2];
        pair(seed, n / 2, last);
        x[n - 1] = last[0];
    }
}

double *wb_c_uniform(uint64_t seed, size_t n) {
    if (n > SIZE_MAX / sizeof(double)) return NULL;
    double *x = malloc(n ? n * sizeof *x : 1);
    if (!x) return NULL;
    wb_fill_uniform(seed, x, n);
    atomic_fetch_add(&alive, 1);
    return x;
}

void wb_c_free_array(double *x) {
    free(x);
    atomic_fetch_sub(&alive, 1);
}

int64_t wb_c_arrays_alive(void) { return atomic_load(&alive); }

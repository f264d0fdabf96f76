#include "kernels.h"

#include <math.h>
#include <string.h>

/* TILE changes are taken at a time, after a halo of the HALO changes before them; the seed is added in LANES; a
 * cache line has LINE elements. */
enum { TILE = 128, HALO = 8, LANES = 8, LINE = 8 };

/* The changes of a tile of one sign behind their halo, sums of four of them, and the sums that decay from change to
 * change. */
struct chain {
    double change[HALO + TILE], of_four[HALO + TILE], sum[HALO + TILE];
};

/* The weight of a change so many steps later; correctly rounded up to a period of 90. */
struct decay {
    double one, two, four, eight;
};

static inline double gain_of(double change) {
    return change < 0.0 ? 0.0 : change;
}

static inline double loss_of(double change) {
    return change < 0.0 ? -change : 0.0;
}

static inline double rsi_of(double gain, double loss, double min_sum) {
    const double both = gain + loss;
    return 100.0 * (gain / (both <= min_sum ? INFINITY : both));
}

/* A chain in which all that came before the first tile is one change, the seed. */
static void start_chain(struct chain *chain, const double seed[LANES]) {
    double total = 0.0;
    for (int l = 0; l < LANES; ++l) total += seed[l];
    for (int l = 0; l < HALO; ++l) chain->change[TILE + l] = chain->sum[TILE + l] = 0.0;
    chain->change[TILE + HALO - 1] = chain->sum[TILE + HALO - 1] = total;
}

static void shift_halo(struct chain *chain) {
    for (int l = 0; l < HALO; ++l) {
        chain->change[l] = chain->change[TILE + l];
        chain->sum[l] = chain->sum[TILE + l];
    }
}

/* Sums over four changes, then eight, then all: the last depends on itself eight steps before, not one. */
static void smooth(struct chain *chain, const struct decay *decay) {
    const double one = decay->one, two = decay->two, four = decay->four, eight = decay->eight;
    const double *restrict c = chain->change;
    double *restrict f = chain->of_four;
    double *s = chain->sum;
    for (int i = 4; i < HALO + TILE; ++i) f[i] = (c[i] + one * c[i - 1]) + two * (c[i - 2] + one * c[i - 3]);
    for (int i = HALO; i < HALO + TILE; ++i) s[i] = f[i] + four * f[i - 4];
    for (int i = HALO; i < HALO + TILE; ++i) s[i] += eight * s[i - 8];
}

/* Memory is read while the tile before is smoothed: in bursts, which the processor's own prefetching does not see. */
static inline void prefetch(const double *tile) {
    for (int i = 0; i < TILE; i += LINE) __builtin_prefetch(tile + i);
}

void LEVEL_SYMBOL(wb_c_rsi_tuned)(const double *x, size_t n, size_t period, size_t count, double *out) {
    const double p1 = (double)period, p2 = p1 * p1, p4 = p2 * p2, q1 = p1 - 1.0, q2 = q1 * q1, q4 = q2 * q2;
    const struct decay decay = {q1 / p1, q2 / p2, q4 / p4, (q4 * q4) / (p4 * p4)};
    const double min_sum = p1 * 0x1p-1074;
    const size_t values = n - period, skipped = values - count;
    struct chain up, down;

    double gain[LANES] = {0.0}, loss[LANES] = {0.0};
    for (size_t i = 0; i < period; i += LANES)
        for (size_t l = 0; l < LANES && i + l < period; ++l) {
            const double change = x[i + l + 1] - x[i + l];
            gain[l] += gain_of(change);
            loss[l] += loss_of(change);
        }
    start_chain(&up, gain);
    start_chain(&down, loss);
    if (skipped == 0) out[0] = rsi_of(up.sum[TILE + HALO - 1], down.sum[TILE + HALO - 1], min_sum);

    for (size_t first = 1; first < values; first += TILE) {
        const size_t in_tile = values - first < TILE ? values - first : TILE;
        const double *current = x + period + first;
        double *gains = up.change + HALO, *losses = down.change + HALO;
        shift_halo(&up);
        shift_halo(&down);
        if (in_tile == TILE)
            for (int i = 0; i < TILE; ++i) {
                const double change = current[i] - current[i - 1];
                gains[i] = gain_of(change);
                losses[i] = loss_of(change);
            }
        else {
            for (size_t i = 0; i < TILE; ++i) {
                const double change = i < in_tile ? current[i] - current[i - 1] : 0.0;
                gains[i] = gain_of(change);
                losses[i] = loss_of(change);
            }
        }
        if (first >= skipped && values - first >= 3 * TILE) {
            prefetch(current + 2 * TILE);
            prefetch(out + (first - skipped) + TILE);
        }
        smooth(&up, &decay);
        smooth(&down, &decay);
        if (first + in_tile <= skipped) continue;
        const double *smoothed_gains = up.sum + HALO, *smoothed_losses = down.sum + HALO;
        if (first >= skipped && in_tile == TILE) {
            double *percent = out + (first - skipped);
            for (int i = 0; i < TILE; ++i) percent[i] = rsi_of(smoothed_gains[i], smoothed_losses[i], min_sum);
        } else {
            const size_t from = first < skipped ? skipped - first : 0;
            for (size_t i = from; i < in_tile; ++i)
                out[first + i - skipped] = rsi_of(smoothed_gains[i], smoothed_losses[i], min_sum);
        }
    }
}

#include "kernels.h"

#include <math.h>
#include <string.h>

/* Changes taken at a time; the changes before them that the first of them look back on; lanes of the seed; elements that
 * memory is fetched in. */
enum { TILE = 128, EARLIER = 8, LANES = 8, LINE = 8 };

/* The changes of a tile of one sign, after those before it, and the sums of these that decay from change to change. */
struct chain {
    double change[EARLIER + TILE], of_four[EARLIER + TILE], sum[EARLIER + TILE];
};

/* decay[k]: what is left of a change k steps later, correctly rounded up to a period of 90. */
struct decay {
    double one, two, four, eight;
};

static inline double rise(double change) {
    return change < 0.0 ? 0.0 : change;
}

static inline double fall(double change) {
    return change < 0.0 ? -change : 0.0;
}

static inline double strength(double gain, double loss, double least) {
    const double both = gain + loss;
    return 100.0 * (gain / (both <= least ? INFINITY : both));
}

/* A chain in which all that came before the first tile is one change, the seed. */
static void begin(struct chain *chain, const double seed[LANES]) {
    double total = 0.0;
    for (int l = 0; l < LANES; ++l) total += seed[l];
    for (int l = 0; l < EARLIER; ++l) chain->change[TILE + l] = chain->sum[TILE + l] = 0.0;
    chain->change[TILE + EARLIER - 1] = chain->sum[TILE + EARLIER - 1] = total;
}

static void look_back(struct chain *chain) {
    for (int l = 0; l < EARLIER; ++l) {
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
    for (int i = 4; i < EARLIER + TILE; ++i) f[i] = (c[i] + one * c[i - 1]) + two * (c[i - 2] + one * c[i - 3]);
    for (int i = EARLIER; i < EARLIER + TILE; ++i) s[i] = f[i] + four * f[i - 4];
    for (int i = EARLIER; i < EARLIER + TILE; ++i) s[i] += eight * s[i - 8];
}

/* Memory answers while the tile before is smoothed. It is read and written in bursts, which the processor does not foresee. */
static inline void fetch(const double *tile) {
    for (int i = 0; i < TILE; i += LINE) __builtin_prefetch(tile + i);
}

void AT_LEVEL(wb_c_rsi_tuned)(const double *x, size_t n, size_t period, size_t count, double *out) {
    const double p1 = (double)period, p2 = p1 * p1, p4 = p2 * p2, q1 = p1 - 1.0, q2 = q1 * q1, q4 = q2 * q2;
    const struct decay decay = {q1 / p1, q2 / p2, q4 / p4, (q4 * q4) / (p4 * p4)};
    const double least = p1 * 0x1p-1074;
    const size_t values = n - period, skipped = values - count;
    struct chain up, down;

    double gain[LANES] = {0.0}, loss[LANES] = {0.0};
    for (size_t i = 0; i < period; i += LANES)
        for (size_t l = 0; l < LANES && i + l < period; ++l) {
            const double change = x[i + l + 1] - x[i + l];
            gain[l] += rise(change);
            loss[l] += fall(change);
        }
    begin(&up, gain);
    begin(&down, loss);
    if (skipped == 0) out[0] = strength(up.sum[TILE + EARLIER - 1], down.sum[TILE + EARLIER - 1], least);

    for (size_t first = 1; first < values; first += TILE) {
        const size_t here = values - first < TILE ? values - first : TILE;
        const double *now = x + period + first;
        double *rises = up.change + EARLIER, *falls = down.change + EARLIER;
        look_back(&up);
        look_back(&down);
        if (here == TILE)
            for (int i = 0; i < TILE; ++i) {
                const double change = now[i] - now[i - 1];
                rises[i] = rise(change);
                falls[i] = fall(change);
            }
        else {
            for (size_t i = 0; i < TILE; ++i) {
                const double change = i < here ? now[i] - now[i - 1] : 0.0;
                rises[i] = rise(change);
                falls[i] = fall(change);
            }
        }
        if (first >= skipped && values - first >= 3 * TILE) {
            fetch(now + 2 * TILE);
            fetch(out + (first - skipped) + TILE);
        }
        smooth(&up, &decay);
        smooth(&down, &decay);
        if (first + here <= skipped) continue;
        const double *gains = up.sum + EARLIER, *losses = down.sum + EARLIER;
        if (first >= skipped && here == TILE) {
            double *percent = out + (first - skipped);
            for (int i = 0; i < TILE; ++i) percent[i] = strength(gains[i], losses[i], least);
        } else {
            const size_t begin = first < skipped ? skipped - first : 0;
            for (size_t i = begin; i < here; ++i) out[first + i - skipped] = strength(gains[i], losses[i], least);
        }
    }
}

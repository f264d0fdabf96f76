#include "kernels.h"
#include "lanes.h"

/* Eight terms in a row are four pairs at the same distance, (j + 1/2) steps, on both sides of their centre x. With e
 * = 1 + distance^2 the two terms of a pair add up to 2 (x^2 + e) / (x^4 + (4 - 2e) x^2 + e^2): nothing is
 * subtracted. */
enum { GROUP = 8, PAIRS = GROUP / 2 };

typedef struct {
    double e[PAIRS], f[PAIRS], g[PAIRS];
} Pairs;

static inline Pairs pairs_of(double step) {
    Pairs pairs;
    for (int j = 0; j < PAIRS; ++j) {
        const double distance = ((double)j + 0.5) * step;
        pairs.e[j] = 1.0 + distance * distance;
        pairs.f[j] = 4.0 - 2.0 * pairs.e[j];
        pairs.g[j] = pairs.e[j] * pairs.e[j];
    }
    return pairs;
}

/* Half the sum of the eight terms about x: four fractions over one common denominator, one division. */
static inline double half_group(double x, const Pairs *pairs) {
    const double u = x * x;
    double a[PAIRS], b[PAIRS];
    for (int j = 0; j < PAIRS; ++j) {
        a[j] = u + pairs->e[j];
        b[j] = u * (u + pairs->f[j]) + pairs->g[j];
    }
    const double a01 = a[0] * b[1] + a[1] * b[0], b01 = b[0] * b[1];
    const double a23 = a[2] * b[3] + a[3] * b[2], b23 = b[2] * b[3];
    return (a01 * b23 + a23 * b01) / (b01 * b23);
}

double LEVEL_SYMBOL(wb_c_series_pi_tuned)(int64_t n, int64_t first, int64_t last) {
    const double step = 1.0 / (double)n;
    const Pairs pairs = pairs_of(step);
    double total[LANES] = {0.0}, compensation[LANES] = {0.0};
    const int64_t groups = (last - first) / GROUP;
    /* Whole numbers below 2^53, so every centre is exact. */
    double centre = (double)first + (double)PAIRS;
    for (int64_t left = groups / LANES, rows; left > 0; left -= rows) {
        rows = left < ROWS ? left : ROWS;
        double partial[LANES] = {0.0};
        for (int64_t row = 0; row < rows; ++row) {
            for (int l = 0; l < LANES; ++l) partial[l] += half_group((centre + (double)(GROUP * l)) * step, &pairs);
            centre += (double)(GROUP * LANES);
        }
        for (int l = 0; l < LANES; ++l) total[l] = two_sum(total[l], partial[l], &compensation[l]);
    }
    for (int l = 0; l < (int)(groups % LANES); ++l)
        total[l] = two_sum(total[l], half_group((centre + (double)(GROUP * l)) * step, &pairs), &compensation[l]);
    double alone = 0.0;
    for (int64_t k = last - (last - first) % GROUP; k < last; ++k) {
        const double x = ((double)k + 0.5) * step;
        alone += 1.0 / (1.0 + x * x);
    }
    return 4.0 * step * (2.0 * sum_of_lanes(total, compensation) + alone);
}

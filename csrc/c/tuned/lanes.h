/* Compensated sums in lanes: what the tuned reductions share. */
#ifndef WORKBENCH_C_LANES_H
#define WORKBENCH_C_LANES_H

#include <stddef.h>

/* Lanes keep the additions independent, so that they vectorise in their written order at every level. Rows are added up
 * plainly before they join a lane's total, which bounds the rounding error by the number of rows, not of elements. */
enum { LANES = 32, ROWS = 16 };

/* The rounded sum of a and b; what rounding took away is added to *compensation (Knuth's TwoSum). */
static inline double two_sum(double a, double b, double *compensation) {
    const double sum = a + b, z = sum - a;
    *compensation += (a - (sum - z)) + (b - z);
    return sum;
}

/* All lanes' totals and compensations in one number. */
static inline double sum_of_lanes(const double total[LANES], const double compensation[LANES]) {
    double sum = 0.0, correction = 0.0;
    for (int l = 0; l < LANES; ++l) {
        sum = two_sum(sum, total[l], &correction);
        correction += compensation[l];
    }
    /* An infinity makes the correction NaN, and then the sum needs none. */
    return correction == correction ? sum + correction : sum;
}

#endif

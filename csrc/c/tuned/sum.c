#include "kernels.h"
#include "lanes.h"

double AT_LEVEL(wb_c_sum_tuned)(const double *x, size_t n) {
    double total[LANES] = {0.0}, rest[LANES] = {0.0};
    for (size_t left = n / LANES, rows; left > 0; left -= rows) {
        rows = left < ROWS ? left : ROWS;
        double part[LANES];
        for (int l = 0; l < LANES; ++l) part[l] = x[l];
        for (size_t k = LANES; k < rows * LANES; k += LANES)
            for (int l = 0; l < LANES; ++l) part[l] += x[k + l];
        for (int l = 0; l < LANES; ++l) total[l] = two_sum(total[l], part[l], &rest[l]);
        x += rows * LANES;
    }
    for (size_t l = 0; l < n % LANES; ++l) total[l] = two_sum(total[l], x[l], &rest[l]);
    return sum_of_lanes(total, rest);
}

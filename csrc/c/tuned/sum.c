#include "kernels.h"
#include "lanes.h"

double LEVEL_SYMBOL(wb_c_sum_tuned)(const double *x, size_t n) {
    double total[LANES] = {0.0}, compensation[LANES] = {0.0};
    for (size_t left = n / LANES, rows; left > 0; left -= rows) {
        rows = left < ROWS ? left : ROWS;
        double partial[LANES];
        for (int l = 0; l < LANES; ++l) partial[l] = x[l];
        for (size_t k = LANES; k < rows * LANES; k += LANES)
            for (int l = 0; l < LANES; ++l) partial[l] += x[k + l];
        for (int l = 0; l < LANES; ++l) total[l] = two_sum(total[l], partial[l], &compensation[l]);
        x += rows * LANES;
    }
    for (size_t l = 0; l < n % LANES; ++l) total[l] = two_sum(total[l], x[l], &compensation[l]);
    return sum_of_lanes(total, compensation);
}

#include "kernels.h"
#include "lanes.h"

double LEVEL_SYMBOL(wb_c_dot_tuned)(const double *x, const double *y, size_t n) {
    double total[LANES] = {0.0}, compensation[LANES] = {0.0};
    for (size_t left = n / LANES, rows; left > 0; left -= rows) {
        rows = left < ROWS ? left : ROWS;
        double partial[LANES];
        for (int l = 0; l < LANES; ++l) partial[l] = x[l] * y[l];
        for (size_t k = LANES; k < rows * LANES; k += LANES)
            for (int l = 0; l < LANES; ++l) partial[l] += x[k + l] * y[k + l];
        for (int l = 0; l < LANES; ++l) total[l] = two_sum(total[l], partial[l], &compensation[l]);
        x += rows * LANES;
        y += rows * LANES;
    }
    for (size_t l = 0; l < n % LANES; ++l) total[l] = two_sum(total[l], x[l] * y[l], &compensation[l]);
    return sum_of_lanes(total, compensation);
}

enum { LANES_F32 = 2 * LANES };

float LEVEL_SYMBOL(wb_c_dot_f32_tuned)(const float *x, const float *y, size_t n) {
    double total[LANES_F32] = {0.0};
    for (size_t left = n / LANES_F32, rows; left > 0; left -= rows) {
        rows = left < ROWS ? left : ROWS;
        float partial[LANES_F32];
        for (int l = 0; l < LANES_F32; ++l) partial[l] = x[l] * y[l];
        for (size_t k = LANES_F32; k < rows * LANES_F32; k += LANES_F32)
            for (int l = 0; l < LANES_F32; ++l) partial[l] += x[k + l] * y[k + l];
        for (int l = 0; l < LANES_F32; ++l) total[l] += (double)partial[l];
        x += rows * LANES_F32;
        y += rows * LANES_F32;
    }
    for (size_t l = 0; l < n % LANES_F32; ++l) total[l] += (double)(x[l] * y[l]);
    double sum = 0.0;
    for (int l = 0; l < LANES_F32; ++l) sum += total[l];
    return (float)sum;
}

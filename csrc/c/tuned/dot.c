#include "kernels.h"
#include "lanes.h"

double AT_LEVEL(wb_c_dot_tuned)(const double *x, const double *y, size_t n) {
    double total[LANES] = {0.0}, rest[LANES] = {0.0};
    for (size_t left = n / LANES, rows; left > 0; left -= rows) {
        rows = left < ROWS ? left : ROWS;
        double part[LANES];
        for (int l = 0; l < LANES; ++l) part[l] = x[l] * y[l];
        for (size_t k = LANES; k < rows * LANES; k += LANES)
            for (int l = 0; l < LANES; ++l) part[l] += x[k + l] * y[k + l];
        for (int l = 0; l < LANES; ++l) total[l] = two_sum(total[l], part[l], &rest[l]);
        x += rows * LANES;
        y += rows * LANES;
    }
    for (size_t l = 0; l < n % LANES; ++l) total[l] = two_sum(total[l], x[l] * y[l], &rest[l]);
    return sum_of_lanes(total, rest);
}

enum { LANES_F32 = 2 * LANES };

float AT_LEVEL(wb_c_dot_f32_tuned)(const float *x, const float *y, size_t n) {
    double total[LANES_F32] = {0.0};
    for (size_t left = n / LANES_F32, rows; left > 0; left -= rows) {
        rows = left < ROWS ? left : ROWS;
        float part[LANES_F32];
        for (int l = 0; l < LANES_F32; ++l) part[l] = x[l] * y[l];
        for (size_t k = LANES_F32; k < rows * LANES_F32; k += LANES_F32)
            for (int l = 0; l < LANES_F32; ++l) part[l] += x[k + l] * y[k + l];
        for (int l = 0; l < LANES_F32; ++l) total[l] += (double)part[l];
        x += rows * LANES_F32;
        y += rows * LANES_F32;
    }
    for (size_t l = 0; l < n % LANES_F32; ++l) total[l] += (double)(x[l] * y[l]);
    double sum = 0.0;
    for (int l = 0; l < LANES_F32; ++l) sum += total[l];
    return (float)sum;
}

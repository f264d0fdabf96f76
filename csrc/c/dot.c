#include "kernels.h"

double wb_c_dot(const double *x, const double *y, size_t n) {
    double total = 0.0;
    for (size_t k = 0; k < n; ++k) total += x[k] * y[k];
    return total;
}

float wb_c_dot_f32(const float *x, const float *y, size_t n) {
    float total = 0.0f;
    for (size_t k = 0; k < n; ++k) total += x[k] * y[k];
    return total;
}

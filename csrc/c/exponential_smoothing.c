#include "kernels.h"

void wb_c_exponential_smoothing(const double *x, size_t n, double alpha, double *out) {
    if (n == 0) return;
    double level = x[0];
    out[0] = level;
    for (size_t i = 1; i < n; ++i) {
        level = alpha * x[i] + (1.0 - alpha) * level;
        out[i] = level;
    }
}

#include "kernels.h"

void wb_c_moving_average(const double *x, size_t n, size_t window, double *out) {
    for (size_t i = 0; i + window <= n; ++i) {
        double total = 0.0;
        for (size_t k = i; k < i + window; ++k) total += x[k];
        out[i] = total / (double)window;
    }
}

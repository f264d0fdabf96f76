#include "kernels.h"

double wb_c_sum(const double *x, size_t n) {
    double total = 0.0;
    for (size_t k = 0; k < n; ++k) total += x[k];
    return total;
}

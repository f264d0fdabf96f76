#include "kernels.h"

double wb_c_series_pi(int64_t n, int64_t first, int64_t last) {
    const double step = 1.0 / (double)n;
    double total = 0.0;
    for (int64_t k = first; k < last; ++k) {
        const double x = ((double)k + 0.5) * step;
        total += 1.0 / (1.0 + x * x);
    }
    return 4.0 * step * total;
}

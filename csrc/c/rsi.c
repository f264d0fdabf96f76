#include "kernels.h"

static inline double strength(double gain, double loss) {
    const double both = gain + loss;
    return both == 0.0 ? 0.0 : 100.0 * (gain / both);
}

void wb_c_rsi(const double *x, size_t n, size_t period, double *out) {
    const double length = (double)period;
    double gain = 0.0, loss = 0.0;
    for (size_t i = 1; i <= period; ++i) {
        const double change = x[i] - x[i - 1];
        if (change < 0.0) loss -= change; else gain += change;
    }
    gain /= length;
    loss /= length;
    out[0] = strength(gain, loss);
    for (size_t i = period + 1; i < n; ++i) {
        const double change = x[i] - x[i - 1];
        gain *= length - 1.0;
        loss *= length - 1.0;
        if (change < 0.0) loss -= change; else gain += change;
        gain /= length;
        loss /= length;
        out[i - period] = strength(gain, loss);
    }
}

#include "theirs.h"

/* The last point at or below x; 0 if x is NaN. The first point is below x and the last one is not. */
static size_t point_below(const double *table_x, size_t table_n, double x) {
    size_t low = 0, high = table_n - 1;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (table_x[middle] <= x) low = middle;
        else high = middle;
    }
    return low;
}

void interpolate(const double *table_x, const double *table_y, size_t table_n, const double *x, size_t n, double *out) {
    for (size_t i = 0; i < n; ++i) {
        if (x[i] <= table_x[0]) {
            out[i] = table_y[0];
        } else if (x[i] >= table_x[table_n - 1]) {
            out[i] = table_y[table_n - 1];
        } else {
            size_t k = point_below(table_x, table_n, x[i]);
            double share = (x[i] - table_x[k]) / (table_x[k + 1] - table_x[k]);
            out[i] = table_y[k] + share * (table_y[k + 1] - table_y[k]);
        }
    }
}

#include "owned_array.h"

#include <atomic>
#include <new>

// In owned_array.c.
extern "C" void wb_c_uniform_pair(uint64_t seed, uint64_t p, double *out);

namespace {
std::atomic<int64_t> alive{0};
}

double *wb_cpp_uniform(uint64_t seed, size_t n) {
    if (n > SIZE_MAX / sizeof(double)) return nullptr;
    // No exception may leave a function that C declares.
    double *x = new (std::nothrow) double[n];
    if (!x) return nullptr;
    for (size_t k = 0; k + 1 < n; k += 2) wb_c_uniform_pair(seed, k / 2, x + k);
    if (n % 2) {
        double pair[2];
        wb_c_uniform_pair(seed, n / 2, pair);
        x[n - 1] = pair[0];
    }
    ++alive;
    return x;
}

void wb_cpp_free_array(double *x) {
    delete[] x;
    --alive;
}

int64_t wb_cpp_arrays_alive() { return alive; }

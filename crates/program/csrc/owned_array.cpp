#include "owned_array.h"

#include <atomic>
#include <new>

namespace {
std::atomic<int64_t> alive{0};
}

double *wb_cpp_uniform(uint64_t seed, size_t n) {
    if (n > SIZE_MAX / sizeof(double)) return nullptr;
    // No exception may leave a function that C declares.
    double *x = new (std::nothrow) double[n];
    if (!x) return nullptr;
    wb_fill_uniform(seed, x, n);
    ++alive;
    return x;
}

void wb_cpp_free_array(double *x) {
    delete[] x;
    --alive;
}

int64_t wb_cpp_arrays_alive() { return alive; }

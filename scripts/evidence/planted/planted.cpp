// Bugs in C++ that planted.c calls.
#include <cstdint>
#include <vector>

extern "C" {

double planted_cpp_read(std::int64_t n) {
    const std::vector<double> one(1, 1.0);
    return one.data()[1 + (n & 1)];
}

std::int64_t planted_cpp_undefined(std::int64_t n) { return INT64_MAX - 1 + n + 1; }

std::int64_t planted_cpp_race() {
    static std::int64_t calls = 0;
    return ++calls;
}

void planted_cpp_leak(std::int64_t n) {
    static std::int64_t *volatile kept;
    kept = new std::int64_t(n);
    kept = nullptr;
}
}

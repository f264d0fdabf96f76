// The C++ contract: every C++ kernel, its shapes and what its caller has checked.
// Every kernel only reads its inputs, writes nothing but `out`, keeps no pointer, has no state and throws nothing, so
// any thread may call it.
#pragma once

#include "add.hpp"
#include "rust/cxx.h"
#include <array>
#include <cstddef>
#include <cstdint>

namespace workbench {

// Sum of x[k] * y[k]; x and y of one length.
double dot(rust::Slice<const double> x, rust::Slice<const double> y);
float dot_f32(rust::Slice<const float> x, rust::Slice<const float> y);

// Sum of x[k].
double sum(rust::Slice<const double> x);

// (4 / n) times the sum over k in [first, last) of 1 / (1 + ((k + 0.5) / n)^2); 1 <= n <= 10^12, 0 <= first <= last <=
// n.
double series_pi(std::int64_t n, std::int64_t first, std::int64_t last);

// Number of the samples [first, last) that fall inside the quarter circle; 0 <= first <= last <= 2^53.
std::int64_t monte_carlo_pi(std::uint64_t seed, std::int64_t first, std::int64_t last);

// Ten rounds of Philox4x32.
std::array<std::uint32_t, 4> philox4x32_10(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key);

// out[i] = mean of x[i .. i + window); out holds x.size() - window + 1 elements, 1 <= window <= x.size().
void moving_average(rust::Slice<const double> x, std::size_t window, rust::Slice<double> out);

// Wilder's relative strength index in percent; out holds x.size() - period elements, 1 <= period < x.size().
void rsi(rust::Slice<const double> x, std::size_t period, rust::Slice<double> out);

} // namespace workbench

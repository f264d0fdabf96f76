// The C++ contract of the tuned kernels. Their sources are compiled once for each instruction-set level, with LEVEL
// defined as its name, which is their namespace. The shapes and rules are those of the plain kernels in ../kernels.hpp,
// and the processor has the instructions of the level; algorithm, error and source stand in src/kernels/tuned.
#pragma once

#include "../kernels.hpp"

namespace workbench::LEVEL {

double dot_tuned(rust::Slice<const double> x, rust::Slice<const double> y);
float dot_f32_tuned(rust::Slice<const float> x, rust::Slice<const float> y);
double sum_tuned(rust::Slice<const double> x);
double series_pi_tuned(std::int64_t n, std::int64_t first, std::int64_t last);
std::int64_t monte_carlo_pi_tuned(std::uint64_t seed, std::int64_t first, std::int64_t last);
void moving_average_tuned(rust::Slice<const double> x, std::size_t window, rust::Slice<double> out);

// The last out.size() values of the index, 1 <= out.size() <= x.size() - period.
void rsi_tuned(rust::Slice<const double> x, std::size_t period, rust::Slice<double> out);

} // namespace workbench::LEVEL

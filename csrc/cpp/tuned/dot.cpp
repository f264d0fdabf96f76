#include "kernels.hpp"
#include "lanes.hpp"

namespace workbench::LEVEL {

double dot_tuned(rust::Slice<const double> x, rust::Slice<const double> y) {
    const double *a = x.data(), *b = y.data();
    return sum_of_terms(x.size(), [a, b](std::size_t k) { return a[k] * b[k]; });
}

float dot_f32_tuned(rust::Slice<const float> x, rust::Slice<const float> y) {
    constexpr std::size_t LANES_F32 = 2 * LANES;
    const float *a = x.data(), *b = y.data();
    const std::size_t n = x.size();
    double total[LANES_F32] = {};
    for (std::size_t left = n / LANES_F32, rows; left > 0; left -= rows) {
        rows = left < ROWS ? left : ROWS;
        float part[LANES_F32];
        for (std::size_t l = 0; l < LANES_F32; ++l) part[l] = a[l] * b[l];
        for (std::size_t k = LANES_F32; k < rows * LANES_F32; k += LANES_F32)
            for (std::size_t l = 0; l < LANES_F32; ++l) part[l] += a[k + l] * b[k + l];
        for (std::size_t l = 0; l < LANES_F32; ++l) total[l] += static_cast<double>(part[l]);
        a += rows * LANES_F32;
        b += rows * LANES_F32;
    }
    for (std::size_t l = 0; l < n % LANES_F32; ++l) total[l] += static_cast<double>(a[l] * b[l]);
    double sum = 0.0;
    for (const double lane : total) sum += lane;
    return static_cast<float>(sum);
}

} // namespace workbench::LEVEL

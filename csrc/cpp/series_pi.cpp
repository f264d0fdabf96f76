#include "kernels.hpp"

namespace workbench {

double series_pi(std::int64_t n, std::int64_t first, std::int64_t last) {
    const double step = 1.0 / static_cast<double>(n);
    double total = 0.0;
    for (std::int64_t k = first; k < last; ++k) {
        const double x = (static_cast<double>(k) + 0.5) * step;
        total += 1.0 / (1.0 + x * x);
    }
    return 4.0 * step * total;
}

} // namespace workbench

#include "theirs.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

namespace theirs {

double quantile(std::span<const double> x, double q) {
    for (std::size_t k = 0; k < x.size(); ++k) {
        if (!std::isfinite(x[k])) {
            throw std::invalid_argument("x[" + std::to_string(k) + "] is " + std::to_string(x[k]));
        }
    }
    std::vector<double> sorted(x.begin(), x.end());
    const double position = q * static_cast<double>(sorted.size() - 1);
    const double share = position - std::floor(position);

    // Puts the value that is asked for in its place, with no greater one before it: O(n); sorting is O(n log n).
    const auto lower = sorted.begin() + static_cast<std::ptrdiff_t>(position);
    std::nth_element(sorted.begin(), lower, sorted.end());
    if (share == 0.0) return *lower;
    const double upper = *std::min_element(lower + 1, sorted.end());
    return *lower + share * (upper - *lower);
}

} // namespace theirs

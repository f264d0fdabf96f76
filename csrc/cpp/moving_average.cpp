#include "kernels.hpp"

namespace workbench {

void moving_average(rust::Slice<const double> x, std::size_t window, rust::Slice<double> out) {
    const double *from = x.data();
    double *to = out.data();
    const double length = static_cast<double>(window);
    for (std::size_t i = 0, last = x.size() - window; i <= last; ++i) {
        double total = 0.0;
        for (std::size_t k = i; k < i + window; ++k) total += from[k];
        to[i] = total / length;
    }
}

} // namespace workbench

#include "kernels.hpp"

namespace workbench {

double sum(rust::Slice<const double> x) {
    double total = 0.0;
    for (const double value : x) total += value;
    return total;
}

} // namespace workbench

#include "kernels.hpp"

namespace workbench {
namespace {

template <typename Real> Real products(rust::Slice<const Real> x, rust::Slice<const Real> y) {
    const Real *a = x.data(), *b = y.data();
    Real total = 0;
    for (std::size_t k = 0, n = x.size(); k < n; ++k) total += a[k] * b[k];
    return total;
}

} // namespace

double dot(rust::Slice<const double> x, rust::Slice<const double> y) { return products(x, y); }
float dot_f32(rust::Slice<const float> x, rust::Slice<const float> y) { return products(x, y); }

} // namespace workbench

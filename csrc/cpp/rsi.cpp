#include "kernels.hpp"

namespace workbench {
namespace {

// The two smoothed means that the index is made of.
struct Means {
    double gain = 0.0, loss = 0.0;

    void add(double change) {
        if (change < 0.0) loss -= change; else gain += change;
    }
    void scale(double factor) { gain *= factor; loss *= factor; }
    void divide(double length) { gain /= length; loss /= length; }
    double strength() const {
        const double both = gain + loss;
        return both == 0.0 ? 0.0 : 100.0 * (gain / both);
    }
};

} // namespace

void rsi(rust::Slice<const double> x, std::size_t period, rust::Slice<double> out) {
    const double *price = x.data();
    double *to = out.data();
    const double length = static_cast<double>(period);
    Means mean;
    for (std::size_t i = 1; i <= period; ++i) mean.add(price[i] - price[i - 1]);
    mean.divide(length);
    to[0] = mean.strength();
    for (std::size_t i = period + 1, n = x.size(); i < n; ++i) {
        mean.scale(length - 1.0);
        mean.add(price[i] - price[i - 1]);
        mean.divide(length);
        to[i - period] = mean.strength();
    }
}

} // namespace workbench

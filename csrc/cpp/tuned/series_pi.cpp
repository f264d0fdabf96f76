#include "kernels.hpp"
#include "lanes.hpp"

namespace workbench::LEVEL {
namespace {

constexpr int GROUP = 8, PAIRS = GROUP / 2;

// Eight terms in a row are four pairs at the same distance, (j + 1/2) steps, on both sides of their centre x. With
// e = 1 + distance^2 the two terms of a pair add up to 2 (x^2 + e) / (x^4 + (4 - 2e) x^2 + e^2): nothing is subtracted.
class Group {
    double e[PAIRS], f[PAIRS], g[PAIRS];

  public:
    explicit Group(double step) {
        for (int j = 0; j < PAIRS; ++j) {
            const double distance = (static_cast<double>(j) + 0.5) * step;
            e[j] = 1.0 + distance * distance;
            f[j] = 4.0 - 2.0 * e[j];
            g[j] = e[j] * e[j];
        }
    }

    // Half the sum of the eight terms about x: four fractions over one common denominator, one division.
    double half_sum(double x) const {
        const double u = x * x;
        double a[PAIRS], b[PAIRS];
        for (int j = 0; j < PAIRS; ++j) {
            a[j] = u + e[j];
            b[j] = u * (u + f[j]) + g[j];
        }
        const double a01 = a[0] * b[1] + a[1] * b[0], b01 = b[0] * b[1];
        const double a23 = a[2] * b[3] + a[3] * b[2], b23 = b[2] * b[3];
        return (a01 * b23 + a23 * b01) / (b01 * b23);
    }
};

} // namespace

double series_pi_tuned(std::int64_t n, std::int64_t first, std::int64_t last) {
    const double step = 1.0 / static_cast<double>(n);
    const Group group(step);
    Lanes lanes;
    double part[LANES];
    const std::size_t groups = static_cast<std::size_t>((last - first) / GROUP);
    // Whole numbers below 2^53, so every centre is exact. Lanes are counted in int, which every level turns into
    // double.
    double centre = static_cast<double>(first + PAIRS);
    for (std::size_t left = groups / LANES, rows; left > 0; left -= rows) {
        rows = left < ROWS ? left : ROWS;
        for (double &value : part) value = 0.0;
        for (std::size_t row = 0; row < rows; ++row) {
            for (int l = 0; l < int(LANES); ++l) part[l] += group.half_sum((centre + double(GROUP * l)) * step);
            centre += double(GROUP * LANES);
        }
        lanes.add(part, LANES);
    }
    const int rest = static_cast<int>(groups % LANES);
    for (int l = 0; l < rest; ++l) part[l] = group.half_sum((centre + double(GROUP * l)) * step);
    lanes.add(part, groups % LANES);
    double alone = 0.0;
    for (std::int64_t k = last - (last - first) % GROUP; k < last; ++k) {
        const double x = (static_cast<double>(k) + 0.5) * step;
        alone += 1.0 / (1.0 + x * x);
    }
    return 4.0 * step * (2.0 * lanes.sum() + alone);
}

} // namespace workbench::LEVEL

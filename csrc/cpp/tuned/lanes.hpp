// Compensated sums in lanes: what the tuned reductions share.
#pragma once

#include <cstddef>

// Each level compiles this for itself: nothing in it may be shared between objects.
namespace {

// Lanes keep the additions independent, so that they vectorise in their written order at every level. Rows are added up
// plainly before they join a lane's total, which bounds the rounding error by the number of rows, not of elements.
constexpr std::size_t LANES = 32, ROWS = 16;

// Totals of lanes, with what rounding took away from each.
struct Lanes {
    double total[LANES] = {}, compensation[LANES] = {};

    // Knuth's TwoSum.
    static double two_sum(double a, double b, double &compensation) {
        const double sum = a + b, z = sum - a;
        compensation += (a - (sum - z)) + (b - z);
        return sum;
    }
    void add(const double *partial, std::size_t lanes) {
        for (std::size_t l = 0; l < lanes; ++l) total[l] = two_sum(total[l], partial[l], compensation[l]);
    }
    double sum() const {
        double sum = 0.0, correction = 0.0;
        for (std::size_t l = 0; l < LANES; ++l) {
            sum = two_sum(sum, total[l], correction);
            correction += compensation[l];
        }
        // An infinity makes the correction NaN, and then the sum needs none.
        return correction == correction ? sum + correction : sum;
    }
};

// The compensated sum of term(k) for k in 0 .. n.
template <typename Term> double sum_of_terms(std::size_t n, Term term) {
    Lanes lanes;
    std::size_t first = 0;
    for (std::size_t left = n / LANES, rows; left > 0; left -= rows, first += rows * LANES) {
        rows = left < ROWS ? left : ROWS;
        double partial[LANES];
        for (std::size_t l = 0; l < LANES; ++l) partial[l] = term(first + l);
        for (std::size_t k = first + LANES; k < first + rows * LANES; k += LANES)
            for (std::size_t l = 0; l < LANES; ++l) partial[l] += term(k + l);
        lanes.add(partial, LANES);
    }
    double partial[LANES];
    for (std::size_t l = 0; l < n % LANES; ++l) partial[l] = term(first + l);
    lanes.add(partial, n % LANES);
    return lanes.sum();
}

} // namespace

#include "kernels.hpp"

#include <limits>

// Each level compiles this for itself: nothing in it may be shared between objects.
namespace {

// TILE changes are taken at a time, after a halo of the HALO changes before them; the seed is added in LANES; a cache
// line has LINE elements.
constexpr std::size_t TILE = 128, HALO = 8, LANES = 8, LINE = 8;

double gain_of(double change) {
    return change < 0.0 ? 0.0 : change;
}

double loss_of(double change) {
    return change < 0.0 ? -change : 0.0;
}

double rsi_of(double gain, double loss, double min_sum) {
    const double both = gain + loss;
    return 100.0 * (gain / (both <= min_sum ? std::numeric_limits<double>::infinity() : both));
}

// The weight of a change so many steps later; correctly rounded up to a period of 90.
struct Decay {
    double one, two, four, eight;

    explicit Decay(double p) {
        const double p2 = p * p, p4 = p2 * p2, q = p - 1.0, q2 = q * q, q4 = q2 * q2;
        one = q / p;
        two = q2 / p2;
        four = q4 / p4;
        eight = (q4 * q4) / (p4 * p4);
    }
};

// The changes of a tile of one sign behind their halo, sums of four of them, and the sums that decay from change to
// change.
struct Chain {
    double change[HALO + TILE], of_four[HALO + TILE], sum[HALO + TILE];

    // All that came before the first tile is one change, the seed.
    explicit Chain(const double (&seed)[LANES]) {
        double total = 0.0;
        for (const double lane : seed) total += lane;
        for (std::size_t l = 0; l < HALO; ++l) change[TILE + l] = sum[TILE + l] = 0.0;
        change[TILE + HALO - 1] = sum[TILE + HALO - 1] = total;
    }
    double last() const {
        return sum[TILE + HALO - 1];
    }
    void shift_halo() {
        for (std::size_t l = 0; l < HALO; ++l) {
            change[l] = change[TILE + l];
            sum[l] = sum[TILE + l];
        }
    }
    // Sums over four changes, then eight, then all: the last depends on itself eight steps before, not one.
    void smooth(const Decay &decay) {
        const double one = decay.one, two = decay.two, four = decay.four, eight = decay.eight;
        const double *__restrict c = change;
        double *__restrict f = of_four;
        double *s = sum;
        for (std::size_t i = 4; i < HALO + TILE; ++i)
            f[i] = (c[i] + one * c[i - 1]) + two * (c[i - 2] + one * c[i - 3]);
        for (std::size_t i = HALO; i < HALO + TILE; ++i) s[i] = f[i] + four * f[i - 4];
        for (std::size_t i = HALO; i < HALO + TILE; ++i) s[i] += eight * s[i - 8];
    }
};

// Memory is read while the tile before is smoothed: in bursts, which the processor's own prefetching does not see.
void prefetch(const double *tile) {
    for (std::size_t i = 0; i < TILE; i += LINE) __builtin_prefetch(tile + i);
}

} // namespace

namespace workbench::LEVEL {

void rsi_tuned(rust::Slice<const double> x, std::size_t period, rust::Slice<double> out) {
    const double *const prices = x.data();
    const std::size_t values = x.size() - period, skipped = values - out.size();
    const double p = static_cast<double>(period), min_sum = p * 0x1p-1074;
    const Decay decay(p);

    double gain[LANES] = {}, loss[LANES] = {};
    for (std::size_t i = 0; i < period; i += LANES)
        for (std::size_t l = 0; l < LANES && i + l < period; ++l) {
            const double change = prices[i + l + 1] - prices[i + l];
            gain[l] += gain_of(change);
            loss[l] += loss_of(change);
        }
    Chain up(gain), down(loss);
    if (skipped == 0) out[0] = rsi_of(up.last(), down.last(), min_sum);

    for (std::size_t first = 1; first < values; first += TILE) {
        const std::size_t in_tile = values - first < TILE ? values - first : TILE;
        const double *current = prices + period + first;
        up.shift_halo();
        down.shift_halo();
        double *gains = up.change + HALO, *losses = down.change + HALO;
        if (in_tile == TILE)
            for (std::size_t i = 0; i < TILE; ++i) {
                const double change = current[i] - current[i - 1];
                gains[i] = gain_of(change);
                losses[i] = loss_of(change);
            }
        else
            for (std::size_t i = 0; i < TILE; ++i) {
                const double change = i < in_tile ? current[i] - current[i - 1] : 0.0;
                gains[i] = gain_of(change);
                losses[i] = loss_of(change);
            }
        if (first >= skipped && values - first >= 3 * TILE) {
            prefetch(current + 2 * TILE);
            prefetch(out.data() + (first - skipped) + TILE);
        }
        up.smooth(decay);
        down.smooth(decay);
        if (first + in_tile <= skipped) continue;
        const double *smoothed_gains = up.sum + HALO, *smoothed_losses = down.sum + HALO;
        if (first >= skipped && in_tile == TILE) {
            double *percent = out.data() + (first - skipped);
            for (std::size_t i = 0; i < TILE; ++i) percent[i] = rsi_of(smoothed_gains[i], smoothed_losses[i], min_sum);
        } else {
            double *percent = out.data();
            for (std::size_t i = first < skipped ? skipped - first : 0; i < in_tile; ++i)
                percent[first + i - skipped] = rsi_of(smoothed_gains[i], smoothed_losses[i], min_sum);
        }
    }
}

} // namespace workbench::LEVEL

#include "kernels.hpp"

#include <limits>

// Each level compiles this for itself: nothing in it may be shared between objects.
namespace {

// Changes taken at a time; the changes before them that the first of them look back on; lanes of the seed; elements that
// memory is fetched in.
constexpr std::size_t TILE = 128, EARLIER = 8, LANES = 8, LINE = 8;

double rise(double change) {
    return change < 0.0 ? 0.0 : change;
}

double fall(double change) {
    return change < 0.0 ? -change : 0.0;
}

double strength(double gain, double loss, double least) {
    const double both = gain + loss;
    return 100.0 * (gain / (both <= least ? std::numeric_limits<double>::infinity() : both));
}

// What is left of a change so many steps later, correctly rounded up to a period of 90.
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

// The changes of a tile of one sign, after those before it, and the sums of these that decay from change to change.
struct Chain {
    double change[EARLIER + TILE], of_four[EARLIER + TILE], sum[EARLIER + TILE];

    // All that came before the first tile is one change, the seed.
    explicit Chain(const double (&seed)[LANES]) {
        double total = 0.0;
        for (const double lane : seed) total += lane;
        for (std::size_t l = 0; l < EARLIER; ++l) change[TILE + l] = sum[TILE + l] = 0.0;
        change[TILE + EARLIER - 1] = sum[TILE + EARLIER - 1] = total;
    }
    double last() const {
        return sum[TILE + EARLIER - 1];
    }
    void look_back() {
        for (std::size_t l = 0; l < EARLIER; ++l) {
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
        for (std::size_t i = 4; i < EARLIER + TILE; ++i)
            f[i] = (c[i] + one * c[i - 1]) + two * (c[i - 2] + one * c[i - 3]);
        for (std::size_t i = EARLIER; i < EARLIER + TILE; ++i) s[i] = f[i] + four * f[i - 4];
        for (std::size_t i = EARLIER; i < EARLIER + TILE; ++i) s[i] += eight * s[i - 8];
    }
};

// Memory answers while the tile before is smoothed. It is read and written in bursts, which the processor does not foresee.
void fetch(const double *tile) {
    for (std::size_t i = 0; i < TILE; i += LINE) __builtin_prefetch(tile + i);
}

} // namespace

namespace workbench {

void AT_LEVEL(rsi_tuned)(rust::Slice<const double> prices, std::size_t period, rust::Slice<double> out) {
    const double *x = prices.data();
    const std::size_t values = prices.size() - period, skipped = values - out.size();
    const double p = static_cast<double>(period), least = p * 0x1p-1074;
    const Decay decay(p);

    double gain[LANES] = {}, loss[LANES] = {};
    for (std::size_t i = 0; i < period; i += LANES)
        for (std::size_t l = 0; l < LANES && i + l < period; ++l) {
            const double change = x[i + l + 1] - x[i + l];
            gain[l] += rise(change);
            loss[l] += fall(change);
        }
    Chain up(gain), down(loss);
    if (skipped == 0) out[0] = strength(up.last(), down.last(), least);

    for (std::size_t first = 1; first < values; first += TILE) {
        const std::size_t here = values - first < TILE ? values - first : TILE;
        const double *now = x + period + first;
        up.look_back();
        down.look_back();
        double *rises = up.change + EARLIER, *falls = down.change + EARLIER;
        if (here == TILE)
            for (std::size_t i = 0; i < TILE; ++i) {
                const double change = now[i] - now[i - 1];
                rises[i] = rise(change);
                falls[i] = fall(change);
            }
        else
            for (std::size_t i = 0; i < TILE; ++i) {
                const double change = i < here ? now[i] - now[i - 1] : 0.0;
                rises[i] = rise(change);
                falls[i] = fall(change);
            }
        if (first >= skipped && values - first >= 3 * TILE) {
            fetch(now + 2 * TILE);
            fetch(out.data() + (first - skipped) + TILE);
        }
        up.smooth(decay);
        down.smooth(decay);
        if (first + here <= skipped) continue;
        const double *gains = up.sum + EARLIER, *losses = down.sum + EARLIER;
        if (first >= skipped && here == TILE) {
            double *percent = out.data() + (first - skipped);
            for (std::size_t i = 0; i < TILE; ++i) percent[i] = strength(gains[i], losses[i], least);
        } else {
            double *percent = out.data();
            for (std::size_t i = first < skipped ? skipped - first : 0; i < here; ++i)
                percent[first + i - skipped] = strength(gains[i], losses[i], least);
        }
    }
}

} // namespace workbench

#include "kernels.hpp"

#include <algorithm>

// Each level compiles this for itself: nothing in it may be shared between objects.
namespace {

// Values computed at a time, from buffers that stay in the first cache; lanes that are added side by side; windows below
// FEW are put together from sums of 1, 4, 16 and 64 elements.
constexpr std::size_t TILE = 1024, LANES = 16, FEW = 256, LEVELS = 4;

// of[j][i]: the sum of the 4^j elements of a tile that begin at its element i.
struct Sums {
    double of[LEVELS][TILE + FEW];

    // The sums of `length` elements, of which x has `there`; those beyond it are zeros and reach no value that is kept.
    void add_up(const double *x, std::size_t there, std::size_t length, std::size_t levels) {
        std::fill(std::copy_n(x, std::min(there, length), of[0]), of[0] + length, 0.0);
        std::size_t apart = 1;
        for (std::size_t j = 1; j < levels; ++j, apart *= 4) {
            length -= 3 * apart;
            add_fours(of[j - 1], apart, length, of[j]);
        }
    }

    static void add_fours(const double *__restrict sums, std::size_t apart, std::size_t count, double *__restrict next) {
        for (std::size_t i = 0; i < count; ++i)
            next[i] = (sums[i] + sums[i + apart]) + (sums[i + 2 * apart] + sums[i + 3 * apart]);
    }
};

// Where the sums lie that `window` elements are made of, the longest first: the digits of window to the base 4.
struct Pieces {
    const double *piece[3 * LEVELS];
    std::size_t count = 0;

    Pieces(std::size_t window, const Sums &sums) {
        std::size_t offset = 0;
        for (std::size_t j = LEVELS; j-- > 0;) {
            const std::size_t apart = std::size_t{1} << 2 * j;
            for (std::size_t digit = window / apart % 4; digit > 0; --digit) {
                piece[count++] = sums.of[j] + offset;
                offset += apart;
            }
        }
    }
    void add(std::size_t first, std::size_t i, double (&total)[LANES]) const {
        for (std::size_t p = first; p < count; ++p)
            for (std::size_t l = 0; l < LANES; ++l) total[l] += piece[p][i + l];
    }
};

void keep(const double (&value)[LANES], std::size_t count, double *out) {
    if (count >= LANES)
        for (std::size_t l = 0; l < LANES; ++l) out[l] = value[l];
    else
        for (std::size_t l = 0; l < count; ++l) out[l] = value[l];
}

constexpr std::size_t whole_rows(std::size_t count) {
    return (count + LANES - 1) / LANES * LANES;
}

void average_few(const double *x, std::size_t n, std::size_t window, double *out) {
    Sums sums;
    const Pieces pieces(window, sums);
    const double length = static_cast<double>(window);
    const std::size_t values = n - window + 1, levels = window < 4 ? 1 : window < 16 ? 2 : window < 64 ? 3 : 4;
    for (std::size_t first = 0; first < values; first += TILE) {
        const std::size_t here = std::min(values - first, TILE);
        sums.add_up(x + first, n - first, whole_rows(here) + window - 1, levels);
        for (std::size_t i = 0; i < here; i += LANES) {
            double total[LANES];
            for (std::size_t l = 0; l < LANES; ++l) total[l] = pieces.piece[0][i + l];
            pieces.add(1, i, total);
            for (std::size_t l = 0; l < LANES; ++l) total[l] /= length;
            keep(total, here - i, out + first + i);
        }
    }
}

void average_many(const double *x, std::size_t n, std::size_t window, double *out) {
    Sums sums;
    const Pieces pieces(window % LANES, sums);
    const double *row = sums.of[2], length = static_cast<double>(window);
    const std::size_t values = n - window + 1, stretch = window / LANES * LANES;
    for (std::size_t start = 0; start < values; start += stretch, out += stretch) {
        const std::size_t mine = std::min(values - start, stretch);
        double before[LANES] = {}, part[LANES], total[LANES];
        // What each window holds of the next stretch, and its last elements, which fill no row.
        for (std::size_t first = 0; first < mine; first += TILE) {
            const std::size_t here = std::min(mine - first, TILE), from = start + stretch + first;
            sums.add_up(x + from, n - from, whole_rows(here) + LANES - 1, 3);
            for (std::size_t l = 0; l < LANES; ++l) part[l] = 0.0;
            for (std::size_t i = 0; i < here; i += LANES) {
                for (std::size_t l = 0; l < LANES; ++l) total[l] = before[l] + part[l];
                pieces.add(0, i, total);
                keep(total, here - i, out + first + i);
                for (std::size_t l = 0; l < LANES; ++l) part[l] += row[i + l];
            }
            for (std::size_t l = 0; l < LANES; ++l) before[l] += part[l];
        }
        // What it holds of its own stretch, from the end of the stretch on.
        for (std::size_t l = 0; l < LANES; ++l) before[l] = 0.0;
        for (std::size_t left = stretch, here; left > 0; left -= here) {
            here = (left - 1) % TILE + 1;
            const std::size_t first = left - here, from = start + first;
            sums.add_up(x + from, n - from, here + LANES - 1, 3);
            for (std::size_t l = 0; l < LANES; ++l) part[l] = 0.0;
            for (std::size_t i = here; i > 0;) {
                i -= LANES;
                for (std::size_t l = 0; l < LANES; ++l) part[l] += row[i + l];
                if (first + i >= mine) continue;
                double *to = out + first + i;
                const std::size_t count = mine - first - i;
                if (count >= LANES)
                    for (std::size_t l = 0; l < LANES; ++l) to[l] = (to[l] + (before[l] + part[l])) / length;
                else
                    for (std::size_t l = 0; l < count; ++l) to[l] = (to[l] + (before[l] + part[l])) / length;
            }
            for (std::size_t l = 0; l < LANES; ++l) before[l] += part[l];
        }
    }
}

} // namespace

namespace workbench {

void AT_LEVEL(moving_average_tuned)(rust::Slice<const double> x, std::size_t window, rust::Slice<double> out) {
    if (window < FEW)
        average_few(x.data(), x.size(), window, out.data());
    else
        average_many(x.data(), x.size(), window, out.data());
}

} // namespace workbench

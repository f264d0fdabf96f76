#include "kernels.h"

#include <string.h>

/* Values computed at a time, from buffers that stay in the first cache; lanes that are added side by side; windows below
 * FEW are put together from sums of 1, 4, 16 and 64 elements. */
enum { TILE = 1024, LANES = 16, FEW = 256, LEVELS = 4 };

/* of[j][i]: the sum of the 4^j elements of a tile that begin at its element i. */
struct sums {
    double of[LEVELS][TILE + FEW];
};

static void add_fours(const double *restrict sums, size_t apart, size_t count, double *restrict next) {
    for (size_t i = 0; i < count; ++i)
        next[i] = (sums[i] + sums[i + apart]) + (sums[i + 2 * apart] + sums[i + 3 * apart]);
}

/* The sums of `length` elements, of which x has `there`; those beyond it are zeros and reach no value that is kept. */
static void add_up(struct sums *sums, const double *x, size_t there, size_t length, int levels) {
    if (there > length) there = length;
    memcpy(sums->of[0], x, there * sizeof *x);
    for (size_t i = there; i < length; ++i) sums->of[0][i] = 0.0;
    size_t apart = 1;
    for (int j = 1; j < levels; ++j, apart *= 4) {
        length -= 3 * apart;
        add_fours(sums->of[j - 1], apart, length, sums->of[j]);
    }
}

/* Where the sums lie that `window` elements are made of, the longest first: the digits of window to the base 4. */
static size_t pieces_of(size_t window, const struct sums *sums, const double *piece[3 * LEVELS]) {
    size_t pieces = 0, offset = 0;
    for (int j = LEVELS - 1; j >= 0; --j) {
        const size_t apart = (size_t)1 << 2 * j;
        for (size_t digit = window / apart % 4; digit > 0; --digit) {
            piece[pieces++] = sums->of[j] + offset;
            offset += apart;
        }
    }
    return pieces;
}

static inline void add_pieces(const double *const piece[], size_t pieces, size_t i, double total[LANES]) {
    for (size_t p = 0; p < pieces; ++p)
        for (int l = 0; l < LANES; ++l) total[l] += piece[p][i + l];
}

static inline void keep(const double value[LANES], size_t count, double *out) {
    if (count >= LANES)
        for (int l = 0; l < LANES; ++l) out[l] = value[l];
    else
        for (size_t l = 0; l < count; ++l) out[l] = value[l];
}

static inline size_t at_most(size_t count, size_t most) {
    return count < most ? count : most;
}

static void average_few(const double *x, size_t n, size_t window, double *out) {
    struct sums sums;
    const double *piece[3 * LEVELS], length = (double)window;
    const size_t values = n - window + 1, pieces = pieces_of(window, &sums, piece);
    const int levels = window < 4 ? 1 : window < 16 ? 2 : window < 64 ? 3 : 4;
    for (size_t first = 0; first < values; first += TILE) {
        const size_t here = at_most(values - first, TILE);
        add_up(&sums, x + first, n - first, (here + LANES - 1) / LANES * LANES + window - 1, levels);
        for (size_t i = 0; i < here; i += LANES) {
            double total[LANES];
            for (int l = 0; l < LANES; ++l) total[l] = piece[0][i + l];
            add_pieces(piece + 1, pieces - 1, i, total);
            for (int l = 0; l < LANES; ++l) total[l] /= length;
            keep(total, here - i, out + first + i);
        }
    }
}

static void average_many(const double *x, size_t n, size_t window, double *out) {
    struct sums sums;
    const double *piece[3 * LEVELS], *row = sums.of[2], length = (double)window;
    const size_t values = n - window + 1, pieces = pieces_of(window % LANES, &sums, piece);
    const size_t stretch = window / LANES * LANES;
    for (size_t start = 0; start < values; start += stretch, out += stretch) {
        const size_t mine = at_most(values - start, stretch);
        double before[LANES] = {0.0}, part[LANES], total[LANES];
        /* What each window holds of the next stretch, and its last elements, which fill no row. */
        for (size_t first = 0; first < mine; first += TILE) {
            const size_t here = at_most(mine - first, TILE), from = start + stretch + first;
            add_up(&sums, x + from, n - from, (here + LANES - 1) / LANES * LANES + LANES - 1, 3);
            for (int l = 0; l < LANES; ++l) part[l] = 0.0;
            for (size_t i = 0; i < here; i += LANES) {
                for (int l = 0; l < LANES; ++l) total[l] = before[l] + part[l];
                add_pieces(piece, pieces, i, total);
                keep(total, here - i, out + first + i);
                for (int l = 0; l < LANES; ++l) part[l] += row[i + l];
            }
            for (int l = 0; l < LANES; ++l) before[l] += part[l];
        }
        /* What it holds of its own stretch, from the end of the stretch on. */
        for (int l = 0; l < LANES; ++l) before[l] = 0.0;
        for (size_t left = stretch, here; left > 0; left -= here) {
            here = (left - 1) % TILE + 1;
            const size_t first = left - here, from = start + first;
            add_up(&sums, x + from, n - from, here + LANES - 1, 3);
            for (int l = 0; l < LANES; ++l) part[l] = 0.0;
            for (size_t i = here; i > 0;) {
                i -= LANES;
                for (int l = 0; l < LANES; ++l) part[l] += row[i + l];
                if (first + i >= mine) continue;
                double *to = out + first + i;
                const size_t count = mine - first - i;
                if (count >= LANES)
                    for (int l = 0; l < LANES; ++l) to[l] = (to[l] + (before[l] + part[l])) / length;
                else
                    for (size_t l = 0; l < count; ++l) to[l] = (to[l] + (before[l] + part[l])) / length;
            }
            for (int l = 0; l < LANES; ++l) before[l] += part[l];
        }
    }
}

void AT_LEVEL(wb_c_moving_average_tuned)(const double *x, size_t n, size_t window, double *out) {
    if (window < FEW)
        average_few(x, n, window, out);
    else
        average_many(x, n, window, out);
}

#include "kernels.hpp"

#include <algorithm>

// Each level compiles this for itself: nothing in it may be shared between objects.
namespace {

// Windows below FEW are added up anew for each value. A longer one is rows of LANES elements, and fewer that fill no row.
// BLOCK values are computed side by side. Memory is fetched by LINE elements, AHEAD of where they are needed.
constexpr std::size_t FEW = 32, LANES = 8, BLOCK = 32, LINE = 8, AHEAD = 256;

// Memory is to answer while the divider is busy: the processor foresees too little of it by itself.
inline void fetch(const double *block) {
    for (std::size_t i = 0; i < BLOCK; i += LINE) __builtin_prefetch(block + i);
}

void average_few(const double *x, std::size_t values, std::size_t window, double *out) {
    const double length = static_cast<double>(window);
    std::size_t i = 0;
    for (; i + BLOCK <= values; i += BLOCK) {
        if (values - i >= AHEAD + BLOCK) {
            fetch(x + i + AHEAD);
            fetch(out + i + AHEAD);
        }
        double total[BLOCK];
        for (std::size_t l = 0; l < BLOCK; ++l) total[l] = 0.0 + x[i + l];
        for (std::size_t k = 1; k < window; ++k)
            for (std::size_t l = 0; l < BLOCK; ++l) total[l] += x[i + k + l];
        for (std::size_t l = 0; l < BLOCK; ++l) out[i + l] = total[l] / length;
    }
    for (; i < values; ++i) {
        double total = 0.0;
        for (std::size_t k = 0; k < window; ++k) total += x[i + k];
        out[i] = total / length;
    }
}

// rows[i]: the sum of the row that begins at x[i].
inline void add_up(const double *__restrict x, std::size_t count, double *__restrict rows) {
    for (std::size_t i = 0; i < count; ++i)
        rows[i] = ((x[i] + x[i + 1]) + (x[i + 2] + x[i + 3])) + ((x[i + 4] + x[i + 5]) + (x[i + 6] + x[i + 7]));
}

// The same where x ends, `there` elements on: rows that are not there are zeros, and reach no value.
void add_up_last(const double *x, std::size_t there, std::size_t count, double *rows) {
    const std::size_t whole = there < LANES ? 0 : std::min(count, there - (LANES - 1));
    add_up(x, whole, rows);
    std::fill(rows + whole, rows + count, 0.0);
}

// Makes rows the ends of windows: each joins those after it, of which `end` has the sums.
inline void add_ends(double *rows, std::size_t count, double *__restrict end) {
    for (std::size_t i = count; i > 0;) {
        i -= LANES;
        for (std::size_t l = 0; l < LANES; ++l) end[l] += rows[i + l];
        for (std::size_t l = 0; l < LANES; ++l) rows[i + l] = end[l];
    }
}

// From what windows hold of one stretch, in out, their means: with what they hold of the next, whose rows are given, and of
// its `rest` elements that fill no row.
inline void average(double *__restrict out, const double *__restrict x, const double *__restrict rows, std::size_t count,
                    std::size_t rest, double length, double *__restrict begin) {
    double total[BLOCK];
    for (std::size_t l = 0; l < count; ++l) total[l] = out[l];
    for (std::size_t k = 0; k < rest; ++k)
        for (std::size_t l = 0; l < count; ++l) total[l] += x[k + l];
    for (std::size_t i = 0; i < count; i += LANES)
        for (std::size_t l = 0; l < std::min(count - i, LANES); ++l) {
            total[i + l] += begin[l];
            begin[l] += rows[i + l];
        }
    for (std::size_t l = 0; l < count; ++l) out[l] = total[l] / length;
}

void average_many(const double *x, std::size_t n, std::size_t window, double *out) {
    const double length = static_cast<double>(window);
    const std::size_t rest = window % LANES, stretch = window - rest;
    double rows[BLOCK];
    // A window is the end of one stretch and the beginning of the next. Until its turn comes, out holds a stretch's rows.
    add_up(x, std::min(n - window + 1, stretch), out);
    for (std::size_t left = n - window + 1, mine; left > 0; left -= mine, n -= mine) {
        mine = std::min(left, stretch);
        double end[LANES] = {}, begin[LANES] = {};
        const std::size_t there = mine / LANES * LANES;
        for (std::size_t i = stretch; i > there;) {
            const std::size_t count = (i - there - 1) % BLOCK + 1;
            i -= count;
            add_up_last(x + i, n - i, count, rows);
            add_ends(rows, count, end);
            for (std::size_t l = 0; l < count && i + l < mine; ++l) out[i + l] = rows[l];
        }
        add_ends(out, there, end);

        x += stretch;
        double *next = out + mine;
        const std::size_t room = left - mine;
        for (std::size_t i = 0, count; i < mine; i += count) {
            count = std::min(mine - i, BLOCK);
            if (count == BLOCK && i + BLOCK <= room) {
                if (room - i >= AHEAD + BLOCK) {
                    fetch(x + i + AHEAD);
                    fetch(next + i + AHEAD);
                }
                add_up(x + i, BLOCK, next + i);
                average(out + i, x + i, next + i, BLOCK, rest, length, begin);
            } else {
                add_up_last(x + i, n - stretch - i, count, rows);
                average(out + i, x + i, rows, count, rest, length, begin);
                for (std::size_t l = 0; l < count && i + l < room; ++l) next[i + l] = rows[l];
            }
        }
        out = next;
    }
}

} // namespace

namespace workbench {

void AT_LEVEL(moving_average_tuned)(rust::Slice<const double> x, std::size_t window, rust::Slice<double> out) {
    if (window < FEW)
        average_few(x.data(), out.size(), window, out.data());
    else
        average_many(x.data(), x.size(), window, out.data());
}

} // namespace workbench

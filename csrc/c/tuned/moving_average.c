#include "kernels.h"

/* Windows below FEW are added up anew for each value. A longer one is rows of LANES elements, and fewer that fill no row.
 * BLOCK values are computed side by side. Memory is fetched by LINE elements, AHEAD of where they are needed. */
enum { FEW = 32, LANES = 8, BLOCK = 32, LINE = 8, AHEAD = 256 };

static inline size_t at_most(size_t count, size_t most) {
    return count < most ? count : most;
}

/* Memory is to answer while the divider is busy: the processor foresees too little of it by itself. */
static inline void fetch(const double *block) {
    for (int i = 0; i < BLOCK; i += LINE) __builtin_prefetch(block + i);
}

static void average_few(const double *x, size_t values, size_t window, double *out) {
    const double length = (double)window;
    size_t i = 0;
    for (; i + BLOCK <= values; i += BLOCK) {
        if (values - i >= AHEAD + BLOCK) {
            fetch(x + i + AHEAD);
            fetch(out + i + AHEAD);
        }
        double total[BLOCK];
        for (int l = 0; l < BLOCK; ++l) total[l] = 0.0 + x[i + l];
        for (size_t k = 1; k < window; ++k)
            for (int l = 0; l < BLOCK; ++l) total[l] += x[i + k + l];
        for (int l = 0; l < BLOCK; ++l) out[i + l] = total[l] / length;
    }
    for (; i < values; ++i) {
        double total = 0.0;
        for (size_t k = 0; k < window; ++k) total += x[i + k];
        out[i] = total / length;
    }
}

/* rows[i]: the sum of the row that begins at x[i]. */
static inline void add_up(const double *restrict x, size_t count, double *restrict rows) {
    for (size_t i = 0; i < count; ++i)
        rows[i] = ((x[i] + x[i + 1]) + (x[i + 2] + x[i + 3])) + ((x[i + 4] + x[i + 5]) + (x[i + 6] + x[i + 7]));
}

/* The same where x ends, `there` elements on: rows that are not there are zeros, and reach no value. */
static void add_up_last(const double *x, size_t there, size_t count, double *rows) {
    const size_t whole = there < LANES ? 0 : at_most(count, there - (LANES - 1));
    add_up(x, whole, rows);
    for (size_t i = whole; i < count; ++i) rows[i] = 0.0;
}

/* Makes rows the ends of windows: each joins those after it, of which `end` has the sums. */
static inline void add_ends(double *rows, size_t count, double *restrict end) {
    for (size_t i = count; i > 0;) {
        i -= LANES;
        for (int l = 0; l < LANES; ++l) end[l] += rows[i + l];
        for (int l = 0; l < LANES; ++l) rows[i + l] = end[l];
    }
}

/* From what windows hold of one stretch, in out, their means: with what they hold of the next, whose rows are given, and of
 * its `rest` elements that fill no row. */
static inline void average(double *restrict out, const double *restrict x, const double *restrict rows, size_t count,
                           size_t rest, double length, double *restrict begin) {
    double total[BLOCK];
    for (size_t l = 0; l < count; ++l) total[l] = out[l];
    for (size_t k = 0; k < rest; ++k)
        for (size_t l = 0; l < count; ++l) total[l] += x[k + l];
    for (size_t i = 0; i < count; i += LANES)
        for (size_t l = 0; l < at_most(count - i, LANES); ++l) {
            total[i + l] += begin[l];
            begin[l] += rows[i + l];
        }
    for (size_t l = 0; l < count; ++l) out[l] = total[l] / length;
}

static void average_many(const double *x, size_t n, size_t window, double *out) {
    const double length = (double)window;
    const size_t rest = window % LANES, stretch = window - rest;
    double rows[BLOCK];
    /* A window is the end of one stretch and the beginning of the next. Until its turn comes, out holds a stretch's rows. */
    add_up(x, at_most(n - window + 1, stretch), out);
    for (size_t left = n - window + 1, mine; left > 0; left -= mine, n -= mine) {
        mine = at_most(left, stretch);
        double end[LANES] = {0.0}, begin[LANES] = {0.0};
        const size_t there = mine / LANES * LANES;
        for (size_t i = stretch, count; i > there;) {
            count = (i - there - 1) % BLOCK + 1;
            i -= count;
            add_up_last(x + i, n - i, count, rows);
            add_ends(rows, count, end);
            for (size_t l = 0; l < count && i + l < mine; ++l) out[i + l] = rows[l];
        }
        add_ends(out, there, end);

        x += stretch;
        double *next = out + mine;
        const size_t room = left - mine;
        for (size_t i = 0, count; i < mine; i += count) {
            count = at_most(mine - i, BLOCK);
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
                for (size_t l = 0; l < count && i + l < room; ++l) next[i + l] = rows[l];
            }
        }
        out = next;
    }
}

void AT_LEVEL(wb_c_moving_average_tuned)(const double *x, size_t n, size_t window, double *out) {
    if (window < FEW)
        average_few(x, n - window + 1, window, out);
    else
        average_many(x, n, window, out);
}

#include "kernels.h"

/* Windows up to DIRECT_MAX are added up anew for each value. A longer window is partial sums of LANES elements, and
 * a remainder of fewer elements. BLOCK values are computed together. Memory is prefetched by cache lines of LINE
 * elements, PREFETCH_DISTANCE elements before they are needed. */
enum { DIRECT_MAX = 31, LANES = 8, BLOCK = 32, LINE = 8, PREFETCH_DISTANCE = 256 };

static inline size_t at_most(size_t count, size_t most) {
    return count < most ? count : most;
}

/* Memory is read while the divider is busy: the processor's own prefetching sees too little of that. */
static inline void prefetch(const double *block) {
    for (int i = 0; i < BLOCK; i += LINE) __builtin_prefetch(block + i);
}

static void average_direct(const double *x, size_t values, size_t window, double *out) {
    const double length = (double)window;
    size_t i = 0;
    for (; i + BLOCK <= values; i += BLOCK) {
        if (values - i >= PREFETCH_DISTANCE + BLOCK) {
            prefetch(x + i + PREFETCH_DISTANCE);
            prefetch(out + i + PREFETCH_DISTANCE);
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

/* partial[i]: the sum of the LANES elements from x[i] on. */
static inline void partial_sums(const double *restrict x, size_t count, double *restrict partial) {
    for (size_t i = 0; i < count; ++i)
        partial[i] = ((x[i] + x[i + 1]) + (x[i + 2] + x[i + 3])) + ((x[i + 4] + x[i + 5]) + (x[i + 6] + x[i + 7]));
}

/* The same where x ends after `available` elements: sums beyond it are zeros, and no value uses them. */
static void partial_sums_last(const double *x, size_t available, size_t count, double *partial) {
    const size_t whole = available < LANES ? 0 : at_most(count, available - (LANES - 1));
    partial_sums(x, whole, partial);
    for (size_t i = whole; i < count; ++i) partial[i] = 0.0;
}

/* Makes partial sums suffix sums of the segment: each is added to those after it, of which `suffix` has the sums. */
static inline void suffix_sums(double *partial, size_t count, double *restrict suffix) {
    for (size_t i = count; i > 0;) {
        i -= LANES;
        for (int l = 0; l < LANES; ++l) suffix[l] += partial[i + l];
        for (int l = 0; l < LANES; ++l) partial[i + l] = suffix[l];
    }
}

/* The means of `count` windows from the suffix sums of one segment, in out: with the prefix sums of the next
 * segment, whose partial sums are given, and with the window's `remainder` elements. */
static inline void average(double *restrict out, const double *restrict x, const double *restrict partial, size_t count,
                           size_t remainder, double length, double *restrict prefix) {
    double total[BLOCK];
    for (size_t l = 0; l < count; ++l) total[l] = out[l];
    for (size_t k = 0; k < remainder; ++k)
        for (size_t l = 0; l < count; ++l) total[l] += x[k + l];
    for (size_t i = 0; i < count; i += LANES)
        for (size_t l = 0; l < at_most(count - i, LANES); ++l) {
            total[i + l] += prefix[l];
            prefix[l] += partial[i + l];
        }
    for (size_t l = 0; l < count; ++l) out[l] = total[l] / length;
}

static void average_segments(const double *x, size_t n, size_t window, double *out) {
    const double length = (double)window;
    const size_t remainder = window % LANES, segment = window - remainder;
    double partial[BLOCK];
    /* A window is a suffix of one segment and a prefix of the next. Until its turn comes, out holds the partial sums
     * of a segment. */
    partial_sums(x, at_most(n - window + 1, segment), out);
    for (size_t left = n - window + 1, in_segment; left > 0; left -= in_segment, n -= in_segment) {
        in_segment = at_most(left, segment);
        double suffix[LANES] = {0.0}, prefix[LANES] = {0.0};
        const size_t whole = in_segment / LANES * LANES;
        for (size_t i = segment, count; i > whole;) {
            count = (i - whole - 1) % BLOCK + 1;
            i -= count;
            partial_sums_last(x + i, n - i, count, partial);
            suffix_sums(partial, count, suffix);
            for (size_t l = 0; l < count && i + l < in_segment; ++l) out[i + l] = partial[l];
        }
        suffix_sums(out, whole, suffix);

        x += segment;
        double *next = out + in_segment;
        const size_t space = left - in_segment;
        for (size_t i = 0, count; i < in_segment; i += count) {
            count = at_most(in_segment - i, BLOCK);
            if (count == BLOCK && i + BLOCK <= space) {
                if (space - i >= PREFETCH_DISTANCE + BLOCK) {
                    prefetch(x + i + PREFETCH_DISTANCE);
                    prefetch(next + i + PREFETCH_DISTANCE);
                }
                partial_sums(x + i, BLOCK, next + i);
                average(out + i, x + i, next + i, BLOCK, remainder, length, prefix);
            } else {
                partial_sums_last(x + i, n - segment - i, count, partial);
                average(out + i, x + i, partial, count, remainder, length, prefix);
                for (size_t l = 0; l < count && i + l < space; ++l) next[i + l] = partial[l];
            }
        }
        out = next;
    }
}

void LEVEL_SYMBOL(wb_c_moving_average_tuned)(const double *x, size_t n, size_t window, double *out) {
    if (window <= DIRECT_MAX)
        average_direct(x, n - window + 1, window, out);
    else
        average_segments(x, n, window, out);
}

#include "kernels.hpp"

#include <algorithm>

// Each level compiles this for itself: nothing in it may be shared between objects.
namespace {

// Windows up to DIRECT_MAX are added up anew for each value. A longer window is partial sums of LANES elements, and a
// remainder of fewer elements. BLOCK values are computed together. Memory is prefetched by cache lines of LINE
// elements, PREFETCH_DISTANCE elements before they are needed.
constexpr std::size_t DIRECT_MAX = 31, LANES = 8, BLOCK = 32, LINE = 8, PREFETCH_DISTANCE = 256;

// Memory is read while the divider is busy: the processor's own prefetching sees too little of that.
inline void prefetch(const double *block) {
    for (std::size_t i = 0; i < BLOCK; i += LINE) __builtin_prefetch(block + i);
}

void average_direct(const double *x, std::size_t values, std::size_t window, double *out) {
    const double length = static_cast<double>(window);
    std::size_t i = 0;
    for (; i + BLOCK <= values; i += BLOCK) {
        if (values - i >= PREFETCH_DISTANCE + BLOCK) {
            prefetch(x + i + PREFETCH_DISTANCE);
            prefetch(out + i + PREFETCH_DISTANCE);
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

// partial[i]: the sum of the LANES elements from x[i] on.
inline void partial_sums(const double *__restrict x, std::size_t count, double *__restrict partial) {
    for (std::size_t i = 0; i < count; ++i)
        partial[i] = ((x[i] + x[i + 1]) + (x[i + 2] + x[i + 3])) + ((x[i + 4] + x[i + 5]) + (x[i + 6] + x[i + 7]));
}

// The same where x ends after `available` elements: sums beyond it are zeros, and no value uses them.
void partial_sums_last(const double *x, std::size_t available, std::size_t count, double *partial) {
    const std::size_t whole = available < LANES ? 0 : std::min(count, available - (LANES - 1));
    partial_sums(x, whole, partial);
    std::fill(partial + whole, partial + count, 0.0);
}

// Makes partial sums suffix sums of the segment: each is added to those after it, of which `suffix` has the sums.
inline void suffix_sums(double *partial, std::size_t count, double *__restrict suffix) {
    for (std::size_t i = count; i > 0;) {
        i -= LANES;
        for (std::size_t l = 0; l < LANES; ++l) suffix[l] += partial[i + l];
        for (std::size_t l = 0; l < LANES; ++l) partial[i + l] = suffix[l];
    }
}

// The means of `count` windows from the suffix sums of one segment, in out: with the prefix sums of the next segment,
// whose partial sums are given, and with the window's `remainder` elements.
inline void average(double *__restrict out, const double *__restrict x, const double *__restrict partial,
                    std::size_t count, std::size_t remainder, double length, double *__restrict prefix) {
    double total[BLOCK];
    for (std::size_t l = 0; l < count; ++l) total[l] = out[l];
    for (std::size_t k = 0; k < remainder; ++k)
        for (std::size_t l = 0; l < count; ++l) total[l] += x[k + l];
    for (std::size_t i = 0; i < count; i += LANES)
        for (std::size_t l = 0; l < std::min(count - i, LANES); ++l) {
            total[i + l] += prefix[l];
            prefix[l] += partial[i + l];
        }
    for (std::size_t l = 0; l < count; ++l) out[l] = total[l] / length;
}

void average_segments(const double *x, std::size_t n, std::size_t window, double *out) {
    const double length = static_cast<double>(window);
    const std::size_t remainder = window % LANES, segment = window - remainder;
    double partial[BLOCK];
    // A window is a suffix of one segment and a prefix of the next. Until its turn comes, out holds the partial sums of
    // a segment.
    partial_sums(x, std::min(n - window + 1, segment), out);
    for (std::size_t left = n - window + 1, in_segment; left > 0; left -= in_segment, n -= in_segment) {
        in_segment = std::min(left, segment);
        double suffix[LANES] = {}, prefix[LANES] = {};
        const std::size_t whole = in_segment / LANES * LANES;
        for (std::size_t i = segment; i > whole;) {
            const std::size_t count = (i - whole - 1) % BLOCK + 1;
            i -= count;
            partial_sums_last(x + i, n - i, count, partial);
            suffix_sums(partial, count, suffix);
            for (std::size_t l = 0; l < count && i + l < in_segment; ++l) out[i + l] = partial[l];
        }
        suffix_sums(out, whole, suffix);

        x += segment;
        double *next = out + in_segment;
        const std::size_t space = left - in_segment;
        for (std::size_t i = 0, count; i < in_segment; i += count) {
            count = std::min(in_segment - i, BLOCK);
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
                for (std::size_t l = 0; l < count && i + l < space; ++l) next[i + l] = partial[l];
            }
        }
        out = next;
    }
}

} // namespace

namespace workbench::LEVEL {

void moving_average_tuned(rust::Slice<const double> x, std::size_t window, rust::Slice<double> out) {
    if (window <= DIRECT_MAX)
        average_direct(x.data(), out.size(), window, out.data());
    else
        average_segments(x.data(), x.size(), window, out.data());
}

} // namespace workbench::LEVEL

/* The C contract: every C kernel, its shapes and what its caller has checked. wb means workbench.
 * Every kernel only reads its inputs, writes nothing but `out`, keeps no pointer and has no state, so any thread may
 * call it. Lengths count elements. An empty input may come with any non-null pointer. */
#ifndef WORKBENCH_C_KERNELS_H
#define WORKBENCH_C_KERNELS_H

#include <stddef.h>
#include <stdint.h>

/* i + j. The sum must be inside int32_t: signed overflow is undefined in C. */
int32_t wb_c_add(int32_t i, int32_t j);

/* Sum of x[k] * y[k]; x[n], y[n]. */
double wb_c_dot(const double *x, const double *y, size_t n);
float wb_c_dot_f32(const float *x, const float *y, size_t n);

/* Sum of x[k]; x[n]. */
double wb_c_sum(const double *x, size_t n);

/* (4 / n) times the sum over k in [first, last) of 1 / (1 + ((k + 0.5) / n)^2); 1 <= n <= 10^12, 0 <= first <= last
 * <= n. */
double wb_c_series_pi(int64_t n, int64_t first, int64_t last);

/* Number of the samples [first, last) that fall inside the quarter circle; 0 <= first <= last <= 2^53. */
int64_t wb_c_monte_carlo_pi(uint64_t seed, int64_t first, int64_t last);

/* Ten rounds of Philox4x32; counter[4], key[2], out[4]. */
void wb_c_philox4x32_10(const uint32_t *counter, const uint32_t *key, uint32_t *out);

/* out[i] = mean of x[i .. i + window); x[n], out[n - window + 1], 1 <= window <= n, out apart from x. */
void wb_c_moving_average(const double *x, size_t n, size_t window, double *out);

/* out[0] = x[0], out[i] = alpha * x[i] + (1 - alpha) * out[i - 1]; x[n], out[n], 0 < alpha <= 1, out apart from x. */
void wb_c_exponential_smoothing(const double *x, size_t n, double alpha, double *out);

/* Wilder's relative strength index in percent; x[n], out[n - period], 1 <= period < n, out apart from x. */
void wb_c_rsi(const double *x, size_t n, size_t period, double *out);

#endif

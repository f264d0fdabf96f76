/* The Fortran contract of the tuned kernels as C sees it. Their sources are compiled once for each instruction-set
 * level, with _LEVEL in their names replaced by it: here LEVEL is defined as its name. The shapes and rules are
 * those of the plain kernels in ../kernels.h, and the processor has the instructions of the level. */
#ifndef WORKBENCH_FORTRAN_TUNED_KERNELS_H
#define WORKBENCH_FORTRAN_TUNED_KERNELS_H

#include <stddef.h>
#include <stdint.h>

/* wb_fortran_sum_tuned at level v3 is wb_fortran_sum_tuned_v3. */
#define LEVEL_SYMBOL(name) LEVEL_JOIN(name, LEVEL)
#define LEVEL_JOIN(name, level) LEVEL_JOIN_NAMES(name, level)
#define LEVEL_JOIN_NAMES(name, level) name##_##level

double LEVEL_SYMBOL(wb_fortran_dot_tuned)(const double *x, const double *y, size_t n);
float LEVEL_SYMBOL(wb_fortran_dot_f32_tuned)(const float *x, const float *y, size_t n);
double LEVEL_SYMBOL(wb_fortran_sum_tuned)(const double *x, size_t n);
double LEVEL_SYMBOL(wb_fortran_series_pi_tuned)(int64_t n, int64_t first, int64_t last);
int64_t LEVEL_SYMBOL(wb_fortran_monte_carlo_pi_tuned)(int64_t seed, int64_t first, int64_t last);
void LEVEL_SYMBOL(wb_fortran_moving_average_tuned)(const double *x, size_t n, size_t window, double *out);

/* The last `count` values of the index; out[count], 1 <= count <= n - period. */
void LEVEL_SYMBOL(wb_fortran_rsi_tuned)(const double *x, size_t n, size_t period, size_t count, double *out);

#endif

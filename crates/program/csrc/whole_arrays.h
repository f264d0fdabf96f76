/* The C contract of the experiment `memory`: an estimate made of whole arrays, as one writes it in an array language.
 * wb means workbench. */
#ifndef WORKBENCH_C_WHOLE_ARRAYS_H
#define WORKBENCH_C_WHOLE_ARRAYS_H

#include <stddef.h>
#include <stdint.h>

/* Hits among the first n samples of wb_c_monte_carlo_pi, through four arrays of n elements: x, y, the squared distance
 * and the hit. They are this function's own, and freed when it returns. It returns 0, or -1 when memory is refused, and
 * then nothing is written; n <= 2^53, hits[1]. It has no state, so any thread may call it. */
int32_t wb_c_monte_carlo_pi_arrays(uint64_t seed, size_t n, int64_t *hits);

#endif

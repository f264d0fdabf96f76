/* The contract of arrays that C and C++ allocate, fill and hand over, in the experiment `memory`. wb means workbench.
 * Who made an array frees it: one of wb_c_uniform by wb_c_free_array, one of wb_cpp_uniform by wb_cpp_free_array, once,
 * and by no other function. Any thread may call any of them. */
#ifndef WORKBENCH_OWNED_ARRAY_H
#define WORKBENCH_OWNED_ARRAY_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* n numbers in [0, 1) made from a seed, each written, in memory that the caller owns now; or NULL when there is too
 * little. The address is a multiple of 8. */
double *wb_c_uniform(uint64_t seed, size_t n);
double *wb_cpp_uniform(uint64_t seed, size_t n);

/* Fills x[n] with these numbers: what both are made of. Rust does not call it. */
void wb_fill_uniform(uint64_t seed, double *x, size_t n);

/* Gives the memory back. x is from the function of the same language, and is not used again. */
void wb_c_free_array(double *x);
void wb_cpp_free_array(double *x);

/* Arrays that were handed over and not given back yet. */
int64_t wb_c_arrays_alive(void);
int64_t wb_cpp_arrays_alive(void);

#ifdef __cplusplus
}
#endif

#endif

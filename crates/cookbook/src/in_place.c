#include <stddef.h>

/* y[i] += factor * x[i] for i below n. The two arrays do not overlap: the compiler may read ahead. */
void ck_add_multiple(double *restrict y, const double *restrict x, double factor, size_t n)
{
    for (size_t i = 0; i < n; i++)
        y[i] += factor * x[i];
}

/* Turns x[0] ... x[n-1] into its running sum, in place. */
void ck_running_sum(double *x, size_t n)
{
    for (size_t i = 1; i < n; i++)
        x[i] += x[i - 1];
}

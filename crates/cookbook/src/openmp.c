#include <stddef.h>

/* Sum of squares, by a team of `threads` OpenMP threads. A loop without the clause takes as many as there are cores. */
double ck_sum_of_squares(const double *x, size_t n, int threads)
{
    double sum = 0;
#pragma omp parallel for reduction(+ : sum) num_threads(threads)
    for (size_t i = 0; i < n; i++)
        sum += x[i] * x[i];
    return sum;
}

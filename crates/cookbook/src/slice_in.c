#include <stddef.h>

/* Mean of x[0] ... x[n-1], weighted by w[0] ... w[n-1], or equally where w is NULL. Reads the arrays, keeps no pointer.
   The caller makes sure that x is not NULL and that n is at least 1. */
double ck_weighted_mean(const double *x, const double *w, size_t n)
{
    double sum = 0, weights = 0;
    for (size_t i = 0; i < n; i++) {
        sum += w ? w[i] * x[i] : x[i];
        weights += w ? w[i] : 1;
    }
    return sum / weights;
}

/* Largest of x[0] ... x[n-1]; n is at least 1. The count is an int, as in many old libraries. */
double ck_largest(int n, const double *x)
{
    double largest = x[0];
    for (int i = 1; i < n; i++)
        if (x[i] > largest)
            largest = x[i];
    return largest;
}

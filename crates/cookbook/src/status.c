#include <stddef.h>

enum { CK_OK = 0, CK_NO_DATA = 1, CK_NOT_FINITE = 2 };

/* Writes mean and variance (over n) of x[0] ... x[n-1] to *mean and *variance, and returns CK_OK. For n = 0 it returns
   CK_NO_DATA, for a sum that is not finite CK_NOT_FINITE, and writes neither. */
int ck_moments(const double *x, size_t n, double *mean, double *variance)
{
    if (n == 0)
        return CK_NO_DATA;
    double sum = 0, squares = 0;
    for (size_t i = 0; i < n; i++)
        sum += x[i];
    if (sum - sum != 0)
        return CK_NOT_FINITE;
    for (size_t i = 0; i < n; i++)
        squares += (x[i] - sum / n) * (x[i] - sum / n);
    *mean = sum / n;
    *variance = squares / n;
    return CK_OK;
}

#include "exported.h" /* written by cbindgen from exported.rs */

/* What a C program would do: a smoother, fed and read, with every misuse that has a status. Returns the number of the
   first thing that is wrong, or 0. */
int ck_use_smoother(void)
{
    double out = -1;
    if (ck_smoother_new(2) != NULL)
        return 1; /* 2 is not a weight */
    struct Smoother *smoother = ck_smoother_new(0.5);
    if (smoother == NULL)
        return 2;
    if (ck_smoother_add(smoother, 4, &out) != SMOOTHER_OK || out != 4)
        return 3;
    if (ck_smoother_add(smoother, 8, &out) != SMOOTHER_OK || out != 6)
        return 4;
    if (ck_smoother_add(NULL, 1, &out) != SMOOTHER_NULL || ck_smoother_add(smoother, 1, NULL) != SMOOTHER_NULL)
        return 5;
    if (ck_smoother_add(smoother, 0.0 / 0.0, &out) != SMOOTHER_PANIC || out != 6)
        return 6; /* it panics on NaN: a status, and `out` is as it was */
    ck_smoother_free(smoother);
    ck_smoother_free(NULL);
    return 0;
}

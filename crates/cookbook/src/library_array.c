#include <stdlib.h>

/* Where x[0] ... x[n-1] is larger than its two neighbours: allocates *peaks, fills it with their indices in increasing
   order, and sets *count. Where there are none, *peaks is NULL. The caller frees it by ck_peaks_free. Returns 0, or -1
   where there is no memory, and sets neither. */
int ck_peaks(const double *x, size_t n, size_t **peaks, int *count)
{
    size_t *found = NULL;
    int k = 0;
    for (size_t i = 1; i + 1 < n; i++)
        if (x[i] > x[i - 1] && x[i] > x[i + 1]) {
            size_t *larger = realloc(found, (size_t)(k + 1) * sizeof *found);
            if (!larger) {
                free(found);
                return -1;
            }
            found = larger;
            found[k++] = i;
        }
    *peaks = found;
    *count = k;
    return 0;
}

void ck_peaks_free(size_t *peaks)
{
    free(peaks);
}

#include <stddef.h>

static double sum;
static size_t count;

/* Collects numbers: reset, add, mean. All of it in static variables: one caller at a time. */
void ck_collect_reset(void)
{
    sum = 0;
    count = 0;
}

void ck_collect_add(double x)
{
    sum += x;
    count++;
}

double ck_collect_mean(void)
{
    return count ? sum / count : 0;
}

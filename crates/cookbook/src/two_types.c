#include <stdlib.h>
#include <string.h>

typedef double (*ck_supply)(void *user);

/* A filter: one C type, of two kinds. Made by ck_filter_new it takes values from ck_filter_push; made by
   ck_filter_pulling_new it gets them by itself, from supply(user). */
struct ck_filter {
    double smooth;
    ck_supply supply;
    void *user;
};

struct ck_filter *ck_filter_new(void)
{
    return calloc(1, sizeof(struct ck_filter));
}

struct ck_filter *ck_filter_pulling_new(ck_supply supply, void *user)
{
    struct ck_filter *filter = ck_filter_new();
    if (filter) {
        filter->supply = supply;
        filter->user = user;
    }
    return filter;
}

/* A filter in the same state: with the same `user`, too. NULL where there is no memory. */
struct ck_filter *ck_filter_clone(const struct ck_filter *filter)
{
    struct ck_filter *clone = malloc(sizeof *clone);
    return clone ? memcpy(clone, filter, sizeof *clone) : NULL;
}

/* Only for the first kind. */
double ck_filter_push(struct ck_filter *filter, double value)
{
    return filter->smooth += (value - filter->smooth) / 2;
}

/* Only for the second kind. */
double ck_filter_pull(struct ck_filter *filter)
{
    return ck_filter_push(filter, filter->supply(filter->user));
}

void ck_filter_free(struct ck_filter *filter)
{
    free(filter);
}

#include <stddef.h>

struct ck_unit {
    const char *name;
    double metres;
};

/* All units, and how many they are. The last entry, of which the count says nothing, has a NULL name. */
const struct ck_unit ck_units[] = {{"metre", 1}, {"inch", 0.0254}, {"mile", 1609.344}, {NULL, 0}};
const size_t ck_unit_count = 3;

/* How many digits are printed; may be changed at any time. */
int ck_digits = 6;

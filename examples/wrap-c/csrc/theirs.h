/* The contract. What a comment asks for, the caller has checked.
 *
 * Every function only reads its inputs, writes nothing but `out`, keeps no pointer and has no state, so any thread may
 * call it. There is nothing to free. Lengths count elements. */
#ifndef THEIRS_H
#define THEIRS_H

#include <stddef.h>

/* out[i] = the value at x[i] of the line through the points of the table; outside the table, that of its nearest end.
 *
 * table_x[table_n], table_y[table_n]: table_n >= 2. table_x increases, or the values mean nothing.
 * x[n], out[n]: apart from each other and from the table. n may be 0.
 *
 * A NaN in x gives NaN. */
void interpolate(const double *table_x, const double *table_y, size_t table_n, const double *x, size_t n, double *out);

#endif

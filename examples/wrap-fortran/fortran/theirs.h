/* The contract. What a comment asks for, the caller has checked.
 *
 * Every function only reads its inputs, writes nothing but `x`, keeps no pointer and has no state, so any thread may
 * call it. There is nothing to free. Lengths count elements. */
#ifndef THEIRS_H
#define THEIRS_H

#include <stddef.h>

/* Solves A x = rhs, where A is zero but for its diagonal and the two beside it. No rows are exchanged.
 *
 * below[n - 1]: below[k] is in row k + 1, column k.  diagonal[n].  above[n - 1]: above[k] is in row k, column k + 1.
 * rhs[n], x[n]: x is apart from all inputs. n may be 0, and is below 2^63: Fortran's c_size_t has a sign.
 *
 * 0, and x is the solution; or k, and the elimination ended in the k-th row, counted from 1, because its pivot is 0. */
size_t solve_tridiagonal(size_t n, const double *below, const double *diagonal, const double *above, const double *rhs,
                         double *x);

#endif

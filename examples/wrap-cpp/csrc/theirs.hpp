// The contract. What a comment asks for, the caller has checked.
//
// Every function only reads its arguments, keeps none of them and has no state, so any thread may call it. There is
// nothing to free. What goes wrong is thrown, and is a std::exception.
#pragma once

#include <span>

namespace theirs {

// The q-th quantile of x: the value at position q (n - 1) of the n values in ascending order, on a straight line
// between its two neighbours. q = 0.5 is the median.
//
// x: at least one value. q: from 0 to 1.
//
// Throws std::invalid_argument if a value is infinite or NaN, std::bad_alloc if there is no memory for a copy of x.
double quantile(std::span<const double> x, double q);

} // namespace theirs

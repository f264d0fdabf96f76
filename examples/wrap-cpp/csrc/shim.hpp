// All that C++ has to know of Rust: a slice is a span. The files of the colleague stay as they are.
#pragma once

#include "rust/cxx.h"
#include "theirs.hpp"

namespace shim {

inline double quantile(rust::Slice<const double> x, double q) { return theirs::quantile({x.data(), x.size()}, q); }

} // namespace shim

#pragma once
#include "rust/cxx.h"

namespace cookbook {

struct Sample;  // shared: declared in the bridge
struct Counter; // Rust's: opaque to C++

// Feeds every sample above the threshold to the counter, and returns it.
rust::Box<Counter> count_above(rust::Slice<const Sample> samples, double threshold, rust::Box<Counter> counter);

}

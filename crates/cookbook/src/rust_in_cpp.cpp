#include "ffi-cookbook/src/rust_in_cpp.rs.h" // what cxx makes of the bridge
#include "ffi-cookbook/src/rust_in_cpp.hpp"

rust::Box<cookbook::Counter> cookbook::count_above(rust::Slice<const Sample> samples, double threshold,
                                                   rust::Box<Counter> counter)
{
    for (const Sample &sample : samples)
        if (sample.value > threshold)
            counter->count(sample.time); // throws rust::Error where Rust returns Err
    return counter;
}

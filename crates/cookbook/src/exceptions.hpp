#pragma once
#include <cstddef>

namespace cookbook {

// The element at the index of 10, 20, 30; throws std::out_of_range elsewhere.
double element(std::size_t index);

// Throws a number, which is no std::exception.
void throw_number();

}

// Faults of C++: exceptions that nobody catches.
#include <exception>
#include <stdexcept>
#include <vector>

extern "C" {

double fault_throw() { throw std::runtime_error("a C++ exception"); }

double fault_terminate() { std::terminate(); }

// Takes memory until std::bad_alloc, which nobody catches. It gives up at `most` bytes.
double fault_hog_cpp(std::size_t most) {
    const std::size_t step = 1 << 20;
    std::vector<std::vector<char>> blocks;
    for (std::size_t taken = 0; taken < most; taken += step) blocks.emplace_back(step, 'x');
    return 0.0;
}

}

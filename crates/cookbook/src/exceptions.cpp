#include "ffi-cookbook/src/exceptions.hpp"
#include <stdexcept>
#include <vector>

double cookbook::element(std::size_t index)
{
    const std::vector<double> elements{10, 20, 30};
    return elements.at(index);
}

void cookbook::throw_number()
{
    try {
        throw 42;
    } catch (int) {
        // cxx catches what derives from std::exception; all else is turned into it here.
        throw std::runtime_error("a number was thrown: 42");
    }
}

// The lecture's loops in C++, as pybind11 offers them to Python: what people write first.

#include <cstddef>
#include <cstdint>
#include <random>
#include <stdexcept>

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

namespace py = pybind11;

static int add(int i, int j) { return i + j; }

// One total in the type of the elements, as the lecture has it.
template <typename T>
static T multiply_vecs_then_sum(const py::array_t<T> &x, const py::array_t<T> &y) {
    const auto a = x.template unchecked<1>();
    const auto b = y.template unchecked<1>();
    if (a.shape(0) != b.shape(0)) throw std::invalid_argument("x and y differ in length");
    T total = 0;
    for (py::ssize_t k = 0; k < a.shape(0); ++k) total += a(k) * b(k);
    return total;
}

static double sum(const py::array_t<double> &x) {
    const auto a = x.unchecked<1>();
    double total = 0.0;
    for (py::ssize_t k = 0; k < a.shape(0); ++k) total += a(k);
    return total;
}

static double series_pi(std::int64_t n) {
    const double step = 1.0 / static_cast<double>(n);
    double total = 0.0;
    for (std::int64_t k = 0; k < n; ++k) {
        const double x = (static_cast<double>(k) + 0.5) * step;
        total += 1.0 / (1.0 + x * x);
    }
    return 4.0 * step * total;
}

static double monte_carlo_pi(std::int64_t n) {
    std::mt19937_64 engine(1);
    std::uniform_real_distribution<double> uniform(0.0, 1.0);
    std::int64_t hits = 0;
    for (std::int64_t k = 0; k < n; ++k) {
        const double x = uniform(engine), y = uniform(engine);
        hits += x * x + y * y < 1.0;
    }
    return 4.0 * static_cast<double>(hits) / static_cast<double>(n);
}

PYBIND11_MODULE(lecture_pybind11, module) {
    module.def("add", &add);
    module.def("multiply_vecs_then_sum", &multiply_vecs_then_sum<float>);
    module.def("multiply_vecs_then_sum_f64", &multiply_vecs_then_sum<double>);
    module.def("sum", &sum);
    module.def("series_pi", &series_pi);
    module.def("monte_carlo_pi", &monte_carlo_pi);
}

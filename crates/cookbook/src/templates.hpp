#pragma once
#include <algorithm>
#include <cstddef>
#include <memory>
#include <vector>

namespace cookbook {

// The last `length` values of a stream; length is at least 1.
template <typename T> class Window {
public:
    explicit Window(std::size_t length) : values_(length) {}
    void push(T value) { values_[pushed_++ % values_.size()] = value; }
    T largest() const
    {
        T largest{};
        for (std::size_t k = 0; k < std::min(pushed_, values_.size()); k++)
            if (k == 0 || values_[k] > largest)
                largest = values_[k];
        return largest;
    }
    std::size_t pushed() const { return pushed_; }

private:
    std::vector<T> values_;
    std::size_t pushed_ = 0;
};

// The shim, ours: a name for each type that Rust uses.
using WindowF64 = Window<double>;
using WindowI32 = Window<int>;

template <typename T> std::unique_ptr<Window<T>> make_window(std::size_t length)
{
    return std::make_unique<Window<T>>(length);
}
inline std::unique_ptr<WindowF64> make_window_f64(std::size_t length) { return make_window<double>(length); }
inline std::unique_ptr<WindowI32> make_window_i32(std::size_t length) { return make_window<int>(length); }

}

#pragma once
#include "rust/cxx.h"
#include <algorithm>
#include <functional>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

namespace cookbook {

// The k largest values, largest first; all where there are fewer. A copy.
inline std::unique_ptr<std::vector<double>> largest(rust::Slice<const double> values, std::size_t k)
{
    auto all = std::make_unique<std::vector<double>>(values.begin(), values.end());
    std::sort(all->begin(), all->end(), std::greater<double>());
    all->resize(std::min(k, all->size()));
    return all;
}

inline double total(const std::vector<double> &values)
{
    return std::accumulate(values.begin(), values.end(), 0.0);
}

// The text, `times` times; its bytes are any bytes.
inline std::unique_ptr<std::string> repeated(rust::Str text, std::size_t times)
{
    auto all = std::make_unique<std::string>();
    for (std::size_t k = 0; k < times; k++)
        all->append(text.data(), text.size());
    return all;
}

// The first byte alone: a part of a character, where that has several.
inline std::unique_ptr<std::string> first_byte(rust::Str text)
{
    return std::make_unique<std::string>(text.data(), std::min<std::size_t>(1, text.size()));
}

}

#include "kernels.hpp"

namespace workbench {
namespace {

using Counter = std::array<std::uint32_t, 4>;
using Key = std::array<std::uint32_t, 2>;

// Philox4x32-10: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11.
inline Counter philox(Counter word, Key key) {
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t p0 = UINT64_C(0xD2511F53) * word[0];
        const std::uint64_t p1 = UINT64_C(0xCD9E8D57) * word[2];
        word = {static_cast<std::uint32_t>(p1 >> 32) ^ word[1] ^ key[0], static_cast<std::uint32_t>(p1),
                static_cast<std::uint32_t>(p0 >> 32) ^ word[3] ^ key[1], static_cast<std::uint32_t>(p0)};
        key[0] += UINT32_C(0x9E3779B9);
        key[1] += UINT32_C(0xBB67AE85);
    }
    return word;
}

// 31 bits a coordinate: x^2 + y^2 fits 64 bits, so the test needs no rounding and every language counts the same hits.
inline bool hit(std::uint32_t a, std::uint32_t b) {
    const std::uint64_t x = a >> 1, y = b >> 1;
    return x * x + y * y < (UINT64_C(1) << 62);
}

} // namespace

Counter philox4x32_10(Counter counter, Key key) { return philox(counter, key); }

std::int64_t monte_carlo_pi(std::uint64_t seed, std::int64_t first, std::int64_t last) {
    const Key key = {static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)};
    std::int64_t hits = 0;
    // Samples 2p and 2p + 1 share counter p; the first or the last pair may be cut in half.
    for (std::int64_t p = first / 2; 2 * p < last; ++p) {
        const auto pair = static_cast<std::uint64_t>(p);
        const auto low = static_cast<std::uint32_t>(pair), high = static_cast<std::uint32_t>(pair >> 32);
        const Counter word = philox({low, high, 0, 0}, key);
        if (2 * p >= first) hits += hit(word[0], word[1]);
        if (2 * p + 1 < last) hits += hit(word[2], word[3]);
    }
    return hits;
}

} // namespace workbench

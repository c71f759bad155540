// What a configuration may cost, whoever wrote it: the reader's time and memory grow with these at most.
#pragma once

#include <cstddef>

namespace sendwright::config {

// Of a .cf, its source map, a file of a class: the largest sites have a .cf of ten thousand lines.
inline constexpr std::size_t kMaxFileOctets = std::size_t{64} << 20;
inline constexpr std::size_t kMaxLineOctets = std::size_t{16} << 20;  // with continuations
// Of lines whose macros are replaced: a few octets may stand for a large text each time.
inline constexpr std::size_t kMaxExpandedOctets = std::size_t{256} << 20;
// Messages that are kept: nobody reads more, and each may show a line.
inline constexpr std::size_t kMaxMessages = 10'000;
inline constexpr std::size_t kMaxMessageOctets = std::size_t{32} << 20;

}  // namespace sendwright::config

// Netstrings as a server of socket maps sends them (`LENGTH:octets,`): octets in, content or what is
// wrong with them out.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sendwright::maps {

struct Netstring {
  enum class State {
    kIncomplete,    // more octets may complete it
    kComplete,
    kNoLength,      // does not begin with a number and a colon
    kTooLong,       // more than `max_content` octets are announced
    kMissingComma,
  };
  State state = State::kIncomplete;
  std::string_view content{};  // complete: inside the octets that were read
  std::size_t announced = 0;   // what stands in front of the colon, as far as it was read
};

// The netstring at the front of `octets`. As soon as no more octets could make it a good one it
// says so, so that what is waited for is never longer than the limit.
[[nodiscard]] Netstring read_netstring(std::string_view octets, std::size_t max_content);

[[nodiscard]] std::string make_netstring(std::string_view content);

}  // namespace sendwright::maps

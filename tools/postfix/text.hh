// Text with places to fill in, in the notation of std::format, which GCC 12 does not have yet.
#pragma once

#include <concepts>
#include <string>
#include <string_view>
#include <vector>

namespace sendwright::postfix {

// Each {} is the next of `values`, and {1} the second.
[[nodiscard]] std::string fill_places(std::string_view pattern,
                                      const std::vector<std::string>& values);

template <typename T>
[[nodiscard]] std::string text_of(const T& value) {
  if constexpr (std::integral<T>) {
    return std::to_string(value);
  } else {
    return std::string(value);
  }
}

template <typename... T>
[[nodiscard]] std::string filled(std::string_view pattern, const T&... values) {
  return fill_places(pattern, {text_of(values)...});
}

}  // namespace sendwright::postfix

// The type of every answer that can fail as a matter of course: a lookup, a parse of outside input,
// a peer's reply. What ends an operation (configuration, out of resources) is an exception instead.
#pragma once

#include <expected>
#include <string>
#include <utility>

namespace sendwright::base {

// Whether trying the same thing again later may succeed. When in doubt about a local fault the
// answer is kTemporary: mail waits.
enum class Persistence { kTemporary, kPermanent };

// Why something failed, in words for an administrator (file, line, what was expected, what to do).
struct Error {
  std::string message;
  Persistence persistence = Persistence::kPermanent;

  [[nodiscard]] bool is_temporary() const { return persistence == Persistence::kTemporary; }
};

template <typename T>
using Result = std::expected<T, Error>;

[[nodiscard]] inline std::unexpected<Error> permanent(std::string message) {
  return std::unexpected(Error{std::move(message), Persistence::kPermanent});
}

[[nodiscard]] inline std::unexpected<Error> temporary(std::string message) {
  return std::unexpected(Error{std::move(message), Persistence::kTemporary});
}

}  // namespace sendwright::base

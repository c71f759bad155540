// Class arith: the key is an operator, the first two arguments are its operands (64 bits, C number
// syntax; text counts as 0).
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <optional>
#include <random>

#include "maps/map_classes.hh"

namespace sendwright::maps {
namespace {

using Wide = std::uint64_t;  // overflow wraps

std::int64_t number(const std::string& text) {
  return static_cast<std::int64_t>(std::strtoll(text.c_str(), nullptr, 0));
}

std::int64_t random_between(std::int64_t low, std::int64_t high) {
  thread_local std::mt19937_64 generator{std::random_device{}()};
  if (low > high) std::swap(low, high);
  return std::uniform_int_distribution<std::int64_t>(low, high)(generator);
}

std::optional<std::string> calculate(char operation, std::int64_t a, std::int64_t b) {
  const bool is_divisible =
      b != 0 && !(a == std::numeric_limits<std::int64_t>::min() && b == -1);
  const auto wide = [](Wide value) { return std::to_string(static_cast<std::int64_t>(value)); };
  switch (operation) {
    case '+': return wide(static_cast<Wide>(a) + static_cast<Wide>(b));
    case '-': return wide(static_cast<Wide>(a) - static_cast<Wide>(b));
    case '*': return wide(static_cast<Wide>(a) * static_cast<Wide>(b));
    case '/': return is_divisible ? std::optional(std::to_string(a / b)) : std::nullopt;
    case '%': return is_divisible ? std::optional(std::to_string(a % b)) : std::nullopt;
    case '|': return std::to_string(a | b);
    case '&': return std::to_string(a & b);
    case 'l': return a < b ? "TRUE" : "FALSE";
    case '=': return a == b ? "TRUE" : "FALSE";
    case 'r': return std::to_string(random_between(a, b));
    default: return std::nullopt;
  }
}

class ArithSource final : public MapSource {
 public:
  SourceAnswer find(std::string_view key, std::span<const std::string> arguments,
                    const rules::LookupContext&) override {
    if (arguments.size() < 2 || key.empty())
      return SourceAnswer::not_found(base::ExitCode::kConfiguration);
    auto result = calculate(key.front(), number(arguments[0]), number(arguments[1]));
    if (!result) return SourceAnswer::not_found(base::ExitCode::kConfiguration);
    return SourceAnswer::found(std::move(*result));
  }
};

}  // namespace

std::unique_ptr<MapSource> make_arith_source(const SourceRequest&) {
  return std::make_unique<ArithSource>();
}

}  // namespace sendwright::maps

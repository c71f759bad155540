#include "config/time_value.hh"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>

#include "base/strings.hh"

namespace sendwright::config {
namespace {

// A hundred years: more is not meant as an interval, and sums of such values still fit.
constexpr std::int64_t kLongestSeconds = 100LL * 366 * 24 * 3600;

std::optional<std::int64_t> seconds_in(char unit) {
  switch (unit) {
    case 's': return 1;
    case 'm': return 60;
    case 'h': return 3600;
    case 'd': return 24 * 3600;
    case 'w': return 7 * 24 * 3600;
    default: return std::nullopt;
  }
}

}  // namespace

std::chrono::seconds read_time_value(std::string_view text, char default_unit,
                                     std::vector<std::string>& complaints) {
  text = base::trim(text);
  const bool is_negative = text.starts_with('-');
  if (is_negative) text.remove_prefix(1);
  std::int64_t total = 0;
  while (!text.empty()) {
    std::int64_t number = 0;
    size_t digits = 0;
    for (; digits < text.size() && base::is_ascii_digit(text[digits]); ++digits)
      number = std::min(number * 10 + (text[digits] - '0'), kLongestSeconds);
    text.remove_prefix(digits);
    char unit = default_unit;
    if (!text.empty()) {
      unit = text.front();
      text.remove_prefix(1);
    }
    auto seconds = seconds_in(base::ascii_lower(unit));
    if (!seconds) {
      complaints.push_back(std::string("Invalid time unit `") + unit + "'");
      seconds = seconds_in(default_unit);
    }
    total = std::min(total + std::min(number, kLongestSeconds / *seconds) * *seconds,
                     kLongestSeconds);
  }
  return std::chrono::seconds(is_negative ? -total : total);
}

base::Result<std::chrono::seconds> parse_time_value(std::string_view text, char default_unit) {
  std::vector<std::string> complaints;
  const std::chrono::seconds value = read_time_value(text, default_unit, complaints);
  if (!complaints.empty()) return base::permanent(std::move(complaints.front()));
  return value;
}

}  // namespace sendwright::config

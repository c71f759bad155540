// Intervals as option values write them: `1h30m`, `5d`, `10` (in the option's own unit).
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hh"

namespace sendwright::config {

// Numbers with a unit each (s, m, h, d, w), added up; a number without unit counts in
// `default_unit`. The empty text is zero. Values that do not fit are cut to the largest interval.
[[nodiscard]] base::Result<std::chrono::seconds> parse_time_value(std::string_view text,
                                                                  char default_unit);

// The same as sendmail reads it: a unit that is none counts as the default one, with a complaint for
// each.
[[nodiscard]] std::chrono::seconds read_time_value(std::string_view text, char default_unit,
                                                   std::vector<std::string>& complaints);

}  // namespace sendwright::config

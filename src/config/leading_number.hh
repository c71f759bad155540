// Numbers as sendmail reads them from values: it does not mind what follows.
#pragma once

#include <cstdint>
#include <string_view>

namespace sendwright::config {

// The whole number at the start, behind blanks and a sign: 0 without one, the nearest there is for
// one that does not fit.
[[nodiscard]] std::int64_t leading_number(std::string_view text, int radix = 10);

}  // namespace sendwright::config

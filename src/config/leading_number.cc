#include "config/leading_number.hh"

#include <cstdlib>
#include <string>

namespace sendwright::config {

std::int64_t leading_number(std::string_view text, int radix) {
  return std::strtoll(std::string(text).c_str(), nullptr, radix);
}

}  // namespace sendwright::config

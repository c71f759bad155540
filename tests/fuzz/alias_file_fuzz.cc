// Any bytes as an alias file: each name comes out once, and every complaint has a line of the file.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>
#include <string_view>

#include "maps/alias_file.hh"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto file = sendwright::maps::parse_alias_file(text);
  const auto lines = std::count(text.begin(), text.end(), '\n') + 1;
  std::set<std::string> names;
  for (const auto& alias : file.aliases)
    if (alias.value.empty() || !names.insert(alias.name).second) std::abort();
  for (const auto& message : file.messages)
    if (message.line < 1 || message.line > lines) std::abort();
  return 0;
}

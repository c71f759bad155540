// Lists of aliases, .forward and :include: files from users' own hands.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "routing/alias_list.hh"

using namespace sendwright::routing;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  size_t octets = 0;
  for (const auto& member : split_members(text)) {
    octets += member.size();
    if (member.empty() || classify_member(member).text.size() > member.size()) std::abort();
  }
  if (octets > size) std::abort();
  for (const auto& member : split_member_file(text)) (void)without_quotes(member);
  return 0;
}

// Any bytes as an ldap map's flags, LDAPDefaultSpec and a key (lines of the input): nothing crashes,
// and no octet of a key is ever a piece of the filter.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/strings.hh"
#include "maps/ldap_lookup.hh"

using namespace sendwright;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto lines = base::split(text, '\n');
  if (lines.size() < 3) return 0;
  std::vector<std::string> messages;
  std::vector<char> unknown;
  const auto defaults = maps::parse_ldap_defaults(lines[0], messages);
  const auto flags = maps::parse_map_flags(lines[1], maps::kLdapLetters, unknown);
  if (const auto spec = maps::parse_ldap_spec("fuzz", flags, defaults, messages))
    (void)fill_ldap_filter(*spec, lines[2], lines[2], {});
  maps::LdapSpec plain;
  plain.filter = "(a=%0)";
  const auto filter = fill_ldap_filter(plain, lines[2], lines[2], {});
  const auto value = std::string_view(filter).substr(3, filter.size() - 4);
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (std::string_view("()*\0", 4).find(value[i]) != std::string_view::npos) std::abort();
    if (value[i] == '\\') i += 2;
  }
  return 0;
}

// Any bytes as the file of a text map, as makemap's input, as K line arguments and as a hosts file:
// readers stay within the bytes they are given.
#include <cstddef>
#include <cstdint>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "dns/hosts_file.hh"
#include "makemap/makemap.hh"
#include "maps/declared_map.hh"
#include "maps/map_flags.hh"
#include "maps/text_table.hh"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sendwright;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const char delimiter = size > 0 && data[0] % 2 == 1 ? ':' : '\0';
  (void)maps::parse_text_table(text, size % 3, size % 2, delimiter);
  std::vector<char> unknown;
  const auto flags = maps::parse_map_flags(text, {"nb", "sd", "RBZ"}, unknown);
  (void)maps::fill_arguments(text, flags.spec, std::vector<std::string>{"one", "two"});
  std::istringstream in{std::string(text)};
  makemap::SourceSyntax syntax;
  syntax.delimiter = delimiter;
  makemap::read_source(in, syntax, [](const makemap::SourceLine& line) {
    return line.key.size() <= makemap::kMaxLine;
  });
  (void)dns::parse_hosts(text);
  return 0;
}

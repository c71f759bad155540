// Any text as a configuration file. Class files and programs are not read: lines that name them are
// taken out first.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/strings.hh"
#include "config/cf_reader.hh"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sendwright;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  std::string text;
  for (const std::string_view line : base::split(input, '\n')) {
    if (!line.starts_with('F')) text.append(line).append("\n");
  }
  (void)config::read_configuration_text(text, "fuzz.cf", {});
  return 0;
}

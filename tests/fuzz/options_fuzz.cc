// Any bytes as O lines: options never crash, and time and memory stay bounded.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/strings.hh"
#include "config/options.hh"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  sendwright::config::Options options;
  for (const auto line : sendwright::base::split(text, '\n')) {
    const size_t equals = line.find('=');
    if (equals != std::string_view::npos)
      (void)options.set_long(line.substr(0, equals), line.substr(equals + 1));
    else if (!line.empty())
      (void)options.set_letter(line.front(), line.substr(1));
  }
  return options.dump().empty();
}

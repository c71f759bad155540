// Any bytes as what postconf -n prints: the reader and the whole conversion stay within bounds, and
// each parameter gets its line. Tables that are files are not there; inline ones are read.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string_view>

#include "tools/postfix/conversion.hh"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sendwright::postfix;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  auto file = MainCf::parse("main.cf", text);
  if (!file) return 0;
  const auto count = file->parameters().size();
  Conversion conversion(
      std::move(*file), "main.cf",
      {"/cf/", "/etc/mail/", "/nonexistent", "host.example", size % 2 == 0, size % 3 == 0});
  conversion.run();
  std::ostringstream report;
  conversion.print_report(report);
  std::size_t lines = 0;
  for (std::size_t at = 0; (at = report.str().find("main.cf:", at)) != std::string::npos; ++at)
    ++lines;
  if (lines < count) std::abort();
  if (conversion.site.files().empty() || conversion.site.commands().empty()) std::abort();
  return 0;
}

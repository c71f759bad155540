// A small configuration (up to the first NUL) and an address: read, compiled and rewritten. Limits
// must hold whatever the rules say.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "address/prescan.hh"
#include "base/strings.hh"
#include "base/waiter.hh"
#include "config/cf_reader.hh"
#include "rules/resolve.hh"

namespace {

using namespace sendwright;

class NoMaps final : public rules::MapDirectory {
 public:
  rules::Map* find(std::string_view) override { return nullptr; }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t middle = std::min(input.find('\0'), input.size());
  std::string text = "V10\nO OperatorChars=.:%@!^/[]+\n";
  for (const std::string_view line : base::split(input.substr(0, middle), '\n')) {
    if (!line.starts_with('F')) text.append(line).append("\n");
  }
  const config::ReadOutcome outcome = config::read_configuration_text(text, "fuzz.cf", {});
  NoMaps maps;
  const rules::Engine engine(*outcome.configuration, maps);
  config::MacroScope macros(&outcome.configuration->macros);
  base::BlockingWaiter waiter;
  rules::Evaluation evaluation(macros, waiter);
  (void)rules::resolve_recipient(engine, input.substr(std::min(middle + 1, input.size())),
                                 evaluation);
  return 0;
}

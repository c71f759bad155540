// Fuzzes the checks of a .mc: the bytes as the text of a file, read as it is written and watched
// while it is expanded.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "m4/lint/linter.hh"
#include "m4/lint/source_scan.hh"
#include "m4/processor.hh"

namespace {

namespace m4 = sendwright::m4;

// Drops what is written.
class NullSink final : public m4::ByteSink {
 public:
  bool write(std::string_view) override { return true; }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  m4::Options options;
  options.allow_files = false;
  options.allow_commands = false;
  options.nesting_limit = 500;
  options.expansion_limit = 2'000;
  options.memory_limit = std::size_t{64} << 10;
  NullSink out;
  NullSink errors;
  m4::Processor processor(options, out, errors);
  m4::lint::Linter linter(processor, (data[0] & 1) != 0);
  processor.observe(linter);
  processor.define("FEATURE", "feature($@)");
  processor.define("LOCAL_CONFIG", "divert(6)");
  processor.process_text(text, "");
  processor.finish();
  const m4::lint::Vocabulary vocabulary(processor.symbols());
  const m4::lint::Source source{"fuzz", std::string(text), (data[0] & 2) != 0};
  m4::lint::Findings findings;
  m4::lint::SourceScan(source, vocabulary, findings).run();
  (void)findings.lines("m4", true);
  return 0;
}

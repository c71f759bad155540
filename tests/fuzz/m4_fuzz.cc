// Fuzzes the macro processor: the first byte chooses options, the others are a file; what comes out
// does not matter. Files and commands are switched off; limits are low, so that endless inputs end
// quickly.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "m4/lint/linter.hh"
#include "m4/processor.hh"

namespace {

// Drops what is written.
class NullSink final : public sendwright::m4::ByteSink {
 public:
  bool write(std::string_view) override { return true; }
};

// Every line of the output can be told where it comes from.
void check_origins(sendwright::m4::Processor& m4) {
  sendwright::m4::SourceMapWriter map("");
  const std::string text = map.text(m4.output().lines(), m4.origins(), "");
  if (text.empty()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  sendwright::m4::Options options;
  options.allow_files = false;
  options.allow_commands = false;
  options.nesting_limit = 500;
  options.expansion_limit = 1'000;
  options.memory_limit = std::size_t{48} << 10;
  options.gnu_extensions = (data[0] & 1) == 0;
  NullSink out;
  NullSink errors;
  sendwright::m4::Processor m4(options, out, errors);
  const bool has_sync_lines = (data[0] & 2) != 0;
  m4.output().enable_sync_lines(has_sync_lines);
  m4.lexer().track_lines(has_sync_lines);
  if ((data[0] & 4) != 0) m4.trace().flags = sendwright::m4::kTraceEverything;
  sendwright::m4::lint::Linter linter(m4, false);
  const bool tracks_origins = (data[0] & 8) != 0;
  if (tracks_origins) m4.track_origins();
  if ((data[0] & 16) != 0) m4.observe(linter);
  m4.process_text({reinterpret_cast<const char*>(data) + 1, size - 1}, "fuzz");
  m4.finish();
  if (tracks_origins) check_origins(m4);
  return 0;
}
